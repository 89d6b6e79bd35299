"""GraphQL API of the steps that offer five options: inputs, results and mutations."""

from typing import Annotated

import strawberry

from cms_blog.blogs.content.markdown import rendered
from cms_blog.context import Info
from cms_blog.generation import inputs, service, steps
from cms_blog.generation.input_types import input_argument, input_type
from cms_blog.generation.inputs import BriefedInput
from cms_blog.generation.results import (
    RECEIPT,
    USAGE,
    GenerationFailedError,
    GenerationUsage,
    begin_step,
    receipt_for,
    result_union,
)
from cms_blog.generation.step_types import OptionStep
from cms_blog.graphql.types.errors import InvalidInputError
from cms_blog.graphql.types.scalars import Markdown

_FIVE = "Exactly five different options"


@input_type(inputs.IdeasInput)
class GenerateIdeasInput:
    pass


@input_type(inputs.TitlesInput)
class GenerateTitlesInput:
    pass


@input_type(inputs.IntrosInput)
class GenerateIntrosInput:
    pass


@input_type(inputs.OutlinesInput)
class GenerateOutlinesInput:
    pass


@input_type(inputs.ImagePromptsInput)
class GenerateImagePromptsInput:
    pass


@strawberry.type(description="Five ideas.")
class GenerateIdeasSuccess:
    options: list[str] = strawberry.field(
        description=f"{_FIVE} of at most {steps.MAX_IDEA_OPTION} characters."
    )
    usage: GenerationUsage = strawberry.field(description=USAGE)


@strawberry.type(description="Five titles.")
class GenerateTitlesSuccess:
    options: list[str] = strawberry.field(
        description=f"{_FIVE} of at most {steps.MAX_TITLE_OPTION} characters."
    )
    usage: GenerationUsage = strawberry.field(description=USAGE)


@strawberry.type(description="Five introductions.")
class GenerateIntrosSuccess:
    options: list[Markdown] = strawberry.field(
        description=f"{_FIVE} of at most {steps.MAX_INTRO_OPTION:,} characters."
    )
    usage: GenerationUsage = strawberry.field(description=USAGE)
    receipt: str = strawberry.field(description=RECEIPT)


@strawberry.type(description="Outline of a post.")
class Outline:
    headings: list[str] = strawberry.field(
        description=(
            f"{steps.MIN_HEADINGS} to {steps.MAX_HEADINGS} headings in order, of at most "
            f"{steps.MAX_HEADING_OPTION} characters each; without introduction and conclusion."
        )
    )


@strawberry.type(description="Five outlines.")
class GenerateOutlinesSuccess:
    options: list[Outline] = strawberry.field(description=f"{_FIVE}.")
    usage: GenerationUsage = strawberry.field(description=USAGE)


@strawberry.type(description="Five descriptions of cover images.")
class GenerateImagePromptsSuccess:
    options: list[str] = strawberry.field(
        description=(
            f"{_FIVE} of at most {steps.MAX_IMAGE_PROMPT_OPTION} characters, in English. Pass one "
            "to `generateCoverImage` as `prompt`."
        )
    )
    usage: GenerationUsage = strawberry.field(description=USAGE)


GenerateIdeasResult = Annotated[
    GenerateIdeasSuccess | InvalidInputError | GenerationFailedError, result_union("generateIdeas")
]
GenerateTitlesResult = Annotated[
    GenerateTitlesSuccess | InvalidInputError | GenerationFailedError,
    result_union("generateTitles"),
]
GenerateIntrosResult = Annotated[
    GenerateIntrosSuccess | InvalidInputError | GenerationFailedError,
    result_union("generateIntros"),
]
GenerateOutlinesResult = Annotated[
    GenerateOutlinesSuccess | InvalidInputError | GenerationFailedError,
    result_union("generateOutlines"),
]
GenerateImagePromptsResult = Annotated[
    GenerateImagePromptsSuccess | InvalidInputError | GenerationFailedError,
    result_union("generateImagePrompts"),
]


@strawberry.type
class OptionMutation:
    @strawberry.mutation(description="Generate five ideas for a post.")
    async def generate_ideas(
        self, info: Info, input: Annotated[GenerateIdeasInput, input_argument]
    ) -> GenerateIdeasResult:
        options, usage = await _suggest(steps.IDEAS, info, input)
        return GenerateIdeasSuccess(options=list(options), usage=usage)

    @strawberry.mutation(description="Generate five titles for a post.")
    async def generate_titles(
        self, info: Info, input: Annotated[GenerateTitlesInput, input_argument]
    ) -> GenerateTitlesResult:
        options, usage = await _suggest(steps.TITLES, info, input)
        return GenerateTitlesSuccess(options=list(options), usage=usage)

    @strawberry.mutation(description="Generate five introductions for a post.")
    async def generate_intros(
        self, info: Info, input: Annotated[GenerateIntrosInput, input_argument]
    ) -> GenerateIntrosResult:
        options, usage = await _suggest(steps.INTROS, info, input)
        written = [await rendered(each) for each in options]
        receipt = await receipt_for(info, written, input, usage.model)
        return GenerateIntrosSuccess(
            options=list(map(Markdown, options)), usage=usage, receipt=receipt
        )

    @strawberry.mutation(description="Generate five outlines for a post.")
    async def generate_outlines(
        self, info: Info, input: Annotated[GenerateOutlinesInput, input_argument]
    ) -> GenerateOutlinesResult:
        options, usage = await _suggest(steps.OUTLINES, info, input)
        outlines = [Outline(headings=list(option)) for option in options]
        return GenerateOutlinesSuccess(options=outlines, usage=usage)

    @strawberry.mutation(description="Generate five descriptions of a cover image.")
    async def generate_image_prompts(
        self, info: Info, input: Annotated[GenerateImagePromptsInput, input_argument]
    ) -> GenerateImagePromptsResult:
        options, usage = await _suggest(steps.IMAGE_PROMPTS, info, input)
        return GenerateImagePromptsSuccess(options=list(options), usage=usage)


async def _suggest[I: BriefedInput, O](
    step: OptionStep[I, O], info: Info, given: object
) -> tuple[tuple[O, ...], GenerationUsage]:
    viewer, gateway = await begin_step(info)
    found = await service.suggest(step, viewer, given, gateway=gateway)
    return found.options, GenerationUsage.of(found.usage)
