"""Cost of calls to Gemini: the billed price, and an estimate before a call."""

from math import ceil

from cms_blog.generation.gemini.models import FAMILIES, Family
from cms_blog.generation.gemini.requests import reads_links
from cms_blog.generation.gemini.responses import Tokens
from cms_blog.generation.prompts import Prompt
from cms_blog.settings import MICRO_USD

# An English token has about four characters; a Chinese one has three bytes.
_BYTES_PER_TOKEN = 3
# Pages that Gemini reads are billed as input.
_LINKED_TOKENS = 10_000
# Of a model that is not known to generate images.
_UNKNOWN_IMAGE = {"4K": 3_760}


def cost_usd(family: Family, tokens: Tokens) -> float | None:
    """Return the price of `tokens` in US dollars; None if the model's price is unknown."""
    if family.price.input is None or family.price.output is None:
        return None
    return round(_micro_usd(family, tokens) / MICRO_USD, 6)


def cost_micro_usd(family: Family, tokens: Tokens) -> int:
    """Return the price of `tokens` in micro-dollars, rounded up.

    An unknown price counts as the highest known one.
    """
    return ceil(_micro_usd(family, tokens))


def estimate_micro_usd(family: Family, prompt: Prompt, image_size: str | None = None) -> int:
    """Return the expected price of one call in micro-dollars; `image_size` is None for text."""
    return cost_micro_usd(family, estimated_tokens(family, prompt, image_size))


def estimated_tokens(family: Family, prompt: Prompt, image_size: str | None = None) -> Tokens:
    """Return the expected tokens of one call; `image_size` is None for text."""
    is_text = image_size is None
    texts = (
        prompt.system_instruction(has_temperature=family.temperature) if is_text else "",
        prompt.task,
        prompt.data,
        *(part for turn in prompt.objections for part in turn),
    )
    size = sum(len(text.encode("utf-8", "replace")) for text in texts)
    input_tokens = ceil(size / _BYTES_PER_TOKEN)
    if reads_links(family, prompt):
        input_tokens += _LINKED_TOKENS
    image = 0
    if image_size is not None:
        sizes = family.image_tokens or _UNKNOWN_IMAGE
        image = sizes.get(image_size, max(sizes.values()))
    return Tokens(input=input_tokens, output=prompt.output_tokens + image, image=image)


def _micro_usd(family: Family, tokens: Tokens) -> float:
    # US dollars per million tokens equal micro-dollars per token.
    price = family.price
    text_price = _known(price.output, _HIGHEST_OUTPUT)
    # An image without a price of its own costs as much as text, if that price is known.
    image_price = _known(price.image, price.output or _HIGHEST_IMAGE)
    return (
        tokens.input * _known(price.input, _HIGHEST_INPUT)
        + (tokens.output - tokens.image) * text_price
        + tokens.image * image_price
    )


def _known(price: float | None, highest: float) -> float:
    return highest if price is None else price


_PRICES = [
    *(family.price for family in FAMILIES),
    *(family.later_price[1] for family in FAMILIES if family.later_price is not None),
]
_HIGHEST_INPUT = max(price.input or 0 for price in _PRICES)
_HIGHEST_OUTPUT = max(price.output or 0 for price in _PRICES)
_HIGHEST_IMAGE = max(price.image or 0 for price in _PRICES)
