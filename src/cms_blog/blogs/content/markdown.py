"""Markdown in, safe HTML out: the only place where HTML is made.

pyromark renders (CommonMark and GitHub's extensions), nh3 sanitises. The text is cut at its
headings and rendered piece by piece, so that each section has HTML of its own and the whole is the
pieces in a row. What depends on other pieces is put in after sanitising: ids of headings, links to
them, footnotes.
"""

import asyncio
import html
import re
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import TYPE_CHECKING

from cms_blog.blogs.content.anchors import Anchors
from cms_blog.blogs.content.bare_links import with_links
from cms_blog.blogs.content.footnotes import Footnotes
from cms_blog.blogs.content.prose import length_of, plain, shortened
from cms_blog.blogs.content.structure import Heading, Structure, markdown_options, structure_of
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

_CELL_STYLE = re.compile(r'<(t[hd]) style="text-align: (left|center|right)">')
_NO_EXCERPT = re.compile(
    r'<h([1-6])[^>]*>.*?</h\1>|<pre>.*?</pre>|<section class="footnotes">.*', re.DOTALL
)
_TAG = re.compile(r"(<[^>]*>)")
_LINK_WITHIN = re.compile(r' href="#([^"]+)"')
# A task's box. Every other input becomes one, too.
_BOX = '<input type="checkbox" disabled="">'
_CHECKED_BOX = '<input type="checkbox" checked="" disabled="">'
_TAGS = frozenset(
    "a abbr b blockquote br code del em h1 h2 h3 h4 h5 h6 hr i img input kbd li ol p pre s strong "
    "sub sup table tbody td th thead tr ul".split()
)
_ATTRIBUTES: dict[str, set[str]] = {
    # Without it, nh3 lets `title` and `lang` through everywhere.
    "*": set(),
    "a": {"href", "title"},
    "abbr": {"title"},
    "code": {"class"},
    "img": {"src", "alt", "title", "width", "height"},
    "input": {"checked"},
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


async def rendered(markdown: str) -> Rendered:
    """Run `render` in one of two threads, so that it does not block the event loop."""
    return await asyncio.get_running_loop().run_in_executor(_workers(), render, markdown)


@cache
def _workers() -> ThreadPoolExecutor:
    # Not a semaphore around shared threads: a cancelled request releases the semaphore, but its
    # rendering goes on.
    return ThreadPoolExecutor(_RENDERS_AT_ONCE, thread_name_prefix="markdown")


def render(markdown: str) -> Rendered:
    """The text as sanitised HTML, cut at its headings. Takes about a millisecond for ten kilobytes.

    What `check_renderable` refuses is shown as it was typed.
    """
    structure = structure_of(markdown)
    if structure.tangled:
        return _of_sections(markdown, _typed(markdown), ())
    links = _definitions(markdown)
    footnotes = Footnotes(markdown, structure)
    anchors = Anchors()
    drafts: list[Section] = []
    for level, source, marked in _pieces(markdown, structure, footnotes):
        heading = anchor = ""
        fragment = _to_html(marked, links)
        opening = f"<h{level}>"
        if fragment.startswith(opening):
            heading = plain(footnotes.without_marks(fragment.partition(f"</h{level}>")[0]))
            anchor = anchors.add(heading)
            fragment = f'{opening[:-1]} id="{anchor}">{fragment.removeprefix(opening)}'
        drafts.append(Section(heading, level, anchor, source, fragment))
    # A link may lead to a heading further down.
    finish = partial(_finished, anchors=anchors, footnotes=footnotes)
    sections = [replace(draft, html=finish(draft.html)) for draft in drafts]
    if notes := footnotes.section(lambda source: finish(_note_to_html(source, links))):
        sections[-1] = replace(sections[-1], html=sections[-1].html + notes)
    whole = "".join(section.html for section in sections)
    return _of_sections(markdown, whole, [section for section in sections if section.anchor])


def _of_sections(markdown: str, whole: str, sections: Iterable[Section]) -> Rendered:
    text = plain(whole)
    length = length_of(text)
    return Rendered(
        markdown=markdown,
        html=whole,
        sections=tuple(sections),
        excerpt=shortened(plain(_NO_EXCERPT.sub("", whole)) or text, MAX_EXCERPT),
        word_count=length.words,
        reading_minutes=length.reading_minutes,
    )


def _pieces(
    markdown: str, structure: Structure, footnotes: Footnotes
) -> Iterator[tuple[int, str, str]]:
    """Cut the source at its headings: the level (0 before the first), the source, and to render.

    The sources in a row are the whole source.
    """
    source = markdown.encode()
    starts = [Heading(0, 0), *structure.headings[:MAX_SECTIONS]]
    ends = [*(heading.start for heading in starts[1:]), len(source)]
    for (level, start), end in zip(starts, ends, strict=True):
        if end > start:
            yield level, source[start:end].decode(), footnotes.source(start, end)


def _finished(fragment: str, anchors: Anchors, footnotes: Footnotes) -> str:
    """The sanitised HTML with links to headings and footnotes, and with bare links."""
    pieces: list[str] = []
    in_link = in_code = 0
    # Texts and tags in turn; sanitised HTML has no other `<` or `>`, and each tag is closed.
    for at, piece in enumerate(_TAG.split(fragment)):
        if at % 2 == 0:
            text = piece
            # Most texts between two tags are empty or a line feed; links and marks are longer.
            if len(piece) > 1:
                linked = piece if in_link or in_code else with_links(piece)
                text = footnotes.with_references(linked, in_link=in_link > 0)
            pieces.append(text)
            continue
        tag = footnotes.without_marks(piece)
        if tag.startswith(("<a ", "<a>", "</a>")):
            in_link += -1 if tag[1] == "/" else 1
            tag = _LINK_WITHIN.sub(lambda link: _link_within(link[1], anchors), tag)
        elif tag.startswith(("<code", "</code", "<pre", "</pre")):
            in_code += -1 if tag[1] == "/" else 1
        elif tag.startswith("<input"):
            tag = _CHECKED_BOX if " checked=" in tag else _BOX
        pieces.append(tag)
    return "".join(pieces)


def _link_within(fragment: str, anchors: Anchors) -> str:
    return f' href="#{html.escape(anchors.target(html.unescape(fragment)))}"'


def _typed(source: str) -> str:
    return f"<pre>{html.escape(source)}</pre>\n"


def _definitions(markdown: str) -> Mapping[str, "LinkDef"]:
    """The targets of links by reference: a piece may use one that another piece defines."""
    from pyromark import reference_definitions

    options = markdown_options(footnotes=True)
    return {
        _label(name): link
        for name, link in reference_definitions(markdown, options=options).items()
    }


def _note_to_html(source: str, links: Mapping[str, "LinkDef"]) -> str:
    # The renderer's number of the only footnote in it.
    return _to_html(source, links, footnotes=True).removeprefix("<sup>1</sup>").strip("\n")


def _to_html(source: str, links: Mapping[str, "LinkDef"], *, footnotes: bool = False) -> str:
    """The Markdown as safe HTML; what it has of HTML itself is kept where it does no harm."""
    from pyromark import html as to_html

    unsafe = to_html(
        source,
        options=markdown_options(footnotes=footnotes),
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
    return value
