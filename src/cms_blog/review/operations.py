"""What admins decide."""

from typing import Annotated, Any

from bson import ObjectId
from pymongo.errors import DuplicateKeyError
from slugify import slugify

from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.documents import BlogDocument, BlogStatus, ReviewDecision, ReviewEntry
from cms_blog.blogs.reading import read_page
from cms_blog.blogs.records import BlogRecord
from cms_blog.blogs.workflow import BlogAction, move, no_blog, now
from cms_blog.inputs import Input, Text, check
from cms_blog.paging import Listing, Page

MAX_FEEDBACK = 2_000
_MAX_SLUG = 80
# A blog that goes to and fro for years keeps its latest decisions.
_MAX_REVIEWS = 100

QUEUE = Listing("adminQueue", "requested_at", 1, nullable=True)


class Rejection(Input):
    """Why a blog goes back to its author."""

    feedback: Annotated[str, Text(MAX_FEEDBACK)]


async def admin_queue(status: BlogStatus, **page: Any) -> Page[BlogRecord]:
    """Every author's blogs with this status, the longest waiting first.

    Raises:
        BadRequest: `first` or `after` can't be taken.
    """
    return await read_page(QUEUE, {"status": status}, **page)


async def approve(
    admin: UserDocument, oid: ObjectId, *, slugs_are_unique: bool = True
) -> BlogRecord:
    """Publish the blog. The first time, its title gives it the slug that it keeps.

    Where the database can't keep slugs unique, as in a sharded collection, its id is in it, too.

    Raises:
        NotFound, BlogStatusConflict
    """
    raw = await BlogDocument.collection().find_one({"_id": oid}, {"final_blog": 0})
    if raw is None:
        raise no_blog()
    blog = BlogRecord.of(raw)
    for slug in slugs_for(blog)[0 if slugs_are_unique else -1 :]:
        instant = now()
        changes = {"published_at": instant, "slug": slug, "feedback": None}
        entry = ReviewEntry(
            decision=ReviewDecision.APPROVED, reviewer_id=admin.oid, decided_at=instant
        )
        try:
            return await move(BlogAction.APPROVE, admin, oid, changes, push=_push(entry))
        except DuplicateKeyError:
            continue
    raise AssertionError("a slug with the blog's own id in it was taken")


def slugs_for(blog: BlogRecord) -> list[str]:
    """The slug that the blog has, or those to try in turn; the last is its own alone."""
    if blog.slug is not None:
        return [blog.slug]
    base = slugify(blog.title, max_length=_MAX_SLUG, word_boundary=True) or "blog"
    return [base, f"{base}-{str(blog.oid)[-6:]}", f"{base}-{blog.oid}"]


async def reject(admin: UserDocument, oid: ObjectId, given: object) -> BlogRecord:
    """Send the blog back to its author, with words.

    Raises:
        InvalidInput, NotFound, BlogStatusConflict
    """
    feedback = check(Rejection, given).feedback
    entry = ReviewEntry(
        decision=ReviewDecision.REJECTED,
        feedback=feedback,
        reviewer_id=admin.oid,
        decided_at=now(),
    )
    return await move(BlogAction.REJECT, admin, oid, {"feedback": feedback}, push=_push(entry))


async def unpublish(admin: UserDocument, oid: ObjectId) -> BlogRecord:
    """Take the blog off the public pages. It keeps its slug.

    Raises:
        NotFound, BlogStatusConflict
    """
    entry = ReviewEntry(
        decision=ReviewDecision.UNPUBLISHED, reviewer_id=admin.oid, decided_at=now()
    )
    changes = {"published_at": None, "requested_at": None}
    return await move(BlogAction.UNPUBLISH, admin, oid, changes, push=_push(entry))


def _push(entry: ReviewEntry) -> dict[str, Any]:
    return {"reviews": {"$each": [entry.model_dump()], "$slice": -_MAX_REVIEWS}}
