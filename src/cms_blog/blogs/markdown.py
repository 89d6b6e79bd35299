"""Markdown in, safe HTML out: the only place where HTML is made.

pyromark renders (CommonMark, with tables and strikethrough), nh3 sanitises. The text is cut at its
headings and rendered piece by piece, so that each section has HTML of its own and the whole is just
the pieces in a row.
"""

import asyncio
import html
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from cms_blog.blogs.prose import length_of, plain, shortened
from cms_blog.blogs.structure import Heading, Structure, markdown_options, structure_of
from cms_blog.errors import FieldProblem, InvalidInput

if TYPE_CHECKING:
    from nh3 import Cleaner
    from pyromark.event import BrokenLink, LinkDef

# Goes up when the same text gives other HTML; what was stored with another one is rendered again.
RENDERER = 3

MAX_MARKDOWN = 100_000
MAX_EXCERPT = 200
# Headings after this many stay within the last section.
MAX_SECTIONS = 500
_RENDERS_AT_ONCE = 2

# A page may have an element `app` of its own, or a script that asks for `window.config`: with this
# in front, no heading of a text is taken for either.
ANCHOR_PREFIX = "section-"

_CELL_STYLE = re.compile(r'<(t[hd]) style="text-align: (left|center|right)">')
_HEADING_OR_CODE = re.compile(r"<h([1-6])[^>]*>.*?</h\1>|<pre>.*?</pre>", re.DOTALL)
_TAGS = frozenset(
    "a abbr b blockquote br code del em h1 h2 h3 h4 h5 h6 hr i img kbd li ol p pre s strong sub "
    "sup table tbody td th thead tr ul".split()
)
_ATTRIBUTES: dict[str, set[str]] = {
    # Without it, nh3 lets `title` and `lang` through everywhere.
    "*": set(),
    "a": {"href", "title"},
    "abbr": {"title"},
    "code": {"class"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start"},
    "td": {"align"},
    "th": {"align"},
}
_LANGUAGE_CLASS = re.compile(r"language-[A-Za-z0-9+#._-]{1,40}")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it, up to the next heading."""

    heading: str
    level: int
    anchor: str
    markdown: str
    html: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text and all that follows from it."""

    markdown: str
    html: str
    sections: tuple[Section, ...]
    excerpt: str
    word_count: int
    reading_minutes: int


def check_renderable(markdown: str, *path: str) -> None:
    """Refuse, in linear time, a text that would take long to render or make it grow.

    Raises:
        InvalidInput: for the field at `path`.
    """
    if structure_of(markdown).tangled:
        message = "has too many quotes, lists or tags inside each other"
        raise InvalidInput([FieldProblem(path, message)])


_slots = asyncio.Semaphore(_RENDERS_AT_ONCE)


async def rendered(markdown: str) -> Rendered:
    """`render` in a thread, so that the loop goes on; few at once."""
    async with _slots:
        return await asyncio.to_thread(render, markdown)


def render(markdown: str) -> Rendered:
    """The text as sanitised HTML, cut at its headings. Takes about a millisecond for ten kilobytes.

    What `check_renderable` refuses is shown as it was typed.
    """
    from pyromark import reference_definitions

    # A piece may use a link that is defined in another one.
    links = {
        _label(name): link
        for name, link in reference_definitions(markdown, options=markdown_options()).items()
    }
    structure = structure_of(markdown)
    sections: list[Section] = []
    pieces: list[str] = []
    anchors = _Anchors()
    for piece in _split(markdown, structure):
        fragment = _typed(piece.source) if structure.tangled else _to_html(piece.source, links)
        opening = f"<h{piece.level}>"
        if fragment.startswith(opening):
            heading = plain(fragment.partition(f"</h{piece.level}>")[0])
            anchor = anchors.of(heading)
            fragment = f'{opening[:-1]} id="{anchor}">{fragment.removeprefix(opening)}'
            sections.append(Section(heading, piece.level, anchor, piece.source, fragment))
        pieces.append(fragment)
    whole = "".join(pieces)
    text = plain(whole)
    length = length_of(text)
    return Rendered(
        markdown=markdown,
        html=whole,
        sections=tuple(sections),
        excerpt=shortened(plain(_HEADING_OR_CODE.sub("", whole)) or text, MAX_EXCERPT),
        word_count=length.words,
        reading_minutes=length.reading_minutes,
    )


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of the source: a heading (level 0: none, before the first) and its text."""

    level: int
    source: str


def _split(markdown: str, structure: Structure) -> Iterator[_Piece]:
    """Cut the source at its headings; the pieces in a row are the source again."""
    source = markdown.encode()
    headings = () if structure.tangled else structure.headings[:MAX_SECTIONS]
    starts = [Heading(0, 0), *headings]
    ends = [*(heading.start for heading in headings), len(source)]
    for (level, start), end in zip(starts, ends, strict=True):
        if end > start:
            yield _Piece(level, source[start:end].decode())


def _typed(source: str) -> str:
    return f"<pre>{html.escape(source)}</pre>\n"


def _to_html(source: str, links: Mapping[str, "LinkDef"]) -> str:
    """The Markdown as safe HTML; what it has of HTML itself is kept where it does no harm."""
    from pyromark import html as to_html

    unsafe = to_html(
        source,
        options=markdown_options(),
        broken_link_callback=(lambda link: _target(links, link)) if links else None,
    )
    # CommonMark's tables have styles, which pages with a policy of their own do not let through.
    return _cleaner().clean(_CELL_STYLE.sub(r'<\1 align="\2">', unsafe))


def _target(links: Mapping[str, "LinkDef"], link: "BrokenLink") -> tuple[str, str] | None:
    found = links.get(_label(link["reference"]))
    return (found["dest"], found["title"] or "") if found else None


def _label(name: str) -> str:
    # CommonMark, section 6.3: labels match by their case fold, runs of white space as one space.
    return " ".join(name.split()).casefold()


@cache
def _cleaner() -> "Cleaner":
    from nh3 import Cleaner

    return Cleaner(
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        attribute_filter=_keep_attribute,
        url_schemes={"http", "https", "mailto"},
        set_tag_attribute_values={"img": {"loading": "lazy"}},
    )


def _keep_attribute(tag: str, name: str, value: str) -> str | None:
    if tag == "code" and name == "class":
        return value if _LANGUAGE_CLASS.fullmatch(value) else None
    if tag == "a" and name == "href" and value[:1] == "#" != value:
        # A text's links to its own headings are written without what we put in front of them.
        return f"#{ANCHOR_PREFIX}{value[1:].removeprefix(ANCHOR_PREFIX)}"
    return value


class _Anchors:
    """Gives each heading of a text an id that no other one has."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._last: Counter[str] = Counter()

    def of(self, heading: str) -> str:
        from slugify import slugify

        base = anchor = ANCHOR_PREFIX + (slugify(heading, max_length=60) or "untitled")
        while anchor in self._taken:
            # From where the last one was found: a thousand headings of one name take no longer.
            self._last[base] = max(self._last[base], 1) + 1
            anchor = f"{base}-{self._last[base]}"
        self._taken.add(anchor)
        return anchor
