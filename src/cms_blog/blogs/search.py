"""Search by the beginnings of words of the title and the keyword.

The words are kept as a list in the document: MongoDB answers an anchored expression on it from an
index, which it can't for one inside a text. Chinese, Japanese, Thai, Lao, Burmese and Khmer have no
spaces between words: their runs are kept as overlapping pairs of characters.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

from slugify import slugify

from cms_blog.errors import BadRequest
from cms_blog.validation.text import IDEOGRAPHS, UNSPACED_LETTERS, folded, is_mark, words

MAX_SEARCH = 100
# As many as the characters of a title and a keyword.
_MAX_TERMS_KEPT = 400
_MAX_TERMS_ASKED = 16
_UNSPACED = re.compile(f"([{IDEOGRAPHS}{UNSPACED_LETTERS}]+)")
# With these names begin the letters whose accents make no other word.
_ACCENTED = ("LATIN", "GREEK", "CYRILLIC")


def search_words(*texts: str) -> list[str]:
    """The different terms of the texts, without case and accents; the first 400 of them."""
    return _terms(texts, _MAX_TERMS_KEPT)


def search_filter(search: str | None) -> dict[str, Any]:
    """The filter for documents that have, for each term of `search`, one that begins with it.

    Raises:
        BadRequest: the text is too long.
    """
    if search is None or not search.strip():
        return {}
    if len(search) > MAX_SEARCH:
        raise BadRequest(f"`search` must have at most {MAX_SEARCH} characters.")
    terms = _terms((search,), _MAX_TERMS_ASKED)
    # A text without any word in it, as "!?", is in no title.
    beginnings = [{"search_words": {"$regex": f"^{re.escape(term)}"}} for term in terms]
    return {"$and": beginnings} if beginnings else {"search_words": "!"}


def _terms(texts: tuple[str, ...], most: int) -> list[str]:
    found = dict.fromkeys(
        term
        for text in texts
        for word in words(_without_accents(folded(text)))
        for term in _terms_of(word)
    )
    return list(found)[:most]


def _without_accents(text: str) -> str:
    """The text without the marks of Latin, Greek and Cyrillic letters, as slugs have it.

    In other scripts a mark is a vowel or makes another letter.
    """
    result: list[str] = []
    is_accented = False  # a mark without a letter stays
    for char in unicodedata.normalize("NFD", text):
        if not is_mark(char):
            name = unicodedata.name(char, "")
            is_accented = name.startswith(_ACCENTED)
            # Not every letter decomposes: ł, ø and đ do not.
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
        # No pair begins with the last one.
        yield units[-1]
