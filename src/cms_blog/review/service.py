"""The review queue and the decisions of admins."""

from datetime import datetime
from typing import Annotated, Any

from bson import ObjectId
from pymongo.errors import DuplicateKeyError
from slugify import slugify

from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.documents import BlogDocument, BlogStatus, ReviewDecision, ReviewEntry
from cms_blog.blogs.queries import read_page
from cms_blog.blogs.records import BlogRecord
from cms_blog.blogs.workflow import REMOVE, BlogAction, conflict, move, now
from cms_blog.database.document import Raw
from cms_blog.database.pagination import Listing, Page
from cms_blog.validation.inputs import Input, Text, check, refuse

MAX_FEEDBACK = 2_000
_MAX_SLUG = 80
# Only the latest decisions are kept, so that documents stay small.
MAX_REVIEWS = 100

QUEUE = Listing("adminQueue", "requested_at", 1, nullable=True)


class Approval(Input):
    """The revision that was reviewed, and when to publish it."""

    expected_revision: int
    publish_at: datetime | None = None


class Rejection(Input):
    """The revision that was reviewed, and feedback for the author."""

    expected_revision: int
    feedback: Annotated[str, Text(MAX_FEEDBACK)]


class Republication(Input):
    """The revision to publish again."""

    expected_revision: int


async def admin_queue(status: BlogStatus, **page: Any) -> Page[BlogRecord]:
    """Every author's blogs with this status, the longest waiting first.

    Raises:
        BadRequest: `first` or `after` can't be taken.
    """
    return await read_page(QUEUE, {"status": status}, **page)


async def approve(
    admin: UserDocument, oid: ObjectId, given: object, *, slugs_are_unique: bool = True
) -> BlogRecord:
    """Publish the revision that was reviewed. The first time, its title gives the slug.

    A slug never changes after that. Where the database can't keep slugs unique, as in a sharded
    collection, it contains the blog's id.

    Raises:
        InvalidInput, NotFound, BlogStatusConflict, EditConflict
    """
    approval = check(Approval, given)
    if approval.publish_at is not None:
        refuse("publishAt", "can't be set: leave it out to publish now")
    revision = approval.expected_revision
    raw = await BlogDocument.collection().find_one({"_id": oid}, {"final_blog": 0})
    # The slug must come from the title that was reviewed.
    if raw is None or (blog := BlogRecord.of(raw)).revision != revision:
        raise await conflict(BlogAction.APPROVE, admin, oid, revision=revision)
    instant = now()
    # Later approvals keep the place in the public list: an old post is not shown as a new one.
    first = _or("$first_published_at", _first_approval(blog) or instant)
    for slug in slugs_for(blog)[0 if slugs_are_unique else -1 :]:
        changes = {
            "slug": _or("$slug", slug),
            "published_at": first,
            "first_published_at": first,
            "approved_at": instant,
            "approved_revision": revision,
            "unpublished_at": REMOVE,
            "was_published_at": REMOVE,
            "feedback": REMOVE,
            "reviews": _with(admin, ReviewDecision.APPROVED, instant),
        }
        try:
            return await move(BlogAction.APPROVE, admin, oid, changes, revision=revision)
        except DuplicateKeyError:
            continue
    raise AssertionError("a slug with the blog's own id in it was taken")


def slugs_for(blog: BlogRecord) -> list[str]:
    """The blog's slug, or the candidates in order; the last contains the id and is unique."""
    if blog.slug is not None:
        return [blog.slug]
    base = slugify(blog.title, max_length=_MAX_SLUG, word_boundary=True) or "blog"
    return [base, f"{base}-{str(blog.oid)[-6:]}", f"{base}-{blog.oid}"]


def _first_approval(blog: BlogRecord) -> datetime | None:
    """When a blog was first published that was unpublished by an earlier release."""
    approved = (e.decided_at for e in blog.reviews if e.decision is ReviewDecision.APPROVED)
    return min(approved, default=None)


async def reject(admin: UserDocument, oid: ObjectId, given: object) -> BlogRecord:
    """Send the blog back to its author with feedback.

    Raises:
        InvalidInput, NotFound, BlogStatusConflict, EditConflict
    """
    rejection = check(Rejection, given)
    feedback = rejection.feedback
    changes = {
        "feedback": {"$literal": feedback},
        "reviews": _with(admin, ReviewDecision.REJECTED, now(), feedback),
    }
    return await move(BlogAction.REJECT, admin, oid, changes, revision=rejection.expected_revision)


async def unpublish(admin: UserDocument, oid: ObjectId) -> BlogRecord:
    """Take the blog off the public pages. It keeps its slug.

    Raises:
        NotFound, BlogStatusConflict
    """
    instant = now()
    changes = {
        "unpublished_at": instant,
        "was_published_at": "$published_at",
        # Absent where an earlier release approved it. A PUBLISHED blog can't be edited, so its
        # revision is the approved one.
        "first_published_at": _or("$first_published_at", "$published_at"),
        "approved_revision": _or("$approved_revision", _or("$revision", 1)),
        "published_at": REMOVE,
        "requested_at": REMOVE,
        "reviews": _with(admin, ReviewDecision.UNPUBLISHED, instant),
    }
    return await move(BlogAction.UNPUBLISH, admin, oid, changes)


async def republish(admin: UserDocument, oid: ObjectId, given: object) -> BlogRecord:
    """Publish again what was unpublished and has not been edited since.

    Raises:
        InvalidInput, NotFound, BlogStatusConflict, EditConflict
    """
    instant = now()
    changes = {
        "published_at": _or("$was_published_at", _or("$first_published_at", instant)),
        "unpublished_at": REMOVE,
        "was_published_at": REMOVE,
        "reviews": _with(admin, ReviewDecision.REPUBLISHED, instant),
    }
    revision = check(Republication, given).expected_revision
    return await move(BlogAction.REPUBLISH, admin, oid, changes, revision=revision)


def _or(expression: object, otherwise: object) -> Raw:
    """The expression's value, or `otherwise` where that is null or missing."""
    return {"$ifNull": [expression, otherwise]}


def _with(
    admin: UserDocument, decision: ReviewDecision, instant: datetime, feedback: str | None = None
) -> Raw:
    """The value of `reviews` with one more entry, the oldest dropped above `MAX_REVIEWS`."""
    entry = ReviewEntry(
        decision=decision, feedback=feedback, reviewer_id=admin.oid, decided_at=instant
    )
    # A literal: text that begins with `$` would be read as the name of a field.
    added = {"$literal": [entry.model_dump()]}
    return {"$slice": [{"$concatArrays": [_or("$reviews", []), added]}, -MAX_REVIEWS]}
