"""Cost of calls to Gemini: the billed price, and an estimate before a call."""

from math import ceil

from cms_blog.generation.gemini.models import FAMILIES, Family, family_of
from cms_blog.generation.gemini.responses import Tokens
from cms_blog.generation.prompts import SYSTEM, Prompt
from cms_blog.settings import MICRO_USD

# An English token has about four characters; a Chinese one has three bytes.
_BYTES_PER_TOKEN = 3
# Pages that Gemini reads are billed as input.
_LINKED_TOKENS = 10_000
# Output tokens of one image by size; "" is for models without a size parameter.
_IMAGE_TOKENS = {"": 1_290, "1K": 1_120, "2K": 1_680, "4K": 3_760}


def cost_usd(model: str, tokens: Tokens) -> float | None:
    """Return the price of `tokens` in US dollars; None if the model's price is unknown."""
    family = family_of(model)
    if family.input_price is None or family.output_price is None:
        return None
    return round(_micro_usd(family, tokens) / MICRO_USD, 6)


def cost_micro_usd(model: str, tokens: Tokens) -> int:
    """Return the price of `tokens` in micro-dollars, rounded up.

    An unknown price counts as the highest known one.
    """
    return ceil(_micro_usd(family_of(model), tokens))


def estimate_micro_usd(model: str, prompt: Prompt, image_size: str | None = None) -> int:
    """Return the expected price of one call in micro-dollars; `image_size` is None for text."""
    texts = (
        SYSTEM,
        prompt.style_instruction,
        prompt.task,
        prompt.data,
        *(part for turn in prompt.objections for part in turn),
    )
    size = sum(len(text.encode("utf-8", "replace")) for text in texts)
    input_tokens = ceil(size / _BYTES_PER_TOKEN)
    if prompt.reads_links:
        input_tokens += _LINKED_TOKENS
    image = 0
    if image_size is not None:
        image = _IMAGE_TOKENS.get(image_size, max(_IMAGE_TOKENS.values()))
    output = prompt.output_tokens + image
    return cost_micro_usd(model, Tokens(input=input_tokens, output=output, image=image))


def _micro_usd(family: Family, tokens: Tokens) -> float:
    # US dollars per million tokens equal micro-dollars per token.
    text_price = _known(family.output_price, _HIGHEST_OUTPUT)
    # An image without a price of its own costs as much as text, if that price is known.
    image_price = _known(family.image_price, family.output_price or _HIGHEST_IMAGE)
    return (
        tokens.input * _known(family.input_price, _HIGHEST_INPUT)
        + (tokens.output - tokens.image) * text_price
        + tokens.image * image_price
    )


def _known(price: float | None, highest: float) -> float:
    return highest if price is None else price


_HIGHEST_INPUT = max(family.input_price or 0 for family in FAMILIES)
_HIGHEST_OUTPUT = max(family.output_price or 0 for family in FAMILIES)
_HIGHEST_IMAGE = max(family.image_price or 0 for family in FAMILIES)
