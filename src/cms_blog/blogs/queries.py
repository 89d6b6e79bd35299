"""Queries for one blog, for pages of blogs, and for counts. Callers pass the projection."""

import math
from collections.abc import Mapping
from typing import Any, cast

from bson import ObjectId

from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.content.seo import keyword_key
from cms_blog.blogs.documents import BlogDocument, BlogStatus, WorkingCopyStatus
from cms_blog.blogs.records import BlogRecord
from cms_blog.blogs.search import own_filter, public_filter
from cms_blog.blogs.tags.names import tag_filter
from cms_blog.blogs.workflow.publication import STORED, having_status
from cms_blog.blogs.workflow.rules import may_see
from cms_blog.database.clock import now
from cms_blog.database.document import IS_STRING, Raw
from cms_blog.database.pagination import Listing, Page, PageRequest, Position

type Projection = Mapping[str, int]

# Blogs of an author that are compared with a keyword, and blogs with the same one in an answer.
MAX_COMPARED = 200
MAX_OVERLAPPING = 5

MINE = Listing("blogs", "created_at", -1)
PUBLISHED = Listing("publishedBlogs", "published_at", -1, nullable=True)


async def read_blog(
    oid: ObjectId, viewer: UserDocument | None, projection: Projection
) -> BlogRecord | None:
    """The blog; None if it does not exist or the viewer may not see it."""
    blog = await _read_one({"_id": oid}, projection)
    return blog if blog is not None and may_see(blog, viewer) else None


async def read_published(slug: str, projection: Projection) -> BlogRecord | None:
    """The published blog with this slug."""
    blog = await _read_one({"slug": {"$eq": slug} | IS_STRING}, projection)
    return blog if blog is not None and blog.status is BlogStatus.PUBLISHED else None


async def _read_one(filter_: Raw, projection: Projection) -> BlogRecord | None:
    raw = await BlogDocument.collection().find_one(filter_, projection)
    return None if raw is None else BlogRecord.of(raw)


async def read_page(
    *parts: tuple[Listing, Raw],
    page: PageRequest,
    projection: Projection,
    count: bool,
) -> Page[BlogRecord]:
    """Return a page of a list: one command for each part, and one more if `count` is set.

    Args:
        parts: listings with their filters. The list merges them, so they have the same name and
            direction, and no blog is in two of them.

    Raises:
        BadRequest: a cursor is invalid.
    """
    listing, size = parts[0][0], page.size
    after = None if page.after is None else listing.position(page.after)
    before = None if page.before is None else listing.position(page.before, "before")
    # A page that is counted from the end is read from the end.
    scanned = [(each.reversed() if page.backward else each, filter_) for each, filter_ in parts]
    if page.backward:
        after, before = before, after
    # One more than the page, to know whether there are more.
    scans = [await _scan(*part, (after, before), size + 1, projection) for part in scanned]
    found = scans[0]
    if len(scans) > 1:
        found = sorted(
            (each for scan in scans for each in scan),
            key=lambda each: listing.order(each[0]),
            reverse=scanned[0][0].direction == -1,
        )
    more = len(found) > size
    shown = found[:size][:: -1 if page.backward else 1]
    return Page(
        items=[blog for _, blog in shown],
        positions=[position for position, _ in shown],
        has_next=page.before is not None if page.backward else more,
        has_previous=more if page.backward else page.after is not None,
        total=sum([await _count(filter_) for _, filter_ in parts]) if count else None,
    )


async def _scan(
    listing: Listing,
    filter_: Raw,
    between: tuple[Position | None, Position | None],
    limit: int,
    projection: Projection,
) -> list[tuple[Position, BlogRecord]]:
    bounds = listing.between(*between)
    within = {"$and": [filter_, *bounds]} if bounds else filter_
    # Positions need the sort field.
    fields = {**projection, listing.sort_field: 1}
    cursor = BlogDocument.collection().find(within, fields, sort=listing.sort, limit=limit)
    blogs = [BlogRecord.of(raw) for raw in await cursor.to_list()]
    return [(position_of(listing, blog), blog) for blog in blogs]


async def _count(filter_: Raw) -> int:
    # PyMongo's `count_documents` is an aggregation that reads each match; the `count` command
    # counts them in the index.
    return int((await BlogDocument.answer("count", query=filter_))["n"])


