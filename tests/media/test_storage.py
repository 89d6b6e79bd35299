"""Storing of images, in a folder and in a bucket."""

import asyncio
import os
import resource
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image
from sample_images import decoded, encoded, picture

from cms_blog.media.folder import Folder
from cms_blog.media.formats import UnusableImage
from cms_blog.media.image_store import Entry, ImageStore, StorageFailed, StoredFile
from cms_blog.media.images import MAX_BYTES
from cms_blog.media.service import store_generated, store_upload
from cms_blog.media.storage import Storage

BASE = "https://blog.example.com/uploads"


class Sent:
    """Uploaded file that records the size of each read."""

    def __init__(self, data: bytes, size: int | None = None) -> None:
        self._data = data
        self._at = 0
        self.size = size
        self.chunks: list[int] = []

    async def read(self, size: int = -1, /) -> bytes:
        piece = self._data[self._at :][: None if size < 0 else size]
        self._at += len(piece)
        self.chunks.append(len(piece))
        return piece

    async def seek(self, offset: int, /) -> None:
        self._at = offset


async def entries(store: ImageStore) -> list[Entry]:
    """Return all entries of the store, including temporary files, sorted by name."""
    return sorted([entry async for entry in store.entries()], key=lambda entry: entry.name)


async def kept(storage: Storage) -> list[str]:
    return [entry.name for entry in await entries(storage.store)]


async def content(storage: Storage, name: str) -> bytes:
    file = await storage.store.open(name)
    assert isinstance(file, StoredFile)
    return await file.read()


async def test_upload_gets_a_content_addressed_name(storage: Storage):
    image = await store_upload(Sent(picture()), storage=storage)
    [name] = await kept(storage)
    data = await content(storage, name)
    assert name == f"{sha256(data).hexdigest()[:32]}.png"
    assert image.url == f"{BASE}/{name}"
    assert (image.width, image.height, image.media_type) == (16, 8, "image/png")
    assert image.bytes == len(data)


async def test_generated_and_uploaded_images_share_a_name(storage: Storage):
    uploaded = await store_upload(Sent(picture()), storage=storage)
    assert await store_generated(picture() + b"trailing", storage=storage) == uploaded
    assert len(await kept(storage)) == 1


async def test_generated_images_have_no_size_limit(storage: Storage):
    data = picture() + bytes(MAX_BYTES)
    assert (await store_generated(data, storage=storage)).width == 16
    with pytest.raises(UnusableImage):
        await store_generated(b"", storage=storage)


async def test_concurrent_uploads_of_one_image_create_one_file(storage: Storage):
    data = picture()
    images = await asyncio.gather(*(store_upload(Sent(data), storage=storage) for _ in range(50)))
    assert len(set(images)) == 1
    assert len(await kept(storage)) == 1
    found = decoded(await content(storage, (await kept(storage))[0]))
    assert found.size == (16, 8)


async def test_repeated_put_only_updates_the_date(storage: Storage):
    urls = await asyncio.gather(*(storage.put(b"one", "image/gif") for _ in range(20)))
    [before] = [after] = await entries(storage.store)
    # A bucket's dates are in whole seconds.
    async with asyncio.timeout(30):
        while after.modified == before.modified:
            await asyncio.sleep(0.05)
            assert {*urls, await storage.put(b"one", "image/gif")} == {f"{BASE}/{before.name}"}
            [after] = await entries(storage.store)
    assert (after.name, after.size) == (before.name, before.size)
    assert after.modified > before.modified
    assert abs(after.modified - datetime.now(UTC)) < timedelta(minutes=1)


async def test_entries_have_name_and_size(store: ImageStore):
    assert await entries(store) == []
    await store.put("a.png", b"one")
    await store.put("b.png", b"three")
    assert [(entry.name, entry.size) for entry in await entries(store)] == [
        ("a.png", 3),
        ("b.png", 5),
    ]


async def test_empty_file_is_read(store: ImageStore):
    await store.put("a.png", b"")
    file = await store.open("a.png")
    assert file is not None
    assert (file.size, await file.read()) == (0, b"")


