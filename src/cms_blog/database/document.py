"""Base class of the documents."""

import asyncio
import math
import time
from collections.abc import Mapping
from typing import Any, Self, cast

from beanie import Document, PydanticObjectId
from pymongo import ReadPreference, timeout
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.errors import PyMongoError

from cms_blog.database.outages import is_retryable

type Raw = dict[str, Any]

# The condition of partial indexes. MongoDB uses such an index only for queries that contain its
# condition: `{field: "x"}` alone does not prove to the planner that the field is a string.
# https://www.mongodb.com/docs/manual/core/index-partial/#query-coverage
IS_STRING: Raw = {"$type": "string"}
# For fields that are never stored as null: a comparison with a value implies this condition.
EXISTS: Raw = {"$exists": True}

# Incremented when stored documents need a migration (`maintenance/migrations/`). 1 or absent: the
# first schema. 2: fields added since then are filled.
SCHEMA_VERSION = 2

# Delay before a read-only command is sent again.
_RETRY_SECONDS = 0.1


class StoredDocument(Document):
    """Base class of stored documents."""

    # Version of new documents. For stored ones, read the raw document.
    schema_version: int = SCHEMA_VERSION

    @property
    def oid(self) -> PydanticObjectId:
        """The document's id, which Beanie types as optional."""
        return cast("PydanticObjectId", self.id)

    @classmethod
    def collection(cls) -> AsyncCollection[Raw]:
        """PyMongo's collection, for operations that Beanie does not support."""
        return cast("AsyncCollection[Raw]", cls.get_pymongo_collection())  # pyright: ignore[reportUnknownMemberType] - Beanie leaves the type open

    @classmethod
    def preferred(cls) -> AsyncCollection[Raw]:
        """PyMongo's collection for public reads, which may be stale.

        The read preference of MONGODB_URI applies; `collection` always reads from the primary.
        """
        collection = cls.collection()
        preference = collection.database.client.read_preference
        if preference == ReadPreference.PRIMARY:
            return collection
        return collection.with_options(read_preference=preference)

    @classmethod
    async def answer(cls, command: str, **options: Any) -> Raw:
        """Run a read-only command that returns one document.

        Runs it directly: PyMongo's cursor would add 14 % to its time. Like a cursor, it is retried
        after the errors of MongoDB's Retryable Reads specification, within the timeout of one
        command. It is not retried if server selection timed out.
        """
        collection = cls.collection()
        client = collection.database.client
        seconds = client.options.timeout
        ends = time.monotonic() + (seconds or math.inf)
        # One deadline for all attempts: otherwise the driver gives each one the full timeout.
        with timeout(seconds):
            while True:
                try:
                    return await collection.database.command(command, collection.name, **options)
                except PyMongoError as failure:
                    if not client.options.retry_reads or not is_retryable(failure):
                        raise
                    if time.monotonic() + _RETRY_SECONDS >= ends:
                        raise
                await asyncio.sleep(_RETRY_SECONDS)

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> Self:
        """Build the document from a raw one; fields that were not read get defaults."""
        return cls.model_validate(raw)
