"""What a Markdown text is made of: where its headings are, and whether its HTML would explode.

The parser of HTML goes through the open tags at each tag, and where formatting was left open it
repeats all of it in each paragraph to come (HTML standard, section 13.2.4.3, "The list of active
formatting elements"): a hundred kilobytes become twenty megabytes. That is counted here, in
linear time, before any HTML is parsed.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, cast

if TYPE_CHECKING:
    from pyromark import Options

# The most tags that are passed at a tag, summed up: a thousand quotes in each other, and far from
# any text that people write.
_MAX_PASSED = 2_000_000
_MAX_REPEATED = 100_000

# An opening tag; with its attributes where they end within it beyond any doubt.
_OPENING = re.compile(r"""<([A-Za-z][^\s/>]*)((?:[^"'<>]|"[^"<>]*"|'[^'<>]*')*+>)?""")
_HTML = {"Html", "InlineHtml"}
_EMPTY = frozenset("area base br col embed hr img input link meta param source track wbr".split())
# But for `a`: one ends the other.
_FORMATTING = frozenset("b big code em font i nobr s small strike strong tt u".split())
# So many of the same spelling are repeated, and no more.
_SAME = 3


type _Event = str | dict[str, Any]


class Heading(NamedTuple):
    """A heading that stands in no quote or list."""

    level: int
    # The byte that its line begins at.
    start: int


class Footnote(NamedTuple):
    """A footnote's definition or a reference to one, in bytes of the source."""

    label: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Structure:
    """What was found in one walk over a text."""

    headings: tuple[Heading, ...]
    # The definitions, and the references to them.
    footnotes: tuple[Footnote, ...]
    references: tuple[Footnote, ...]
    # Its HTML would take seconds to parse, or be many times as long when it is.
    tangled: bool


# A text is checked and then rendered; the second look is at what the first has found.
@lru_cache(maxsize=8)
def structure_of(markdown: str) -> Structure:
    """Walk over the text's parts, in linear time."""
    from pyromark import events_with_range

    source = markdown.encode()
    headings: list[Heading] = []
    footnotes: list[Footnote] = []
    references: list[Footnote] = []
    tags = _Tags()
    depth = passed = repeated = 0
    walked = events_with_range(markdown, options=markdown_options(footnotes=True))
    for event, place in cast("Iterable[tuple[_Event, Any]]", walked):
        # A line's end, or a rule.
        if isinstance(event, str):
            continue
        # It has one item. `match` takes twice as long.
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
            passed += found * tags.opened
            repeated += found * tags.formatting
        elif name == "FootnoteReference":
            references.append(_footnote(value, place))
            continue
        else:
            continue
        passed += depth + tags.opened
        repeated += tags.formatting
    tangled = passed > _MAX_PASSED or repeated > _MAX_REPEATED
    return Structure(tuple(headings), tuple(footnotes), tuple(references), tangled)


def _footnote(label: str, place: Any) -> Footnote:
    return Footnote(label.casefold(), place["start"], place["end"])


class _Tags:
    """The tags of a text's own HTML. What looks like the end of one may be none: none is closed."""

    def __init__(self) -> None:
        self.opened = 0
        self.formatting = 0
        self._spellings: Counter[str] = Counter()

    def read(self, text: str) -> int:
        """Count what is in a piece of HTML; answers how many tags it has."""
        found = 0
        for tag in _OPENING.finditer(text):
            name = tag[1].lower()
            found += 1
            if name not in _EMPTY:
                self.opened += 1
            if name in _FORMATTING:
                self._spellings[tag[0]] += 1
                # One that may go on beyond what was read here may be like no other.
                if tag[2] is None or self._spellings[tag[0]] <= _SAME:
                    self.formatting += 1
        return found


@cache
def markdown_options(*, footnotes: bool = False) -> "Options":
    """What is read beyond CommonMark."""
    from pyromark import Options

    options = Options.ENABLE_TABLES | Options.ENABLE_STRIKETHROUGH | Options.ENABLE_TASKLISTS
    return options | Options.ENABLE_FOOTNOTES if footnotes else options
