"""Delivery of outboxes through a real SMTP server: faults and repeats."""

import asyncio
from datetime import UTC, datetime, timedelta

from bson import ObjectId
from mail_office import RENDERER, SOON, TOKEN, Office, build, lies_ahead
from mail_server import mail_server
from structlog.testing import capture_logs

from cms_blog.accounts.documents import UserDocument
from cms_blog.mail.delivery import Delivery
from cms_blog.mail.messages import MailKind
from cms_blog.mail.transport import SmtpTransport
from cms_blog.outbox.channels import MAX_ATTEMPTS, Channel
from cms_blog.outbox.entries import queued
from cms_blog.outbox.sender import Sender


async def test_a_mail_is_sent_once_and_its_entry_removed(office: Office):
    entry = queued(MailKind.PASSWORD_RESET)
    oid = await office.queue("ada@example.com", entry)
    for _ in range(2):
        await office.sender().handle_due()
    (mail,) = office.server.received
    assert (mail["To"], mail["Message-ID"]) == (
        "ada@example.com",
        f"<{entry['id']}.{oid}@example.com>",
    )
    assert await office.waiting() == []
    user = await UserDocument.collection().find_one({"_id": oid})
    assert user is not None
    assert not {"outbox", "outbox_due"} & user.keys()
    assert office.counted("done") == 1


async def test_the_age_of_an_entry_counts_from_its_creation(office: Office):
    created = ObjectId.from_datetime(datetime.now(UTC) - timedelta(hours=2))
    await office.queue("ada@example.com", queued(MailKind.PASSWORD_RESET, id_=created))
    await office.sender().handle_due()
    ((labels, seconds),) = office.metrics.seconds
    assert labels == ("cms_blog_outbox_age_seconds", "password_reset", "done")
    assert 7_200 <= seconds < 7_200 + SOON.total_seconds()


async def test_all_entries_of_a_user_are_sent_when_they_are_due(office: Office):
    later = datetime.now(UTC) + timedelta(hours=1)
    given = [queued(MailKind.PASSWORD_RESET, to=f"{n}@example.com") for n in range(3)]
    last = queued(MailKind.PASSWORD_RESET, to="later@example.com", not_before=later)
    await office.queue("ada@example.com", last, *given)
    await office.sender().handle_due()
    assert office.server.recipients() == [f"{n}@example.com" for n in range(3)]
    assert [entry["to"] for entry in await office.waiting()] == ["later@example.com"]


async def test_an_entry_whose_cause_is_gone_is_dropped(office: Office):
    await office.queue("ada@example.com", queued(MailKind.PASSWORD_RESET, data={"ended": True}))
    await office.sender().handle_due()
    assert (office.server.received, await office.waiting()) == ([], [])
    assert office.counted("dropped") == 1


async def test_without_a_transport_entries_are_dropped(office: Office):
    await office.queue("ada@example.com")
    delivery = Delivery(UserDocument.read, {"password_reset": build}, RENDERER, None)
    channel = Channel(UserDocument, delivery)
    await Sender(office.wakeup, [channel], office.metrics).handle_due()
    assert (office.counted("dropped"), await office.waiting()) == (1, [])


async def test_a_kind_that_only_a_newer_release_knows_is_kept(office: Office):
    await office.queue("ada@example.com")
    await office.sender(builders={"another": build}).handle_due()
    (entry,) = await office.waiting()
    assert entry["attempts"] == 1
    await office.make_due()
    await office.sender().handle_due()
    assert office.server.recipients() == ["ada@example.com"]


async def test_a_postponed_entry_waits_without_a_failed_attempt(office: Office):
    until = datetime(2100, 1, 1, tzinfo=UTC)
    await office.queue("ada@example.com", queued(MailKind.PASSWORD_RESET, data={"until": until}))
    await office.sender().handle_due()
    (entry,) = await office.waiting()
    assert (entry["not_before"], entry["attempts"]) == (until, 0)


# -- Faults of the SMTP server


