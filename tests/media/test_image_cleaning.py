"""Sanitising of real image files."""

from typing import cast

import pytest
from PIL import Image, PngImagePlugin
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
    png_chunk,
    profile,
    two_halves,
)

from cms_blog.media.formats import STORED_MEDIA_TYPES as STORED
from cms_blog.media.images import clean

SECRET = b"Secret: 52.5200 N 13.4050 E"


def near(found: object, wanted: tuple[int, ...], by: int = 12) -> bool:
    """Return whether a pixel has about this colour: JPEG and WebP are lossy."""
    pixel = cast("tuple[int, ...]", found)
    return all(abs(one - other) <= by for one, other in zip(pixel, wanted, strict=True))


@pytest.mark.parametrize(("format_", "media_type"), [*zip(FORMATS, STORED, strict=True)])
def test_image_keeps_its_format(format_: str, media_type: str):
    image = clean(picture(format_))
    assert (image.width, image.height, image.media_type) == (16, 8, media_type)
    shown = decoded(image.data)
    assert shown.format == format_
    assert shown.size == (16, 8)
    assert near(shown.convert("RGB").getpixel((2, 4)), RED)
    assert near(shown.convert("RGB").getpixel((13, 4)), BLUE)


@pytest.mark.parametrize("format_", FORMATS)
def test_encoding_is_deterministic(format_: str):
    once = clean(picture(format_))
    assert clean(picture(format_)) == once
    if format_ in {"PNG", "GIF"}:
        assert clean(once.data) == once


def test_metadata_is_removed():
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", SECRET.decode())
    text.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    srgb = profile()
    given = [
        picture("PNG", exif=exif, pnginfo=text, icc_profile=srgb, dpi=(300, 300)),
        picture("JPEG", exif=exif, comment=SECRET, xmp=SECRET, icc_profile=srgb),
        picture("WEBP", exif=exif, xmp=SECRET, icc_profile=srgb),
        picture("GIF", comment=SECRET),
        animation("WEBP", exif=exif, xmp=SECRET),
        animation("GIF", comment=SECRET),
    ]
    for data in given:
        assert SECRET in data
        image = clean(data)
        assert SECRET not in image.data
        kept = set(decoded(image.data).info)
        assert not kept & {"exif", "xmp", "icc_profile", "comment", "Comment", "dpi"}


@pytest.mark.parametrize(
    "payload", [b"<script>alert(1)</script>", b"<?php system($_GET[0]); ?>", b"PK\x03\x04" * 9]
)
@pytest.mark.parametrize("format_", FORMATS)
def test_trailing_data_is_removed(format_: str, payload: bytes):
    image = clean(picture(format_) + payload)
    assert image == clean(picture(format_))
    assert payload not in image.data


def test_data_hidden_in_a_palette_is_removed():
    hidden = b"<script>alert('hello')</script>;".ljust(3 * 16, b"\xff")
    data = gif(1, 1, hidden)
    assert b"<script" in data
    image = clean(data)
    assert b"script" not in image.data
    assert decoded(image.data).convert("RGB").getpixel((0, 0)) == tuple(b"<sc")


def test_data_hidden_in_a_chunk_is_removed():
    image = clean(png(1, 1, b"\0\x80", png_chunk(b"prVt", SECRET)))
    assert SECRET not in image.data


