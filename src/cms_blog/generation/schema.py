"""Generation in the API."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Any

import strawberry

from cms_blog.context import Info
from cms_blog.errors import InvalidInput
from cms_blog.generation import service, steps
from cms_blog.generation.failures import GenerationFailed
from cms_blog.generation.gemini.gateway import Gateway
from cms_blog.generation.input_types import (
    GenerateBlogInput,
    GenerateBlogResume,
    GenerateCoverImageInput,
    GenerateIdeasInput,
    GenerateImagePromptsInput,
    GenerateIntrosInput,
    GenerateOutlinesInput,
    GenerateTitlesInput,
    RegenerateSectionInput,
)
from cms_blog.generation.provider import GenerationProvider
from cms_blog.generation.results import (
    BlogDelta,
    GenerateBlogSuccess,
    GenerateCoverImageSuccess,
    GenerateIdeasSuccess,
    GenerateImagePromptsSuccess,
    GenerateIntrosSuccess,
    GenerateOutlinesSuccess,
    GenerateTitlesSuccess,
    GenerationFailedError,
    GenerationUsage,
    Outline,
    RegenerateSectionSuccess,
)
from cms_blog.generation.service import Post
from cms_blog.graphql.types.errors import InvalidInputError, InvalidInputHandler
from cms_blog.graphql.types.scalars import Markdown
from cms_blog.media.schema import Image


def _answers(name: str) -> Any:
    return strawberry.union(
        f"{name[0].upper()}{name[1:]}Result", description=f"What `{name}` answers."
    )


GenerateIdeasResult = Annotated[
    GenerateIdeasSuccess | InvalidInputError | GenerationFailedError, _answers("generateIdeas")
]
GenerateTitlesResult = Annotated[
    GenerateTitlesSuccess | InvalidInputError | GenerationFailedError, _answers("generateTitles")
]
GenerateIntrosResult = Annotated[
    GenerateIntrosSuccess | InvalidInputError | GenerationFailedError, _answers("generateIntros")
]
GenerateOutlinesResult = Annotated[
    GenerateOutlinesSuccess | InvalidInputError | GenerationFailedError,
    _answers("generateOutlines"),
]
GenerateImagePromptsResult = Annotated[
    GenerateImagePromptsSuccess | InvalidInputError | GenerationFailedError,
    _answers("generateImagePrompts"),
]
GenerateCoverImageResult = Annotated[
    GenerateCoverImageSuccess | InvalidInputError | GenerationFailedError,
    _answers("generateCoverImage"),
]
GenerateBlogResult = Annotated[
    GenerateBlogSuccess | InvalidInputError | GenerationFailedError, _answers("generateBlog")
]
RegenerateSectionResult = Annotated[
    RegenerateSectionSuccess | InvalidInputError | GenerationFailedError,
    _answers("regenerateSection"),
]
GenerateBlogEvent = Annotated[
    BlogDelta | GenerateBlogSuccess | InvalidInputError | GenerationFailedError,
    strawberry.union("GenerateBlogEvent", description="What happens while a post is written."),
]

_input = strawberry.argument(description="What to work from.")


@strawberry.type(description="What writes and paints on this server.")
class GenerationService:
    provider: GenerationProvider = strawberry.field(
        description="OFFLINE where the built-in stand-in answers, with samples, in Gemini's place."
    )
    text_model: str = strawberry.field(description="The model that writes.")
    image_model: str = strawberry.field(description="The model that paints.")
    warnings: list[str] = strawberry.field(
        description="What its operator should know, as of a model that ends; mostly empty."
    )

    @classmethod
    def of(cls, gateway: Gateway) -> "GenerationService":
        return cls(
            provider=gateway.provider,
            text_model=gateway.text_model,
            image_model=gateway.image_model,
            warnings=list(gateway.warnings),
        )


@strawberry.type
class GenerationQuery:
    @strawberry.field(description="What writes and paints on this server.")
    def generation_service(self, info: Info) -> GenerationService:
        return GenerationService.of(info.context.services.gateway)


@strawberry.type
class GenerationMutation:
    @strawberry.mutation(description="Five ideas for a post.")
    async def generate_ideas(
        self, info: Info, input: Annotated[GenerateIdeasInput, _input]
    ) -> GenerateIdeasResult:
        found = await _suggest(steps.IDEAS, info, input)
        return GenerateIdeasSuccess(options=list(found.options), usage=_usage(found))

    @strawberry.mutation(description="Five titles for a post.")
    async def generate_titles(
        self, info: Info, input: Annotated[GenerateTitlesInput, _input]
    ) -> GenerateTitlesResult:
        found = await _suggest(steps.TITLES, info, input)
        return GenerateTitlesSuccess(options=list(found.options), usage=_usage(found))

    @strawberry.mutation(description="Five introductions for a post.")
    async def generate_intros(
        self, info: Info, input: Annotated[GenerateIntrosInput, _input]
    ) -> GenerateIntrosResult:
        found = await _suggest(steps.INTROS, info, input)
        options = [Markdown(option) for option in found.options]
        return GenerateIntrosSuccess(options=options, usage=_usage(found))

    @strawberry.mutation(description="Five outlines for a post.")
    async def generate_outlines(
        self, info: Info, input: Annotated[GenerateOutlinesInput, _input]
    ) -> GenerateOutlinesResult:
        found = await _suggest(steps.OUTLINES, info, input)
        options = [Outline(headings=list(option)) for option in found.options]
        return GenerateOutlinesSuccess(options=options, usage=_usage(found))

    @strawberry.mutation(description="Five descriptions of a cover, for `generateCoverImage`.")
    async def generate_image_prompts(
        self, info: Info, input: Annotated[GenerateImagePromptsInput, _input]
    ) -> GenerateImagePromptsResult:
        found = await _suggest(steps.IMAGE_PROMPTS, info, input)
        return GenerateImagePromptsSuccess(options=list(found.options), usage=_usage(found))

    @strawberry.mutation(description="Paint a cover and store it.")
    async def generate_cover_image(
        self, info: Info, input: Annotated[GenerateCoverImageInput, _input]
    ) -> GenerateCoverImageResult:
        viewer, services = info.context.signed_in(), info.context.services
        await info.context.limited("generation")
        cover = await service.paint_cover(
            viewer, input, gateway=services.gateway, storage=services.storage
        )
        return GenerateCoverImageSuccess(image=Image.of(cover.image), usage=_usage(cover))

    @strawberry.mutation(
        description=(
            "Write the whole post. It takes half a minute or so; the subscription of the same "
            "name shows the text while it is written."
        )
    )
    async def generate_blog(
        self, info: Info, input: Annotated[GenerateBlogInput, _input]
    ) -> GenerateBlogResult:
        viewer = info.context.signed_in()
        await info.context.limited("generation")
        post = await service.write_blog(viewer, input, gateway=info.context.services.gateway)
        return GenerateBlogSuccess.of(post)

    @strawberry.mutation(description="Write one section of a post anew, and keep the others.")
    async def regenerate_section(
        self, info: Info, input: Annotated[RegenerateSectionInput, _input]
    ) -> RegenerateSectionResult:
        viewer, gateway = info.context.signed_in(), info.context.services.gateway
        await info.context.limited("generation")
        new = await service.rewrite_section(viewer, input, gateway=gateway)
        return RegenerateSectionSuccess.of(new)


@strawberry.type
class GenerationSubscription:
    @strawberry.subscription(
        description=(
            "Write the whole post while the author looks on: deltas in order, then exactly one "
            "success or error, then the end. Unsubscribing stops the model's work."
        )
    )
    async def generate_blog(
        self,
        info: Info,
        input: Annotated[GenerateBlogInput, _input],
        resume: Annotated[
            GenerateBlogResume | None,
            strawberry.argument(
                description=(
                    "Take up a run whose connection was lost, within ten minutes and with the "
                    "same `input`: what was missed comes first. Where the run is not known, as on "
                    "another server, a new one begins, with another `runId`: behind "
                    "`resume.markdown` if that is given, else at `position` 1."
                )
            ),
        ] = None,
    ) -> AsyncGenerator[GenerateBlogEvent]:
        viewer, gateway = info.context.signed_in(), info.context.services.gateway
        await info.context.limited("generation")
        stream = service.stream_blog(viewer, input, gateway=gateway, resume=resume)
        try:
            async with aclosing(stream) as events:
                async for event in events:
                    if isinstance(event, Post):
                        yield GenerateBlogSuccess.of(event)
                    else:
                        yield BlogDelta.of(event)
        except InvalidInput as invalid:
            yield InvalidInputHandler().handle(invalid)
        except GenerationFailed as failed:
            yield GenerationFailedError.of(failed)


async def _suggest[I: steps.BriefedInput, O](
    step: steps.OptionStep[I, O], info: Info, given: object
) -> service.Options[O]:
    viewer = info.context.signed_in()
    await info.context.limited("generation")
    return await service.suggest(step, viewer, given, gateway=info.context.services.gateway)


def _usage(result: service.Options[Any] | service.Cover) -> GenerationUsage:
    return GenerationUsage.of(result.usage)


class GenerationFailedHandler(strawberry.ExceptionHandler[GenerationFailed, GenerationFailedError]):
    def handle(self, exception: GenerationFailed, **_: Any) -> GenerationFailedError:
        return GenerationFailedError.of(exception)


HANDLERS = (GenerationFailedHandler(),)
