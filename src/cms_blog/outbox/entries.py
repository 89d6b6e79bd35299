"""Outboxes: entries in a document for what is to be sent after its change.

The update that changes a document also appends the entry, so that both are stored or neither is:

    collection.update_one(filter, [{"$set": {…, **with_entries(queued(MailKind.…))}}])

After the update, `Wakeup.wake` starts the delivery. An entry has no token and no secret: links are
issued when a mail is built, from the state of the account at that time.

Entries without a channel are independent: mails, and events about which mails are queued. Those of
a channel are handled one after the other, in the order in which they were appended.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Self

from bson import ObjectId
from pymongo import ASCENDING, IndexModel

from cms_blog.database.clock import now
from cms_blog.database.document import EXISTS, Raw
from cms_blog.database.expressions import REMOVE, or_

# Of entries without a channel, and of each receiver's: above it, the oldest are dropped or parked.
MAX_ENTRIES = 50
# Of all entries, as a last resort: they are distributed within seconds.
MAX_STORED = 1_000
# Documents with entries that wait, by the time of the next attempt.
OUTBOX_INDEX = IndexModel(
    [("outbox_due", ASCENDING)], partialFilterExpression={"outbox_due": EXISTS}
)
# Documents with entries that have a time of their event, by the earliest of them.
EVENTS_INDEX = IndexModel(
    [("outbox_since", ASCENDING)], partialFilterExpression={"outbox_since": EXISTS}
)
# Fields that backups restore as absent: what waited then was sent since.
OUTBOX_FIELDS = ("outbox", "outbox_due", "outbox_since")


class Entry(NamedTuple):
    """An entry of an outbox, as stored."""

    id: ObjectId
    kind: str
    # Ids and times that the handler needs; no token, no secret, no text of an author.
    data: Mapping[str, Any]
    # Recipient, if it is not the current address of the account.
    to: str | None
    # Time of the next attempt; during an attempt, the end of its lease.
    not_before: datetime
    # Attempts so far, including a running one.
    attempts: int
    # None: the entry is independent of all others.
    channel: str | None = None
    # Time of the event, for entries of a channel.
    at: datetime | None = None
    # Whether the event is in the future until its time: others are not delayed by it.
    scheduled: bool = False
    # Beginning of the attempts, if an operator repeats them.
    since: datetime | None = None

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> Self:
        """Return the entry of a stored one."""
        return cls(
            raw["id"],
            raw["kind"],
            raw["data"],
            raw.get("to"),
            raw["not_before"],
            raw["attempts"],
            raw.get("channel"),
            raw.get("at"),
            raw.get("scheduled", False),
            raw.get("since"),
        )

    def is_ahead(self, time: datetime) -> bool:
        """Whether the event is scheduled for a later time."""
        return self.scheduled and self.attempts == 0 and self.not_before > time


def queued(
    kind: str,
    *,
    data: Mapping[str, Any] | None = None,
    to: str | None = None,
    not_before: datetime | None = None,
    id_: ObjectId | None = None,
) -> Raw:
    """Return a new entry for `with_entries`.

    Args:
        kind: a `MailKind`, or the kind of an event.
        to: a normalised address; None: that of the account when the mail is built.
        not_before: None: at once.
        id_: for entries that are appended at most once; the `Message-ID` is derived from it.
    """
    entry: Raw = {
        "id": id_ or ObjectId(),
        "kind": str(kind),
        "data": dict(data or {}),
        "not_before": not_before or now(),
        "attempts": 0,
    }
    return entry if to is None else entry | {"to": to}


def with_entries(*entries: Raw, outbox: object = "$outbox") -> Raw:
    """Return the fields of a `$set` stage of a pipeline update that append entries.

    At most MAX_ENTRIES without a channel remain, the newest ones.

    Args:
        outbox: expression for the entries that are stored.
    """
    if not entries:
        return {}
    stored = or_(outbox, [])
    independent = [entry for entry in entries if "channel" not in entry]
    others = [entry for entry in entries if "channel" in entry]
    parts: list[object] = [stored, {"$literal": others}]
    if independent:
        channel = or_("$$entry.channel", None)
        appended = [_filtered(stored, {"$eq": [channel, None]}), {"$literal": independent}]
        newest = {"$slice": [{"$concatArrays": appended}, -MAX_ENTRIES]}
        of_channels = _filtered(stored, {"$ne": [channel, None]})
        parts = [of_channels, newest, {"$literal": others}]
    return {
        "outbox": {"$slice": [{"$concatArrays": parts}, -MAX_STORED]},
        # `$min` ignores a missing field. Of dropped entries, the time may be too early, not too
        # late.
        **{name: {"$min": [f"${name}", time]} for name, time in _times(entries).items()},
    }


def _filtered(entries: object, condition: Raw) -> Raw:
    return {"$filter": {"input": entries, "as": "entry", "cond": condition}}


def without_entries(condition: Raw) -> Raw:
    """Return the fields of a `$set` stage that remove the entries that meet `condition`.

    The condition is an expression about `$$entry`. The times may be too early afterwards.
    """
    kept = entries_without(condition)
    is_empty = {"$eq": [{"$size": kept}, 0]}
    fields: Raw = {"outbox": kept} | {name: f"${name}" for name in OUTBOX_FIELDS[1:]}
    return {name: {"$cond": [is_empty, REMOVE, value]} for name, value in fields.items()}


def entries_without(condition: Raw) -> Raw:
    """Return an expression for the entries that do not meet the condition about `$$entry`."""
    return _filtered(or_("$outbox", []), {"$eq": [condition, False]})


def any_entry(condition: Raw) -> Raw:
    """Return an expression for whether an entry meets the condition, one about `$$entry`."""
    return {"$gt": [{"$size": _filtered(or_("$outbox", []), condition)}, 0]}


def pushing(entry: Raw) -> Raw:
    """Return the operators of an update without a pipeline that append an entry."""
    return {
        "$push": {"outbox": {"$each": [entry], "$slice": -MAX_STORED}},
        "$min": _times([entry]),
    }


def new_outbox(entries: Sequence[Raw]) -> Raw:
    """Return the fields of a new document that has the entries."""
    return {"outbox": [*entries], **_times(entries)} if entries else {}


def _times(entries: Sequence[Raw]) -> dict[str, datetime]:
    """Return `outbox_due` and `outbox_since` of new entries."""
    times = {"outbox_due": min(entry["not_before"] for entry in entries)}
    since = [entry["at"] for entry in entries if "at" in entry]
    return times | ({"outbox_since": min(since)} if since else {})


def heads(entries: Iterable[Entry], time: datetime) -> list[Entry]:
    """Return the entries that others do not delay: of a channel, the first one.

    Events that are still ahead are among them, and delay no others.
    """
    found: list[Entry] = []
    channels = set[str | None]()
    for entry in entries:
        if entry.channel is None or entry.is_ahead(time) or entry.channel not in channels:
            found.append(entry)
        if not entry.is_ahead(time):
            channels.add(entry.channel)
    return found


def outbox_fields(entries: Sequence[Raw], time: datetime) -> Raw:
    """Return the fields that store the entries, `REMOVE` for those that are absent."""
    if not entries:
        return dict.fromkeys(OUTBOX_FIELDS, REMOVE)
    due = min(head.not_before for head in heads(map(Entry.read, entries), time))
    since = min((entry["at"] for entry in entries if "at" in entry), default=REMOVE)
    return {"outbox": [*entries], "outbox_due": due, "outbox_since": since}
