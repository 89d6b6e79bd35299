"""Convert Gemini's answers to posts: text, references, single sections."""

import re
from collections.abc import AsyncGenerator, AsyncIterable, Mapping

from cms_blog.blogs.content.markdown import (
    MAX_MARKDOWN,
    Rendered,
    Section,
    check_renderable,
    rendered,
)
from cms_blog.blogs.content.prose import shortened
from cms_blog.blogs.content.references import MAX_REFERENCE_TITLE, Reference, ReferenceStatus
from cms_blog.errors import InvalidInput
from cms_blog.generation.failures import unusable
from cms_blog.generation.inputs import BlogInput
from cms_blog.generation.step_types import comparable, unfenced
from cms_blog.validation.text import clean_lines

# By the values of Gemini's `UrlRetrievalStatus`.
_STATUSES = {
    "URL_RETRIEVAL_STATUS_SUCCESS": ReferenceStatus.READ,
    "URL_RETRIEVAL_STATUS_ERROR": ReferenceStatus.UNREADABLE,
    "URL_RETRIEVAL_STATUS_PAYWALL": ReferenceStatus.PAYWALLED,
    "URL_RETRIEVAL_STATUS_UNSAFE": ReferenceStatus.UNSAFE,
}
_LINK = re.compile(r"(?<!!)\[([^\[\]\n]{1,300})\]\(<?([^\s<>()]{1,2048})>?[ )]")
_HEADING = re.compile(r" {0,3}#{1,6}(?:\s|$)")
_FIRST_HEADING = re.compile(r"(#{1,6})(?:[ \t](.*))?(?:\n|\Z)")


async def whole_post(answer: str, given: BlogInput) -> Rendered:
    """Return the text below the title, rendered. Title and cover are never part of the text.

    Raises:
        GenerationFailed: the text is empty or can't be rendered.
    """
    body = without_title(clean_lines(unfenced(answer)), given)
    if not body:
        raise unusable("it has no text below the title").failure
    return await usable(body + "\n")


def without_title(text: str, given: BlogInput) -> str:
    """Remove headings at the beginning that are of level 1 or equal the title.

    A heading of the introduction stays: the author chose it.
    """
    body = text.lstrip()
    while (heading := _FIRST_HEADING.match(body)) and _is_title(heading, given):
        body = body[heading.end() :].lstrip()
    return body


def _is_title(heading: re.Match[str], given: BlogInput) -> bool:
    if heading[0].strip() == given.intro_markdown.partition("\n")[0].strip():
        return False
    return len(heading[1]) == 1 or comparable(heading[2] or "") == comparable(given.title)


async def untitled(pieces: AsyncIterable[str], given: BlogInput) -> AsyncGenerator[str]:
    """Apply `without_title` to a text that arrives in pieces.

    The beginning is held back until it is known whether it is a title.
    """
    held: str | None = ""
    async for piece in pieces:
        if held is None:
            yield piece
            continue
        held += piece
        body = without_title(held, given)
        if body and ("\n" in body or not body.startswith("#")):
            held = None
            yield body
    if held and (body := without_title(held, given)):
        yield body


async def usable(markdown: str) -> Rendered:
    """Return the model's text, rendered.

    Raises:
        GenerationFailed: the text can't be rendered.
    """
    if len(markdown) > MAX_MARKDOWN:
        raise unusable(f"it exceeds {MAX_MARKDOWN:,} characters").failure
    try:
        check_renderable(markdown)
    except InvalidInput as invalid:
        raise unusable(f"the text {invalid.problems[0].message}").failure from None
    return await rendered(markdown)


def references_of(given: BlogInput, links: Mapping[str, str], markdown: str) -> list[Reference]:
    """Return the brief's links in order, with their status and their title in the text.

    `links` maps an address to the status that Gemini reported.
    """
    titles: dict[str, str] = {}
    for found in _LINK.finditer(markdown):
        titles.setdefault(found[2], shortened(found[1].replace("\\", ""), MAX_REFERENCE_TITLE))
    return [
        Reference(
            url=link,
            title=titles.get(link),
            status=_STATUSES.get(links.get(link, ""), ReferenceStatus.NOT_READ),
        )
        for link in given.brief.reference_links
    ]


def section_at(content: Rendered, anchor: str) -> tuple[Section, int] | None:
    """Return the section with this anchor and its offset in the text."""
    # Counted from the end: text before the first heading belongs to no section.
    end = len(content.markdown)
    for section in reversed(content.sections):
        end -= len(section.markdown)
        if section.anchor == anchor:
            return section, end
    return None


def new_section(answer: str, section: Section) -> str:
    """Return the section's Markdown: its unchanged heading and the text that Gemini wrote.

    Raises:
        GenerationFailed: the text is empty.
    """
    first_line = section.markdown.splitlines()[0].strip()
    heading = first_line if first_line.startswith("#") else f"{'#' * section.level} {first_line}"
    return f"{heading}\n\n{_below_heading(unfenced(answer))}\n\n"


def _below_heading(text: str) -> str:
    lines = clean_lines(text).split("\n")
    if _HEADING.match(lines[0]):
        del lines[0]
    body = "\n".join(lines).strip()
    if not body:
        raise unusable("it has no text below the heading").failure
    return body
