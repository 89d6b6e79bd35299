"""Operations of admins: the review queue, approval, rejection, unpublishing, republishing."""

from datetime import datetime
from typing import Annotated, Any

from bson import ObjectId
from pymongo.errors import DuplicateKeyError
from slugify import slugify

from cms_blog.accounts.documents import UserDocument
from cms_blog.accounts.service import has_other_admin
from cms_blog.blogs.documents import (
    BlogDocument,
    BlogStatus,
    ReviewDecision,
    ReviewEntry,
    WorkingCopyStatus,
)
from cms_blog.blogs.queries import read_page
from cms_blog.blogs.records import BlogRecord
from cms_blog.blogs.search import stored_words
from cms_blog.blogs.workflow.rules import RULES, BlogAction
from cms_blog.blogs.workflow.transitions import REMOVE, conflict, move, now
from cms_blog.database.document import Raw
from cms_blog.database.pagination import Listing, Page
from cms_blog.errors import DomainError
from cms_blog.validation.inputs import Input, Text, check, refuse

MAX_FEEDBACK = 2_000
_MAX_SLUG = 80
# Only the latest decisions are kept, so that documents stay small.
MAX_REVIEWS = 100

QUEUE = Listing("adminQueue", "requested_at", 1, nullable=True)
# The part of the queue with working copies. The time of the published blog's own request stays.
_CHANGED = Listing("adminQueue", "working.requested_at", 1)


_WITHOUT_TEXT = {
    "final_blog": 0,
    **{f"working.final_blog.{name}": 0 for name in ("markdown", "html", "render")},
}


class Approval(Input):
    """Validated input of `approve`: the reviewed revision and the time of publication."""

    expected_revision: int
    publish_at: datetime | None = None


class Rejection(Input):
    """Validated input of `reject`: the reviewed revision and feedback for the author."""

    expected_revision: int
    feedback: Annotated[str, Text(MAX_FEEDBACK)]


class Unpublication(Input):
    """Validated input of `unpublish`: the reason, for the author and the history."""

    reason: Annotated[str, Text(MAX_FEEDBACK)] | None = None


class Republication(Input):
    """Validated input of `republish`: the revision to republish."""

    expected_revision: int


class SelfApproval(DomainError):
    """An admin can't approve their own blog while another admin exists."""

    def __init__(self) -> None:
        super().__init__("You can't approve your own blog. Ask another admin to review it.")


async def admin_queue(status: BlogStatus, **page: Any) -> Page[BlogRecord]:
    """Return a page of all authors' blogs with this status, oldest publication request first.

    Published blogs with a pending working copy are among the pending ones.

    Raises:
        BadRequest: a cursor is invalid.
    """
    parts: list[tuple[Listing, Raw]] = [(QUEUE, {"status": status})]
    if status is BlogStatus.PENDING:
        parts.append((_CHANGED, {"working.status": WorkingCopyStatus.PENDING}))
    return await read_page(*parts, **page)


async def approve(
    admin: UserDocument,
    oid: ObjectId,
    given: object,
    *,
    slugs_are_unique: bool = True,
    self_approval: bool = True,
) -> BlogRecord:
    """Publish the reviewed revision of the blog, or of its working copy.

    The slug is derived from the title of the first approval and never changes after that.

    Args:
        slugs_are_unique: whether the database enforces unique slugs. It can't in a sharded
            collection, for example; then the slug contains the blog's id.
        self_approval: whether admins may approve their own blogs while there are other admins.

    Raises:
        InvalidInput, NotFound, BlogStatusConflict, EditConflict, SelfApproval
    """
    approval = check(Approval, given)
    if approval.publish_at is not None:
        refuse("publishAt", "is not supported yet: omit it to publish now")
    revision = approval.expected_revision
    raw = await BlogDocument.collection().find_one({"_id": oid}, _WITHOUT_TEXT)
    # The slug must come from the reviewed title.
    if raw is None or (blog := BlogRecord.of(raw)).revision != revision:
        raise await conflict(BlogAction.APPROVE, admin, oid, revision=revision)
    rule = RULES[BlogAction.APPROVE]
    own = blog.author_id == admin.oid and rule.allows(blog)
    if own and not self_approval and await has_other_admin(admin):
        raise SelfApproval
    copy = blog.working_copy if rule.allows_copy(blog) else None
    changes = _published(blog, admin) if copy is None else _swapped(copy, admin)
    for slug in slugs_for(blog if copy is None else copy)[0 if slugs_are_unique else -1 :]:
        changes["slug"] = _or("$slug", slug)
        changed = {"blog": changes} if copy is None else {"copy": changes}
        try:
            return await move(BlogAction.APPROVE, admin, oid, **changed, revision=revision)
        except DuplicateKeyError:
            continue
    raise AssertionError("a slug with the blog's own id in it was taken")


