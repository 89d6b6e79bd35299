"""The entries in `versions` of a blog's document, oldest first.

An entry is `{revision, version_id, cause, by, at}`; one that several saves share also has `since`,
the time of the first of them. The newest one has `in_blog` while its text is the blog's current one
and not stored as a version.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId

from cms_blog.blogs.versions.documents import BlogVersionCause
from cms_blog.database.document import Raw

MAX_VERSIONS = 20
# Edits by one person within this time share a version, so that autosave does not evict others.
SHARED = timedelta(minutes=10)

type Entry = Mapping[str, Any]


def entry_of(
    version_id: ObjectId, *, revision: int, cause: BlogVersionCause, by: ObjectId, at: datetime
) -> Raw:
    """Return the entry for a version whose text is the blog's current one."""
    return {
        "revision": revision,
        "version_id": version_id,
        "cause": cause,
        "by": by,
        "at": at,
        "in_blog": True,
    }


def is_in_blog(entry: Entry) -> bool:
    """Whether the text of the newest version is the blog's current one, and not stored twice."""
    return "in_blog" in entry


def stored(entry: Entry) -> Entry:
    """Return the entry of a version whose text is stored."""
    # Most entries are those already, and each access to the versions of a blog looks at all.
    if not is_in_blog(entry):
        return entry
    return {name: value for name, value in entry.items() if name != "in_blog"}


def with_newest_in_blog(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries of a blog, of which only the newest one may be `in_blog`.

    Releases before `in_blog` replace that text without storing it, and keep its entry.
    """
    return [*map(stored, entries[:-1]), *entries[-1:]]


def with_entry(entries: Sequence[Entry], added: Entry) -> list[Entry]:
    """Return the entries after the change that led to `added`, MAX_VERSIONS at most.

    The oldest one is dropped, but never the text that was published last.
    """
    kept: list[Entry] = [*entries]
    if kept and _is_shared(kept[-1], added):
        replaced = kept.pop()
        added = {**added, "since": replaced.get("since", replaced["at"])}
    kept = [*map(stored, kept), added]
    while len(kept) > MAX_VERSIONS:
        del kept[1 if _latest_published(kept) == 0 else 0]
    return kept


def _is_shared(last: Entry, added: Entry) -> bool:
    since: datetime = last.get("since", last["at"])
    return (
        last["cause"] == added["cause"] == BlogVersionCause.EDITED
        and last["by"] == added["by"]
        # Not after a working copy was discarded or unpublished: its version is all that is left.
        and last["revision"] == added["revision"] - 1
        and added["at"] - since < SHARED
    )


def _latest_published(entries: Sequence[Entry]) -> int | None:
    published = [at for at, each in enumerate(entries) if each["cause"] == "published"]
    return published[-1] if published else None


def entry_at(entries: Sequence[Entry], revision: int) -> Entry | None:
    """Return the latest entry with this revision."""
    return next((each for each in reversed(entries) if each["revision"] == revision), None)
