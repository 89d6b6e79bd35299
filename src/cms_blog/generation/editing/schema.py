"""GraphQL API of the steps that work on an existing text."""

from typing import Annotated

import strawberry

from cms_blog.blogs.content.markdown import rendered
from cms_blog.blogs.content.seo import Seo
from cms_blog.blogs.content.types import BlogContent
from cms_blog.blogs.tags.names import MAX_TAG
from cms_blog.context import Info
from cms_blog.generation import inputs, steps
from cms_blog.generation.editing import service
from cms_blog.generation.input_types import input_argument, input_type
from cms_blog.generation.inputs import RewriteMode
from cms_blog.generation.results import (
    RECEIPT,
    USAGE,
    GenerationFailedError,
    GenerationUsage,
    begin_step,
    receipt_for,
    result_union,
)
from cms_blog.graphql.types.enums import describe_enum
from cms_blog.graphql.types.errors import InvalidInputError
from cms_blog.graphql.types.scalars import Markdown

describe_enum(
    RewriteMode,
    "Kind of change to a passage.",
    IMPROVE="Clearer and more concrete, at about the same length.",
    SHORTEN="About half of the words.",
    EXPAND="About twice the words.",
    SIMPLIFY="Simpler words and shorter sentences.",
    CUSTOM="The change that `instruction` describes.",
)


@input_type(inputs.RewriteTextInput)
class RewriteTextInput:
    pass


@input_type(inputs.SuggestTagsInput)
class SuggestTagsInput:
    pass


@input_type(inputs.TranslateBlogInput)
class TranslateBlogInput:
    pass


@strawberry.type(description="Three new versions of a passage. Nothing is saved.")
class RewriteTextSuccess:
    options: list[Markdown] = strawberry.field(
        description=(
            f"Exactly three different versions of at most {steps.MAX_PASSAGE_OPTION:,} characters, "
            "to be put in the place of the passage. They keep its links; the version of a single "
            "block is a single block."
        )
    )
    usage: GenerationUsage = strawberry.field(description=USAGE)
    receipt: str = strawberry.field(description=RECEIPT)


@strawberry.type(description="Five tags. Nothing is saved.")
class SuggestTagsSuccess:
    options: list[str] = strawberry.field(
        description=(
            f"Exactly five tags of at most {MAX_TAG} characters, different without regard to case. "
            "Tags in use come first, as written there: those of the viewer's blogs and of "
            "published ones. The others follow, the most general one first."
        )
    )
    usage: GenerationUsage = strawberry.field(description=USAGE)


@strawberry.type(description="A translated post. Nothing is saved.")
class TranslateBlogSuccess:
    title: str = strawberry.field(description="The translated title.")
    content: BlogContent = strawberry.field(
        description=(
            "The translated text, with the headings, lists, tables, code, images and links of the "
            "source. Links to headings lead to the translated ones."
        )
    )
    usage: GenerationUsage = strawberry.field(description=USAGE)
    receipt: str = strawberry.field(description=RECEIPT)


TranslateBlogResult = Annotated[
    TranslateBlogSuccess | InvalidInputError | GenerationFailedError, result_union("translateBlog")
]
RewriteTextResult = Annotated[
    RewriteTextSuccess | InvalidInputError | GenerationFailedError, result_union("rewriteText")
]
SuggestTagsResult = Annotated[
    SuggestTagsSuccess | InvalidInputError | GenerationFailedError, result_union("suggestTags")
]


@strawberry.type
class EditingMutation:
    @strawberry.mutation(description="Write three new versions of a passage of a post.")
    async def rewrite_text(
        self, info: Info, input: Annotated[RewriteTextInput, input_argument]
    ) -> RewriteTextResult:
        viewer, gateway = await begin_step(info)
        found = await service.rewrite_text(viewer, input, gateway=gateway)
        written = [await rendered(each) for each in found.options]
        return RewriteTextSuccess(
            options=list(map(Markdown, found.options)),
            usage=GenerationUsage.of(found.usage),
            receipt=await receipt_for(info, written, input, found.usage.model),
        )

    @strawberry.mutation(description="Suggest five tags for a post, from its title and text.")
    async def suggest_tags(
        self, info: Info, input: Annotated[SuggestTagsInput, input_argument]
    ) -> SuggestTagsResult:
        viewer, gateway = await begin_step(info)
        found = await service.suggest_tags(
            viewer, input, gateway=gateway, tag_counts=info.context.services.tag_counts
        )
        return SuggestTagsSuccess(
            options=list(found.options), usage=GenerationUsage.of(found.usage)
        )

    @strawberry.mutation(
        description=(
            "Translate a post, also into its own language. Long posts are translated in parts; "
            "this can take two minutes."
        )
    )
    async def translate_blog(
        self, info: Info, input: Annotated[TranslateBlogInput, input_argument]
    ) -> TranslateBlogResult:
        viewer, gateway = await begin_step(info)
        found = await service.translate_blog(viewer, input, gateway=gateway)
        content = BlogContent.of(
            found.content, title=found.title, keyword="", seo=Seo(), shows_checks=True
        )
        return TranslateBlogSuccess(
            title=found.title,
            content=content,
            usage=GenerationUsage.of(found.usage),
            receipt=await receipt_for(info, [found.content], input, found.usage.model),
        )
