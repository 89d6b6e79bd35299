"""Images from strangers, made safe: decoded in full, and written anew from the pixels alone.

Pure and blocking: `operations` runs it in threads, few at once.
"""

import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import count
from typing import TYPE_CHECKING, Any

from cms_blog.errors import DomainError
from cms_blog.media.metadata import jpeg_without_metadata, png_without_metadata

if TYPE_CHECKING:
    from PIL import Image

MAX_BYTES = 8 * 1024 * 1024
# Of all frames together, where the image moves: memory and time grow with both.
MAX_PIXELS = 40_000_000
MAX_FRAMES = 1_000
# A progressive JPEG has about ten. Each costs some forty bytes and a walk over all the pixels, so
# that a file can hold minutes of work. Bytes that only look like the marker are rare enough: by
# chance, a hundred and twenty in a file of the greatest size.
_MAX_SCANS = 300
_SCAN = b"\xff\xda"
# A PNG of up to so many bytes is not converted to WebP: it loads fast as it is.
SMALL_PNG = 32 * 1024
_MAX_WEBP_SIDE = 16_383
_OPAQUE = 255

_ORIENTATION = 0x0112
# EXIF 3.0, section 4.6.5.1.6: the orientation, and what turns it upright.
_UPRIGHT = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}


class UnusableImage(DomainError):
    """The file is none of the images that are taken, or too large, or damaged."""


@dataclass(frozen=True, slots=True)
class CleanImage:
    """An image without anything in it but its pixels: upright, sRGB, no metadata.

    `width` and `height` are in pixels.
    """

    data: bytes
    width: int
    height: int
    media_type: str


@dataclass(frozen=True, slots=True)
class _Kind:
    """One of the formats that are taken; `saving` is what Pillow's encoder gets."""

    name: str
    media_type: str
    moves: bool = False
    # Removes metadata from a file, which would otherwise refuse it for being large or damaged.
    strip: Callable[[bytes], bytes] | None = None
    saving: dict[str, Any] = field(default_factory=dict[str, Any])


_PNG = _Kind("PNG", "image/png", strip=png_without_metadata)
_JPEG = _Kind("JPEG", "image/jpeg", strip=jpeg_without_metadata, saving={"quality": 90})
_WEBP = _Kind("WEBP", "image/webp", moves=True, saving={"quality": 90, "method": 2})
_GIF = _Kind("GIF", "image/gif", moves=True)
MEDIA_TYPES = tuple(kind.media_type for kind in (_PNG, _JPEG, _WEBP, _GIF))


@dataclass(frozen=True, slots=True)
class _Frame:
    pixels: "Image.Image"
    milliseconds: int


def too_many_bytes() -> UnusableImage:
    """What to raise for an upload of more than MAX_BYTES."""
    return UnusableImage(
        f"The file has more than 8 MB ({MAX_BYTES:,} bytes). Make the image smaller, or save it "
        "with more compression, and try again."
    )


def clean(data: bytes) -> CleanImage:
    """The image in `data`, in the same format, with nothing kept but its pixels.

    The content decides what it is, never a name. GIF and WebP go on moving; of a PNG or JPEG
    with several pictures, the first is kept.

    Raises:
        UnusableImage: in words for the person who sent it.
    """
    kind = _kind(data)

    from PIL import Image

    try:
        return _encode(*_decode(data, kind), kind)
    except UnusableImage:
        raise
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except Exception as error:
        # Over a stranger's bytes, decoders raise whatever comes: it is the file's fault.
        raise _damaged() from error


def _kind(data: bytes) -> _Kind:
    if not data:
        raise UnusableImage("The file is empty. Choose a PNG, JPEG, WebP or GIF image.")
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return _PNG
    if data.startswith(b"\xff\xd8\xff"):
        return _JPEG
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return _WEBP
    if data.startswith((b"GIF87a", b"GIF89a")):
        return _GIF
    raise UnusableImage(
        "This is no PNG, JPEG, WebP or GIF image, whatever its name says. Export it as one of "
        "these (SVG as PNG), and try again."
    )


def _damaged() -> UnusableImage:
    return UnusableImage(
        "The image is damaged or cut off. Open it in an image editor, save it anew, and try again."
    )


def _too_many_pixels() -> UnusableImage:
    return UnusableImage(
        f"The image has more than {MAX_PIXELS // 1_000_000} megapixels. Make it smaller, and try "
        "again."
    )


def _open(data: bytes, kind: _Kind) -> "Image.Image":
    from PIL import Image

    # Both are the process's: Python's way to quiet a block is not for threads. Pillow warns
    # above the number, and refuses above twice the number, which is what is wanted.
    warnings.filterwarnings("ignore", module=r"PIL\.")
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS // 2
    return Image.open(BytesIO(data), formats=[kind.name])


def _decode(data: bytes, kind: _Kind) -> tuple[list[_Frame], int | None]:
    """The frames, and how often they are played: 0 for ever, None where the file does not say."""
    if kind.strip is not None:
        data = kind.strip(data)
    if kind is _JPEG and data.count(_SCAN) > _MAX_SCANS:
        raise _damaged()
    with _open(data, kind) as image:
        return list(_frames(image, kind)), image.info.get("loop")