def _published(blog: BlogRecord, admin: UserDocument) -> Raw:
    """Return the changes that publish the blog's own text."""
    instant = now()
    # Later approvals keep the first publication time, so that old posts do not appear as new.
    first = _or("$first_published_at", _first_approval(blog) or instant)
    return {
        "published_at": first,
        "first_published_at": first,
        "approved_at": instant,
        "approved_revision": blog.revision,
        "unpublished_at": REMOVE,
        "was_published_at": REMOVE,
        "feedback": REMOVE,
        "reviews": _with(admin, ReviewDecision.APPROVED, instant),
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
        "provenance": _present("$working.provenance"),
        "images": "$working.images",
        **{name: {"$literal": value} for name, value in words.items()},
        "requested_at": "$working.requested_at",
        "working": REMOVE,
        # Absent in blogs that an earlier release approved.
        "first_published_at": _present(_or("$first_published_at", "$published_at")),
        "approved_at": instant,
        "approved_revision": copy.revision,
        "updated_at": instant,
        "reviews": _with(admin, ReviewDecision.APPROVED, instant),
    }


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
    """Return the blog, or its working copy, to its author with feedback.

    Raises:
        InvalidInput, NotFound, BlogStatusConflict, EditConflict
    """
    rejection = check(Rejection, given)
    feedback = {"$literal": rejection.feedback}
    reviews = _with(admin, ReviewDecision.REJECTED, now(), rejection.feedback)
    return await move(
        BlogAction.REJECT,
        admin,
        oid,
        blog={"feedback": feedback, "reviews": reviews},
        copy={"working.feedback": feedback, "reviews": reviews},
        revision=rejection.expected_revision,
    )


async def unpublish(admin: UserDocument, oid: ObjectId, given: object = None) -> BlogRecord:
    """Remove the blog from the public pages. It keeps its slug and its working copy.

    Raises:
        InvalidInput, NotFound, BlogStatusConflict
    """
    reason = None if given is None else check(Unpublication, given).reason
    instant = now()
    changes = {
        "unpublished_at": instant,
        "was_published_at": "$published_at",
        # Absent in blogs that an earlier release approved.
        "first_published_at": _present(_or("$first_published_at", "$published_at")),
        # The blog's own text is the approved one, also if edits of a working copy were counted.
        "approved_revision": _or("$revision", 1),
        "published_at": REMOVE,
        "requested_at": REMOVE,
        "working": _opened("$working"),
        "reviews": _with(admin, ReviewDecision.UNPUBLISHED, instant, reason),
    }
    return await move(BlogAction.UNPUBLISH, admin, oid, blog=changes)


def _opened(working: str) -> Raw:
    """Return an expression for the working copy, taken out of review; absent without one."""
    pending = {"$eq": [f"{working}.status", WorkingCopyStatus.PENDING]}
    editing = {"$mergeObjects": [working, {"status": WorkingCopyStatus.EDITING}]}
    absent = {"case": _is_absent(working), "then": REMOVE}
    opened = {"case": pending, "then": editing}
    return {"$switch": {"branches": [absent, opened], "default": working}}


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
    return await move(BlogAction.REPUBLISH, admin, oid, blog=changes, revision=revision)


def _or(expression: object, otherwise: object) -> Raw:
    """Return an expression for the value of `expression`, or `otherwise` if null or missing."""
    return {"$ifNull": [expression, otherwise]}


def _present(expression: object) -> Raw:
    """Return an expression that leaves the field absent, rather than null, without a value."""
    return {"$cond": [_is_absent(expression), REMOVE, expression]}


def _is_absent(expression: object) -> Raw:
    return {"$eq": [_or(expression, None), None]}


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
