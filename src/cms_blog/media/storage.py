"""Where images are kept: named by their content, so that none is ever changed."""

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Protocol, Self

from cms_blog.errors import Outage
from cms_blog.settings import Settings

_EXTENSIONS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/gif": "gif"}
_MEDIA_TYPES = {extension: media_type for media_type, extension in _EXTENSIONS.items()}
NAME = re.compile(rf"[0-9a-f]{{32}}\.(?:{'|'.join(_MEDIA_TYPES)})")
# How the folder names a file while it is written; what a kill in the middle leaves behind.
DRAFT = re.compile(r"\.[0-9a-f]{16}")


class StorageFailed(Outage):
    """The images are out of reach, or there is no room for one: the operator's to mend."""


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
    """What a listing says of a file: an image where NAME matches. `modified` is in UTC."""

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
        """The image under `name`; None where there is none."""
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


def place_at(url: str) -> Place:
    """The folder or the bucket that a setting like UPLOADS_URL names.

    Raises:
        CmsError: a bucket's address, or what the environment says of it, can't be used.
    """
    if "://" in url:
        # With the library that speaks to buckets, only where there is one.
        from cms_blog.media.bucket import Bucket

        return Bucket(url)
    from cms_blog.media.folder import Folder

    return Folder(Path(url))


class Storage:
    """A place, and the public address under which its images are served.

    `public_url` has no slash at its end.
    """

    def __init__(self, place: Place, public_url: str) -> None:
        self.place = place
        self._public_url = public_url

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """As UPLOADS_URL and UPLOADS_PUBLIC_URL say.

        Raises:
            CmsError: as `place_at`.
        """
        return cls(place_at(settings.uploads_url), settings.uploads_address)

    async def put(self, data: bytes, media_type: str) -> str:
        """Keep `data`, one of the image types, and return its public URL.

        The image is there in full, and safe from a crash, when this returns. The same data again
        changes nothing and gives the same URL.

        Raises:
            StorageFailed: nothing of it was kept.
        """
        name = name_of(data, media_type)
        await self.place.put(name, data)
        return f"{self._public_url}/{name}"
