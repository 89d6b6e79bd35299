"""Operations of admins: the review queue, approval, rejection, unpublishing, republishing."""

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
    """Validated input of `approve`: the reviewed revision and the time of publication."""

    expected_revision: int
    publish_at: datetime | None = None


class Rejection(Input):
    """Validated input of `reject`: the reviewed revision and feedback for the author."""

    expected_revision: int
    feedback: Annotated[str, Text(MAX_FEEDBACK)]


class Republication(Input):
    """Validated input of `republish`: the revision to republish."""

    expected_revision: int


async def admin_queue(status: BlogStatus, **page: Any) -> Page[BlogRecord]:
    """Return a page of all authors' blogs with this status, oldest publication request first.

    Raises:
        BadRequest: `first` or `after` is invalid.
    """
    return await read_page(QUEUE, {"status": status}, **page)


async def approve(
    admin: UserDocument, oid: ObjectId, given: object, *, slugs_are_unique: bool = True
) -> BlogRecord:
    """Publish the reviewed revision. The slug is derived from the title of the first approval.

    A slug never changes after that. If the database can't enforce unique slugs, for example in a
    sharded collection, the slug contains the blog's id.

    Raises:
        InvalidInput, NotFound, BlogStatusConflict, EditConflict
    """
    approval = check(Approval, given)
    if approval.publish_at is not None:
        refuse("publishAt", "is not supported yet: omit it to publish now")
    revision = approval.expected_revision
    raw = await BlogDocument.collection().find_one({"_id": oid}, {"final_blog": 0})
    # The slug must come from the reviewed title.
    if raw is None or (blog := BlogRecord.of(raw)).revision != revision:
        raise await conflict(BlogAction.APPROVE, admin, oid, revision=revision)
    instant = now()
    # Later approvals keep the first publication time, so that old posts do not appear as new.
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
    """Return the blog's slug, or candidates in order; the last contains the id and is unique."""
    if blog.slug is not None:
        return [blog.slug]
    base = slugify(blog.title, max_length=_MAX_SLUG, word_boundary=True) or "blog"
    return [base, f"{base}-{str(blog.oid)[-6:]}", f"{base}-{blog.oid}"]


def _first_approval(blog: BlogRecord) -> datetime | None:
    """Return the first approval, for blogs that an earlier release unpublished."""
    approved = (e.decided_at for e in blog.reviews if e.decision is ReviewDecision.APPROVED)
    return min(approved, default=None)


async def reject(admin: UserDocument, oid: ObjectId, given: object) -> BlogRecord:
    """Return the blog to its author with feedback.

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
    """Remove the blog from the public pages. It keeps its slug.

    Raises:
        NotFound, BlogStatusConflict
    """
    instant = now()
    changes = {
        "unpublished_at": instant,
        "was_published_at": "$published_at",
        # Absent in blogs that an earlier release approved. A PUBLISHED blog can't be edited, so
        # its revision is the approved one.
        "first_published_at": _or("$first_published_at", "$published_at"),
        "approved_revision": _or("$approved_revision", _or("$revision", 1)),
        "published_at": REMOVE,
        "requested_at": REMOVE,
        "reviews": _with(admin, ReviewDecision.UNPUBLISHED, instant),
    }
    return await move(BlogAction.UNPUBLISH, admin, oid, changes)


async def republish(admin: UserDocument, oid: ObjectId, given: object) -> BlogRecord:
    """Republish a blog that was unpublished and has not been edited since.

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
    """Return an expression for the value of `expression`, or `otherwise` if null or missing."""
    return {"$ifNull": [expression, otherwise]}


def _with(
    admin: UserDocument, decision: ReviewDecision, instant: datetime, feedback: str | None = None
) -> Raw:
    """Return an expression for `reviews` with one more entry, limited to the last MAX_REVIEWS."""
    entry = ReviewEntry(
        decision=decision, feedback=feedback, reviewer_id=admin.oid, decided_at=instant
    )
    # `$literal`: feedback that begins with `$` would be evaluated as a field path.
    added = {"$literal": [entry.model_dump()]}
    return {"$slice": [{"$concatArrays": [_or("$reviews", []), added]}, -MAX_REVIEWS]}
