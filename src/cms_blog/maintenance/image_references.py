"""Finds and rewrites the URLs of images in blogs: cover images, and images in texts."""

import re
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

from cms_blog.blogs.content.content import below_headline, headline, stored_content
from cms_blog.blogs.content.images import TEXT_FIELDS, texts
from cms_blog.blogs.content.markdown import RENDERER, rendered
from cms_blog.blogs.documents import BlogDocument, FinalBlog, Meta
from cms_blog.maintenance.images import ImageReference
from cms_blog.media.image_store import IMAGE_NAME

# An image name at the end of any URL: the server's public address can have changed since.
_URL = re.compile(rf"""https?://[^\s"'<>()\[\]\\]+/({IMAGE_NAME.pattern})(?![\w./-])""")


async def references(since: datetime | None = None) -> AsyncIterator[list[ImageReference]]:
    """Yield the image references of each blog; with `since`, of blogs updated since then."""
    filter_ = {} if since is None else {"updated_at": {"$gte": since}}
    async for blog in BlogDocument.collection().find(filter_, TEXT_FIELDS):
        yield [
            ImageReference(found[1], found[0], str(blog["_id"]))
            for text in texts([blog.get("meta"), blog.get("final_blog")])
            for found in _URL.finditer(text)
        ]


async def readdress(old: str, new: str) -> AsyncIterator[bool | None]:
    """Replace the base URL `old` by `new` in the image URLs of all blogs.

    Yields None for a blog without such URLs, True for a changed blog, and False for a blog that was
    saved concurrently and not changed. Revision and dates stay: the author has not edited the blog.
    """
    urls = re.compile(rf"{re.escape(old)}/({IMAGE_NAME.pattern})(?![\w./-])")
    async for blog in BlogDocument.collection().find({}, TEXT_FIELDS):
        stored = [blog.get("meta"), blog.get("final_blog")]
        affected = any(urls.search(text) for text in texts(stored))
        yield await _readdress(blog["_id"], urls, rf"{new}/\1") if affected else None


async def _readdress(oid: object, urls: re.Pattern[str], replacement: str) -> bool:
    blogs = BlogDocument.collection()
    raw = await blogs.find_one({"_id": oid})
    if raw is None:
        return False
    fields: dict[str, Any] = raw.get("meta") or {}
    meta = Meta.model_validate(
        {
            field: urls.sub(replacement, value) if isinstance(value, str) else value
            for field, value in fields.items()
        }
    )
    stored = FinalBlog.model_validate(raw.get("final_blog") or {})
    # With the old cover URL: texts of an earlier version begin with the cover.
    final = below_headline(stored, fields.get("title") or "", fields.get("cover_image_url"))
    if final.markdown and (urls.search(final.markdown) or final.renderer != RENDERER):
        # Rendered again, because the offsets of sections are stored too.
        final = stored_content(meta, await rendered(urls.sub(replacement, final.markdown)))
    else:
        final = final.model_copy(update={"render": final.render | headline(meta)})
    unchanged = {"_id": oid} | {field: raw.get(field) for field in ("revision", "updated_at")}
    update = {"$set": {"meta": meta.model_dump(), "final_blog": final.model_dump()}}
    return (await blogs.update_one(unchanged, update)).matched_count == 1
