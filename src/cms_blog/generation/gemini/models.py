"""Families of Gemini's models: supported parameters, prices and end of life.

As of 2026-11-26, from copies and announcements of
https://ai.google.dev/gemini-api/docs/deprecations and
https://ai.google.dev/gemini-api/docs/pricing, which are authoritative. Prices are in US dollars per
million tokens of the standard tier; None means that no price was found.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal


@dataclass(frozen=True, slots=True)
class Price:
    """Prices of input, of text with thinking, and of image tokens."""

    input: float | None = None
    output: float | None = None
    image: float | None = None


@dataclass(frozen=True, slots=True)
class Family:
    """The models whose names start with `prefix`."""

    prefix: str
    # Whether the creativity is a temperature. From 3.0 on the prompt states it in words instead:
    # Google advises a temperature of 1.0, since lower ones can loop, and has deprecated sampling
    # parameters from 3.5 on.
    temperature: bool = False
    # Whether a request may have both a tool and a JSON Schema: from 3.0 on.
    tools_with_schema: bool = True
    thinking: Literal["budget", "low", "minimal"] | None = "low"
    # Output tokens of an image by size; the key is "" for a model without a size parameter. Empty
    # for text models.
    image_tokens: Mapping[str, int] = field(default_factory=dict[str, int])
    ends: date | None = None
    # The model that requests are rerouted to after the end, or the recommended one. A model that
    # has a successor and no end is deprecated.
    successor: str = ""
    price: Price = Price()
    # Price from a day on.
    later_price: tuple[date, Price] | None = None


_IMAGE_TOKENS = {"1K": 1_120, "2K": 1_680, "4K": 3_760}
_LITE, _FLASH, _IMAGE = "gemini-3.5-flash-lite", "gemini-3.8-flash", "gemini-nano-banana-2.1"
_PREVIEWS_END = date(2026, 6, 25)

# The first matching prefix wins: longer prefixes come first.
FAMILIES = (
    # --- Images ---
    Family(
        "gemini-nano-banana-2.1",
        thinking="minimal",
        image_tokens=_IMAGE_TOKENS,
        price=Price(1.50, 7.50, 30.0),
    ),
    Family("gemini-nano-banana", thinking="minimal", image_tokens=_IMAGE_TOKENS),
    Family(
        "gemini-3.1-flash-lite-image",
        thinking="minimal",
        image_tokens={"1K": 1_120},
        price=Price(image=30.0),
    ),
    Family(
        "gemini-3.1-flash-image-preview",
        thinking="minimal",
        image_tokens=_IMAGE_TOKENS,
        ends=_PREVIEWS_END,
        successor=_IMAGE,
    ),
    Family(
        "gemini-3.1-flash-image",
        thinking="minimal",
        image_tokens=_IMAGE_TOKENS,
        successor=_IMAGE,
    ),
    Family(
        "gemini-3-pro-image-preview",
        thinking="minimal",
        image_tokens=_IMAGE_TOKENS,
        ends=_PREVIEWS_END,
        successor="gemini-3-pro-image",
    ),
    Family(
        "gemini-3-pro-image",
        thinking="minimal",
        image_tokens={"1K": 1_120, "2K": 1_120, "4K": 2_000},
        price=Price(2.0, 12.0, 120.0),
    ),
    Family(
        "gemini-2.5-flash-image",
        temperature=True,
        thinking=None,
        image_tokens={"": 1_290},
        ends=date(2027, 3, 15),
        successor=_IMAGE,
        price=Price(0.30, 2.50, 30.0),
    ),
    Family(
        "imagen",
        thinking=None,
        image_tokens={"": 1_290},
        ends=date(2026, 8, 17),
        successor=_IMAGE,
    ),
    # --- Texts ---
    Family("gemini-4"),
    Family(
        "gemini-3.8-flash",
        price=Price(0.75, 3.75),
        later_price=(date(2027, 1, 1), Price(1.50, 7.50)),
    ),
    Family("gemini-3.7-flash", ends=date(2026, 10, 8), successor=_FLASH),
    Family("gemini-3.5-flash-lite", price=Price(0.30, 2.50)),
    Family("gemini-3.5-flash", ends=date(2026, 10, 8), successor=_FLASH, price=Price(1.50, 9.0)),
    Family("gemini-3.1-flash-lite", ends=date(2027, 5, 7), successor=_LITE),
    Family("gemini-3.1-pro", price=Price(2.0, 12.0)),
    Family("gemini-3"),
    Family(
        "gemini-2.5-flash-lite",
        temperature=True,
        tools_with_schema=False,
        thinking="budget",
        price=Price(0.10, 0.40),
    ),
    Family(
        "gemini-2.5-flash",
        temperature=True,
        tools_with_schema=False,
        thinking="budget",
        ends=date(2026, 12, 1),
        successor=_LITE,
        price=Price(0.30, 2.50),
    ),
    Family(
        "gemini-2.5-pro",
        temperature=True,
        tools_with_schema=False,
        thinking="budget",
        ends=date(2026, 12, 1),
        successor=_FLASH,
        price=Price(1.25, 10.0),
    ),
    Family("gemini-2.0", thinking=None, ends=date(2026, 6, 1), successor=_LITE),
    Family("gemini-1.5", thinking=None, ends=date(2025, 9, 29), successor=_LITE),
)

# Assumed for models that are not listed: they are probably newer.
_UNKNOWN = Family("", image_tokens=_IMAGE_TOKENS)


def family_of(model: str, today: date) -> Family:
    """Return the family whose parameters and prices apply to `model` on this day.

    After its end, those are the ones of its successor. `model` can have the prefix `models/`.
    """
    family = _listed(model)
    while family.ends is not None and family.ends <= today:
        family = _listed(family.successor)
    if family.later_price is not None and family.later_price[0] <= today:
        return replace(family, price=family.later_price[1])
    return family


def _listed(model: str) -> Family:
    name = model.removeprefix("models/")
    return next((family for family in FAMILIES if name.startswith(family.prefix)), _UNKNOWN)


def warnings_for(models: Sequence[str], today: date) -> tuple[str, ...]:
    """Return a warning for each model that is deprecated, or has a known end of life."""
    lines: list[str] = []
    for model in models:
        family = _listed(model)
        if not family.successor:
            continue
        state = "is deprecated"
        if family.ends is not None:
            state = f"{'ended' if family.ends <= today else 'ends'} on {family.ends}"
        lines.append(f"{model} {state}; its successor is {family.successor}.")
    return tuple(lines)
