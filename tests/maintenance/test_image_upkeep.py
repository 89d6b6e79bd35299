"""Checks and copies of image stores, on folders and buckets."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from cms_blog.maintenance.images import (
    CopyResult,
    ImageReference,
    Inventory,
    Total,
    delete_orphans,
    move,
)
from cms_blog.media.folder import Folder
from cms_blog.media.image_store import Entry, ImageStore, StorageFailed, StoredFile, name_of

NOW = datetime.now(UTC)
IMAGES = {name_of(data, "image/png"): data for data in (b"%d" % n for n in range(30))}


def ignore(_: int) -> None:
    pass


async def filled(store: ImageStore) -> ImageStore:
    for name, data in IMAGES.items():
        await store.put(name, data)
    return store


async def content(store: ImageStore) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    async for entry in store.entries():
        file = await store.open(entry.name)
        assert file is not None
        found[entry.name] = await file.read()
    return found


async def moved(source: ImageStore, target: ImageStore) -> CopyResult:
    with closing(Inventory()) as found, closing(Inventory()) as there:
        await found.add_stored(source, ignore)
        await there.add_stored(target, ignore)
        return await move(source, target, found, there, ignore)


class Broken:
    """Image store that calls `wrong` for each put after the first ten."""

    def __init__(self, store: ImageStore, wrong: Callable[[bytes], bytes]) -> None:
        self._store = store
        self._wrong = wrong
        self.puts = 0

    async def put(self, name: str, data: bytes) -> None:
        self.puts += 1
        await self._store.put(name, data if self.puts <= 10 else self._wrong(data))

    async def open(self, name: str) -> StoredFile | None:
        return await self._store.open(name)

    def entries(self) -> AsyncIterator[Entry]:
        return self._store.entries()

    async def delete(self, name: str) -> None:
        await self._store.delete(name)


async def test_copy_keeps_the_source(store: ImageStore, tmp_path: Path):
    source = await filled(Folder(tmp_path / "source"))
    await source.put("notes.txt", b"no image")
    assert await moved(source, store) == CopyResult(30, [])
    assert await content(store) == IMAGES
    assert await content(source) == IMAGES | {"notes.txt": b"no image"}
    assert await moved(source, store) == CopyResult(0, [])
    assert await moved(store, Folder(tmp_path / "back")) == CopyResult(30, [])
    assert await content(Folder(tmp_path / "back")) == IMAGES


async def test_interrupted_copy_is_continued(store: ImageStore, tmp_path: Path):
    source = await filled(Folder(tmp_path / "source"))

    def away(_: bytes) -> bytes:
        raise StorageFailed("away")

    broken = Broken(store, away)
    with pytest.raises(StorageFailed, match="away"):
        await moved(source, broken)
    there = {entry.name async for entry in store.entries()} & IMAGES.keys()
    assert 0 < len(there) <= 10
    again = await moved(source, store)
    # A copy that was in progress at the interruption can have completed.
    assert 20 <= again.copied <= 30 - len(there)
    assert again.damaged == []
    assert await content(store) == IMAGES


async def test_copy_with_wrong_content_is_reported(tmp_path: Path):
    source = await filled(Folder(tmp_path / "source"))
    done = await moved(source, Broken(Folder(tmp_path / "target"), lambda data: data[:-1] + b"?"))
    assert done.copied == 10
    assert len(done.damaged) == 20


async def test_damaged_image_is_not_copied(store: ImageStore, tmp_path: Path):
    source = await filled(Folder(tmp_path))
    hurt = sorted(IMAGES)[3]
    (tmp_path / hurt).write_bytes(b"something else")
    assert await moved(source, store) == CopyResult(29, [hurt])
    assert hurt not in await content(store)


async def test_damaged_copy_is_reported(tmp_path: Path):
    source, target = await filled(Folder(tmp_path / "a")), await filled(Folder(tmp_path / "b"))
    hurt = min(IMAGES)
    (tmp_path / "b" / hurt).write_bytes(b"cut o")
    assert await moved(source, target) == CopyResult(0, [hurt])
    (tmp_path / "b" / hurt).unlink()
    assert await moved(source, target) == CopyResult(1, [])


async def test_orphaned_and_missing_images_are_found(store: ImageStore):
    await filled(store)
    await store.put(".0123456789abcdef", b"half")
    await store.put(".gitkeep", b"")
    names = sorted(IMAGES)
    gone = ImageReference(f"{sha256(b'gone').hexdigest()[:32]}.gif", "https://a.example/gone", "b1")
    with closing(Inventory()) as found:
        await found.add_stored(store, ignore)
        found.add_references(
            [ImageReference(name, "https://a.example/x", "b0") for name in names[5:]] + [gone] * 2
        )
        later = NOW + timedelta(hours=2)
        assert found.stored == Total(30, sum(map(len, IMAGES.values())))
        assert found.orphans(later).images == 5
        assert found.orphans(NOW - timedelta(days=1)) == Total(0, 0)
        assert list(found.orphan_names(later)) == names[:5]
        assert list(found.missing()) == [gone]
        assert found.abandoned_files(later) == [".0123456789abcdef"]
        assert found.abandoned_files(NOW) == []
        assert await delete_orphans(store, found, NOW - timedelta(days=1), ignore) == 0
        assert await delete_orphans(store, found, later, ignore) == 5
    assert {name for name in await content(store) if name[0] != "."} == set(names[5:])


async def test_orphan_stored_again_after_the_listing_is_kept(tmp_path: Path):
    store = await filled(Folder(tmp_path))
    old = (NOW - timedelta(days=60)).timestamp()
    for name in IMAGES:
        os.utime(tmp_path / name, (old, old))
    again = sorted(IMAGES)[7]
    with closing(Inventory()) as found:
        await found.add_stored(store, ignore)
        await store.put(again, IMAGES[again])
        before = NOW - timedelta(days=30)
        assert found.orphans(before).images == 30
        assert await delete_orphans(store, found, before, ignore) == 29
    assert list(await content(store)) == [again]
