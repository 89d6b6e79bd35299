"""Measures of stored images."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from cms_blog.graphql.execution.caches import Cache
from cms_blog.media.formats import open_image
from cms_blog.media.image_store import WIDTHS, ImageStore, StoredFile, media_type_of
from cms_blog.media.images import MAX_WEBP_SIDE

_MAX_IMAGES = 10_000
_SECONDS = 3_600
# Stored images have no metadata: their size stands at the beginning.
_HEAD_BYTES = 64 * 1024
# A WebP is only opened as a whole, and a GIF does not say whether it is animated.
_READ_AS_A_WHOLE = ("image/webp", "image/gif")
_ANIMATED_FORMATS = ("WEBP", "GIF")


@dataclass(frozen=True, slots=True)
class Measures:
    """Size of an image in pixels, and of its file in bytes."""

    width: int
    height: int
    bytes: int
    animated: bool = False

    @property
    def variants(self) -> tuple[tuple[int, int], ...]:
        """Width and height of each smaller version, narrowest first; none of an animation."""
        if self.animated:
            return ()
        sizes = ((width, self._height_at(width)) for width in WIDTHS if width < self.width)
        return tuple(size for size in sizes if size[1] <= MAX_WEBP_SIDE)

    def _height_at(self, width: int) -> int:
        return max(1, round(self.height * width / self.width))


class ImageMeasures:
    """Cache of the measures of stored images. Images are content-addressed, so they never change.

    Args:
        clock: a monotonic clock, in seconds.
    """

    def __init__(self, store: ImageStore, clock: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        # None stands for a file that is no image.
        self._known: Cache[str, tuple[Measures | None]] = Cache(
            _MAX_IMAGES, _MAX_IMAGES, _SECONDS, clock
        )

    def add(self, name: str, measures: Measures) -> None:
        """Add the measures of a new image."""
        self._known.put(name, (measures,), 1)

    async def of(self, name: str) -> Measures | None:
        """Return the measures of an image; None if it does not exist, or is damaged.

        Raises:
            StorageFailed
        """
        if (known := self._known.get(name)) is not None:
            return known[0]
        file, media_type = await self._store.open(name), media_type_of(name)
        if file is None or media_type is None:
            return None
        measures = await _measured(file, media_type)
        self._known.put(name, (measures,), 1)
        return measures


async def _measured(file: StoredFile, media_type: str) -> Measures | None:
    if file.size > _HEAD_BYTES and media_type not in _READ_AS_A_WHOLE:
        head = b"".join([chunk async for chunk in file.chunks(0, _HEAD_BYTES)])
        measures = await asyncio.to_thread(_measures, head, file.size)
        if measures is not None:
            return measures
    return await asyncio.to_thread(_measures, await file.read(), file.size)


def _measures(data: bytes, size: int) -> Measures | None:
    from PIL import Image

    try:
        with open_image(data) as image:
            animated = image.format in _ANIMATED_FORMATS and getattr(image, "is_animated", False)
            return Measures(*image.size, size, animated)
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError):
        return None
