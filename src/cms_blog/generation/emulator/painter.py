"""Sample cover images, drawn with Pillow from description, aspect ratio, size and colour.

Blocking for up to half a second: run it in a thread.
"""

import colorsys
import hashlib
import re
import unicodedata
from functools import lru_cache
from io import BytesIO
from math import sqrt
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from cms_blog.blogs.content.prose import shortened
from cms_blog.generation.emulator.wire import ContentRequest
from cms_blog.generation.prompts import DOMINANT_COLOUR

if TYPE_CHECKING:
    from PIL import Image
    from PIL.ImageFont import FreeTypeFont
    from PIL.ImageFont import ImageFont as BitmapFont

MEDIA_TYPE = "image/png"
# Billed tokens of an image by size.
TOKENS = {"1K": 1_120, "2K": 1_680, "4K": 2_520}
# Side of a square with as many pixels.
_SIDES = {"1K": 1_024, "2K": 2_048, "4K": 4_096}
_BLOCK = 16
_LABEL = "Offline sample"
_MAX_LINES = 4
_MAX_CAPTION = 90
_COLOUR = re.compile(rf"\n\n{DOMINANT_COLOUR} (#[0-9a-fA-F]{{6}})\.\Z")
# The first font that is installed and has the letters of the caption is used.
_FONTS = (
    "DejaVuSans-Bold.ttf",
    "LiberationSans-Bold.ttf",
    "NotoSans-Bold.ttf",
    "Arial Bold.ttf",
    "arialbd.ttf",
    "NotoSansDevanagari-Bold.ttf",
    "Kohinoor.ttc",
    "NotoSansCJK-Bold.ttc",
)

type _Colour = tuple[int, int, int]
type _Font = FreeTypeFont | BitmapFont


class Palette(NamedTuple):
    """The colours of one cover."""

    base: _Colour
    deep: _Colour
    light: _Colour
    ink: _Colour


def paint(request: ContentRequest) -> bytes:
    """Return a PNG with the requested aspect ratio and size."""
    picture = request.texts[-1] if request.texts else ""
    found = _COLOUR.search(picture)
    description = picture[: found.start()] if found else picture
    caption = shortened(" ".join(description.split()), _MAX_CAPTION)
    seed = hashlib.sha256("\n".join(request.texts).encode()).digest()
    rng = Random(seed)  # noqa: S311 - no secret: equal requests get equal covers
    palette = _palette(found[1] if found else None, rng)
    canvas = _gradient(_size(request.aspect_ratio, request.image_size), palette)
    _shapes(canvas, palette, rng)
    _lettering(canvas, caption, palette)
    out = BytesIO()
    canvas.save(out, "PNG", compress_level=3)
    return out.getvalue()


def _size(aspect_ratio: str, image_size: str) -> tuple[int, int]:
    found = re.fullmatch(r"([1-9]\d?):([1-9]\d?)", aspect_ratio)
    wide, high = (int(found[1]), int(found[2])) if found else (1, 1)
    unit = _SIDES.get(image_size, _SIDES["1K"]) / sqrt(wide * high)
    return (
        max(_BLOCK, round(wide * unit / _BLOCK) * _BLOCK),
        max(_BLOCK, round(high * unit / _BLOCK) * _BLOCK),
    )


def _palette(primary: str | None, rng: Random) -> Palette:
    if primary is not None:
        red, green, blue = (int(primary[at : at + 2], 16) / 255 for at in (1, 3, 5))
    else:
        red, green, blue = colorsys.hls_to_rgb(rng.random(), 0.42, 0.5)
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    bright = 0.299 * red + 0.587 * green + 0.114 * blue > 0.6  # noqa: PLR2004 - ITU-R BT.601's luma
    return Palette(
        base=_rgb(hue, lightness, saturation),
        deep=_rgb(hue + 0.02, lightness * (0.88 if bright else 0.5), saturation),
        light=_rgb(hue - 0.02, lightness + (1 - lightness) * 0.55, saturation * 0.9),
        ink=_rgb(hue, 0.12, saturation * 0.6) if bright else (255, 255, 255),
    )


def _rgb(hue: float, lightness: float, saturation: float) -> _Colour:
    red, green, blue = colorsys.hls_to_rgb(hue % 1, min(lightness, 1), min(saturation, 1))
    return round(red * 255), round(green * 255), round(blue * 255)


