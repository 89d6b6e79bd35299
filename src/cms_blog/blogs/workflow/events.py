"""Events of the workflow: entries of the blog's outbox.

About `event` notifications/ sends mails; webhooks/ sends announcements to other systems.
"""

from datetime import datetime
from enum import StrEnum

from bson import ObjectId

from cms_blog.blogs.documents import BlogStatus
from cms_blog.database.clock import now
from cms_blog.database.document import Raw
from cms_blog.database.expressions import present
from cms_blog.outbox.announcements import Announcement, announced
from cms_blog.outbox.entries import (
    OUTBOX_FIELDS,
    any_entry,
    entries_without,
    queued,
    with_entries,
    without_entries,
)


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


def unannounced(at: datetime) -> Raw:
    """Return the fields of an update that ends a publication, or cancels one that is SCHEDULED.

    The announcement of a publication that is still ahead is removed; otherwise the end of the
    publication is announced. The fields of blogs that were not published stay.
    """
    is_ahead = any_entry(_ahead(at))
    removed = without_entries(_ahead(at))
    announcing = with_entries(announced(Announcement.BLOG_UNPUBLISHED))
    was_published = {"$eq": ["$status", BlogStatus.PUBLISHED]}
    fields: Raw = {}
    for name in OUTBOX_FIELDS:
        otherwise = {"$cond": [was_published, announcing[name], present(f"${name}")]}
        fields[name] = {"$cond": [is_ahead, removed[name], otherwise]}
    return fields


def deleted(at: datetime) -> Raw:
    """Return the fields of an update that deletes a blog; see blogs/workflow/deletion.py."""
    kept = entries_without(_ahead(at))
    return with_entries(announced(Announcement.BLOG_DELETED), outbox=kept)


def _ahead(at: datetime) -> Raw:
    """Return the condition on an announcement of a publication after `at`.

    A sender whose clock is ahead may have distributed it before.
    """
    return {
        "$and": [
            {"$eq": ["$$entry.kind", Announcement.BLOG_PUBLISHED]},
            {"$eq": ["$$entry.scheduled", True]},
            {"$eq": ["$$entry.attempts", 0]},
            {"$gt": ["$$entry.not_before", at]},
        ]
    }
