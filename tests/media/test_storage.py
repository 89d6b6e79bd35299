"""Keeping images, in a folder and in a bucket alike."""

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
from cms_blog.media.images import MAX_BYTES, UnusableImage
from cms_blog.media.places import Entry, Place, StorageFailed, StoredFile
from cms_blog.media.service import store_generated, store_upload
from cms_blog.media.storage import Storage

BASE = "https://blog.example.com/uploads"


class Sent:
    """An upload as the endpoint hands it over, of which is counted what was read."""

    def __init__(self, data: bytes, size: int | None = None) -> None:
        self._data = data
        self._at = 0
        self.size = size
        self.pieces: list[int] = []

    async def read(self, size: int = -1, /) -> bytes:
        piece = self._data[self._at :][: None if size < 0 else size]
        self._at += len(piece)
        self.pieces.append(len(piece))
        return piece

    async def seek(self, offset: int, /) -> None:
        self._at = offset


async def entries(place: Place) -> list[Entry]:
    """All that lies there, drafts too."""
    return sorted([entry async for entry in place.entries()], key=lambda entry: entry.name)


async def kept(storage: Storage) -> list[str]:
    return [entry.name for entry in await entries(storage.place)]


async def content(storage: Storage, name: str) -> bytes:
    file = await storage.place.open(name)
    assert isinstance(file, StoredFile)
    return await file.read()


async def test_an_upload_is_kept_under_the_name_of_its_content(storage: Storage):
    image = await store_upload(Sent(picture()), storage=storage)
    [name] = await kept(storage)
    data = await content(storage, name)
    assert name == f"{sha256(data).hexdigest()[:32]}.png"
    assert image.url == f"{BASE}/{name}"
    assert (image.width, image.height, image.media_type) == (16, 8, "image/png")
    assert image.bytes == len(data)


async def test_a_generated_image_is_kept_as_an_upload_is(storage: Storage):
    uploaded = await store_upload(Sent(picture()), storage=storage)
    assert await store_generated(picture() + b"trailing", storage=storage) == uploaded
    assert len(await kept(storage)) == 1


async def test_a_generated_image_may_have_more_bytes(storage: Storage):
    data = picture() + bytes(MAX_BYTES)
    assert (await store_generated(data, storage=storage)).width == 16
    with pytest.raises(UnusableImage):
        await store_generated(b"", storage=storage)


async def test_fifty_at_once_of_one_image_are_one_file(storage: Storage):
    data = picture()
    images = await asyncio.gather(*(store_upload(Sent(data), storage=storage) for _ in range(50)))
    assert len(set(images)) == 1
    assert len(await kept(storage)) == 1
    found = decoded(await content(storage, (await kept(storage))[0]))
    assert found.size == (16, 8)


async def test_the_same_put_again_changes_nothing_but_the_date(storage: Storage):
    urls = await asyncio.gather(*(storage.put(b"one", "image/gif") for _ in range(20)))
    [before] = await entries(storage.place)
    await asyncio.sleep(1.1)
    assert {*urls, await storage.put(b"one", "image/gif")} == {f"{BASE}/{before.name}"}
    [after] = await entries(storage.place)
    assert (after.name, after.size) == (before.name, before.size)
    assert after.modified > before.modified
    assert abs(after.modified - datetime.now(UTC)) < timedelta(minutes=1)


async def test_an_entry_says_what_it_is(place: Place):
    assert await entries(place) == []
    await place.put("a.png", b"one")
    await place.put("b.png", b"three")
    assert [(entry.name, entry.size) for entry in await entries(place)] == [
        ("a.png", 3),
        ("b.png", 5),
    ]


async def test_what_is_empty_is_read_as_such(place: Place):
    await place.put("a.png", b"")
    file = await place.open("a.png")
    assert file is not None
    assert (file.size, await file.read()) == (0, b"")


async def test_what_is_deleted_is_gone_and_may_be_deleted_again(place: Place):
    await place.put("a.png", b"one")
    await place.delete("a.png")
    await place.delete("a.png")
    assert await place.open("a.png") is None
    assert await entries(place) == []


