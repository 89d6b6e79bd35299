"""Users as MongoDB keeps them."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from pydantic import Field
from pymongo import ASCENDING, IndexModel

from cms_blog.database.document import IS_STRING, StoredDocument


class Role(StrEnum):
    """What an account may do. The values are those that MongoDB holds."""

    USER = "user"
    ADMIN = "admin"


class BlogsAtDeletion(StrEnum):
    """What becomes of somebody's blogs when their account ends."""

    DELETE = "delete"
    KEEP = "keep"


class UserDocument(StoredDocument):
    """An account. Documents from before a field was kept open with its default."""

    name: str
    # In lower case: see `operations.email_key`.
    email: str
    password_hash: str = Field("", repr=False)
    role: Role = Role.USER
    created_at: datetime
    # Tokens carry it; it grows when all of them are to die.
    session_epoch: int = 0
    # The day, in UTC, on which something was last generated, and what that day's calls cost.
    spend_day: str | None = None
    spend_micro_usd: int = 0
    # Set once the account is to end: it is as good as gone, and soon is. See `privacy.operations`.
    leaving: BlogsAtDeletion | None = None
    # While it is deleted, `leaving_images` has the names of the images of its deleted blogs.

    class Settings:
        name = "users"
        indexes: ClassVar = [
            IndexModel([("email", ASCENDING)], unique=True),
            IndexModel([("leaving", ASCENDING)], partialFilterExpression={"leaving": IS_STRING}),
            # To find another admin before one leaves.
            IndexModel([("role", ASCENDING)], partialFilterExpression={"role": Role.ADMIN.value}),
        ]
