"""Paragraphs and sentences of rendered HTML. All functions take linear time."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from cms_blog.blogs.content.checks.claim_words import ABBREVIATIONS, SPEECH
from cms_blog.blogs.content.markdown import Rendered
from cms_blog.blogs.content.prose import FOOTNOTE_LINK

# Stands for a character of code, which is never part of a claim.
CODE = "\ufffc"

_TAG = re.compile(r"(<[^>]*>)")
_NAME = re.compile(r"</?([a-z0-9]+)")
_HREF = re.compile(r' href="([^"]*)"')
_BLOCKS = frozenset("p li ul ol blockquote table th td h1 h2 h3 h4 h5 h6 pre hr section br".split())
# Headings are no statements; tables have cells instead of sentences; footnotes are sources.
_NOT_STATEMENTS = frozenset("h1 h2 h3 h4 h5 h6 pre table section".split())
_NOT_PROSE = frozenset({"pre"})
_ATTRIBUTION = re.compile(r"(?:\A|[.!?…”“\"»«’'।]\s*)(?:[—–―]|--?)\s*\S.{0,200}\Z", re.DOTALL)  # noqa: RUF001

QUOTED = re.compile(
    r"“[^“”]{1,1000}”|„[^„“”]{1,1000}[“”]|«[^«»]{1,1000}»|»[^«»]{1,1000}«"
    r"|(?<![\d\"])\"[^\"]{1,1000}\""
)
# The lookbehind starts a match at the first mark of a run only: else, long runs are quadratic.
_SENTENCE_END = re.compile(
    r"(?<![.!?…])[.!?…]++[\"”“»«’')\]]*+\s|[।॥。！？]++[\"”“»«’')\]]*+\s?"  # noqa: RUF001
)
# Characters of a word, for a class: the vowel signs of Devanagari are no word characters of `re`.
IN_WORD = r"\w\u0900-\u0963"
_WORD = re.compile(rf"[{IN_WORD}]+(?:['’][{IN_WORD}]+)*")  # noqa: RUF001
_LAST_WORD = re.compile(r"[^\s(\"“„«]{1,12}\Z")
# Ordinals of days: "14. März".
_MAX_ORDINAL = 2
_LINE_BREAKS = re.compile(r"\n+")


@dataclass(slots=True)
class Paragraph:
    """A paragraph, a list item, or a block quote with all its paragraphs.

    `checked` is `text` with code masked; both have the same length.
    """

    text: str
    checked: str
    # Whether it has a link or a footnote; of a block quote, also an attribution.
    sourced: bool
    is_quote: bool
    # Anchor of the section; None before the first heading.
    anchor: str | None


def paragraphs(content: Rendered) -> Iterator[Paragraph]:
    """Yield the paragraphs of a text in order, without headings, tables, code and footnotes."""
    for anchor, fragment in _fragments(content):
        yield from _Reader(anchor, _NOT_STATEMENTS).read(fragment)


def every_paragraph(content: Rendered) -> Iterator[Paragraph]:
    """Yield the paragraphs, headings, table cells and footnotes of a text, without code blocks."""
    for anchor, fragment in _fragments(content):
        yield from _Reader(anchor, _NOT_PROSE).read(FOOTNOTE_LINK.sub("", fragment))


def _fragments(content: Rendered) -> Iterator[tuple[str | None, str]]:
    inside = sum(len(section.html) for section in content.sections)
    yield None, content.html[: len(content.html) - inside]
    for section in content.sections:
        yield section.anchor, section.html


@dataclass(slots=True)
class _Reader:
    """Reads the paragraphs of one section."""

    anchor: str | None
    # Elements to skip with their contents.
    skipped: frozenset[str]
    _pieces: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    _linked: bool = False
    _skipped: int = 0
    _quotes: int = 0
    _code: int = 0
    # Whether the paragraph before introduces a quote and has a source: "As [Brown](…) writes:"
    _introduced: bool = False

    def read(self, fragment: str) -> Iterator[Paragraph]:
        for at, piece in enumerate(_TAG.split(fragment)):
            if at % 2 == 0:
                if piece and not self._skipped:
                    self._add(html.unescape(piece))
            elif found := _NAME.match(piece):
                yield from self._tag(piece, found[1])
        yield from self._flush(is_quote=False)

    def _tag(self, tag: str, name: str) -> Iterator[Paragraph]:
        step = -1 if tag[1] == "/" else 1
        if name == "code":
            self._code += step
        elif name == "a" and (href := _HREF.search(tag)) and not self._skipped:
            self._linked |= _is_source(href[1])
        elif name in _BLOCKS:
            if self._quotes == 0 and name != "br":
                yield from self._flush(is_quote=False)
            if name == "blockquote":
                self._quotes += step
                if self._quotes == 0:
                    yield from self._flush(is_quote=True)
            else:
                self._pieces.append(("\n", "\n"))
            if name in self.skipped:
                self._skipped += step

    def _add(self, text: str) -> None:
        self._pieces.append((text, re.sub(r"\S", CODE, text) if self._code else text))

    def _flush(self, *, is_quote: bool) -> Iterator[Paragraph]:
        raw = "".join(text for text, _ in self._pieces)
        checked = " ".join("".join(masked for _, masked in self._pieces).split())
        sourced = self._linked
        if is_quote:
            last = _LINE_BREAKS.split(raw.strip())[-1].strip()
            sourced |= self._introduced or _ATTRIBUTION.search(last[-300:]) is not None
        self._pieces.clear()
        self._linked = False
        if checked:
            self._introduced = sourced and checked.endswith(":")
            yield Paragraph(" ".join(raw.split()), checked, sourced, is_quote, self.anchor)


def _is_source(href: str) -> bool:
    """Whether a link can lead to a source: not to a heading of the text or a mailbox."""
    return href.startswith("#footnote-") or not href.startswith(("#", "mailto:"))


def words_of(text: str) -> list[str]:
    """Return the words of a sentence, with straight apostrophes."""
    return _WORD.findall(text.replace("’", "'"))  # noqa: RUF001


def lower_words(text: str) -> list[str]:
    """Return the words of a sentence in lower case."""
    return words_of(text.lower())


def sentences(text: str) -> Iterator[slice]:
    """Yield the ranges of the sentences. A sentence does not end inside of quotation marks."""
    quotes = iter([found.span() for found in QUOTED.finditer(text)])
    quote = next(quotes, None)
    start = 0
    for found in _SENTENCE_END.finditer(text):
        end = found.end()
        while quote is not None and quote[1] <= found.start():
            quote = next(quotes, None)
        mark = text[found.start()]
        if quote is not None and quote[0] < found.start():
            ends_quote = quote[1] <= end
            if not ends_quote or SPEECH.found_in(lower_words(text[end : end + 40])):
                continue
        if text[end : end + 1].islower() or (mark == "." and _is_abbreviated(text, found.start())):
            continue
        yield slice(start, end)
        start = end
    if start < len(text):
        yield slice(start, len(text))


def _is_abbreviated(text: str, dot: int) -> bool:
    """Whether the dot ends an abbreviation, an initial or an ordinal: "z. B.", "J.", "14."."""
    found = _LAST_WORD.search(text[max(0, dot - 13) : dot])
    if found is None:
        return False
    word = found[0]
    return (
        len(word) == 1
        or (word.isdecimal() and len(word) <= _MAX_ORDINAL)
        or word.lower() in ABBREVIATIONS
    )
