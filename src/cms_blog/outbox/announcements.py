"""Events that webhooks announce: entries that the update of a change appends.

An announcement is distributed to the channels of all receivers with its id, which stays the same.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from cms_blog.database.clock import now
from cms_blog.database.document import Raw
from cms_blog.outbox.entries import MAX_ENTRIES, queued

# Channel of announcements that are not distributed yet.
ANNOUNCEMENTS = "webhooks"


class Announcement(StrEnum):
    """Type of an event. The values are stored in outboxes, and sent to receivers."""

    BLOG_PUBLISHED = "blog.published"
    BLOG_UPDATED = "blog.updated"
    BLOG_UNPUBLISHED = "blog.unpublished"
    BLOG_SUBMITTED = "blog.submitted"
    BLOG_REJECTED = "blog.rejected"
    BLOG_DELETED = "blog.deleted"
    USER_SUSPENDED = "user.suspended"


def announced(
    kind: Announcement, *, at: datetime | None = None, data: Mapping[str, Any] | None = None
) -> Raw:
    """Return the entry of an event.

    Args:
        at: a future time of the event; None: it happens now.
    """
    entry = queued(kind, data=data, not_before=at)
    entry |= {"channel": ANNOUNCEMENTS, "at": entry["not_before"]}
    return entry if at is None else entry | {"scheduled": True}


def distributed(entry: Raw, channels: Sequence[str]) -> list[Raw]:
    """Return the entries of an announcement for the channels of receivers."""
    kept = {name: value for name, value in entry.items() if name != "scheduled"}
    return [kept | {"channel": channel, "attempts": 0} for channel in channels]


def merged(stored: Sequence[Raw], following: Sequence[Raw]) -> tuple[list[Raw], list[Raw]]:
    """Append entries of receivers; return the outbox, and the oldest entries above MAX_ENTRIES.

    An update of a blog is not appended to one that was not sent yet: it will have the same data.
    """
    kept, overflow = [*stored], list[Raw]()
    for entry in following:
        waiting = [each for each in kept if each.get("channel") == entry["channel"]]
        updates = entry["kind"] == Announcement.BLOG_UPDATED
        if updates and waiting and _is_unsent(waiting[-1]):
            continue
        if len(waiting) >= MAX_ENTRIES:
            overflow.append(waiting[0])
            kept.remove(waiting[0])
        kept.append(entry)
    return kept, overflow


def _is_unsent(entry: Raw) -> bool:
    return entry["kind"] == Announcement.BLOG_UPDATED and entry["attempts"] == 0


def requeued(entry: Mapping[str, Any]) -> Raw:
    """Return a parked entry that is due now, and is tried as long as a new one."""
    return {**entry, "not_before": now(), "attempts": 0, "since": now()}
