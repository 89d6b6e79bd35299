"""Counts of the tags of published blogs."""

import asyncio
import math
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from api import Api, Commands

from cms_blog.blogs.tags.service import TagCount, TagCounts

TAGS = "query ($first: Int! = 50) { tags(first: $first) { id name count } }"


async def names(api: Api, **arguments: int) -> dict[str, int]:
    return {tag["name"]: tag["count"] for tag in await api.execute(TAGS, arguments)}


async def test_tags_of_published_blogs_are_counted_the_most_used_first(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    for tags in (["herbs", "Water"], ["HERBS", "$Sun"], ["Herbs", "Water", "straße"]):
        await api.make_published(author, admin, tags=tags)
    await api.make_published(author, admin)
    await api.make_blog(author, tags=["Draft", "Herbs"])
    found = await api.execute(TAGS)
    assert [(tag["name"], tag["count"]) for tag in found] == [
        *(("Herbs", 3), ("Water", 2), ("$Sun", 1), ("straße", 1))
    ]
    assert len({tag["id"] for tag in found}) == 4
    assert await names(api, first=1) == {"Herbs": 3}


async def test_tags_that_are_not_public_are_not_counted(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    kept = await api.make_published(author, admin, tags=["Herbs"])
    gone = await api.make_published(author, admin, tags=["Herbs", "Gone"])
    changed = 'updateBlog(id: $id, input: {expectedRevision: 1, tags: ["Secret"]}) { __typename }'
    await api.execute(f"mutation ($id: ID!) {{ {changed} }}", {"id": kept["id"]}, as_user=author)
    await api.move("unpublishBlog", gone["id"], admin)
    scheduled = await api.make_blog(author, tags=["Herbs", "Soon"])
    await api.move("requestPublish", scheduled["id"], author)
    soon = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    await api.move("approveBlog", scheduled["id"], admin, publishAt=soon)
    assert await names(api) == {"Herbs": 1}


async def test_a_tag_keeps_its_id_in_another_spelling(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    await api.make_published(author, admin, tags=["herbs"])
    (first,) = await api.execute(TAGS)
    await api.make_published(author, admin, tags=["HERBS"])
    (second,) = await api.execute(TAGS)
    assert (first["id"], first["name"], second["name"]) == (second["id"], "herbs", "HERBS")
    assert (
        await api.execute("query ($id: ID!) { node(id: $id) { id } }", {"id": first["id"]}) is None
    )


async def test_there_are_no_tags_without_published_blogs(api: Api):
    assert await api.execute(TAGS) == []


@pytest.mark.parametrize("first", [0, -1, 101])
async def test_an_invalid_number_of_tags_is_refused(api: Api, first: int):
    error = await api.error(TAGS, {"first": first})
    assert error["message"] == f"`first` must be from 1 to 100; not {first}."


async def test_one_command_answers_at_most_a_hundred_tags(api: Api, commands: Commands):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_published(author, admin, tags=["Herbs"])
    blogs = api.services.database["blogs"]
    pattern = await blogs.find_one({"slug": blog["slug"]}, {"_id": 0, "slug": 0, "slugs": 0})
    assert pattern is not None
    tagged = [[f"{number}-{part}" for part in range(10)] for number in range(11)]
    await blogs.insert_many([pattern | {"tags": tags, "tag_keys": tags} for tags in tagged])
    with commands.seen() as seen:
        assert len(await api.execute(TAGS, {"first": 100})) == 100
    assert seen == ["aggregate"]


# -- cache


class Database:
    """Counts reads; each one waits until it is released."""

    def __init__(self) -> None:
        self.reads = 0
        self.released = asyncio.Event()
        self.failure: Exception | None = None
        # Seconds until the next scheduled publication.
        self.unchanged = math.inf

    def counts(self, seconds: float, clock: Callable[[], float] = lambda: 0.0) -> TagCounts:
        return TagCounts(
            seconds, read=self.read, seconds_unchanged=self.seconds_unchanged, clock=clock
        )

    async def seconds_unchanged(self) -> float:
        return self.unchanged

    async def read(self) -> Sequence[TagCount]:
        self.reads += 1
        await self.released.wait()
        if self.failure is not None:
            raise self.failure
        return [TagCount("herbs", "Herbs", self.reads)]


async def test_concurrent_readers_share_one_command_within_the_lifetime():
    database, time = Database(), 0.0
    counts = database.counts(5, lambda: time)
    readers = [asyncio.create_task(counts.most_used()) for _ in range(10)]
    await asyncio.sleep(0)
    database.released.set()
    assert {each[0].count for each in await asyncio.gather(*readers)} == {1}
    time = 4.999
    assert (await counts.most_used())[0].count == 1
    time = 5.0
    assert (await counts.most_used())[0].count == 2


async def test_counts_expire_at_the_next_scheduled_publication():
    database, time = Database(), 0.0
    database.released.set()
    database.unchanged = 2.0
    counts = database.counts(5, lambda: time)
    assert (await counts.most_used())[0].count == 1
    time = 1.999
    assert (await counts.most_used())[0].count == 1
    time = 2.0
    assert (await counts.most_used())[0].count == 2


async def test_a_cancelled_reader_does_not_end_the_command_of_the_others():
    database = Database()
    counts = database.counts(5)
    first, second = (asyncio.create_task(counts.most_used()) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.sleep(0)
    database.released.set()
    assert (await second)[0].count == 1
    assert first.cancelled()


async def test_a_failure_reaches_each_reader_and_is_not_cached():
    database = Database()
    database.failure = OSError("unreachable")
    database.released.set()
    counts = database.counts(5)
    found = await asyncio.gather(*(counts.most_used() for _ in range(3)), return_exceptions=True)
    assert found == [database.failure] * 3
    database.failure = None
    assert (await counts.most_used())[0].count == 2


async def test_without_a_lifetime_each_reader_gets_current_counts():
    database = Database()
    database.released.set()
    counts = database.counts(0)
    assert [(await counts.most_used())[0].count for _ in range(2)] == [1, 2]
