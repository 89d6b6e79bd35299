"""Prefix search for words of a blog: public ones, and those of the private keyword.

Documents store the words as a list, because MongoDB uses an index for an anchored regular
expression only. Chinese, Japanese, Thai, Lao, Burmese and Khmer have no spaces between words: their
runs are stored as overlapping pairs of characters.
"""

import re
from collections.abc import Collection, Mapping
from typing import Any

from bson import ObjectId

from cms_blog.errors import BadRequest
from cms_blog.validation.search_terms import search_terms

MAX_SEARCH = 100
# More than a title and an excerpt of Chinese characters have.
_MAX_TERMS_STORED = 400
_MAX_TERMS_SEARCHED = 16


def search_words(*texts: str) -> list[str]:
    """Return the distinct terms of the texts without case and accents, 400 at most."""
    return search_terms(texts, _MAX_TERMS_STORED)


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
    terms = searched_terms(search)
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
    return queue_filter(search, {})


def queue_filter(search: str | None, authors: Mapping[str, Collection[ObjectId]]) -> dict[str, Any]:
    """Return the filter for blogs of any author; `authors` are found by their names, by term.

    Raises:
        BadRequest: the search is too long.
    """
    terms = searched_terms(search)
    if not terms:
        return _nothing(search)
    return {"$and": [{"$or": _found_by(term, authors.get(term, ()))} for term in terms]}


def _found_by(term: str, authors: Collection[ObjectId]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {field: _beginning(term)} for field in ("search_words", "keyword_words")
    ]
    return [*found, {"author_id": {"$in": [*authors]}}] if authors else found


def _nothing(search: str | None) -> dict[str, Any]:
    """The filter for a search without terms: one without words, such as "!?", matches nothing."""
    return {} if search is None or not search.strip() else {"search_words": "!"}


def _beginning(term: str) -> dict[str, str]:
    return {"$regex": f"^{re.escape(term)}"}


def searched_terms(search: str | None) -> list[str]:
    """Return the terms of a search.

    Raises:
        BadRequest: the search is too long.
    """
    if search is None or not search.strip():
        return []
    if len(search) > MAX_SEARCH:
        raise BadRequest(f"`search` must have at most {MAX_SEARCH} characters.")
    return search_terms((search,), _MAX_TERMS_SEARCHED)
