"""Billed and estimated prices of calls."""

from datetime import date
from typing import Any

import pytest
from google.genai.types import GenerateContentResponse

from cms_blog.blogs.brief import Creativity
from cms_blog.generation import steps
from cms_blog.generation.gemini.models import Price, family_of
from cms_blog.generation.gemini.prices import cost_micro_usd, cost_usd, estimate_micro_usd
from cms_blog.generation.gemini.responses import Tokens, tokens_of
from cms_blog.generation.prompts import Prompt
from cms_blog.generation.step_types import Step

TODAY = date(2026, 11, 26)
MODEL, IMAGE_MODEL = "gemini-3.5-flash-lite", "gemini-nano-banana-2.1"
TEXT, IMAGE = family_of(MODEL, TODAY), family_of(IMAGE_MODEL, TODAY)


@pytest.mark.parametrize(
    ("model", "tokens", "micro_usd"),
    [
        (MODEL, Tokens(), 0),
        (MODEL, Tokens(input=10), 3),
        (MODEL, Tokens(output=2), 5),
        # Rounded up.
        (MODEL, Tokens(input=1), 1),
        # Thinking is part of the output.
        (MODEL, Tokens(output=10, thinking=8), 25),
        # Input 1.5, text and thinking 7.5, an image 30.
        (
            IMAGE_MODEL,
            Tokens(input=100, output=1_180, thinking=60, image=1_120),
            150 + 450 + 33_600,
        ),
        (IMAGE_MODEL, Tokens(input=100, output=60, thinking=60), 150 + 450),
        ("models/gemini-3-pro-image", Tokens(output=1_120, image=1_120), 134_400),
        # An unknown price counts as the highest known one: 2, 12 and 120.
        ("gemini-9-unheard-of", Tokens(input=1, output=2, image=1), 2 + 12 + 120),
        ("gemini-nano-banana", Tokens(input=1, output=2, image=1), 2 + 12 + 120),
    ],
)
def test_price_in_micro_dollars(model: str, tokens: Tokens, micro_usd: int):
    assert cost_micro_usd(family_of(model, TODAY), tokens) == micro_usd


def test_price_in_dollars_is_none_for_unknown_prices():
    assert cost_usd(TEXT, Tokens(1_000_000, 1_000_000)) == 2.8
    assert cost_usd(IMAGE, Tokens(output=1_120, image=1_120)) == 0.0336
    for model in ("gemini-9-unheard-of", "gemini-nano-banana", "gemini-4-argon"):
        assert cost_usd(family_of(model, TODAY), Tokens(1, 1)) is None


@pytest.mark.parametrize(
    ("model", "day", "price"),
    [
        ("gemini-3.8-flash", date(2026, 12, 31), Price(0.75, 3.75)),
        ("gemini-3.8-flash", date(2027, 1, 1), Price(1.50, 7.50)),
        # Requests are rerouted to 3.5-flash-lite and 3.8-flash, at their prices.
        ("gemini-2.5-flash", date(2026, 11, 30), Price(0.30, 2.50)),
        ("models/gemini-2.5-flash", date(2026, 12, 1), Price(0.30, 2.50)),
        ("gemini-2.5-pro", date(2026, 11, 30), Price(1.25, 10.0)),
        ("gemini-2.5-pro", date(2026, 12, 1), Price(0.75, 3.75)),
        ("gemini-2.5-pro", date(2027, 1, 1), Price(1.50, 7.50)),
        ("gemini-3.7-flash", TODAY, Price(0.75, 3.75)),
        ("gemini-3.5-flash", date(2026, 10, 7), Price(1.50, 9.0)),
        ("gemini-3.5-flash", date(2026, 10, 8), Price(0.75, 3.75)),
        ("gemini-2.5-flash-lite", TODAY, Price(0.10, 0.40)),
        ("gemini-3-pro-image-preview", TODAY, Price(2.0, 12.0, 120.0)),
    ],
)
def test_prices_by_day(model: str, day: date, price: Price):
    assert family_of(model, day).price == price


@pytest.mark.parametrize(
    ("model", "usd"),
    [
        ("gemini-nano-banana-2.1", {"1K": 0.0336, "2K": 0.0504, "4K": 0.1128}),
        ("gemini-3-pro-image", {"1K": 0.1344, "2K": 0.1344, "4K": 0.24}),
        ("gemini-3.1-flash-lite-image", {"1K": 0.0336}),
        ("gemini-2.5-flash-image", {"": 0.0387}),
    ],
)
def test_prices_of_images_by_size(model: str, usd: dict[str, float]):
    family = family_of(model, TODAY)
    prices = {
        size: cost_micro_usd(family, Tokens(output=tokens, image=tokens)) / 1_000_000
        for size, tokens in family.image_tokens.items()
    }
    assert prices == usd


