"""Updates of outboxes in the aggregation engine of the embedded database, without a server."""

from datetime import UTC, datetime, timedelta
from typing import Any

from mongoeco.core.aggregation import apply_pipeline

from cms_blog.database.document import EXISTS, Raw
from cms_blog.outbox.entries import (
    EVENTS_INDEX,
    MAX_ENTRIES,
    MAX_STORED,
    OUTBOX_INDEX,
    Entry,
    any_entry,
    entries_without,
    heads,
    queued,
    with_entries,
    without_entries,
)

NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
IS_MAIL = {"$eq": ["$$entry.kind", "mail"]}


def mail(seconds: int = 0) -> Raw:
    return queued("mail", not_before=NOON + seconds * SECOND)


def event(seconds: int = 0) -> Raw:
    entry = queued("event", not_before=NOON + seconds * SECOND)
    return entry | {"channel": "x", "at": entry["not_before"]}


def updated(document: Raw, fields: Raw) -> Raw:
    applied: list[Any] = apply_pipeline([document], [{"$set": fields}])
    assert len(applied) == 1
    return applied[0]


def test_the_first_entry_makes_the_outbox():
    first = mail(3)
    assert updated({}, with_entries(first)) == {
        "outbox": [first],
        "outbox_due": NOON + 3 * SECOND,
    }
    assert updated({"outbox": None}, with_entries(first))["outbox"] == [first]
    announced = event(4)
    assert updated({}, with_entries(announced)) == {
        "outbox": [announced],
        "outbox_due": NOON + 4 * SECOND,
        "outbox_since": NOON + 4 * SECOND,
    }


def test_entries_of_channels_come_first_when_mails_are_added():
    old, older, new, newer = mail(), event(), mail(1), event(1)
    fields = with_entries(new, newer)
    assert updated({"outbox": [old, older]}, fields)["outbox"] == [older, old, new, newer]
    fields = with_entries(newer)
    assert updated({"outbox": [old, older]}, fields)["outbox"] == [old, older, newer]


def test_text_of_an_entry_is_no_expression():
    for entry in (mail() | {"data": {"name": "$outbox"}}, event() | {"data": {"name": "$outbox"}}):
        assert updated({}, with_entries(entry))["outbox"] == [entry]
        other = mail()
        assert entry in updated({}, with_entries(entry, other))["outbox"]


def test_the_newest_fifty_mails_and_all_events_are_kept():
    assert MAX_ENTRIES == 50
    mails, events = [mail(n) for n in range(50)], [event(n) for n in range(60)]
    new = mail(99)
    found = updated({"outbox": mails + events}, with_entries(new))["outbox"]
    assert found == events + mails[1:] + [new]


def test_a_thousand_entries_are_kept_at_most():
    assert MAX_STORED == 1_000
    events = [event(n) for n in range(1_000)]
    new = event(-1)
    assert updated({"outbox": events}, with_entries(new))["outbox"] == [*events[1:], new]


def test_entries_are_appended_to_the_given_ones():
    old, new = mail(), event()
    kept = entries_without(IS_MAIL)
    assert updated({"outbox": [old]}, with_entries(new, outbox=kept))["outbox"] == [new]


def test_only_entries_without_the_property_are_kept():
    a, b = mail(), event()
    document = {"outbox": [a, b], "outbox_due": NOON, "outbox_since": NOON}
    assert updated(document, without_entries(IS_MAIL)) == document | {"outbox": [b]}
    assert updated(document | {"outbox": [a]}, without_entries(IS_MAIL)) == {}
    assert updated({}, without_entries(IS_MAIL)) == {}


def test_whether_an_entry_has_the_property():
    for outbox, expected in (
        ([mail()], True),
        ([event(), mail(), mail()], True),
        ([event()], False),
        ([], False),
        (None, False),
    ):
        found = updated({"outbox": outbox}, {"found": any_entry(IS_MAIL)})
        assert found["found"] is expected
    assert updated({}, {"found": any_entry(IS_MAIL)}) == {"found": False}


def test_partial_indexes_have_the_documents_with_the_field():
    for index, field in ((OUTBOX_INDEX, "outbox_due"), (EVENTS_INDEX, "outbox_since")):
        assert dict(index.document["key"]) == {field: 1}
        assert index.document["partialFilterExpression"] == {field: EXISTS}


def test_the_optional_fields_of_an_entry_are_absent_by_default():
    raw = mail()
    made = Entry(raw["id"], raw["kind"], raw["data"], None, raw["not_before"], raw["attempts"])
    assert made == Entry.read(raw)
    assert (made.channel, made.at, made.scheduled, made.since) == (None, None, False, None)


def test_an_event_that_is_ahead_is_a_head_behind_another():
    first, ahead = event(-1), event(1) | {"scheduled": True}
    found = heads(map(Entry.read, (first, ahead, event())), NOON)
    assert [each.id for each in found] == [first["id"], ahead["id"]]
