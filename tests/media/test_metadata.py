"""Images with oversized or damaged metadata are accepted."""

import struct
import zlib
from functools import cache
from typing import cast

import pytest
from PIL import Image
from sample_images import (
    BLUE,
    GREEN,
    RED,
    decoded,
    encoded,
    gif,
    gif_frame,
    gif_of,
    jpeg_segment,
    picture,
    png_chunk,
    profile,
)

from cms_blog.media.images import clean
from cms_blog.media.metadata import jpeg_without_metadata, png_without_metadata

MEGABYTE = 1024 * 1024
SIGNATURE_AND_HEADER = 33
TRAILER = 12


@cache
def unpacking_to(size: int) -> bytes:
    return zlib.compress(bytes(size))


PNG_METADATA = {
    "compressed text": png_chunk(b"zTXt", b"a\0\0" + unpacking_to(3 * MEGABYTE)),
    "international text": png_chunk(b"iTXt", b"a\0\1\0\0\0" + unpacking_to(3 * MEGABYTE)),
    "profile": png_chunk(b"iCCP", b"a\0\0" + unpacking_to(MEGABYTE + 1)),
    "profile of another method": png_chunk(b"iCCP", b"a\0\7" + unpacking_to(9)),
    "profile that is no zlib data": png_chunk(b"iCCP", b"a\0\0zz"),
    "profile without anything": png_chunk(b"iCCP", b""),
    "plain text": png_chunk(b"tEXt", b"a\0" + b"x" * 5 * MEGABYTE),
    "text in 70 chunks": b"".join(
        png_chunk(b"zTXt", b"a%d\0\0" % number + unpacking_to(MEGABYTE)) for number in range(70)
    ),
    "text of another method": png_chunk(b"zTXt", b"a\0\7zz"),
    "text with a wrong checksum": png_chunk(b"tEXt", b"a\0b")[:-1] + b"!",
    "short gamma": png_chunk(b"gAMA", b"a"),
    "short chromaticities": png_chunk(b"cHRM", b"a"),
    "empty intent": png_chunk(b"sRGB", b""),
    "short size": png_chunk(b"pHYs", b"a"),
    "short animation": png_chunk(b"acTL", b"a") + png_chunk(b"fcTL", b"a"),
    "exif": png_chunk(b"eXIf", b"MM\0*" + b"x" * MEGABYTE),
}


@pytest.mark.parametrize("name", PNG_METADATA)
def test_large_or_damaged_png_metadata_is_accepted(name: str):
    image, chunks = picture("PNG"), PNG_METADATA[name]
    for at in (SIGNATURE_AND_HEADER, len(image) - TRAILER):
        assert clean(image[:at] + chunks + image[at:]) == clean(image)


def test_png_chunks_that_affect_pixels_are_kept():
    exif = Image.Exif()
    exif[0x0112] = 6
    image = picture("PNG", icc_profile=profile(), exif=exif)
    assert png_without_metadata(image) == image
    least = png_chunk(b"iCCP", b"a\0\0" + unpacking_to(MEGABYTE))
    with_profile = image[:SIGNATURE_AND_HEADER] + least + image[SIGNATURE_AND_HEADER:]
    assert png_without_metadata(with_profile) == with_profile


@pytest.mark.parametrize("length", range(0, 60, 3))
def test_truncated_png_is_unchanged(length: int):
    image = picture("PNG")
    assert png_without_metadata(image[: -length or None]) == image[: -length or None]


def test_data_after_the_end_of_a_png_is_dropped():
    image = picture("PNG")
    assert png_without_metadata(image + png_chunk(b"IDAT", b"x") + b"more") == image


FULL = 65_533
JPEG_METADATA = {
    "comments": jpeg_segment(0xFE, b"x" * FULL) * 100,
    "exif in many segments": jpeg_segment(0xE1, b"Exif\0\0" + b"x" * (FULL - 6)) * 100,
    "short exif": jpeg_segment(0xE1, b"Exif\0\0MM"),
    "short profile": jpeg_segment(0xE2, b"ICC_PROFILE\0"),
    "short JFIF": jpeg_segment(0xE0, b"JFIF\0"),
    "no JFIF": jpeg_segment(0xE0, b"JFIF"),
    "short Adobe": jpeg_segment(0xEE, b"Adobe"),
    "Adobe without transform": jpeg_segment(0xEE, b"Adobe\0\0\0\0\0\0"),
    "Photoshop": jpeg_segment(0xED, b"Photoshop 3.0\0" + b"8BIM\x03\xed" + b"\0" * 4),
    "several pictures": jpeg_segment(0xE2, b"MPF\0II*\0\x08\0\0\0\x01\0\x01\xb0" + b"\xff" * 20),
    "fill bytes": b"\xff" * 1_000 + jpeg_segment(0xFE, b"x"),
    "an empty segment": jpeg_segment(0xEF, b""),
    # The marker count of 301 scans.
    "scan markers": jpeg_segment(0xED, b"\xff\xda" * 301),
}


@pytest.mark.parametrize("name", JPEG_METADATA)
def test_large_or_damaged_jpeg_metadata_is_accepted(name: str):
    image, segments = picture("JPEG"), JPEG_METADATA[name]
    behind_jfif = 20
    for at in (2, behind_jfif):
        assert clean(image[:at] + segments + image[at:]) == clean(image)