@pytest.mark.parametrize("format_", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize(
    ("orientation", "size", "red_at"),
    [
        (1, (16, 8), (2, 4)),
        (2, (16, 8), (13, 4)),
        (3, (16, 8), (13, 4)),
        (4, (16, 8), (2, 4)),
        (5, (8, 16), (4, 2)),
        (6, (8, 16), (4, 2)),
        (7, (8, 16), (4, 13)),
        (8, (8, 16), (4, 13)),
        (9, (16, 8), (2, 4)),
    ],
)
def test_photos_are_rotated_upright(
    format_: str, orientation: int, size: tuple[int, int], red_at: tuple[int, int]
):
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = clean(picture(format_, exif=exif))
    assert (image.width, image.height) == size
    shown = decoded(image.data)
    assert shown.size == size
    assert near(shown.convert("RGB").getpixel(red_at), RED)


def test_unreadable_exif_is_ignored():
    exif = b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + b"\x12\x01\x03\0\xff\xff\xff\xff" * 40
    for format_ in ("JPEG", "WEBP", "PNG"):
        image = clean(picture(format_, exif=exif))
        assert (image.width, image.height) == (16, 8)


@pytest.mark.parametrize(
    ("mode", "colour", "wanted"),
    [
        ("1", 255, (255, 255, 255, 255)),
        ("L", 90, (90, 90, 90, 255)),
        ("LA", (90, 40), (90, 90, 90, 40)),
        ("I;16", 0x8055, (128, 128, 128, 255)),
        ("P", 7, (7, 7, 7, 255)),
        ("RGB", (9, 80, 200), (9, 80, 200, 255)),
        ("RGBA", (9, 80, 200, 30), (9, 80, 200, 30)),
    ],
)
def test_pngs_of_every_mode(
    mode: str, colour: int | tuple[int, ...], wanted: tuple[int, int, int, int]
):
    drawn = Image.new(mode, (3, 3), colour)
    if mode == "P":
        drawn.putpalette(bytes(value for value in range(256) for _ in range(3)))
    shown = decoded(clean(encoded(drawn, "PNG")).data)
    assert shown.mode in {"L", "RGB", "RGBA"}
    assert shown.convert("RGBA").getpixel((1, 1)) == wanted


@pytest.mark.parametrize(
    ("mode", "key"), [("P", 0), ("P", b"\0\xff"), ("L", 255), ("RGB", (255, 0, 0))]
)
def test_transparent_colours_stay_transparent(mode: str, key: object):
    drawn = Image.new("RGB", (2, 1), RED)
    drawn.putpixel((1, 0), (0, 0, 0))
    if mode == "L":
        drawn = Image.new("L", (2, 1), 255)
        drawn.putpixel((1, 0), 0)
    elif mode == "P":
        drawn = Image.new("P", (2, 1), 0)
        drawn.putpixel((1, 0), 1)
        drawn.putpalette(bytes((*RED, 0, 0, 0)))
    shown = decoded(clean(encoded(drawn, "PNG", transparency=key)).data).convert("RGBA")
    assert shown.getchannel("A").tobytes() == b"\0\xff"


@pytest.mark.parametrize(
    ("mode", "colour", "wanted"),
    [("L", 90, (90, 90, 90)), ("CMYK", (0, 255, 255, 0), RED), ("RGB", BLUE, BLUE)],
)
def test_jpegs_of_every_mode(
    mode: str, colour: int | tuple[int, ...], wanted: tuple[int, int, int]
):
    shown = decoded(clean(encoded(Image.new(mode, (8, 8), colour), "JPEG")).data)
    assert shown.mode in {"L", "RGB"}
    assert near(shown.convert("RGB").getpixel((4, 4)), wanted)


def swapped_profile() -> bytes:
    """Return an sRGB profile with red and green swapped in its tag table."""
    renamed = profile().replace(b"rXYZ", b"????").replace(b"gXYZ", b"rXYZ")
    return renamed.replace(b"????", b"gXYZ")


@pytest.mark.parametrize("format_", ["PNG", "WEBP"])
def test_colours_are_converted_from_the_profile(format_: str):
    options = {"lossless": True} if format_ == "WEBP" else {}
    drawn = Image.new("RGBA", (8, 8), (255, 0, 0, 128))
    data = encoded(drawn, format_, icc_profile=swapped_profile(), **options)
    shown = decoded(clean(data).data).convert("RGBA")
    assert near(shown.getpixel((4, 4)), (0, 255, 0, 128))


def test_colour_profile_of_a_jpeg_is_applied():
    shown = decoded(clean(picture("JPEG", icc_profile=swapped_profile())).data)
    assert near(shown.getpixel((2, 4)), (0, 255, 0))


@pytest.mark.parametrize("unfit", [b"no profile", profile()[:200], b"\0" * 5_000])
@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_unsuitable_profile_is_ignored(mode: str, unfit: bytes):
    plain = clean(encoded(two_halves().convert(mode), "JPEG"))
    assert clean(encoded(two_halves().convert(mode), "JPEG", icc_profile=unfit)) == plain


def test_profile_for_other_channels_is_ignored():
    assert clean(picture("PNG", icc_profile=profile("LAB"))) == clean(picture("PNG"))
    grey = encoded(Image.new("L", (4, 4), 90), "PNG", icc_profile=profile())
    assert decoded(clean(grey).data).getpixel((1, 1)) == 90


@pytest.mark.parametrize("format_", ["GIF", "WEBP"])
@pytest.mark.parametrize("loop", [0, 2])
def test_animations_stay_animated(format_: str, loop: int):
    exact = {"lossless": True} if format_ == "WEBP" else {"disposal": 2}
    shown = decoded(clean(animation(format_, loop=loop, **exact)).data)
    assert getattr(shown, "n_frames", 1) == 3
    assert shown.info["loop"] == loop
    for index in range(3):
        shown.seek(index)
        shown.load()
        frame = shown.convert("RGBA")
        assert shown.info["duration"] == 30 + 10 * index
        for place in range(3):
            pixel = frame.getpixel((16 * place + 8, 8))
            if place == index:
                assert near(pixel, (*RED, 255))
            else:
                assert frame.getchannel("A").getpixel((16 * place + 8, 8)) == 0


def test_gif_without_loop_is_played_once():
    assert "loop" not in decoded(clean(animation("GIF", disposal=2)).data).info


def test_opaque_animations_keep_their_colours():
    frames = [Image.new("P", (4, 4), index) for index in range(3)]
    for frame in frames:
        frame.putpalette(bytes((1, 2, 3, 50, 60, 70, 200, 100, 0)))
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=40)
    shown = decoded(clean(data).data)
    found: list[object] = []
    for index in range(3):
        shown.seek(index)
        found.append(shown.convert("RGB").getpixel((0, 0)))
    assert found == [(1, 2, 3), (50, 60, 70), (200, 100, 0)]


def test_animated_png_is_reduced_to_its_default_image():
    image = clean(animation("PNG"))
    shown = decoded(image.data)
    assert getattr(shown, "n_frames", 1) == 1
    assert shown.convert("RGBA").getpixel((8, 8)) == (*RED, 255)


def test_photo_with_several_images_is_reduced_to_the_first():
    second = Image.new("RGB", (16, 8))
    data = encoded(two_halves(), "MPO", save_all=True, append_images=[second])
    image = clean(data)
    assert image.media_type == "image/jpeg"
    assert near(decoded(image.data).getpixel((2, 4)), RED)
    assert len(image.data) < len(data)
