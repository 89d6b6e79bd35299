"""Finds and rewrites the URLs of images in blogs and versions: covers, and images in texts."""

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import datetime
from typing import Any, cast

from bson import ObjectId

from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.content.content import below_headline, copied_meta, stored_content
from cms_blog.blogs.content.images import TEXT_FIELDS, texts
from cms_blog.blogs.content.markdown import RENDERER, rendered
from cms_blog.blogs.documents import BlogDocument, FinalBlog, Meta
from cms_blog.blogs.versions.documents import BlogVersionDocument
from cms_blog.blogs.versions.store import packed, readable
from cms_blog.database.document import EXISTS, Raw
from cms_blog.database.full_reads import read_all
from cms_blog.maintenance.images import ImageReference
from cms_blog.media.image_store import IMAGE_NAME, VARIANT_SUFFIX

# An image name at the end of any URL: the server's public address can have changed since.
_NAME = rf"({IMAGE_NAME.pattern})((?:{VARIANT_SUFFIX})?)(?![\w./-])"
_URL = re.compile(rf"""https?://[^\s"'<>()\[\]\\]+/{_NAME}""")


async def references(since: datetime | None = None) -> AsyncIterator[list[ImageReference]]:
    """Yield the image references of each blog and each version; with `since`, of later ones."""
    async for blog_id, strings in _strings(since):
        yield [
            ImageReference(found[1], found[0], str(blog_id))
            for text in strings
            for found in _URL.finditer(text)
        ]


async def _strings(since: datetime | None) -> AsyncIterator[tuple[object, Iterator[str]]]:
    """Yield the id of the blog, and the strings that can contain images, of each text."""
    changed = [{field: {"$gte": since}} for field in ("updated_at", "working.updated_at")]
    filter_: Raw = {} if since is None else {"$or": changed}
    async for blog in read_all(BlogDocument.collection(), filter_, TEXT_FIELDS):
        yield blog["_id"], _texts_of(blog)
    filter_ = {} if since is None else {"_id": {"$gte": ObjectId.from_datetime(since)}}
    async for version in read_all(BlogVersionDocument.collection(), filter_):
        yield version["blog_id"], texts([readable(version)])
    # The number of users is small compared with the texts, so `since` does not matter.
    async for user in read_all(UserDocument.collection(), {"images": EXISTS}, {"avatar_url": 1}):
        yield user["_id"], texts([user.get("avatar_url")])


def _texts_of(blog: Raw) -> Iterator[str]:
    """Iterate over the strings that can contain images, of the blog and of its working copy."""
    working: Raw = blog.get("working") or {}
    return texts([each.get(part) for each in (blog, working) for part in ("meta", "final_blog")])


async def readdress(old: str, new: str) -> AsyncIterator[bool | None]:
    """Replace the base URL `old` by `new` in the image URLs of all blogs.

    Yields None for a blog without such URLs, True for a changed blog, and False for a blog that was
    saved concurrently and not changed. Revision and dates stay: the author has not edited the blog.
    """
    urls = re.compile(rf"{re.escape(old)}/{_NAME}")
    async for blog in read_all(BlogDocument.collection(), {}, TEXT_FIELDS):
        affected = any(urls.search(text) for text in _texts_of(blog))
        yield await _readdress(blog["_id"], urls, rf"{new}/\1\2") if affected else None


async def readdress_versions(old: str, new: str) -> AsyncIterator[bool]:
    """Replace the base URL `old` by `new` in all versions; yield whether a version was changed."""
    urls = re.compile(rf"{re.escape(old)}/{_NAME}")
    versions = BlogVersionDocument.collection()
    async for version in read_all(versions, {}):
        before = readable(version)
        after = {name: _replaced(before[name], urls, rf"{new}/\1\2") for name in before}
        if after != before:
            markdown = after.pop("markdown")
            changes = after | {"text": packed(markdown)}
            # Versions are never changed otherwise, so there is no concurrent change to protect.
            await versions.update_one({"_id": version["_id"]}, {"$set": changes})
        yield after != before


async def readdress_avatars(old: str, new: str) -> int:
    """Replace the base URL `old` by `new` in the avatars of users; return how many changed."""
    users, changed = UserDocument.collection(), 0
    async for user in read_all(users, {"images": EXISTS}, {"avatar_url": 1}):
        url: str = user.get("avatar_url") or ""
        if url.startswith(f"{old}/"):
            same = {"_id": user["_id"], "avatar_url": url}
            new_url = {"$set": {"avatar_url": new + url.removeprefix(old)}}
            changed += (await users.update_one(same, new_url)).matched_count
    return changed


def _replaced(value: Any, urls: re.Pattern[str], replacement: str) -> Any:
    """Replace the URLs in a string, or in the strings of an object."""
    if isinstance(value, Mapping):
        fields = cast("Mapping[str, Any]", value)
        return {name: _replaced(field, urls, replacement) for name, field in fields.items()}
    return urls.sub(replacement, value) if isinstance(value, str) else value


async def _readdress(oid: ObjectId, urls: re.Pattern[str], replacement: str) -> bool:
    raw = await BlogDocument.find_raw(oid)
    if raw is None:
        return False
    update = await _readdressed(raw, urls, replacement)
    if working := raw.get("working"):
        fields = await _readdressed(working, urls, replacement)
        update |= {f"working.{name}": value for name, value in fields.items()}
    unchanged = {"_id": oid} | {field: raw.get(field) for field in ("revision", "updated_at")}
    return (
        await BlogDocument.collection().update_one(unchanged, {"$set": update})
    ).matched_count == 1


async def _readdressed(raw: Raw, urls: re.Pattern[str], replacement: str) -> Raw:
    """Return the changed fields of a blog or of a working copy."""
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
        final = final.model_copy(update={"render": final.render | copied_meta(meta)})
    return {"meta": meta.model_dump(), "final_blog": final.model_dump()}
