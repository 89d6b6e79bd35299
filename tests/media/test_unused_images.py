"""Images that a blog does not show any more: they are listed, and deleted a day later."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from api import UPDATE, Api, Person

from cms_blog.blogs.versions.store import delete_versions_of
from cms_blog.graphql.types.node_ids import oid_of
from cms_blog.media.image_store import ImageStore, StoredFile
from cms_blog.media.unused import list_unused
from cms_blog.privacy.unused_images import BATCH, MIN_AGE, delete_listed

DELETE = "mutation ($id: ID!) { deleteBlog(id: $id) { ... on DeleteBlogSuccess { deletedId } } }"
OLD, NEW, OTHER = [f"{number:032x}.png" for number in (1, 2, 3)]
MOMENT = timedelta(seconds=30)


def url(name: str) -> str:
    return f"http://testserver/uploads/{name}"


async def listed(api: Api) -> set[str]:
    images = api.services.database["unused_images"].find({}, {"_id": 1})
    return {image["_id"] for image in await images.to_list()}


async def edit(api: Api, author: Person, blog_id: str, **changes: Any) -> None:
    raw = await api.services.database["blogs"].find_one({"_id": oid_of("Blog", blog_id)})
    assert raw is not None
    given = {"expectedRevision": raw["revision"]} | changes
    result = await api.execute(UPDATE, {"id": blog_id, "input": given}, as_user=author)
    assert result["__typename"] == "UpdateBlogSuccess"


# -- what is listed


async def test_images_of_a_deleted_blog_and_its_versions_are_listed(api: Api):
    author = await api.make_user()
    blog = await api.make_blog(author, coverImageUrl=url(OLD), markdown=f"![x]({url(OTHER)})")
    await edit(api, author, blog["id"], coverImageUrl=url(NEW))
    await api.services.database["unused_images"].delete_many({})
    await api.execute(DELETE, {"id": blog["id"]}, as_user=author)
    assert await listed(api) == {OLD, NEW, OTHER}


async def test_images_of_a_deleted_blog_of_an_earlier_release_are_listed(api: Api):
    author = await api.make_user()
    blog = await api.make_blog(author, coverImageUrl=url(OLD), markdown=f"![x]({url(OTHER)})")
    await api.services.database["blogs"].update_one({}, {"$unset": {"images": "", "versions": ""}})
    await api.services.database["blog_versions"].delete_many({})
    await api.execute(DELETE, {"id": blog["id"]}, as_user=author)
    assert await listed(api) == {OLD, OTHER}


async def test_a_replaced_cover_is_listed(api: Api):
    author = await api.make_user()
    blog = await api.make_blog(author, coverImageUrl=url(OLD))
    await edit(api, author, blog["id"], title="Other")
    assert await listed(api) == set()
    await edit(api, author, blog["id"], coverImageUrl=url(NEW))
    assert await listed(api) == {OLD}


async def test_the_cover_of_a_public_text_is_listed_when_its_changes_are_approved(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_published(author, admin, coverImageUrl=url(OLD))
    await edit(api, author, blog["id"], coverImageUrl=url(NEW))
    await api.move("requestPublish", blog["id"], author)
    assert await listed(api) == set()
    await api.move("approveBlog", blog["id"], admin)
    assert await listed(api) == {OLD}


async def test_the_cover_of_discarded_changes_is_listed(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_published(author, admin, coverImageUrl=url(OLD))
    await edit(api, author, blog["id"], coverImageUrl=url(NEW))
    await api.move("discardWorkingCopy", blog["id"], author)
    assert await listed(api) == {NEW}


# -- what is deleted


class AgedStore:
    """The image store, with the dates of some files moved."""

    def __init__(self, store: ImageStore) -> None:
        self.put, self.delete, self.entries = store.put, store.delete, store.entries
        self._store = store
        self.ages: dict[str, timedelta] = {}

    async def open(self, name: str) -> StoredFile | None:
        file = await self._store.open(name)
        if file is None:
            return None
        modified = datetime.now(UTC) - self.ages.get(name, timedelta(0))
        return StoredFile(file.size, modified, file.chunks)


@pytest.fixture
def store(api: Api) -> AgedStore:
    return AgedStore(api.services.storage.store)


async def store_listed(
    api: Api, store: AgedStore, name: str, *, listed_for: timedelta, uploaded: timedelta
) -> None:
    """Store an image of this age, which is on the list for this time."""
    await store.put(name, b"image")
    store.ages[name] = uploaded
    since = datetime.now(UTC) - listed_for
    await api.services.database["unused_images"].insert_one({"_id": name, "since": since})


@pytest.mark.parametrize(
    ("listed_for", "uploaded", "deleted"),
    [
        (MIN_AGE + MOMENT, MIN_AGE + MOMENT, True),
        (MIN_AGE - MOMENT, MIN_AGE + MOMENT, False),
        # Uploaded again, and perhaps not saved yet.
        (MIN_AGE + MOMENT, MIN_AGE - MOMENT, False),
    ],
)
async def test_an_unused_image_is_deleted_after_a_day(
    api: Api, store: AgedStore, listed_for: timedelta, uploaded: timedelta, deleted: bool
):
    await store_listed(api, store, OLD, listed_for=listed_for, uploaded=uploaded)
    await delete_listed(store)
    assert (await store.open(OLD) is None) is deleted
    assert await listed(api) == (set() if deleted else {OLD})


@pytest.mark.parametrize("shown_by", ["a blog", "a version"])
async def test_an_image_that_is_shown_stays_and_is_looked_at_again_a_day_later(
    api: Api, store: AgedStore, shown_by: str
):
    author = await api.make_user()
    blog = await api.make_blog(author, coverImageUrl=url(OLD))
    if shown_by == "a version":
        await edit(api, author, blog["id"], coverImageUrl=None)
        await api.services.database["unused_images"].delete_many({})
    age = MIN_AGE + MOMENT
    await store_listed(api, store, OLD, listed_for=age, uploaded=age)
    await delete_listed(store)
    assert await store.open(OLD) is not None
    image = await api.services.database["unused_images"].find_one({"_id": OLD})
    assert image is not None
    assert datetime.now(UTC) - image["since"] < MOMENT
    # When nothing shows it any more, it is deleted.
    oid = oid_of("Blog", blog["id"])
    assert oid is not None
    await delete_versions_of([oid])
    await api.services.database["blogs"].delete_one({"_id": oid})
    due = {"$set": {"since": datetime.now(UTC) - age}}
    await api.services.database["unused_images"].update_one({"_id": OLD}, due)
    await delete_listed(store)
    assert await store.open(OLD) is None


async def test_an_image_that_was_deleted_leaves_the_list(api: Api, store: AgedStore):
    since = datetime.now(UTC) - MIN_AGE - MOMENT
    await api.services.database["unused_images"].insert_one({"_id": OLD, "since": since})
    await delete_listed(store)
    assert await listed(api) == set()


async def test_a_call_looks_at_a_batch_the_longest_unused_first(api: Api, store: AgedStore):
    now = datetime.now(UTC)
    names = [f"{number:032x}.png" for number in range(BATCH + 1)]
    images = [
        {"_id": name, "since": now - MIN_AGE - MOMENT - timedelta(seconds=number)}
        for number, name in enumerate(names)
    ]
    await api.services.database["unused_images"].insert_many(images)
    await delete_listed(store)
    assert await listed(api) == {names[0]}


async def test_a_name_that_is_listed_again_gets_the_later_time(api: Api):
    since = datetime.now(UTC) - MIN_AGE
    await api.services.database["unused_images"].insert_one({"_id": OLD, "since": since})
    await list_unused([OLD, NEW])
    images = await api.services.database["unused_images"].find({}).to_list()
    assert {image["_id"] for image in images} == {OLD, NEW}
    assert all(datetime.now(UTC) - image["since"] < MOMENT for image in images)
