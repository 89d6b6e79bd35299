"""Interface of a storage backend; images are content-addressed."""

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Protocol

from cms_blog.errors import Outage

_EXTENSIONS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/gif": "gif"}
_MEDIA_TYPES = {extension: media_type for media_type, extension in _EXTENSIONS.items()}
NAME = re.compile(rf"[0-9a-f]{{32}}\.(?:{'|'.join(_MEDIA_TYPES)})")
# How the folder names a file while it is written; what a kill in the middle leaves behind.
DRAFT = re.compile(r"\.[0-9a-f]{16}")


class StorageFailed(Outage):
    """The storage backend is unreachable or full; the operator has to act."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One image that is kept, put last at `modified` (UTC).

    `pieces(start, stop)` are its bytes from `start` to before `stop`.
    """

    size: int
    modified: datetime
    pieces: Callable[[int, int], AsyncIterator[bytes]]

    async def read(self) -> bytes:
        """All of it."""
        return b"".join([piece async for piece in self.pieces(0, self.size)])


@dataclass(frozen=True, slots=True)
class Entry:
    """A listed file; an image if NAME matches. `modified` is in UTC."""

    name: str
    size: int
    modified: datetime


class Place(Protocol):
    """A folder or a bucket. Each method raises StorageFailed where it can't be reached."""

    async def put(self, name: str, data: bytes) -> None:
        """Keep `data` under `name`: all of it, safe from a crash, or nothing.

        The same again changes nothing but the date of the entry.
        """
        ...

    async def open(self, name: str) -> StoredFile | None:
        """Open the image `name`; None if it does not exist."""
        ...

    def entries(self) -> AsyncIterator[Entry]:
        """Everything that lies there, in no order: what is no image of ours, too."""
        ...

    async def delete(self, name: str) -> None:
        """Remove an entry; it may be gone already."""
        ...


def name_of(data: bytes, media_type: str) -> str:
    """The name for an image of one of the types that are taken."""
    return f"{sha256(data).hexdigest()[:32]}.{_EXTENSIONS[media_type]}"


def media_type_of(name: str) -> str | None:
    """The media type of what lies under `name`; None for a name that is not made here."""
    return _MEDIA_TYPES[name[33:]] if NAME.fullmatch(name) else None


def is_whole(name: str, data: bytes) -> bool:
    """Whether `data` is what was once kept under `name`."""
    return name[:32] == sha256(data).hexdigest()[:32]
