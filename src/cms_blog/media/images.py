"""Sanitising of untrusted images: they are fully decoded and re-encoded from the pixels alone.

Blocking, without side effects; `media.service` runs it in a thread.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import count
from typing import TYPE_CHECKING, Any

from cms_blog.media.formats import (
    GIF,
    JPEG,
    MAX_PIXELS,
    PNG,
    WEBP,
    Format,
    UnusableImage,
    detect,
    open_image,
)

if TYPE_CHECKING:
    from PIL import Image

MAX_BYTES = 8 * 1024 * 1024
MAX_FRAMES = 1_000
# A progressive JPEG has about ten scans. Each takes about 40 bytes and a pass over all pixels, so
# that a small file can cause minutes of work. Scans are counted by the bytes of their marker, which
# occur about 120 times by chance in a file of MAX_BYTES.
_MAX_SCANS = 300
_SCAN = b"\xff\xda"
# Largest PNG in bytes that is never converted to WebP: small files load fast anyway.
SMALL_PNG = 32 * 1024
MAX_WEBP_SIDE = 16_383
_OPAQUE = 255

_ORIENTATION = 0x0112
# EXIF 3.0, section 4.6.5.1.6: orientations and the transpose operations that make them upright.
_UPRIGHT = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}


@dataclass(frozen=True, slots=True)
class CleanImage:
    """A re-encoded image: upright, in sRGB, without metadata.

    `width` and `height` are in pixels.
    """

    data: bytes
    width: int
    height: int
    media_type: str
    animated: bool = False


@dataclass(frozen=True, slots=True)
class _Frame:
    pixels: "Image.Image"
    milliseconds: int


def too_many_bytes() -> UnusableImage:
    """Return the error for an upload of more than MAX_BYTES."""
    return UnusableImage(
        f"The file is larger than 8 MB ({MAX_BYTES:,} bytes). Reduce the image's dimensions, or "
        "save it with more compression, and try again."
    )


def clean(data: bytes) -> CleanImage:
    """Return the image in `data`, re-encoded from its pixels.

    The format is detected from the content and kept, except that AVIF and HEIC become WebP. GIF,
    WebP and AVIF stay animated; of other files with several images, the primary one is kept.

    Raises:
        UnusableImage: the message is for the user.
    """
    kind = detect(data)

    from PIL import Image

    try:
        return _encode(*_decode(data, kind), kind)
    except UnusableImage:
        raise
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except Exception as error:
        # Decoders raise arbitrary exceptions for malformed files.
        raise damaged() from error


def damaged() -> UnusableImage:
    """Return the error for a file that can't be decoded."""
    return UnusableImage(
        "The image is damaged or incomplete. Open it in an image editor, save it again, and retry."
    )


def _too_many_pixels() -> UnusableImage:
    return UnusableImage(
        f"The image has more than {MAX_PIXELS // 1_000_000} megapixels. Reduce its dimensions, "
        "and try again."
    )


def _decode(data: bytes, kind: Format) -> tuple[list[_Frame], int | None]:
    """Return the frames and the loop count: 0 loops forever, None if the file has none."""
    if kind.strip is not None:
        data = kind.strip(data)
    if kind is JPEG and data.count(_SCAN) > _MAX_SCANS:
        raise damaged()
    with open_image(data, (kind.name,)) as image:
        return list(_frames(image, kind)), image.info.get("loop")


def _frames(image: "Image.Image", kind: Format) -> Iterator[_Frame]:
    canvas = image.size
    decoded = 0
    # A HEIC file names its primary image, which need not be the first.
    for index in count(image.tell()):
        try:
            image.seek(index)
        except EOFError:
            return
        # Pillow enlarges a GIF whose later frames exceed the canvas; browsers crop them.
        decoded += image.width * image.height
        if index == MAX_FRAMES or decoded > MAX_PIXELS:
            raise UnusableImage(
                f"The animation has more than {MAX_FRAMES:,} frames, or more than "
                f"{MAX_PIXELS // 1_000_000} megapixels in all frames. Reduce its length or "
                "dimensions, and try again."
            )
        image.load()
        yield _Frame(_pixels(image, kind, canvas), int(image.info.get("duration", 0)))
        if not kind.animated:
            return


