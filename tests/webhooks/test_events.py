"""Events from their change to the receivers, through the API and real HTTP requests."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from adjusted_settings import adjusted
from api import UPDATE, Api, Person
from bson import ObjectId
from pydantic import SecretStr
from structlog.testing import capture_logs
from webhook_receiver import PREVIOUS, SECRET, Delivered, WebhookReceiver, webhook_receiver

from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.documents import BlogDocument
from cms_blog.context import Services
from cms_blog.database.document import Raw
from cms_blog.graphql.types.node_ids import encode_id, oid_of
from cms_blog.maintenance.migrations.run import MIGRATIONS, migrate
from cms_blog.outbox.entries import OUTBOX_FIELDS, Entry
from cms_blog.outbox.sender import Sender
from cms_blog.server.mailing import sender_for
from cms_blog.webhooks import delivery
from cms_blog.webhooks.receivers import receivers_of
from cms_blog.webhooks.service import parked, redeliver, waiting

SUSPEND = "mutation ($id: ID!) { suspendAccount(id: $id) { __typename } }"
DELETE = "mutation ($id: ID!) { deleteBlog(id: $id) { __typename } }"
BLOG = "query ($id: ID!) { blog(id: $id) { id } node(id: $id) { id } }"
REVOKE = "mutation ($id: ID!) { revokePreviewLinks(blogId: $id) { __typename } }"
SLUG = """
  mutation Slug($id: ID!, $input: UpdateSlugInput!) {
    updateSlug(id: $id, input: $input) { __typename }
  }
