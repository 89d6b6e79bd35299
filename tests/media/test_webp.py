"""Conversion of opaque PNGs to WebP."""

from random import Random

import pytest
from PIL import Image, ImageChops, ImageStat
from sample_images import decoded, encoded, painting

from cms_blog.media.images import SMALL_PNG, clean, much_smaller_webp


def drawing(width: int = 2_000, height: int = 1_500) -> Image.Image:
    """Return an image of sharp dots, which compresses better as PNG than as WebP."""
    dots = bytes(255 * bit for bit in Random(1).choices((0, 1), k=64))
    tile = Image.frombytes("L", (8, 8), dots)
    drawn = Image.new("RGB", (width, height))
    for left in range(0, width, 8):
        for top in range(0, height, 8):
            drawn.paste(tile, (left, top))
    return drawn


@pytest.mark.parametrize("mode", ["RGB", "L", "RGBA"])
def test_painting_is_converted_to_webp(mode: str):
    given = painting().convert(mode)
    data = encoded(given, "PNG")
    image = clean(data)
    assert (image.media_type, image.width, image.height) == ("image/webp", 960, 640)
    assert len(image.data) * 2 <= len(data)
    shown = decoded(image.data)
    assert shown.format == "WEBP"
    difference = ImageChops.difference(shown.convert("RGB"), given.convert("RGB"))
    assert max(ImageStat.Stat(difference).mean) < 6
    assert clean(data) == image


@pytest.mark.parametrize("alpha", [0, 254])
def test_one_transparent_pixel_prevents_conversion(alpha: int):
    given = painting().convert("RGBA")
    given.putpixel((959, 639), (1, 2, 3, alpha))
    image = clean(encoded(given, "PNG"))
    assert image.media_type == "image/png"
    assert decoded(image.data).getpixel((959, 639)) == (1, 2, 3, alpha)


def test_transparent_colour_prevents_conversion():
    given = painting()
    given.putpixel((0, 0), (1, 2, 3))
    assert clean(encoded(given, "PNG", transparency=(1, 2, 3))).media_type == "image/png"


def test_drawing_stays_a_lossless_png():
    given = drawing()
    image = clean(encoded(given, "PNG"))
    assert image.media_type == "image/png"
    assert ImageChops.difference(decoded(image.data), given).getbbox() is None


def test_small_png_is_not_converted():
    given = painting(120, 80)
    image = clean(encoded(given, "PNG"))
    assert len(image.data) < SMALL_PNG
    assert image.media_type == "image/png"


@pytest.mark.parametrize("side", [16_383, 16_384])
def test_png_too_large_for_webp_is_not_converted(side: int):
    data = encoded(painting(side, 8), "PNG")
    assert len(data) > SMALL_PNG
    expected = "image/webp" if side == 16_383 else "image/png"
    assert clean(data).media_type == expected


def test_conversion_thresholds_are_exact():
    given = painting()
    webp = much_smaller_webp(given, 10_000_000)
    assert webp is not None
    least = -(-5 * len(webp) // 3)
    assert much_smaller_webp(given, least) == webp
    assert much_smaller_webp(given, least - 1) is None
    flat = Image.new("RGB", (9, 9))
    assert much_smaller_webp(flat, SMALL_PNG) is None
    assert much_smaller_webp(flat, SMALL_PNG + 1) is not None


@pytest.mark.parametrize("format_", ["JPEG", "GIF", "WEBP"])
def test_other_formats_are_not_converted(format_: str):
    data = encoded(painting(), format_)
    assert clean(data).media_type == f"image/{format_.lower()}"