def response(details: object = None, *, image: bool = True) -> GenerateContentResponse:
    part = {"inlineData": {"mimeType": "image/png", "data": "AA=="}} if image else {"text": "No."}
    usage = {
        "promptTokenCount": 9,
        "candidatesTokenCount": 1_130,
        "thoughtsTokenCount": 70,
        "candidatesTokensDetails": details,
    }
    return GenerateContentResponse.model_validate(
        {"candidates": [{"content": {"parts": [part]}}], "usageMetadata": usage}
    )


def test_image_tokens_are_counted_separately():
    details = [{"modality": "TEXT", "tokenCount": 10}, {"modality": "IMAGE", "tokenCount": 1_120}]
    assert tokens_of(response(details)) == Tokens(9, 1_200, 70, 1_120)
    assert tokens_of(response(details[:1])) == Tokens(9, 1_200, 70, 0)
    # Without details, all output of a response with an image counts as the image.
    assert tokens_of(response()) == Tokens(9, 1_200, 70, 1_130)
    assert tokens_of(response(image=False)) == Tokens(9, 1_200, 70, 0)
    assert tokens_of(GenerateContentResponse()) == Tokens()


def prompt(text: str = "", output_tokens: int = 2_000, **also: Any) -> Prompt:
    # Padded to whole tokens.
    padding = "x" * (-len(SYSTEM) % 3)
    return Prompt(padding, text, Creativity.LOW, output_tokens=output_tokens, **also)


SYSTEM = Prompt("", "", Creativity.LOW).system_instruction(has_temperature=False).encode()


def test_estimates_grow_with_input_and_expected_output():
    system = (len(SYSTEM) + 2) // 3
    base = estimate_micro_usd(TEXT, prompt())
    assert base == cost_micro_usd(TEXT, Tokens(system, 2_000))
    assert estimate_micro_usd(TEXT, prompt("abc" * 1_000)) == base + 300
    # One token per character.
    assert estimate_micro_usd(TEXT, prompt("堆肥" * 500)) == base + 300
    linked = prompt(reads_links=True)
    assert estimate_micro_usd(TEXT, linked) == base + 3_000
    # Links are not read for JSON before version 3.
    old, as_json = family_of("gemini-2.5-flash", TODAY), prompt(reads_links=True, schema={})
    assert estimate_micro_usd(TEXT, as_json) == base + 3_000
    assert estimate_micro_usd(old, as_json) == estimate_micro_usd(old, prompt())
    assert estimate_micro_usd(old, linked) == estimate_micro_usd(old, prompt()) + 3_000
    assert estimate_micro_usd(TEXT, prompt(output_tokens=6_000)) == base + 10_000
    objected = prompt().objecting("abc" * 1_000, "")
    assert estimate_micro_usd(TEXT, objected) >= base + 300


@pytest.mark.parametrize(
    ("size", "tokens"), [("1K", 1_120), ("2K", 1_680), ("4K", 3_760), ("8K", 3_760)]
)
def test_estimates_of_images_depend_on_the_size(size: str, tokens: int):
    # Without a system instruction: 300 tokens of input at 1.50, 500 of output at 7.50.
    asked = Prompt("x" * 600, "y" * 300, Creativity.LOW, output_tokens=500)
    assert estimate_micro_usd(IMAGE, asked, size) == 450 + 3_750 + 30 * tokens
    # A model without a size parameter, and one that is not known to generate images.
    old = family_of("gemini-2.5-flash-image", TODAY)
    assert estimate_micro_usd(old, asked, size) == 90 + 1_250 + 38_700
    assert estimate_micro_usd(TEXT, asked, size) >= round(2.5 * 3_760)


def test_expected_output_of_each_step():
    declared: list[Step[Any]] = [each for each in vars(steps).values() if isinstance(each, Step)]
    assert {step.name: step.output_tokens for step in declared} == {
        "ideas": 2_000,
        "titles": 1_500,
        "intros": 3_000,
        "outlines": 2_500,
        "imagePrompts": 2_500,
        "coverImage": 500,
        "blog": 6_000,
        "section": 3_000,
        "seo": 1_500,
        "rewrite": 2_500,
        "tags": 1_000,
        "translation": 3_000,
    }
    # The default, for prompts without a step, is the highest.
    assert Prompt("", "", Creativity.LOW).output_tokens == 6_000
