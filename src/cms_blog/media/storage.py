"""Image storage: an image store with its public URL."""

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import structlog

from cms_blog.media.folder import Folder
from cms_blog.media.image_store import (
    IMAGE_NAME,
    WIDTHS,
    ImageStore,
    StorageFailed,
    media_type_of,
    name_of,
    variant_name,
)
from cms_blog.media.images import CleanImage
from cms_blog.media.variants.measures import ImageMeasures, Measures
from cms_blog.media.variants.service import Variants
from cms_blog.settings import Settings

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class StoredVariant:
    """An image in one size; `width` and `height` are in pixels."""

    url: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class StoredImage:
    """A publicly readable image. `width` and `height` are in pixels."""

    url: str
    width: int
    height: int
    bytes: int
    media_type: str
    # Narrowest first.
    variants: Sequence[StoredVariant] = ()


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

    Args:
        public_url: without a trailing slash.
        makes_variants: whether this server serves the images at that URL, and makes smaller
            versions when they are requested. A CDN in front of a bucket serves existing ones only.
    """

    def __init__(self, store: ImageStore, public_url: str, *, makes_variants: bool = True) -> None:
        self.store = store
        self._public_url = public_url
        self._makes_variants = makes_variants
        self.measures = ImageMeasures(store)
        self.variants = Variants(store, self.measures)

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Create the storage from UPLOADS_URL and UPLOADS_PUBLIC_URL.

        Raises:
            CmsError: see `open_store`.
        """
        return cls(
            open_store(settings.uploads_url),
            settings.uploads_address,
            makes_variants=settings.uploads_public_url is None,
        )

    def name_at(self, url: str) -> str | None:
        """Return the name of the image at `url`; None if it is not the URL of a stored image."""
        name = url.removeprefix(f"{self._public_url}/")
        return name if name != url and IMAGE_NAME.fullmatch(name) else None

    async def measured(self, name: str) -> Measures | None:
        """Make the missing smaller versions of an image, and return its measures.

        None if it does not exist, is damaged, or the storage is unreachable.
        """
        try:
            return await self.variants.ensure(name)
        except StorageFailed as failure:
            _log.warning("media.unmeasured", image=name, exc_info=failure)
            return None

    async def image_at(self, url: str) -> StoredImage | None:
        """Return the image at `url`; None if it is not on this server or can't be read.

        Its smaller versions are omitted if they may not exist.
        """
        if (name := self.name_at(url)) is None:
            return None
        try:
            measures = await self.measures.of(name)
        except StorageFailed as failure:
            # A page is shown without the measures of its cover rather than not at all.
            _log.warning("media.unmeasured", image=name, exc_info=failure)
            return None
        if measures is None:
            return None
        return self.image(name, measures, with_variants=self._makes_variants)

    def image(self, name: str, measures: Measures, *, with_variants: bool = True) -> StoredImage:
        """Return the image of that name."""
        url = f"{self._public_url}/{name}"
        media_type = media_type_of(name) or "application/octet-stream"
        variants: list[StoredVariant] = []
        if with_variants and not measures.animated:
            variants = [
                StoredVariant(f"{self._public_url}/{variant_name(name, width)}", width, height)
                for width, height in measures.variants
            ]
            if measures.width <= WIDTHS[-1]:
                variants.append(StoredVariant(url, measures.width, measures.height))
        size = measures.width, measures.height
        return StoredImage(url, *size, measures.bytes, media_type, tuple(variants))

    async def put_image(self, image: CleanImage, executor: Executor) -> StoredImage:
        """Store an image and its smaller versions, which `executor` encodes.

        They are stored durably when this returns. The same image always gets the same URL.

        Raises:
            StorageFailed: the image was not stored.
        """
        name = name_of(image.data, image.media_type)
        size = len(image.data)
        measures = Measures(image.width, image.height, size, image.animated)
        await self.variants.make_new(name, image.data, measures, executor)
        await self.store.put(name, image.data)
        return self.image(name, measures)

    async def put(self, data: bytes, media_type: str) -> str:
        """Store an image without smaller versions, and return its public URL.

        Raises:
            StorageFailed: nothing was stored.
        """
        name = name_of(data, media_type)
        await self.store.put(name, data)
        return f"{self._public_url}/{name}"
