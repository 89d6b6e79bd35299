"""Entries of outboxes, and the updates that append, change and remove them."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from bson import ObjectId

from cms_blog.accounts.documents import UserDocument
from cms_blog.context import Services
from cms_blog.database.document import Raw
from cms_blog.mail.messages import MailKind
from cms_blog.outbox.announcements import Announcement, announced, distributed, merged
from cms_blog.outbox.channels import MAX_ATTEMPTS, Channel, delay_after
from cms_blog.outbox.claims import claim, due_documents, settle
from cms_blog.outbox.entries import (
    MAX_ENTRIES,
    MAX_STORED,
    Entry,
    any_entry,
    heads,
    pushing,
    queued,
    with_entries,
    without_entries,
)

NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)
NOW = datetime.now(UTC).replace(microsecond=0)
HOUR = timedelta(hours=1)
CHANNEL = Channel(UserDocument, lambda _, __: pytest.fail("not handled"))


def entry(kind: str = "a", hours: float = 0, **fields: Any) -> Raw:
    return queued(kind, not_before=NOON + hours * HOUR, **fields)


@pytest.fixture
async def owner(services: Services) -> AsyncGenerator[ObjectId]:
    users = services.database["users"]
    oid = ObjectId()
    await users.insert_one({"_id": oid, "name": "Ada", "email": f"{oid}@example.com"})
    yield oid
    await users.delete_one({"_id": oid})


async def updated(owner: ObjectId, pipeline: list[Raw]) -> Raw:
    users = UserDocument.collection()
    raw = await users.find_one_and_update({"_id": owner}, pipeline, return_document=True)
    assert raw is not None
    return raw


async def stored(owner: ObjectId) -> Raw:
    raw = await UserDocument.collection().find_one({"_id": owner})
    assert raw is not None
    return raw


async def test_entries_are_appended_with_the_earliest_due_time(owner: ObjectId):
    raw = await updated(owner, [{"$set": with_entries(entry("a", 2))}])
    assert raw["outbox_due"] == NOON + 2 * HOUR
    raw = await updated(owner, [{"$set": {"name": "Eda"} | with_entries(entry("b", 1))}])
    assert (raw["outbox_due"], raw["name"]) == (NOON + HOUR, "Eda")
    raw = await updated(owner, [{"$set": with_entries(entry("c", 5), entry("d", 0))}])
    assert raw["outbox_due"] == NOON
    assert [each["kind"] for each in raw["outbox"]] == ["a", "b", "c", "d"]
    assert await updated(owner, [{"$set": {"name": "Ada"} | with_entries()}]) == raw | {
        "name": "Ada"
    }


async def test_an_update_without_a_pipeline_appends_an_entry(owner: ObjectId):
    users = UserDocument.collection()
    for hours, due in ((2, 2), (3, 2), (1, 1)):
        await users.update_one({"_id": owner}, pushing(entry(str(hours), hours)))
        raw = await users.find_one({"_id": owner})
        assert raw is not None
        assert raw["outbox_due"] == NOON + due * HOUR
    assert [each["kind"] for each in raw["outbox"]] == ["2", "3", "1"]
    others = [entry(f"n{number}") for number in range(MAX_STORED)]
    await updated(owner, [{"$set": {"outbox": others}}])
    await users.update_one({"_id": owner}, pushing(entry("last")))
    raw = await users.find_one({"_id": owner})
    assert raw is not None
    assert raw["outbox"][:-1] == others[1:]
    assert raw["outbox"][-1]["kind"] == "last"


async def test_data_is_stored_as_it_is_and_absent_values_are_not_stored(owner: ObjectId):
    given = entry("a", data={"title": "$name", "at": NOON})
    raw = await updated(owner, [{"$set": with_entries(given, entry("b", to="x@example.com"))}])
    assert raw["outbox"][0] == given
    assert "to" not in raw["outbox"][0]
    assert Entry.read(raw["outbox"][0]).to is None
    assert Entry.read(raw["outbox"][1]) == (
        *(raw["outbox"][1]["id"], "b", {}, "x@example.com", NOON, 0, None, None, False, None),
    )


async def test_the_newest_entries_remain(owner: ObjectId):
    raw: Raw = {}
    for start in range(0, MAX_ENTRIES + 1, 17):
        raw = await updated(
            owner, [{"$set": with_entries(*(entry(str(start + n)) for n in range(17)))}]
        )
    kinds = [each["kind"] for each in raw["outbox"]]
    assert kinds == [str(number) for number in range(1, MAX_ENTRIES + 1)]


async def test_changes_of_an_entry_leave_the_others_and_recompute_the_due_time(owner: ObjectId):
    one, two = entry("a", 1) | {"attempts": 1}, entry("b", 2) | {"attempts": 1}
    before = await updated(owner, [{"$set": with_entries(one, two)}])
    later = {"not_before": NOON + 3 * HOUR}
    held, other = Entry.read(one), Entry.read(two)
    assert await settle(UserDocument, owner, held, later) == before
    raw = await stored(owner)
    assert raw["outbox"] == [one | later, two]
    assert raw["outbox_due"] == NOON + 2 * HOUR
    await settle(UserDocument, owner, other, None)
    raw = await stored(owner)
    assert (raw["outbox"], raw["outbox_due"]) == ([one | later], NOON + 3 * HOUR)
    # Another process has claimed it since.
    assert await settle(UserDocument, owner, held._replace(attempts=0), None) is None
    await settle(UserDocument, owner, held, None)
    raw = await stored(owner)
    assert raw == {key: before[key] for key in ("_id", "name", "email")}
    # An entry that is gone, and a document without an outbox.
    assert await settle(UserDocument, owner, held, None) is None
    assert await stored(owner) == raw


async def test_a_document_whose_due_entry_is_gone_is_no_longer_due(owner: ObjectId):
    given = [entry("later", 5)]
    await updated(owner, [{"$set": with_entries(*given) | {"outbox_due": NOW - HOUR}}])
    assert await claim(CHANNEL, await stored(owner)) is None
    assert (await stored(owner))["outbox_due"] == NOON + 5 * HOUR
    await updated(owner, [{"$unset": "outbox"}, {"$set": {"outbox_due": NOW - HOUR}}])
    assert await claim(CHANNEL, await stored(owner)) is None
    assert "outbox_due" not in await stored(owner)


async def test_all_due_documents_are_found_in_batches(services: Services):
    """Also if more of them than a batch have the same time."""
    users = services.database["users"]
    times = [NOW - HOUR] * 7 + [NOW - 2 * HOUR] * 3 + [NOW - HOUR / 2] + [NOW + HOUR]
    ids = [ObjectId() for _ in times]
    await users.insert_many(
        {"_id": oid, "email": f"{oid}@example.com", "outbox_due": time}
        for oid, time in zip(ids, times, strict=True)
    )
    found = [raw async for raw in due_documents(UserDocument, 3)]
    own = [raw["_id"] for raw in found if raw["_id"] in ids]
    assert (len(own), set(own)) == (11, set(ids[:11]))
    assert [raw["outbox_due"] for raw in found] == sorted(raw["outbox_due"] for raw in found)
    await users.delete_many({"_id": {"$in": ids}})


# -- Channels


def of(channel: str, kind: str = "a", hours: float = 0, attempts: int = 0, **fields: Any) -> Raw:
    return entry(kind, hours) | {"channel": channel, "at": NOON, "attempts": attempts} | fields


AHEAD = {"scheduled": True}


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([of("x", "1"), of("x", "2"), of("y", "3"), entry("4"), entry("5")], "1345"),
        # The first one waits for its next attempt.
        ([of("x", "1", 5, 3), of("x", "2", -1)], "1"),
        # The clock of the process that appended the first one was ahead.
        ([of("x", "1", 1), of("x", "2", -1)], "1"),
        # A future publication delays nothing, until its time.
        ([of("x", "1", 1, **AHEAD), of("x", "2", -1), of("x", "3")], "12"),
        ([of("x", "1", -1, **AHEAD), of("x", "2", -1)], "1"),
        ([of("x", "1", 1, 1, **AHEAD), of("x", "2", -1)], "1"),
    ],
)
def test_the_first_entry_of_a_channel_delays_the_others(entries: list[Raw], expected: str):
    assert "".join(head.kind for head in heads(map(Entry.read, entries), NOON)) == expected


async def test_a_document_is_due_at_the_earliest_head_of_its_channels(owner: ObjectId):
    given = [of("x", "1", 3, 1), of("x", "2", -1, 1), of("y", "3", 2, 1), of("z", "4", 9, 1)]
    await updated(owner, [{"$set": {"outbox": given}}])
    for index, due in ((3, 2), (2, 3), (0, -1)):
        await settle(UserDocument, owner, Entry.read(given[index]), None)
        assert (await stored(owner))["outbox_due"] == NOON + due * HOUR


async def test_the_oldest_event_of_a_document_is_known(owner: ObjectId):
    old, new = of("x", "1", at=NOON - HOUR, attempts=1), of("x", "2", at=NOON)
    await updated(owner, [{"$set": with_entries(new)}])
    raw = await updated(owner, [{"$set": with_entries(old, entry())}])
    assert raw["outbox_since"] == NOON - HOUR
    await settle(UserDocument, owner, Entry.read(old), None)
    assert (await stored(owner))["outbox_since"] == NOON


async def test_mails_never_replace_entries_of_channels(owner: ObjectId):
    await updated(owner, [{"$set": with_entries(of("x", "kept"), *[entry("b")] * MAX_ENTRIES)}])
    raw = await updated(owner, [{"$set": with_entries(entry("c"), of("x", "last"))}])
    kinds = [each["kind"] for each in raw["outbox"]]
    assert kinds == ["kept", *["b"] * (MAX_ENTRIES - 1), "c", "last"]


async def test_entries_that_meet_a_condition_are_removed(owner: ObjectId):
    await updated(owner, [{"$set": with_entries(entry("a"), entry("b"))}])
    is_a, is_b = ({"$eq": ["$$entry.kind", kind]} for kind in "ab")
    raw = await updated(owner, [{"$set": without_entries(is_a) | {"name": any_entry(is_a)}}])
    assert ([each["kind"] for each in raw["outbox"]], raw["name"]) == (["b"], True)
    raw = await updated(owner, [{"$set": without_entries(is_b) | {"name": any_entry(is_a)}}])
    assert (raw.keys() & {"outbox", "outbox_due"}, raw["name"]) == (set(), False)


# -- Announcements


def test_an_announcement_is_distributed_with_its_id_and_time():
    given = announced(Announcement.BLOG_PUBLISHED, at=NOON, data={"x": 1})
    assert given["scheduled"]
    assert distributed(given, ["x", "y"]) == [
        {**{n: given[n] for n in given if n != "scheduled"}, "channel": channel}
        for channel in ("x", "y")
    ]
    assert given["at"] == given["not_before"] == NOON
    assert "scheduled" not in announced(Announcement.BLOG_UPDATED)


UPDATED = Announcement.BLOG_UPDATED.value


@pytest.mark.parametrize(
    ("stored_ones", "appended"),
    [
        ([], True),
        ([of("x", UPDATED)], False),
        # It was sent, perhaps: a receiver ignores the id that it knows.
        ([of("x", UPDATED, attempts=1)], True),
        ([of("y", UPDATED)], True),
        ([of("x", UPDATED), of("x", "blog.unpublished")], True),
    ],
)
def test_an_update_is_not_repeated_before_it_is_sent(stored_ones: list[Raw], appended: bool):
    new = of("x", UPDATED)
    assert merged(stored_ones, [new]) == (stored_ones + [new] * appended, [])


def test_above_the_limit_the_oldest_entries_of_a_channel_are_parked():
    waiting = [of("x", str(number)) for number in range(MAX_ENTRIES)]
    new = [of("x", "new"), of("y", "other")]
    assert merged([of("y"), *waiting], new)[1] == waiting[:1]
    assert merged([of("y"), *waiting], new)[0][1:] == waiting[1:] + new
    assert merged(waiting[1:], new)[1] == []


async def test_a_deleted_document_is_removed_with_its_last_entry(owner: ObjectId):
    first, last = of("x", attempts=1), of("y", attempts=1)
    await updated(owner, [{"$set": {"status": "deleted"} | with_entries(first, last)}])
    await settle(UserDocument, owner, Entry.read(first), None)
    assert [each["channel"] for each in (await stored(owner))["outbox"]] == ["y"]
    await settle(UserDocument, owner, Entry.read(last), None)
    assert await UserDocument.collection().find_one({"_id": owner}) is None


def test_the_kind_of_an_entry_is_plain_text_and_its_time_is_now_by_default():
    before = datetime.now(UTC)
    given = queued(MailKind.PASSWORD_RESET)
    assert type(given["kind"]) is str
    assert (given["attempts"], given["data"]) == (0, {})
    assert timedelta(milliseconds=-1) <= given["not_before"] - before < timedelta(minutes=1)


def test_attempts_are_repeated_for_a_day():
    delays = [delay_after(attempts) for attempts in range(1, MAX_ATTEMPTS)]
    minutes = [each / timedelta(minutes=1) for each in delays if each is not None]
    assert minutes[:8] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert all(earlier <= later for earlier, later in pairwise(minutes))
    assert len(minutes) == MAX_ATTEMPTS - 1
    assert timedelta(hours=23) < timedelta(minutes=sum(minutes)) <= timedelta(hours=25)
    assert delay_after(MAX_ATTEMPTS) is None
