"""Approval of a blog or of its working copy."""

from contextlib import suppress
from datetime import datetime, timedelta

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from cms_blog.accounts.admins.active import has_other_admin
from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.documents import BlogDocument, ReviewDecision
from cms_blog.blogs.records import BlogRecord
from cms_blog.blogs.search import stored_words
from cms_blog.blogs.slugs.names import slugs_for
from cms_blog.blogs.tags.names import stored_tags
from cms_blog.blogs.workflow.events import BlogEvent, event
from cms_blog.blogs.workflow.rules import RULES, BlogAction
from cms_blog.blogs.workflow.transitions import conflict, move
from cms_blog.database.clock import as_stored, now
from cms_blog.database.document import Raw
from cms_blog.database.expressions import REMOVE, is_absent, literal, or_, present
from cms_blog.errors import DomainError, FieldErrorCode
from cms_blog.outbox.announcements import Announcement, announced
from cms_blog.outbox.entries import with_entries
from cms_blog.review.history import with_decision
from cms_blog.review.versions import WITHOUT_DERIVED, repeated, version_of_publication
from cms_blog.validation.inputs import Input, Instant, check, refuse

# A `publishAt` this much in the past means now: clocks differ, and requests take time.
_MAX_PAST = timedelta(minutes=1)
_MAX_AHEAD = timedelta(days=365)


class Approval(Input):
    """Validated input of `approve`: the reviewed revision and the time of publication."""

    expected_revision: int
    publish_at: Instant | None = None


class SelfApproval(DomainError):
    """An admin can't approve their own blog while another admin exists."""

    def __init__(self) -> None:
        super().__init__("You can't approve your own blog. Ask another admin to review it.")


async def approve(
    admin: UserDocument,
    oid: ObjectId,
    given: object,
    *,
    slugs_are_unique: bool = True,
    self_approval: bool = True,
) -> BlogRecord:
    """Publish the reviewed revision of the blog, or of its working copy, now or at a later time.

    Unless the author has chosen a slug, it is derived from the title of the approval before the
    first publication. An approval does not change it.

    Args:
        slugs_are_unique: whether the database enforces unique slugs. It can't in a sharded
            collection, for example; then the slug contains the blog's id.
        self_approval: whether admins may approve their own blogs while there are other admins.

    Raises:
        InvalidInput, NotFound, BlogStatusConflict, EditConflict, SelfApproval
    """
    approval = check(Approval, given)
    publish_at = time_of_publication(approval.publish_at, now())
    return await repeated(
        BlogAction.APPROVE,
        lambda: _approved(
            admin,
            oid,
            approval.expected_revision,
            publish_at,
            slugs_are_unique=slugs_are_unique,
            self_approval=self_approval,
        ),
    )


async def _approved(
    admin: UserDocument,
    oid: ObjectId,
    revision: int,
    publish_at: datetime | None,
    *,
    slugs_are_unique: bool,
    self_approval: bool,
) -> BlogRecord:
    """Approve the blog as it is read now; fail if it is changed meanwhile."""
    raw = await BlogDocument.find_raw(oid, WITHOUT_DERIVED)
    # The slug must come from the reviewed title.
    if raw is None or (blog := BlogRecord.of(raw)).revision != revision:
        raise await conflict(BlogAction.APPROVE, admin, oid, revision=revision)
    rule = RULES[BlogAction.APPROVE]
    if not rule.allows(blog):
        raise await conflict(BlogAction.APPROVE, admin, oid, revision=revision)
    own = blog.author_id == admin.oid
    if own and not self_approval and await has_other_admin(admin):
        raise SelfApproval
    copy = blog.working_copy if rule.allows_copy(blog) else None
    if copy is not None and publish_at is not None:
        refuse(
            "publishAt",
            "is not possible for changes of a published blog: omit it",
            FieldErrorCode.NOT_ALLOWED,
        )
    changes = _published(blog, admin, publish_at) if copy is None else _swapped(copy, admin)
    text = blog if copy is None else copy
    slugs = slugs_for(text)[0 if slugs_are_unique else -1 :]
    new = version_of_publication(blog, text, admin, changes["approved_at"])
    changes["versions"] = {"$literal": new.entries}
    kind = BlogEvent.APPROVED if publish_at is None else BlogEvent.SCHEDULED
    is_new = copy is None
    announcement = Announcement.BLOG_PUBLISHED if is_new else Announcement.BLOG_UPDATED
    changes |= with_entries(event(kind, admin.oid), announced(announcement, at=publish_at))
    changed = {"blog": changes} if copy is None else {"copy": changes}
    # Another approval adds a version, and does not raise the revision.
    where = {"approved_at": blog.raw.get("approved_at")}

    async def publish() -> BlogRecord:
        for slug in slugs:
            changes["slug"] = or_("$slug", slug)
            changes["slugs"] = {"$cond": [is_absent("$slug"), [slug], present("$slugs")]}
            with suppress(DuplicateKeyError):
                return await move(
                    BlogAction.APPROVE, admin, oid, **changed, revision=revision, where=where
                )
        raise AssertionError("a slug with the blog's own id in it was taken")

    return await new.storing(publish)