def _frames(image: "Image.Image", kind: _Kind) -> Iterator[_Frame]:
    canvas = image.size
    decoded = 0
    for index in count():
        try:
            image.seek(index)
        except EOFError:
            return
        # Pillow enlarges a GIF whose later frames exceed the canvas; browsers crop them.
        decoded += image.width * image.height
        if index == MAX_FRAMES or decoded > MAX_PIXELS:
            raise UnusableImage(
                f"The animation has more than {MAX_FRAMES:,} frames, or all of them together more "
                f"than {MAX_PIXELS // 1_000_000} megapixels. Make it shorter or smaller, and try "
                "again."
            )
        image.load()
        yield _Frame(_pixels(image, kind, canvas), int(image.info.get("duration", 0)))
        if not kind.moves:
            return


def _pixels(image: "Image.Image", kind: _Kind, canvas: tuple[int, int]) -> "Image.Image":
    """A copy of the current frame: upright, in a mode that its format has, with no metadata."""
    if kind is _GIF:
        return _gif_frame(image, canvas)
    orientation = _orientation(image)
    frame = _srgb(image)
    frame.info = {}
    if orientation in _UPRIGHT:
        from PIL import Image

        frame = frame.transpose(Image.Transpose[_UPRIGHT[orientation]])
    return frame


def _gif_frame(image: "Image.Image", canvas: tuple[int, int]) -> "Image.Image":
    """A copy of the current frame with the colours that it has: choosing others would cost some.

    A palette is a place to hide 768 bytes in, so that only used colours stay, in order.
    """
    frame = image.crop((0, 0, *canvas))
    frame.info = {key: frame.info[key] for key in ("transparency",) if key in frame.info}
    if frame.mode != "P":
        return frame
    # Damaged ones point past the palette's end: that is black then.
    palette = bytes(frame.getpalette() or []).ljust(3 * 256, b"\0")
    used = [index for index, pixels in enumerate(frame.histogram()) if pixels]
    used.sort(key=lambda index: palette[3 * index : 3 * index + 3])
    return frame.remap_palette(used, palette)


def _orientation(image: "Image.Image") -> int:
    try:
        return image.getexif().get(_ORIENTATION, 1)
    except Exception:
        # Metadata that can't be read spoils nothing: the pixels are fine.
        return 1


def _srgb(image: "Image.Image") -> "Image.Image":
    """The image as L, RGB or RGBA, 8 bits a channel, in sRGB."""
    from PIL import ImageCms

    profile = image.info.get("icc_profile")
    if image.mode == "CMYK":
        frame = image.copy()
    elif image.mode.startswith("I"):
        # 16 bits a pixel: converting would cut off what is lighter than 255.
        frame = image.point(lambda value: value * (1 / 256)).convert("L")
    elif image.has_transparency_data:
        frame = image.convert("RGBA")
    elif image.mode in {"1", "L"}:
        frame = image.convert("L")
    else:
        frame = image.convert("RGB")
    if profile:
        try:
            given = ImageCms.ImageCmsProfile(BytesIO(profile))
            wanted = ImageCms.createProfile("sRGB")  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - Pillow leaves the type open
            mode = "RGBA" if frame.mode == "RGBA" else "RGB"
            frame = ImageCms.profileToProfile(frame, given, wanted, outputMode=mode) or frame  # pyright: ignore[reportUnknownArgumentType] - as above
        except (ImageCms.PyCMSError, OSError):
            # Broken, or meant for other channels: browsers show such an image without it, too.
            pass
    return frame.convert("RGB") if frame.mode == "CMYK" else frame


def _encode(frames: list[_Frame], loop: int | None, kind: _Kind) -> CleanImage:
    saving = dict(kind.saving)
    pictures = [frame.pixels for frame in frames]
    if len(pictures) > 1:
        if kind is _GIF and any(picture.has_transparency_data for picture in pictures):
            # Each frame is whole: the one before must not show through its clear pixels.
            pictures = [picture.convert("RGBA") for picture in pictures]
            saving["disposal"] = 2
        if loop is not None:
            saving["loop"] = loop
        saving["save_all"] = True
        saving["append_images"] = pictures[1:]
        saving["duration"] = [frame.milliseconds for frame in frames]
    data = _saved(pictures[0], kind, saving)
    if kind is _PNG and (webp := much_smaller_webp(pictures[0], len(data))) is not None:
        data, kind = webp, _WEBP
    return CleanImage(data, *pictures[0].size, kind.media_type)


def _saved(picture: "Image.Image", kind: _Kind, saving: dict[str, Any]) -> bytes:
    out = BytesIO()
    picture.save(out, kind.name, **saving)
    return out.getvalue()


def much_smaller_webp(picture: "Image.Image", png_bytes: int) -> bytes | None:
    """The picture as WebP; None if it is transparent, or if WebP saves less than 40 %.

    Photos and paintings become about a tenth. Screenshots and drawings, which lossy compression
    blurs, are small as PNGs, and stay.
    """
    if png_bytes <= SMALL_PNG or max(picture.size) > _MAX_WEBP_SIDE:
        return None
    if picture.mode == "RGBA":
        if picture.getchannel("A").getextrema() != (_OPAQUE, _OPAQUE):
            return None
        picture = picture.convert("RGB")
    data = _saved(picture, _WEBP, _WEBP.saving)
    return data if len(data) * 5 <= png_bytes * 3 else None
