"""Elements of a Markdown text, as the parser finds them, and what a fragment needs of the whole."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple, cast

from cms_blog.blogs.content.bare_links import addresses_in
from cms_blog.blogs.content.structure import BREAKS, events_of
from cms_blog.generation.answers.blocks import blocks_of

_INLINE = frozenset({"Emphasis", "Strong", "Strikethrough", "Link", "Image"})
_INLINE_EVENTS = frozenset({"Code", "InlineHtml", "FootnoteReference", "TaskListMarker"})
HTML_ADDRESS = re.compile(r"""\b(?:href|src)\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)


class Element(NamedTuple):
    """A beginning or an end of a block or inline element, or an element without content.

    `at` is a byte offset: of the element's end if `name` begins with a slash, else of its start.
    """

    name: str
    at: int
    is_block: bool
    # The parser's value: attributes of a beginning, the text of code and HTML.
    value: Any = None

    @property
    def is_end(self) -> bool:
        """Whether it is the end of an element."""
        return self.name.startswith("/")


def elements_of(markdown: str) -> Iterator[Element]:
    """Yield the elements in order; "Text" for a run of text, without its line breaks."""
    source = markdown.encode()
    run: list[str] = []
    start = 0
    for event, place in events_of(markdown):
        if isinstance(event, dict) and "Text" in event:
            start = start if run else place["start"]
            run.append(event["Text"])
            continue
        if run:
            yield Element("Text", start, is_block=False, value="".join(run))
            run = []
        if event not in BREAKS:
            # The parser counts the line ends after a block to it.
            end = place["end"]
            while source[end - 1 : end].isspace():
                end -= 1
            yield _element(event, place["start"], end)
    if run:
        yield Element("Text", start, is_block=False, value="".join(run))


def _element(event: Any, start: int, end: int) -> Element:
    if isinstance(event, str):
        return Element(event, start, is_block=True)
    kind, value = next(iter(cast("dict[str, Any]", event).items()))
    if kind not in ("Start", "End"):
        return Element(kind, start, is_block=kind not in _INLINE_EVENTS, value=value)
    named: tuple[str, Any] = (value, None) if isinstance(value, str) else next(iter(value.items()))
    name, attributes = named
    is_block = name not in _INLINE
    if kind == "End":
        return Element(f"/{name}", end, is_block)
    if name == "Heading":
        name = f"Heading {attributes['level']}"
    return Element(name, start, is_block, attributes)


def addresses_of(elements: list[Element]) -> Counter[str]:
    """Count the targets of links and images, bare addresses, and footnote references."""
    found: Counter[str] = Counter()
    depth = 0
    for element in elements:
        match element.name:
            case "Link" | "Image":
                found[element.value["dest_url"]] += 1
                depth += 1
            case "/Link" | "/Image":
                depth -= 1
            case "FootnoteReference":
                found[f"[^{element.value}]"] += 1
            case "Html" | "InlineHtml":
                found.update(HTML_ADDRESS.findall(element.value))
            case "Text" if depth == 0:
                found.update(addresses_in(element.value))
            case _:
                pass
    return found


def definitions_of(markdown: str) -> str:
    """Return the link reference definitions of a text, and a stub of each footnote definition.

    Below a fragment of the text, they let the parser find the links and footnotes of the fragment.
    """
    labels = [each.value for each in elements_of(markdown) if each.name == "FootnoteDefinition"]
    links = [block.source for block in blocks_of(markdown) if block.kind == "Definition"]
    return "\n\n".join([*links, *(f"[^{label}]: x" for label in labels)])
