"""Base class of the documents."""

from collections.abc import Mapping
from typing import Any, Self, cast

from beanie import Document, PydanticObjectId
from pymongo import timeout
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.errors import AutoReconnect, ServerSelectionTimeoutError

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
    async def answer(cls, command: str, **options: Any) -> Raw:
        """Run a read-only command that returns one document.

        Runs it directly: PyMongo's cursor would add 14 % to its time. Like the driver (MongoDB's
        Retryable Reads), it retries once after a lost connection, within the timeout of one
        command. It does not retry if server selection timed out.
        """
        collection = cls.collection()
        database = collection.database
        # One deadline for both attempts: otherwise the driver gives each one the full timeout.
        with timeout(database.client.options.timeout):
            try:
                return await database.command(command, collection.name, **options)
            except ServerSelectionTimeoutError:
                raise
            except AutoReconnect:
                return await database.command(command, collection.name, **options)

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> Self:
        """Build the document from a raw one; fields that were not read get defaults."""
        return cls.model_validate(raw)