def position_of(listing: Listing, blog: BlogRecord) -> Position:
    """The blog's position in the listing."""
    return Position(blog.instant(listing.sort_field), blog.oid)


async def my_blogs(
    author: UserDocument,
    *,
    status: BlogStatus | None,
    search: str | None,
    tag: str | None,
    **page: Any,
) -> Page[BlogRecord]:
    """The author's own blogs, newest first; `page` is passed to `read_page`.

    Raises:
        BadRequest: a cursor, `search` or `tag` is invalid.
    """
    filter_: Raw = {"author_id": author.oid, **own_filter(search), **tag_filter(tag)}
    if status is not None:
        filter_ |= having_status({status}, now())
    return await read_page((MINE, filter_), **page)


async def blogs_with_keyword(
    author: UserDocument, keyword: str, projection: Projection
) -> list[BlogRecord]:
    """Return the author's blogs with the same keyword, newest first, at most MAX_OVERLAPPING.

    No index has the keyword: only the newest blogs of the author are compared.
    """
    key, collection = keyword_key(keyword), BlogDocument.collection()
    newest = collection.find(
        {"author_id": author.oid},
        {"meta.targeted_keyword": 1},
        sort=MINE.sort,
        limit=MAX_COMPARED,
    )
    same = [raw["_id"] for raw in await newest.to_list() if _keyword_of(raw) == key]
    if not same:
        return []
    cursor = collection.find({"_id": {"$in": same[:MAX_OVERLAPPING]}}, projection)
    found = {raw["_id"]: BlogRecord.of(raw) for raw in await cursor.to_list()}
    return [found[oid] for oid in same if oid in found]


def _keyword_of(raw: Raw) -> str:
    # Documents of earlier releases may lack the field.
    meta = cast("Raw", raw.get("meta") or {})
    return keyword_key(str(meta.get("targeted_keyword") or ""))


async def published_blogs(
    *, search: str | None, tag: str | None, author_id: ObjectId | None, **page: Any
) -> Page[BlogRecord]:
    """Published blogs, newest first; `page` is passed to `read_page`.

    Raises:
        BadRequest: a cursor, `search` or `tag` is invalid.
    """
    filter_ = {
        **having_status({BlogStatus.PUBLISHED}, now()),
        **public_filter(search),
        **tag_filter(tag),
    }
    if author_id is not None:
        filter_["author_id"] = author_id
    return await read_page((PUBLISHED, filter_), **page)


async def seconds_to_next_publication() -> float:
    """Return the time until the next scheduled blog becomes public; infinite without one."""
    at = now()
    scheduled = having_status({BlogStatus.SCHEDULED}, at)
    soonest = PUBLISHED.reversed().sort
    fields = {"_id": 0, "published_at": 1}
    found = await BlogDocument.collection().find_one(scheduled, fields, sort=soonest)
    return math.inf if found is None else (found["published_at"] - at).total_seconds()


async def count_by_status(author: UserDocument) -> dict[BlogStatus, int]:
    """Count the author's blogs in each status, in one command."""
    pipeline: list[Raw] = [
        {"$match": {"author_id": author.oid, "status": {"$in": [*STORED]}}},
        # With this projection, the index covers the query.
        {"$project": {"_id": 0, "status": 1, "later": {"$gt": ["$published_at", now()]}}},
        {"$group": {"_id": {"status": "$status", "later": "$later"}, "count": {"$sum": 1}}},
    ]
    answer = await BlogDocument.answer("aggregate", pipeline=pipeline, cursor={})
    counts = dict.fromkeys(BlogStatus, 0)
    for row in answer["cursor"]["firstBatch"]:
        key = row["_id"]
        status = STORED[key["status"]]
        if status is BlogStatus.PUBLISHED and key["later"]:
            status = BlogStatus.SCHEDULED
        counts[status] += row["count"]
    return counts


async def count_changed(author: UserDocument) -> int:
    """Count the author's published blogs that have a working copy."""
    return await _count(
        {
            # Every status: `$exists` alone would not be answered by the index.
            "working.status": {"$in": [*WorkingCopyStatus]},
            "author_id": author.oid,
            "status": BlogStatus.PUBLISHED,
        }
    )
