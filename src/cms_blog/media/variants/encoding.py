"""Encoding of smaller versions of an image. Blocking, without side effects."""

from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import TYPE_CHECKING

from cms_blog.media.formats import UnusableImage, open_image

if TYPE_CHECKING:
    from PIL import Image

# A version is seen at its own size, where less quality is enough than in an image to zoom into.
_QUALITY = 80
_METHOD = 2
# Reduces by whole factors first, down to this multiple of the new size: much faster, same look.
_REDUCING_GAP = 3.0


def encoded_variants(data: bytes, sizes: Iterable[tuple[int, int]]) -> Mapping[int, bytes]:
    """Return the image in each size (width, height) as WebP, by its width.

    Args:
        data: an image as `images.clean` makes it.

    Raises:
        UnusableImage: the image is damaged, or too large.
    """
    try:
        with open_image(data) as image:
            pixels = image.convert("RGBA" if image.has_transparency_data else "RGB")
        return {size[0]: _encoded(pixels, size) for size in sizes}
    except Exception as error:
        # Decoders raise arbitrary exceptions for damaged files.
        raise UnusableImage("The image is damaged.") from error


def _encoded(image: "Image.Image", size: tuple[int, int]) -> bytes:
    from PIL import Image

    # Pillow resizes premultiplied colours, so that transparent pixels do not bleed into others.
    resized = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=_REDUCING_GAP)
    out = BytesIO()
    resized.save(out, "WEBP", quality=_QUALITY, method=_METHOD)
    return out.getvalue()