def time_of_publication(given: datetime | None, at: datetime) -> datetime | None:
    """Return the time of a scheduled publication; None: publish now.

    Raises:
        InvalidInput: the time is in the past, or too far ahead.
    """
    if given is None:
        return None
    publish_at = as_stored(given)
    if publish_at < at - _MAX_PAST:
        refuse(
            "publishAt",
            "is in the past: choose a later time, or omit it to publish now",
            FieldErrorCode.NOT_ALLOWED,
        )
    if publish_at > at + _MAX_AHEAD:
        refuse(
            "publishAt",
            "is more than a year ahead: choose an earlier time",
            FieldErrorCode.NOT_ALLOWED,
        )
    return publish_at if publish_at > at else None


def _published(blog: BlogRecord, admin: UserDocument, publish_at: datetime | None) -> Raw:
    """Return the changes that publish the blog's own text, at `publish_at` if given."""
    instant = now()
    # Later approvals keep the first publication time, so that old posts do not appear as new.
    first = or_("$first_published_at", _first_approval(blog) or publish_at or instant)
    return {
        "published_at": publish_at or first,
        "first_published_at": first,
        "approved_at": instant,
        "approved_revision": blog.revision,
        "unpublished_at": REMOVE,
        "was_published_at": REMOVE,
        "feedback": REMOVE,
        "reviews": with_decision(admin, ReviewDecision.APPROVED, instant, publish_at=publish_at),
    }


def _swapped(copy: BlogRecord, admin: UserDocument) -> Raw:
    """Return the changes that make the working copy the public text."""
    instant = now()
    words = stored_words(
        title=copy.title,
        excerpt=copy.raw["final_blog"]["excerpt"],
        keyword=copy.raw_meta["targeted_keyword"],
    )
    return {
        "meta": "$working.meta",
        "final_blog": "$working.final_blog",
        "provenance": present("$working.provenance"),
        "images": "$working.images",
        **{name: literal(value) for name, value in words.items()},
        **{name: literal(value) for name, value in stored_tags(copy.tags).items()},
        "requested_at": "$working.requested_at",
        "working": REMOVE,
        # Absent in blogs that an earlier release approved.
        "first_published_at": present(or_("$first_published_at", "$published_at")),
        "approved_at": instant,
        "approved_revision": copy.revision,
        "updated_at": instant,
        "reviews": with_decision(admin, ReviewDecision.APPROVED, instant),
    }


def _first_approval(blog: BlogRecord) -> datetime | None:
    """Return the first approval, for blogs that an earlier release unpublished.

    A scheduled publication stores `first_published_at` until it is cancelled.
    """
    approvals = (e for e in blog.reviews if e.decision is ReviewDecision.APPROVED)
    return min((e.decided_at for e in approvals if e.publish_at is None), default=None)
