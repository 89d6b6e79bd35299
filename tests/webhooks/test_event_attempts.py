"""Attempts to deliver events: repeats, order, pauses, secrets, and receivers that change."""

from datetime import UTC, datetime, timedelta

import pytest
from announced_events import DELETE, HOUR, Hooks, configured
from api import Api, Person
from bson import ObjectId
from pydantic import SecretStr
from structlog.testing import capture_logs
from webhook_receiver import PREVIOUS, SECRET

from cms_blog.context import Services
from cms_blog.outbox.entries import Entry
from cms_blog.server.mailing import sender_for
from cms_blog.webhooks import delivery
from cms_blog.webhooks.receivers import receivers_of
from cms_blog.webhooks.service import parked, redeliver, waiting


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