"""
PATIENCE = 2
HOUR = timedelta(hours=1)


class Hooks:
    """Receivers, and senders of several nodes."""

    def __init__(self, api: Api, services: Services, receivers: list[WebhookReceiver]) -> None:
        self.api = api
        self.receivers = receivers
        self.receiver = receivers[0]
        self.services = services
        self.sender = sender_for(services)

    def node(self) -> Sender:
        return sender_for(self.services)

    async def deliver(self) -> list[Delivered]:
        """Return the events that the first receiver accepts now."""
        await self.sender.handle_due()
        return self.receiver.take()

    async def raw(self, blog_id: str) -> Raw | None:
        return await BlogDocument.collection().find_one({"_id": oid_of("Blog", blog_id)})

    async def hours_pass(self, hours: float) -> None:
        """Make all entries due, as if time had passed."""
        for kind in (BlogDocument, UserDocument):
            async for raw in kind.collection().find({"outbox_due": {"$exists": True}}):
                by = timedelta(hours=hours)
                earlier = [
                    {**entry, **{name: entry[name] - by for name in ("at", "not_before")}}
                    if "at" in entry
                    else entry
                    for entry in raw["outbox"]
                ]
                due = min(entry["not_before"] for entry in earlier)
                fields = {"outbox": earlier, "outbox_due": due}
                await kind.collection().update_one({"_id": raw["_id"]}, {"$set": fields})


def configured(services: Services, *receivers: WebhookReceiver, **given: Any) -> Services:
    settings = adjusted(
        services.settings,
        **{
            "webhook_urls": tuple(SecretStr(each.url) for each in receivers),
            "webhook_secret": SecretStr(SECRET),
            "webhook_allow_private": True,
            "webhook_timeout_seconds": PATIENCE,
            **given,
        },
    )
    return replace(services, settings=settings)


@pytest.fixture
async def hooks(
    api: Api, services: Services, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[Hooks]:
    # Nothing is repeated because a test takes long.
    monkeypatch.setattr(delivery, "_DELAYS", [HOUR])
    monkeypatch.setattr(delivery, "_FIRST_PAUSE", HOUR)
    monkeypatch.setattr(delivery, "_LONGEST_PAUSE", HOUR)
    for name in ("users", "blogs", "parked_entries"):
        await services.database[name].delete_many({})
    async with AsyncExitStack() as stack:
        receivers = [await stack.enter_async_context(webhook_receiver()) for _ in range(2)]
        yield Hooks(api, configured(services, *receivers), receivers)
        for name in ("users", "blogs", "parked_entries"):
            await services.database[name].delete_many({})


@pytest.fixture
async def author(api: Api, hooks: Hooks) -> Person:
    return await api.make_user(name="Ada")


@pytest.fixture
async def admin(api: Api, hooks: Hooks) -> Person:
    return await api.make_admin()


def account_id(person: Person) -> str:
    oid = oid_of("User", person.id)
    assert oid is not None
    return encode_id("Account", oid)


async def published(api: Api, author: Person, admin: Person, **given: Any) -> dict[str, Any]:
    blog = await api.make_blog(author)
    await api.move("requestPublish", blog["id"], author)
    await api.move("approveBlog", blog["id"], admin, expectedRevision=1, **given)
    return blog


def soon(**delay: float) -> str:
    return (datetime.now(UTC) + timedelta(**delay)).isoformat()


async def test_each_change_of_a_blog_is_announced_once_to_each_receiver(
    api: Api, hooks: Hooks, author: Person, admin: Person
):
    blog = await api.make_blog(author, title="Tomatoes")
    blog_id = blog["id"]
    await api.move("requestPublish", blog_id, author)
    await api.move("rejectBlog", blog_id, admin, expectedRevision=1, feedback="Longer.")
    events = await hooks.deliver()
    assert [each.type for each in events] == ["blog.submitted", "blog.rejected"]
    await api.move("requestPublish", blog_id, author)
    await api.move("approveBlog", blog_id, admin, expectedRevision=1)
    await api.move("unpublishBlog", blog_id, admin)
    await api.move("republishBlog", blog_id, admin, expectedRevision=1)
    events += await hooks.deliver()
    await api.move("unpublishBlog", blog_id, admin)
    await api.execute(DELETE, {"id": blog_id}, as_user=author)
    events += await hooks.deliver()
    assert [each.type.removeprefix("blog.") for each in events[2:]] == [
        *("submitted", "published", "unpublished", "published", "unpublished", "deleted")
    ]
    assert await hooks.deliver() == []
    other = hooks.receivers[1].accepted
    assert [(each.id, each.type) for each in other] == [(each.id, each.type) for each in events]
    assert len({each.id for each in events}) == len(events)
    assert {each.data["id"] for each in events} == {blog_id}


async def test_the_data_is_the_result_of_the_query(
    api: Api, hooks: Hooks, author: Person, admin: Person
):
    blog = await published(api, author, admin)
    submitted, event = await hooks.deliver()
    assert set(event.body) == {"type", "timestamp", "data"}
    assert datetime.fromisoformat(event.body["timestamp"]).tzinfo is not None
    data = event.data
    assert (data["id"], data["revision"], data["status"]) == (blog["id"], 1, "PUBLISHED")
    assert data["slug"] == data["blog"]["slug"] != ""
    assert (data["blog"]["title"], data["blog"]["author"]["name"]) == (blog["title"], "Ada")
    assert submitted.data["status"] == submitted.data["blog"]["status"] == "PUBLISHED"


async def test_nothing_of_a_blog_that_is_not_public_is_sent_with_its_publication(
    api: Api, hooks: Hooks, author: Person, admin: Person
):
    blog = await published(api, author, admin)
    await api.move("unpublishBlog", blog["id"], admin)
    events = await hooks.deliver()
    own = {"id", "slug", "status", "revision"}
    assert [(each.type, set(each.data)) for each in events[1:]] == [
        ("blog.published", own),
        ("blog.unpublished", own),
    ]
    assert {each.data["status"] for each in events} == {"SAVED"}


async def test_a_deleted_blog_is_hidden_until_its_deletion_is_announced(
    api: Api, hooks: Hooks, author: Person, admin: Person
):
    blog = await api.make_blog(author, idempotencyKey="key")
    await api.move("requestPublish", blog["id"], author)
    await api.move("rejectBlog", blog["id"], admin, expectedRevision=1, feedback="No.")
    await api.execute(DELETE, {"id": blog["id"]}, as_user=author)
    raw = await hooks.raw(blog["id"])
    assert raw is not None
    fields = {"_id", "status", "deleted", "schema_version", "outbox", "outbox_due", "outbox_since"}
    assert set(raw) == fields
    for person in (author, admin):
        answer = await api.send(BLOG, {"id": blog["id"]}, as_user=person)
        assert answer["data"] == {"blog": None, "node": None}
        assert (await api.execute(DELETE, {"id": blog["id"]}, as_user=person))[
            "__typename"
        ] == "NotFoundError"
    for field in ("requestPublish", "withdrawBlog", "unpublishBlog"):
        document = f"mutation ($id: ID!) {{ {field}(id: $id) {{ __typename }} }}"
        person = admin if field == "unpublishBlog" else author
        answer = await api.execute(document, {"id": blog["id"]}, as_user=person)
        assert answer["__typename"] == "NotFoundError", field
    answer = await api.execute(REVOKE, {"id": blog["id"]}, as_user=admin)
    assert answer["__typename"] == "NotFoundError"
    *_, event = await hooks.deliver()
    assert event.data == {"id": blog["id"], "slug": None, "revision": 1, "status": "DELETED"}
    assert await hooks.raw(blog["id"]) is None


async def test_a_blog_can_be_saved_again_while_its_deletion_is_announced(
    api: Api, hooks: Hooks, author: Person
):
    first = await api.make_blog(author, idempotencyKey="key")
    await api.execute(DELETE, {"id": first["id"]}, as_user=author)
    again = await api.make_blog(author, idempotencyKey="key")
    assert again["id"] == first["id"]
    assert [each.type for each in await hooks.deliver()] == ["blog.deleted"]
    raw = await hooks.raw(first["id"])
    assert raw is not None
    assert (raw["status"], "deleted" in raw, "outbox" in raw) == ("saved", False, False)


async def test_a_new_slug_of_a_published_blog_is_announced(
    api: Api, hooks: Hooks, author: Person, admin: Person
):
    blog = await published(api, author, admin)
    await hooks.deliver()
    for slug in ("other", "third"):
        raw = await hooks.raw(blog["id"])
        assert raw is not None
        given = {"slug": slug, "expectedRevision": raw["revision"]}
        await api.execute(SLUG, {"id": blog["id"], "input": given}, as_user=admin)
    *_, event = await hooks.deliver()
    assert (event.type, event.data["slug"]) == ("blog.updated", "third")
    assert event.data["blog"]["slug"] == "third"


async def test_approved_changes_of_a_published_blog_are_announced(
    api: Api, hooks: Hooks, author: Person, admin: Person
):
    blog = await published(api, author, admin)
    given = {"expectedRevision": 1, "title": "Other", "markdown": "Another text."}
    await hooks.deliver()
    await api.execute(UPDATE, {"id": blog["id"], "input": given}, as_user=author)
    assert await hooks.deliver() == []
    await api.move("requestPublish", blog["id"], author)
    (submitted,) = await hooks.deliver()
    assert submitted.type == "blog.submitted"
    # The changes are not public yet.
    assert submitted.data["blog"]["title"] == blog["title"]
    await api.move("approveBlog", blog["id"], admin)
    (event,) = await hooks.deliver()
    raw = await hooks.raw(blog["id"])
    assert raw is not None
    assert (event.type, event.data["revision"]) == ("blog.updated", raw["revision"])
    assert (event.data["blog"]["title"], event.data["status"]) == ("Other", "PUBLISHED")


async def test_suspensions_are_announced_once_also_of_admins(
    api: Api, hooks: Hooks, author: Person
):
    """The suspension of an admin is marked first, and takes effect later."""
    admins = [await api.make_admin() for _ in range(2)]
    for person in (author, admins[0], admins[0]):
        await api.execute(SUSPEND, {"id": account_id(person)}, as_user=admins[1])
    events = await hooks.deliver()
    assert sorted(each.data["id"] for each in events) == sorted([author.id, admins[0].id])
    assert {each.data["suspended"] for each in events} == {True}


# -- Scheduled publications


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


# -- Faults of receivers


@pytest.mark.parametrize("fault", ["500", "301", "404", "hang", "redirect", "drip", "die"])
async def test_an_event_is_repeated_with_its_id_until_it_is_accepted(
    api: Api, hooks: Hooks, author: Person, fault: str
):
    blog = await api.make_blog(author)
    hooks.receiver.faults = [fault]
    await api.move("requestPublish", blog["id"], author)
    await hooks.deliver()
    # The other receiver does not wait.
    assert hooks.receivers[1].types() == ["blog.submitted"]
    assert len(hooks.receiver.requests) == 1
    raw = await hooks.raw(blog["id"])
    assert raw is not None
    (entry,) = raw["outbox"]
    assert (entry["attempts"], raw["outbox_due"]) == (1, entry["not_before"])
    delay = entry["not_before"] - datetime.now(UTC)
    assert timedelta(minutes=50) < delay <= HOUR
    await hooks.hours_pass(1)
    (event,) = await hooks.deliver()
    assert event.id == hooks.receiver.requests[0].id
    assert len(hooks.receivers[1].requests) == 1


async def test_an_endless_response_is_accepted_and_not_read(api: Api, hooks: Hooks, author: Person):
    blog = await api.make_blog(author)
    hooks.receiver.faults = ["endless"]
    await api.move("requestPublish", blog["id"], author)
    assert [each.type for each in await hooks.deliver()] == ["blog.submitted"]
    assert await hooks.deliver() == []


async def test_later_events_of_a_blog_wait_for_a_failed_one_and_others_do_not(
    api: Api, hooks: Hooks, author: Person, admin: Person
):
    first, other = [await api.make_blog(author) for _ in range(2)]
    hooks.receiver.faults = ["500"]
    await api.move("requestPublish", first["id"], author)
    await hooks.deliver()
    await api.move("rejectBlog", first["id"], admin, expectedRevision=1, feedback="No.")
    await api.move("requestPublish", other["id"], author)
    (event,) = await hooks.deliver()
    assert event.data["id"] == other["id"]
    await hooks.hours_pass(1)
    assert [each.type for each in await hooks.deliver()] == ["blog.submitted", "blog.rejected"]


async def test_an_event_that_fails_for_three_days_is_kept_and_can_be_sent_again(
    api: Api, hooks: Hooks, author: Person, admin: Person
):
    blog = await api.make_blog(author)
    await api.execute(DELETE, {"id": blog["id"]}, as_user=author)
    hooks.receiver.status = 503
    await hooks.deliver()
    await hooks.hours_pass(71)
    await hooks.deliver()
    assert [each.cause for each in await parked(9)] == []
    await hooks.hours_pass(1)
    with capture_logs() as logs:
        await hooks.deliver()
    (line,) = logs
    assert (line["event"], line["cause"]) == ("webhook.abandoned", "Rejected 503")
    assert line["receiver"].startswith(f"127.0.0.1:{hooks.receiver.port}-")
    assert "secret" not in str(logs)
    assert (await waiting(9), await hooks.raw(blog["id"])) == ([], None)
    (event,) = await parked(9)
    assert (event.cause, event.event_id) == ("Rejected", hooks.receiver.requests[0].id)
    hooks.receiver.status = 200
    assert await redeliver(lambda _: True) == 1
    (delivered,) = await hooks.deliver()
    assert (delivered.id, delivered.data["status"]) == (event.event_id, "DELETED")
    assert (await parked(9), await hooks.raw(blog["id"])) == ([], None)


async def test_a_receiver_that_fails_is_paused(api: Api, hooks: Hooks, author: Person):
    blogs = [await api.make_blog(author) for _ in range(8)]
    hooks.receiver.status = 500
    for blog in blogs:
        await api.move("requestPublish", blog["id"], author)
    await hooks.deliver()
    assert 5 <= len(hooks.receiver.requests) < 5 + 4
    assert len(hooks.receivers[1].accepted) == 8
    hooks.receiver.status = 200
    await hooks.hours_pass(1)
    # The next node has not learned of the failures.
    await hooks.node().handle_due()
    assert len(hooks.receiver.accepted) == 8


async def test_both_secrets_sign_and_neither_urls_nor_secrets_are_logged(
    api: Api, services: Services, hooks: Hooks, author: Person
):
    both = configured(services, *hooks.receivers, webhook_secret=SecretStr(f"{SECRET},{PREVIOUS}"))
    hooks.receivers[1].secret = PREVIOUS
    blog = await api.make_blog(author)
    hooks.receiver.faults = ["500"]
    await api.move("requestPublish", blog["id"], author)
    with capture_logs() as logs:
        await sender_for(both).handle_due()
    assert hooks.receivers[1].types() == ["blog.submitted"]
    assert logs
    assert not {text for text in (SECRET, PREVIOUS, "key=secret", "/hooks") if text in str(logs)}


async def test_private_addresses_are_refused_without_a_request(
    api: Api, services: Services, hooks: Hooks, author: Person
):
    blog = await api.make_blog(author)
    await api.move("requestPublish", blog["id"], author)
    refusing = configured(services, hooks.receiver, webhook_allow_private=False)
    with capture_logs() as logs:
        await sender_for(refusing).handle_due()
    assert [line["cause"] for line in logs] == ["ForbiddenAddress"]
    assert hooks.receiver.requests == []


async def test_entries_of_a_receiver_that_is_not_configured_are_given_up_in_three_days(
    api: Api, services: Services, hooks: Hooks, author: Person
):
    blog = await api.make_blog(author)
    hooks.receiver.faults = ["500"]
    await api.move("requestPublish", blog["id"], author)
    await hooks.deliver()
    without = sender_for(configured(services))
    await hooks.hours_pass(0.1)
    await without.handle_due()
    (event,) = await waiting(9)
    assert event.entry.attempts == 1
    await hooks.hours_pass(72)
    await without.handle_due()
    assert (await waiting(9), [each.cause for each in await parked(9)]) == ([], ["UnknownKind"])


async def test_without_receivers_events_are_dropped(
    api: Api, services: Services, hooks: Hooks, author: Person
):
    blog = await api.make_blog(author)
    await api.move("requestPublish", blog["id"], author)
    await api.move("withdrawBlog", blog["id"], author)
    await api.execute(DELETE, {"id": blog["id"]}, as_user=author)
    await sender_for(configured(services)).handle_due()
    assert await hooks.raw(blog["id"]) is None


def test_attempts_are_repeated_for_three_days():
    retries, at = delivery.ThreeDaysOfRetries(), datetime(2026, 11, 27, tzinfo=UTC)
    new = Entry(ObjectId(), "blog.deleted", {}, None, at, 1, "x", at)
    delays = [retries.delay(new._replace(attempts=number), at) for number in range(1, 9)]
    seconds = [delay.total_seconds() for delay in delays if delay is not None]
    assert seconds == [1, 5, 30, 120, 600, 1_800, 3_600, 3_600]
    end = at + timedelta(days=3)
    assert retries.delay(new, end - timedelta(milliseconds=1)) is not None
    assert retries.delay(new, end) is None
    assert retries.delay(new._replace(since=at + HOUR), end) is not None


def test_names_of_receivers_do_not_have_the_path_of_their_url(services: Services, hooks: Hooks):
    names = [each.name for each in receivers_of(hooks.services.settings)]
    assert len(set(names)) == 2
    assert not any("hooks" in name for name in names)
