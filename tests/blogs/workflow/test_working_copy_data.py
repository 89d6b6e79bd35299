"""Working copies: images, deletion and export of personal data."""

from typing import Any

import orjson
import pytest
from api import PASSWORD, UPDATE, Api, Person, oid_of

from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.content.checks.provenance import Generator
from cms_blog.blogs.content.markdown import render
from cms_blog.blogs.workflow.edits import update_blog
from cms_blog.errors import Unauthenticated
from cms_blog.maintenance.image_references import readdress, references
from cms_blog.maintenance.migrations.run import MIGRATIONS, migrate
from cms_blog.privacy.export import export_chunks

NAMES = [f"{letter * 32}.png" for letter in "abcd"]
PICTURES = [f"https://cms.example.com/uploads/{name}" for name in NAMES]
DELETE = """
  mutation ($password: String!) {
    deleteAccount(input: {password: $password, blogs: KEEP}) { __typename }
  }
"""


async def edit(api: Api, blog_id: str, author: Person, **changes: Any) -> dict[str, Any]:
    raw = await stored(api, blog_id)
    given = {"expectedRevision": raw.get("revision", 1)} | changes
    return await api.execute(UPDATE, {"id": blog_id, "input": given}, as_user=author)


async def stored(api: Api, blog_id: str) -> dict[str, Any]:
    raw = await api.services.database["blogs"].find_one({"_id": oid_of("Blog", blog_id)})
    assert raw is not None
    return raw


async def user_of(api: Api, person: Person) -> UserDocument:
    raw = await api.services.database["users"].find_one({"_id": oid_of("User", person.id)})
    assert raw is not None
    return UserDocument.read(raw)


async def make_edited(api: Api, author: Person, admin: Person) -> str:
    """A published blog with two images, and other two in its working copy."""
    text = f"Text.\n\n![]({PICTURES[1]})"
    blog = await api.make_published(author, admin, coverImageUrl=PICTURES[0], markdown=text)
    changed = f"Other text.\n\n![]({PICTURES[3]})"
    await edit(api, blog["id"], author, coverImageUrl=PICTURES[2], markdown=changed)
    return blog["id"]


# -- images


