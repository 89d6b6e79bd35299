"""Footnotes: `[^1]` in the text, `[^1]: …` anywhere, shown at the end of the text.

They are numbered by first use. The source of each piece gets a mark in place of a reference and
nothing in place of a definition; marks become links after sanitising, so that no HTML of an author
can have the ids of footnotes.
"""

import html
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from cms_blog.blogs.content.structure import Footnote, Structure

# References to further footnotes stay as they were typed.
MAX_FOOTNOTES = 500
# Private-use characters: more than a text of 100,000 characters can have.
_MARKS = range(0xF0000, 0x10FFFE)
_BLOCK_PREFIX = "[ \t>]"
_REFERENCE = '<sup class="footnote-ref">{}</sup>'
_WAY_BACK = ' <a href="#footnote-ref-{}" class="footnote-back" role="doc-backlink">↩</a>'
_PARAGRAPH_END = "</p>"


class _Edit(NamedTuple):
    """What takes the place of a part of the source, in bytes."""

    start: int
    end: int
    text: str


class Footnotes:
    """The footnotes of one text."""

    def __init__(self, markdown: str, structure: Structure) -> None:
        self._source = markdown.encode()
        notes = {note.label: note for note in reversed(structure.footnotes)}
        used = dict.fromkeys(each.label for each in structure.references)
        numbered = list(used)[:MAX_FOOTNOTES]
        self._numbers = {label: number for number, label in enumerate(numbered, 1)}
        self._notes = [notes[label] for label in numbered]
        self._mark = _unused_character(markdown) if numbered else ""
        self._marked = re.compile(f"{self._mark}([0-9]+){self._mark}")
        self._linked: set[str] = set()
        self._edits = sorted(self._edits_of(structure, beyond=used.keys() - set(numbered)))
        self._starts = [edit.start for edit in self._edits]

    def source(self, start: int, end: int) -> str:
        """The bytes of the source, with marks for references and without definitions."""
        pieces: list[bytes] = []
        at = start
        while (place := bisect_left(self._starts, at)) < len(self._edits):
            edit = self._edits[place]
            if edit.start >= end:
                break
            pieces += [self._source[at : edit.start], edit.text.encode()]
            at = edit.end
        return b"".join([*pieces, self._source[at:end]]).decode()

    def without_marks(self, fragment: str) -> str:
        """The HTML or text without its marks."""
        return self._marked.sub("", fragment) if self._mark else fragment

    def with_references(self, text: str, *, in_link: bool) -> str:
        """The HTML's text with numbers that link to the notes in place of marks."""
        if not self._mark:
            return text
        return self._marked.sub(partial(self._reference, in_link=in_link), text)

    def section(self, to_html: Callable[[str], str]) -> str:
        """The notes as HTML, each with a link back to its first reference; empty without notes.

        `to_html` makes sanitised HTML of Markdown that begins with `[^…]:`.
        """
        # All of them before the first way back: a note may refer to another one.
        notes = [to_html(self._note(note)) for note in self._notes]
        if not notes:
            return ""
        items = "".join(
            f'<li id="footnote-{number}">\n{self._with_way_back(note, str(number))}\n</li>\n'
            for number, note in enumerate(notes, 1)
        )
        return f'<section class="footnotes">\n<ol>\n{items}</ol>\n</section>\n'

    def _edits_of(self, structure: Structure, *, beyond: set[str]) -> Iterator[_Edit]:
        for note in structure.footnotes:
            if note.label not in beyond:
                yield _Edit(note.start, note.end, "\n")
        for label, start, end in structure.references:
            if label not in beyond:
                yield _Edit(start, end, f"{self._mark}{self._numbers[label]}{self._mark}")

    def _note(self, note: Footnote) -> str:
        """The definition's source, without the prefixes of a quote or list around it."""
        line = self._source.rfind(b"\n", 0, note.start) + 1
        width = len(self._source[line : note.start].decode())
        # The definition is an edit, too, and would be left out.
        source = self._source[note.start : note.start + 1].decode() + self.source(
            note.start + 1, note.end
        )
        return re.sub(f"\n{_BLOCK_PREFIX}{{0,{width}}}", "\n", source) if width else source

    def _reference(self, found: re.Match[str], *, in_link: bool) -> str:
        number = found[1]
        if in_link:
            return _REFERENCE.format(number)
        id_ = "" if number in self._linked else f' id="footnote-ref-{number}"'
        self._linked.add(number)
        return _REFERENCE.format(f'<a href="#footnote-{number}"{id_}>{number}</a>')

    def _with_way_back(self, note: str, number: str) -> str:
        # Without a link to it, as where all references stand in links, there is no way back.
        back = _WAY_BACK.format(number) if number in self._linked else ""
        if note.endswith(_PARAGRAPH_END):
            return note.removesuffix(_PARAGRAPH_END) + back + _PARAGRAPH_END
        return note + back


def _unused_character(markdown: str) -> str:
    """A character that neither the text has nor what its character references stand for."""
    used = set(html.unescape(markdown))
    return next(char for char in map(chr, _MARKS) if char not in used)
