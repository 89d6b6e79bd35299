"""Inputs of the mutations for blogs."""

from dataclasses import fields as attributes_of
from typing import Any

import strawberry

from cms_blog.blogs.brief import MAX_LINKS, MAX_NAME, MAX_PHRASE, Creativity, PostLength
from cms_blog.blogs.content.checks.provenance import MAX_RECEIPTS
from cms_blog.blogs.content.markdown import MAX_MARKDOWN
from cms_blog.blogs.content.references import MAX_REFERENCE_TITLE, ReferenceStatus
from cms_blog.blogs.content.seo import MAX_COVER_ALT, MAX_META_DESCRIPTION, MAX_META_TITLE
from cms_blog.blogs.service import (
    MAX_HEADING,
    MAX_IDEA,
    MAX_IDEMPOTENCY_KEY,
    MAX_INTRO,
    MAX_OUTLINE,
    MAX_PROMPT,
    MAX_TITLE,
)
from cms_blog.blogs.tags.names import MAX_TAG, MAX_TAGS
from cms_blog.graphql.types.scalars import URL, Markdown

_META_TITLE = f"Title for search engines, {MAX_META_TITLE} characters at most."
_META_DESCRIPTION = f"Description for search engines, {MAX_META_DESCRIPTION} characters at most."
_ALT = f"Alternative text of the cover, {MAX_COVER_ALT} characters at most."
_RECEIPTS = (
    f"Receipts of the generations that the text was made from: {MAX_RECEIPTS} at most. Expired "
    "ones are ignored."
)
_NULL = "Null derives it from title and text."
_IDEA = f"The chosen idea, {MAX_IDEA} characters at most."
_INTRO = f"The chosen introduction, {MAX_INTRO:,} characters at most."
_OUTLINE = (
    f"The chosen headings: {MAX_OUTLINE} at most, each with {MAX_HEADING} characters at most."
)
_PROMPT = f"Prompt of the cover image, {MAX_PROMPT:,} characters at most."
_TAGS = (
    f"The tags: {MAX_TAGS} at most, each with {MAX_TAG} characters at most. Of tags that differ "
    "only in case or in the form of characters, the first is kept."
)
_REFERENCES = f"The pages that the text is based on: {MAX_LINKS} at most."


@strawberry.input(
    description="Subject, audience and style of a blog. All generation steps take the same brief."
)
class BriefInput:
    focus_or_niche: str = strawberry.field(
        description=f"Subject of the blog: 1 to {MAX_PHRASE} characters, in one line."
    )
    targeted_keyword: str = strawberry.field(
        description=f"The keyword that search engines should find the blog by: 1 to {MAX_PHRASE} "
        "characters, in one line."
    )
    targeted_audience: str = strawberry.field(
        description=f"Intended readers: 1 to {MAX_PHRASE} characters, in one line."
    )
    reference_links: list[URL] = strawberry.field(
        default_factory=list[URL],
        description=f"Pages to use as sources and to cite: {MAX_LINKS} at most.",
    )
    tone: str = strawberry.field(
        default="Informative", description=f"Tone of the text: 1 to {MAX_NAME} characters."
    )
    creativity: Creativity = strawberry.field(
        default=Creativity.MEDIUM, description="Degree of creativity."
    )
    language: str = strawberry.field(
        default="English",
        description=f"Name of the language of the text: 1 to {MAX_NAME} characters.",
    )
    length: PostLength = strawberry.field(
        default=PostLength.MEDIUM, description="Length of the post."
    )


@strawberry.input(description="A page that the text is based on: the values of a `Reference`.")
class ReferenceInput:
    url: URL = strawberry.field(description="Address of the page.")
    title: str | None = strawberry.field(
        default=None,
        description=f"Text of the link to it, {MAX_REFERENCE_TITLE} characters at most.",
    )
    status: ReferenceStatus = strawberry.field(
        default=ReferenceStatus.NOT_READ, description="Whether the page could be read."
    )


