"""Delivery of outboxes through a real SMTP server: faults, repeats, parallel senders."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, override

import pytest
from api import Commands
from bson import ObjectId
from mail_server import MailServer, mail_server
from structlog.testing import capture_logs

from cms_blog.accounts.documents import UserDocument
from cms_blog.context import Services
from cms_blog.database.document import Raw
from cms_blog.mail.delivery import Delivery
from cms_blog.mail.messages import MailBuilder, MailKind, Message
from cms_blog.mail.rendering import Renderer
from cms_blog.mail.transport import SmtpTransport, Transport
from cms_blog.observability.metrics import NullMetrics
from cms_blog.outbox.channels import MAX_ATTEMPTS, Channel, Postponed
from cms_blog.outbox.claims import Claim, claim, due_documents
from cms_blog.outbox.entries import Entry, queued, with_entries
from cms_blog.outbox.sender import Sender
from cms_blog.outbox.wakeup import Wakeup

RENDERER = Renderer("Our Blog <blog@example.com>", "Our Blog", "https://example.com")
TOKEN = "secret.token"
SOON = timedelta(minutes=1)


async def build(user: UserDocument, entry: Entry) -> Message | None:
    """Build the mail as a domain does, from the account at that time."""
    if entry.data.get("ended"):
        return None
    if "until" in entry.data:
        raise Postponed(entry.data["until"])
    values = {"name": user.name, "url": f"https://example.com/page#token={TOKEN}"}
    return Message(entry.to or user.email, MailKind.PASSWORD_RESET, values)


class CountingMetrics(NullMetrics):
    """Counts by name and labels, and the observed seconds."""

    def __init__(self) -> None:
        super().__init__()
        self.counts = Counter[tuple[str, ...]]()
        self.seconds: list[tuple[tuple[str, ...], float]] = []

    @override
    def observe(self, name: str, *labels: str, seconds: float) -> None:
        self.seconds.append(((name, *labels), seconds))

    @override
    def count(self, name: str, *labels: str, by: float = 1) -> None:
        self.counts[name, *labels] += int(by)


class Office:
    """A mail server, a sender, and the users whose outboxes it reads."""

    def __init__(self, server: MailServer) -> None:
        self.server = server
        self.wakeup = Wakeup()
        self.metrics = CountingMetrics()

    def sender(
        self,
        *,
        seconds: float = 60,
        transport: Transport | None = None,
        builders: Mapping[str, MailBuilder[UserDocument]] | None = None,
        ready: Callable[[], bool] = lambda: True,
    ) -> Sender:
        transport = transport or SmtpTransport(f"smtp://127.0.0.1:{self.server.port}")
        known = builders or {MailKind.PASSWORD_RESET.value: build}
        delivery = Delivery(UserDocument.read, known, RENDERER, transport)
        channel = Channel(UserDocument, delivery, attempt_seconds=seconds)
        return Sender(self.wakeup, [channel], self.metrics, ready=ready)

    async def queue(self, email: str, *entries: Raw) -> ObjectId:
        """Create a user with entries; by default one that is due."""
        oid = ObjectId()
        user = {"_id": oid, "name": "Ada", "email": email, "created_at": datetime.now(UTC)}
        users = UserDocument.collection()
        await users.insert_one(user)
        given = entries or (queued(MailKind.PASSWORD_RESET),)
        await users.update_one({"_id": oid}, [{"$set": with_entries(*given)}])
        return oid

    async def waiting(self) -> list[Raw]:
        """The entries of all outboxes."""
        found = await UserDocument.collection().find({"outbox_due": {"$exists": True}}).to_list()
        for user in found:
            assert user["outbox_due"] == min(entry["not_before"] for entry in user["outbox"])
        return [entry for user in found for entry in user["outbox"]]

    async def make_due(self) -> None:
        """Make all entries due, as if time had passed."""
        past = datetime.now(UTC) - timedelta(hours=1)
        await UserDocument.collection().update_many(
            {"outbox_due": {"$exists": True}},
            {"$set": {"outbox.$[].not_before": past, "outbox_due": past}},
        )

    def counted(self, outcome: str) -> int:
        """The number of handled entries with this outcome."""
        return self.metrics.counts["cms_blog_outbox_entries", "password_reset", outcome]


@pytest.fixture
async def office(services: Services) -> AsyncGenerator[Office]:
    users = services.database["users"]
    # Other tests leave entries.
    await users.update_many({}, {"$unset": {"outbox": "", "outbox_due": ""}})
    async with mail_server() as server:
        yield Office(server)
    await users.delete_many({"password_hash": {"$exists": False}})


async def claimed() -> Claim | None:
    """Claim the entry that is due, as a process does."""
    channel = Channel(UserDocument, lambda _, __: pytest.fail("not handled"))
    async for outbox in due_documents(UserDocument):
        return await claim(channel, outbox)
    return None


def lies_ahead(entry: Raw, delay: timedelta) -> bool:
    """Whether the next attempt is this far ahead, give or take the time of the test."""
    return delay - SOON < entry["not_before"] - datetime.now(UTC) <= delay


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


# -- Several senders, crashes, shutdown


@pytest.mark.slow
async def test_parallel_senders_send_each_mail_once(office: Office):
    for number in range(6):
        await office.queue(f"{number}@example.com", *(queued("password_reset") for _ in range(2)))
    await asyncio.gather(*(office.sender().handle_due() for _ in range(4)))
    assert office.server.recipients() == sorted(f"{n}@example.com" for n in range(6) for _ in "ab")
    assert await office.waiting() == []


async def test_the_mail_of_a_process_that_died_is_sent_when_its_lease_ends(office: Office):
    await office.queue("ada@example.com")
    # The process dies after the claim.
    assert await claimed() is not None
    (entry,) = await office.waiting()
    assert entry["attempts"] == 1
    assert timedelta(seconds=60) < entry["not_before"] - datetime.now(UTC) <= timedelta(seconds=120)
    await office.sender().handle_due()
    assert office.server.received == []
    await office.make_due()
    await office.sender().handle_due()
    assert office.server.recipients() == ["ada@example.com"]


async def test_a_claim_holds_four_times_as_long_as_an_attempt(office: Office):
    held: list[datetime] = []

    async def note(user: UserDocument, entry: Entry) -> None:
        raw = await UserDocument.collection().find_one({"_id": user.oid})
        held.append(raw["outbox_due"] if raw else entry.not_before)

    await office.queue("ada@example.com")
    before = datetime.now(UTC)
    await office.sender(seconds=30, builders={"password_reset": note}).handle_due()
    assert timedelta(seconds=119) < held[0] - before < timedelta(seconds=150)


async def test_a_result_after_the_lease_ended_changes_nothing(office: Office):
    """Another process has claimed the entry meanwhile, and removes it itself."""

    async def too_late(_: Any, __: Entry) -> None:
        await office.make_due()
        assert await claimed() is not None

    await office.queue("ada@example.com")
    await office.sender(builders={"password_reset": too_late}).handle_due()
    (entry,) = await office.waiting()
    assert entry["attempts"] == 2


async def test_waking_sends_without_waiting_for_the_next_poll(office: Office):
    async with office.sender().running():
        # The first look finds nothing.
        await asyncio.sleep(0)
        await office.queue("ada@example.com")
        office.wakeup.wake()
        await office.server.arrived(1)


async def test_nothing_is_read_while_indexes_are_built(office: Office, commands: Commands):
    looks = [asyncio.Event(), asyncio.Event()]
    built = [False, True]

    def ready() -> bool:
        looks.pop(0).set()
        return built.pop(0)

    await office.queue("ada@example.com")
    first, second = looks
    with commands.seen() as seen:
        async with office.sender(ready=ready).running():
            await first.wait()
            await asyncio.sleep(0)
            assert seen == []
            office.wakeup.wake()
            await second.wait()
            await office.server.arrived(1)


async def test_a_shutdown_lets_running_attempts_end_and_starts_no_others(office: Office):
    office.server.slow = {"slow@example.com"}
    await office.queue("slow@example.com")
    sender = office.sender()
    async with sender.running():
        async with asyncio.timeout(20):
            await office.server.begun.wait()
        asyncio.get_running_loop().call_later(0.05, office.server.answering.set)
    assert office.server.recipients() == ["slow@example.com"]
    assert await office.waiting() == []
    await office.queue("ada@example.com")
    office.wakeup.wake()
    await asyncio.sleep(0)
    assert len(office.server.received) == 1
