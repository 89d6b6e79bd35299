"""Kinds of mail, and a message before it is rendered."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from cms_blog.outbox.entries import Entry


class MailKind(StrEnum):
    """Kind of a mail. The values are stored in outboxes; each names a file in `templates/`."""

    PASSWORD_RESET = "password_reset"  # noqa: S105 - a kind of mail
    VERIFY_EMAIL = "verify_email"
    CONFIRM_NEW_EMAIL = "confirm_new_email"
    EMAIL_CHANGE_REQUESTED = "email_change_requested"
    EMAIL_CHANGED = "email_changed"
    INVITATION = "invitation"
    REVIEW_REQUESTS = "review_requests"
    BLOG_APPROVED = "blog_approved"
    BLOG_SCHEDULED = "blog_scheduled"
    BLOG_REJECTED = "blog_rejected"
    NOTE_ADDED = "note_added"
    TRIAL = "trial"


@dataclass(frozen=True, slots=True)
class Message:
    """A mail to one recipient."""

    # A normalised address.
    to: str
    kind: MailKind
    # Values of the template; see `templates/`. Links with tokens are among them: never log them.
    values: Mapping[str, object] = field(default_factory=dict[str, object], repr=False)
    # For kinds that a recipient can turn off: an HTTPS URL that takes a POST (RFC 8058).
    unsubscribe_url: str | None = field(default=None, repr=False)


# Builds the message of an entry from the current state of its document; None drops the entry,
# because its cause is gone.
type MailBuilder[Owner] = Callable[[Owner, Entry], Awaitable[Message | None]]