async def test_an_image_is_read_in_pieces_from_anywhere(place: Place):
    data = bytes(range(251)) * 10_000
    await place.put("large.png", data)
    file = await place.open("large.png")
    assert file is not None
    assert file.size == len(data)
    assert await file.read() == data
    for start, stop in ((0, 1), (1_048_570, 1_048_580), (2_000_000, len(data)), (7, 7)):
        pieces = [piece async for piece in file.pieces(start, stop)]
        assert b"".join(pieces) == data[start:stop]
        assert all(len(piece) <= 1024 * 1024 for piece in pieces)


@pytest.mark.parametrize("data", [b"", b"text", picture()[:40], picture("JPEG")[:200]])
async def test_what_is_refused_is_not_kept(storage: Storage, data: bytes):
    with pytest.raises(UnusableImage):
        await store_upload(Sent(data), storage=storage)
    assert await kept(storage) == []


async def test_a_file_of_the_greatest_size_is_taken(storage: Storage):
    data = picture().ljust(MAX_BYTES, b"\0")
    image = await store_upload(Sent(data), storage=storage)
    assert image.bytes < 1_000


@pytest.mark.parametrize("said", [None, 5])
async def test_of_a_file_that_is_too_large_no_more_is_read_than_needed(
    storage: Storage, said: int | None
):
    file = Sent(picture().ljust(2 * MAX_BYTES, b"\0"), said)
    with pytest.raises(UnusableImage, match="more than 8 MB"):
        await store_upload(file, storage=storage)
    assert max(file.pieces) <= 256 * 1024
    assert MAX_BYTES < sum(file.pieces) <= MAX_BYTES + 256 * 1024


async def test_a_file_that_says_it_is_too_large_is_not_read(storage: Storage):
    file = Sent(picture(), MAX_BYTES + 1)
    with pytest.raises(UnusableImage, match="more than 8 MB"):
        await store_upload(file, storage=storage)
    assert file.pieces == []


async def test_a_file_that_was_read_before_is_read_from_its_start(storage: Storage):
    file = Sent(picture())
    once = await store_upload(file, storage=storage)
    assert await store_upload(file, storage=storage) == once


async def test_the_loop_is_free_while_an_image_is_cleaned(storage: Storage):
    large = encoded(Image.effect_noise((3_000, 2_000), 60), "PNG")
    cleaning = asyncio.create_task(store_generated(large, storage=storage))
    turns = 0
    while not cleaning.done():
        await asyncio.sleep(0.001)
        turns += 1
    await cleaning
    assert turns > 20


async def test_whoever_gives_up_waiting_leaves_nothing_broken(storage: Storage):
    tasks = [asyncio.create_task(store_upload(Sent(picture()), storage=storage)) for _ in range(20)]
    await asyncio.sleep(0)
    for task in tasks[1:]:
        task.cancel()
    image = await tasks[0]
    assert image == await store_upload(Sent(picture()), storage=storage)
    assert await kept(storage) == [image.url.rpartition("/")[2]]


@contextmanager
def full_disk(room: int) -> Generator[None]:
    """No file can grow past `room` bytes: the system refuses to write on, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_a_full_disk_leaves_nothing_behind(tmp_path: Path):
    place = Folder(tmp_path)
    with full_disk(10), pytest.raises(StorageFailed, match="could not be written"):
        await place.put("a.png", b"more than ten bytes")
    assert await entries(place) == []
    await place.put("a.png", b"more than ten bytes")
    assert len(await entries(place)) == 1


async def test_a_folder_that_cannot_be_made(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    place = Folder(tmp_path / "file" / "uploads")
    with pytest.raises(StorageFailed):
        await place.put("a.png", b"data")
    with pytest.raises(StorageFailed):
        await entries(place)
    assert await place.open("a.png") is None


async def test_a_file_that_becomes_shorter_is_told(tmp_path: Path):
    place = Folder(tmp_path)
    await place.put("a.png", b"0123456789")
    file = await place.open("a.png")
    assert file is not None
    os.truncate(tmp_path / "a.png", 5)
    with pytest.raises(StorageFailed, match="shorter"):
        await file.read()
