"""Markdown in, safe HTML out: the only place where HTML is made.

Python-Markdown renders (CommonMark's text with tables and fenced code), nh3 sanitises. The text is
cut at its headings and rendered piece by piece, so that each section has HTML of its own and the
whole is just the pieces in a row.
"""

import asyncio
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from threading import local
from typing import TYPE_CHECKING

from cms_blog.errors import FieldProblem, InvalidInput

if TYPE_CHECKING:
    from markdown import Markdown
    from nh3 import Cleaner

# Goes up when the same text gives other HTML; what was stored with another one is rendered again.
RENDERER = 1

MAX_MARKDOWN = 100_000
MAX_EXCERPT = 200
_WORDS_A_MINUTE = 230
_RENDERS_AT_ONCE = 2

# Python-Markdown looks from every `[` to the end of its paragraph, at some 8 million characters a
# second, and from every `<` about eight times as fast. More than this would keep a core for
# seconds; what people write stays under a hundredth of it.
_MAX_LOOKS = 8_000_000

_PARAGRAPH_END = re.compile(r"\n[ \t]*\n")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_ATX_HEADING = re.compile(r"(#{1,6})(?:[ \t]+|$)(.*)")
_SETEXT_UNDERLINE = re.compile(r"(=+|-+)[ \t]*")
_PARAGRAPH_LINE = re.compile(r"(?! {4}|\t)[ ]{0,3}[^\s>|#*+~`=<-]")
_REFERENCE = re.compile(r"^ {0,3}\[[^\]\n]{1,200}\]:[ \t]*\S.*$", re.MULTILINE)
_TAG = re.compile(r"<[^>]*>")
_BLOCK_END = re.compile(r"</(?:p|li|h[1-6]|td|th|blockquote|pre)>|<br>")
_HASHTAG = re.compile(r"^#{1,6}(?=[^\s#])|^#{7}", re.MULTILINE)
_HEADING_OR_CODE = re.compile(r"<h([1-6])[^>]*>.*?</h\1>|<pre>.*?</pre>", re.DOTALL)
# A run of letters and digits; of Chinese and Japanese, which have no spaces, each character.
_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+(?:['\u2019-][^\W_]+)*"
)

_TAGS = frozenset(
    "a abbr b blockquote br code del em h1 h2 h3 h4 h5 h6 hr i img kbd li ol p pre s strong sub "
    "sup table tbody td th thead tr ul".split()
)
_ATTRIBUTES = {
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

    @property
    def reading_minutes(self) -> int:
        """At 230 words a minute, rounded up; a text of no words takes a minute too."""
        return max(1, -(-self.word_count // _WORDS_A_MINUTE))


def check_renderable(markdown: str, *path: str) -> None:
    """Refuse, in linear time, a text that would take Python-Markdown seconds.

    Raises:
        InvalidInput: for the field at `path`.
    """
    looks = 0
    for paragraph in _PARAGRAPH_END.split(markdown):
        starts = paragraph.count("[") + paragraph.count("<") // 8
        looks += len(paragraph) * starts
    if looks > _MAX_LOOKS:
        message = (
            "has too many brackets ([ or <) in one paragraph; put blank lines between the parts"
        )
        raise InvalidInput([FieldProblem(path, message)])


_local = local()
_slots = asyncio.Semaphore(_RENDERS_AT_ONCE)


async def rendered(markdown: str) -> Rendered:
    """`render` in a thread, so that the loop goes on; few at once."""
    async with _slots:
        return await asyncio.to_thread(render, markdown)


def render(markdown: str) -> Rendered:
    """The text as sanitised HTML, cut at its headings. Takes about a millisecond a kilobyte."""
    # A piece may use a link that is defined in another one.
    references = "\n".join(_REFERENCE.findall(markdown))
    sections: list[Section] = []
    pieces: list[str] = []
    anchors: set[str] = set()
    for piece in _split(markdown):
        fragment = _to_html(piece.source, references)
        opening = f"<h{piece.level}>"
        if piece.level and fragment.startswith(opening):
            heading = _plain(fragment.partition(f"</h{piece.level}>")[0])
            anchor = _anchor(heading, anchors)
            fragment = f'{opening[:-1]} id="{anchor}">{fragment.removeprefix(opening)}'
            sections.append(Section(heading, piece.level, anchor, piece.source, fragment + "\n"))
        pieces.append(fragment + "\n" if fragment else "")
    whole = "".join(pieces)
    text = _plain(_BLOCK_END.sub(" ", whole))
    prose = _plain(_BLOCK_END.sub(" ", _HEADING_OR_CODE.sub("", whole)))
    return Rendered(
        markdown=markdown,
        html=whole,
        sections=tuple(sections),
        excerpt=_shorten(prose or text),
        word_count=sum(1 for _ in _WORD.finditer(text)),
    )


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of the source: a heading (level 0: none, before the first) and its text."""

    level: int
    source: str


def _split(markdown: str) -> Iterator[_Piece]:
    """Cut the source at its headings; the pieces in a row are the source again."""
    lines = markdown.splitlines(keepends=True)
    level, start, fence = 0, 0, ""
    for number, line in enumerate(lines):
        if mark := _FENCE.match(line):
            if not fence:
                fence = mark[1]
            elif mark[1].startswith(fence) and not line[mark.end() :].strip():
                fence = ""
        if fence:
            continue
        found = _heading_level(lines, number)
        if found:
            if number > start or level:
                yield _Piece(level, "".join(lines[start:number]))
            level, start = found, number
    if lines[start:]:
        yield _Piece(level, "".join(lines[start:]))


def _heading_level(lines: list[str], number: int) -> int:
    """The level of the heading that begins in this line; 0 where none does."""
    if heading := _ATX_HEADING.fullmatch(lines[number].rstrip("\n")):
        return len(heading[1])
    begins_paragraph = number == 0 or not lines[number - 1].strip()
    if begins_paragraph and number + 1 < len(lines) and _PARAGRAPH_LINE.match(lines[number]):
        underline = lines[number + 1].rstrip("\n")
        if _SETEXT_UNDERLINE.fullmatch(underline):
            return 1 if underline[0] == "=" else 2
    return 0


def _to_html(source: str, references: str) -> str:
    # Python-Markdown makes a heading of `#this`, which CommonMark leaves a hashtag.
    escaped = _HASHTAG.sub(r"\\\g<0>", source)
    converter = _converter()
    converter.reset()
    return _sanitise(converter.convert(f"{escaped}\n\n{references}"))


def _converter() -> "Markdown":
    # One a thread: a converter keeps what it is working on in itself.
    if (converter := getattr(_local, "converter", None)) is None:
        from markdown import Markdown

        converter = _local.converter = Markdown(
            extensions=["tables", "fenced_code", "sane_lists"],
            extension_configs={"tables": {"use_align_attribute": True}},
            output_format="html",
        )
    return converter


def _sanitise(unsafe: str) -> str:
    return _cleaner().clean(unsafe)


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


def _anchor(heading: str, taken: set[str]) -> str:
    """An id that no other heading of the text has."""
    from slugify import slugify

    base = slugify(heading, max_length=60) or "section"
    anchor, number = base, 2
    while anchor in taken:
        anchor, number = f"{base}-{number}", number + 1
    taken.add(anchor)
    return anchor


def _plain(fragment: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", fragment)).split())


def _shorten(text: str) -> str:
    """At most 200 characters, cut between words where there are some."""
    if len(text) <= MAX_EXCERPT:
        return text
    head = text[: MAX_EXCERPT - 1]
    whole_words = head.rpartition(" ")[0]
    return (whole_words if len(whole_words) > MAX_EXCERPT // 2 else head).rstrip(" ,;:.-") + "…"
