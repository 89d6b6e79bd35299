"""Makes the smaller versions of all covers, and stores the measures of covers in their blogs."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from cms_blog.blogs.articles.covers import cover_file
from cms_blog.blogs.documents import BlogDocument
from cms_blog.database.document import Raw
from cms_blog.database.full_reads import read_all
from cms_blog.media.storage import Storage

_PARENTS = ("meta", "working.meta")
_FIELDS = {
    f"{parent}.{name}": 1 for parent in _PARENTS for name in ("cover_image_url", "cover_file")
}


@dataclass(slots=True)
class Covers:
    """Number of covers of one blog and its working copy that are images of this server."""

    measured: int = 0
    missing: int = 0


async def measured_covers(storage: Storage) -> AsyncIterator[Covers]:
    """Measure the covers of each blog, and make their missing smaller versions.

    Revision and dates stay: the author has not edited the blog. Can be interrupted and repeated.

    Raises:
        StorageFailed
    """
    async for blog in read_all(BlogDocument.collection(), {}, _FIELDS):
        covers = Covers()
        for parent, meta in (("meta", blog), ("working.meta", blog.get("working") or {})):
            await _measure(storage, blog["_id"], parent, meta.get("meta") or {}, covers)
        yield covers


async def _measure(storage: Storage, oid: object, parent: str, meta: Raw, covers: Covers) -> None:
    url: str = meta.get("cover_image_url") or ""
    if (name := storage.name_at(url)) is None:
        return
    file = cover_file(name, await storage.variants.ensure(name))
    if file is None:
        covers.missing += 1
        return
    covers.measured += 1
    if meta.get("cover_file") != (stored := file.model_dump()):
        same = {"_id": oid, f"{parent}.cover_image_url": url}
        change = {"$set": {f"{parent}.cover_file": stored}}
        await BlogDocument.collection().update_one(same, change)
