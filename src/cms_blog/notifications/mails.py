"""Mails about blogs, built from their state when they are sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cms_blog.accounts.documents import Role, UserDocument
from cms_blog.accounts.links.tokens import LinkTokens
from cms_blog.blogs.documents import BlogDocument, BlogStatus, WorkingCopyStatus
from cms_blog.blogs.records import BlogRecord
from cms_blog.database.clock import now
from cms_blog.database.document import Raw
from cms_blog.graphql.types.node_ids import encode_id
from cms_blog.mail.messages import MailBuilder, MailKind, Message
from cms_blog.notifications.preferences import is_wanted, unsubscribe_url
from cms_blog.notifications.service import REVIEW_INTERVAL
from cms_blog.outbox.channels import Postponed
from cms_blog.outbox.entries import Entry
from cms_blog.review.service import count_waiting
from cms_blog.settings import Settings

# Notes in one mail; of others, the number is given.
_MAX_NOTES = 10
# Between a note and its event, which are created in one call.
_SAME_TIME = timedelta(seconds=5)
# Fields of a blog that no mail needs.
_UNUSED = {"final_blog": 0, "working.final_blog": 0, "versions": 0, "reviews": 0}


@dataclass(frozen=True, slots=True)
class NotificationMails:
    """Builders of the mails that a user can turn off."""

    settings: Settings
    tokens: LinkTokens

    def builders(self) -> Mapping[str, MailBuilder[UserDocument]]:
        """Return the builders by the kind of mail."""
        return {
            MailKind.REVIEW_REQUESTS: self._review_requests,
            MailKind.BLOG_APPROVED: self._approval,
            MailKind.BLOG_SCHEDULED: self._approval,
            MailKind.BLOG_REJECTED: self._rejection,
            MailKind.NOTE_ADDED: self._notes,
        }

    async def _review_requests(self, admin: UserDocument, entry: Entry) -> Message | None:
        if admin.role is not Role.ADMIN or not is_wanted(admin, MailKind.REVIEW_REQUESTS):
            return None
        waiting = await count_waiting()
        if waiting == 0:
            return None
        await _take_turn(admin, entry)
        url = f"{self.settings.frontend}/review"
        return self._message(admin, MailKind.REVIEW_REQUESTS, waiting=waiting, url=url)

    async def _approval(self, author: UserDocument, entry: Entry) -> Message | None:
        blog = await _blog_of(author, entry)
        if blog is None:
            return None
        about = {"title": blog.title, "url": self._url(blog)}
        if blog.status is BlogStatus.SCHEDULED:
            at = blog.published_at
            return self._message(author, MailKind.BLOG_SCHEDULED, **about, publish_at=at)
        if blog.status is BlogStatus.PUBLISHED:
            return self._message(author, MailKind.BLOG_APPROVED, **about)
        return None

    async def _rejection(self, author: UserDocument, entry: Entry) -> Message | None:
        blog = await _blog_of(author, entry)
        if blog is None:
            return None
        copy = blog.working_copy if blog.copy_status is WorkingCopyStatus.REJECTED else None
        rejected = copy or (blog if blog.status is BlogStatus.REJECTED else None)
        if rejected is None:
            return None
        return self._message(
            author,
            MailKind.BLOG_REJECTED,
            title=rejected.title,
            url=f"{self._url(blog)}/edit",
            feedback=rejected.raw.get("feedback") or "",
            is_published=copy is not None,
        )

    async def _notes(self, reader: UserDocument, entry: Entry) -> Message | None:
        blog = await _blog(entry)
        if blog is None or (blog.author_id != reader.oid and reader.role is not Role.ADMIN):
            return None
        since: datetime = entry.data["since"]
        new = [
            note
            for note in blog.notes
            if note["created_at"] >= since - _SAME_TIME and note["author_id"] != reader.oid
        ]
        if not new:
            return None
        names = await _names({note["author_id"] for note in new})
        shown = [(names.get(note["author_id"], "Deleted user"), note["body"]) for note in new]
        return self._message(
            reader,
            MailKind.NOTE_ADDED,
            title=(blog.working_copy or blog).title,
            url=self._url(blog),
            notes=shown[:_MAX_NOTES],
            more=len(shown[_MAX_NOTES:]),
        )

    def _message(self, user: UserDocument, kind: MailKind, **values: Any) -> Message | None:
        """Return the message, unless the user has turned mails of this kind off."""
        if not is_wanted(user, kind):
            return None
        link = unsubscribe_url(self.settings.base_url, self.tokens, user, kind)
        return Message(user.email, kind, {"name": user.name, **values}, link)

    def _url(self, blog: BlogRecord) -> str:
        return f"{self.settings.frontend}/blogs/{encode_id('Blog', blog.oid)}"


async def _take_turn(admin: UserDocument, entry: Entry) -> None:
    """Record that the entry's mail about the queue is sent now; an attempt may be repeated.

    Raises:
        Postponed: another mail was sent within REVIEW_INTERVAL.
    """
    time, users = now(), UserDocument.collection()
    free = [
        {"review_mail": None},
        {"review_mail.at": {"$lte": time - REVIEW_INTERVAL}},
        {"review_mail.entry": entry.id},
    ]
    turn = {"review_mail": {"at": time, "entry": entry.id}}
    if (await users.update_one({"_id": admin.oid, "$or": free}, {"$set": turn})).matched_count:
        return
    raw = await users.find_one({"_id": admin.oid}, {"review_mail": 1}) or {}
    last: datetime = raw.get("review_mail", {}).get("at", time)
    raise Postponed(last + REVIEW_INTERVAL)


async def _blog(entry: Entry) -> BlogRecord | None:
    raw = await BlogDocument.find_raw(entry.data["blog"], _UNUSED)
    return None if raw is None else BlogRecord.of(raw)


async def _blog_of(author: UserDocument, entry: Entry) -> BlogRecord | None:
    blog = await _blog(entry)
    return blog if blog is not None and blog.author_id == author.oid else None


async def _names(ids: set[Any]) -> dict[Any, str]:
    found: list[Raw] = (
        await UserDocument.collection().find({"_id": {"$in": [*ids]}}, {"name": 1}).to_list()
    )
    return {raw["_id"]: raw["name"] for raw in found}
