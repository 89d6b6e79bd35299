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
from cms_blog.blogs.versions.store import OWN_FIELDS, delete_versions, packed, state_of_text
from cms_blog.database.document import SCHEMA_VERSION, Raw
from cms_blog.errors import DomainError
from cms_blog.media.unused import list_unused

_ONLY_IDS = {"versions.version_id": 1}


class NewVersions:
    """The entries of a blog after a change, and the texts that the change replaces."""

    def __init__(self, blog: BlogRecord) -> None:
        self._blog = blog
        # The text of the newest version, if the blog has it.
        self._text: BlogRecord | None = blog.current_text
        self._documents: list[Raw] = []
        self.entries: list[Entry] = [*blog.versions]

    @classmethod
    def after(cls, blog: BlogRecord) -> Self:
        """Begin with the versions of the blog; an earlier release kept none of its states."""
        new = cls(blog)
        if not blog.versions:
            for text, revision, cause in _current(blog):
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
        if self._text is None:
            raise AssertionError("the text of the newest version is not known before the change")
        self._documents.append(_document(self._blog.oid, self._text, entry))

    async def storing[T: BlogRecord | None](self, change: Callable[[], Awaitable[T]]) -> T:
        """Insert the replaced texts, make the change, and delete texts that have no entry.

        Images that the blog shows no longer are listed as unused.

        `change` returns None, or raises DomainError, if the blog was not changed. After other
        failures it may have been changed: `sweep.py` deletes what has no entry then.
        """
        for document in self._documents:
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
        if not self._documents:
            return
        blog = await BlogDocument.collection().find_one({"_id": self._blog.oid}, _ONLY_IDS)
        inserted = {document["_id"] for document in self._documents}
        await delete_versions(inserted - _ids((blog or {}).get("versions") or ()))


def _ids(entries: Iterable[Entry]) -> set[ObjectId]:
    return {entry["version_id"] for entry in entries}


def _current(blog: BlogRecord) -> Iterator[tuple[BlogRecord, int, BlogVersionCause]]:
    """The texts that the blog has now, with their revisions and the last known causes."""
    if blog.status is BlogStatus.PUBLISHED:
        yield blog, blog.public_revision, BlogVersionCause.PUBLISHED
    else:
        yield blog, blog.revision, BlogVersionCause.SAVED
    if (copy := blog.working_copy) is not None:
        yield copy, blog.revision, BlogVersionCause.SAVED


def _document(blog_id: ObjectId, text: BlogRecord, entry: Entry) -> Raw:
    state = state_of_text(text)
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
