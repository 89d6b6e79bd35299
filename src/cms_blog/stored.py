"""What both kinds of documents share."""

from collections.abc import Mapping
from typing import Any, Self, cast

from beanie import Document, PydanticObjectId
from pymongo.asynchronous.collection import AsyncCollection

type Raw = dict[str, Any]


class StoredDocument(Document):
    """A Beanie document that has been stored, so that it has an id."""

    @property
    def oid(self) -> PydanticObjectId:
        """The document's id, which Beanie types as optional."""
        return cast("PydanticObjectId", self.id)

    @classmethod
    def collection(cls) -> AsyncCollection[Raw]:
        """PyMongo's own collection, for what Beanie has no words for."""
        return cast("AsyncCollection[Raw]", cls.get_pymongo_collection())  # pyright: ignore[reportUnknownMemberType] - Beanie leaves the type open

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> Self:
        """The document in what MongoDB answered, with defaults for what was not read."""
        return cls.model_validate(raw)
