"""Generated sample images."""

import struct
import zlib
from io import BytesIO
from random import Random
from typing import Any, Literal

from PIL import Image, ImageCms, ImageDraw, ImageFilter

RED, GREEN, BLUE = (255, 0, 0), (0, 255, 0), (0, 0, 255)
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
# One pixel.
TINY_GIF = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,"
    b"\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)


def encoded(picture: Image.Image, format_: str, **options: Any) -> bytes:
    out = BytesIO()
    picture.save(out, format_, **options)
    return out.getvalue()


def decoded(data: bytes) -> Image.Image:
    picture = Image.open(BytesIO(data))
    picture.load()
    return picture


def picture(format_: str = "PNG", **options: Any) -> bytes:
    """Encode an image of 16 by 8 pixels: the left half red, the right half blue."""
    return encoded(two_halves(), format_, **options)


def two_halves() -> Image.Image:
    drawn = Image.new("RGB", (16, 8), BLUE)
    drawn.paste(RED, (0, 0, 8, 8))
    return drawn


def painting(width: int = 960, height: int = 640) -> Image.Image:
    """Return a deterministic image with soft colours and noise, like a photo."""
    chance = Random(1)
    grain = Image.frombytes("RGB", (width, height), chance.randbytes(width * height * 3))
    soft = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    return Image.blend(soft, grain.filter(ImageFilter.GaussianBlur(2)), 0.5)


def animation(format_: str, frames: int = 3, **options: Any) -> bytes:
    """Encode a disc that moves over a transparent background, with 30, 40, 50 … ms per frame."""
    pictures: list[Image.Image] = []
    for index in range(frames):
        drawn = Image.new("RGBA", (16 * frames, 16), (0, 0, 0, 0))
        # Round: WebP's encoder loses the transparency around a rectangle.
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
    """Return an ICC profile."""
    made = ImageCms.createProfile(space)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - Pillow leaves the type open
    return ImageCms.ImageCmsProfile(made).tobytes()  # pyright: ignore[reportUnknownArgumentType] - as above


def png_chunk(kind: bytes, data: bytes) -> bytes:
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def png(width: int, height: int, rows: bytes, *extra: bytes) -> bytes:
    """Encode an 8-bit greyscale PNG without validation."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    body = png_chunk(b"IDAT", zlib.compress(rows, 9))
    return b"".join((b"\x89PNG\r\n\x1a\n", header, *extra, body, png_chunk(b"IEND", b"")))


def gif(width: int, height: int, palette: bytes = bytes(6), frames: int = 1) -> bytes:
    """Encode a GIF with frames of one pixel in a canvas of this size."""
    # LZW, 2-bit codes: clear, colour 0, end.
    frame = b"," + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    size = (len(palette) // 3).bit_length() - 2
    head = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80 | size, 0, 0)
    return head + palette + frame * frames + b";"


def gif_frame(box: tuple[int, int, int, int], colour: int, *, clear: int | None = None) -> bytes:
    """Encode a GIF frame at (x, y, width, height): a border of colour 0, filled with `colour`."""
    x, y, width, height = box
    control = struct.pack("<BBBHBB", 4, clear is not None, 5, 0, clear or 0, 0)
    # LZW with 3-bit codes: a clear code before each pixel, so that the code size never grows.
    codes = [4]
    for at in range(width * height):
        row, column = divmod(at, width)
        outer = row in {0, height - 1} or column in {0, width - 1}
        codes += [0 if outer else colour, 4]
    codes.append(5)
    packed = sum(code << (3 * at) for at, code in enumerate(codes))
    data = packed.to_bytes((3 * len(codes) + 7) // 8, "little")
    blocks = b"".join(
        bytes([len(data[at : at + 255])]) + data[at : at + 255] for at in range(0, len(data), 255)
    )
    descriptor = struct.pack("<HHHHB", x, y, width, height, 0)
    return b"!\xf9" + control + b"," + descriptor + b"\x02" + blocks + b"\0"


def gif_of(canvas: tuple[int, int], *frames: bytes) -> bytes:
    """Encode a GIF with the palette black, red, green and blue."""
    head = b"GIF89a" + struct.pack("<HHBBB", *canvas, 0x81, 0, 0)
    return head + bytes((0, 0, 0, *RED, *GREEN, *BLUE)) + b"".join(frames) + b";"


def jpeg_segment(marker: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data
