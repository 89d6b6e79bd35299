"""Reference of the cost of a post: the estimates of the server, from its table of prices."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from tools.reference.markdown import heading, page, table

from cms_blog.blogs.brief import POST_WORDS, Brief, PostLength
from cms_blog.generation.estimate.service import GenerationStep, calls
from cms_blog.generation.gemini.models import FAMILIES, Family, family_of
from cms_blog.generation.gemini.prices import cost_micro_usd, estimated_tokens
from cms_blog.settings import MICRO_USD, Settings

_INTRODUCTION = """
A post of {least:,} to {most:,} words with a cover costs about **${medium:.2f}** with the default
models, if each step runs once: half of it is the cover. These are estimates before the calls,
computed from the server's table of prices by the code that reserves budgets, as of {today}. They
assume an English brief without links; each call of a step that reads links is charged 10,000 tokens
more. Gemini bills what was used, which `usage` of the results and [metrics](#metrics-counters)
report.
"""
_LIMITS = """
[`GENERATION_DAILY_USD`](#setting-generation-daily-usd) limits the spending of all users in a day,
and [`GENERATION_DAILY_USD_PER_USER`](#setting-generation-daily-usd-per-user) that of each user.
[`generationEstimate`](#query-generationestimate) returns the estimate for a brief.
"""
_BRIEF = "x" * 40


def cost_page(today: date) -> str:
    """Return the page with prices that apply on this day."""
    text, image = (
        family_of(Settings.model_fields[name].default, today)
        for name in ("gemini_text_model", "gemini_image_model")
    )
    costs = {
        length: [cost_of(step, length, text, image, today) for step in GenerationStep]
        for length in PostLength
    }
    steps = [
        [f"`{step.name}`", *(_dollars(costs[length][at]) for length in PostLength)]
        for at, step in enumerate(GenerationStep)
    ]
    total = ["**Total**", *(f"**{_dollars(sum(costs[length]))}**" for length in PostLength)]
    least, most = POST_WORDS[PostLength.MEDIUM]
    medium = sum(costs[PostLength.MEDIUM]) / MICRO_USD
    introduction = _INTRODUCTION.format(least=least, most=most, medium=medium, today=today)
    parts = [
        heading(2, "Steps", "cost-steps"),
        f"Texts by `{text.prefix}`, covers by `{image.prefix}`; columns are lengths of posts.\n",
        table(["Step", *(length.name for length in PostLength)], [*steps, total]),
        heading(2, "Other models for texts", "cost-models"),
        f"All text steps of a post of {least:,} to {most:,} words, for the known prices.\n",
        table(["Models", "Texts of a post"], _models(today)),
        heading(2, "Limits of spending", "cost-limits"),
        _LIMITS,
    ]
    return page("Cost of a post", introduction, parts)


def cost_of(
    step: GenerationStep, length: PostLength, text: Family, image: Family, today: date
) -> int:
    """Return the estimated price of a step in micro-dollars, as for `generationEstimate`."""
    brief = Brief(
        focus_or_niche=_BRIEF, targeted_keyword=_BRIEF, targeted_audience=_BRIEF, length=length
    )
    micro_usd = 0
    for prompt, size in calls(step, brief):
        family = text if size is None else image
        expected = estimated_tokens(family, replace(prompt, today=today), size)
        micro_usd += cost_micro_usd(family, expected)
    return micro_usd


def _models(today: date) -> Iterator[list[str]]:
    for listed in FAMILIES:
        family = family_of(listed.prefix, today)
        if listed.image_tokens or family.prefix != listed.prefix or family.price.output is None:
            continue
        texts = (step for step in GenerationStep if step is not GenerationStep.COVER_IMAGE)
        cost = sum(cost_of(step, PostLength.MEDIUM, family, family, today) for step in texts)
        yield [f"`{family.prefix}`", _dollars(cost)]


def _dollars(micro_usd: int) -> str:
    return f"${micro_usd / MICRO_USD:.4f}"
