"""Footnotes: references `[^1]` and definitions `[^1]: …`, rendered at the end of the text.

Footnotes are numbered in the order of their first references. In the source, each reference is
replaced by a marker and each definition is removed. Markers become links after sanitising, which
removes ids: HTML of an author can't imitate the ids of footnotes.
"""

import html
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from cms_blog.blogs.content.structure import Footnote, Structure

# References to footnotes beyond this number stay unchanged.
MAX_FOOTNOTES = 500
# Private-use characters: more than a text of 100,000 characters can contain.
_MARKERS = range(0xF0000, 0x10FFFE)
_BLOCK_PREFIX = "[ \t>]"
_REFERENCE = '<sup class="footnote-ref">{}</sup>'
_BACKLINK = ' <a href="#footnote-ref-{}" class="footnote-back" role="doc-backlink">↩</a>'
_PARAGRAPH_END = "</p>"


class _Edit(NamedTuple):
    """Replacement of a byte range of the source."""

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
        self._marker = _unused_character(markdown) if numbered else ""
        self._marker_pattern = re.compile(f"{self._marker}([0-9]+){self._marker}")
        self._linked: set[str] = set()
        self._edits = sorted(self._edits_of(structure, beyond=used.keys() - set(numbered)))
        self._starts = [edit.start for edit in self._edits]

    def source(self, start: int, end: int) -> str:
        """Return a byte range of the source with markers as references, without definitions."""
        pieces: list[bytes] = []
        at = start
        while (place := bisect_left(self._starts, at)) < len(self._edits):
            edit = self._edits[place]
            if edit.start >= end:
                break
            pieces += [self._source[at : edit.start], edit.text.encode()]
            at = edit.end
        return b"".join([*pieces, self._source[at:end]]).decode()

    def without_markers(self, fragment: str) -> str:
        """Remove the markers from HTML or text."""
        return self._marker_pattern.sub("", fragment) if self._marker else fragment

    def with_references(self, text: str, *, in_link: bool) -> str:
        """Replace the markers in the text of HTML by numbers that link to the footnotes."""
        if not self._marker:
            return text
        return self._marker_pattern.sub(partial(self._reference, in_link=in_link), text)

    def section(self, to_html: Callable[[str], str]) -> str:
        """Render the footnotes, each with a link to its first reference; empty without footnotes.

        `to_html` renders Markdown that begins with `[^…]:` to sanitised HTML.
        """
        # Render all before the first backlink is built: a footnote may reference another one.
        notes = [to_html(self._note(note)) for note in self._notes]
        if not notes:
            return ""
        items = "".join(
            f'<li id="footnote-{number}">\n{self._with_backlink(note, str(number))}\n</li>\n'
            for number, note in enumerate(notes, 1)
        )
        return f'<section class="footnotes">\n<ol>\n{items}</ol>\n</section>\n'

    def _edits_of(self, structure: Structure, *, beyond: set[str]) -> Iterator[_Edit]:
        for note in structure.footnotes:
            if note.label not in beyond:
                yield _Edit(note.start, note.end, "\n")
        for label, start, end in structure.references:
            if label not in beyond:
                yield _Edit(start, end, f"{self._marker}{self._numbers[label]}{self._marker}")

    def _note(self, note: Footnote) -> str:
        """Return the definition's source without the prefixes of an enclosing quote or list."""
        line = self._source.rfind(b"\n", 0, note.start) + 1
        width = len(self._source[line : note.start].decode())
        # The definition is itself an edit, which `source` would apply if it began at its start.
        source = "[" + self.source(note.start + 1, note.end)
        return re.sub(f"\n{_BLOCK_PREFIX}{{0,{width}}}", "\n", source)

    def _reference(self, found: re.Match[str], *, in_link: bool) -> str:
        number = found[1]
        if in_link:
            return _REFERENCE.format(number)
        id_ = "" if number in self._linked else f' id="footnote-ref-{number}"'
        self._linked.add(number)
        return _REFERENCE.format(f'<a href="#footnote-{number}"{id_}>{number}</a>')

    def _with_backlink(self, note: str, number: str) -> str:
        # No backlink if there is no reference to link to: if all of them are inside links.
        back = _BACKLINK.format(number) if number in self._linked else ""
        if note.endswith(_PARAGRAPH_END):
            return note.removesuffix(_PARAGRAPH_END) + back + _PARAGRAPH_END
        return note + back


def _unused_character(markdown: str) -> str:
    """Return a character that is neither in the text nor in its decoded character references."""
    used = set(html.unescape(markdown))
    return next(char for char in map(chr, _MARKERS) if char not in used)
