"""Outboxes: entries in a document for what is to be sent after its change.

The update that changes a document also appends the entry, so that both are stored or neither is:

    collection.update_one(filter, [{"$set": {…, **with_entries(queued(MailKind.…))}}])

After the update, `MailSender.wake` starts the delivery. An entry has no token and no secret: links
are issued when the mail is built, from the state of the account at that time.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Self

from bson import ObjectId
from pymongo import ASCENDING, IndexModel

from cms_blog.database.clock import now
from cms_blog.database.document import EXISTS, Raw
from cms_blog.database.expressions import REMOVE, or_

# Above it, the oldest entries are dropped.
MAX_ENTRIES = 50
# Documents with entries that wait, by the time of the next attempt.
OUTBOX_INDEX = IndexModel(
    [("outbox_due", ASCENDING)], partialFilterExpression={"outbox_due": EXISTS}
)
# Fields that backups restore as absent: what waited then was sent since.
OUTBOX_FIELDS = ("outbox", "outbox_due")

_FIRST_DELAY = timedelta(minutes=1)
_LONGEST_DELAY = timedelta(hours=1)
# Attempts over a day: 1, 2, 4 … 32 minutes after the first, then every hour.
MAX_ATTEMPTS = 30


class Entry(NamedTuple):
    """An entry of an outbox, as stored."""

    id: ObjectId
    kind: str
    # Ids and times that the builder needs; no token, no secret, no text of an author.
    data: Mapping[str, Any]
    # Recipient, if it is not the current address of the account.
    to: str | None
    # Time of the next attempt; during an attempt, the end of its lease.
    not_before: datetime
    # Attempts so far, including a running one.
    attempts: int

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> Self:
        """Return the entry of a stored one."""
        return cls(
            raw["id"], raw["kind"], raw["data"], raw.get("to"), raw["not_before"], raw["attempts"]
        )


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


def with_entries(*entries: Raw) -> Raw:
    """Return the fields of a `$set` stage of a pipeline update that append entries.

    At most MAX_ENTRIES remain, the newest ones.
    """
    if not entries:
        return {}
    # `$min` ignores a missing field. Of dropped entries, the time may be too early, not too late.
    earliest = min(entry["not_before"] for entry in entries)
    appended = {"$concatArrays": [or_("$outbox", []), {"$literal": list(entries)}]}
    return {
        "outbox": {"$slice": [appended, -MAX_ENTRIES]},
        "outbox_due": {"$min": ["$outbox_due", earliest]},
    }


def pushing(entry: Raw) -> Raw:
    """Return the operators of an update without a pipeline that append an entry."""
    return {
        "$push": {"outbox": {"$each": [entry], "$slice": -MAX_ENTRIES}},
        "$min": {"outbox_due": entry["not_before"]},
    }


def new_outbox(entries: Sequence[Raw]) -> Raw:
    """Return the fields of a new document that has the entries."""
    if not entries:
        return {}
    return {"outbox": [*entries], "outbox_due": min(entry["not_before"] for entry in entries)}


def changed_entry(entry: Entry, changes: Raw | None) -> list[Raw]:
    """Return a pipeline that changes the fields of an entry, or removes it with None.

    See `recomputed`.
    """
    others = {"$ne": ["$$entry.id", entry.id]}
    if changes is None:
        kept: Raw = {"$filter": {"input": or_("$outbox", []), "as": "entry", "cond": others}}
    else:
        changed = {"$mergeObjects": ["$$entry", {"$literal": changes}]}
        one = {"$cond": [others, "$$entry", changed]}
        kept = {"$map": {"input": or_("$outbox", []), "as": "entry", "in": one}}
    return [{"$set": {"outbox": kept}}, *recomputed()]


def recomputed() -> list[Raw]:
    """Return a pipeline that recomputes `outbox_due`, and removes an empty outbox."""
    # The embedded engine does not traverse an array in `{$min: "$outbox.not_before"}`.
    earliest = {
        "$reduce": {
            "input": or_("$outbox", []),
            "initialValue": None,
            "in": {"$min": ["$$value", "$$this.not_before"]},
        }
    }
    is_empty = {"$eq": [{"$size": or_("$outbox", [])}, 0]}
    return [
        {
            "$set": {
                "outbox": {"$cond": [is_empty, REMOVE, "$outbox"]},
                "outbox_due": {"$cond": [is_empty, REMOVE, earliest]},
            }
        }
    ]


def delay_after(attempts: int) -> timedelta | None:
    """Return the time until the next attempt; None after the last one, a day after the first."""
    if attempts >= MAX_ATTEMPTS:
        return None
    # 2**6 minutes exceed the longest delay.
    return min(_FIRST_DELAY * 2 ** min(attempts - 1, 6), _LONGEST_DELAY)
