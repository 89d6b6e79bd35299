"""The `users` collection."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from beanie import PydanticObjectId
from pydantic import BaseModel, Field
from pymongo import ASCENDING, DESCENDING, IndexModel

from cms_blog.database.document import EXISTS, IS_STRING, Raw, StoredDocument
from cms_blog.outbox.entries import EVENTS_INDEX, OUTBOX_INDEX

_NEWEST = (("created_at", DESCENDING), ("_id", DESCENDING))

# Filter for accounts that `UserDocument.may_sign_in`.
MAY_SIGN_IN: Raw = {"leaving": None, "suspended": None}
# Update that ends all sessions. A change of address that was not confirmed ends with them, because
# one of them asked for it.
REVOKING: Raw = {"$inc": {"session_epoch": 1}, "$unset": {"pending_email": ""}}


class Role(StrEnum):
    """Role of an account. The values are stored in MongoDB."""

    USER = "user"
    ADMIN = "admin"


class BlogsAtDeletion(StrEnum):
    """Handling of a user's blogs when the account is deleted."""

    DELETE = "delete"
    KEEP = "keep"


class MailPreferences(BaseModel):
    """Kinds of mail that the user gets. Absent values are true."""

    decisions: bool = True
    notes: bool = True
    review_requests: bool = True


class PendingEmail(BaseModel, frozen=True):
    """An address that replaces the account's when it is confirmed; see accounts/links/."""

    address: str
    expires_at: datetime


class Invitation(BaseModel, frozen=True):
    """An open invitation; see accounts/invitations/."""

    id: PydanticObjectId
    email: str
    role: Role
    expires_at: datetime


class DayUsage(BaseModel, frozen=True):
    """Tokens of the calls that started on a day (UTC), and their price; see accounts/usage.py."""

    day: str
    tokens: int
    micro_usd: int


class UserDocument(StoredDocument):
    """An account. Fields that older documents lack have defaults."""

    name: str
    # Normalised: see `validation.email_address`.
    email: str
    password_hash: str = Field("", repr=False)
    role: Role = Role.USER
    created_at: datetime
    # Copied into tokens. Incrementing it revokes all earlier tokens.
    session_epoch: int = 0
    # Day (UTC) of the latest generation, and the cost of that day's calls.
    spend_day: str | None = None
    spend_micro_usd: int = 0
    # Private: only admins see it, in `Account`.
    usage: list[DayUsage] = Field(default_factory=list[DayUsage])
    # Beginnings of the words of the name: see accounts/name_search.py. Absent in accounts of
    # earlier releases until they are migrated.
    name_prefixes: list[str] = Field(default_factory=list[str])
    mail: MailPreferences = Field(default_factory=MailPreferences)
    # `review_mail` of admins holds when the last mail about the queue was sent: see notifications/.
    # Mails that wait are in `outbox`, which is not read here: see outbox/entries.py.

    email_verified: bool = False
    # Absent if no change of address waits for its confirmation.
    pending_email: PendingEmail | None = None
    # Invitations that the user made as an admin.
    invitations: list[Invitation] = Field(default_factory=list[Invitation])
    # The public profile; absent fields are not set. `images` has the name of the avatar's image, if
    # it is on this server: see privacy/unused_images.py.
    bio: str | None = None
    avatar_url: str | None = None
    website_url: str | None = None
    # Time of the latest login; sign-up does not count.
    last_login_at: datetime | None = None
    # True or absent. Login fails, and the sessions have ended.
    suspended: bool | None = None
    # `admin_change`, absent otherwise: the mark of a change that is not completed. See
    # accounts/admins/changes.py.

    # Deletion was requested; the account is treated as deleted. See `privacy.service`.
    leaving: BlogsAtDeletion | None = None
    # During deletion, `leaving_images` holds the names of images in the deleted blogs.

    @property
    def may_sign_in(self) -> bool:
        """Whether the account is neither suspended nor being deleted; see MAY_SIGN_IN."""
        return not (self.suspended or self.leaving)

    def waiting_email(self, now: datetime) -> str | None:
        """Return the address of a change that can still be confirmed."""
        pending = self.pending_email
        return pending.address if pending is not None and pending.expires_at > now else None

    class Settings:
        name = "users"
        indexes: ClassVar = [
            IndexModel([("email", ASCENDING)], unique=True),
            IndexModel([("name_prefixes", ASCENDING)]),
            IndexModel([("leaving", ASCENDING)], partialFilterExpression={"leaving": IS_STRING}),
            OUTBOX_INDEX,
            EVENTS_INDEX,
            IndexModel(
                [("admin_change.at", ASCENDING)],
                partialFilterExpression={"admin_change.at": EXISTS},
            ),
            IndexModel([("images", ASCENDING)], partialFilterExpression={"images": EXISTS}),
            # Lists of accounts, newest first. The last one also serves the check that another admin
            # exists.
            IndexModel(
                [("suspended", ASCENDING), ("role", ASCENDING), *_NEWEST],
                partialFilterExpression={"suspended": EXISTS},
            ),
            IndexModel([("role", ASCENDING), *_NEWEST]),
        ]
