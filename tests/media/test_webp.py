"""Opaque PNGs that are much smaller as WebP are kept as WebP."""

from random import Random

import pytest
from PIL import Image, ImageChops, ImageStat
from sample_images import decoded, encoded, painting

from cms_blog.media.images import SMALL_PNG, clean, much_smaller_webp


def drawing(width: int = 2_000, height: int = 1_500) -> Image.Image:
    """Sharp dots, which PNG stores losslessly in few bytes and WebP does not."""
    dots = bytes(255 * bit for bit in Random(1).choices((0, 1), k=64))
    tile = Image.frombytes("L", (8, 8), dots)
    drawn = Image.new("RGB", (width, height))
    for left in range(0, width, 8):
        for top in range(0, height, 8):
            drawn.paste(tile, (left, top))
    return drawn


@pytest.mark.parametrize("mode", ["RGB", "L", "RGBA"])
def test_a_painting_is_kept_as_webp(mode: str):
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
def test_one_transparent_pixel_is_reason_enough_for_a_png(alpha: int):
    given = painting().convert("RGBA")
    given.putpixel((959, 639), (1, 2, 3, alpha))
    image = clean(encoded(given, "PNG"))
    assert image.media_type == "image/png"
    assert decoded(image.data).getpixel((959, 639)) == (1, 2, 3, alpha)


def test_a_transparent_colour_is_reason_enough_for_a_png():
    given = painting()
    given.putpixel((0, 0), (1, 2, 3))
    assert clean(encoded(given, "PNG", transparency=(1, 2, 3))).media_type == "image/png"


def test_a_drawing_stays_a_png_without_loss():
    given = drawing()
    image = clean(encoded(given, "PNG"))
    assert image.media_type == "image/png"
    assert ImageChops.difference(decoded(image.data), given).getbbox() is None


def test_a_small_png_stays_one():
    given = painting(120, 80)
    image = clean(encoded(given, "PNG"))
    assert len(image.data) < SMALL_PNG
    assert image.media_type == "image/png"


@pytest.mark.parametrize("side", [16_383, 16_384])
def test_a_png_that_is_too_wide_for_webp_stays_one(side: int):
    data = encoded(painting(side, 8), "PNG")
    assert len(data) > SMALL_PNG
    expected = "image/webp" if side == 16_383 else "image/png"
    assert clean(data).media_type == expected


def test_the_bounds_are_exact():
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
def test_other_formats_stay_what_they_are(format_: str):
    data = encoded(painting(), format_)
    assert clean(data).media_type == f"image/{format_.lower()}"
