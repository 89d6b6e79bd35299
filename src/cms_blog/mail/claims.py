"""Claims of entries: conditional updates, so that one sender at a time handles an entry.

A claim is a lease. If its holder dies, the entry is due again when the lease ends.
"""

from datetime import timedelta
from typing import NamedTuple

from bson import ObjectId
from pymongo import ASCENDING

from cms_blog.database.clock import now
from cms_blog.database.document import Raw, StoredDocument
from cms_blog.mail.outbox import Entry, changed_entry, recomputed

# Other senders can claim an entry between the read and the update; then the next one is tried.
_ROUNDS = 10


class Claim(NamedTuple):
    """A claimed entry, with its raw document at the time of the claim."""

    owner: Raw
    entry: Entry


async def claim_next(kind: type[StoredDocument], lease: timedelta) -> Claim | None:
    """Claim the entry that has been due for the longest time; None if none is due."""
    for _ in range(_ROUNDS):
        time = now()
        raw = await _earliest(kind, {"$lte": time})
        if raw is None:
            return None
        entries = [Entry.read(each) for each in raw.get("outbox", ())]
        head = min(entries, key=lambda entry: entry.not_before, default=None)
        if head is None or head.not_before > time:
            # The entry that was due is no longer in the outbox.
            await kind.collection().update_one({"_id": raw["_id"]}, recomputed())
            continue
        claimed = {"not_before": time + lease, "attempts": head.attempts + 1}
        updated = await change(kind, raw["_id"], head, claimed)
        if updated is not None:
            entry = head._replace(not_before=time + lease, attempts=head.attempts + 1)
            return Claim(updated, entry)
    return None


async def change(
    kind: type[StoredDocument], oid: ObjectId, entry: Entry, changes: Raw | None
) -> Raw | None:
    """Change the entry, or remove it with None, and recompute when the document is due.

    Return the document before the change; None if another sender has claimed the entry since.
    """
    held = {"$elemMatch": {"id": entry.id, "attempts": entry.attempts}}
    filter_ = {"_id": oid, "outbox": held}
    return await kind.collection().find_one_and_update(filter_, changed_entry(entry, changes))


async def _earliest(kind: type[StoredDocument], due: Raw) -> Raw | None:
    # Without the texts of a blog.
    fields = {"outbox": 1, "outbox_due": 1}
    sort = [("outbox_due", ASCENDING)]
    return await kind.collection().find_one({"outbox_due": due}, fields, sort=sort)
