"""Converts texts between their stored and their rendered form."""

from typing import Any

from cms_blog.blogs.content.headline import without_headline
from cms_blog.blogs.content.markdown import RENDERER, Rendered, Section, rendered
from cms_blog.blogs.documents import FinalBlog, Meta

# Up to this version of the renderer, generated texts began with the title and the cover.
_LAST_WITH_HEADLINE = 2


def stored_content(meta: Meta, content: Rendered) -> FinalBlog:
    """Convert a rendered text to its stored form.

    Sections are stored as lengths: the Markdown and the HTML are the concatenated sections.
    """
    sections = [
        {
            "heading": section.heading,
            "level": section.level,
            "anchor": section.anchor,
            "markdown_length": len(section.markdown),
            "html_length": len(section.html),
        }
        for section in content.sections
    ]
    return FinalBlog(
        markdown=content.markdown,
        html=content.html,
        renderer=RENDERER,
        render={
            **copied_meta(meta),
            "sections": sections,
            "conclusion_md": None,
        },
        excerpt=content.excerpt,
        word_count=content.word_count,
        reading_minutes=content.reading_minutes,
    )


def copied_meta(meta: Meta) -> dict[str, Any]:
    """The values of `meta` that `render` repeats."""
    return {
        "title": meta.title,
        "cover_image_url": meta.cover_image_url,
        "intro_md": meta.intro_md,
        "references": meta.reference_links,
    }


def below_headline(final: FinalBlog, title: str, cover_image_url: str | None) -> FinalBlog:
    """Remove the title and the cover that earlier versions wrote into the text."""
    if (final.renderer or 0) > _LAST_WITH_HEADLINE:
        return final
    markdown = without_headline(final.markdown, title, cover_image_url)
    return final.model_copy(update={"markdown": markdown})


async def word_count_of(final: FinalBlog) -> int:
    """Return the number of words, equal to that of `content_of`."""
    return final.word_count if final.renderer == RENDERER else (await content_of(final)).word_count


async def text_of(final: FinalBlog) -> tuple[str, str]:
    """Return the Markdown and the HTML, equal to those of `content_of`."""
    if final.renderer == RENDERER:
        return final.markdown, final.html
    content = await rendered(final.markdown)
    return content.markdown, content.html


async def content_of(final: FinalBlog) -> Rendered:
    """Return the rendered text; render it again if another version of the renderer stored it."""
    if final.renderer != RENDERER:
        return await rendered(final.markdown)
    sections: list[Section] = []
    markdown_end, html_end = len(final.markdown), len(final.html)
    # Backwards: a text may have content before its first heading, which is not a section.
    for stored in reversed(final.render["sections"]):
        markdown_start = markdown_end - stored["markdown_length"]
        html_start = html_end - stored["html_length"]
        sections.append(
            Section(
                heading=stored["heading"],
                level=stored["level"],
                anchor=stored["anchor"],
                markdown=final.markdown[markdown_start:markdown_end],
                html=final.html[html_start:html_end],
            )
        )
        markdown_end, html_end = markdown_start, html_start
    return Rendered(
        markdown=final.markdown,
        html=final.html,
        sections=tuple(reversed(sections)),
        excerpt=final.excerpt,
        word_count=final.word_count,
        reading_minutes=final.reading_minutes,
    )
