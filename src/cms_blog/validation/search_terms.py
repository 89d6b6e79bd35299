"""Terms for prefix search: the words of a text without case and accents.

Chinese, Japanese, Thai, Lao, Burmese and Khmer have no spaces between words: their runs become
overlapping pairs of characters.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from slugify import slugify

from cms_blog.validation.text import IDEOGRAPHS, UNSPACED_LETTERS, folded, is_mark, words

_UNSPACED = re.compile(f"([{IDEOGRAPHS}{UNSPACED_LETTERS}]+)")
# Prefixes of Unicode names of the scripts in which accents are ignored.
_ACCENTED = ("LATIN", "GREEK", "CYRILLIC")


def search_terms(texts: tuple[str, ...], most: int) -> list[str]:
    """Return the first `most` different terms of the texts, without case and accents."""
    found = dict.fromkeys(
        term
        for text in texts
        for word in words(_without_accents(folded(text)))
        for term in _terms_of(word)
    )
    return list(found)[:most]


def _without_accents(text: str) -> str:
    """Remove the marks of Latin, Greek and Cyrillic letters, like in slugs.

    In other scripts, marks are vowels or distinguish letters.
    """
    if text.isascii():
        return text
    result: list[str] = []
    is_accented = False  # keep a mark without a letter
    for char in unicodedata.normalize("NFD", text):
        if not is_mark(char):
            name = unicodedata.name(char, "")
            is_accented = name.startswith(_ACCENTED)
            # Some letters do not decompose, for example ł, ø and đ.
            result.append(_latin(char) if name.startswith("LATIN") else char)
        elif not is_accented:
            result.append(char)
    return "".join(result)


@cache
def _latin(letter: str) -> str:
    return slugify(letter)


def _terms_of(word: str) -> Iterator[str]:
    for part in filter(None, _UNSPACED.split(word)):
        if not _UNSPACED.match(part):
            yield part
            continue
        units: list[str] = []
        for char in part:
            if units and is_mark(char):
                units[-1] += char
            else:
                units.append(char)
        yield from map("".join, pairwise(units))
        # The last character begins no pair.
        yield units[-1]
