"""Billed and estimated prices of calls."""

from typing import Any

import pytest
from google.genai.types import GenerateContentResponse

from cms_blog.blogs.brief import Creativity
from cms_blog.generation import steps
from cms_blog.generation.gemini.prices import cost_micro_usd, cost_usd, estimate_micro_usd
from cms_blog.generation.gemini.responses import Tokens, tokens_of
from cms_blog.generation.prompts import SYSTEM, Prompt
from cms_blog.generation.step_types import Step

TEXT, IMAGE = "gemini-3.5-flash-lite", "gemini-nano-banana-2.1"


@pytest.mark.parametrize(
    ("model", "tokens", "micro_usd"),
    [
        (TEXT, Tokens(), 0),
        (TEXT, Tokens(input=10), 3),
        (TEXT, Tokens(output=2), 5),
        # Rounded up.
        (TEXT, Tokens(input=1), 1),
        # Thinking is part of the output.
        (TEXT, Tokens(output=10, thinking=8), 25),
        # Input 1.5, text and thinking 7.5, an image 30.
        (IMAGE, Tokens(input=100, output=1_180, thinking=60, image=1_120), 150 + 450 + 33_600),
        (IMAGE, Tokens(input=100, output=60, thinking=60), 150 + 450),
        ("models/gemini-3-pro-image", Tokens(output=1_120, image=1_120), 134_400),
        # An unknown price counts as the highest known one: 2, 12 and 120.
        ("gemini-9-unheard-of", Tokens(input=1, output=2, image=1), 2 + 12 + 120),
        ("gemini-nano-banana", Tokens(input=1, output=2, image=1), 2 + 12 + 120),
    ],
)
def test_price_in_micro_dollars(model: str, tokens: Tokens, micro_usd: int):
    assert cost_micro_usd(model, tokens) == micro_usd


def test_price_in_dollars_is_none_for_unknown_prices():
    assert cost_usd(TEXT, Tokens(1_000_000, 1_000_000)) == 2.8
    assert cost_usd(IMAGE, Tokens(output=1_120, image=1_120)) == 0.0336
    assert cost_usd("gemini-9-unheard-of", Tokens(1, 1)) is None
    assert cost_usd("gemini-nano-banana", Tokens(1, 1)) is None


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
    padding = "x" * (-len(SYSTEM.encode()) % 3)
    return Prompt(padding, text, Creativity.LOW, output_tokens=output_tokens, **also)


def test_estimates_grow_with_input_and_expected_output():
    system = (len(SYSTEM.encode()) + 2) // 3
    base = estimate_micro_usd(TEXT, prompt())
    assert base == cost_micro_usd(TEXT, Tokens(system, 2_000))
    assert estimate_micro_usd(TEXT, prompt("abc" * 1_000)) == base + 300
    # One token per character.
    assert estimate_micro_usd(TEXT, prompt("堆肥" * 500)) == base + 300
    assert estimate_micro_usd(TEXT, prompt(reads_links=True)) == base + 3_000
    assert estimate_micro_usd(TEXT, prompt(output_tokens=6_000)) == base + 10_000
    objected = prompt().objecting("abc" * 1_000, "")
    assert estimate_micro_usd(TEXT, objected) >= base + 300


@pytest.mark.parametrize(
    ("size", "tokens"), [("", 1_290), ("1K", 1_120), ("2K", 1_680), ("4K", 3_760), ("8K", 3_760)]
)
def test_estimates_of_images_depend_on_the_size(size: str, tokens: int):
    without = estimate_micro_usd(IMAGE, prompt())
    assert estimate_micro_usd(IMAGE, prompt(), size) == without + 30 * tokens


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
    }
    # The default, for prompts without a step, is the highest.
    assert Prompt("", "", Creativity.LOW).output_tokens == 6_000