async def test_the_images_of_both_texts_are_counted_as_used(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog_id = await make_edited(api, author, admin)
    assert (await stored(api, blog_id))["images"] == NAMES
    found = [each.name async for blog in references() for each in blog]
    assert set(found) == set(NAMES)
    # Only the working copy was changed since.
    since = (await stored(api, blog_id))["working"]["updated_at"]
    assert {each.name async for blog in references(since) for each in blog} == set(NAMES)
    # The migration counts them too.
    blogs = api.services.database["blogs"]
    await blogs.update_one({}, {"$set": {"schema_version": 1}})
    await migrate(MIGRATIONS[1], dry_run=False)
    assert (await stored(api, blog_id))["images"] == NAMES
    # The version that an unpublishing leaves has those of the copy.
    await api.move("unpublishBlog", blog_id, admin)
    assert (await stored(api, blog_id))["images"] == NAMES[:2]
    found = [each.name async for blog in references() for each in blog]
    assert set(found) == set(NAMES)


async def test_only_the_images_of_the_remaining_text_are_kept(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    discarded, approved = [await make_edited(api, author, admin) for _ in range(2)]
    await api.move("discardWorkingCopy", discarded, author)
    assert (await stored(api, discarded))["images"] == NAMES[:2]
    await api.move("requestPublish", approved, author)
    await api.move("approveBlog", approved, admin)
    assert (await stored(api, approved))["images"] == NAMES[2:]


async def test_the_addresses_of_images_are_changed_in_both_texts(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog_id = await make_edited(api, author, admin)
    before = await stored(api, blog_id)
    new = "https://images.example.com"
    assert [found async for found in readdress("https://cms.example.com/uploads", new)] == [True]
    after = await stored(api, blog_id)
    for old, text, names in [
        (before, after, NAMES[:2]),
        (before["working"], after["working"], NAMES[2:]),
    ]:
        assert text["meta"] == old["meta"] | {"cover_image_url": f"{new}/{names[0]}"}
        assert f"{new}/{names[1]}" in text["final_blog"]["markdown"]
        assert "cms.example.com" not in str(text["final_blog"])
    kept = ("revision", "updated_at", "images")
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    assert after["working"]["status"] == "editing"


# -- personal data


async def test_a_deleted_account_takes_its_working_copies_with_it(api: Api):
    author, other, admin = await api.make_user(), await api.make_user(), await api.make_admin()
    blog_id, pending = [await make_edited(api, author, admin) for _ in range(2)]
    await api.move("requestPublish", pending, author)
    foreign = await make_edited(api, other, admin)
    before = await stored(api, foreign)
    store = api.services.storage.store
    # The cover of the copy is shown by no other blog.
    await edit(api, blog_id, author, coverImageUrl=f"https://cms.example.com/{'e' * 32}.png")
    await store.put(f"{'e' * 32}.png", b"only in the copy")
    await store.put(NAMES[0], b"in the public text")
    public = await stored(api, blog_id)
    deleted = await api.execute(DELETE, {"password": PASSWORD}, as_user=author)
    assert deleted["__typename"] == "DeleteAccountSuccess"
    for kept in (blog_id, pending):
        raw = await stored(api, kept)
        assert "working" not in raw
        assert raw["images"] == NAMES[:2]
        assert (raw["status"], raw["meta"]) == ("published", public["meta"])
    assert await stored(api, foreign) == before
    assert await store.open(f"{'e' * 32}.png") is None
    assert await store.open(NAMES[0]) is not None
    await store.delete(NAMES[0])


async def test_no_working_copy_is_created_while_its_author_is_deleted(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog_id = (await api.make_published(author, admin))["id"]
    user = await user_of(api, author)
    before = await stored(api, blog_id)
    await api.services.database["users"].update_one(
        {"_id": user.oid}, {"$set": {"leaving": "keep"}}
    )
    given = {"expected_revision": 1, "title": "Too late"}
    oid = oid_of("Blog", blog_id)
    assert oid is not None
    with pytest.raises(Unauthenticated):
        await update_blog(
            user, oid, given, receipts=api.services.receipts, storage=api.services.storage
        )
    after = await stored(api, blog_id)
    assert "working" not in after
    assert (after["meta"], after["images"]) == (before["meta"], before["images"])


async def test_the_export_has_the_working_copy(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog_id = await make_edited(api, author, admin)
    await edit(api, blog_id, author, selectedIdea="An idea")
    await api.move("requestPublish", blog_id, author)
    await api.move("rejectBlog", blog_id, admin, feedback="Shorter.")
    text = b"".join([chunk async for chunk in export_chunks(await user_of(api, author))])
    (blog,) = orjson.loads(text)["blogs"]
    copy = blog["workingCopy"]
    assert (copy["status"], copy["feedback"]) == ("REJECTED", "Shorter.")
    assert (copy["selectedIdea"], copy["coverImageUrl"]) == ("An idea", PICTURES[2])
    assert copy["markdown"].startswith("Other text.")
    assert blog["markdown"].startswith("Text.")
    assert blog["coverImageUrl"] == PICTURES[0]


async def test_receipts_of_an_edit_count_for_the_working_copy_only(api: Api):

    author, admin = await api.make_user(), await api.make_admin()
    blog_id = (await api.make_published(author, admin))["id"]
    receipts = api.services.receipts
    oid = oid_of("User", author.id)
    assert oid is not None
    model = Generator(model="gemini-9-flash", prompts=3)
    receipt = receipts.issue(oid, [render("A generated sentence.")], None, model)
    await edit(api, blog_id, author, markdown="A generated sentence. Mine.", receipts=[receipt])
    raw = await stored(api, blog_id)
    assert raw["provenance"] is None
    assert (
        raw["working"]["provenance"]["sentences"],
        raw["working"]["provenance"]["generated"],
    ) == (
        2,
        1,
    )
    await api.move("requestPublish", blog_id, author)
    await api.move("approveBlog", blog_id, admin)
    assert (await stored(api, blog_id))["provenance"] == raw["working"]["provenance"]
