"""Queries and mutations for previews."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

from cms_blog.accounts.types import User
from cms_blog.blogs.articles.article import Article
from cms_blog.blogs.articles.languages import language_tag
from cms_blog.blogs.articles.text import TEXT_PATHS, shown_content, shown_cover
from cms_blog.blogs.brief import MAX_PHRASE
from cms_blog.blogs.content.markdown import MAX_MARKDOWN
from cms_blog.blogs.content.seo import Seo
from cms_blog.blogs.content.types import BlogContent, Reference
from cms_blog.blogs.previews.service import (
    MAX_HOURS,
    Preview,
    create_preview_link,
    preview_content,
    read_preview,
    revoke_preview_links,
)
from cms_blog.blogs.results import BlogStatusError, blog_of_result
from cms_blog.blogs.schema import BlogId, to_oid
from cms_blog.blogs.service import MAX_TITLE
from cms_blog.blogs.types import Blog
from cms_blog.context import Context, Info
from cms_blog.graphql.types.errors import InvalidInputError, NotFoundError
from cms_blog.graphql.types.scalars import URL, Markdown


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


@strawberry.input(description="The lifetime of a preview link.")
class CreatePreviewLinkInput:
    hours: int = strawberry.field(
        default=72, description=f"Hours until the link ends: 1 to {MAX_HOURS}."
    )


@strawberry.type(description="The preview link was created.")
class CreatePreviewLinkSuccess:
    token: str = strawberry.field(
        description="Argument of `previewBlog`. Anyone who has it can read the text."
    )
    url: URL | None = strawberry.field(
        description=(
            "The front end's preview page with the token; null if the operator has not set one."
        )
    )
    expires_at: datetime = strawberry.field(description="Expiry time of the link.")


@strawberry.type(description="All preview links of the blog have ended.")
class RevokePreviewLinksSuccess:
    blog: Blog = strawberry.field(description="The blog, unchanged.")


CreatePreviewLinkResult = Annotated[
    CreatePreviewLinkSuccess | InvalidInputError | NotFoundError | BlogStatusError,
    strawberry.union("CreatePreviewLinkResult", description="Result of `createPreviewLink`."),
]
RevokePreviewLinksResult = Annotated[
    RevokePreviewLinksSuccess | NotFoundError,
    strawberry.union("RevokePreviewLinksResult", description="Result of `revokePreviewLinks`."),
]


@strawberry.type(
    description="The text behind a preview link: the working copy, or else the current text."
)
class BlogPreview(Article):
    slug: str | None = strawberry.field(
        description="The last part of the public address; null before the first publication."
    )
    expires_at: datetime = strawberry.field(description="Expiry time of the link.")

    @classmethod
    async def of(cls, preview: Preview, context: Context, fields: frozenset[str]) -> Self:
        text, meta = preview.text, preview.text.meta
        author = preview.author
        shown = object.__new__(cls)
        # Attributes that are not selected are never read.
        shown.__dict__ = {
            "title": meta.title,
            "tags": text.tags,
            "language_tag": language_tag(meta.language),
            "cover_image_url": URL(meta.cover_image_url) if meta.cover_image_url else None,
            "references": list(map(Reference.of, meta.references)),
            "author": User.deleted(text.author_id) if author is None else User.of(author),
            "slug": preview.blog.slug,
            "expires_at": preview.expires_at,
        }
        if "content" in fields:
            shown.content = await shown_content(text, fields, full=False)
        if "coverImage" in fields:
            shown.cover_image = await shown_cover(text, context)
        return shown


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

    @strawberry.field(
        description=(
            "The blog behind a preview link, without signing in; null if the link is invalid or "
            "has ended: at its expiry, by `revokePreviewLinks`, when the blog is deleted, or when "
            "its creator may not read the blog any more. Never cached."
        )
    )
    async def preview_blog(
        self,
        info: Info,
        token: Annotated[
            str, strawberry.argument(description="The `token` of `createPreviewLink`.")
        ],
    ) -> BlogPreview | None:
        fields, services = info.selected(), info.context.services
        paths = {"meta", "tags", *(TEXT_PATHS if "content" in fields else ())}
        preview = await read_preview(
            token,
            # MongoDB refuses a path together with a part of it.
            {path for path in paths if not path.startswith("meta.")},
            links=services.preview_links,
            user_cache=services.user_cache,
        )
        return None if preview is None else await BlogPreview.of(preview, info.context, fields)


@strawberry.type
class PreviewsMutation:
    @strawberry.mutation(
        description=(
            "Create a link that shows the blog's working copy, or else its current text, without "
            "an account. For the author and admins."
        )
    )
    async def create_preview_link(
        self,
        info: Info,
        blog_id: BlogId,
        input: Annotated[CreatePreviewLinkInput, strawberry.argument(description="The lifetime.")],
    ) -> CreatePreviewLinkResult:
        links = info.context.services.preview_links
        viewer, oid = info.context.signed_in(), to_oid(blog_id)
        with info.context.auditing("create_preview_link", blog=str(oid)):
            token = await create_preview_link(viewer, oid, input, links=links)
        url = links.url_of(token.text)
        return CreatePreviewLinkSuccess(
            token=token.text, url=None if url is None else URL(url), expires_at=token.expires_at
        )

    @strawberry.mutation(
        description="End all preview links of the blog. For the author and admins."
    )
    async def revoke_preview_links(self, info: Info, blog_id: BlogId) -> RevokePreviewLinksResult:
        viewer, oid = info.context.signed_in(), to_oid(blog_id)
        with info.context.auditing("revoke_preview_links", blog=str(oid)):
            blog = await revoke_preview_links(viewer, oid)
        return RevokePreviewLinksSuccess(blog=await blog_of_result(info, blog))
