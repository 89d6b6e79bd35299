"""Storing of uploaded and generated images."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Protocol

from cms_blog.media.images import MAX_BYTES, too_many_bytes
from cms_blog.media.isolation.process import clean_isolated
from cms_blog.media.storage import Storage, StoredImage

_CHUNK_BYTES = 256 * 1024
# The largest images use 700 MB for some seconds; one worker bounds the memory.
_WORKERS = 1


class UploadedFile(Protocol):
    """An uploaded file. Its name and declared type are ignored."""

    @property
    def size(self) -> int | None:
        """Size in bytes, if known."""
        ...

    async def read(self, size: int = -1, /) -> bytes:
        """Read at most `size` bytes; return no bytes at the end."""
        ...

    async def seek(self, offset: int, /) -> None:
        """Set the position of the next read."""
        ...


async def store_upload(file: UploadedFile, *, storage: Storage) -> StoredImage:
    """Sanitise and store an uploaded image.

    Raises:
        UnusableImage: the image is not acceptable; nothing was stored.
        StorageFailed
    """
    return await _store(await _read(file), storage)


async def store_generated(data: bytes, *, storage: Storage) -> StoredImage:
    """Sanitise and store a generated image of any size.

    Raises:
        UnusableImage: the image is not acceptable; nothing was stored.
        StorageFailed
    """
    return await _store(data, storage)


async def _read(file: UploadedFile) -> bytes:
    """Read the whole file, or stop at the size limit."""
    if file.size is not None and file.size > MAX_BYTES:
        raise too_many_bytes()
    # A request can use one file for several variables, so it may have been read before.
    await file.seek(0)
    data = bytearray()
    while chunk := await file.read(_CHUNK_BYTES):
        data += chunk
        if len(data) > MAX_BYTES:
            raise too_many_bytes()
    return bytes(data)


async def _store(data: bytes, storage: Storage) -> StoredImage:
    loop = asyncio.get_running_loop()
    image = await loop.run_in_executor(_workers(), clean_isolated, data)
    return await storage.put_image(image, _workers())


@cache
def _workers() -> ThreadPoolExecutor:
    # A dedicated pool, not a semaphore for the shared one: a cancelled request would release the
    # semaphore while its thread still runs.
    return ThreadPoolExecutor(_WORKERS, thread_name_prefix="images")
