"""Renders Markdown to sanitised HTML. No other module creates HTML of blogs.

pyromark renders CommonMark with GitHub's extensions, nh3 sanitises. The source is split at its
headings and each section is rendered separately, so that the HTML of the text is the concatenation
of its sections. Ids of headings, links to headings and footnotes depend on other sections, so they
are inserted after sanitising.
"""

import asyncio
import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
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

# Version of the renderer. Increase it when the same text renders to different HTML: texts that were
# stored by another version are rendered again.
RENDERER = 3

MAX_MARKDOWN = 100_000
MAX_EXCERPT = 200
# Headings beyond this number do not start a section.
MAX_SECTIONS = 500
_RENDERS_AT_ONCE = 2
# A text of up to this many characters renders in about 1 ms: another thread would cost more than
# it would save.
_MAX_ON_LOOP = 8_000

_CELL_STYLE = re.compile(r'<(t[hd]) style="text-align: (left|center|right)">')
_NO_EXCERPT = re.compile(
    r'<h([1-6])[^>]*>.*?</h\1>|<pre>.*?</pre>|<section class="footnotes">.*', re.DOTALL
)
_TAG = re.compile(r"(<[^>]*>)")
_LINK_WITHIN = re.compile(r' href="#([^"]+)"')
# The checkbox of a task list item. Any other input element is replaced by one.
_BOX = '<input type="checkbox" disabled="">'
_CHECKED_BOX = '<input type="checkbox" checked="" disabled="">'
_TAGS = frozenset(
    "a abbr b blockquote br code del em h1 h2 h3 h4 h5 h6 hr i img input kbd li ol p pre s strong "
    "sub sup table tbody td th thead tr ul".split()
)
_ATTRIBUTES: dict[str, set[str]] = {
    # By default, nh3 allows `title` and `lang` on all elements.
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
    """A heading and the text up to the next heading."""

    heading: str
    level: int
    anchor: str
    markdown: str
    html: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A rendered text and the values derived from it."""

    markdown: str
    html: str
    sections: tuple[Section, ...]
    excerpt: str
    word_count: int
    reading_minutes: int


def check_renderable(markdown: str, *path: str) -> None:
    """Reject a text that is costly to render or would grow excessively. Takes linear time.

    Raises:
        InvalidInput: for the field at `path`.
    """
    if structure_of(markdown).too_complex:
        message = "has too many nested quotes, lists or tags"
        raise InvalidInput([FieldProblem(path, message)])


async def rendered(markdown: str) -> Rendered:
    """Run `render`; in the pool, if the text is long."""
    if len(markdown) <= _MAX_ON_LOOP:
        return render(markdown)
    return await off_loop(render, markdown)


async def off_loop[T, R](work: Callable[[T], R], of: T) -> R:
    """Run `work` in a pool of two threads, so that it does not block the event loop."""
    return await asyncio.get_running_loop().run_in_executor(_workers(), work, of)


@cache
def _workers() -> ThreadPoolExecutor:
    # A dedicated pool and not a semaphore: a cancelled request would release the semaphore while
    # its rendering continues.
    return ThreadPoolExecutor(_RENDERS_AT_ONCE, thread_name_prefix="markdown")


def render(markdown: str) -> Rendered:
    """Render to sanitised HTML, split at headings. Takes about 1 ms for 10 kB.

    Texts that `check_renderable` rejects are returned as preformatted source.
    """
    structure = structure_of(markdown)
    if structure.too_complex:
        return _with_derived(markdown, _preformatted(markdown), ())
    links = _definitions(markdown)
    footnotes = Footnotes(markdown, structure)
    anchors = Anchors()
    drafts: list[Section] = []
    for level, source, marked in _split(markdown, structure, footnotes):
        heading = anchor = ""
        fragment = _to_html(marked, links)
        opening = f"<h{level}>"
        if fragment.startswith(opening):
            heading = plain(footnotes.without_markers(fragment.partition(f"</h{level}>")[0]))
            anchor = anchors.add(heading)
            fragment = f'{opening[:-1]} id="{anchor}">{fragment.removeprefix(opening)}'
        drafts.append(Section(heading, level, anchor, source, fragment))
    # Links may refer to later headings, so all ids must be known.
    finish = partial(_finished, anchors=anchors, footnotes=footnotes)
    sections = [replace(draft, html=finish(draft.html)) for draft in drafts]
    if notes := footnotes.section(lambda source: finish(_note_to_html(source, links))):
        sections[-1] = replace(sections[-1], html=sections[-1].html + notes)
    whole = "".join(section.html for section in sections)
    return _with_derived(markdown, whole, [section for section in sections if section.anchor])


def _with_derived(markdown: str, whole: str, sections: Iterable[Section]) -> Rendered:
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


def _split(
    markdown: str, structure: Structure, footnotes: Footnotes
) -> Iterator[tuple[int, str, str]]:
    """Split the source at its headings.

    Yields the heading's level (0 before the first heading), the section's source, and the source to
    render. The concatenated sources are the whole source.
    """
    source = markdown.encode()
    starts = [Heading(0, 0), *structure.headings[:MAX_SECTIONS]]
    ends = [*(heading.start for heading in starts[1:]), len(source)]
    for (level, start), end in zip(starts, ends, strict=True):
        if end > start:
            yield level, source[start:end].decode(), footnotes.source(start, end)


def _finished(fragment: str, anchors: Anchors, footnotes: Footnotes) -> str:
    """Insert links to headings, footnotes and bare links into sanitised HTML."""
    pieces: list[str] = []
    in_link = in_code = 0
    # Texts and tags alternate: sanitised HTML has no other `<` or `>`, and each tag is closed.
    for at, piece in enumerate(_TAG.split(fragment)):
        if at % 2 == 0:
            text = piece
            # Most texts are empty or a line feed; links and markers are longer.
            if len(piece) > 1:
                linked = piece if in_link or in_code else with_links(piece)
                text = footnotes.with_references(linked, in_link=in_link > 0)
            pieces.append(text)
            continue
        tag = footnotes.without_markers(piece)
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


def _preformatted(source: str) -> str:
    return f"<pre>{html.escape(source)}</pre>\n"


def _definitions(markdown: str) -> Mapping[str, "LinkDef"]:
    """Return the link reference definitions: a section may use those of another section."""
    from pyromark import reference_definitions

    options = markdown_options(footnotes=True)
    return {
        _label(name): link
        for name, link in reference_definitions(markdown, options=options).items()
    }


def _note_to_html(source: str, links: Mapping[str, "LinkDef"]) -> str:
    # pyromark numbers the only footnote of this source 1.
    return _to_html(source, links, footnotes=True).removeprefix("<sup>1</sup>").strip("\n")


def _to_html(source: str, links: Mapping[str, "LinkDef"], *, footnotes: bool = False) -> str:
    """Render Markdown to sanitised HTML. Allowed inline HTML is kept."""
    from pyromark import html as to_html

    unsafe = to_html(
        source,
        options=markdown_options(footnotes=footnotes),
        broken_link_callback=(lambda link: _target(links, link)) if links else None,
    )
    # Tables get `style` attributes from pyromark, which a Content-Security-Policy may block.
    return _cleaner().clean(_CELL_STYLE.sub(r'<\1 align="\2">', unsafe))


def _target(links: Mapping[str, "LinkDef"], link: "BrokenLink") -> tuple[str, str] | None:
    found = links.get(_label(link["reference"]))
    return (found["dest"], found["title"] or "") if found else None


def _label(name: str) -> str:
    # CommonMark, section 6.3: labels match case-folded, with collapsed white space.
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
