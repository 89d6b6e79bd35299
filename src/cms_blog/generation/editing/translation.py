"""A text in parts that a model can translate, and the whole translation from them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cms_blog.blogs.content.anchors import Anchors
from cms_blog.blogs.content.markdown import Section
from cms_blog.blogs.content.prose import shortened
from cms_blog.blogs.content.structure import markdown_options
from cms_blog.blogs.service import MAX_TITLE
from cms_blog.generation.answers.blocks import Block, blocks_of, without_front_matter
from cms_blog.generation.answers.characters import well_formed
from cms_blog.generation.answers.citations import without_citations
from cms_blog.generation.answers.fences import closed, unfenced
from cms_blog.generation.answers.headings import heading_line
from cms_blog.generation.answers.remarks import is_no_ending, is_opening_remark
from cms_blog.generation.editing.comparison import difference, outline_of
from cms_blog.generation.editing.structure import HTML_ADDRESS, definitions_of, elements_of
from cms_blog.validation.text import clean_line, clean_lines, is_blank

# Characters of a part. Its translation fits into the output limit of a model in every script.
MAX_PART = 8_000


class Mismatch(ValueError):
    """A translation with another structure than its source; its text is the reason."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a text in order. The first one begins with the title, as a heading."""

    parts: tuple[str, ...]
    # Link reference definitions, which are not translated.
    links: str
    # The same, and stubs of footnotes: they make the parser find the links of a part.
    definitions: str

    def fitting(self, part: str, answer: str) -> str:
        """Return the translation of a part, without what the model wrote around it.

        Raises:
            Mismatch
        """
        source = outline_of(f"{part}\n\n{self.definitions}")
        reason = ""
        for text in _candidates(answer):
            reason = difference(source, outline_of(f"{text}\n\n{self.definitions}"))
            if not reason:
                return text
        raise Mismatch(reason)


def split(title: str, markdown: str) -> Parts:
    """Split a text between its blocks. A block that is longer than a part is one of its own."""
    parts = [heading_line(title, 1)]
    links: list[str] = []
    for block in blocks_of(markdown):
        if block.kind == "Definition":
            links.append(block.source)
        elif len(parts[-1]) + len(block.source) + 2 <= MAX_PART:
            parts[-1] += f"\n\n{block.source}"
        else:
            parts.append(block.source)
    return Parts(tuple(parts), "\n".join(links), definitions_of(markdown))


def joined(translations: Sequence[str], links: str) -> tuple[str, str]:
    """Return the title, shortened to its limit, and the text from the translations of all parts.

    Raises:
        Mismatch: the title is empty.
    """
    heading, *rest = blocks_of(translations[0])
    title = clean_line(heading.text)
    if is_blank(title):
        raise Mismatch("has no title")
    texts = ["\n\n".join(block.source for block in rest), *translations[1:], links]
    return shortened(title, MAX_TITLE), "\n\n".join(text for text in texts if text)


def check_whole(texts: tuple[str, str]) -> None:
    """Compare a text with its whole translation.

    Raises:
        Mismatch
    """
    source, other = map(outline_of, texts)
    if reason := difference(source, other):
        raise Mismatch(reason)


def _candidates(answer: str) -> Iterator[str]:
    """Yield the answer, and the text that it may contain."""
    text = without_citations(clean_lines(well_formed(answer)))
    yield _source(blocks_of(text))
    found = blocks_of(without_front_matter(unfenced(text)))
    yield _source(found)
    while found and is_opening_remark(found[0].text):
        del found[0]
    while found and is_no_ending(found[-1]):
        found.pop()
    yield _source(found)


def _source(blocks: Sequence[Block]) -> str:
    return "\n\n".join(map(closed, blocks))


def with_links_within(markdown: str, source: Sequence[Section], own: Sequence[Section]) -> str:
    """Point links to headings of the source to the same headings of the translation.

    `source` and `own` are the sections of both, in the same order.
    """
    anchors = Anchors()
    for section in source:
        anchors.add(section.heading)
    new = {old.anchor: section.anchor for old, section in zip(source, own, strict=True)}
    text = markdown.encode()
    for start, end, address in sorted(_links_within(markdown), reverse=True):
        anchor = new.get(anchors.target(address.removeprefix("#")))
        before, found, after = text[start:end].rpartition(address.encode())
        if anchor is not None and found:
            text = text[:start] + before + f"#{anchor}".encode() + after + text[end:]
    return text.decode()


def _links_within(markdown: str) -> Iterator[tuple[int, int, str]]:
    """Yield the byte range and the address of links and definitions that begin with `#`."""
    from pyromark import reference_definitions

    opened = (0, "")
    for element in elements_of(markdown):
        if element.name == "Link":
            opened = (element.at, str(element.value["dest_url"]))
        elif element.name == "/Link" and opened[1].startswith("#"):
            yield opened[0], element.at, opened[1]
        elif element.name in ("Html", "InlineHtml"):
            for found in HTML_ADDRESS.finditer(element.value):
                start = element.at + len(element.value[: found.start()].encode())
                if found[1].startswith("#"):
                    yield start, start + len(found[0].encode()), found[1]
    options = markdown_options(footnotes=True)
    for link in reference_definitions(markdown, options=options).values():
        if link["dest"].startswith("#"):
            yield link["span"]["start"], link["span"]["end"], link["dest"]
