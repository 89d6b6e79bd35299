"""Uploads of AVIF and HEIC, which are decoded in a process of limited memory."""

from pathlib import Path

import pytest
from sample_images import decoded, encoded, two_halves

from cms_blog.media.formats import UnusableImage, add_heic_decoder
from cms_blog.media.isolation.process import clean_isolated

# 7,000 by 5,700 pixels in one colour, without subsampling of colours, which takes most memory.
LARGE = Path(__file__).with_name("40-megapixels.avif").read_bytes()


def hidden(data: bytes, side: int) -> bytes:
    """Return the file with a header that names a smaller size than its frames have."""
    at = data.index(b"ispe") + 8
    return data[:at] + side.to_bytes(4) * 2 + data[at + 8 :]


@pytest.mark.parametrize("format_", ["AVIF", "HEIF"])
def test_the_result_is_that_of_the_other_process(format_: str):
    add_heic_decoder()
    image = clean_isolated(encoded(two_halves(), format_))
    assert (image.media_type, image.animated) == ("image/webp", False)
    assert decoded(image.data).size == (image.width, image.height) == two_halves().size


def test_the_largest_accepted_image_fits_into_the_memory():
    image = clean_isolated(LARGE)
    assert (image.width, image.height) == (7_000, 5_700)


def test_frames_that_are_larger_than_the_header_says_do_not_exceed_the_memory():
    data = hidden(LARGE, 64)
    with pytest.raises(UnusableImage, match="damaged"):
        clean_isolated(data, max_bytes=150 * 1024 * 1024)


def test_too_many_pixels_are_refused_with_the_reason():
    data = hidden(encoded(two_halves(), "AVIF"), 7_000)
    with pytest.raises(UnusableImage, match="megapixels"):
        clean_isolated(data)
