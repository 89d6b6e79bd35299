"""Versions in deletions, exports, backups of images, and the sweep of orphans."""

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from api import PASSWORD, UPDATE, Api, Person, oid_of
from blog_versions import exported, user_of
from bson import ObjectId

from cms_blog.blogs.service import save_blog
from cms_blog.blogs.versions.store import unpacked
from cms_blog.blogs.versions.sweep import BATCH, MIN_AGE, OrphanSweep
from cms_blog.blogs.workflow.edits import update_blog
from cms_blog.errors import Unauthenticated
from cms_blog.maintenance.image_references import readdress_versions, references

NAMES = [f"{letter * 32}.png" for letter in "abc"]
PICTURES = [f"https://cms.example.com/uploads/{name}" for name in NAMES]
DELETE = """
  mutation ($password: String!, $blogs: BlogsAtDeletion!) {
    deleteAccount(input: {password: $password, blogs: $blogs}) { __typename }
  }
"""
DELETE_BLOG = "mutation ($id: ID!) { deleteBlog(id: $id) { __typename } }"


async def edit(api: Api, blog_id: str, author: Person, **changes: Any) -> None:
    raw = await api.services.database["blogs"].find_one({"_id": oid_of("Blog", blog_id)})
    assert raw is not None
    given = {"expectedRevision": raw["revision"]} | changes
    result = await api.execute(UPDATE, {"id": blog_id, "input": given}, as_user=author)
    assert result["__typename"] == "UpdateBlogSuccess"


async def blogs_of_versions(api: Api) -> list[ObjectId]:
    versions = api.services.database["blog_versions"]
    return sorted({raw["blog_id"] async for raw in versions.find({}, {"blog_id": 1})})


async def delete_account(api: Api, person: Person, blogs: str) -> None:
    variables = {"password": PASSWORD, "blogs": blogs}
    result = await api.execute(DELETE, variables, as_user=person)
    assert result["__typename"] == "DeleteAccountSuccess"


async def test_a_deleted_blog_takes_its_versions_with_it(api: Api):
    author = await api.make_user()
    deleted, kept = [await api.make_blog(author) for _ in range(2)]
    for blog in (deleted, kept):
        await edit(api, blog["id"], author, title="Edited")
    await api.execute(DELETE_BLOG, {"id": deleted["id"]}, as_user=author)
    assert await blogs_of_versions(api) == [oid_of("Blog", kept["id"])]


@pytest.mark.parametrize("blogs", ["DELETE", "KEEP"])
async def test_a_deleted_account_takes_its_versions_with_it(api: Api, blogs: str):
    author, other, admin = await api.make_user(), await api.make_user(), await api.make_admin()
    text = f"![]({PICTURES[0]})"
    published = await api.make_published(author, admin, markdown=text)
    await edit(api, published["id"], author, markdown=f"![]({PICTURES[1]})")
    draft = await api.make_blog(author, markdown=f"![]({PICTURES[2]})")
    await edit(api, draft["id"], author, markdown="Without an image.")
    foreign = await api.make_blog(other)
    await edit(api, foreign["id"], other, title="Edited")
    store = api.services.storage.store
    for name in NAMES:
        await store.put(name, b"an image")
    await delete_account(api, author, blogs)
    assert await blogs_of_versions(api) == [oid_of("Blog", foreign["id"])]
    raw = await api.services.database["blogs"].find_one({"_id": oid_of("Blog", published["id"])})
    if blogs == "KEEP":
        assert raw is not None
        assert ("versions" in raw, raw["images"]) == (False, NAMES[:1])
    # The images that only versions showed are deleted.
    left = [await store.open(name) is not None for name in NAMES]
    assert left == [blogs == "KEEP", False, False]
    await store.delete(NAMES[0])


async def test_images_of_versions_of_others_are_kept(api: Api):
    author, other = await api.make_user(), await api.make_user()
    blog = await api.make_blog(other, coverImageUrl=PICTURES[0])
    await edit(api, blog["id"], other, coverImageUrl=None)
    await api.make_blog(author, coverImageUrl=PICTURES[0])
    store = api.services.storage.store
    await store.put(NAMES[0], b"an image")
    await delete_account(api, author, "DELETE")
    assert await store.open(NAMES[0]) is not None
    await delete_account(api, other, "DELETE")
    assert await store.open(NAMES[0]) is None


