"""Rendered text as words: what it says, how it begins, how long it is."""

import html
import re
from typing import NamedTuple

from cms_blog.validation.text import IDEOGRAPHS, UNSPACED_LETTERS, is_mark

_WORDS_A_MINUTE = 230
_IDEOGRAPHS_A_MINUTE = 400

_TAG = re.compile(r"<[^>]*>")
_BLOCK_END = re.compile(r"</(?:p|li|h[1-6]|td|th|blockquote|pre)>|<br>")
_FOOTNOTE_LINK = re.compile(
    r'<sup class="footnote-ref">.*?</sup>'
    r'|<a href="#footnote-ref-[0-9]+" class="footnote-back".*?</a>'
)
_IDEOGRAPH = re.compile(f"[{IDEOGRAPHS}]")
# Every five letters are counted as a word.
_UNSPACED = re.compile(f"[{UNSPACED_LETTERS}]{{1,5}}")
_BETWEEN_WORDS = re.compile(r"[\s/\u2013\u2014\u2026]+")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")


class Length(NamedTuple):
    """How long a text is: its words, and how many of them are Chinese or Japanese characters."""

    words: int
    ideographs: int

    @property
    def reading_minutes(self) -> int:
        """At 230 words or 400 Chinese or Japanese characters a minute, rounded up; at least 1."""
        spaced = (self.words - self.ideographs) * _IDEOGRAPHS_A_MINUTE
        unspaced = self.ideographs * _WORDS_A_MINUTE
        return max(1, -(-(spaced + unspaced) // (_WORDS_A_MINUTE * _IDEOGRAPHS_A_MINUTE)))


def plain(fragment: str) -> str:
    """What rendered HTML says, without its links to and from footnotes, as text of one line.

    `<` and `&` stand for themselves in it.
    """
    spaced = _BLOCK_END.sub(" ", _FOOTNOTE_LINK.sub("", fragment))
    return " ".join(html.unescape(_TAG.sub("", spaced)).split())


def shortened(text: str, most: int) -> str:
    """The text in one line, cut at a word where it is longer than `most` characters."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    end = most - 1
    # A letter keeps its marks: a vowel sign that is cut off makes another syllable.
    while end and is_mark(line[end]):
        end -= 1
    cut = line[:end]
    head, _, tail = cut.rpartition(" ")
    # A word that fills half of it is cut in the middle: there may be no spaces at all.
    return (head if len(tail) < most // 2 else cut).rstrip(" ,;:-") + "…"


def length_of(text: str) -> Length:
    """How many words people would count, in writing with spaces between them or without."""
    unspaced = ideographs = 0
    if not text.isascii():
        text, ideographs = _IDEOGRAPH.subn(" ", text)
        text, unspaced = _UNSPACED.subn(" ", text)
    words = _BETWEEN_WORDS.split(text)
    # Most words are letters and digits only, which is a quick test.
    others = [word for word in words if not word.isalnum()]
    spaced = len(words) - len(others) + sum(map(_has_letter_or_digit, others))
    return Length(spaced + unspaced + ideographs, ideographs)


def _has_letter_or_digit(word: str) -> bool:
    return _LETTER_OR_DIGIT.search(word) is not None
