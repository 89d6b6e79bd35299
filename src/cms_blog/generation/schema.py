"""GraphQL API of generation: cover images, posts and the service; options: `option_schema.py`."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated

import strawberry

from cms_blog.blogs.content.markdown import rendered
from cms_blog.blogs.content.seo import Seo
from cms_blog.blogs.content.types import BlogContent, Reference
from cms_blog.context import Info
from cms_blog.errors import InvalidInput
from cms_blog.generation import inputs, service
from cms_blog.generation.editing.schema import EditingMutation
from cms_blog.generation.estimate.schema import EstimateQuery
from cms_blog.generation.failures import GenerationFailed
from cms_blog.generation.gemini.gateway import Gateway, GenerationProvider
from cms_blog.generation.input_types import input_argument, input_type
from cms_blog.generation.inputs import AspectRatio, ImageQuality
from cms_blog.generation.option_schema import OptionMutation
from cms_blog.generation.results import (
    RECEIPT,
    USAGE,
    GenerationFailedError,
    GenerationFailedHandler,
    GenerationUsage,
    begin_step,
    receipt_for,
    result_union,
)
from cms_blog.graphql.types.enums import describe_enum
from cms_blog.graphql.types.errors import InvalidInputError, InvalidInputHandler
from cms_blog.graphql.types.scalars import Markdown
from cms_blog.media.schema import Image

describe_enum(
    AspectRatio,
    "Aspect ratio of a cover image, width to height.",
    SQUARE_1_1="1:1",
    LANDSCAPE_4_3="4:3, a classic photograph.",
    LANDSCAPE_3_2="3:2, 35 mm film.",
    LANDSCAPE_16_9="16:9, a wide screen.",
    PORTRAIT_3_4="3:4",
    PORTRAIT_2_3="2:3",
    PORTRAIT_9_16="9:16, a phone screen.",
)
describe_enum(
    ImageQuality,
    "Resolution of a cover image.",
    STANDARD="About one megapixel: faster and cheaper.",
    HIGH="About four megapixels.",
)
describe_enum(
    GenerationProvider,
    "Source of generated texts and images.",
    GEMINI="Google's Gemini.",
    OFFLINE="The emulator built into this server: sample content that follows the brief.",
)


@input_type(inputs.CoverImageInput)
class GenerateCoverImageInput:
    pass


@input_type(inputs.BlogInput)
class GenerateBlogInput:
    pass


@input_type(inputs.SectionInput)
class RegenerateSectionInput:
    pass


@input_type(inputs.Resume)
class GenerateBlogResume:
    pass


@strawberry.type(description="A generated cover image, stored like an upload.")
class GenerateCoverImageSuccess:
    image: Image = strawberry.field(
        description="The image. Pass its `url` to `saveBlog` as `coverImageUrl`."
    )
    usage: GenerationUsage = strawberry.field(description=USAGE)


@strawberry.type(description="A generated post. It is not saved: call `saveBlog`.")
class GenerateBlogSuccess:
    content: BlogContent = strawberry.field(
        description=(
            "Introduction, sections, conclusion and references. Title and cover are not part of "
            "the text: pass them to `saveBlog` in their own fields."
        )
    )
    references: list[Reference] = strawberry.field(
        description="Links of the brief, and whether Gemini could read them."
    )
    usage: GenerationUsage = strawberry.field(description=USAGE)
    receipt: str = strawberry.field(description=RECEIPT)

    @classmethod
    async def of(cls, post: service.Post, info: Info, supplied: object) -> "GenerateBlogSuccess":
        content = BlogContent.of(
            post.content, title=post.title, keyword=post.keyword, seo=post.seo, shows_checks=True
        )
        return cls(
            content=content,
            references=[Reference.of(reference) for reference in post.references],
            usage=GenerationUsage.of(post.usage),
            receipt=await receipt_for(info, [post.content], supplied, post.usage.model),
        )


@strawberry.type(description="A rewritten section. Nothing is saved.")
class RegenerateSectionSuccess:
    markdown: Markdown = strawberry.field(
        description="The new section below its unchanged heading."
    )
    content: BlogContent = strawberry.field(description="The whole post with the new section.")
    usage: GenerationUsage = strawberry.field(description=USAGE)
    receipt: str = strawberry.field(description=RECEIPT)

    @classmethod
    async def of(
        cls, new: service.NewSection, info: Info, supplied: object
    ) -> "RegenerateSectionSuccess":
        content = BlogContent.of(
            new.content, title=new.title, keyword=new.keyword, seo=Seo(), shows_checks=True
        )
        section = await rendered(new.markdown)
        return cls(
            markdown=Markdown(new.markdown),
            content=content,
            usage=GenerationUsage.of(new.usage),
            receipt=await receipt_for(info, [section], supplied, new.usage.model),
        )


@strawberry.type(description="One piece of a streamed text.")
class BlogDelta:
    run_id: strawberry.ID = strawberry.field(description="Id of the run, for `resume`.")
    position: int = strawberry.field(description="Number of this piece in the run, from 1.")
    markdown: Markdown = strawberry.field(description="Text to append to the previous pieces.")

    @classmethod
    def of(cls, delta: service.Delta) -> "BlogDelta":
        return cls(
            run_id=strawberry.ID(delta.run_id),
            position=delta.position,
            markdown=Markdown(delta.markdown),
        )


GenerateCoverImageResult = Annotated[
    GenerateCoverImageSuccess | InvalidInputError | GenerationFailedError,
    result_union("generateCoverImage"),
]
GenerateBlogResult = Annotated[
    GenerateBlogSuccess | InvalidInputError | GenerationFailedError, result_union("generateBlog")
]
RegenerateSectionResult = Annotated[
    RegenerateSectionSuccess | InvalidInputError | GenerationFailedError,
    result_union("regenerateSection"),
]
GenerateBlogEvent = Annotated[
    BlogDelta | GenerateBlogSuccess | InvalidInputError | GenerationFailedError,
    strawberry.union("GenerateBlogEvent", description="Event of the subscription `generateBlog`."),
]


@strawberry.type(description="Configuration of generation on this server.")
class GenerationService:
    provider: GenerationProvider = strawberry.field(
        description="Source of the content; OFFLINE means sample content from the emulator."
    )
    text_model: str = strawberry.field(description="Name of the model for texts.")
    image_model: str = strawberry.field(description="Name of the model for images.")
    warnings: list[str] = strawberry.field(
        description="Warnings for the operator, for example of a model's end of life."
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
class GenerationQuery(EstimateQuery):
    @strawberry.field(description="Provider and models of generation on this server.")
    def generation_service(self, info: Info) -> GenerationService:
        return GenerationService.of(info.context.services.gateway)


@strawberry.type
class GenerationMutation(OptionMutation, EditingMutation):
    @strawberry.mutation(description="Generate a cover image and store it.")
    async def generate_cover_image(
        self, info: Info, input: Annotated[GenerateCoverImageInput, input_argument]
    ) -> GenerateCoverImageResult:
        viewer, gateway = await begin_step(info)
        storage = info.context.services.storage
        cover = await service.paint_cover(viewer, input, gateway=gateway, storage=storage)
        usage = GenerationUsage.of(cover.usage)
        return GenerateCoverImageSuccess(image=Image.of(cover.image), usage=usage)

    @strawberry.mutation(
        description=(
            "Generate the whole post. This takes about 30 seconds; the subscription `generateBlog` "
            "streams the text meanwhile."
        )
    )
    async def generate_blog(
        self, info: Info, input: Annotated[GenerateBlogInput, input_argument]
    ) -> GenerateBlogResult:
        viewer, gateway = await begin_step(info)
        post = await service.write_blog(viewer, input, gateway=gateway)
        return await GenerateBlogSuccess.of(post, info, input)

    @strawberry.mutation(description="Rewrite one section of a post; the others stay unchanged.")
    async def regenerate_section(
        self, info: Info, input: Annotated[RegenerateSectionInput, input_argument]
    ) -> RegenerateSectionResult:
        viewer, gateway = await begin_step(info)
        new = await service.rewrite_section(viewer, input, gateway=gateway)
        return await RegenerateSectionSuccess.of(new, info, input)


@strawberry.type
class GenerationSubscription:
    @strawberry.subscription(
        description=(
            "Generate the whole post and stream its text: deltas in order, then exactly one "
            "success or error, then completion. After unsubscribing, the generation continues for "
            "30 seconds, so that it can be resumed without a second call to Gemini."
        )
    )
    async def generate_blog(
        self,
        info: Info,
        input: Annotated[GenerateBlogInput, input_argument],
        resume: Annotated[
            GenerateBlogResume | None,
            strawberry.argument(
                description=(
                    "Resume an interrupted run within ten minutes, with the same `input`: the "
                    "missed deltas come first. If the run is unknown, for example on another "
                    "server, a new one with another `runId` starts: after `resume.markdown` if "
                    "that is given, else at `position` 1."
                )
            ),
        ] = None,
    ) -> AsyncGenerator[GenerateBlogEvent]:
        viewer, gateway = await begin_step(info)
        stream = service.stream_blog(viewer, input, gateway=gateway, resume=resume)
        try:
            async with aclosing(stream) as events:
                async for event in events:
                    if isinstance(event, service.Post):
                        yield await GenerateBlogSuccess.of(event, info, [input, resume])
                    else:
                        yield BlogDelta.of(event)
        except InvalidInput as invalid:
            yield InvalidInputHandler().handle(invalid)
        except GenerationFailed as failed:
            yield GenerationFailedError.of(failed)


HANDLERS = (GenerationFailedHandler(),)
