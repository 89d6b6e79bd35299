"""Deletion of versions without an entry in their blog.

A change deletes them itself, unless the process or the connection ended between its commands. The
sweep looks at a few versions at a time, newest first, and begins again after the oldest one.
"""

from datetime import UTC, datetime, timedelta

from bson import ObjectId
from pymongo import DESCENDING

from cms_blog.blogs.documents import BlogDocument
from cms_blog.blogs.versions.documents import BlogVersionDocument
from cms_blog.blogs.versions.store import delete_versions
from cms_blog.database.document import Raw

# Versions per call: bounds the time of its commands.
BATCH = 200
# Much longer than the update that follows the insert of a version can take.
MIN_AGE = timedelta(hours=1)


class OrphanSweep:
    """A pass over all versions, in steps."""

    def __init__(self) -> None:
        self._after: ObjectId | None = None

    async def step(self) -> int:
        """Delete the orphans among the next BATCH versions; return their number."""
        newest = ObjectId.from_datetime(datetime.now(UTC) - MIN_AGE)
        before = newest if self._after is None else min(self._after, newest)
        cursor = BlogVersionDocument.collection().find(
            {"_id": {"$lt": before}}, {"blog_id": 1}, sort=[("_id", DESCENDING)], limit=BATCH
        )
        found = await cursor.to_list()
        self._after = found[-1]["_id"] if len(found) == BATCH else None
        if not found:
            return 0
        orphans = await _orphans(found)
        await delete_versions(orphans)
        return len(orphans)


async def _orphans(versions: list[Raw]) -> list[ObjectId]:
    blogs = list({version["blog_id"] for version in versions})
    cursor = BlogDocument.collection().find({"_id": {"$in": blogs}}, {"versions.version_id": 1})
    known = {
        entry["version_id"]
        for blog in await cursor.to_list()
        for entry in blog.get("versions") or ()
    }
    return [version["_id"] for version in versions if version["_id"] not in known]
