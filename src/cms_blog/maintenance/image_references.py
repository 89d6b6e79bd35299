"""Find and readdress the images that blogs show: covers, and images in texts."""

import re
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

from cms_blog.blogs.content.content import below_headline, headline, stored_content
from cms_blog.blogs.content.images import texts
from cms_blog.blogs.content.markdown import RENDERER, rendered
from cms_blog.blogs.documents import BlogDocument, FinalBlog, Meta
from cms_blog.maintenance.images import Mention
from cms_blog.media.image_store import IMAGE_NAME

# A name of ours at the end of any address: the server may have had another one when it was written.
_URL = re.compile(rf"""https?://[^\s"'<>()\[\]\\]+/({IMAGE_NAME.pattern})(?![\w./-])""")
_TEXTS = {"meta": 1, "final_blog.markdown": 1, "final_blog.html": 1}


async def shown(since: datetime | None = None) -> AsyncIterator[list[Mention]]:
    """For each blog, what images it shows; `since` a date, for those that were saved from it on."""
    wanted = {} if since is None else {"updated_at": {"$gte": since}}
    async for blog in BlogDocument.collection().find(wanted, _TEXTS):
        yield [
            Mention(found[1], found[0], str(blog["_id"]))
            for text in texts([blog.get("meta"), blog.get("final_blog")])
            for found in _URL.finditer(text)
        ]


async def readdress(old: str, new: str) -> AsyncIterator[bool | None]:
    """Write `new` for `old` before the names of images in all blogs.

    Yields for each blog: None where there is nothing to do, else whether it was changed; not so one
    that was saved meanwhile. Neither revision nor date change: its author has not edited it.
    """
    urls = re.compile(rf"{re.escape(old)}/({IMAGE_NAME.pattern})(?![\w./-])")
    async for blog in BlogDocument.collection().find({}, _TEXTS):
        stored = [blog.get("meta"), blog.get("final_blog")]
        concerned = any(urls.search(text) for text in texts(stored))
        yield await _readdressed(blog["_id"], urls, rf"{new}/\1") if concerned else None


async def _readdressed(oid: object, urls: re.Pattern[str], replacement: str) -> bool:
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
    # With the cover's address as it was: the text of an earlier version begins with it.
    final = below_headline(stored, fields.get("title") or "", fields.get("cover_image_url"))
    if final.markdown and (urls.search(final.markdown) or final.renderer != RENDERER):
        # Rendered anew: where each section begins is kept beside it, too.
        final = stored_content(meta, await rendered(urls.sub(replacement, final.markdown)))
    else:
        final = final.model_copy(update={"render": final.render | headline(meta)})
    unchanged = {"_id": oid} | {field: raw.get(field) for field in ("revision", "updated_at")}
    update = {"$set": {"meta": meta.model_dump(), "final_blog": final.model_dump()}}
    return (await blogs.update_one(unchanged, update)).matched_count == 1
