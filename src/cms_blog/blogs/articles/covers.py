"""The stored measures of a cover."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from cms_blog.blogs.documents import CoverFile, Meta
from cms_blog.media.storage import Storage, StoredImage
from cms_blog.media.variants.measures import Measures


async def with_cover_file(meta: Meta, storage: Storage) -> Meta:
    """Return `meta` with the measures of its cover, if that is an image of this server."""
    name = storage.name_at(meta.cover_image_url or "")
    known = meta.cover_file
    if name == (None if known is None else known.name):
        return meta
    measures = None if name is None else await storage.measured(name)
    return meta.model_copy(update={"cover_file": cover_file(name, measures)})


def cover_file(name: str | None, measures: Measures | None) -> CoverFile | None:
    """Return the measures in their stored form."""
    if name is None or measures is None:
        return None
    return CoverFile(
        name=name,
        width=measures.width,
        height=measures.height,
        bytes=measures.bytes,
        animated=measures.animated,
    )


async def cover_of(raw_meta: Mapping[str, Any], storage: Storage) -> StoredImage | None:
    """Return the cover of a stored blog; None without one, or if it is hosted elsewhere.

    The measures of covers without stored ones are read from the storage.
    """
    url: str | None = raw_meta.get("cover_image_url")
    if not url or (name := storage.name_at(url)) is None:
        return None
    try:
        known = CoverFile.model_validate(raw_meta.get("cover_file"))
    except ValidationError:
        return await storage.image_at(url)
    # A release without measures can have changed the address alone.
    if known.name != name:
        return await storage.image_at(url)
    measures = Measures(known.width, known.height, known.bytes, known.animated)
    return storage.image(name, measures)
