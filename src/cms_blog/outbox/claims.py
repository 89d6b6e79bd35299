"""Claims of entries: conditional updates, so that one sender at a time handles an entry.

A claim is a lease. If its holder dies, the entry is due again when the lease ends. Each update
requires the outbox as it was read: of concurrent ones one succeeds, and the others read it again.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from bson import ObjectId
from pymongo import ASCENDING

from cms_blog.database.clock import EPOCH, now
from cms_blog.database.document import Raw, StoredDocument
from cms_blog.database.expressions import REMOVE
from cms_blog.outbox.channels import Channel
from cms_blog.outbox.entries import OUTBOX_FIELDS, Entry, heads, outbox_fields

_BATCH = 100
# Status of a document that is removed when its outbox is empty.
DELETED = "deleted"
_FIELDS = dict.fromkeys((*OUTBOX_FIELDS, "status"), 1)


class Claim(NamedTuple):
    """A claimed entry, with its raw document at the time of the claim."""

    owner: Raw
    entry: Entry


async def due_documents(kind: type[StoredDocument], limit: int = _BATCH) -> AsyncGenerator[Raw]:
    """Yield the outboxes with entries that are due, those that have waited longest first.

    In batches, because handling can take longer than a cursor lives.
    """
    bounds: dict[str, Any] = {"$lte": now()}
    while True:
        filter_, sort = {"outbox_due": bounds}, [("outbox_due", ASCENDING)]
        batch = await kind.collection().find(filter_, _FIELDS, sort=sort, limit=limit).to_list()
        if is_last := len(batch) < limit:
            found = batch
        else:
            # Others beyond the batch can have the same time as its last ones.
            found = [raw for raw in batch if raw["outbox_due"] < batch[-1]["outbox_due"]]
            limit *= 1 if found else 2
        for raw in found:
            yield raw
        if is_last:
            return
        if found:
            bounds["$gt"] = found[-1]["outbox_due"]


async def claim(channel: Channel, outbox: Raw) -> Claim | None:
    """Claim an entry of the channel that is due in an outbox; None if no entry is due."""
    while True:
        time, entries = now(), [Entry.read(each) for each in outbox.get("outbox", ())]
        due = [head for head in heads(entries, time) if head.not_before <= time]
        head = min(
            (each for each in due if channel.takes(each, time)),
            key=lambda each: each.not_before,
            default=None,
        )
        if head is None and due:
            return None
        changes: Raw = {}
        if head is not None:
            changes = {"not_before": time + channel.lease, "attempts": head.attempts + 1}
        # Without a head, the entry that was due is no longer in the outbox.
        stored = [
            {**each, **changes} if head is not None and is_same(each, head) else each
            for each in outbox.get("outbox", ())
        ]
        owner = await _store(channel.kind, outbox, stored)
        if owner is not None:
            return None if head is None else Claim(owner, head._replace(**changes))
        reread = await channel.kind.collection().find_one({"_id": outbox["_id"]}, _FIELDS)
        if reread is None or reread.get("outbox_due", time) > time:
            return None
        outbox = reread


async def settle(
    kind: type[StoredDocument],
    oid: ObjectId,
    entry: Entry,
    changes: Raw | None,
    following: Callable[[Sequence[Raw]], Awaitable[Sequence[Raw]]] | None = None,
) -> Raw | None:
    """Change the claimed entry, or remove it with None.

    Args:
        following: adds the entries that follow from the removed one to the others.

    Returns:
        The document before the change; None if another sender has claimed the entry since.
    """
    while True:
        outbox = await kind.collection().find_one({"_id": oid}, _FIELDS)
        stored: list[Raw] = [] if outbox is None else outbox.get("outbox", [])
        held = [each for each in stored if is_same(each, entry)]
        if outbox is None or not held or held[0]["attempts"] != entry.attempts:
            return None
        if changes is None:
            stored = [each for each in stored if not is_same(each, entry)]
            stored = stored if following is None else [*await following(stored)]
        else:
            stored = [{**each, **changes} if is_same(each, entry) else each for each in stored]
        owner = await _store(kind, outbox, stored)
        if owner is not None:
            return owner


async def make_due(kind: type[StoredDocument], oid: ObjectId, entry: Entry) -> None:
    """Make an entry that waits for its next attempt due now."""
    await settle(kind, oid, entry, {"not_before": now()})


def is_same(raw: Raw, entry: Entry) -> bool:
    """Whether the stored entry is this one."""
    return (raw["id"], raw.get("channel")) == (entry.id, entry.channel)


async def _store(kind: type[StoredDocument], outbox: Raw, entries: Sequence[Raw]) -> Raw | None:
    """Store the entries if the outbox is as it was read; return the document before the change."""
    fields = outbox_fields(entries, now())
    removed = {name: "" for name, value in fields.items() if value == REMOVE}
    changed = {name: value for name, value in fields.items() if value != REMOVE}
    update = ({"$set": changed} if changed else {}) | ({"$unset": removed} if removed else {})
    unchanged = {"_id": outbox["_id"], "outbox": outbox.get("outbox")}
    if not entries and outbox.get("status") == DELETED:
        return await kind.collection().find_one_and_delete(unchanged | {"status": DELETED})
    return await kind.collection().find_one_and_update(unchanged, update)


async def earliest(kind: type[StoredDocument], field: str) -> datetime | None:
    """Return the earliest `outbox_due` or `outbox_since` of the collection."""
    # A comparison, because MongoDB uses a partial index only for queries that imply its condition.
    exists = {field: {"$gt": EPOCH}}
    found = await kind.collection().find_one(exists, {field: 1}, sort=[(field, ASCENDING)])
    return None if found is None else found[field]
