"""Queries for previews."""

from typing import Annotated

import strawberry

from cms_blog.blogs.brief import MAX_PHRASE
from cms_blog.blogs.content.markdown import MAX_MARKDOWN
from cms_blog.blogs.content.seo import Seo
from cms_blog.blogs.content.types import BlogContent
from cms_blog.blogs.previews.service import preview_content
from cms_blog.blogs.service import MAX_TITLE
from cms_blog.context import Info
from cms_blog.graphql.types.errors import InvalidInputError
from cms_blog.graphql.types.scalars import Markdown


@strawberry.input(description="A text that is not saved, with the limits of `SaveBlogInput`.")
class PreviewContentInput:
    title: str = strawberry.field(
        description=f"The title: 1 to {MAX_TITLE} characters, in one line."
    )
    markdown: Markdown = strawberry.field(
        description=f"The text without title and cover: 1 to {MAX_MARKDOWN:,} characters."
    )
    targeted_keyword: str = strawberry.field(
        description=f"The keyword to report on: 1 to {MAX_PHRASE} characters, in one line."
    )


@strawberry.type(description="The text was rendered. Nothing was saved.")
class PreviewContentSuccess:
    content: BlogContent = strawberry.field(
        description="The text as `Blog.content` has it after a save."
    )


PreviewContentResult = Annotated[
    PreviewContentSuccess | InvalidInputError,
    strawberry.union("PreviewContentResult", description="Result of `previewContent`."),
]


@strawberry.type
class PreviewsQuery:
    @strawberry.field(
        description="A text, rendered and measured exactly as a save would. Nothing is saved."
    )
    async def preview_content(
        self,
        info: Info,
        input: Annotated[PreviewContentInput, strawberry.argument(description="The text.")],
    ) -> PreviewContentResult:
        info.context.signed_in()
        unsaved, text = await preview_content(input)
        content = BlogContent.of(
            text,
            title=unsaved.title,
            keyword=unsaved.targeted_keyword,
            seo=Seo(),
            shows_checks=True,
        )
        return PreviewContentSuccess(content=content)
