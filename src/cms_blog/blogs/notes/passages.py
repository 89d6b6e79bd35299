"""Places of quoted passages in a text. They are found by their words, so that edits move them.

Runs of white space are equal to a space, so that a line break in the text or in the quote does not
matter. All functions take linear time.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import NamedTuple, Self

from cms_blog.blogs.content.markdown import Rendered

_WORD = re.compile(r"\S+")


class Quote(NamedTuple):
    """A passage, verbatim, with the text around it that tells repeated passages apart."""

    text: str
    prefix: str = ""
    suffix: str = ""


class Place(NamedTuple):
    """A place of a passage in a squeezed text. If it is not unique, it is the first of several."""

    start: int
    end: int
    is_unique: bool


def squeezed(text: str) -> str:
    """Return the text with one space for each run of white space, and none at its ends."""
    return " ".join(text.split())


def place_of(text: str, quote: Quote) -> Place | None:
    """Return the place of the passage in a squeezed text; None if it is not there.

    If the passage is repeated, it is the one with the same text around it.
    """
    passage = squeezed(quote.text)
    first: Place | None = None
    for before, after in (
        (quote.prefix, quote.suffix),
        (quote.prefix, ""),
        ("", quote.suffix),
        ("", ""),
    ):
        # Clients may trim the text around the passage.
        for space in ("", " "):
            start = squeezed(f"{before}{space}{passage}")
            at = text.find(whole := squeezed(f"{start}{space}{after}"))
            if at < 0:
                continue
            offset = at + len(start) - len(passage)
            is_unique = text.find(whole, at + 1) < 0
            found = Place(offset, offset + len(passage), is_unique)
            if is_unique:
                return found
            first = first or found
    return first


def range_of(markdown: str, place: Place) -> slice:
    """Return the range in a text of a place in its squeezed form."""
    start: int | None = None
    squeezed_end = 0
    for word in _WORD.finditer(markdown):
        offset = word.start() - squeezed_end
        squeezed_end += len(word[0])
        if start is None and place.start < squeezed_end:
            start = place.start + offset
        if place.end <= squeezed_end:
            return slice(start, place.end + offset)
        squeezed_end += 1
    raise ValueError("the place is not in the text")


@dataclass(frozen=True, slots=True)
class Sections:
    """A squeezed text, and the places where its sections begin."""

    text: str
    starts: list[int]
    anchors: list[str]

    @classmethod
    def of(cls, content: Rendered) -> Self:
        """Squeeze a text."""
        inside = sum(len(section.markdown) for section in content.sections)
        opening = content.markdown[: len(content.markdown) - inside]
        starts = [0]
        for part in (opening, *(section.markdown for section in content.sections)):
            # The next section begins with its heading, so white space is at the end of this one.
            starts.append(starts[-1] + len(squeezed(part)) + part[-1:].isspace())
        anchors = [section.anchor for section in content.sections]
        return cls(squeezed(content.markdown), starts[1:-1], anchors)

    def anchor_at(self, place: Place) -> str | None:
        """Return the anchor of the section with the place; None before the first heading."""
        index = bisect_right(self.starts, place.start) - 1
        return self.anchors[index] if index >= 0 else None
