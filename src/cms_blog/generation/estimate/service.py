"""Expected tokens and price of generation steps, and whether the budgets cover them.

The estimates are those that the budgets reserve before each call (`gemini/prices.py`). Inputs of
later steps are not known yet: texts of typical length stand for them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.brief import INTRO_WORDS, POST_WORDS, Brief
from cms_blog.generation import steps
from cms_blog.generation.gemini.gateway import Gateway, GenerationProvider
from cms_blog.generation.gemini.prices import cost_micro_usd, cost_usd, estimated_tokens
from cms_blog.generation.inputs import (
    BlogInput,
    BriefedInput,
    CoverImageInput,
    IdeasInput,
    ImagePromptsInput,
    IntrosInput,
    OutlinesInput,
    SeoInput,
    TitlesInput,
)
from cms_blog.generation.prompts import Prompt
from cms_blog.generation.service import DESCRIBED_CHARACTERS
from cms_blog.settings import MICRO_USD
from cms_blog.validation.inputs import check

_IDEA = "x" * 150
_TITLE = "x" * 60
_IMAGE_PROMPT = "x" * 300
_OUTLINE = ("x" * 40,) * 5
# Characters of an English word, with the space after it.
_WORD = 6


class GenerationStep(StrEnum):
    """A step from a brief to a post."""

    IDEAS = "ideas"
    TITLES = "titles"
    INTROS = "intros"
    OUTLINES = "outlines"
    IMAGE_PROMPTS = "image_prompts"
    COVER_IMAGE = "cover_image"
    BLOG = "blog"


class EstimateInput(BriefedInput):
    """Input for an estimate."""

    steps: Annotated[
        tuple[GenerationStep, ...],
        Field(
            max_length=len(GenerationStep),
            description=(
                f"The steps still to take, {len(GenerationStep)} at most. Repeated steps count "
                "once."
            ),
        ),
    ] = tuple(GenerationStep)


@dataclass(frozen=True, slots=True)
class Estimate:
    """Expected tokens of all calls and their price; None if a price is unknown or nothing costs.

    `fits` is whether the remaining budgets cover it.
    """

    tokens: int
    cost_usd: float | None
    fits: bool


def checked(given: object) -> EstimateInput:
    """Return the validated input.

    Raises:
        InvalidInput
    """
    return check(EstimateInput, given)


async def estimate(viewer: UserDocument, given: EstimateInput, *, gateway: Gateway) -> Estimate:
    """Return the estimate for all steps together."""
    tokens = micro_usd = 0
    is_priced = gateway.provider is not GenerationProvider.OFFLINE
    for step in dict.fromkeys(given.steps):
        for prompt, image_size in calls(step, given.brief):
            model = gateway.text_model if image_size is None else gateway.image_model
            family = gateway.family(model)
            expected = estimated_tokens(family, gateway.completed(prompt), image_size)
            tokens += expected.input + expected.output
            micro_usd += cost_micro_usd(family, expected)
            is_priced = is_priced and cost_usd(family, expected) is not None
    budgets = gateway.budgets
    return Estimate(
        tokens=tokens,
        cost_usd=micro_usd / MICRO_USD if is_priced else None,
        fits=budgets is None or await budgets.cover(viewer, micro_usd),
    )


def calls(step: GenerationStep, brief: Brief) -> Iterator[tuple[Prompt, str | None]]:
    """Yield the prompts of a step, with the size of the image; None for texts."""
    intro = _words(INTRO_WORDS[brief.length])
    match step:
        case GenerationStep.IDEAS:
            prompt = steps.IDEAS.prompt(IdeasInput(brief=brief))
        case GenerationStep.TITLES:
            prompt = steps.TITLES.prompt(TitlesInput(brief=brief, selected_idea=_IDEA))
        case GenerationStep.INTROS:
            given = IntrosInput(brief=brief, selected_idea=_IDEA, title=_TITLE)
            prompt = steps.INTROS.prompt(given)
        case GenerationStep.OUTLINES:
            given = OutlinesInput(
                brief=brief, selected_idea=_IDEA, title=_TITLE, intro_markdown=intro
            )
            prompt = steps.OUTLINES.prompt(given)
        case GenerationStep.IMAGE_PROMPTS:
            given = ImagePromptsInput(brief=brief, selected_idea=_IDEA, title=_TITLE)
            prompt = steps.IMAGE_PROMPTS.prompt(given)
        case GenerationStep.COVER_IMAGE:
            given = CoverImageInput(
                brief=brief, selected_idea=_IDEA, title=_TITLE, prompt=_IMAGE_PROMPT
            )
            yield steps.COVER_IMAGE.prompt(given), given.quality.value
            return
        case GenerationStep.BLOG:
            given = BlogInput(
                brief=brief,
                selected_idea=_IDEA,
                title=_TITLE,
                intro_markdown=intro,
                outline=_OUTLINE,
            )
            yield steps.BLOG.prompt(given), None
            post = _words(POST_WORDS[brief.length])[:DESCRIBED_CHARACTERS]
            given = SeoInput(brief=brief, title=_TITLE, markdown=post, image_prompt=_IMAGE_PROMPT)
            prompt = steps.SEO.prompt(given)
    yield prompt, None


def _words(limits: Sequence[int]) -> str:
    return "x" * (sum(limits) // len(limits) * _WORD)
