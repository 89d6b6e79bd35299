"""What each family of Gemini's models takes, costs, and when it ends.

As of 2026-11-22, from copies and announcements of what
https://ai.google.dev/gemini-api/docs/deprecations and https://ai.google.dev/gemini-api/docs/pricing
say; those count. Prices are in US dollars for a million tokens of the standard tier; a family
without prices is one whose price was not found.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True, slots=True)
class Family:
    """Models whose names start alike."""

    prefix: str
    # Creativity is a number up to 3.1; from 3.5 on, where such numbers are deprecated, it is words.
    temperature: bool = False
    thinking: Literal["budget", "level"] | None = "level"
    # Empty for a model that writes; "" stands for the one size of a model that takes no size.
    image_sizes: tuple[str, ...] = ()
    ends: date | None = None
    successor: str = ""
    input_price: float | None = None
    # Of text and thinking.
    output_price: float | None = None
    # Of the tokens of images.
    image_price: float | None = None


_IMAGE_SIZES = ("1K", "2K", "4K")

# The first prefix that fits counts, so the longer one stands first.
FAMILIES = (
    Family(
        "gemini-2.5-flash-image",
        temperature=True,
        thinking=None,
        image_sizes=("",),
        ends=date(2026, 10, 2),
        successor="gemini-nano-banana-2.1",
        input_price=0.30,
        output_price=2.50,
        image_price=30.0,
    ),
    Family(
        "gemini-2.5-flash-lite",
        temperature=True,
        thinking="budget",
        input_price=0.10,
        output_price=0.40,
    ),
    Family(
        "gemini-2.5-flash",
        temperature=True,
        thinking="budget",
        ends=date(2026, 12, 1),
        successor="gemini-3.5-flash-lite",
        input_price=0.30,
        output_price=2.50,
    ),
    Family(
        "gemini-2.5-pro",
        temperature=True,
        thinking="budget",
        ends=date(2026, 12, 1),
        successor="gemini-3.8-flash",
        input_price=1.25,
        output_price=10.0,
    ),
    Family("gemini-2.0", ends=date(2026, 6, 1), successor="gemini-3.5-flash-lite", thinking=None),
    Family("gemini-1.5", ends=date(2025, 9, 29), successor="gemini-3.5-flash-lite", thinking=None),
    Family(
        "imagen",
        thinking=None,
        image_sizes=("",),
        ends=date(2026, 6, 24),
        successor="gemini-nano-banana-2.1",
    ),
    Family(
        "gemini-3.1-flash-image",
        thinking=None,
        image_sizes=_IMAGE_SIZES,
        ends=date(2026, 10, 29),
        successor="gemini-nano-banana-2.1",
    ),
    Family(
        "gemini-nano-banana-2.1",
        thinking=None,
        image_sizes=_IMAGE_SIZES,
        input_price=1.50,
        output_price=7.50,
        image_price=30.0,
    ),
    Family("gemini-nano-banana", thinking=None, image_sizes=_IMAGE_SIZES),
    Family("gemini-3.5-flash-lite", input_price=0.30, output_price=2.50),
    Family(
        "gemini-3-pro-image",
        thinking=None,
        image_sizes=_IMAGE_SIZES,
        input_price=2.0,
        output_price=12.0,
        image_price=120.0,
    ),
    Family("gemini-3.1", temperature=True),
    Family("gemini-3", thinking="level"),
)

# What is not in the table is taken for a model that is newer than it.
_UNKNOWN = Family("", image_sizes=_IMAGE_SIZES)


def family_of(model: str) -> Family:
    """The family of `model`, given with or without `models/` in front."""
    name = model.removeprefix("models/")
    return next((family for family in FAMILIES if name.startswith(family.prefix)), _UNKNOWN)


def warnings_for(models: Sequence[str], today: date) -> tuple[str, ...]:
    """A line for each model that has ended by `today`, or for which an end is announced."""
    lines: list[str] = []
    for model in models:
        family = family_of(model)
        if family.ends is not None:
            verb = "ended" if family.ends <= today else "ends"
            lines.append(f"{model} {verb} on {family.ends}; its successor is {family.successor}.")
    return tuple(lines)
