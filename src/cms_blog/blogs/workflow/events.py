"""Events of the workflow: entries of the blog's outbox, about which notifications/ sends mails."""

from enum import StrEnum

from bson import ObjectId

from cms_blog.database.clock import now
from cms_blog.database.document import Raw
from cms_blog.outbox.entries import queued


class BlogEvent(StrEnum):
    """Kind of an event. The values are stored in outboxes."""

    REVIEW_REQUESTED = "review_requested"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    REJECTED = "rejected"
    NOTE_ADDED = "note_added"


def event(kind: BlogEvent, by: ObjectId) -> Raw:
    """Return the entry for an event that this user caused."""
    return queued(kind, data={"by": by, "at": now()})
