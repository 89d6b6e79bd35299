"""Counts of the tags of published blogs, and the tags that an author uses."""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bson import ObjectId

from cms_blog.blogs.documents import BlogDocument, BlogStatus
from cms_blog.blogs.queries import seconds_to_next_publication
from cms_blog.blogs.tags.names import tag_key, without_duplicates
from cms_blog.blogs.workflow.publication import having_status
from cms_blog.database.clock import now
from cms_blog.database.document import Raw
from cms_blog.database.pagination import MAX_PAGE

# The newest blogs of an author whose tags are read, and the tags that are taken from them.
_OWN_BLOGS = 100
_MAX_OWN_IN_USE = 30
_MAX_IN_USE = 60


@dataclass(frozen=True, slots=True)
class TagCount:
    """A tag of published blogs: its key, its name as last published, the number of blogs."""

    key: str
    name: str
    count: int


async def count_tags() -> Sequence[TagCount]:
    """Return the MAX_PAGE most used tags of published blogs, in one command."""
    pipeline: list[Raw] = [
        {"$match": having_status({BlogStatus.PUBLISHED}, now())},
        {"$sort": {"published_at": -1, "_id": -1}},
        {"$project": {"_id": 0, "tags": 1, "tag_keys": 1}},
        {"$unwind": "$tag_keys"},
        {"$group": {"_id": "$tag_keys", "count": {"$sum": 1}, "written": {"$first": "$tags"}}},
        {"$sort": {"count": -1, "_id": 1}},
        {"$limit": MAX_PAGE},
    ]
    answer = await BlogDocument.answer("aggregate", pipeline=pipeline, cursor={})
    return [_counted(row) for row in answer["cursor"]["firstBatch"]]


def _counted(row: Raw) -> TagCount:
    key = row["_id"]
    name = next((tag for tag in row["written"] if tag_key(tag) == key), key)
    return TagCount(key, name, row["count"])


class TagCounts:
    """Cache of `count_tags`. Concurrent readers share one command.

    Args:
        seconds: lifetime of the counts; 0 disables the cache.
        read: counts the tags.
        seconds_unchanged: returns the time until the next scheduled publication.
        clock: a monotonic clock, in seconds.
    """

    def __init__(
        self,
        seconds: float,
        *,
        read: Callable[[], Awaitable[Sequence[TagCount]]] = count_tags,
        seconds_unchanged: Callable[[], Awaitable[float]] = seconds_to_next_publication,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._seconds = seconds
        self._read = read
        self._seconds_unchanged = seconds_unchanged
        self._clock = clock
        self._counts: Sequence[TagCount] = ()
        self._expires_at = clock()
        self._reading: asyncio.Task[Sequence[TagCount]] | None = None

    async def most_used(self) -> Sequence[TagCount]:
        """Return the most used tags of published blogs, the most used one first."""
        if self._clock() < self._expires_at:
            return self._counts
        if self._reading is None:
            self._reading = asyncio.create_task(self._refresh())
        # A reader that is cancelled must not end the command of the others.
        return await asyncio.shield(self._reading)

    async def _refresh(self) -> Sequence[TagCount]:
        try:
            # Read before the counts: a publication between the two reads must not be missed.
            began = self._clock()
            unchanged = await self._seconds_unchanged() if self._seconds else math.inf
            self._counts = await self._read()
            self._expires_at = min(self._clock() + self._seconds, began + unchanged)
        finally:
            self._reading = None
        return self._counts


async def tags_in_use(author_id: ObjectId, counts: TagCounts) -> tuple[str, ...]:
    """Return different tags, _MAX_IN_USE at most: the author's latest, then the most used ones."""
    cursor = BlogDocument.collection().find(
        {"author_id": author_id},
        {"tags": 1},
        sort=[("created_at", -1), ("_id", -1)],
        limit=_OWN_BLOGS,
    )
    blogs: list[Raw] = await cursor.to_list()
    own = without_duplicates(tag for blog in blogs for tag in blog.get("tags") or ())
    used = [counted.name for counted in await counts.most_used()]
    return without_duplicates((*own[:_MAX_OWN_IN_USE], *used))[:_MAX_IN_USE]