def _pixels(image: "Image.Image", kind: Format, canvas: tuple[int, int]) -> "Image.Image":
    """Return a copy of the current frame: upright, without metadata, in a mode of the format."""
    if kind is GIF:
        return _gif_frame(image, canvas)
    orientation = _orientation(image)
    frame = _srgb(image)
    frame.info = {}
    if orientation in _UPRIGHT:
        from PIL import Image

        frame = frame.transpose(Image.Transpose[_UPRIGHT[orientation]])
    return frame


def _gif_frame(image: "Image.Image", canvas: tuple[int, int]) -> "Image.Image":
    """Return a copy of the current frame with its own palette; a new one would change colours.

    Unused colours are removed and the rest sorted, because a palette can hide 768 bytes of data.
    """
    frame = image.crop((0, 0, *canvas))
    frame.info = {key: frame.info[key] for key in ("transparency",) if key in frame.info}
    if frame.mode != "P":
        return frame
    # Damaged frames have indices past the palette's end; these become black.
    palette = bytes(frame.getpalette() or []).ljust(3 * 256, b"\0")
    used = [index for index, pixels in enumerate(frame.histogram()) if pixels]
    used.sort(key=lambda index: palette[3 * index : 3 * index + 3])
    return frame.remap_palette(used, palette)


def _orientation(image: "Image.Image") -> int:
    try:
        return image.getexif().get(_ORIENTATION, 1)
    except Exception:
        # Unreadable metadata does not affect the pixels.
        return 1


def _srgb(image: "Image.Image") -> "Image.Image":
    """Return the image in mode L, RGB or RGBA, with 8 bits per channel, in sRGB."""
    from PIL import ImageCms

    profile = image.info.get("icc_profile")
    if image.mode == "CMYK":
        frame = image.copy()
    elif image.mode.startswith("I"):
        # 16 bits per pixel: `convert` would clip values above 255 instead of scaling them.
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
            # A broken profile, or one for other channels: browsers also ignore it.
            pass
    return frame.convert("RGB") if frame.mode == "CMYK" else frame


def _encode(frames: list[_Frame], loop: int | None, kind: Format) -> CleanImage:
    options = dict(kind.save_options)
    images = [frame.pixels for frame in frames]
    if len(images) > 1:
        if kind is GIF and any(image.has_transparency_data for image in images):
            # Frames are complete: the previous one must not show through transparent pixels.
            images = [image.convert("RGBA") for image in images]
            options["disposal"] = 2
        if loop is not None:
            options["loop"] = loop
        options["save_all"] = True
        options["append_images"] = images[1:]
        options["duration"] = [frame.milliseconds for frame in frames]
    if kind.converted:
        kind = _converted(images[0])
        options |= kind.save_options
    data = _encoded(images[0], kind, options)
    if kind is PNG and (webp := much_smaller_webp(images[0], len(data))) is not None:
        data, kind = webp, WEBP
    return CleanImage(data, *images[0].size, kind.media_type, len(images) > 1)


def _converted(image: "Image.Image") -> Format:
    """Return the format that replaces one that not every browser shows."""
    if max(image.size) <= MAX_WEBP_SIDE:
        return WEBP
    return PNG if image.mode == "RGBA" else JPEG


def _encoded(image: "Image.Image", kind: Format, options: dict[str, Any]) -> bytes:
    out = BytesIO()
    image.save(out, kind.name, **options)
    return out.getvalue()


def much_smaller_webp(image: "Image.Image", png_bytes: int) -> bytes | None:
    """Return the image as WebP; None if it is transparent or WebP saves less than 40 %.

    Photos and paintings shrink to about a tenth. Screenshots and drawings, which lossy compression
    blurs, compress well as PNG and are not converted.
    """
    if png_bytes <= SMALL_PNG or max(image.size) > MAX_WEBP_SIDE:
        return None
    if image.mode == "RGBA":
        if image.getchannel("A").getextrema() != (_OPAQUE, _OPAQUE):
            return None
        image = image.convert("RGB")
    data = _encoded(image, WEBP, WEBP.save_options)
    return data if len(data) * 5 <= png_bytes * 3 else None
