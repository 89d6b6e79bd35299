"""Taking images in: from people, and from the generator."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from cms_blog.media.images import MAX_BYTES, clean, too_many_bytes
from cms_blog.media.storage import Storage

_PIECE = 256 * 1024
# Images of the greatest size take most of a gigabyte for some seconds. Common ones wait little.
_AT_ONCE = 1


class UploadedFile(Protocol):
    """An uploaded file. Its name and declared type are ignored."""

    @property
    def size(self) -> int | None:
        """In bytes, where it is known."""
        ...

    async def read(self, size: int = -1, /) -> bytes:
        """The next `size` bytes at most; none at the end."""
        ...

    async def seek(self, offset: int, /) -> None:
        """Read on from `offset`."""
        ...


@dataclass(frozen=True, slots=True)
class StoredImage:
    """An image that everybody can fetch. `width` and `height` are in pixels."""

    url: str
    width: int
    height: int
    bytes: int
    media_type: str


async def store_upload(file: UploadedFile, *, storage: Storage) -> StoredImage:
    """Sanitise and store an uploaded image.

    Raises:
        UnusableImage: it can't be taken, and nothing was kept.
        StorageFailed
    """
    return await _store(await _read(file), storage)


async def store_generated(data: bytes, *, storage: Storage) -> StoredImage:
    """Clean and keep an image that a model has made, of any number of bytes.

    Raises:
        UnusableImage: it can't be taken, and nothing was kept.
        StorageFailed
    """
    return await _store(data, storage)


async def _read(file: UploadedFile) -> bytes:
    """The whole file, of which no more is read than may be."""
    if file.size is not None and file.size > MAX_BYTES:
        raise too_many_bytes()
    # A request may use one file for several variables, so it may have been read already.
    await file.seek(0)
    data = bytearray()
    while piece := await file.read(_PIECE):
        data += piece
        if len(data) > MAX_BYTES:
            raise too_many_bytes()
    return bytes(data)


async def _store(data: bytes, storage: Storage) -> StoredImage:
    loop = asyncio.get_running_loop()
    image = await loop.run_in_executor(_workers(), clean, data)
    url = await storage.put(image.data, image.media_type)
    return StoredImage(url, image.width, image.height, len(image.data), image.media_type)


@cache
def _workers() -> ThreadPoolExecutor:
    # Threads of their own, not slots for the shared ones: who gives up waiting frees a slot at
    # once, while the work in the thread goes on.
    return ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="images")
