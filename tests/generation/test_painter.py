"""Sample images of the emulator: aspect ratios, sizes, and unusual titles."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from cms_blog.generation.emulator import painter, wire
from cms_blog.generation.inputs import AspectRatio, ImageQuality
from cms_blog.generation.prompts import data_part

LONG = "An extraordinarily long title " * 7


def painted(ratio: str = "1:1", size: str = "1K", **data: Any) -> Image.Image:
    body = {
        "contents": [{"parts": [{"text": data_part({"task": "coverImage", **data})}]}],
        "generationConfig": {"imageConfig": {"aspectRatio": ratio, "imageSize": size}},
    }
    return Image.open(BytesIO(painter.paint(wire.read(body))))


@pytest.mark.parametrize("ratio", list(AspectRatio))
def test_aspect_ratios_have_equal_numbers_of_pixels(ratio: AspectRatio):
    width, height = painted(ratio.value).size
    wide, high = map(int, ratio.value.split(":"))
    assert width / height == pytest.approx(wide / high, rel=0.02)
    assert width * height == pytest.approx(1024**2, rel=0.03)


@pytest.mark.parametrize("quality", list(ImageQuality))
def test_size_of_each_quality(quality: ImageQuality):
    side = {"1K": 1_024, "2K": 2_048}[quality.value]
    assert painted(size=quality.value).size == (side, side)


@pytest.mark.parametrize(
    "title", ["", "Short", LONG, "x" * 200, "नमस्ते दुनिया", "你好,世界", "Ünïcödé & <b>", "🙂" * 20]
)
@pytest.mark.parametrize("ratio", ["9:16", "16:9"])
def test_any_title_can_be_drawn(title: str, ratio: str):
    assert painted(ratio, title=title).format == "PNG"


def test_titles_are_drawn():
    assert painted(title="One").tobytes() != painted(title="Two").tobytes()


@pytest.mark.parametrize("color", ["#000000", "#ffffff", "#f4d35e", "#102030", "red", "#12"])
def test_images_have_the_requested_colour(color: str):
    corner: Any = painted(primaryColor=color).convert("RGB").getpixel((0, 0))
    if len(color) == 7:
        requested = [int(color[at : at + 2], 16) for at in (1, 3, 5)]
        assert max(abs(a - b) for a, b in zip(corner, requested, strict=True)) < 12


@pytest.mark.parametrize(("ratio", "size"), [("0:0", "1K"), ("99:1", "8K"), ("a:b", ""), ("", "")])
def test_unsupported_sizes_have_a_fallback(ratio: str, size: str):
    image = painted(ratio, size)
    assert min(image.size) >= 16