async def test_mail_waits_while_the_server_is_down(office: Office):
    await office.queue("ada@example.com")
    async with mail_server() as other:
        pass
    down = SmtpTransport(f"smtp://127.0.0.1:{other.port}")
    for attempts, delay in ((1, SOON), (2, 2 * SOON), (3, 4 * SOON)):
        await office.sender(transport=down).handle_due()
        (entry,) = await office.waiting()
        assert entry["attempts"] == attempts
        assert lies_ahead(entry, delay)
        # Not due yet.
        await office.sender().handle_due()
        assert office.server.received == []
        await office.make_due()
    await office.sender().handle_due()
    assert office.server.recipients() == ["ada@example.com"]
    assert await office.waiting() == []


async def test_a_refused_recipient_delays_no_other(office: Office):
    office.server.refused = {"dead@example.com"}
    for name in ("dead", "ada", "eva"):
        await office.queue(f"{name}@example.com")
    with capture_logs() as logs:
        await office.sender().handle_due()
    assert office.server.recipients() == ["ada@example.com", "eva@example.com"]
    (entry,) = await office.waiting()
    assert lies_ahead(entry, SOON)
    (line,) = logs
    assert (line["event"], line["cause"]) == ("mail.failed", "SMTPRecipientsRefused")
    office.server.refused = set()
    await office.make_due()
    await office.sender().handle_due()
    assert "dead@example.com" in office.server.recipients()


async def test_a_slow_recipient_delays_no_other(office: Office):
    office.server.slow = {"slow@example.com"}
    for name in ("slow", *map(str, range(10))):
        await office.queue(f"{name}@example.com")
    handling = asyncio.create_task(office.sender().handle_due())
    await office.server.arrived(10)
    assert "slow@example.com" not in office.server.recipients()
    assert not handling.done()
    office.server.answering.set()
    await handling
    assert "slow@example.com" in office.server.recipients()
    assert (len(office.server.received), await office.waiting()) == (11, [])


async def test_an_attempt_that_takes_too_long_ends_and_is_repeated(office: Office):
    office.server.slow = {"slow@example.com"}
    await office.queue("slow@example.com")
    with capture_logs() as logs:
        await office.sender(seconds=0.05).handle_due()
    (entry,) = await office.waiting()
    assert (entry["attempts"], logs[0]["cause"]) == (1, "TimeoutError")
    office.server.slow = set()
    await office.make_due()
    await office.sender().handle_due()
    assert "slow@example.com" in office.server.recipients()
    assert await office.waiting() == []


async def test_a_server_that_dies_before_its_reply_gets_the_mail_again(office: Office):
    office.server.dying = 1
    await office.queue("ada@example.com")
    await office.sender().handle_due()
    (entry,) = await office.waiting()
    assert entry["attempts"] == 1
    await office.make_due()
    await office.sender().handle_due()
    first, second = office.server.received
    # By it, the recipient's server recognises the repeat.
    assert first["Message-ID"] == second["Message-ID"]
    assert await office.waiting() == []


async def test_a_mail_that_fails_for_a_day_is_dropped_and_logged(office: Office):
    office.server.refused = {"dead@example.com"}
    last = queued(MailKind.PASSWORD_RESET) | {"attempts": MAX_ATTEMPTS - 1}
    await office.queue("dead@example.com", last)
    with capture_logs() as logs:
        await office.sender().handle_due()
    assert await office.waiting() == []
    (line,) = logs
    assert (line["event"], line["attempts"]) == ("mail.abandoned", MAX_ATTEMPTS)
    assert (line["kind"], line["entry"]) == ("password_reset", str(last["id"]))
    assert office.counted("abandoned") == 1


async def test_neither_addresses_nor_links_are_logged(office: Office):
    office.server.refused = {"dead@example.com"}
    await office.queue("dead@example.com")
    await office.queue("ada@example.com")
    with capture_logs() as logs:
        await office.sender().handle_due()
    assert logs
    assert not {word for word in ("example.com", TOKEN, "No such user") if word in str(logs)}
