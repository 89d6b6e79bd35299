"""The document `admins` of the collection `server`."""

from typing import ClassVar

from beanie import PydanticObjectId
from pymongo import IndexModel

from cms_blog.database.document import StoredDocument

ADMINS = "admins"


class AdminsDocument(StoredDocument):
    """Ids of the active admins; there is one document, with the `_id` ADMINS.

    It is created from `users` when it is needed. See docs/decisions/0025-the-last-admin.md.
    """

    ids: list[PydanticObjectId]
    # Incremented by each change, which matches the version that it read.
    version: int

    class Settings:
        name = "server"
        indexes: ClassVar[list[IndexModel]] = []
