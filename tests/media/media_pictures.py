"""Pictures for the tests, drawn when they are asked for."""

import struct
import zlib
from io import BytesIO
from typing import Any, Literal

from PIL import Image, ImageCms, ImageDraw

RED, GREEN, BLUE = (255, 0, 0), (0, 255, 0), (0, 0, 255)
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")


def encoded(picture: Image.Image, format_: str, **options: Any) -> bytes:
    out = BytesIO()
    picture.save(out, format_, **options)
    return out.getvalue()


def decoded(data: bytes) -> Image.Image:
    picture = Image.open(BytesIO(data))
    picture.load()
    return picture


def picture(format_: str = "PNG", **options: Any) -> bytes:
    """Sixteen by eight pixels: the left half red, the right half blue."""
    return encoded(two_halves(), format_, **options)


def two_halves() -> Image.Image:
    drawn = Image.new("RGB", (16, 8), BLUE)
    drawn.paste(RED, (0, 0, 8, 8))
    return drawn


def animation(format_: str, frames: int = 3, **options: Any) -> bytes:
    """A disc that goes from left to right over clear ground, 30, 40, 50 … milliseconds a frame."""
    pictures: list[Image.Image] = []
    for index in range(frames):
        drawn = Image.new("RGBA", (16 * frames, 16), (0, 0, 0, 0))
        # Round: of a rectangle, WebP's encoder forgets that the ground around it is clear.
        ImageDraw.Draw(drawn).ellipse((16 * index, 0, 16 * index + 15, 15), (*RED, 255))
        pictures.append(drawn)
    durations = [30 + 10 * index for index in range(frames)]
    return encoded(
        pictures[0],
        format_,
        save_all=True,
        append_images=pictures[1:],
        duration=durations,
        **options,
    )


def profile(space: Literal["sRGB", "LAB"] = "sRGB") -> bytes:
    """An ICC profile."""
    made = ImageCms.createProfile(space)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - Pillow leaves the type open
    return ImageCms.ImageCmsProfile(made).tobytes()  # pyright: ignore[reportUnknownArgumentType] - as above


def png_chunk(kind: bytes, data: bytes) -> bytes:
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def png(width: int, height: int, rows: bytes, *extra: bytes) -> bytes:
    """A PNG, 8-bit grey, of whatever is said: nothing is checked."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    body = png_chunk(b"IDAT", zlib.compress(rows, 9))
    return b"".join((b"\x89PNG\r\n\x1a\n", header, *extra, body, png_chunk(b"IEND", b"")))


def gif(width: int, height: int, palette: bytes = bytes(6), frames: int = 1) -> bytes:
    """A GIF with this many frames of one pixel each, in a canvas of this size."""
    # LZW, 2-bit codes: clear, colour 0, end.
    frame = b"," + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    size = (len(palette) // 3).bit_length() - 2
    head = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80 | size, 0, 0)
    return head + palette + frame * frames + b";"
