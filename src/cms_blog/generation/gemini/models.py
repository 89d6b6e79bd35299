"""Families of Gemini's models: supported parameters, prices and end of life.

As of 2026-11-22, from copies and announcements of
https://ai.google.dev/gemini-api/docs/deprecations and
https://ai.google.dev/gemini-api/docs/pricing, which are authoritative. Prices are in US dollars per
million tokens of the standard tier; None means that no price was found.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True, slots=True)
class Family:
    """The models whose names start with `prefix`."""

    prefix: str
    # Supported up to 3.1. From 3.5 on sampling parameters are deprecated: the prompt states the
    # creativity instead.
    temperature: bool = False
    thinking: Literal["budget", "level"] | None = "level"
    # Empty for text models; ("",) for an image model without a size parameter.
    image_sizes: tuple[str, ...] = ()
    ends: date | None = None
    successor: str = ""
    input_price: float | None = None
    # For text and thinking.
    output_price: float | None = None
    # For image tokens.
    image_price: float | None = None


_IMAGE_SIZES = ("1K", "2K", "4K")

# The first matching prefix wins: longer prefixes come first.
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

# Assumed for models that are not listed: they are probably newer.
_UNKNOWN = Family("", image_sizes=_IMAGE_SIZES)


def family_of(model: str) -> Family:
    """Return the family of `model`, a name with or without the prefix `models/`."""
    name = model.removeprefix("models/")
    return next((family for family in FAMILIES if name.startswith(family.prefix)), _UNKNOWN)


def warnings_for(models: Sequence[str], today: date) -> tuple[str, ...]:
    """Return a warning for each model with a known end of life, past or future."""
    lines: list[str] = []
    for model in models:
        family = family_of(model)
        if family.ends is not None:
            verb = "ended" if family.ends <= today else "ends"
            lines.append(f"{model} {verb} on {family.ends}; its successor is {family.successor}.")
    return tuple(lines)
