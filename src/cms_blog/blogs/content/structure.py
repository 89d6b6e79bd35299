"""Finds headings and footnotes of a Markdown text, and limits the cost of parsing its HTML.

An HTML parser walks the stack of open elements at each tag, which is quadratic in the nesting. It
also reopens unclosed formatting elements in each following paragraph (HTML standard, section
13.2.4.3, "The list of active formatting elements"): 100 kB of input can become 20 MB of output.
Both costs are computed here in linear time, before any HTML is parsed.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, cast

if TYPE_CHECKING:
    from pyromark import Options

# Limit on the open elements at each tag, summed over all tags. Allows more than a thousand nested
# quotes, far more than real texts have.
_MAX_OPEN_VISITS = 2_000_000
_MAX_REOPENED = 100_000

# An opening tag. Group 2 is missing if the end of its attributes is ambiguous.
_OPENING = re.compile(r"""<([A-Za-z][^\s/>]*)((?:[^"'<>]|"[^"<>]*"|'[^'<>]*')*+>)?""")
_HTML = {"Html", "InlineHtml"}
_EMPTY = frozenset("area base br col embed hr img input link meta param source track wbr".split())
# Without `a`: a link closes the link before it.
_FORMATTING = frozenset("b big code em font i nobr s small strike strong tt u".split())
# The parser reopens at most this many identical elements ("Noah's Ark clause").
_MAX_IDENTICAL = 3


# Events of line breaks in a paragraph.
BREAKS = ("SoftBreak", "HardBreak")
# An event of the parser; one without attributes is only a name. Byte range of its source.
type Event = str | dict[str, Any]
type Place = dict[str, int]


class Heading(NamedTuple):
    """A heading outside of quotes and lists."""

    level: int
    # Byte offset of its line.
    start: int


class Footnote(NamedTuple):
    """A footnote definition or reference, with its byte range in the source."""

    label: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Structure:
    """Structure of a text, found in one pass."""

    headings: tuple[Heading, ...]
    # Footnote definitions, and references to them.
    footnotes: tuple[Footnote, ...]
    references: tuple[Footnote, ...]
    # Whether its HTML would take seconds to parse or would grow many times over.
    too_complex: bool


# Cached: a text is first checked and then rendered. Other requests are answered in between.
@lru_cache(maxsize=32)
def structure_of(markdown: str) -> Structure:
    """Analyse the text, in linear time."""
    source = markdown.encode()
    headings: list[Heading] = []
    footnotes: list[Footnote] = []
    references: list[Footnote] = []
    tags = _Tags()
    depth = open_visits = reopened = 0
    for event, place in events_of(markdown):
        # A line break or a rule.
        if isinstance(event, str):
            continue
        # Each event is a mapping with one item. `match` would take twice as long.
        name, value = next(iter(event.items()))
        if name == "Start":
            if depth == 0 and "Heading" in value:
                line = source.rfind(b"\n", 0, place["start"]) + 1
                headings.append(Heading(int(value["Heading"]["level"][1]), line))
            elif "FootnoteDefinition" in value:
                footnotes.append(_footnote(value["FootnoteDefinition"], place))
            depth += 1
        elif name == "End":
            depth -= 1
        elif name in _HTML:
            found = tags.read(value)
            open_visits += found * tags.opened
            reopened += found * tags.formatting
        elif name == "FootnoteReference":
            references.append(_footnote(value, place))
            continue
        else:
            continue
        open_visits += depth + tags.opened
        reopened += tags.formatting
    too_complex = open_visits > _MAX_OPEN_VISITS or reopened > _MAX_REOPENED
    return Structure(tuple(headings), tuple(footnotes), tuple(references), too_complex)


def _footnote(label: str, place: Any) -> Footnote:
    return Footnote(label.casefold(), place["start"], place["end"])


class _Tags:
    """Counts the HTML tags of a text. Upper bound: end tags are ignored, as they may be invalid."""

    def __init__(self) -> None:
        self.opened = 0
        self.formatting = 0
        self._spellings: Counter[str] = Counter()

    def read(self, text: str) -> int:
        """Count the tags in a piece of HTML, and return their number."""
        found = 0
        for tag in _OPENING.finditer(text):
            name = tag[1].lower()
            found += 1
            if name not in _EMPTY:
                self.opened += 1
            if name in _FORMATTING:
                self._spellings[tag[0]] += 1
                # A tag that may continue after this piece may differ from all others.
                if tag[2] is None or self._spellings[tag[0]] <= _MAX_IDENTICAL:
                    self.formatting += 1
        return found


def events_of(
    markdown: str, *, footnotes: bool = True, front_matter: bool = False
) -> "Iterable[tuple[Event, Place]]":
    """Walk the events of the parser. `front_matter` recognises YAML metadata between two rules."""
    from pyromark import Options, events_with_range

    options = markdown_options(footnotes=footnotes)
    if front_matter:
        options |= Options.ENABLE_YAML_STYLE_METADATA_BLOCKS
    return cast("Iterable[tuple[Event, Place]]", events_with_range(markdown, options=options))


@cache
def markdown_options(*, footnotes: bool = False) -> "Options":
    """The enabled extensions of CommonMark."""
    from pyromark import Options

    options = Options.ENABLE_TABLES | Options.ENABLE_STRIKETHROUGH | Options.ENABLE_TASKLISTS
    return options | Options.ENABLE_FOOTNOTES if footnotes else options
