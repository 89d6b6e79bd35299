"""Versions that a change of a blog adds."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Self

from bson import ObjectId

from cms_blog.blogs.content.images import image_names
from cms_blog.blogs.documents import BlogStatus
from cms_blog.blogs.records import BlogRecord
from cms_blog.blogs.versions.documents import BlogVersionCause, BlogVersionDocument
from cms_blog.blogs.versions.history import Entry, entry_of, with_entry
from cms_blog.blogs.versions.store import OWN_FIELDS, TextState, delete_versions, packed
from cms_blog.database.document import SCHEMA_VERSION, Raw
from cms_blog.errors import DomainError
from cms_blog.media.unused import list_unused


class NewVersions:
    """Versions that a change of a blog adds, and the blog's entries after the change."""

    def __init__(
        self, blog_id: ObjectId, entries: Sequence[Entry] = (), images: Iterable[str] = ()
    ) -> None:
        self._blog_id = blog_id
        self._before = entries
        self._images = frozenset(images)
        self._documents: list[Raw] = []
        self.entries: list[Entry] = [*entries]

    @classmethod
    def after(cls, blog: BlogRecord) -> Self:
        """Begin with the versions of the blog; an earlier release kept none of its states."""
        new = cls(blog.oid, blog.versions, blog.images)
        if not blog.versions:
            for text, revision, cause in _current(blog):
                at = text.instant("updated_at") or blog.oid.generation_time
                new.add(text, revision=revision, cause=cause, by=blog.author_id, at=at)
        return new

    def add(
        self,
        text: BlogRecord,
        *,
        revision: int,
        cause: BlogVersionCause,
        by: ObjectId,
        at: datetime,
    ) -> None:
        """Add the state of a blog's own text, or of a working copy as a record, after `cause`."""
        final = text.final_blog
        state = TextState(text.meta.model_dump(), text.tags, final.markdown, final.word_count)
        self.add_state(state, revision=revision, cause=cause, by=by, at=at)

    def add_state(
        self,
        state: TextState,
        *,
        revision: int,
        cause: BlogVersionCause,
        by: ObjectId,
        at: datetime,
    ) -> None:
        """Add the state of a text after `cause`."""
        document = _document(self._blog_id, state, revision)
        self._documents.append(document)
        entry = entry_of(document["_id"], revision=revision, cause=cause, by=by, at=at)
        self.entries = with_entry(self.entries, entry)

    async def insert(self) -> None:
        """Insert the texts; no command without versions."""
        if self._documents:
            await BlogVersionDocument.collection().insert_many(self._documents)

    async def delete_unreferenced(self, entries: Sequence[Entry]) -> None:
        """Delete the texts to which the blog's `entries` do not refer any more, or never did."""
        known = {entry["version_id"] for entry in self._before}
        known |= {document["_id"] for document in self._documents}
        await delete_versions(known - {entry["version_id"] for entry in entries})

    async def storing[T: BlogRecord | None](self, change: Callable[[], Awaitable[T]]) -> T:
        """Insert the texts, make the change, and delete those that have no entry.

        Images that the blog shows no longer are listed as unused.

        `change` returns None, or raises DomainError, if the blog was not changed. After other
        failures it may have been changed: `sweep.py` deletes what has no entry then.
        """
        await self.insert()
        try:
            changed = await change()
        except DomainError:
            await self.delete_unreferenced(self._before)
            raise
        await self.delete_unreferenced(self._before if changed is None else self.entries)
        if changed is not None:
            await list_unused(self._images.difference(changed.images))
        return changed


def _current(blog: BlogRecord) -> Iterator[tuple[BlogRecord, int, BlogVersionCause]]:
    """The texts that the blog has now, with their revisions and the last known causes."""
    if blog.status is BlogStatus.PUBLISHED:
        yield blog, blog.public_revision, BlogVersionCause.PUBLISHED
    else:
        yield blog, blog.revision, BlogVersionCause.SAVED
    if (copy := blog.working_copy) is not None:
        yield copy, blog.revision, BlogVersionCause.SAVED


def _document(blog_id: ObjectId, state: TextState, revision: int) -> Raw:
    document = {
        "_id": ObjectId(),
        "schema_version": SCHEMA_VERSION,
        "blog_id": blog_id,
        "revision": revision,
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
