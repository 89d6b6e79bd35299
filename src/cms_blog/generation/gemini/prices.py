"""Cost of calls to Gemini: what was billed, and an estimate before a call."""

from math import ceil

from cms_blog.generation.gemini.models import FAMILIES, Family, family_of
from cms_blog.generation.gemini.responses import Tokens
from cms_blog.generation.prompts import SYSTEM, Prompt
from cms_blog.settings import MICRO_USD

# Expected output of one call, thinking included, by `Prompt.step`.
_OUTPUT_TOKENS = {
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
_OTHER_OUTPUT_TOKENS = max(_OUTPUT_TOKENS.values())
# A token of English has four characters; one of Chinese has three bytes.
_BYTES_PER_TOKEN = 3
# Pages that Gemini reads are billed as input.
_LINKED_TOKENS = 10_000
# Output tokens of one image by its size; "" is the size of a model that takes none.
_IMAGE_TOKENS = {"": 1_290, "1K": 1_120, "2K": 1_680, "4K": 3_760}


def cost_usd(model: str, tokens: Tokens) -> float | None:
    """Return the price of `tokens` in US dollars; None if the model's price is unknown."""
    family = family_of(model)
    if family.input_price is None or family.output_price is None:
        return None
    return round(_micro_usd(family, tokens) / MICRO_USD, 6)


def cost_micro_usd(model: str, tokens: Tokens) -> int:
    """Return the price of `tokens` in micro-dollars, rounded up.

    A price that is unknown counts as the dearest known one.
    """
    return ceil(_micro_usd(family_of(model), tokens))


def estimate_micro_usd(model: str, prompt: Prompt, image_size: str | None = None) -> int:
    """Return the expected price of one call in micro-dollars; `image_size` is None for text."""
    texts = (
        SYSTEM,
        prompt.task,
        prompt.data,
        *(part for turn in prompt.objections for part in turn),
    )
    read = ceil(sum(len(text.encode("utf-8", "replace")) for text in texts) / _BYTES_PER_TOKEN)
    if prompt.reads_links:
        read += _LINKED_TOKENS
    painted = 0
    if image_size is not None:
        painted = _IMAGE_TOKENS.get(image_size, max(_IMAGE_TOKENS.values()))
    written = _OUTPUT_TOKENS.get(prompt.step, _OTHER_OUTPUT_TOKENS)
    return cost_micro_usd(model, Tokens(input=read, output=written + painted, image=painted))


def _micro_usd(family: Family, tokens: Tokens) -> float:
    # The price of a million tokens in US dollars is that of one in micro-dollars.
    text_price = _known(family.output_price, _DEAREST_OUTPUT)
    # Without a price of its own, an image costs what text does, if that price is known.
    image_price = _known(family.image_price, family.output_price or _DEAREST_IMAGE)
    return (
        tokens.input * _known(family.input_price, _DEAREST_INPUT)
        + (tokens.output - tokens.image) * text_price
        + tokens.image * image_price
    )


def _known(price: float | None, dearest: float) -> float:
    return dearest if price is None else price


_DEAREST_INPUT = max(family.input_price or 0 for family in FAMILIES)
_DEAREST_OUTPUT = max(family.output_price or 0 for family in FAMILIES)
_DEAREST_IMAGE = max(family.image_price or 0 for family in FAMILIES)
