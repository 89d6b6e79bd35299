"""Numbers in a sentence: figures, and dates, times or names of parts, which are none."""

import re
from enum import IntEnum

from cms_blog.blogs.content.checks.claim_words import (
    CURRENCY,
    MAGNITUDE,
    MONTHS,
    NUMBER_WORDS,
    PARTS,
    PERCENT,
    RATIO,
    UNITS,
)

# The lengths are limited: else, a long row of digits takes quadratic time.
_NUMBER = re.compile(r"(?<![\w.,#])\d{1,15}(?:[.,'’ ]\d{3}(?!\d)|[.,:/\u2013-]\d{1,6}){0,5}")  # noqa: RUF001
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_THOUSANDS = re.compile(r"[.,'’ ]\d{3}(?:\D|\Z)")  # noqa: RUF001
_LAST_WORD = re.compile(r"([^\s(]{1,20}?)[.:]? \Z")
_NEXT_WORD = re.compile(r"[ .]{0,2}(?:of |de )?([^\s.,;:!?)]{1,20})")
_CURRENCY_SIGNS = ("$", "€", "£", "₹", "¥")
_MARKED = re.compile(" ?(?:[%$€£₹¥]|per ?cent|pour ?cent|por cien)")
_LARGE = 3


class Figure(IntEnum):
    """Weight of a number: a weak one is a figure only in a sentence that presents evidence."""

    NONE = 0
    WEAK = 1
    STRONG = 2


def heaviest(sentence: str) -> Figure:
    """Return the weight of the heaviest number in a sentence."""
    weight = Figure.NONE
    for found in _NUMBER.finditer(sentence):
        weight = max(weight, _weigh(sentence, found))
        if weight is Figure.STRONG:
            break
    return weight


def has_ratio(words: list[str]) -> bool:
    """Whether the words of a sentence contain a ratio: "nine out of ten", "uno de cada cinco"."""
    if RATIO.isdisjoint(words):
        return False
    for at, word in enumerate(words[:-1]):
        after = words[at + 2 : at + 3] if words[at + 1] == "every" else words[at + 1 : at + 2]
        before = words[max(0, at - 2) : at]
        # In Hindi, "से" alone is a range, "में से" a ratio.
        if word == "से" and before[-1:] != ["में"]:
            continue
        if word in RATIO and any(map(_counts, before)) and any(map(_counts, after)):
            return True
    return False


def _counts(word: str) -> bool:
    return word in NUMBER_WORDS or (word.isdecimal() and len(word) <= _LARGE)


def _weigh(sentence: str, found: re.Match[str]) -> Figure:
    number, start, end = found[0], found.start(), found.end()
    before = _word(_LAST_WORD, sentence[max(0, start - 24) : start])
    following = sentence[end : end + 24]
    after = _word(_NEXT_WORD, following)
    preceding = sentence[max(0, start - 2) : start].strip()
    is_marked = preceding.endswith(_CURRENCY_SIGNS) or _MARKED.match(following)
    if is_marked or after in PERCENT | CURRENCY | MAGNITUDE:
        return Figure.STRONG
    if before in PARTS | MONTHS or after in MONTHS or _is_no_quantity(number, following):
        return Figure.NONE
    is_large = len(number) >= _LARGE and number.isdecimal()
    if (is_large or _THOUSANDS.search(number)) and after not in UNITS and following[:2] != " °":
        return Figure.STRONG
    return Figure.WEAK


def _word(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text) if pattern is _LAST_WORD else pattern.match(text)
    return found[1].lower() if found else ""


def _is_no_quantity(number: str, following: str) -> bool:
    """Whether a number is a date, a year, a time, a version, an ordinal or part of a name."""
    if ":" in number or "/" in number or number.count("-") > 1 or _YEAR.fullmatch(number):
        return True
    if number.count(".") > 1 and not _THOUSANDS.search(number):
        return True
    return following[:1].isalpha() and _word(_NEXT_WORD, following) not in UNITS
