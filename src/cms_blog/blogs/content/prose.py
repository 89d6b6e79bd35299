"""Plain text, excerpts and word counts of rendered HTML."""

import html
import re
from typing import NamedTuple

from cms_blog.validation.text import IDEOGRAPHS, UNSPACED_LETTERS, is_mark

_WORDS_PER_MINUTE = 230
_IDEOGRAPHS_PER_MINUTE = 400

_TAG = re.compile(r"<[^>]*>")
_BLOCK_END = re.compile(r"</(?:p|li|h[1-6]|td|th|blockquote|pre)>|<br>")
FOOTNOTE_LINK = re.compile(
    r'<sup class="footnote-ref">.*?</sup>'
    r'|<a href="#footnote-ref-[0-9]+" class="footnote-back".*?</a>'
)
_IDEOGRAPH = re.compile(f"[{IDEOGRAPHS}]")
# Five letters of such a script count as one word.
_UNSPACED = re.compile(f"[{UNSPACED_LETTERS}]{{1,5}}")
_BETWEEN_WORDS = re.compile(r"[\s/\u2013\u2014\u2026]+")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")


class Length(NamedTuple):
    """Number of words of a text; of these, the number of Chinese or Japanese characters."""

    words: int
    ideographs: int

    @property
    def reading_minutes(self) -> int:
        """At 230 words or 400 Chinese or Japanese characters a minute, rounded up; at least 1."""
        spaced = (self.words - self.ideographs) * _IDEOGRAPHS_PER_MINUTE
        unspaced = self.ideographs * _WORDS_PER_MINUTE
        return max(1, -(-(spaced + unspaced) // (_WORDS_PER_MINUTE * _IDEOGRAPHS_PER_MINUTE)))


def plain(fragment: str) -> str:
    """Convert rendered HTML to unescaped text in one line, without links to and from footnotes."""
    spaced = _BLOCK_END.sub(" ", FOOTNOTE_LINK.sub("", fragment))
    return " ".join(html.unescape(_TAG.sub("", spaced)).split())


def shortened(text: str, most: int) -> str:
    """Collapse the text to one line and truncate it at a word, to `most` characters."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    end = most - 1
    # Do not separate a letter from its marks: without its vowel sign it is another syllable.
    while end and is_mark(line[end]):
        end -= 1
    cut = line[:end]
    head, _, tail = cut.rpartition(" ")
    # A word that fills half of the text is split: the text may have no spaces at all.
    return (head if len(tail) < most // 2 else cut).rstrip(" ,;:-") + "…"


def length_of(text: str) -> Length:
    """Count the words, in scripts with or without spaces between words."""
    unspaced = ideographs = 0
    if not text.isascii():
        text, ideographs = _IDEOGRAPH.subn(" ", text)
        text, unspaced = _UNSPACED.subn(" ", text)
    words = _BETWEEN_WORDS.split(text)
    # `isalnum` is fast and sufficient for most words.
    others = [word for word in words if not word.isalnum()]
    spaced = len(words) - len(others) + sum(map(_has_letter_or_digit, others))
    return Length(spaced + unspaced + ideographs, ideographs)


def _has_letter_or_digit(word: str) -> bool:
    return _LETTER_OR_DIGIT.search(word) is not None
