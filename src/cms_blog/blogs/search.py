"""Prefix search for words of a blog: public ones, and those of the private keyword.

Documents store the words as a list, because MongoDB uses an index for an anchored regular
expression only. Chinese, Japanese, Thai, Lao, Burmese and Khmer have no spaces between words: their
runs are stored as overlapping pairs of characters.
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
# More than a title and an excerpt of Chinese characters have.
_MAX_TERMS_STORED = 400
_MAX_TERMS_SEARCHED = 16
_UNSPACED = re.compile(f"([{IDEOGRAPHS}{UNSPACED_LETTERS}]+)")
# Prefixes of Unicode names of the scripts in which accents are ignored.
_ACCENTED = ("LATIN", "GREEK", "CYRILLIC")


def search_words(*texts: str) -> list[str]:
    """Return the distinct terms of the texts without case and accents, 400 at most."""
    return _terms(texts, _MAX_TERMS_STORED)


def stored_words(*, title: str, excerpt: str, keyword: str) -> dict[str, Any]:
    """Return the stored fields: the public words, and those of the private keyword."""
    return {"search_words": search_words(title, excerpt), "keyword_words": search_words(keyword)}


def public_filter(search: str | None) -> dict[str, Any]:
    """Return the filter for blogs whose public words begin with each term of `search`.

    The `search_words` of blogs of an earlier release contain the keyword. Until they are migrated,
    their title must contain each term.

    Raises:
        BadRequest: the search is too long.
    """
    terms = _searched(search)
    if not terms:
        return _nothing(search)
    titles = [{"meta.title": {"$regex": re.escape(term), "$options": "i"}} for term in terms]
    public = {"$or": [{"keyword_words": {"$exists": True}}, {"$and": titles}]}
    return {"$and": [*({"search_words": _beginning(term)} for term in terms), public]}


def own_filter(search: str | None) -> dict[str, Any]:
    """Return the filter for the author's own blogs, which the keyword finds, too.

    Raises:
        BadRequest: the search is too long.
    """
    terms = _searched(search)
    if not terms:
        return _nothing(search)
    fields = ("search_words", "keyword_words")
    return {"$and": [{"$or": [{field: _beginning(term)} for field in fields]} for term in terms]}


def _nothing(search: str | None) -> dict[str, Any]:
    """The filter for a search without terms: one without words, such as "!?", matches nothing."""
    return {} if search is None or not search.strip() else {"search_words": "!"}


def _beginning(term: str) -> dict[str, str]:
    return {"$regex": f"^{re.escape(term)}"}


def _searched(search: str | None) -> list[str]:
    if search is None or not search.strip():
        return []
    if len(search) > MAX_SEARCH:
        raise BadRequest(f"`search` must have at most {MAX_SEARCH} characters.")
    return _terms((search,), _MAX_TERMS_SEARCHED)


def _terms(texts: tuple[str, ...], most: int) -> list[str]:
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