def test_jpeg_segments_that_affect_pixels_are_kept():
    exif = Image.Exif()
    exif[0x0112] = 6
    for image in (
        picture("JPEG", icc_profile=profile(), exif=exif),
        picture("JPEG", progressive=True),
        encoded(Image.new("CMYK", (9, 9), (9, 99, 199, 20)), "JPEG"),
    ):
        assert jpeg_without_metadata(image) == image
    first = jpeg_segment(0xE1, b"Exif\0\0MM\0*\0\0\0\x08")
    second = jpeg_segment(0xE1, b"Exif\0\0II*\0\x08\0\0\0")
    image = picture("JPEG")
    twice = image[:2] + first + second + image[2:]
    assert jpeg_without_metadata(twice) == image[:2] + first + image[2:]


@pytest.mark.parametrize(
    "rest",
    [b"", b"\xff", b"\xff\xe1", b"\xff\xe1\0", b"\xff\xe1\0\1", b"\xff\xe1\0\3", b"x\xff\xfe\0\2"],
)
def test_malformed_segments_are_left_to_the_decoder(rest: bytes):
    start = b"\xff\xd8" + jpeg_segment(0xFE, b"comment")
    assert jpeg_without_metadata(start + rest) == b"\xff\xd8" + rest


def webp_with(*chunks: tuple[bytes, bytes]) -> bytes:
    plain = picture("WEBP")
    flags_and_size = b"\0\0\0\0\x0f\0\0\x07\0\0"
    packed = b"".join(
        kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)
        for kind, data in ((b"VP8X", flags_and_size), *chunks)
    )
    body = b"WEBP" + packed + plain[12:]
    return b"RIFF" + struct.pack("<I", len(body)) + body


@pytest.mark.parametrize(
    "data",
    [
        picture("WEBP", exif=b"Exif\0\0" + b"x" * MEGABYTE, xmp=b"x" * MEGABYTE),
        picture("WEBP", icc_profile=b"x" * MEGABYTE),
        webp_with((b"JUNK", b"x" * 3 * MEGABYTE)),
    ],
    ids=["exif", "profile", "junk"],
)
def test_large_or_damaged_webp_metadata_is_accepted(data: bytes):
    image = clean(data)
    assert (image.width, image.height, image.media_type) == (16, 8, "image/webp")
    assert len(image.data) < 1_000


def blocks(data: bytes) -> bytes:
    return b"".join(
        bytes([len(data[at : at + 255])]) + data[at : at + 255] for at in range(0, len(data), 255)
    )


@pytest.mark.parametrize(
    "extension",
    [
        b"!\xfe" + blocks(b"x" * 3 * MEGABYTE) + b"\0",
        b"!\xff\x0bXMP DataXMP" + blocks(b"x" * 3 * MEGABYTE) + b"\0",
        b"!\x01" + blocks(b"x" * 100) + b"\0",
        (b"!\xfe" + blocks(b"x") + b"\0") * 1_000,
    ],
    ids=["comment", "xmp", "plain text", "comments"],
)
def test_large_or_damaged_gif_metadata_is_accepted(extension: bytes):
    image = gif(3, 2)
    at = image.index(b",")
    assert clean(image[:at] + extension + image[at:]) == clean(image)


Colours = tuple[tuple[int, ...], ...]


def shown(data: bytes, *places: tuple[int, int]) -> list[Colours]:
    """Return the colours at these positions, per frame."""
    moving = decoded(data)
    found: list[Colours] = []
    for index in range(cast("int", getattr(moving, "n_frames", 1))):
        moving.seek(index)
        frame = moving.convert("RGBA")
        found.append(tuple(cast("tuple[int, ...]", frame.getpixel(place)) for place in places))
    return found


PLACES = ((1, 1), (8, 8), (4, 4))


@pytest.mark.parametrize("clear", [None, 0])
@pytest.mark.parametrize(
    "beyond", [(5, 5, 20, 20), (5, 5, 6, 5), (0, 0, 10, 11), (9, 0, 2, 3), (20, 20, 5, 5)]
)
def test_frames_of_a_gif_are_cropped_to_the_canvas(
    beyond: tuple[int, int, int, int], clear: int | None
):
    first = gif_frame((0, 0, 10, 10), 1)
    last = gif_frame((2, 2, 5, 5), 2)
    outside = gif_frame(beyond, 3, clear=clear)
    image = clean(gif_of((10, 10), first, outside, last))
    assert (image.width, image.height, image.media_type) == (10, 10, "image/gif")
    assert decoded(image.data).size == (10, 10)
    colours = shown(image.data, *PLACES)
    red, green, blue, black = ((*each, 255) for each in (RED, GREEN, BLUE, (0, 0, 0)))
    assert colours[0] == (red, red, red)
    x, y, width, height = beyond
    for place, under, found in zip(PLACES, (red, red, green), colours[-1], strict=True):
        column, row = place[0] - x, place[1] - y
        if under == green or not (0 <= column < width and 0 <= row < height):
            assert found == under
        elif 0 < column < width - 1 and 0 < row < height - 1:
            assert found == blue
        else:
            assert found == (under if clear == 0 else black)


def test_first_gif_frame_can_exceed_the_canvas():
    image = clean(gif_of((2, 2), gif_frame((0, 0, 10, 10), 1), gif_frame((0, 0, 20, 20), 3)))
    assert (image.width, image.height) == (10, 10)
