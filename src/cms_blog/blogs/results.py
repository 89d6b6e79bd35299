"""What the blogs' mutations take and what they answer."""

from dataclasses import fields as attributes_of
from typing import Annotated, Any, cast

import strawberry

from cms_blog.blogs.brief import MAX_LINKS, MAX_NAME, MAX_PHRASE, Creativity
from cms_blog.blogs.content.markdown import MAX_MARKDOWN
from cms_blog.blogs.content.references import MAX_REFERENCE_TITLE, ReferenceStatus
from cms_blog.blogs.content.seo import MAX_COVER_ALT, MAX_META_DESCRIPTION, MAX_META_TITLE
from cms_blog.blogs.presentation import present_one
from cms_blog.blogs.records import BlogRecord
from cms_blog.blogs.service import (
    MAX_HEADING,
    MAX_IDEA,
    MAX_IDEMPOTENCY_KEY,
    MAX_INTRO,
    MAX_OUTLINE,
    MAX_PROMPT,
    MAX_TITLE,
)
from cms_blog.blogs.types import Blog
from cms_blog.blogs.workflow import BlogStatusConflict, EditConflict
from cms_blog.context import Info
from cms_blog.graphql.types.errors import InvalidInputError, NotFoundError, UserError
from cms_blog.graphql.types.scalars import URL, Markdown
from cms_blog.graphql.types.selection import below


@strawberry.input(
    description="What to write about, for whom and how. Each generation step takes the same one."
)
class BriefInput:
    focus_or_niche: str = strawberry.field(
        description=f"What the blog is about: 1 to {MAX_PHRASE} characters, in one line."
    )
    targeted_keyword: str = strawberry.field(
        description=f"The words to be found by: 1 to {MAX_PHRASE} characters, in one line."
    )
    targeted_audience: str = strawberry.field(
        description=f"Who is to read it: 1 to {MAX_PHRASE} characters, in one line."
    )
    reference_links: list[URL] = strawberry.field(
        default_factory=list[URL],
        description=f"Pages to draw on and to cite: {MAX_LINKS} at most.",
    )
    tone: str = strawberry.field(
        default="Informative", description=f"How it should sound: 1 to {MAX_NAME} characters."
    )
    creativity: Creativity = strawberry.field(
        default=Creativity.MEDIUM, description="How far the text may wander."
    )
    language: str = strawberry.field(
        default="English",
        description=f"The language to write in, by its name: 1 to {MAX_NAME} characters.",
    )


@strawberry.type(
    description=(
        "The blog's status does not allow this action. A repeated action returns this too, for "
        "example after a lost response: `blog.status` then shows that it was done."
    )
)
class BlogStatusError(UserError):
    blog: Blog = strawberry.field(description="The current blog.")


@strawberry.type(description="The blog was edited since it was read. Nothing was changed.")
class EditConflictError(UserError):
    blog: Blog = strawberry.field(
        description="The current blog: look at the changes, then retry with its `revision`."
    )


_META_TITLE = f"What search engines show as title, {MAX_META_TITLE} characters at most."
_META_DESCRIPTION = (
    f"What search engines show as description, {MAX_META_DESCRIPTION} characters at most."
)
_ALT = f"What the cover shows, for who can't see it, {MAX_COVER_ALT} characters at most."
_NULL = "Null derives it from the text."


@strawberry.input(description="A page that the text draws on: a `Reference` as it was answered.")
class ReferenceInput:
    url: URL = strawberry.field(description="Its address.")
    title: str | None = strawberry.field(
        default=None, description=f"Its name, {MAX_REFERENCE_TITLE} characters at most."
    )
    status: ReferenceStatus = strawberry.field(
        default=ReferenceStatus.NOT_READ, description="Whether it could be read."
    )


@strawberry.input(
    description=(
        "A blog to save. HTML is never taken from a client: the server renders `markdown` and "
        "sanitises it."
    )
)
class SaveBlogInput:
    brief: BriefInput = strawberry.field(description="What was asked for.")
    title: str = strawberry.field(description=f"1 to {MAX_TITLE} characters, in one line.")
    markdown: Markdown = strawberry.field(
        description=(
            f"The text below title and cover, which pages show from their own fields: 1 to "
            f"{MAX_MARKDOWN:,} characters."
        )
    )
    selected_idea: str | None = strawberry.field(
        default=None, description=f"The idea that was chosen, {MAX_IDEA} characters at most."
    )
    intro_markdown: Markdown | None = strawberry.field(
        default=None, description=f"The intro that was chosen, {MAX_INTRO:,} characters at most."
    )
    outline: list[str] = strawberry.field(
        default_factory=list[str],
        description=f"{MAX_OUTLINE} headings at most, {MAX_HEADING} characters each at most.",
    )
    image_prompt: str | None = strawberry.field(
        default=None,
        description=f"What the cover was drawn after, {MAX_PROMPT:,} characters at most.",
    )
    cover_image_url: URL | None = strawberry.field(
        default=None, description="The cover: an `Image.url` of this server, or any other."
    )
    meta_title: str | None = strawberry.field(default=None, description=f"{_META_TITLE} {_NULL}")
    meta_description: str | None = strawberry.field(
        default=None, description=f"{_META_DESCRIPTION} {_NULL}"
    )
    cover_image_alt: str | None = strawberry.field(default=None, description=f"{_ALT} {_NULL}")
    references: list[ReferenceInput] = strawberry.field(
        default_factory=list[ReferenceInput],
        description=f"The pages that the text draws on: {MAX_LINKS} at most.",
    )
    idempotency_key: str | None = strawberry.field(
        default=None,
        description=(
            f"A name that the client makes up for this saving, as a UUID: 1 to "
            f"{MAX_IDEMPOTENCY_KEY} characters. Sent again with the same blog, as after an answer "
            "that was lost, it answers the blog that was made the first time, as it is now. It "
            "counts for its author, and for as long as the blog is there."
        ),
    )


