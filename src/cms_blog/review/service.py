"""Operations of admins, except approval: the queue, rejection, unpublishing, republishing."""

from typing import Annotated, Any

from bson import ObjectId

from cms_blog.accounts.documents import UserDocument
from cms_blog.accounts.name_search import users_named
from cms_blog.blogs.documents import BlogDocument, BlogStatus, ReviewDecision, WorkingCopyStatus
from cms_blog.blogs.queries import read_page
from cms_blog.blogs.records import BlogRecord
from cms_blog.blogs.search import queue_filter, searched_terms
from cms_blog.blogs.workflow.events import BlogEvent, event, unannounced
from cms_blog.blogs.workflow.publication import having_status, unless_scheduled, unscheduled
from cms_blog.blogs.workflow.rules import BlogAction
from cms_blog.blogs.workflow.transitions import move
from cms_blog.database.clock import now
from cms_blog.database.document import Raw
from cms_blog.database.expressions import REMOVE, or_
from cms_blog.database.pagination import Listing, Page, count_of
from cms_blog.outbox.announcements import Announcement, announced
from cms_blog.outbox.entries import with_entries
from cms_blog.review.history import with_decision
from cms_blog.review.versions import unpublish_text
from cms_blog.validation.inputs import Input, Text, check

MAX_FEEDBACK = 2_000

QUEUE = Listing("adminQueue", "requested_at", 1, nullable=True)
_DUE = Listing("adminQueue", "published_at", 1)
# The part of the queue with working copies. The time of the published blog's own request stays.
_CHANGED = Listing("adminQueue", "working.requested_at", 1)


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


async def admin_queue(
    status: BlogStatus,
    *,
    search: str | None = None,
    author_id: ObjectId | None = None,
    **page: Any,
) -> Page[BlogRecord]:
    """Return a page of all authors' blogs with this status, oldest publication request first.

    Published blogs with a pending working copy are among the pending ones. Scheduled blogs are
    sorted by the time of their publication: the index of that time has nothing but them ahead.

    Raises:
        BadRequest: a cursor or `search` is invalid.
    """
    authors = {
        term: [raw["_id"] for raw in await users_named(term)] for term in searched_terms(search)
    }
    found = queue_filter(search, authors)
    if author_id is not None:
        found["author_id"] = author_id
    listing = _DUE if status is BlogStatus.SCHEDULED else QUEUE
    parts: list[tuple[Listing, Raw]] = [(listing, having_status({status}, now()) | found)]
    if status is BlogStatus.PENDING:
        parts.append((_CHANGED, {"working.status": WorkingCopyStatus.PENDING} | found))
    return await read_page(*parts, **page)


async def count_waiting() -> int:
    """Count the blogs and working copies that wait for a review."""
    pending = {"status": BlogStatus.PENDING}
    changed = {"working.status": WorkingCopyStatus.PENDING}
    return await count_of(BlogDocument, pending) + await count_of(BlogDocument, changed)


async def reject(admin: UserDocument, oid: ObjectId, given: object) -> BlogRecord:
    """Return the blog, or its working copy, to its author with feedback.

    Raises:
        InvalidInput, NotFound, BlogStatusConflict, EditConflict
    """
    rejection = check(Rejection, given)
    feedback = {"$literal": rejection.feedback}
    reviews = with_decision(admin, ReviewDecision.REJECTED, now(), rejection.feedback)
    rejected = announced(Announcement.BLOG_REJECTED)
    told = with_entries(event(BlogEvent.REJECTED, admin.oid), rejected)
    return await move(
        BlogAction.REJECT,
        admin,
        oid,
        blog={"feedback": feedback, "reviews": reviews, **told},
        copy={"working.feedback": feedback, "reviews": reviews, **told},
        revision=rejection.expected_revision,
    )


async def unpublish(admin: UserDocument, oid: ObjectId, given: object = None) -> BlogRecord:
    """Remove the blog from the public pages, or cancel its publication.

    A published blog keeps its slug, and can be published again without a review; its working copy
    becomes a version. A scheduled one can't: nothing was public.

    Raises:
        InvalidInput, NotFound, BlogStatusConflict
    """
    reason = None if given is None else check(Unpublication, given).reason
    instant = now()
    changes = {
        **unscheduled(instant),
        **unannounced(instant),
        "unpublished_at": unless_scheduled(instant, instant),
        "was_published_at": unless_scheduled("$published_at", instant),
        # The blog's own text is the approved one, also if edits of a working copy were counted.
        "approved_revision": or_("$revision", 1),
        "published_at": REMOVE,
        "requested_at": REMOVE,
        "reviews": with_decision(admin, ReviewDecision.UNPUBLISHED, instant, reason),
    }
    return await unpublish_text(admin, oid, changes)


async def republish(admin: UserDocument, oid: ObjectId, given: object) -> BlogRecord:
    """Republish a blog that was unpublished and has not been edited since.

    Raises:
        InvalidInput, NotFound, BlogStatusConflict, EditConflict
    """
    instant = now()
    changes = {
        "published_at": or_("$was_published_at", or_("$first_published_at", instant)),
        "unpublished_at": REMOVE,
        "was_published_at": REMOVE,
        "reviews": with_decision(admin, ReviewDecision.REPUBLISHED, instant),
        **with_entries(announced(Announcement.BLOG_PUBLISHED)),
    }
    revision = check(Republication, given).expected_revision
    return await move(BlogAction.REPUBLISH, admin, oid, blog=changes, revision=revision)
