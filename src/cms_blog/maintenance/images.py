"""Finds orphaned and missing images, and copies images between stores.

The inventory is kept in a temporary SQLite file, so that memory is bounded for millions of images.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Any, NamedTuple

from cms_blog.media.image_store import (
    IMAGE_NAME,
    TEMPORARY_NAME,
    ImageStore,
    is_intact,
    variant_of,
)
from cms_blog.media.variants.service import delete_image

# Much longer than any write takes.
_TEMPORARY_FILE_AGE = timedelta(hours=1)
_CONCURRENT_COPIES = 8
_ROWS = 1_000

type Count = Callable[[int], None]


class ImageReference(NamedTuple):
    """The URL of an image in a blog."""

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
        # An empty name makes SQLite use a temporary file, deleted on close.
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.executescript(
            "CREATE TABLE stored (name TEXT PRIMARY KEY, size INT, modified REAL) WITHOUT ROWID;"
            "CREATE TABLE variants (name TEXT PRIMARY KEY, image TEXT, size INT, modified REAL)"
            " WITHOUT ROWID;"
            "CREATE TABLE drafts (name TEXT, modified REAL);"
            "CREATE TABLE shown (name TEXT PRIMARY KEY, url TEXT, blog_id TEXT) WITHOUT ROWID;"
        )
        self.close = self._database.close

    async def add_stored(self, store: ImageStore, count: Count) -> None:
        """Add all images and temporary files of `store`; `count` is called per image."""
        async for entry in store.entries():
            if IMAGE_NAME.fullmatch(entry.name):
                row = (entry.name, entry.size, entry.modified.timestamp())
                self._database.execute("INSERT OR REPLACE INTO stored VALUES (?, ?, ?)", row)
                count(1)
            elif (found := variant_of(entry.name)) is not None:
                row = (entry.name, found[0], entry.size, entry.modified.timestamp())
                self._database.execute("INSERT OR REPLACE INTO variants VALUES (?, ?, ?, ?)", row)
            elif TEMPORARY_NAME.fullmatch(entry.name):
                row = (entry.name, entry.modified.timestamp())
                self._database.execute("INSERT INTO drafts VALUES (?, ?)", row)

    def add_references(self, references: Iterable[ImageReference]) -> None:
        """Add references of blogs to images."""
        self._database.executemany("INSERT OR IGNORE INTO shown VALUES (?, ?, ?)", references)

    @property
    def stored(self) -> Total:
        """Total of the stored images."""
        found = self._database.execute("SELECT count(*), coalesce(sum(size), 0) FROM stored")
        return Total(*found.fetchone())

    @property
    def variants(self) -> Total:
        """Total of the smaller versions of images."""
        found = self._database.execute("SELECT count(*), coalesce(sum(size), 0) FROM variants")
        return Total(*found.fetchone())

    def orphans(self, before: datetime) -> Total:
        """Total of the images that no blog uses and that were stored before `before`."""
        query = (
            "SELECT count(*), coalesce(sum(size), 0) FROM stored "
            "WHERE modified < ? AND name NOT IN (SELECT name FROM shown)"
        )
        return Total(*self._database.execute(query, (before.timestamp(),)).fetchone())

    def orphan_names(self, before: datetime) -> Iterator[str]:
        """Yield the names of `orphans(before)`."""
        query = (
            "SELECT name FROM stored WHERE name > ? AND modified < ? "
            "AND name NOT IN (SELECT name FROM shown) ORDER BY name LIMIT ?"
        )
        for (name,) in self._paged(query, before.timestamp()):
            yield name

    def abandoned_files(self, now: datetime) -> list[str]:
        """Return the names of what killed processes left: temporary files, versions of no image."""
        before = (now - _TEMPORARY_FILE_AGE).timestamp()
        query = (
            "SELECT name FROM drafts WHERE modified < ? UNION ALL SELECT name FROM variants "
            "WHERE modified < ? AND image NOT IN (SELECT name FROM stored)"
        )
        return [name for (name,) in self._database.execute(query, (before, before))]

    def missing(self) -> Iterator[ImageReference]:
        """Return references to images that do not exist."""
        query = (
            "SELECT * FROM shown WHERE name > ? "
            "AND name NOT IN (SELECT name FROM stored) ORDER BY name LIMIT ?"
        )
        return (ImageReference(*row) for row in self._paged(query))

    def names(self) -> Iterator[tuple[str, int]]:
        """Yield the names and sizes of all stored images."""
        yield from self._paged("SELECT name, size FROM stored WHERE name > ? ORDER BY name LIMIT ?")

    def variant_names(self) -> Iterator[tuple[str, int]]:
        """Yield the names and sizes of the smaller versions of stored images."""
        yield from self._paged(
            "SELECT name, size FROM variants WHERE name > ? "
            "AND image IN (SELECT name FROM stored) ORDER BY name LIMIT ?"
        )

    def _paged(self, query: str, *values: object) -> Iterator[Any]:
        # Pages instead of one open query: a cancelled reader's cursor could be finalised by another
        # thread, which SQLite does not allow.
        last = ""
        while rows := self._database.execute(query, (last, *values, _ROWS)).fetchall():
            yield from rows
            last = rows[-1][0]

    def has(self, name: str, size: int) -> bool:
        """Return whether an image with this name and size is stored; of a version, any size.

        Versions that other releases made can have other sizes.
        """
        query = (
            "SELECT 1 FROM stored WHERE name = ?1 AND size = ?2 "
            "UNION ALL SELECT 1 FROM variants WHERE name = ?1"
        )
        return self._database.execute(query, (name, size)).fetchone() is not None


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
        # Checked again: it can have been stored again since it was listed.
        if file is not None and file.modified < before:
            await delete_image(store, name)
            deleted += 1
        count(1)
    return deleted


@dataclass(slots=True)
class CopyResult:
    """Result of a copy between stores: number of copied images, names of damaged ones."""

    copied: int
    damaged: list[str]


async def move(
    source: ImageStore, target: ImageStore, found: Inventory, there: Inventory, count: Count
) -> CopyResult:
    """Copy the images that the inventory `there` of the target lacks, and verify each copy.

    Images whose content does not match their name are not copied. Smaller versions are copied as
    well, and not counted.

    Raises:
        StorageFailed: earlier copies are complete; the next call continues.
    """
    result = CopyResult(0, [])
    # Versions first: an image that is stored has all its versions.
    names = chain(found.variant_names(), found.names())

    async def work() -> None:
        for name, size in names:
            is_image = variant_of(name) is None
            if there.has(name, size):
                pass
            elif not await _copy(source, target, name):
                result.damaged.append(name)
            elif is_image:
                result.copied += 1
            count(is_image)

    try:
        async with asyncio.TaskGroup() as workers:
            for _ in range(_CONCURRENT_COPIES):
                workers.create_task(work())
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
    return result


async def _copy(source: ImageStore, target: ImageStore, name: str) -> bool:
    file = await source.open(name)
    if file is None:
        # Deleted since it was listed.
        return True
    data = await file.read()
    # The name of a version has the hash of its image.
    if variant_of(name) is None and not is_intact(name, data):
        return False
    await target.put(name, data)
    copy = await target.open(name)
    return copy is not None and await copy.read() == data
