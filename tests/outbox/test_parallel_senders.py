"""Senders in several processes: claims, leases, waking and shutdown."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from api import Commands
from mail_office import Office

from cms_blog.accounts.documents import UserDocument
from cms_blog.outbox.channels import Channel
from cms_blog.outbox.claims import Claim, claim, due_documents
from cms_blog.outbox.entries import Entry, queued


async def claimed() -> Claim | None:
    """Claim the entry that is due, as a process does."""
    channel = Channel(UserDocument, lambda _, __: pytest.fail("not handled"))
    async for outbox in due_documents(UserDocument):
        return await claim(channel, outbox)
    return None


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
