"""Entries and channels without a database: defaults, bounds and exact fields."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bson import ObjectId

from cms_blog.accounts.documents import UserDocument
from cms_blog.database.document import Raw
from cms_blog.database.expressions import REMOVE
from cms_blog.outbox.announcements import Announcement, announced, distributed, merged, requeued
from cms_blog.outbox.channels import Channel, DayOfRetries, Postponed, delay_after
from cms_blog.outbox.entries import (
    MAX_ENTRIES,
    MAX_STORED,
    OUTBOX_FIELDS,
    Entry,
    heads,
    new_outbox,
    outbox_fields,
    pushing,
    queued,
    with_entries,
    without_entries,
)

NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
OID = ObjectId("0123456789abcdef01234567")
CHANNEL = Channel(UserDocument, lambda _, __: pytest.fail("not handled"))


def of(channel: str | None = "x", seconds: float = 0, attempts: int = 0, **fields: Any) -> Raw:
    made = queued("kind", not_before=NOON + seconds * SECOND) | {"attempts": attempts}
    if channel is not None:
        made |= {"channel": channel, "at": made["not_before"]}
    return made | fields


def test_an_entry_is_read_with_all_its_fields():
    raw: Raw = {
        "id": OID,
        "kind": "kind",
        "data": {"a": 1},
        "to": "ada@example.com",
        "not_before": NOON,
        "attempts": 3,
        "channel": "x",
        "at": NOON - SECOND,
        "scheduled": True,
        "since": NOON + SECOND,
    }
    assert Entry.read(raw)._asdict() == raw


def test_absent_fields_of_an_entry_are_read_as_their_defaults():
    required: Raw = {"id": OID, "kind": "kind", "data": {}, "not_before": NOON, "attempts": 0}
    absent = {"to": None, "channel": None, "at": None, "scheduled": False, "since": None}
    assert Entry.read(required)._asdict() == required | absent


def test_a_new_entry_has_the_given_fields_only():
    expected: Raw = {"id": OID, "kind": "kind", "data": {}, "not_before": NOON, "attempts": 0}
    assert queued("kind", not_before=NOON, id_=OID) == expected
    whole = queued("kind", data={"a": 1}, to="ada@example.com", not_before=NOON, id_=OID)
    assert whole == expected | {"data": {"a": 1}, "to": "ada@example.com"}
    assert isinstance(queued("kind")["id"], ObjectId)


@pytest.mark.parametrize(
    ("seconds", "attempts", "scheduled", "ahead"),
    [
        (1, 0, True, True),
        (0, 0, True, False),
        (-1, 0, True, False),
        (1, 1, True, False),
        (1, 0, False, False),
    ],
)
def test_a_scheduled_event_is_ahead_until_its_time(
    seconds: int, attempts: int, scheduled: bool, ahead: bool
):
    entry = Entry.read(of("x", seconds, attempts, scheduled=scheduled))
    assert entry.is_ahead(NOON) is ahead


def test_no_entries_change_nothing():
    assert with_entries() == {}
    assert new_outbox([]) == {}
    assert outbox_fields([], NOON) == dict.fromkeys(OUTBOX_FIELDS, REMOVE)


def test_a_new_document_has_the_times_of_its_entries():
    mail, early, late = of(None, 5), of("x", 6), of("y", 7)
    assert new_outbox([mail]) == {"outbox": [mail], "outbox_due": NOON + 5 * SECOND}
    assert new_outbox([late, early]) == {
        "outbox": [late, early],
        "outbox_due": NOON + 6 * SECOND,
        "outbox_since": NOON + 6 * SECOND,
    }
    assert new_outbox([mail, late])["outbox_since"] == NOON + 7 * SECOND


def test_stored_entries_are_due_at_their_earliest_head():
    waiting, delayed, mail = of("x", 9, 1), of("x", 1), of(None, 12)
    assert outbox_fields([waiting, delayed, mail], NOON) == {
        "outbox": [waiting, delayed, mail],
        "outbox_due": NOON + 9 * SECOND,
        "outbox_since": NOON + SECOND,
    }
    assert outbox_fields([mail], NOON)["outbox_since"] == REMOVE
    ahead = of("x", 2, scheduled=True)
    assert outbox_fields([waiting, ahead], NOON)["outbox_due"] == NOON + 2 * SECOND


def test_an_update_without_a_pipeline_pushes_and_lowers_the_times():
    mail = of(None)
    each = {"$each": [mail], "$slice": -MAX_STORED}
    assert pushing(mail) == {"$push": {"outbox": each}, "$min": {"outbox_due": NOON}}


def test_times_are_lowered_and_the_outbox_is_bounded():
    event = of("x", 3)
    fields = with_entries(event)
    assert fields["outbox"]["$slice"][1] == -MAX_STORED
    assert fields["outbox_due"] == {"$min": ["$outbox_due", NOON + 3 * SECOND]}
    assert fields["outbox_since"] == {"$min": ["$outbox_since", NOON + 3 * SECOND]}
    assert "outbox_since" not in with_entries(of(None))


def test_each_field_of_an_empty_outbox_is_removed():
    fields = without_entries({"$eq": ["$$entry.kind", "kind"]})
    assert list(fields) == list(OUTBOX_FIELDS)
    assert all(field["$cond"][1] == REMOVE for field in fields.values())
    assert fields["outbox_due"]["$cond"][2] == "$outbox_due"
    assert fields["outbox_since"]["$cond"][2] == "$outbox_since"


def test_only_what_is_not_ahead_delays_its_channel():
    ahead, first, second = of("x", 1, scheduled=True), of("x", -1), of("x", -2)
    found = heads(map(Entry.read, [ahead, first, second, of(None), of(None)]), NOON)
    assert [each.id for each in found][:2] == [ahead["id"], first["id"]]
    assert len(found) == 4


# -- Channels


def test_delays_double_up_to_an_hour():
    assert [delay_after(attempts) for attempts in (1, 2, 3, 6, 7, 8, 29, 30, 31)] == [
        *(MINUTE, 2 * MINUTE, 4 * MINUTE, 32 * MINUTE, 60 * MINUTE, 60 * MINUTE, 60 * MINUTE),
        *(None, None),
    ]


def test_the_default_retries_follow_the_number_of_attempts_and_drop_the_entry():
    retries = DayOfRetries()
    assert retries.delay(Entry.read(of("x", 0, 3)), NOON) == 4 * MINUTE
    assert retries.delay(Entry.read(of("x", 0, 30)), NOON) is None
    assert not retries.parks


def test_a_postponed_entry_has_its_time():
    assert Postponed(NOON).until == NOON


def test_a_lease_is_four_times_the_timeout():
    assert CHANNEL.lease == 2 * MINUTE
    assert Channel(UserDocument, CHANNEL.handle, attempt_seconds=5).lease == 20 * SECOND


def test_the_defaults_of_a_channel():
    assert (CHANNEL.name, CHANNEL.topic, CHANNEL.label, CHANNEL.parallel) == (None, "mail", None, 8)
    assert CHANNEL.retries == DayOfRetries()


def test_a_channel_takes_its_own_entries():
    named = Channel(UserDocument, CHANNEL.handle, name="x")
    assert CHANNEL.takes(Entry.read(of(None)), NOON)
    assert not CHANNEL.takes(Entry.read(of("x")), NOON)
    assert named.takes(Entry.read(of("x")), NOON)
    assert not named.takes(Entry.read(of("y")), NOON)


@pytest.mark.parametrize(
    ("channel", "waited", "taken"),
    [
        ("unknown", 10 * MINUTE + SECOND, True),
        ("unknown", 10 * MINUTE, False),
        ("known", 11 * MINUTE, False),
        (None, 11 * MINUTE, False),
    ],
)
def test_entries_of_unknown_channels_are_taken_after_ten_minutes(
    channel: str | None, waited: timedelta, taken: bool
):
    others = Channel(UserDocument, CHANNEL.handle, all_but=frozenset({None, "known"}))
    assert others.takes(Entry.read(of(channel)), NOON + waited) is taken


# -- Announcements


def test_an_event_is_announced_at_its_time():
    present = announced(Announcement.BLOG_UPDATED, data={"a": 1})
    assert present["channel"] == "webhooks"
    assert (present["kind"], present["data"]) == ("blog.updated", {"a": 1})
    assert present["at"] == present["not_before"]
    future = announced(Announcement.BLOG_PUBLISHED, at=NOON)
    assert (future["at"], future["not_before"], future["scheduled"]) == (NOON, NOON, True)


def test_receivers_know_the_types_of_events():
    assert {each.name: each.value for each in Announcement} == {
        "BLOG_PUBLISHED": "blog.published",
        "BLOG_UPDATED": "blog.updated",
        "BLOG_UNPUBLISHED": "blog.unpublished",
        "BLOG_SUBMITTED": "blog.submitted",
        "BLOG_REJECTED": "blog.rejected",
        "BLOG_DELETED": "blog.deleted",
        "USER_SUSPENDED": "user.suspended",
    }


def test_a_distributed_announcement_begins_without_attempts():
    given = of("webhooks", attempts=2, scheduled=True)
    kept = {name: value for name, value in given.items() if name != "scheduled"}
    assert distributed(given, ["x"]) == [kept | {"channel": "x", "attempts": 0}]


def test_events_are_appended_in_order_and_the_oldest_of_their_channel_overflow():
    waiting = [of("x", number) for number in range(MAX_ENTRIES)]
    new = [of("x", 100), of("x", 101)]
    assert merged(waiting[1:], new[:1]) == (waiting[1:] + new[:1], [])
    assert merged(waiting, new) == (waiting[2:] + new, waiting[:2])


def test_other_events_follow_an_update_that_was_not_sent():
    update = of("x") | {"kind": Announcement.BLOG_UPDATED.value}
    removal = of("x") | {"kind": Announcement.BLOG_UNPUBLISHED.value}
    assert merged([update], [removal]) == ([update, removal], [])
    assert merged([removal], [update]) == ([removal, update], [])
    # The update is omitted, what follows it is not.
    assert merged([update], [update, removal]) == ([update, removal], [])


def test_a_parked_entry_begins_anew():
    parked = of("x", 5, 30, since=NOON)
    again = requeued(parked)
    assert again["attempts"] == 0
    assert again["since"] < NOON
    assert again["not_before"] < NOON
    assert {n: again[n] for n in ("id", "kind", "channel")} == {
        n: parked[n] for n in ("id", "kind", "channel")
    }
