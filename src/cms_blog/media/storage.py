"""Image storage: an image store with its public URL."""

from pathlib import Path
from typing import Self

from cms_blog.media.folder import Folder
from cms_blog.media.image_store import IMAGE_NAME, ImageStore, name_of
from cms_blog.settings import Settings


def open_store(url: str) -> ImageStore:
    """Return the store at `url`: the path of a folder, or the URL of a bucket.

    Raises:
        CmsError: the bucket's URL, or its configuration in the environment, is invalid.
    """
    if "://" in url:
        # Imported here: the client library for buckets is only needed for a bucket.
        from cms_blog.media.bucket import Bucket

        return Bucket(url)
    return Folder(Path(url))


class Storage:
    """An image store and the public base URL of its images.

    `public_url` has no trailing slash.
    """

    def __init__(self, store: ImageStore, public_url: str) -> None:
        self.store = store
        self._public_url = public_url

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Create the storage from UPLOADS_URL and UPLOADS_PUBLIC_URL.

        Raises:
            CmsError: see `open_store`.
        """
        return cls(open_store(settings.uploads_url), settings.uploads_address)

    def name_at(self, url: str) -> str | None:
        """Return the name of the image at `url`; None if it is not the URL of a stored image."""
        name = url.removeprefix(f"{self._public_url}/")
        return name if name != url and IMAGE_NAME.fullmatch(name) else None

    async def put(self, data: bytes, media_type: str) -> str:
        """Store an image and return its public URL.

        The image is stored durably when this returns. The same data always gets the same URL.

        Raises:
            StorageFailed: nothing was stored.
        """
        name = name_of(data, media_type)
        await self.store.put(name, data)
        return f"{self._public_url}/{name}"
