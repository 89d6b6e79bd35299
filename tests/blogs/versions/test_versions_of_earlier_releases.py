"""Versions of blogs that processes of earlier releases changed, also beside those of this one."""

from typing import Any

import orjson
import pytest
from api import Api, oid_of
from blog_versions import edit, exported, pass_time, referred, stored, texts, versions

from cms_blog.blogs.versions.store import packed

COVER = f"https://cms.example.com/uploads/{'a' * 32}.png"
ENDS = ["updateBlog", "unpublishBlog", "approveBlog", "discardWorkingCopy"]
COUNTS = "query ($id: ID!) { blog(id: $id) { content { wordCount } versions { wordCount } } }"


async def change(api: Api, blog_id: str, **update: Any) -> None:
    where = {"_id": oid_of("Blog", blog_id)}
    changed = {f"${name}": fields for name, fields in update.items()}
    await api.services.database["blogs"].update_one(where, changed)


async def shown(api: Api, blog_id: str, author: Any) -> list[tuple[int, str, str]]:
    found = await versions(api, blog_id, author)
    return [(each["revision"], each["cause"], each["markdown"]) for each in reversed(found)]


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("known", [False, True], ids=["no versions", "versions before the copy"])
async def test_a_working_copy_without_a_version_is_kept(api: Api, end: str, *, known: bool):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_published(author, admin, markdown="Public.")
    before = (await stored(api, blog["id"]))["versions"]
    await edit(api, blog["id"], author, title="Copy", markdown="Copied.", tags=["New"])
    # A release without versions leaves the entries as they were.
    forget = {"set": {"versions": before}} if known else {"unset": {"versions": ""}}
    await change(api, blog["id"], **forget)
    kept = [entry["version_id"] for entry in before if known and "in_blog" not in entry]
    stored_texts = api.services.database["blog_versions"]
    await stored_texts.delete_many({"_id": {"$nin": kept}})
    first = [(1, "SAVED", "Public.")] if known else []
    public = (1, "PUBLISHED", "Public.")
    assert await shown(api, blog["id"], author) == ([*first, public] if known else [])
    if end == "updateBlog":
        await edit(api, blog["id"], author, markdown="After.")
    else:
        if end == "approveBlog":
            await api.move("requestPublish", blog["id"], author)
        await api.move(end, blog["id"], author if end == "discardWorkingCopy" else admin)
    last = {
        "updateBlog": [(3, "EDITED", "After.")],
        "approveBlog": [(2, "PUBLISHED", "Copied.")],
    }.get(end, [])
    expected = [*first, public, (2, "SAVED", "Copied."), *last]
    assert await shown(api, blog["id"], author) == expected
    copy = next(v for v in await versions(api, blog["id"], author) if v["cause"] == "SAVED")
    assert (copy["title"], copy["tags"], copy["wordCount"]) == ("Copy", ["New"], 1)
    assert await texts(api) == await referred(api, blog["id"])


async def test_a_text_that_an_earlier_release_replaced_is_left_out(api: Api):
    author = await api.make_user()
    blog = await api.make_blog(author, markdown="Lost.")
    (first,) = (await stored(api, blog["id"]))["versions"]
    await edit(api, blog["id"], author, markdown="Old.")
    # As the release before `in_blog`: it stored its own text, and not the one before.
    first_kept, second = (await stored(api, blog["id"]))["versions"]
    assert first_kept == {name: value for name, value in first.items() if name != "in_blog"}
    del second["in_blog"]
    await change(api, blog["id"], set={"versions": [first, second]})
    documents = api.services.database["blog_versions"]
    document = await documents.find_one_and_delete({"_id": first["version_id"]})
    assert document is not None
    document |= {"_id": second["version_id"], "revision": 2, "text": packed("Old.")}
    await documents.insert_one(document)
    assert await shown(api, blog["id"], author) == [(2, "EDITED", "Old.")]
    await pass_time(api, blog["id"])
    await edit(api, blog["id"], author, markdown="New.")
    expected = [(2, "EDITED", "Old."), (3, "EDITED", "New.")]
    assert await shown(api, blog["id"], author) == expected


async def test_a_working_copy_that_an_earlier_release_discarded_is_left_out(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_published(author, admin, markdown="Public.")
    await edit(api, blog["id"], author, markdown="Lost.")
    await change(api, blog["id"], unset={"working": ""}, set={"revision": 3})
    expected = [(1, "SAVED", "Public."), (1, "PUBLISHED", "Public.")]
    assert await shown(api, blog["id"], author) == expected
    (exported_blog,) = orjson.loads(await exported(api, author))["blogs"]
    assert [each["markdown"] for each in exported_blog["versions"]] == ["Public.", "Public."]
    await edit(api, blog["id"], author, markdown="New.")
    expected.append((4, "EDITED", "New."))
    assert await shown(api, blog["id"], author) == expected


@pytest.mark.parametrize("renderer", [None, 1, 2])
async def test_words_of_a_text_of_an_earlier_release_are_counted(api: Api, renderer: int | None):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_blog(author, title="The title", coverImageUrl=COVER)
    old = f"# The title\n\n![The title]({COVER})\n\nOne two three."
    final: dict[str, Any] = {
        "markdown": old,
        "renderer": renderer,
        "html": "<p>One two three.</p>",
        "render": {},
    }
    await change(api, blog["id"], set={"final_blog": final}, unset={"versions": ""})
    await api.move("requestPublish", blog["id"], author)
    await api.move("approveBlog", blog["id"], admin)
    counted = await api.execute(COUNTS, {"id": blog["id"]}, as_user=author)
    expected = {"content": {"wordCount": 3}, "versions": [{"wordCount": 3}]}
    assert counted == expected
    # Also when it is stored.
    await edit(api, blog["id"], author, markdown="One.")
    counted = await api.execute(COUNTS, {"id": blog["id"]}, as_user=author)
    assert counted["versions"] == [{"wordCount": 1}, {"wordCount": 3}]
