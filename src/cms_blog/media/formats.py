"""Formats of uploaded images, detected from the content."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from cms_blog.errors import DomainError
from cms_blog.media.metadata import jpeg_without_metadata, png_without_metadata

if TYPE_CHECKING:
    from PIL import Image

# Of all frames of an animation together, because memory and time grow with both.
MAX_PIXELS = 40_000_000


class UnusableImage(DomainError):
    """The file is not an accepted image, too large or damaged."""


@dataclass(frozen=True, slots=True)
class Format:
    """An accepted format; `save_options` are options of Pillow's encoder."""

    # Pillow's name of the format.
    name: str
    media_type: str
    animated: bool = False
    # Removes metadata before decoding, because Pillow rejects large or damaged metadata.
    strip: Callable[[bytes], bytes] | None = None
    save_options: dict[str, Any] = field(default_factory=dict[str, Any])
    # Stored as WebP, because not every browser shows the format.
    converted: bool = False


PNG = Format("PNG", "image/png", strip=png_without_metadata)
JPEG = Format("JPEG", "image/jpeg", strip=jpeg_without_metadata, save_options={"quality": 90})
WEBP = Format("WEBP", "image/webp", animated=True, save_options={"quality": 90, "method": 2})
GIF = Format("GIF", "image/gif", animated=True)
AVIF = Format("AVIF", "image/avif", animated=True, converted=True)
HEIC = Format("HEIF", "image/heic", converted=True)
_FORMATS = (PNG, JPEG, WEBP, GIF, AVIF, HEIC)
MEDIA_TYPES = tuple(kind.media_type for kind in _FORMATS)
STORED_MEDIA_TYPES = tuple(kind.media_type for kind in _FORMATS if not kind.converted)
# For Pillow, which tries all formats that it knows otherwise.
STORED_FORMATS = tuple(kind.name for kind in _FORMATS if not kind.converted)
NAMES = "PNG, JPEG, WebP, GIF, AVIF or HEIC"

# ISO/IEC 14496-12, section 4.3: brands of a file; ISO/IEC 23008-12 and the AVIF specification.
_AVIF_BRANDS = {b"avif", b"avis"}
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1"}
_MAX_BRANDS = 64


def detect(data: bytes) -> Format:
    """Return the format of a file.

    Raises:
        UnusableImage: it is empty, or none of these formats.
    """
    if not data:
        raise UnusableImage(f"The file is empty. Choose a {NAMES} image.")
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return WEBP
    if data.startswith((b"GIF87a", b"GIF89a")):
        return GIF
    brands = _brands(data)
    if brands & _AVIF_BRANDS:
        return AVIF
    if brands & _HEIC_BRANDS:
        return HEIC
    raise UnusableImage(
        f"The file is not a {NAMES} image. Export it in one of these formats (SVG as PNG), and "
        "try again."
    )


def _brands(data: bytes) -> set[bytes]:
    """Return the major and the compatible brands of an ISO base media file; empty for others."""
    if data[4:8] != b"ftyp":
        return set()
    end = min(int.from_bytes(data[:4]), 16 + 4 * _MAX_BRANDS, len(data))
    return {data[8:12], *(data[at : at + 4] for at in range(16, end, 4))}


def open_image(data: bytes, formats: tuple[str, ...] = STORED_FORMATS) -> "Image.Image":
    """Open an image in one of these formats of Pillow, without decoding its pixels.

    Raises:
        Image.DecompressionBombError: it has more than MAX_PIXELS.
        Exception: it is damaged, or in another format.
    """
    from PIL import Image

    # Both settings are global: `warnings.catch_warnings` is not thread-safe. Pillow warns above
    # MAX_IMAGE_PIXELS and raises above twice that value.
    warnings.filterwarnings("ignore", module=r"PIL\.")
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS // 2
    if HEIC.name in formats:
        add_heic_decoder()
    return Image.open(BytesIO(data), formats=formats)


@cache
def add_heic_decoder() -> None:
    """Make Pillow decode HEIC, without thumbnails and depth maps."""
    # Imported here: it loads two codecs, which most processes never need.
    import pillow_heif

    pillow_heif.register_heif_opener(  # pyright: ignore[reportUnknownMemberType] - its options have no types
        thumbnails=False, depth_images=False, aux_images=False, decode_threads=1
    )
