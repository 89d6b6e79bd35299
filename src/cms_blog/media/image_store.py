"""Interface of image stores; images are content-addressed."""

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Protocol

from cms_blog.errors import Outage

_EXTENSIONS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/gif": "gif"}
# By extension.
MEDIA_TYPES = {extension: media_type for media_type, extension in _EXTENSIONS.items()}
IMAGE_NAME = re.compile(rf"[0-9a-f]{{32}}\.(?:{'|'.join(MEDIA_TYPES)})")
# Names are content-addressed, so an image never changes. Shared caches ask again after a day, so
# that deleted images disappear from them.
CACHE_CONTROL = "public, max-age=31536000, s-maxage=86400, stale-while-revalidate=86400, immutable"
# Widths of smaller versions, in pixels. The name of a version has that of its image, so that a text
# that shows the version keeps the image.
WIDTHS = (320, 640, 960, 1_280, 1_920)
_ANY_WIDTH = "|".join(map(str, WIDTHS))
VARIANT_SUFFIX = rf"\.(?:{_ANY_WIDTH})\.webp"
_VARIANT_NAME = re.compile(rf"({IMAGE_NAME.pattern})\.({_ANY_WIDTH})\.webp")
# Temporary files of `Folder` during a write. A killed process leaves them behind.
TEMPORARY_NAME = re.compile(r"\.[0-9a-f]{16}")


class StorageFailed(Outage):
    """The storage backend is unreachable or full; the operator has to act."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A stored image; `modified` (UTC) is the time of the last `put`.

    `chunks(start, stop)` yields the bytes from `start` up to, but not including, `stop`.
    """

    size: int
    modified: datetime
    chunks: Callable[[int, int], AsyncIterator[bytes]]

    async def read(self) -> bytes:
        """Return all bytes."""
        return b"".join([chunk async for chunk in self.chunks(0, self.size)])


@dataclass(frozen=True, slots=True)
class Entry:
    """A listed file; an image if IMAGE_NAME matches. `modified` is in UTC."""

    name: str
    size: int
    modified: datetime


class ImageStore(Protocol):
    """A folder or a bucket. Each method raises StorageFailed if the store is unreachable."""

    async def put(self, name: str, data: bytes) -> None:
        """Store `data` under `name`, atomically and durably.

        If `name` exists, only its date is updated.
        """
        ...

    async def open(self, name: str) -> StoredFile | None:
        """Open the image `name`; None if it does not exist."""
        ...

    def entries(self) -> AsyncIterator[Entry]:
        """Yield all entries, unordered, including files that are not images of this project."""
        ...

    async def delete(self, name: str) -> None:
        """Delete an entry; a no-op if it does not exist."""
        ...


def name_of(data: bytes, media_type: str) -> str:
    """Return the content-addressed name of an image."""
    return f"{sha256(data).hexdigest()[:32]}.{_EXTENSIONS[media_type]}"


def variant_name(name: str, width: int) -> str:
    """Return the name of the version of an image with this width."""
    return f"{name}.{width}.webp"


def variant_of(name: str) -> tuple[str, int] | None:
    """Return the image and the width of a name that `variant_name` makes; None for others."""
    found = _VARIANT_NAME.fullmatch(name)
    return None if found is None else (found[1], int(found[2]))


def media_type_of(name: str) -> str | None:
    """Return the media type of an image or a version of it; None for other names."""
    if variant_of(name) is not None:
        return "image/webp"
    return MEDIA_TYPES[name[33:]] if IMAGE_NAME.fullmatch(name) else None


def is_intact(name: str, data: bytes) -> bool:
    """Return whether `data` matches the hash in `name`."""
    return name[:32] == sha256(data).hexdigest()[:32]
