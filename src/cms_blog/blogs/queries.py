"""Queries for one blog, for pages of blogs, and for counts. Callers pass the projection."""

import math
from collections.abc import Mapping, Sequence
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
from cms_blog.database import pagination
from cms_blog.database.clock import now
from cms_blog.database.document import IS_STRING, Raw
from cms_blog.database.pagination import Listing, Page, PageRequest, Source, count_of
from cms_blog.outbox.claims import DELETED

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
    """The published blog that has this slug, or had it while it was public."""
    blog = await _read_one({"slug": {"$eq": slug} | IS_STRING}, projection)
    if blog is None:
        blog = await _read_one({"slugs": slug}, projection)
    return blog if blog is not None and blog.status is BlogStatus.PUBLISHED else None


async def _read_one(filter_: Raw, projection: Projection) -> BlogRecord | None:
    raw = await BlogDocument.collection().find_one(filter_, projection)
    return None if raw is None or raw["status"] == DELETED else BlogRecord.of(raw)


async def read_page(
    *parts: tuple[Listing, Raw],
    projection: Projection,
    page: PageRequest,
    count: bool,
    may_be_stale: bool = False,
) -> Page[BlogRecord]:
    """Return a page of blogs, with the fields of the projection: see `pagination.read_page`.

    Raises:
        BadRequest: a cursor is invalid.
    """
    source = Source(BlogDocument, projection, BlogRecord.of, may_be_stale)
    return await pagination.read_page(source, *parts, page=page, count=count)


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
    return await read_page((PUBLISHED, filter_), may_be_stale=True, **page)


async def seconds_to_next_publication() -> float:
    """Return the time until the next scheduled blog becomes public; infinite without one."""
    at = now()
    scheduled = having_status({BlogStatus.SCHEDULED}, at)
    soonest = PUBLISHED.reversed().sort
    fields = {"_id": 0, "published_at": 1}
    found = await BlogDocument.collection().find_one(scheduled, fields, sort=soonest)
    return math.inf if found is None else (found["published_at"] - at).total_seconds()


type Counts = dict[BlogStatus, int]


async def count_by_status(author_ids: Sequence[ObjectId]) -> dict[ObjectId, Counts]:
    """Count the authors' blogs in each status, in one command."""
    pipeline: list[Raw] = [
        {"$match": {"author_id": _one_of(author_ids), "status": {"$in": [*STORED]}}},
        # With this projection, the index covers the query. It has no expressions, so that the
        # embedded database reads no other fields, either.
        {"$project": {"_id": 0, "author_id": 1, "status": 1, "published_at": 1}},
        {
            "$group": {
                "_id": {
                    "author": "$author_id",
                    "status": "$status",
                    "later": {"$gt": ["$published_at", now()]},
                },
                "count": {"$sum": 1},
            }
        },
    ]
    counts = {oid: dict.fromkeys(BlogStatus, 0) for oid in author_ids}
    for row in await _rows(pipeline):
        key = row["_id"]
        status = STORED[key["status"]]
        if status is BlogStatus.PUBLISHED and key["later"]:
            status = BlogStatus.SCHEDULED
        counts[key["author"]][status] += row["count"]
    return counts


async def count_changed(author_ids: Sequence[ObjectId]) -> dict[ObjectId, int]:
    """Count the authors' published blogs that have a working copy, in one command."""
    filter_: Raw = {
        # Every status: `$exists` alone would not be answered by the index.
        "working.status": {"$in": [*WorkingCopyStatus]},
        "author_id": _one_of(author_ids),
        "status": BlogStatus.PUBLISHED,
    }
    if len(author_ids) == 1:
        return {author_ids[0]: await count_of(BlogDocument, filter_)}
    counted: Raw = {"_id": "$author_id", "count": {"$sum": 1}}
    project: Raw = {"_id": 0, "author_id": 1}
    pipeline: list[Raw] = [{"$match": filter_}, {"$project": project}, {"$group": counted}]
    found = {row["_id"]: row["count"] for row in await _rows(pipeline)}
    return {oid: found.get(oid, 0) for oid in author_ids}


def _one_of(author_ids: Sequence[ObjectId]) -> object:
    return author_ids[0] if len(author_ids) == 1 else {"$in": [*author_ids]}


async def _rows(pipeline: list[Raw]) -> list[Raw]:
    # At most a row for each state of each author of a page.
    size = {"batchSize": 1_000}
    answer = await BlogDocument.answer("aggregate", pipeline=pipeline, cursor=size)
    return answer["cursor"]["firstBatch"]