@pytest.mark.parametrize("act", ["save", "edit"])
async def test_no_version_outlives_the_account_that_is_deleted_meanwhile(api: Api, act: str):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_published(author, admin)
    user, receipts = await user_of(api, author), api.services.receipts
    database = api.services.database
    await database["users"].update_one({"_id": user.oid}, {"$set": {"leaving": "keep"}})
    oid = oid_of("Blog", blog["id"])
    assert oid is not None
    brief = {"focus_or_niche": "a", "targeted_keyword": "b", "targeted_audience": "c"}
    new = {"brief": brief, "title": "Too late", "markdown": "Text."}
    change = {"expected_revision": 1, "title": "Too late"}
    if act == "save":
        late = save_blog(user, new, receipts=receipts, storage=api.services.storage)
    else:
        late = update_blog(user, oid, change, receipts=receipts, storage=api.services.storage)
    with pytest.raises(Unauthenticated):
        await late
    titles = [raw["title"] async for raw in database["blog_versions"].find()]
    assert "Too late" not in titles


async def test_the_export_has_the_versions(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_published(author, admin, markdown="Public.", tags=["Sun"])
    await edit(api, blog["id"], author, markdown="Edited.", selectedIdea="An idea")
    text = await exported(api, author)
    (blog,) = orjson.loads(text)["blogs"]
    found = [
        (each["cause"], each["revision"], each["markdown"], each["selectedIdea"], each["tags"])
        for each in blog["versions"]
    ]
    assert found == [
        ("EDITED", 2, "Edited.", "An idea", ["Sun"]),
        ("PUBLISHED", 1, "Public.", None, ["Sun"]),
        ("SAVED", 1, "Public.", None, ["Sun"]),
    ]
    assert all(each["savedAt"] and each["title"] for each in blog["versions"])
    # Who saved a version is personal data of that user.
    assert admin.id not in text


async def test_images_of_versions_are_references(api: Api):
    author = await api.make_user()
    text = f"![]({PICTURES[1]})"
    blog = await api.make_blog(author, coverImageUrl=PICTURES[0], markdown=text)
    await edit(api, blog["id"], author, coverImageUrl=None, markdown="No image.")
    found = [each async for some in references() for each in some]
    assert {(each.name, each.url) for each in found} == {
        (NAMES[0], PICTURES[0]),
        (NAMES[1], PICTURES[1]),
    }
    assert {each.blog_id for each in found} == {str(oid_of("Blog", blog["id"]))}
    since = datetime.now(UTC) + timedelta(seconds=2)
    assert [each async for some in references(since) for each in some] == []


async def test_new_addresses_of_images_reach_versions(api: Api):
    author = await api.make_user()
    text = f"$text ![]({PICTURES[1]})"
    blog = await api.make_blog(author, coverImageUrl=PICTURES[0], markdown=text)
    await edit(api, blog["id"], author, coverImageUrl=None, markdown="No image.")
    old, new = "https://cms.example.com/uploads", "https://cdn.example.com"
    assert [done async for done in readdress_versions(old, new)] == [True]
    raw = await api.services.database["blog_versions"].find_one({"revision": 1})
    assert raw is not None
    assert raw["cover_image_url"] == f"{new}/{NAMES[0]}"
    assert unpacked(raw["text"]) == f"$text ![]({new}/{NAMES[1]})"
    assert raw["images"] == NAMES[:2]
    assert [done async for done in readdress_versions(old, new)] == [False]


# -- orphans


def id_at(age: timedelta) -> ObjectId:
    return ObjectId.from_datetime(datetime.now(UTC) - age)


async def test_the_sweep_deletes_versions_without_an_entry(api: Api):
    author = await api.make_user()
    blog = await api.make_blog(author)
    blogs, versions = api.services.database["blogs"], api.services.database["blog_versions"]
    old, older, young = (
        id_at(MIN_AGE + timedelta(minutes=1)),
        id_at(timedelta(days=400)),
        id_at(MIN_AGE - timedelta(minutes=1)),
    )
    used, blog_id = id_at(timedelta(days=2)), oid_of("Blog", blog["id"])
    entry = {"revision": 1, "version_id": used, "cause": "saved", "by": ObjectId(), "at": None}
    await blogs.update_one({"_id": blog_id}, {"$set": {"versions": [entry]}})
    await versions.delete_many({})
    whose = {old: blog_id, older: ObjectId(), young: blog_id, used: blog_id}
    await versions.insert_many([{"_id": oid, "blog_id": whose[oid]} for oid in whose])
    assert await OrphanSweep().step() == 2
    assert {raw["_id"] async for raw in versions.find()} == {young, used}


async def test_the_sweep_passes_over_all_versions_in_steps(api: Api):
    versions = api.services.database["blog_versions"]
    ids = [id_at(timedelta(days=2, seconds=n)) for n in range(BATCH + 3)]
    blog = {"_id": ObjectId(), "author_id": ObjectId(), "status": "saved"}
    entries = [{"version_id": oid} for oid in ids[:BATCH]]
    await api.services.database["blogs"].insert_one(blog | {"versions": entries})
    await versions.insert_many([{"_id": oid, "blog_id": blog["_id"]} for oid in ids])
    sweep = OrphanSweep()
    assert [await sweep.step() for _ in range(3)] == [0, 3, 0]
    assert await versions.count_documents({}) == BATCH
