"""Looking after a storage: what no blog shows, what is missing, and moving house.

What is found is noted in a temporary SQLite file, so that millions of images need no memory.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from cms_blog.media.image_store import IMAGE_NAME, TEMPORARY_NAME, ImageStore, is_intact

# A file that is being written is seconds old.
_DRAFT_AGE = timedelta(hours=1)
_COPIES_AT_ONCE = 8
_ROWS = 1_000

type Count = Callable[[int], None]


class Mention(NamedTuple):
    """An image's URL, as it stands in a blog."""

    name: str
    url: str
    blog_id: str


@dataclass(frozen=True, slots=True)
class Total:
    """Number of images and their total size in bytes."""

    images: int
    bytes: int


class Inventory:
    """Inventory of stored images and of those that blogs use. Close it with `close`."""

    def __init__(self) -> None:
        # No name: a file of SQLite's own, which is gone when it is closed.
        self._notes = sqlite3.connect("", isolation_level=None)
        self._notes.executescript(
            "CREATE TABLE stored (name TEXT PRIMARY KEY, size INT, modified REAL) WITHOUT ROWID;"
            "CREATE TABLE drafts (name TEXT, modified REAL);"
            "CREATE TABLE shown (name TEXT PRIMARY KEY, url TEXT, blog_id TEXT) WITHOUT ROWID;"
        )
        self.close = self._notes.close

    async def note_all(self, store: ImageStore, count: Count) -> None:
        """Note everything that is in `store`."""
        async for entry in store.entries():
            if IMAGE_NAME.fullmatch(entry.name):
                row = (entry.name, entry.size, entry.modified.timestamp())
                self._notes.execute("INSERT OR REPLACE INTO stored VALUES (?, ?, ?)", row)
                count(1)
            elif TEMPORARY_NAME.fullmatch(entry.name):
                row = (entry.name, entry.modified.timestamp())
                self._notes.execute("INSERT INTO drafts VALUES (?, ?)", row)

    def note(self, mentions: Iterable[Mention]) -> None:
        """Note that blogs show images."""
        self._notes.executemany("INSERT OR IGNORE INTO shown VALUES (?, ?, ?)", mentions)

    @property
    def stored(self) -> Total:
        """All images."""
        found = self._notes.execute("SELECT count(*), coalesce(sum(size), 0) FROM stored")
        return Total(*found.fetchone())

    def orphans(self, before: datetime) -> Total:
        """The images that no blog shows and that were last put before then."""
        query = (
            "SELECT count(*), coalesce(sum(size), 0) FROM stored "
            "WHERE modified < ? AND name NOT IN (SELECT name FROM shown)"
        )
        return Total(*self._notes.execute(query, (before.timestamp(),)).fetchone())

    def orphan_names(self, before: datetime) -> Iterator[str]:
        """The names of `orphans(before)`."""
        query = (
            "SELECT name FROM stored WHERE name > ? AND modified < ? "
            "AND name NOT IN (SELECT name FROM shown) ORDER BY name LIMIT ?"
        )
        for (name,) in self._paged(query, before.timestamp()):
            yield name

    def old_drafts(self, now: datetime) -> list[str]:
        """Temporary files of processes that were killed while writing."""
        before = (now - _DRAFT_AGE).timestamp()
        found = self._notes.execute("SELECT name FROM drafts WHERE modified < ?", (before,))
        return [name for (name,) in found]

    def missing(self) -> Iterator[Mention]:
        """Images that blogs use and that do not exist."""
        query = (
            "SELECT * FROM shown WHERE name > ? "
            "AND name NOT IN (SELECT name FROM stored) ORDER BY name LIMIT ?"
        )
        return (Mention(*row) for row in self._paged(query))

    def names(self) -> Iterator[tuple[str, int]]:
        """All images, each with its size."""
        yield from self._paged("SELECT name, size FROM stored WHERE name > ? ORDER BY name LIMIT ?")

    def _paged(self, query: str, *values: object) -> Iterator[Any]:
        # No query stays open: whoever reads may be cut off, and what is left of it be collected by
        # another thread, which SQLite does not take.
        last = ""
        while rows := self._notes.execute(query, (last, *values, _ROWS)).fetchall():
            yield from rows
            last = rows[-1][0]

    def has(self, name: str, size: int) -> bool:
        """Whether there is such an image of that size."""
        query = "SELECT 1 FROM stored WHERE name = ? AND size = ?"
        return self._notes.execute(query, (name, size)).fetchone() is not None


async def delete_orphans(
    store: ImageStore, found: Inventory, before: datetime, count: Count
) -> int:
    """Delete unused images stored before `before`; return their number.

    Raises:
        StorageFailed
    """
    deleted = 0
    for name in found.orphan_names(before):
        file = await store.open(name)
        # Looked at once more: it may have been put again since it was listed.
        if file is not None and file.modified < before:
            await store.delete(name)
            deleted += 1
        count(1)
    return deleted


@dataclass(slots=True)
class Moved:
    """Result of a copy between storages: number copied, names that failed."""

    copied: int
    damaged: list[str]


async def move(
    source: ImageStore, target: ImageStore, found: Inventory, there: Inventory, count: Count
) -> Moved:
    """Copy what is `found` at the source and not yet `there`, and read back each copy.

    An image whose bytes are not what its name stands for is not copied.

    Raises:
        StorageFailed: what was copied until then is whole; the next move goes on from there.
    """
    moved = Moved(0, [])
    names = found.names()

    async def work() -> None:
        for name, size in names:
            if there.has(name, size):
                pass
            elif await _copied(source, target, name):
                moved.copied += 1
            else:
                moved.damaged.append(name)
            count(1)

    try:
        async with asyncio.TaskGroup() as workers:
            for _ in range(_COPIES_AT_ONCE):
                workers.create_task(work())
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
    return moved


async def _copied(source: ImageStore, target: ImageStore, name: str) -> bool:
    file = await source.open(name)
    if file is None:
        # Deleted since it was listed: there is nothing to copy.
        return True
    data = await file.read()
    if not is_intact(name, data):
        return False
    await target.put(name, data)
    copy = await target.open(name)
    return copy is not None and is_intact(name, await copy.read())
