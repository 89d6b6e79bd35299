"""Sample images of the emulator: aspect ratios, sizes, and unusual descriptions."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from cms_blog.generation.emulator import painter, wire
from cms_blog.generation.inputs import AspectRatio, ImageQuality
from cms_blog.generation.prompts import picture_part

LONG = "An extraordinarily long description " * 7


def painted(
    ratio: str = "1:1", size: str = "1K", description: str = "A pot.", colour: str | None = None
) -> Image.Image:
    body = {
        "contents": [{"parts": [{"text": "Paint."}, {"text": picture_part(description, colour)}]}],
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
    "description",
    ["", "Short", LONG, "x" * 200, "नमस्ते दुनिया", "你好,世界", "Ünïcödé & <b>", "🙂" * 20, "A\n\nB"],
)
@pytest.mark.parametrize("ratio", ["9:16", "16:9"])
def test_any_description_can_be_drawn(description: str, ratio: str):
    assert painted(ratio, description=description).format == "PNG"


def test_requests_without_text_are_painted():
    body: dict[str, Any] = {"contents": [{"parts": []}]}
    assert painter.paint(wire.read(body))


def test_descriptions_are_drawn():
    assert painted(description="One").tobytes() != painted(description="Two").tobytes()


@pytest.mark.parametrize("colour", ["#000000", "#ffffff", "#f4d35e", "#102030"])
def test_images_have_the_requested_colour(colour: str):
    corner: Any = painted(colour=colour).convert("RGB").getpixel((0, 0))
    requested = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    assert max(abs(a - b) for a, b in zip(corner, requested, strict=True)) < 12


@pytest.mark.parametrize(("ratio", "size"), [("0:0", "1K"), ("99:1", "8K"), ("a:b", ""), ("", "")])
def test_unsupported_sizes_have_a_fallback(ratio: str, size: str):
    image = painted(ratio, size)
    assert min(image.size) >= 16