def _gradient(size: tuple[int, int], palette: Palette) -> "Image.Image":
    from PIL import Image

    # Four corner pixels, stretched: the base colour gets deeper towards the caption.
    corners = Image.new("RGB", (2, 2), palette.base)
    corners.putpixel((0, 1), palette.deep)
    return corners.resize(size, Image.Resampling.BILINEAR)


def _shapes(canvas: "Image.Image", palette: Palette, rng: Random) -> None:
    """Draw discs and a ring in the upper right, away from the caption."""
    width, height = canvas.size
    reach = min(width, height)
    for strength in (46, 62, 84):
        radius = round(reach * rng.uniform(0.14, 0.36))
        x = round(width * rng.uniform(0.55, 1.0))
        y = round(height * rng.uniform(0.0, 0.5))
        _disc(canvas, (x, y), radius, palette.light, strength)
    centre = (round(width * 0.82), round(height * 0.26))
    _disc(canvas, centre, round(reach * 0.2), palette.light, 150, hole=0.93)
    _disc(canvas, centre, round(reach * 0.075), palette.light, 220)


def _disc(
    canvas: "Image.Image",
    centre: tuple[int, int],
    radius: int,
    colour: _Colour,
    strength: int,
    hole: float = 0,
) -> None:
    from PIL import Image, ImageDraw

    side = radius * 2
    # Drawn at twice the size and reduced, since Pillow does not antialias circles.
    mask = Image.new("L", (side * 2, side * 2))
    draw = ImageDraw.Draw(mask)
    draw.ellipse((0, 0, side * 2 - 1, side * 2 - 1), fill=strength)
    if hole:
        inset = round(side * (1 - hole))
        draw.ellipse((inset, inset, side * 2 - 1 - inset, side * 2 - 1 - inset), fill=0)
    mask = mask.resize((side, side), Image.Resampling.BOX)
    canvas.paste(colour, (centre[0] - radius, centre[1] - radius), mask)


def _lettering(canvas: "Image.Image", caption: str, palette: Palette) -> None:
    from PIL import ImageDraw

    width, height = canvas.size
    margin = round(min(width, height) * 0.075)
    draw = ImageDraw.Draw(canvas)
    label = _font(_LABEL, round(min(width, height) * 0.022))[0]
    draw.text((margin, height - margin * 0.6), _LABEL, fill=palette.ink, font=label, anchor="lm")
    size = round(min(width, height) * 0.085)
    while size > margin // 4:
        font, shown = _font(caption, size)
        lines = _wrapped(shown, font, width - 2 * margin)
        if len(lines) <= _MAX_LINES:
            break
        size = round(size * 0.88)
    else:
        return
    step = round(size * 1.22)
    top = height - margin * 1.6 - step * len(lines)
    draw.rectangle((margin, top - size * 0.5, margin + size * 1.6, top - size * 0.4), palette.ink)
    for number, line in enumerate(lines):
        draw.text((margin, top + step * number), line, fill=palette.ink, font=font, anchor="la")


def _wrapped(text: str, font: "_Font", width: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _font(text: str, size: int) -> "tuple[_Font, str]":
    """Return a font with the letters of `text`, and the text that it can draw."""
    from PIL import ImageFont

    for name in _FONTS:
        small, font = _installed(name, 24), _installed(name, size)
        if small is not None and font is not None and _missing(small, text) == 0:
            return font, text
    font = _installed(_FONTS[0], size) or ImageFont.load_default(size)
    # Pillow's built-in font supports only ASCII: accents are removed.
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return font, plain if len(plain) * 2 > len(text) else ""


@lru_cache(maxsize=64)
def _installed(name: str, size: int) -> "FreeTypeFont | None":
    from PIL import ImageFont

    try:
        return ImageFont.truetype(name, size)
    except OSError:
        return None


def _missing(font: "FreeTypeFont", text: str) -> int:
    """Count the missing letters: they are drawn like a character that does not exist."""
    nothing = _drawn(font, "\uffff")
    return sum(1 for char in set(text) - {" "} if _drawn(font, char) == nothing)


def _drawn(font: "FreeTypeFont", char: str) -> bytes:
    from PIL import Image, ImageDraw

    canvas = Image.new("1", (48, 48))
    ImageDraw.Draw(canvas).text((4, 4), char, fill=1, font=font)
    return canvas.tobytes()