@strawberry.input(
    description=(
        "A new blog. Clients send no HTML: the server renders `markdown` and sanitises the result."
    )
)
class SaveBlogInput:
    brief: BriefInput = strawberry.field(description="The brief that the blog was generated from.")
    title: str = strawberry.field(
        description=f"The title: 1 to {MAX_TITLE} characters, in one line."
    )
    markdown: Markdown = strawberry.field(
        description=(
            f"The text without title and cover, which have fields of their own: 1 to "
            f"{MAX_MARKDOWN:,} characters."
        )
    )
    selected_idea: str | None = strawberry.field(default=None, description=_IDEA)
    intro_markdown: Markdown | None = strawberry.field(default=None, description=_INTRO)
    outline: list[str] = strawberry.field(
        default_factory=list[str],
        description=_OUTLINE,
    )
    image_prompt: str | None = strawberry.field(
        default=None,
        description=_PROMPT,
    )
    cover_image_url: URL | None = strawberry.field(
        default=None,
        description="Address of the cover image: an `Image.url` of this server or any other.",
    )
    meta_title: str | None = strawberry.field(default=None, description=f"{_META_TITLE} {_NULL}")
    meta_description: str | None = strawberry.field(
        default=None, description=f"{_META_DESCRIPTION} {_NULL}"
    )
    cover_image_alt: str | None = strawberry.field(default=None, description=f"{_ALT} {_NULL}")
    references: list[ReferenceInput] = strawberry.field(
        default_factory=list[ReferenceInput],
        description=_REFERENCES,
    )
    idempotency_key: str | None = strawberry.field(
        default=None,
        description=(
            f"Idempotency key, for example a UUID: 1 to {MAX_IDEMPOTENCY_KEY} characters. A second "
            "call with the same key and blog, for example after a lost response, returns the blog "
            "that the first call created. Keys are scoped to the author, and valid until the blog "
            "is deleted."
        ),
    )
    receipts: list[str] = strawberry.field(default_factory=list[str], description=_RECEIPTS)
    tags: list[str] = strawberry.field(default_factory=list[str], description=_TAGS)


@strawberry.input(
    description=(
        "The changes. Omitted fields stay unchanged. A repeated call, for example after a lost "
        "response, succeeds without a second change."
    )
)
class UpdateBlogInput:
    expected_revision: int = strawberry.field(
        description="The `revision` that was edited. Any other revision returns EditConflictError."
    )
    title: strawberry.Maybe[str | None] = strawberry.field(
        description=f"The title: 1 to {MAX_TITLE} characters, in one line; not null."
    )
    cover_image_url: strawberry.Maybe[URL | None] = strawberry.field(
        description="Address of the cover image. Null removes the cover."
    )
    markdown: strawberry.Maybe[Markdown | None] = strawberry.field(
        description=(
            f"The whole text without title and cover: 1 to {MAX_MARKDOWN:,} characters; not null."
        )
    )
    brief: strawberry.Maybe[BriefInput | None] = strawberry.field(
        description="The whole brief that the blog was generated from; not null."
    )
    selected_idea: strawberry.Maybe[str | None] = strawberry.field(
        description=f"{_IDEA} Null removes it."
    )
    intro_markdown: strawberry.Maybe[Markdown | None] = strawberry.field(
        description=f"{_INTRO} Null removes it."
    )
    outline: strawberry.Maybe[list[str] | None] = strawberry.field(
        description=f"{_OUTLINE} Not null."
    )
    image_prompt: strawberry.Maybe[str | None] = strawberry.field(
        description=f"{_PROMPT} Null removes it."
    )
    references: strawberry.Maybe[list[ReferenceInput] | None] = strawberry.field(
        description=f"{_REFERENCES} Not null."
    )
    meta_title: strawberry.Maybe[str | None] = strawberry.field(
        description=f"{_META_TITLE} {_NULL} A new title without it does so too."
    )
    meta_description: strawberry.Maybe[str | None] = strawberry.field(
        description=f"{_META_DESCRIPTION} {_NULL} A new `markdown` without it does so too."
    )
    cover_image_alt: strawberry.Maybe[str | None] = strawberry.field(
        description=f"{_ALT} {_NULL} A new cover without it does so too."
    )
    receipts: strawberry.Maybe[list[str] | None] = strawberry.field(
        description=f"{_RECEIPTS} They are added to the earlier ones."
    )
    tags: strawberry.Maybe[list[str] | None] = strawberry.field(
        description=f"{_TAGS} An empty list removes them; not null."
    )

    def given(self) -> dict[str, Any]:
        """The given fields, including those that are null."""
        maybe = {each.name: getattr(self, each.name) for each in attributes_of(self)}
        expected_revision = maybe.pop("expected_revision")
        changes = {name: some.value for name, some in maybe.items() if some is not None}
        return {"expected_revision": expected_revision, **changes}
