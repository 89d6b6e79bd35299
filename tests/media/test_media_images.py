"""What becomes of images, over real bytes."""

import random
import struct
import warnings
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from typing import cast

import pytest
from media_pictures import (
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
from PIL import Image, PngImagePlugin

from cms_blog.media.images import MAX_FRAMES, MEDIA_TYPES, UnusableImage, clean

DAMAGED = "The image is damaged or cut off"
TOO_LARGE = "more than 40 megapixels"
ANOTHER = "This is no PNG, JPEG, WebP or GIF image"
SECRET = b"Secret: 52.5200 N 13.4050 E"


def near(found: object, wanted: tuple[int, ...], by: int = 12) -> bool:
    """Whether a pixel has about this colour: JPEG and WebP keep none exactly."""
    pixel = cast("tuple[int, ...]", found)
    return all(abs(one - other) <= by for one, other in zip(pixel, wanted, strict=True))


@pytest.mark.parametrize(("format_", "media_type"), [*zip(FORMATS, MEDIA_TYPES, strict=True)])
def test_an_image_stays_what_it_is(format_: str, media_type: str):
    image = clean(picture(format_))
    assert (image.width, image.height, image.media_type) == (16, 8, media_type)
    shown = decoded(image.data)
    assert shown.format == format_
    assert shown.size == (16, 8)
    assert near(shown.convert("RGB").getpixel((2, 4)), RED)
    assert near(shown.convert("RGB").getpixel((13, 4)), BLUE)


@pytest.mark.parametrize("format_", FORMATS)
def test_the_same_image_becomes_the_same_bytes(format_: str):
    once = clean(picture(format_))
    assert clean(picture(format_)) == once
    if format_ in {"PNG", "GIF"}:
        assert clean(once.data) == once


def test_no_metadata_is_left():
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
def test_what_hangs_behind_an_image_is_gone(format_: str, payload: bytes):
    image = clean(picture(format_) + payload)
    assert image == clean(picture(format_))
    assert payload not in image.data


def test_what_hides_in_a_palette_is_gone():
    hidden = b"<script>alert('hello')</script>;".ljust(3 * 16, b"\xff")
    data = gif(1, 1, hidden)
    assert b"<script" in data
    image = clean(data)
    assert b"script" not in image.data
    assert decoded(image.data).convert("RGB").getpixel((0, 0)) == tuple(b"<sc")


def test_what_hides_in_a_chunk_is_gone():
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
def test_photos_stand_upright(
    format_: str, orientation: int, size: tuple[int, int], red_at: tuple[int, int]
):
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = clean(picture(format_, exif=exif))
    assert (image.width, image.height) == size
    shown = decoded(image.data)
    assert shown.size == size
    assert near(shown.convert("RGB").getpixel(red_at), RED)


def test_exif_that_cannot_be_read_does_no_harm():
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
def test_clear_colours_stay_clear(mode: str, key: object):
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
    """sRGB with red and green exchanged: the tags' names in the profile's table, that is."""
    renamed = profile().replace(b"rXYZ", b"????").replace(b"gXYZ", b"rXYZ")
    return renamed.replace(b"????", b"gXYZ")


@pytest.mark.parametrize("format_", ["PNG", "WEBP"])
def test_colours_are_those_of_the_profile(format_: str):
    options = {"lossless": True} if format_ == "WEBP" else {}
    drawn = Image.new("RGBA", (8, 8), (255, 0, 0, 128))
    data = encoded(drawn, format_, icc_profile=swapped_profile(), **options)
    shown = decoded(clean(data).data).convert("RGBA")
    assert near(shown.getpixel((4, 4)), (0, 255, 0, 128))


def test_the_profile_of_a_photo_counts_too():
    shown = decoded(clean(picture("JPEG", icc_profile=swapped_profile())).data)
    assert near(shown.getpixel((2, 4)), (0, 255, 0))


@pytest.mark.parametrize("unfit", [b"no profile", profile()[:200], b"\0" * 5_000])
@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_a_profile_that_does_not_fit_is_passed_over(mode: str, unfit: bytes):
    plain = clean(encoded(two_halves().convert(mode), "JPEG"))
    assert clean(encoded(two_halves().convert(mode), "JPEG", icc_profile=unfit)) == plain


def test_a_profile_for_other_channels_is_passed_over():
    assert clean(picture("PNG", icc_profile=profile("LAB"))) == clean(picture("PNG"))
    grey = encoded(Image.new("L", (4, 4), 90), "PNG", icc_profile=profile())
    assert decoded(clean(grey).data).getpixel((1, 1)) == 90


@pytest.mark.parametrize("format_", ["GIF", "WEBP"])
@pytest.mark.parametrize("loop", [0, 2])
def test_animations_go_on_moving(format_: str, loop: int):
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


def test_a_gif_that_plays_once_still_does():
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


def test_of_a_moving_png_the_first_picture_stays():
    image = clean(animation("PNG"))
    shown = decoded(image.data)
    assert getattr(shown, "n_frames", 1) == 1
    assert shown.convert("RGBA").getpixel((8, 8)) == (*RED, 255)


def test_of_a_photo_with_several_pictures_the_first_stays():
    second = Image.new("RGB", (16, 8))
    data = encoded(two_halves(), "MPO", save_all=True, append_images=[second])
    image = clean(data)
    assert image.media_type == "image/jpeg"
    assert near(decoded(image.data).getpixel((2, 4)), RED)
    assert len(image.data) < len(data)


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
def test_what_is_no_image_that_we_take(data: bytes):
    with pytest.raises(UnusableImage, match=ANOTHER):
        clean(data)


def test_an_empty_file():
    with pytest.raises(UnusableImage, match="The file is empty"):
        clean(b"")


@pytest.mark.parametrize("format_", FORMATS)
def test_images_that_are_cut_off(format_: str):
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
def test_images_with_nothing_in_them(data: bytes):
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
def test_images_with_too_many_pixels(make: Callable[[], bytes]):
    with pytest.raises(UnusableImage, match=TOO_LARGE):
        clean(make())


def test_an_image_of_the_greatest_size():
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
def test_animations_with_too_much_in_them(make: Callable[[], bytes]):
    with pytest.raises(UnusableImage, match="The animation has more than 1,000 frames"):
        clean(make())


def test_an_animation_that_grows_is_refused():
    # The second frame reaches beyond the canvas: 0,0 and 300 by 200.
    small = gif(1, 1, frames=2)
    at = small.rindex(b",")
    grown = small[: at + 5] + struct.pack("<HH", 300, 200) + small[at + 9 :]
    with pytest.raises(UnusableImage, match=DAMAGED):
        clean(grown)


def test_a_photo_that_is_drawn_thousands_of_times_is_refused():
    photo = picture("JPEG", progressive=True)
    starts = [at for at in range(len(photo)) if photo.startswith(b"\xff\xda", at)]
    begin, end = next(iter(pairwise(starts)))
    bomb = photo[:end] + photo[begin:end] * 5_000 + photo[end:]
    with pytest.raises(UnusableImage, match=DAMAGED):
        clean(bomb)


@pytest.mark.parametrize("format_", FORMATS)
def test_nothing_but_a_refusal_comes_of_damage(format_: str):
    """Bytes changed at random, the same each time."""
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
