"""What the API shows of a text, saved or just written."""

from typing import Self

import strawberry

from cms_blog.blogs.content.markdown import MAX_EXCERPT, Rendered
from cms_blog.blogs.content.markdown import Section as RenderedSection
from cms_blog.blogs.content.references import Reference as StoredReference
from cms_blog.blogs.content.references import ReferenceStatus
from cms_blog.blogs.content.seo import (
    MAX_COVER_ALT,
    MAX_META_DESCRIPTION,
    MAX_META_TITLE,
    Seo,
    keyword_report,
)
from cms_blog.blogs.content.seo import KeywordReport as Report
from cms_blog.graphql.types.enums import describe_enum
from cms_blog.graphql.types.scalars import HTML, URL, Markdown

describe_enum(
    ReferenceStatus,
    "What became of a link.",
    READ="It was read.",
    UNREADABLE="It could not be read.",
    PAYWALLED="It is behind a paywall.",
    UNSAFE="It was taken for unsafe, and not read.",
    NOT_READ="Nobody tried to read it.",
)


@strawberry.type(description="A heading and what stands under it, up to the next heading.")
class Section:
    heading: str = strawberry.field(description="The heading, as plain text.")
    level: int = strawberry.field(description="1 to 6, as in `<h1>` to `<h6>`.")
    anchor: str = strawberry.field(
        description="The heading's id in `html`: link to it as `#anchor`. Unique in the text."
    )
    markdown: Markdown = strawberry.field(description="The section's source, heading included.")
    html: HTML = strawberry.field(description="The section rendered, heading included.")

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
    description="How a text uses a keyword. Case, spaces and forms of apostrophes don't count."
)
class KeywordReport:
    occurrences: int = strawberry.field(description="How often it occurs.")
    density: float = strawberry.field(description="Which share of the words it is, from 0 to 1.")
    in_title: bool = strawberry.field(description="Whether it is in the title.")
    in_first_paragraph: bool = strawberry.field(description="Whether it is in the first paragraph.")
    in_headings: int = strawberry.field(description="How many headings it is in.")

    @classmethod
    def of(cls, report: Report) -> Self:
        return cls(
            occurrences=report.occurrences,
            density=report.density,
            in_title=report.in_title,
            in_first_paragraph=report.in_first_paragraph,
            in_headings=report.in_headings,
        )


@strawberry.type(description="A page that the text draws on.")
class Reference:
    url: URL = strawberry.field(description="Its address, from the brief.")
    title: str | None = strawberry.field(
        description="What the text calls it; null where the text has no link to it."
    )
    status: ReferenceStatus = strawberry.field(description="Whether it could be read.")

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
    markdown: Markdown = strawberry.field(description="The source.")
    html: HTML = strawberry.field(
        description="The source rendered and sanitised; headings have their anchors as ids."
    )
    sections: list[Section] = strawberry.field(
        description="The text cut at its headings, in order. What stands before them is in none."
    )
    excerpt: str = strawberry.field(
        description=f"How the text begins, as plain text, {MAX_EXCERPT} characters at most."
    )
    word_count: int = strawberry.field(
        description="How many words; each Chinese or Japanese character counts as one."
    )
    reading_minutes: int = strawberry.field(
        description=(
            "At 230 words a minute, or 400 Chinese or Japanese characters, rounded up; at least 1."
        )
    )

    meta_title: str = strawberry.field(
        description=f"For search engines, {MAX_META_TITLE} characters at most."
    )
    meta_description: str = strawberry.field(
        description=f"For search engines, {MAX_META_DESCRIPTION} characters at most."
    )
    cover_image_alt: str = strawberry.field(
        description=f"For who can't see the cover, {MAX_COVER_ALT} characters at most."
    )

    @strawberry.field(description="How the text uses the brief's `targetedKeyword`.")
    def keyword_report(self) -> KeywordReport:
        return KeywordReport.of(keyword_report(self.keyword, self.title, self.rendered))

    @classmethod
    def of_text(cls, markdown: str, html: str) -> Self:
        """One with nothing but these fields: nobody reads what nobody selected."""
        content = object.__new__(cls)
        content.__dict__ = {"markdown": markdown, "html": html}
        return content

    @classmethod
    def of(cls, content: Rendered, *, title: str, keyword: str, seo: Seo) -> Self:
        filled = seo.filled(title, content)
        return cls(
            rendered=content,
            title=title,
            keyword=keyword,
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
