"""Events that were not delivered: the list, and deliveries that are repeated."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from bson import ObjectId
from pymongo import ASCENDING

from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.documents import BlogDocument
from cms_blog.database.clock import EPOCH
from cms_blog.database.document import SCHEMA_VERSION, Raw, StoredDocument
from cms_blog.database.expressions import or_
from cms_blog.outbox.announcements import ANNOUNCEMENTS, requeued
from cms_blog.outbox.claims import DELETED, make_due
from cms_blog.outbox.entries import Entry, with_entries
from cms_blog.outbox.parked import ParkedEntryDocument

OWNERS: tuple[type[StoredDocument], ...] = (BlogDocument, UserDocument)
# The limit of MongoDB's `find` that means none.
_ALL = 0


class Undelivered(NamedTuple):
    """An event that a receiver did not get."""

    kind: type[StoredDocument]
    owner: ObjectId
    entry: Entry
    # Why it was given up; None: it will be tried again.
    cause: str | None = None
    # The stored document of an event that was given up.
    parked: Raw | None = None

    @property
    def event_id(self) -> str:
        """Value of `webhook-id`."""
        return f"evt_{self.entry.id}"


async def waiting(limit: int = _ALL) -> list[Undelivered]:
    """Return events of at most `limit` blogs and users that wait for an attempt."""
    found: list[Undelivered] = []
    for kind in OWNERS:
        cursor = kind.collection().find(
            {"outbox_since": {"$gt": EPOCH}},
            {"outbox": 1},
            sort=[("outbox_since", ASCENDING)],
            limit=limit,
        )
        for raw in await cursor.to_list():
            entries = map(Entry.read, raw.get("outbox", ()))
            events = (each for each in entries if each.channel is not None)
            found += (Undelivered(kind, raw["_id"], entry) for entry in events)
    return found


async def parked(limit: int = _ALL) -> list[Undelivered]:
    """Return events that were given up, the oldest first."""
    cursor = ParkedEntryDocument.collection().find(
        {"parked_at": {"$gt": EPOCH}}, sort=[("parked_at", ASCENDING)], limit=limit
    )
    kinds = {kind.collection().name: kind for kind in OWNERS}
    return [
        Undelivered(
            kinds[raw["collection_name"]],
            raw["owner"],
            Entry.read(raw["entry"]),
            raw["cause"],
            raw,
        )
        for raw in await cursor.to_list()
    ]


async def redeliver(wanted: Callable[[Undelivered], bool]) -> int:
    """Make the wanted events due now, also those that were given up; return their number.

    Events that are still ahead, or not distributed yet, are left alone.
    """
    done = 0
    for event in filter(wanted, await waiting()):
        if event.entry.channel != ANNOUNCEMENTS:
            await make_due(event.kind, event.owner, event.entry)
            done += 1
    for event in filter(wanted, await parked()):
        if event.parked is not None:
            await _requeue(event.kind, event.owner, event.parked["entry"])
            await ParkedEntryDocument.collection().delete_one({"_id": event.parked["_id"]})
            done += 1
    return done


async def _requeue(kind: type[StoredDocument], owner: ObjectId, entry: Mapping[str, Any]) -> None:
    """Append the entry to the outbox of its document, once.

    A blog that was deleted since is stored again as a deleted one, until the entry is handled.
    """
    same = {"$elemMatch": {"id": entry["id"], "channel": entry["channel"]}}
    fields: Raw = with_entries(requeued(entry))
    is_blog = kind is BlogDocument
    if is_blog:
        fields |= {
            "status": or_("$status", DELETED),
            "schema_version": or_("$schema_version", SCHEMA_VERSION),
        }
    if await kind.collection().find_one({"_id": owner, "outbox": same}, {"_id": 1}) is None:
        update = [{"$set": fields}]
        await kind.collection().update_one({"_id": owner}, update, upsert=is_blog)
