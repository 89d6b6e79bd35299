"""Measures of stored images, which blogs refer to by their URLs only."""

import asyncio
import time
from collections.abc import Callable
from io import BytesIO

import structlog

from cms_blog.graphql.execution.caches import Cache
from cms_blog.media.image_store import StorageFailed, StoredFile, media_type_of
from cms_blog.media.service import StoredImage
from cms_blog.media.storage import Storage

_MAX_IMAGES = 10_000
_SECONDS = 3_600
# Stored images have no metadata: their size stands at the beginning.
_HEAD_BYTES = 64 * 1024

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class ImageMeasures:
    """Cache of the measures of stored images. Images are content-addressed, so they never change.

    Args:
        clock: a monotonic clock, in seconds.
    """

    def __init__(self, storage: Storage, clock: Callable[[], float] = time.monotonic) -> None:
        self._storage = storage
        self._known: Cache[str, StoredImage] = Cache(_MAX_IMAGES, _MAX_IMAGES, _SECONDS, clock)

    async def image_at(self, url: str) -> StoredImage | None:
        """Return the image at `url`; None if it is not on this server or can't be read."""
        name = self._storage.name_at(url)
        if name is None:
            return None
        if (known := self._known.get(name)) is not None:
            return known
        try:
            image = await self._measured(name, url)
        except StorageFailed as failure:
            # A page is shown without the measures of its cover rather than not at all.
            _log.warning("media.unmeasured", image=name, exc_info=failure)
            return None
        if image is not None:
            self._known.put(name, image, 1)
        return image

    async def _measured(self, name: str, url: str) -> StoredImage | None:
        file, media_type = await self._storage.store.open(name), media_type_of(name)
        if file is None or media_type is None:
            return None
        size = await _size(file)
        return None if size is None else StoredImage(url, *size, file.size, media_type)


async def _size(file: StoredFile) -> tuple[int, int] | None:
    """Return width and height in pixels."""
    if file.size > _HEAD_BYTES:
        head = b"".join([chunk async for chunk in file.chunks(0, _HEAD_BYTES)])
        if (size := await asyncio.to_thread(_size_of, head)) is not None:
            return size
    # Pillow opens no part of a WebP.
    return await asyncio.to_thread(_size_of, await file.read())


def _size_of(head: bytes) -> tuple[int, int] | None:
    from PIL import Image

    try:
        with Image.open(BytesIO(head)) as image:
            return image.size
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None
