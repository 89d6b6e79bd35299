"""Convert Gemini's answers to posts: text, references, single sections."""

from collections.abc import AsyncGenerator, AsyncIterable, Callable, Mapping

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
from cms_blog.generation.answers.headings import heading_line
from cms_blog.generation.answers.links import address_key, link_titles
from cms_blog.generation.answers.parts import Outline
from cms_blog.generation.answers.post import PostAssembler
from cms_blog.generation.answers.section import section_body, stops_in_sentence
from cms_blog.generation.failures import unusable
from cms_blog.generation.inputs import BlogInput
from cms_blog.validation.text import clean_line, clean_lines, is_blank

# By the values of Gemini's `UrlRetrievalStatus`.
_STATUSES = {
    "URL_RETRIEVAL_STATUS_SUCCESS": ReferenceStatus.READ,
    "URL_RETRIEVAL_STATUS_ERROR": ReferenceStatus.UNREADABLE,
    "URL_RETRIEVAL_STATUS_PAYWALL": ReferenceStatus.PAYWALLED,
    "URL_RETRIEVAL_STATUS_UNSAFE": ReferenceStatus.UNSAFE,
}


def _assembler(given: BlogInput) -> PostAssembler:
    return PostAssembler(Outline(given.title, given.intro_markdown, given.outline))


def assembled(answer: str, given: BlogInput) -> str:
    """Return the post's Markdown: the introduction and the sections of the answer.

    Raises:
        GenerationFailed: a section of the outline is missing.
    """
    assembler = _assembler(given)
    text = assembler.feed(answer) + assembler.finish()
    _check_complete(assembler)
    return text


async def assembled_stream(
    pieces: AsyncIterable[str], given: BlogInput, earlier_text: str = ""
) -> AsyncGenerator[str]:
    """Apply `assembled` to an answer that arrives in pieces; yield the post block by block.

    `earlier_text` is the beginning of the post, which the pieces continue.

    Raises:
        GenerationFailed: a section of the outline is missing at the end.
    """
    assembler = _assembler(given)
    if earlier_text:
        assembler.restore(sections_of(earlier_text, given))
    async for piece in pieces:
        if new := assembler.feed(piece):
            yield new
    if new := assembler.finish():
        yield new
    _check_complete(assembler)


def _check_complete(assembler: PostAssembler) -> None:
    if missing := assembler.missing:
        raise unusable(f"the section {shortened(missing[0], 100)!r} is missing").failure


def sections_of(post: str, given: BlogInput) -> str:
    """Return a post, or its beginning, without the introduction: the part that the model wrote."""
    return post.removeprefix(given.intro_markdown).lstrip("\n")


def lacking(given: BlogInput) -> Callable[[str], str]:
    """Return a function that names what an answer still lacks; empty if it is complete."""

    def check(answer: str) -> str:
        assembler = _assembler(given)
        assembler.feed(answer)
        assembler.finish()
        if missing := assembler.missing:
            return "the sections " + ", ".join(map(heading_line, missing))
        return "the rest of the text and its conclusion" if assembler.is_unfinished else ""

    return check


def lacking_section(answer: str) -> str:
    """Return what the answer to a section still lacks; empty if it is complete."""
    return "the rest of the section" if stops_in_sentence(answer) else ""


async def usable(markdown: str) -> Rendered:
    """Return the model's text, rendered. A blog with this text can be saved.

    Raises:
        GenerationFailed: the text is empty, too long, or can't be rendered.
    """
    text = clean_lines(markdown)
    if is_blank(text):
        raise unusable("it has no text").failure
    if len(text) > MAX_MARKDOWN:
        raise unusable(f"it exceeds {MAX_MARKDOWN:,} characters").failure
    try:
        check_renderable(text)
    except InvalidInput as invalid:
        raise unusable(f"the text {invalid.problems[0].message}").failure from None
    return await rendered(text)


def references_of(given: BlogInput, links: Mapping[str, str], markdown: str) -> list[Reference]:
    """Return the brief's links in order, with their status and their title in the text.

    `links` maps an address to the status that Gemini reported.
    """
    titles = link_titles(markdown)
    reported = {address_key(link): status for link, status in links.items()}
    return [
        Reference(
            url=link,
            title=_reference_title(titles.get(address_key(link), "")),
            status=_STATUSES.get(reported.get(address_key(link), ""), ReferenceStatus.NOT_READ),
        )
        for link in given.brief.reference_links
    ]


def _reference_title(text: str) -> str | None:
    title = shortened(clean_line(text), MAX_REFERENCE_TITLE)
    return None if is_blank(title) else title


def section_at(content: Rendered, anchor: str) -> tuple[Section, int] | None:
    """Return the section with this anchor and its offset in the text."""
    # Counted from the end: text before the first heading belongs to no section.
    end = len(content.markdown)
    for section in reversed(content.sections):
        end -= len(section.markdown)
        if section.anchor == anchor:
            return section, end
    return None


def new_section(answer: str, section: Section, title: str, content: Rendered) -> str:
    """Return the section's Markdown: its unchanged heading and the text that Gemini wrote.

    Raises:
        GenerationFailed: the text is empty.
    """
    others = [title, *(each.heading for each in content.sections if each.anchor != section.anchor)]
    body = section_body(answer, section.heading, section.level, others)
    if is_blank(body):
        raise unusable("it has no text below the heading").failure
    first_line = section.markdown.splitlines()[0].strip()
    heading = first_line if first_line.startswith("#") else f"{'#' * section.level} {first_line}"
    return f"{heading}\n\n{body}\n\n"
