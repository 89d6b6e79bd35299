"""Rendered text as words: what it says, how it begins, how long it is."""

import html
import re

_TAG = re.compile(r"<[^>]*>")
_BLOCK_END = re.compile(r"</(?:p|li|h[1-6]|td|th|blockquote|pre)>|<br>")
# Writing without spaces between words: of Chinese and Japanese each character counts, of Thai, Lao,
# Burmese and Khmer every five letters.
_UNSPACED = re.compile(
    "[\u3005\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
    "|[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]{1,5}"
)
_BETWEEN_WORDS = re.compile(r"[\s/\u2013\u2014\u2026]+")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")


def plain(fragment: str) -> str:
    """What sanitised HTML says, as text of one line: `<` and `&` stand for themselves in it."""
    spaced = _BLOCK_END.sub(" ", fragment)
    return " ".join(html.unescape(_TAG.sub("", spaced)).split())


def shortened(text: str, most: int) -> str:
    """The text in one line, cut at a word where it is longer than `most` characters."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    head, _, tail = cut.rpartition(" ")
    # A word that fills half of it is cut in the middle: there may be no spaces at all.
    return (head if len(tail) < most // 2 else cut).rstrip(" ,;:-") + "…"


def count_words(text: str) -> int:
    """How many words people would count, in writing with spaces between them or without."""
    unspaced = 0
    if not text.isascii():
        text, unspaced = _UNSPACED.subn(" ", text)
    words = _BETWEEN_WORDS.split(text)
    # Nearly all are letters and digits and no more, and that is soon said of a word.
    others = [word for word in words if not word.isalnum()]
    return unspaced + len(words) - len(others) + sum(map(_has_letter_or_digit, others))


def _has_letter_or_digit(word: str) -> bool:
    return _LETTER_OR_DIGIT.search(word) is not None
