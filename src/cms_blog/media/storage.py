"""Image storage. Names are content-addressed, so images are immutable."""

from pathlib import Path
from typing import Self

from cms_blog.media.folder import Folder
from cms_blog.media.places import Place, name_of
from cms_blog.settings import Settings


def place_at(url: str) -> Place:
    """The folder or the bucket that a setting like UPLOADS_URL names.

    Raises:
        CmsError: a bucket's address, or what the environment says of it, can't be used.
    """
    if "://" in url:
        # With the library that speaks to buckets, only where there is one.
        from cms_blog.media.bucket import Bucket

        return Bucket(url)
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
        """Storage configured by UPLOADS_URL and UPLOADS_PUBLIC_URL.

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
