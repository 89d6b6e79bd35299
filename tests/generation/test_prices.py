"""Prices of calls: what was billed, and estimates."""

from typing import Any

import pytest
from google.genai.types import GenerateContentResponse

from cms_blog.blogs.brief import Creativity
from cms_blog.generation import steps
from cms_blog.generation.gemini.prices import cost_micro_usd, cost_usd, estimate_micro_usd
from cms_blog.generation.gemini.responses import Tokens, tokens_of
from cms_blog.generation.prompts import SYSTEM, Prompt

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
        # An unknown price is the dearest known one: 2, 12 and 120.
        ("gemini-9-unheard-of", Tokens(input=1, output=2, image=1), 2 + 12 + 120),
        ("gemini-nano-banana", Tokens(input=1, output=2, image=1), 2 + 12 + 120),
    ],
)
def test_a_price_in_micro_dollars(model: str, tokens: Tokens, micro_usd: int):
    assert cost_micro_usd(model, tokens) == micro_usd


def test_a_price_in_dollars_is_unknown_where_the_models_is():
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


def test_the_tokens_of_an_image_are_told_apart():
    details = [{"modality": "TEXT", "tokenCount": 10}, {"modality": "IMAGE", "tokenCount": 1_120}]
    assert tokens_of(response(details)) == Tokens(9, 1_200, 70, 1_120)
    assert tokens_of(response(details[:1])) == Tokens(9, 1_200, 70, 0)
    # Without details, all of an answer with an image is the image.
    assert tokens_of(response()) == Tokens(9, 1_200, 70, 1_130)
    assert tokens_of(response(image=False)) == Tokens(9, 1_200, 70, 0)
    assert tokens_of(GenerateContentResponse()) == Tokens()


def prompt(step: str, text: str = "", **also: Any) -> Prompt:
    # Rounded to whole tokens.
    fill = "x" * (-len(SYSTEM.encode()) % 3)
    return Prompt(task=fill, data=text, creativity=Creativity.LOW, step=step, **also)


def test_an_estimate_grows_with_what_is_sent_and_with_the_image():
    system = (len(SYSTEM.encode()) + 2) // 3
    base = estimate_micro_usd(TEXT, prompt("ideas"))
    assert base == cost_micro_usd(TEXT, Tokens(system, 2_000))
    assert estimate_micro_usd(TEXT, prompt("ideas", "abc" * 1_000)) == base + 300
    # As many tokens as characters.
    assert estimate_micro_usd(TEXT, prompt("ideas", "堆肥" * 500)) == base + 300
    assert estimate_micro_usd(TEXT, prompt("ideas", reads_links=True)) == base + 3_000
    assert estimate_micro_usd(TEXT, prompt("unknown")) == base + 10_000
    objected = prompt("ideas").objecting("abc" * 1_000, "")
    assert estimate_micro_usd(TEXT, objected) >= base + 300


@pytest.mark.parametrize(
    ("size", "tokens"), [("", 1_290), ("1K", 1_120), ("2K", 1_680), ("4K", 3_760), ("8K", 3_760)]
)
def test_an_estimate_of_an_image_follows_its_size(size: str, tokens: int):
    without = estimate_micro_usd(IMAGE, prompt("coverImage"))
    assert estimate_micro_usd(IMAGE, prompt("coverImage"), size) == without + 30 * tokens


def test_each_step_has_an_estimate_of_its_own():
    names = {step.name for step in vars(steps).values() if isinstance(step, steps.Step)}
    unknown = estimate_micro_usd(TEXT, prompt("unknown"))
    cheaper = {name for name in names if estimate_micro_usd(TEXT, prompt(name)) < unknown}
    # The dearest is what an unknown step is estimated at.
    assert cheaper == names - {"blog"}
    assert len(cheaper) == 8
