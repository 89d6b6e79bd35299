"""The newest version, whose text is the current one of its blog, and not stored twice."""

from functools import partial
from typing import Any

import pytest
from api import UPDATE, Api, Commands, oid_of
from blog_versions import edit, referred, stored, texts, versions
from interleaving import install, interrupted

from cms_blog.blogs.versions.store import unpacked

COVER = f"https://cms.example.com/uploads/{'a' * 32}.png"


async def test_the_newest_text_is_stored_when_a_change_replaces_it(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_blog(author, markdown="Zero.")
    names = ["Zero.", "One.", "Two."]
    assert await _kept(api) == []
    await edit(api, blog["id"], author, markdown="Shared.")
    assert await _kept(api) == names[:1]
    await edit(api, blog["id"], author, markdown="One.")
    assert await _kept(api) == names[:1]
    await api.move("requestPublish", blog["id"], author)
    await api.move("approveBlog", blog["id"], admin)
    # The edit and the publication have the same text.
    assert await _kept(api) == names[:2]
    await edit(api, blog["id"], author, markdown="Two.")
    assert await _kept(api) == ["Zero.", "One.", "One."]
    before = await versions(api, blog["id"], author)
    await api.move("discardWorkingCopy", blog["id"], author)
    assert await _kept(api) == ["Zero.", "One.", "One.", "Two."]
    assert await versions(api, blog["id"], author) == before
    assert await texts(api) == await referred(api, blog["id"])


@pytest.mark.parametrize("end", ["unpublishBlog", "approveBlog", "discardWorkingCopy"])
async def test_a_working_copy_that_ends_is_kept(api: Api, end: str):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_published(author, admin, markdown="Public.")
    await edit(api, blog["id"], author, title="Copy", markdown="Edited.", tags=["New"])
    before = await versions(api, blog["id"], author)
    if end == "approveBlog":
        await api.move("requestPublish", blog["id"], author)
    await api.move(end, blog["id"], author if end == "discardWorkingCopy" else admin)
    after = await versions(api, blog["id"], author)
    assert after[-len(before) :] == before
    newest = (before[0]["markdown"], before[0]["title"], before[0]["tags"])
    assert newest == ("Edited.", "Copy", ["New"])
    # The next edit does not share the version, whose text the blog does not have any more.
    await edit(api, blog["id"], author, markdown="Next.")
    assert (await versions(api, blog["id"], author))[-len(before) :] == before


@pytest.mark.parametrize("field", ["title", "tags", "coverImageUrl", "markdown", "wordCount"])
@pytest.mark.parametrize("state", ["draft", "public", "copy"])
async def test_each_field_of_the_newest_text_is_read_alone(api: Api, state: str, field: str):
    author, admin = await api.make_user(), await api.make_admin()
    make = api.make_blog if state == "draft" else partial(api.make_published, admin=admin)
    blog = await make(author, title="Own", tags=["Sun"], coverImageUrl=COVER, markdown="One two.")
    if state == "copy":
        changes: dict[str, Any] = {"title": "Copy", "tags": [], "markdown": "One."}
        changes["coverImageUrl"] = None
        await edit(api, blog["id"], author, **changes)
    whole = await versions(api, blog["id"], author)
    document = f"query ($id: ID!) {{ blog(id: $id) {{ versions {{ {field} }} }} }}"
    alone = await api.execute(document, {"id": blog["id"]}, as_user=author)
    assert alone["versions"] == [{field: version[field]} for version in whole]
    expected: dict[str, tuple[Any, Any]] = {
        "title": ("Own", "Copy"),
        "tags": (["Sun"], []),
        "coverImageUrl": (COVER, None),
        "markdown": ("One two.", "One."),
        "wordCount": (2, 1),
    }
    assert alone["versions"][0][field] == expected[field][state == "copy"]


async def test_the_newest_text_of_an_earlier_release_has_no_headline(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_blog(author, title="Own", coverImageUrl=COVER)
    old = f"# Own\n\n![Own]({COVER})\n\nText."
    fields = {"final_blog.markdown": old, "final_blog.renderer": 2}
    where = {"_id": oid_of("Blog", blog["id"])}
    update = {"$set": fields, "$unset": {"versions": ""}}
    await api.services.database["blogs"].update_one(where, update)
    await api.move("requestPublish", blog["id"], author)
    await api.move("approveBlog", blog["id"], admin)
    document = "query ($id: ID!) { blog(id: $id) { versions { markdown } } }"
    shown = await api.execute(document, {"id": blog["id"]}, as_user=author)
    assert shown["versions"] == [{"markdown": "Text."}]


async def test_a_change_that_was_interrupted_after_the_insert_is_repeated(api: Api):
    author = await api.make_user()
    blog = await api.make_blog(author, markdown="Zero.")
    (entry,) = (await stored(api, blog["id"]))["versions"]
    await edit(api, blog["id"], author, markdown="One.")
    # As before the update of the blog.
    where, entries = {"_id": oid_of("Blog", blog["id"])}, {"versions": [entry], "revision": 1}
    await api.services.database["blogs"].update_one(where, {"$set": entries})
    result = await edit(api, blog["id"], author, markdown="Two.")
    assert result["__typename"] == "UpdateBlogSuccess"
    shown = await versions(api, blog["id"], author)
    assert [each["markdown"] for each in shown] == ["Two.", "Zero."]
    assert await texts(api) == await referred(api, blog["id"])


@pytest.mark.parametrize("commands", range(2))
async def test_an_approval_keeps_the_version_of_another_one_since_it_read_the_blog(
    api: Api, monkeypatch: pytest.MonkeyPatch, commands: int
):
    install(monkeypatch)
    author, admin, other = await api.make_user(), await api.make_admin(), await api.make_admin()
    blog = await api.make_blog(author)
    await api.move("requestPublish", blog["id"], author)

    async def approve() -> Any:
        return await api.move("approveBlog", blog["id"], admin)

    async def approve_and_request_again() -> Any:
        await api.move("approveBlog", blog["id"], other)
        await api.move("unpublishBlog", blog["id"], other)
        return await api.move("requestPublish", blog["id"], author)

    assert await interrupted(approve, commands, approve_and_request_again) is not None
    shown = await versions(api, blog["id"], author)
    found = [(each["cause"], each["savedBy"]["id"]) for each in shown]
    assert found == [("PUBLISHED", admin.id), ("PUBLISHED", other.id), ("SAVED", author.id)]
    assert await texts(api) == await referred(api, blog["id"])


async def _kept(api: Api) -> list[str]:
    """The texts of the stored versions in the order in which they were saved."""
    found = [raw async for raw in api.services.database["blog_versions"].find({})]
    return [unpacked(raw["text"]) for raw in sorted(found, key=lambda raw: raw["_id"])]


async def test_a_save_and_a_shared_edit_store_no_version(api: Api, commands: Commands):
    author = await api.make_user()
    with commands.sent() as sent:
        blog = await api.make_blog(author)
    # The first two and the last one read users.
    assert [next(iter(each)) for each in sent] == ["find", "insert", "find", "find"]
    await edit(api, blog["id"], author, markdown="Text.")
    with commands.sent() as sent:
        given = {"expectedRevision": 2, "markdown": "Shared."}
        await api.execute(UPDATE, {"id": blog["id"], "input": given}, as_user=author)
    # The first and the last one read users.
    assert [next(iter(each)) for each in sent[1:-1]] == ["find", "findAndModify"]
