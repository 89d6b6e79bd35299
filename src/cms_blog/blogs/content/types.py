"""GraphQL types of a text, saved or just generated."""

from typing import Self

import strawberry

from cms_blog.blogs.content.checks.claims import MAX_CLAIMS, unsourced_claims
from cms_blog.blogs.content.checks.style_guide import MAX_FINDINGS
from cms_blog.blogs.content.checks.types import StyleFinding, UnsourcedClaim
from cms_blog.blogs.content.markdown import MAX_EXCERPT, Rendered, off_loop
from cms_blog.blogs.content.markdown import Section as RenderedSection
from cms_blog.blogs.content.references import Reference as StoredReference
from cms_blog.blogs.content.references import ReferenceStatus
from cms_blog.blogs.content.seo import (
    MAX_COVER_ALT,
    MAX_META_DESCRIPTION,
    MAX_META_TITLE,
    FilledSeo,
    Seo,
    keyword_report,
)
from cms_blog.blogs.content.seo import KeywordReport as Report
from cms_blog.blogs.documents import FinalBlog
from cms_blog.context import Info
from cms_blog.graphql.types.enums import describe_enum
from cms_blog.graphql.types.scalars import HTML, URL, Markdown

describe_enum(
    ReferenceStatus,
    "Whether a page from the brief could be read.",
    READ="The page was read.",
    UNREADABLE="The page could not be read.",
    PAYWALLED="The page is behind a paywall.",
    UNSAFE="The page was classified as unsafe and not read.",
    NOT_READ="There was no attempt to read the page.",
)


@strawberry.type(description="A heading and the text up to the next heading.")
class Section:
    heading: str = strawberry.field(description="The heading, as plain text.")
    level: int = strawberry.field(description="Heading level from 1 to 6, as in `<h1>` to `<h6>`.")
    anchor: str = strawberry.field(
        description="The heading's id in `html`, unique in the text. Link to it with `#anchor`."
    )
    markdown: Markdown = strawberry.field(
        description="Source of the section, including the heading."
    )
    html: HTML = strawberry.field(
        description="Rendered and sanitised section, including the heading."
    )

    @classmethod
    def of(cls, section: RenderedSection) -> Self:
        return cls(
            heading=section.heading,
            level=section.level,
            anchor=section.anchor,
            markdown=Markdown(section.markdown),
            html=HTML(section.html),
        )


@strawberry.type(
    description="Use of a keyword in a text, ignoring case, white space and forms of apostrophes."
)
class KeywordReport:
    occurrences: int = strawberry.field(description="Number of occurrences.")
    density: float = strawberry.field(description="Share of the words of the text, from 0 to 1.")
    in_title: bool = strawberry.field(description="Whether the title contains the keyword.")
    in_first_paragraph: bool = strawberry.field(
        description="Whether the first paragraph contains the keyword."
    )
    in_headings: int = strawberry.field(description="Number of headings that contain the keyword.")

    @classmethod
    def of(cls, report: Report) -> Self:
        return cls(
            occurrences=report.occurrences,
            density=report.density,
            in_title=report.in_title,
            in_first_paragraph=report.in_first_paragraph,
            in_headings=report.in_headings,
        )


@strawberry.type(description="A page that the text is based on.")
class Reference:
    url: URL = strawberry.field(description="The address from the brief.")
    title: str | None = strawberry.field(
        description="Text of the link to the page; null if the text does not link to it."
    )
    status: ReferenceStatus = strawberry.field(description="Whether the page could be read.")

    @classmethod
    def of(cls, reference: StoredReference) -> Self:
        return cls(url=URL(reference.url), title=reference.title, status=reference.status)


@strawberry.type(
    description="The finished text, without title and cover, and the values derived from it."
)
class BlogContent:
    rendered: strawberry.Private[Rendered]
    title: strawberry.Private[str]
    keyword: strawberry.Private[str]
    # Whether the viewer is the author or an admin: the checks are for them.
    shows_checks: strawberry.Private[bool]
    markdown: Markdown = strawberry.field(description="Source of the text.")
    html: HTML = strawberry.field(
        description="Rendered and sanitised text. The ids of headings are their anchors."
    )
    sections: list[Section] = strawberry.field(
        description="The text split at its headings, without the text before the first heading."
    )
    excerpt: str = strawberry.field(
        description=f"Beginning of the text as plain text, {MAX_EXCERPT} characters at most."
    )
    word_count: int = strawberry.field(
        description="Number of words. Each Chinese or Japanese character counts as one."
    )
    reading_minutes: int = strawberry.field(
        description=(
            "Reading time in minutes, rounded up, at 230 words or 400 Chinese or Japanese "
            "characters per minute; at least 1."
        )
    )

    meta_title: str = strawberry.field(
        description=f"Title for search engines, {MAX_META_TITLE} characters at most."
    )
    meta_description: str = strawberry.field(
        description=f"Description for search engines, {MAX_META_DESCRIPTION} characters at most."
    )
    cover_image_alt: str = strawberry.field(
        description=f"Alternative text of the cover, {MAX_COVER_ALT} characters at most."
    )

    @strawberry.field(
        description=(
            "Use of the brief's `targetedKeyword` in the text. Zero and false for everyone but the "
            "author and admins."
        )
    )
    def keyword_report(self) -> KeywordReport:
        return KeywordReport.of(keyword_report(self.keyword, self.title, self.rendered))

    @strawberry.field(
        description=(
            "Sentences with a figure, a quotation or a superlative, and no link in their "
            f"paragraph; the first {MAX_CLAIMS} of them. Found by approximate rules, in English, "
            "German, French, Spanish and Hindi. Empty for everyone but the author and admins."
        )
    )
    async def unsourced_claims(self) -> list[UnsourcedClaim]:
        if not self.shows_checks:
            return []
        claims = await off_loop(unsourced_claims, self.rendered)
        return [UnsourcedClaim.of(claim) for claim in claims]

    @strawberry.field(
        description=(
            f"Violations of the operator's style guide, the first {MAX_FINDINGS} of them. Empty "
            "without a style guide, and for everyone but the author and admins."
        )
    )
    async def style_findings(self, info: Info) -> list[StyleFinding]:
        guide = info.context.services.gateway.style_guide
        if guide is None or not self.shows_checks:
            return []
        return [StyleFinding.of(each) for each in await off_loop(guide.findings, self.rendered)]

    @classmethod
    def of_stored(cls, values: Rendered | FinalBlog, seo: FilledSeo | None) -> Self:
        """Build content for the fields that are stored with the text; only these may be read.

        `seo` is None if none of its fields is selected.
        """
        content = object.__new__(cls)
        content.__dict__ = {
            "markdown": values.markdown,
            "html": values.html,
            "excerpt": values.excerpt,
            "word_count": values.word_count,
            "reading_minutes": values.reading_minutes,
        }
        if seo is not None:
            content.meta_title = seo.meta_title
            content.meta_description = seo.meta_description
            content.cover_image_alt = seo.cover_image_alt
        return content

    @classmethod
    def of(
        cls, content: Rendered, *, title: str, keyword: str, seo: Seo, shows_checks: bool
    ) -> Self:
        filled = seo.filled(title, content)
        return cls(
            rendered=content,
            title=title,
            keyword=keyword,
            shows_checks=shows_checks,
            meta_title=filled.meta_title,
            meta_description=filled.meta_description,
            cover_image_alt=filled.cover_image_alt,
            markdown=Markdown(content.markdown),
            html=HTML(content.html),
            sections=[Section.of(section) for section in content.sections],
            excerpt=content.excerpt,
            word_count=content.word_count,
            reading_minutes=content.reading_minutes,
        )
