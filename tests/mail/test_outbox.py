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
from cms_blog.mail.outbox import (
    MAX_ATTEMPTS,
    MAX_ENTRIES,
    Entry,
    changed_entry,
    delay_after,
    pushing,
    queued,
    with_entries,
)

NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


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
    others = [entry(f"n{number}") for number in range(MAX_ENTRIES)]
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
        *(raw["outbox"][1]["id"], "b", {}, "x@example.com", NOON, 0),
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
    one, two = entry("a", 1), entry("b", 2)
    before = await updated(owner, [{"$set": with_entries(one, two)}])
    later = {"not_before": NOON + 3 * HOUR, "attempts": 1}
    raw = await updated(owner, changed_entry(Entry.read(one), later))
    assert raw["outbox"] == [one | later, two]
    assert raw["outbox_due"] == NOON + 2 * HOUR
    raw = await updated(owner, changed_entry(Entry.read(two), None))
    assert (raw["outbox"], raw["outbox_due"]) == ([one | later], NOON + 3 * HOUR)
    raw = await updated(owner, changed_entry(Entry.read(one), None))
    assert raw == {key: before[key] for key in ("_id", "name", "email")}
    # An entry that is gone, and a document without an outbox.
    assert await updated(owner, changed_entry(Entry.read(one), None)) == raw
    assert await updated(owner, changed_entry(Entry.read(one), later)) == raw


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
