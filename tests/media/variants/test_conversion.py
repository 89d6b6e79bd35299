"""AVIF and HEIC uploads, which become WebP."""

from io import BytesIO
from typing import Any

import pillow_heif
import pytest
from PIL import Image
from sample_images import BLUE, GREEN, RED, animation, decoded, encoded, profile, two_halves

from cms_blog.media.formats import UnusableImage, add_heic_decoder, detect
from cms_blog.media.images import clean

FORMATS = ("AVIF", "HEIF")
DAMAGED = "The image is damaged or incomplete"


@pytest.fixture(autouse=True, scope="module")
def heic() -> None:
    add_heic_decoder()


def file(format_: str, image: Image.Image | None = None, **options: Any) -> bytes:
    return encoded((image or two_halves()).resize((64, 32)), format_, **options)


def near(image: Image.Image, at: tuple[int, int], colour: tuple[int, ...]) -> bool:
    found = image.getpixel(at)
    assert isinstance(found, tuple)
    return all(abs(a - b) <= 8 for a, b in zip(found, colour, strict=True))


@pytest.mark.parametrize("format_", FORMATS)
def test_the_image_becomes_webp(format_: str):
    image = clean(file(format_))
    assert (image.media_type, image.width, image.height) == ("image/webp", 64, 32)
    pixels = decoded(image.data)
    assert (pixels.format, pixels.mode) == ("WEBP", "RGB")
    assert near(pixels, (8, 16), RED)
    assert near(pixels, (56, 16), BLUE)


@pytest.mark.parametrize("format_", FORMATS)
def test_the_image_is_upright_and_without_metadata(format_: str):
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    data = file(format_, exif=exif.tobytes(), xmp=b"<x>Secret place</x>")
    image = clean(data)
    assert (image.width, image.height) == (32, 64)
    pixels = decoded(image.data)
    assert near(pixels, (16, 8), RED)
    assert near(pixels, (16, 56), BLUE)
    assert not {"exif", "xmp", "icc_profile"} & pixels.info.keys()
    assert b"Secret" not in image.data


@pytest.mark.parametrize("format_", FORMATS)
def test_alpha_and_profile_are_applied(format_: str):
    image = Image.new("RGBA", (64, 32), (*RED, 128))
    pixels = decoded(clean(file(format_, image, icc_profile=profile())).data)
    assert pixels.mode == "RGBA"
    assert near(pixels, (8, 8), (*RED, 128))
    assert clean(file(format_, icc_profile=b"no profile")).media_type == "image/webp"


def test_the_primary_image_of_a_heic_is_kept():
    file_ = pillow_heif.from_pillow(Image.new("RGB", (64, 64), RED))
    for colour in (GREEN, BLUE):
        file_.add_from_pillow(Image.new("RGB", (32, 64), colour))
    out = BytesIO()
    file_.save(out, primary_index=1)  # pyright: ignore[reportUnknownMemberType] - its options have no types
    image = clean(out.getvalue())
    assert ((image.width, image.height), image.animated) == ((32, 64), False)
    assert near(decoded(image.data), (5, 5), GREEN)


def test_an_animated_avif_stays_animated():
    image = clean(animation("AVIF", 3, quality=90))
    pixels = decoded(image.data)
    assert image.animated
    assert (image.media_type, getattr(pixels, "n_frames", 1)) == ("image/webp", 3)
    durations: list[int] = []
    for frame in range(3):
        pixels.seek(frame)
        pixels.load()
        durations.append(pixels.info["duration"])
    assert durations == [30, 40, 50]


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_truncated_file_is_rejected(format_: str, share: float):
    data = file(format_)
    with pytest.raises(UnusableImage, match=DAMAGED):
        clean(data[: int(len(data) * share)])


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("side", [1, 20_000])
def test_a_file_that_lies_about_its_size_is_not_decoded_to_another(format_: str, side: int):
    data = bytearray(file(format_))
    at = data.index(b"ispe") + 8
    data[at : at + 8] = side.to_bytes(4) * 2
    try:
        image = clean(bytes(data))
    except UnusableImage:
        return
    assert (image.width, image.height) == (side, side)


def test_a_very_wide_image_becomes_jpeg_or_png():
    wide = Image.new("RGB", (16_384, 8), GREEN)
    assert clean(encoded(wide, "AVIF", speed=10)).media_type == "image/jpeg"
    assert clean(encoded(wide.convert("RGBA"), "AVIF", speed=10)).media_type == "image/jpeg"
    wide.putalpha(100)
    assert clean(encoded(wide, "AVIF", speed=10)).media_type == "image/png"


@pytest.mark.parametrize(
    ("brands", "media_type"),
    [
        (b"avif\0\0\0\0mif1miaf", "image/avif"),
        (b"mif1\0\0\0\0mif1avif", "image/avif"),
        (b"avis\0\0\0\0", "image/avif"),
        (b"heic\0\0\0\0mif1heic", "image/heic"),
        (b"mif1\0\0\0\0heic", "image/heic"),
        (b"hevc\0\0\0\0", "image/heic"),
        (b"isom\0\0\0\0isommp42", None),
        (b"qt  \0\0\0\0", None),
        (b"", None),
    ],
)
def test_a_file_is_recognised_by_its_brands(brands: bytes, media_type: str | None):
    data = (8 + len(brands)).to_bytes(4) + b"ftyp" + brands + b"\0\0\0\x08avif"
    if media_type is None:
        with pytest.raises(UnusableImage, match="HEIC image"):
            detect(data)
    else:
        assert detect(data).media_type == media_type
