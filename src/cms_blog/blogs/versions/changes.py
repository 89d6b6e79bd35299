"""Versions that a change of a blog adds."""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import Self

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from cms_blog.blogs.content.images import image_names
from cms_blog.blogs.documents import BlogDocument, BlogStatus
from cms_blog.blogs.records import BlogRecord
from cms_blog.blogs.versions.documents import BlogVersionCause, BlogVersionDocument
from cms_blog.blogs.versions.history import Entry, entry_of, is_in_blog, stored, with_entry
from cms_blog.blogs.versions.store import (
    OWN_FIELDS,
    delete_versions,
    newest_text,
    packed,
    state_of_text,
)
from cms_blog.database.document import SCHEMA_VERSION, Raw
from cms_blog.errors import DomainError
from cms_blog.media.unused import list_unused

_ONLY_IDS = {"versions.version_id": 1}


class NewVersions:
    """The entries of a blog after a change, and the texts that the change replaces."""

    def __init__(self, blog: BlogRecord) -> None:
        self._blog = blog
        # The text of the newest version, if the blog has it before the change.
        self._text = newest_text(blog) if blog.versions else None
        # What the change replaces or removes.
        self._replaced: list[tuple[Entry, BlogRecord]] = []
        self.entries: list[Entry] = [*blog.versions]

    @classmethod
    def after(cls, blog: BlogRecord) -> Self:
        """Begin with the versions of the blog, and with its texts that are not among them.

        Those were saved by an earlier release.
        """
        new = cls(blog)
        for text, revision, cause in _without_version(blog):
            at = text.instant("updated_at") or blog.oid.generation_time
            new.add(revision=revision, cause=cause, by=blog.author_id, at=at, text=text)
        return new

    def add(
        self,
        *,
        revision: int,
        cause: BlogVersionCause,
        by: ObjectId,
        at: datetime,
        text: BlogRecord | None = None,
    ) -> None:
        """Add the state after `cause`.

        Args:
            text: the text of this state, if the blog has it before the change.
        """
        entry = entry_of(ObjectId(), revision=revision, cause=cause, by=by, at=at)
        newest = self.entries[-1] if self.entries else None
        self.entries = with_entry(self.entries, entry)
        if newest is not None and is_in_blog(newest) and stored(newest) in self.entries:
            self._store(newest)
        self._text = text

    def keep_newest(self) -> None:
        """Store the text of the newest version: the change removes it from the blog."""
        if self.entries and is_in_blog(self.entries[-1]):
            self._store(self.entries[-1])
            self.entries[-1] = stored(self.entries[-1])

    def _store(self, entry: Entry) -> None:
        # An earlier release may have removed the text.
        if self._text is not None:
            self._replaced.append((entry, self._text))

    async def storing[T: BlogRecord | None](self, change: Callable[[], Awaitable[T]]) -> T:
        """Insert the replaced texts, make the change, and delete texts that have no entry.

        Images that the blog shows no longer are listed as unused.

        `change` returns None, or raises DomainError, if the blog was not changed. After other
        failures it may have been changed: `sweep.py` deletes what has no entry then.
        """
        for entry, text in self._replaced:
            document = await _document(self._blog.oid, text, entry)
            # Inserted before by a change that failed or was interrupted.
            with suppress(DuplicateKeyError):
                await BlogVersionDocument.collection().insert_one(document)
        try:
            changed = await change()
        except DomainError:
            await self._delete_inserted()
            raise
        if changed is None:
            await self._delete_inserted()
        else:
            before = {each["version_id"] for each in self._blog.versions if not is_in_blog(each)}
            await delete_versions(before - _ids(self.entries))
            await list_unused({*self._blog.images}.difference(changed.images))
        return changed

    async def _delete_inserted(self) -> None:
        """Delete the inserted texts after a refused change, unless the blog refers to them.

        It may: the newest version has its id before its text is stored, and the change that came
        first may need the same text.
        """
        if not self._replaced:
            return
        blog = await BlogDocument.collection().find_one({"_id": self._blog.oid}, _ONLY_IDS)
        inserted = _ids(entry for entry, _ in self._replaced)
        await delete_versions(inserted - _ids((blog or {}).get("versions") or ()))


def _ids(entries: Iterable[Entry]) -> set[ObjectId]:
    return {entry["version_id"] for entry in entries}


def _without_version(blog: BlogRecord) -> Iterator[tuple[BlogRecord, int, BlogVersionCause]]:
    """The texts that are no version yet, with their revisions and the last known causes."""
    if not blog.versions and blog.status is BlogStatus.PUBLISHED:
        yield blog, blog.public_revision, BlogVersionCause.PUBLISHED
    elif not blog.versions:
        yield blog, blog.revision, BlogVersionCause.SAVED
    # Each edit of a working copy raises the revision.
    has_copy_version = blog.versions and blog.versions[-1]["revision"] > blog.public_revision
    if (copy := blog.working_copy) is not None and not has_copy_version:
        yield copy, blog.revision, BlogVersionCause.SAVED


async def _document(blog_id: ObjectId, text: BlogRecord, entry: Entry) -> Raw:
    state = await state_of_text(text)
    document = {
        "_id": entry["version_id"],
        "schema_version": SCHEMA_VERSION,
        "blog_id": blog_id,
        "revision": entry["revision"],
        "title": state.meta.get("title") or "",
        "tags": [*state.tags],
        "text": packed(state.markdown),
        "word_count": state.word_count,
        "images": image_names(dict(state.meta), state.markdown),
        "meta": {name: state.meta[name] for name in state.meta if name not in OWN_FIELDS},
    }
    if cover := state.meta.get("cover_image_url"):
        document["cover_image_url"] = cover
    return document
