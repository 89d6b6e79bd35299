"""Rejected image files and their error messages."""

import random
import struct
import warnings
from collections import Counter
from collections.abc import Callable
from itertools import pairwise

import pytest
from PIL import Image
from sample_images import (
    BLUE,
    FORMATS,
    RED,
    animation,
    decoded,
    encoded,
    gif,
    picture,
    png,
    two_halves,
)

from cms_blog.media.formats import UnusableImage
from cms_blog.media.images import MAX_FRAMES, clean

DAMAGED = "The image is damaged or incomplete"
TOO_LARGE = "more than 40 megapixels"
OTHER_FORMAT = "The file is not a PNG, JPEG, WebP, GIF, AVIF or HEIC image"


@pytest.mark.parametrize(
    "data",
    [
        b"Hello, I am a text.",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<?xml version='1.0'?><svg/>",
        b"<!doctype html><title>Hello</title>",
        b"%PDF-1.7\n",
        b"PK\x03\x04" + bytes(100),
        b"\x7fELF" + bytes(100),
        b"\0",
        b"GIF88a" + bytes(100),
        b"RIFF\x24\0\0\0WAVEfmt " + bytes(100),
        b" " + picture("PNG"),
        encoded(two_halves(), "BMP"),
        encoded(two_halves(), "TIFF"),
        encoded(two_halves(), "ICO"),
    ],
)
def test_other_formats_are_rejected(data: bytes):
    with pytest.raises(UnusableImage, match=OTHER_FORMAT):
        clean(data)


def test_empty_file_is_rejected():
    with pytest.raises(UnusableImage, match="The file is empty"):
        clean(b"")


@pytest.mark.parametrize("format_", FORMATS)
def test_truncated_images_are_rejected(format_: str):
    whole = encoded(Image.effect_noise((64, 64), 90), format_)
    signature = 12 if format_ == "WEBP" else 8
    for length in (signature, signature + 5, len(whole) // 4, len(whole) // 2, len(whole) - 40):
        with pytest.raises(UnusableImage, match=DAMAGED):
            clean(whole[:length])


@pytest.mark.parametrize(
    "data",
    [
        png(0, 5, b""),
        png(5, 0, b""),
        png(5, 5, b""),
        png(5, 5, b"\0" * 7),
        png(1, 1, b"\0\0").replace(b"IDAT", b"IDAX"),
        gif(0, 0).replace(b"\1\0\1\0", b"\0\0\0\0"),
        b"GIF89a",
        b"\xff\xd8\xff\xd9",
        b"RIFF\x04\0\0\0WEBP",
    ],
)
def test_images_without_content_are_rejected(data: bytes):
    with pytest.raises(UnusableImage, match=DAMAGED):
        clean(data)


@pytest.mark.parametrize(
    "make",
    [
        lambda: png(40_001, 1_000, b""),
        lambda: png(8_000, 8_000, b"\0" * 8_001 * 8_000),
        lambda: png(2**31 - 1, 2**31 - 1, b""),
        lambda: gif(65_535, 65_535),
        lambda: gif(8_000, 5_001),
        lambda: picture("JPEG").replace(struct.pack(">HH", 8, 16), b"\xff\xff\xff\xff"),
        lambda: b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + b"\xff" * 6,
    ],
)
def test_images_with_too_many_pixels_are_rejected(make: Callable[[], bytes]):
    with pytest.raises(UnusableImage, match=TOO_LARGE):
        clean(make())


def test_image_of_the_maximum_size_is_accepted():
    image = clean(png(8_000, 5_000, b"\0" * 8_001 * 5_000))
    assert (image.width, image.height) == (8_000, 5_000)


def large_webp() -> bytes:
    frames = [Image.new("RGB", (5_000, 5_000), colour) for colour in (RED, BLUE)]
    return encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:], method=0)


@pytest.mark.parametrize(
    "make",
    [
        lambda: gif(1, 1, frames=MAX_FRAMES + 1),
        lambda: gif(5_000, 5_000, frames=2),
        large_webp,
    ],
)
def test_animations_above_the_limits_are_rejected(make: Callable[[], bytes]):
    with pytest.raises(UnusableImage, match="The animation has more than 1,000 frames"):
        clean(make())


def grown(width: int, height: int, frames: int = 2) -> bytes:
    """Return a GIF of one pixel whose last frame declares this size."""
    small = gif(1, 1, frames=frames)
    at = small.rindex(b",")
    return small[: at + 5] + struct.pack("<HH", width, height) + small[at + 9 :]


def test_pixels_outside_the_canvas_are_counted():
    # The first frame counts one pixel.
    with pytest.raises(UnusableImage, match="The animation has more than 1,000 frames"):
        clean(grown(8_000, 5_000))
    with pytest.raises(UnusableImage, match=TOO_LARGE):
        clean(grown(8_000, 5_001))
    with pytest.raises(UnusableImage, match=TOO_LARGE):
        clean(grown(65_535, 65_535))
    # Truncated, but within the limit.
    with pytest.raises(UnusableImage, match=DAMAGED):
        clean(grown(7_999, 5_000))


def test_jpeg_with_thousands_of_scans_is_rejected():
    photo = picture("JPEG", progressive=True)
    starts = [at for at in range(len(photo)) if photo.startswith(b"\xff\xda", at)]
    begin, end = next(iter(pairwise(starts)))
    bomb = photo[:end] + photo[begin:end] * 5_000 + photo[end:]
    with pytest.raises(UnusableImage, match=DAMAGED):
        clean(bomb)


@pytest.mark.parametrize("format_", FORMATS)
def test_damaged_images_raise_only_unusable_image(format_: str):
    """Change random bytes, with a fixed seed."""
    chance = random.Random(format_)
    seeds = [picture(format_), animation(format_) if format_ != "JPEG" else picture(format_)]
    results: Counter[str] = Counter()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for _ in range(300):
            data = bytearray(chance.choice(seeds))
            for _ in range(chance.choice((1, 2, 8))):
                data[chance.randrange(len(data))] = chance.choice((0, 255, chance.randrange(256)))
            try:
                image = clean(bytes(data))
            except UnusableImage:
                results["refused"] += 1
            else:
                results["taken"] += 1
                assert decoded(image.data).size == (image.width, image.height)
    assert min(results["refused"], results["taken"]) > 5
