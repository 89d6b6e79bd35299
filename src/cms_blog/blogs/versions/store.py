"""Reads and deletes the texts of versions."""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from bson import ObjectId

from cms_blog.blogs.content.content import word_count_of
from cms_blog.blogs.documents import BlogDocument, BlogStatus, Meta
from cms_blog.blogs.records import BlogRecord
from cms_blog.blogs.versions.documents import BlogVersionDocument
from cms_blog.blogs.versions.history import Entry, is_in_blog
from cms_blog.database.document import Raw

# The lowest level: a sixth of the time of the default for a tenth more bytes.
_COMPRESSION = 1
# Fields of `meta` that a version has at its top level.
OWN_FIELDS = ("title", "cover_image_url")


class TextState(NamedTuple):
    """The state of a blog's text, or of its working copy, that a version keeps."""

    meta: Mapping[str, Any]
    tags: Sequence[str]
    markdown: str
    word_count: int


def packed(markdown: str) -> bytes:
    """Compress a text."""
    return zlib.compress(markdown.encode(), _COMPRESSION)


def unpacked(text: bytes) -> str:
    """Decompress a text."""
    return zlib.decompress(text).decode()


async def delete_versions(ids: Iterable[ObjectId]) -> None:
    """Delete the texts of versions; no command without ids."""
    versions, found = BlogVersionDocument.collection(), [*ids]
    if len(found) == 1:
        # The usual case, and cheaper in the embedded database.
        await versions.delete_one({"_id": found[0]})
    elif found:
        await versions.delete_many({"_id": {"$in": found}})


async def delete_versions_of(blog_ids: Sequence[ObjectId]) -> None:
    """Delete the texts of all versions of these blogs."""
    await BlogVersionDocument.collection().delete_many({"blog_id": {"$in": [*blog_ids]}})


async def remove_history(author_id: ObjectId, blog_ids: Sequence[ObjectId]) -> None:
    """Delete all versions and notes of these blogs, texts first: the entries show what is left.

    `author_id` is the shard key of the blogs.
    """
    await delete_versions_of(blog_ids)
    fields = {"versions": "", "notes": "", "notes_revision": "", "note_authors": ""}
    filter_: Raw = {"_id": {"$in": [*blog_ids]}, "author_id": author_id}
    await BlogDocument.collection().update_many(filter_, {"$unset": fields})


async def images_of_versions(blog_ids: Sequence[ObjectId]) -> list[Raw]:
    """Return the names of the images in the versions of these blogs: `images` of each version."""
    versions = BlogVersionDocument.collection()
    cursor = versions.find({"blog_id": {"$in": [*blog_ids]}}, {"_id": 0, "images": 1})
    return await cursor.to_list()


async def versions_by_id(
    ids: Sequence[ObjectId], projection: Mapping[str, int] | None = None
) -> Mapping[ObjectId, Raw]:
    """Return the documents of these versions, in one query; no command without ids."""
    if not ids:
        return {}
    versions = BlogVersionDocument.collection()
    cursor = versions.find({"_id": {"$in": [*ids]}}, projection)
    return {raw["_id"]: raw for raw in await cursor.to_list()}


def readable(version: Raw) -> Raw:
    """Return the fields of a version that can contain image addresses, with `markdown`."""
    fields = {name: version[name] for name in ("cover_image_url", "meta") if name in version}
    return fields | {"markdown": unpacked(version["text"])}


async def states_of(blog: BlogRecord, entries: Iterable[Entry]) -> Mapping[ObjectId, TextState]:
    """Return the states of these versions of the blog, which was read with its texts, by id.

    An entry without its document, for example of a backup that is not of one point in time, has
    none.
    """
    found = [*entries]
    documents = await versions_by_id([e["version_id"] for e in found if not is_in_blog(e)])
    states = {oid: _state_of(version) for oid, version in documents.items()}
    for entry in found:
        if is_in_blog(entry) and (text := newest_text(blog)) is not None:
            states[entry["version_id"]] = await state_of_text(text)
    return states


def newest_text(blog: BlogRecord) -> BlogRecord | None:
    """Return the text of the newest version, whose entry is `in_blog`.

    It is not the working copy if a release without versions made that copy, and None if such a
    release removed the working copy.
    """
    if blog.status is not BlogStatus.PUBLISHED:
        return blog
    is_of_copy = blog.versions[-1]["revision"] > blog.public_revision
    return blog.working_copy if is_of_copy else blog


async def state_of_text(text: BlogRecord) -> TextState:
    """Return the state of a blog's own text, or of a working copy as a record."""
    final, words = text.final_blog, await word_count_of(text.final_blog)
    return TextState(text.meta.model_dump(), text.tags, final.markdown, words)


def _state_of(version: Mapping[str, Any]) -> TextState:
    """Return the state that a version keeps, with every field of `meta`."""
    own = {name: version.get(name) for name in OWN_FIELDS}
    meta = Meta.model_validate(version["meta"] | own)
    markdown = unpacked(version["text"])
    return TextState(meta.model_dump(), version["tags"], markdown, version["word_count"])