@strawberry.input(
    description=(
        "What to change. What is left out stays as it is. Sent again after an answer that was "
        "lost, it finds its own change made and succeeds."
    )
)
class UpdateBlogInput:
    expected_revision: int = strawberry.field(
        description="The `revision` that the change was made on: nobody's edit is overwritten."
    )
    title: strawberry.Maybe[str | None] = strawberry.field(
        description=f"1 to {MAX_TITLE} characters, in one line; not null."
    )
    cover_image_url: strawberry.Maybe[URL | None] = strawberry.field(
        description="Null takes the cover away."
    )
    markdown: strawberry.Maybe[Markdown | None] = strawberry.field(
        description=(
            f"The whole text below title and cover: 1 to {MAX_MARKDOWN:,} characters; not null."
        )
    )
    meta_title: strawberry.Maybe[str | None] = strawberry.field(
        description=f"{_META_TITLE} {_NULL} So does a new title without it."
    )
    meta_description: strawberry.Maybe[str | None] = strawberry.field(
        description=f"{_META_DESCRIPTION} {_NULL} So does a new markdown without it."
    )
    cover_image_alt: strawberry.Maybe[str | None] = strawberry.field(
        description=f"{_ALT} {_NULL} So does a new cover without it."
    )

    def given(self) -> dict[str, Any]:
        """The given fields, including those that are null."""
        maybe = {each.name: getattr(self, each.name) for each in attributes_of(self)}
        expected_revision = maybe.pop("expected_revision")
        changes = {name: some.value for name, some in maybe.items() if some is not None}
        return {"expected_revision": expected_revision, **changes}


@strawberry.type(description="The blog is saved.")
class SaveBlogSuccess:
    blog: Blog = strawberry.field(description="As it was saved.")


@strawberry.type(description="The change is made.")
class UpdateBlogSuccess:
    blog: Blog = strawberry.field(description="As it is now.")


@strawberry.type(description="The blog is gone for good.")
class DeleteBlogSuccess:
    deleted_id: strawberry.ID = strawberry.field(description="Id of the deleted blog.")


@strawberry.type(description="The blog waits for review.")
class RequestPublishSuccess:
    blog: Blog = strawberry.field(description="As it is now: PENDING.")


@strawberry.type(description="The blog is a draft again.")
class WithdrawBlogSuccess:
    blog: Blog = strawberry.field(description="As it is now: SAVED.")


SaveBlogResult = Annotated[
    SaveBlogSuccess | InvalidInputError,
    strawberry.union("SaveBlogResult", description="What `saveBlog` answers."),
]
UpdateBlogResult = Annotated[
    UpdateBlogSuccess | InvalidInputError | NotFoundError | BlogStatusError | EditConflictError,
    strawberry.union("UpdateBlogResult", description="What `updateBlog` answers."),
]
DeleteBlogResult = Annotated[
    DeleteBlogSuccess | NotFoundError | BlogStatusError,
    strawberry.union("DeleteBlogResult", description="What `deleteBlog` answers."),
]
RequestPublishResult = Annotated[
    RequestPublishSuccess | NotFoundError | BlogStatusError,
    strawberry.union("RequestPublishResult", description="What `requestPublish` answers."),
]
WithdrawBlogResult = Annotated[
    WithdrawBlogSuccess | NotFoundError | BlogStatusError,
    strawberry.union("WithdrawBlogResult", description="What `withdrawBlog` answers."),
]


async def blog_of_result(info: Info, blog: BlogRecord) -> Blog:
    """The `blog` of a result union's member."""
    return await present_one(blog, info.context, below(info.selected(), "blog"))


class BlogStatusHandler(strawberry.ExceptionHandler[BlogStatusConflict, BlogStatusError]):
    async def handle(
        self, exception: BlogStatusConflict, *, info: strawberry.Info[Any, Any], **_: Any
    ) -> BlogStatusError:
        blog = await blog_of_result(cast("Info", info), exception.blog)
        return BlogStatusError(message=exception.message, blog=blog)


class EditConflictHandler(strawberry.ExceptionHandler[EditConflict, EditConflictError]):
    async def handle(
        self, exception: EditConflict, *, info: strawberry.Info[Any, Any], **_: Any
    ) -> EditConflictError:
        blog = await blog_of_result(cast("Info", info), exception.blog)
        return EditConflictError(message=exception.message, blog=blog)


HANDLERS = (BlogStatusHandler(), EditConflictHandler())