async def test_delete_is_idempotent(store: ImageStore):
    await store.put("a.png", b"one")
    await store.delete("a.png")
    await store.delete("a.png")
    assert await store.open("a.png") is None
    assert await entries(store) == []


async def test_chunks_of_any_range_are_read(store: ImageStore):
    data = bytes(range(251)) * 10_000
    await store.put("large.png", data)
    file = await store.open("large.png")
    assert file is not None
    assert file.size == len(data)
    assert await file.read() == data
    for start, stop in ((0, 1), (1_048_570, 1_048_580), (2_000_000, len(data)), (7, 7)):
        chunks = [chunk async for chunk in file.chunks(start, stop)]
        assert b"".join(chunks) == data[start:stop]
        assert all(len(piece) <= 1024 * 1024 for piece in chunks)


@pytest.mark.parametrize("data", [b"", b"text", picture()[:40], picture("JPEG")[:200]])
async def test_rejected_files_are_not_stored(storage: Storage, data: bytes):
    with pytest.raises(UnusableImage):
        await store_upload(Sent(data), storage=storage)
    assert await kept(storage) == []


async def test_file_of_the_maximum_size_is_accepted(storage: Storage):
    data = picture().ljust(MAX_BYTES, b"\0")
    image = await store_upload(Sent(data), storage=storage)
    assert image.bytes < 1_000


@pytest.mark.parametrize("said", [None, 5])
async def test_reading_stops_at_the_size_limit(storage: Storage, said: int | None):
    file = Sent(picture().ljust(2 * MAX_BYTES, b"\0"), said)
    with pytest.raises(UnusableImage, match="larger than 8 MB"):
        await store_upload(file, storage=storage)
    assert max(file.chunks) <= 256 * 1024
    assert MAX_BYTES < sum(file.chunks) <= MAX_BYTES + 256 * 1024


async def test_file_with_a_declared_size_above_the_limit_is_not_read(storage: Storage):
    file = Sent(picture(), MAX_BYTES + 1)
    with pytest.raises(UnusableImage, match="larger than 8 MB"):
        await store_upload(file, storage=storage)
    assert file.chunks == []


async def test_file_that_was_read_before_is_rewound(storage: Storage):
    file = Sent(picture())
    once = await store_upload(file, storage=storage)
    assert await store_upload(file, storage=storage) == once


async def test_event_loop_is_not_blocked_during_sanitising(storage: Storage):
    large = encoded(Image.effect_noise((3_000, 2_000), 60), "PNG")
    cleaning = asyncio.create_task(store_generated(large, storage=storage))
    turns = 0
    while not cleaning.done():
        await asyncio.sleep(0.001)
        turns += 1
    await cleaning
    assert turns > 20


async def test_cancelled_uploads_do_not_affect_others(storage: Storage):
    tasks = [asyncio.create_task(store_upload(Sent(picture()), storage=storage)) for _ in range(20)]
    await asyncio.sleep(0)
    for task in tasks[1:]:
        task.cancel()
    image = await tasks[0]
    assert image == await store_upload(Sent(picture()), storage=storage)
    assert await kept(storage) == [image.url.rpartition("/")[2]]


@contextmanager
def full_disk(room: int) -> Generator[None]:
    """Limit files to `room` bytes, so that further writes fail as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_full_disk_leaves_no_partial_file(tmp_path: Path):
    store = Folder(tmp_path)
    with full_disk(10), pytest.raises(StorageFailed, match="could not be written"):
        await store.put("a.png", b"more than ten bytes")
    assert await entries(store) == []
    await store.put("a.png", b"more than ten bytes")
    assert len(await entries(store)) == 1


async def test_folder_that_cannot_be_created_raises_storage_failed(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    store = Folder(tmp_path / "file" / "uploads")
    with pytest.raises(StorageFailed):
        await store.put("a.png", b"data")
    with pytest.raises(StorageFailed):
        await entries(store)
    assert await store.open("a.png") is None


async def test_truncated_file_raises_storage_failed(tmp_path: Path):
    store = Folder(tmp_path)
    await store.put("a.png", b"0123456789")
    file = await store.open("a.png")
    assert file is not None
    os.truncate(tmp_path / "a.png", 5)
    with pytest.raises(StorageFailed, match="truncated"):
        await file.read()
