"""Entries that were given up, for the operator: they can be sent again."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from beanie import PydanticObjectId
from bson import ObjectId
from pymongo import ASCENDING, IndexModel

from cms_blog.database.clock import now
from cms_blog.database.document import Raw, StoredDocument

_KEPT = timedelta(days=30)


class ParkedEntryDocument(StoredDocument):
    """An entry that was given up, with the document that it was part of."""

    # Id of the entry and its channel: a repeat of the parking replaces it.
    key: str
    # Collection and id of the document.
    collection_name: str
    owner: PydanticObjectId
    entry: dict[str, Any]
    cause: str
    parked_at: datetime

    class Settings:
        name = "parked_entries"
        indexes: ClassVar = [
            IndexModel([("key", ASCENDING)], unique=True),
            IndexModel([("parked_at", ASCENDING)]),
        ]


async def park(kind: type[StoredDocument], owner: ObjectId, entry: Raw, cause: str) -> None:
    """Keep an entry that is about to be removed from its outbox. Idempotent.

    Entries that were parked a month ago are deleted.
    """
    parked = ParkedEntryDocument.collection()
    await parked.delete_many({"parked_at": {"$lt": now() - _KEPT}})
    fields = {
        "collection_name": kind.collection().name,
        "owner": owner,
        "entry": entry,
        "cause": cause,
        "parked_at": now(),
    }
    key = {"key": f"{owner}.{entry['id']}.{entry.get('channel')}"}
    await parked.update_one(key, {"$set": fields}, upsert=True)
