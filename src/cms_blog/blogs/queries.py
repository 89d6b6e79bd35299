"""Reading blogs: one, or a page of them, and only those of their fields that are asked for."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from bson import ObjectId

from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.documents import BlogDocument, BlogStatus
from cms_blog.blogs.records import STATUSES, BlogRecord, only_text
from cms_blog.blogs.search import search_filter
from cms_blog.blogs.workflow import may_see
from cms_blog.database.document import IS_STRING, Raw
from cms_blog.database.pagination import Listing, Page, Position, check_first

MINE = Listing("blogs", "created_at", -1)
PUBLISHED = Listing("publishedBlogs", "published_at", -1, nullable=True)

_BRIEF = (
    "meta.language",
    "meta.tone",
    "meta.creativity",
    "meta.focus_or_niche",
    "meta.targeted_keyword",
    "meta.targeted_audience",
    "meta.reference_links",
)
# Where a field of the API stands in the document. `id` is always read, and with it what says who
# may see the blog.
_STORED_IN = {
    "title": ("meta.title",),
    "slug": ("slug",),
    "feedback": ("feedback",),
    "brief": _BRIEF,
    "selectedIdea": ("meta.selected_idea",),
    "introMarkdown": ("meta.intro_md",),
    "outline": ("meta.outline",),
    "imagePrompt": ("meta.image_prompt",),
    "coverImageUrl": ("meta.cover_image_url",),
    "content": (
        "final_blog.markdown",
        "final_blog.html",
        "final_blog.renderer",
        # Removed from the texts of earlier versions.
        "meta.title",
        "meta.cover_image_url",
    ),
    "references": ("meta.references",),
    "reviews": ("reviews",),
    "revision": ("revision",),
    "createdAt": ("created_at",),
    "updatedAt": ("updated_at",),
    "requestedAt": ("requested_at",),
    "publishedAt": ("published_at", "approved_at"),
    "firstPublishedAt": ("first_published_at", "published_at"),
    "viewerActions": ("revision", "unpublished_at", "approved_revision"),
}
_ALWAYS = ("author_id", "status")
# What of the content is more than its text.
_AROUND_THE_TEXT = (
    "final_blog.render",
    "final_blog.excerpt",
    "final_blog.word_count",
    "final_blog.reading_minutes",
    "meta.targeted_keyword",
    "meta.meta_title",
    "meta.meta_description",
    "meta.cover_image_alt",
)


@lru_cache(maxsize=512)
def projection(fields: frozenset[str], *also: str) -> Mapping[str, int]:
    """What MongoDB has to read for these fields of a Blog in the API; `also` names its own."""
    wanted = {*_ALWAYS, *also}
    for field in fields:
        wanted.update(_STORED_IN.get(field, ()))
    if "content" in fields and not only_text(fields):
        wanted.update(_AROUND_THE_TEXT)
    return dict.fromkeys(sorted(wanted), 1)


async def read_blog(
    oid: ObjectId, viewer: UserDocument | None, fields: frozenset[str]
) -> BlogRecord | None:
    """The blog; None where there is none that the viewer may see."""
    blog = await _read_one({"_id": oid}, fields)
    return blog if blog is not None and may_see(blog, viewer) else None


async def read_published(slug: str, fields: frozenset[str]) -> BlogRecord | None:
    """The published blog with this slug."""
    blog = await _read_one({"slug": {"$eq": slug} | IS_STRING}, fields)
    return blog if blog is not None and blog.status is BlogStatus.PUBLISHED else None


async def _read_one(filter_: Raw, fields: frozenset[str]) -> BlogRecord | None:
    raw = await BlogDocument.collection().find_one(filter_, projection(fields))
    return None if raw is None else BlogRecord.of(raw)


async def read_page(
    listing: Listing,
    filter_: Raw,
    *,
    first: int,
    after: str | None,
    fields: frozenset[str],
    count: bool,
) -> Page[BlogRecord]:
    """A page of the listing, in one command, and one more where the total is asked for.

    Raises:
        BadRequest: `first` or `after` can't be taken.
    """
    check_first(first)
    collection = BlogDocument.collection()
    within = filter_
    if after is not None:
        within = {"$and": [filter_, listing.after(listing.position(after))]}
    # One more than asked for tells whether the list goes on.
    wanted = projection(fields, listing.sort_field)
    cursor = collection.find(within, wanted, sort=listing.sort, limit=first + 1)
    blogs = [BlogRecord.of(raw) for raw in await cursor.to_list()]
    return Page(
        items=blogs[:first],
        has_next=len(blogs) > first,
        has_previous=after is not None,
        total=await _count(filter_) if count else None,
    )


async def _count(filter_: Raw) -> int:
    # The command and not PyMongo's `count_documents`, which is a pipeline that reads each match
    # where the command counts them in the index.
    return int((await BlogDocument.answer("count", query=filter_))["n"])


def position_of(listing: Listing, blog: BlogRecord) -> Position:
    """Where the blog stands in the listing."""
    return Position(blog.instant(listing.sort_field), blog.oid)


async def my_blogs(
    author: UserDocument,
    *,
    status: BlogStatus | None,
    search: str | None,
    **page: Any,
) -> Page[BlogRecord]:
    """The author's own blogs, newest first; `page` is what `read_page` takes.

    Raises:
        BadRequest: `first`, `after` or `search` can't be taken.
    """
    filter_: Raw = {"author_id": author.oid, **search_filter(search)}
    if status is not None:
        filter_["status"] = status
    return await read_page(MINE, filter_, **page)


async def published_blogs(*, search: str | None, **page: Any) -> Page[BlogRecord]:
    """What everybody may read, newest first; `page` is what `read_page` takes.

    Raises:
        BadRequest: `first`, `after` or `search` can't be taken.
    """
    filter_ = {"status": BlogStatus.PUBLISHED, **search_filter(search)}
    return await read_page(PUBLISHED, filter_, **page)


async def count_by_status(author: UserDocument) -> dict[BlogStatus, int]:
    """How many blogs the author has in each status, in one command."""
    pipeline: list[Raw] = [
        {"$match": {"author_id": author.oid}},
        # The index holds all that is read then; no document is.
        {"$project": {"_id": 0, "status": 1}},
        {"$group": {"_id": "$status", "count": {"$sum": 1}}},
    ]
    answer = await BlogDocument.answer("aggregate", pipeline=pipeline, cursor={})
    counted = {row["_id"]: row["count"] for row in answer["cursor"]["firstBatch"]}
    return {status: counted.get(value, 0) for value, status in STATUSES.items()}
