"""Events of publications that are scheduled."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from announced_events import Hooks, published
from api import Api, Person

from cms_blog.blogs.documents import BlogDocument
from cms_blog.graphql.types.node_ids import oid_of
from cms_blog.maintenance.migrations.run import MIGRATIONS, migrate
from cms_blog.outbox.entries import OUTBOX_FIELDS


def soon(**delay: float) -> str:
    return (datetime.now(UTC) + timedelta(**delay)).isoformat()


async def test_a_scheduled_publication_is_announced_at_its_time_by_one_of_many_nodes(
    api: Api, hooks: Hooks, author: Person, admin: Person
):
    await published(api, author, admin, publishAt=soon(hours=1))
    assert [each.type for each in await hooks.deliver()] == ["blog.submitted"]
    await hooks.hours_pass(1)
    await BlogDocument.collection().update_many({}, {"$set": {"published_at": datetime.now(UTC)}})
    nodes = [hooks.node() for _ in range(3)]
    for node in nodes:
        await node.handle_due()
    (event,) = hooks.receiver.take()
    assert (event.type, event.data["status"]) == ("blog.published", "PUBLISHED")
    assert hooks.receivers[1].accepted[-1].id == event.id


async def test_posts_that_an_earlier_release_scheduled_are_announced_after_the_migration(
    api: Api, hooks: Hooks, author: Person, admin: Person
):
    old, new, past = [
        await published(api, author, admin, **given)
        for given in ({"publishAt": soon(hours=1)}, {"publishAt": soon(hours=1)}, {})
    ]
    await hooks.deliver()
    absent = dict.fromkeys(OUTBOX_FIELDS, "")
    for blog in (old, past):
        filter_ = {"_id": oid_of("Blog", blog["id"])}
        await BlogDocument.collection().update_one(filter_, {"$unset": absent})
    assert (await migrate(MIGRATIONS[1], dry_run=True)).changed == 1
    # Concurrent runs append the event once.
    await asyncio.gather(*(migrate(MIGRATIONS[1], dry_run=False) for _ in range(3)))
    assert await hooks.deliver() == []
    await hooks.hours_pass(1)
    await BlogDocument.collection().update_many({}, {"$set": {"published_at": datetime.now(UTC)}})
    events = await hooks.deliver()
    assert [each.type for each in events] == ["blog.published"] * 2
    assert sorted(each.data["id"] for each in events) == sorted([old["id"], new["id"]])


@pytest.mark.parametrize("field", ["withdrawBlog", "unpublishBlog"])
async def test_a_cancelled_publication_is_not_announced(
    api: Api, hooks: Hooks, author: Person, admin: Person, field: str
):
    blog = await published(api, author, admin, publishAt=soon(hours=1))
    await hooks.deliver()
    await api.move(field, blog["id"], author if field == "withdrawBlog" else admin)
    await hooks.hours_pass(2)
    assert await hooks.deliver() == []
    raw = await hooks.raw(blog["id"])
    assert raw is not None
    assert not {"outbox", "outbox_due", "outbox_since"} & raw.keys()


async def test_the_end_of_a_publication_that_was_announced_early_is_announced(
    api: Api, hooks: Hooks, author: Person, admin: Person
):
    """The clock of the node that announced it was ahead."""
    blog = await published(api, author, admin, publishAt=soon(hours=1))
    await hooks.hours_pass(2)
    await hooks.deliver()
    await api.move("unpublishBlog", blog["id"], admin)
    assert [each.type for each in await hooks.deliver()] == ["blog.unpublished"]
