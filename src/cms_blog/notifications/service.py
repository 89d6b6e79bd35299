"""Recipients of the events of blogs: an event becomes entries in the outboxes of users."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId

from cms_blog.accounts.admins.active import ACTIVE
from cms_blog.accounts.documents import MAY_SIGN_IN, UserDocument
from cms_blog.blogs.records import BlogRecord
from cms_blog.blogs.workflow.events import BlogEvent
from cms_blog.database.clock import now
from cms_blog.database.document import Raw
from cms_blog.mail.messages import MailKind
from cms_blog.mail.service import Mail
from cms_blog.outbox.channels import UnknownKind
from cms_blog.outbox.claims import DELETED
from cms_blog.outbox.entries import Entry, queued, with_entries

# At most one mail to an admin about the queue in this time.
REVIEW_INTERVAL = timedelta(minutes=10)
# Notes on one blog in this time are in one mail.
NOTE_DELAY = timedelta(minutes=2)

_DECISIONS = {
    BlogEvent.APPROVED: MailKind.BLOG_APPROVED,
    BlogEvent.SCHEDULED: MailKind.BLOG_SCHEDULED,
    BlogEvent.REJECTED: MailKind.BLOG_REJECTED,
}


class BlogEvents:
    """Handler of the outboxes of blogs."""

    def __init__(self, mail: Mail) -> None:
        self._mail = mail

    async def __call__(self, raw: Raw, entry: Entry) -> bool:
        """Queue the mails about the event. A repeat queues none that is still waiting.

        Raises:
            UnknownKind
        """
        if not self._mail.available or raw["status"] == DELETED:
            return False
        blog = BlogRecord.of(raw)
        match entry.kind:
            case BlogEvent.REVIEW_REQUESTED:
                queued_any = await _tell_admins(entry)
            case BlogEvent.NOTE_ADDED:
                readers = {blog.author_id, *raw.get("note_authors", ())} - {entry.data["by"]}
                queued_any = await _tell_of_note(blog, readers, entry)
            case BlogEvent.APPROVED | BlogEvent.SCHEDULED | BlogEvent.REJECTED:
                if blog.author_id == entry.data["by"]:
                    return False
                mail = _about(entry, _DECISIONS[BlogEvent(entry.kind)], blog.oid)
                queued_any = await _append(blog.author_id, mail)
            case _:
                raise UnknownKind(entry.kind)
        if queued_any:
            self._mail.wake()
        return queued_any


def _about(entry: Entry, kind: MailKind, blog_id: ObjectId, **fields: Any) -> Raw:
    """Return an entry about the blog, with the id of the event's."""
    data = {"blog": blog_id, "since": entry.data["at"]}
    return queued(kind, data=data, id_=entry.id, **fields)


async def _tell_admins(entry: Entry) -> bool:
    """Queue a mail with the number of waiting posts for each admin who has none waiting."""
    others = ACTIVE | {"_id": {"$ne": entry.data["by"]}}
    admins = UserDocument.collection().find(others, {"review_mail": 1})
    queued_any = False
    for admin in await admins.to_list():
        last: datetime | None = admin.get("review_mail", {}).get("at")
        earliest = now() if last is None else max(now(), last + REVIEW_INTERVAL)
        mail = queued(MailKind.REVIEW_REQUESTS, id_=entry.id, not_before=earliest)
        # An entry that is being sent may have counted too early.
        waiting = {"kind": mail["kind"], "attempts": 0}
        queued_any |= await _append(admin["_id"], mail, unless=waiting)
    return queued_any


async def _tell_of_note(blog: BlogRecord, readers: Iterable[ObjectId], entry: Entry) -> bool:
    queued_any = False
    for reader in readers:
        mail = _about(entry, MailKind.NOTE_ADDED, blog.oid, not_before=now() + NOTE_DELAY)
        waiting = {"kind": mail["kind"], "attempts": 0, "data.blog": blog.oid}
        queued_any |= await _append(reader, mail, unless=waiting)
    return queued_any


async def _append(user_id: ObjectId, mail: Raw, *, unless: Raw | None = None) -> bool:
    """Append the entry unless it, or one that matches `unless`, waits; return whether it was."""
    missing = [{"outbox": {"$not": {"$elemMatch": each}}} for each in ({"id": mail["id"]}, unless)]
    filter_ = {"_id": user_id, **MAY_SIGN_IN, "$and": missing if unless else missing[:1]}
    stage = {"$set": with_entries(mail)}
    return (await UserDocument.collection().update_one(filter_, [stage])).matched_count > 0
