"""Finding blogs by how the words of their title and keyword begin.

Kept as a list of words in the document: an anchored expression on it is one that MongoDB answers
from an index, as one somewhere inside a text never is.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from cms_blog.errors import BadRequest

MAX_SEARCH = 100
_MAX_WORDS_KEPT = 40
_MAX_WORDS_ASKED = 8
_WORD = re.compile(r"[^\W_]+")


def search_words(*texts: str) -> list[str]:
    """The different words of the texts, without case and accents; the first forty of them."""
    words = dict.fromkeys(word for text in texts for word in _words(text))
    return list(words)[:_MAX_WORDS_KEPT]


def search_filter(search: str | None) -> dict[str, Any]:
    """The filter for documents that have, for each word of `search`, one that begins with it.

    Raises:
        BadRequest: the text is too long.
    """
    if search is None or not search.strip():
        return {}
    if len(search) > MAX_SEARCH:
        raise BadRequest(f"`search` must have at most {MAX_SEARCH} characters.")
    words = list(dict.fromkeys(_words(search)))[:_MAX_WORDS_ASKED]
    # A text without any word in it, as "!?", is in no title.
    beginnings = [{"search_words": {"$regex": f"^{re.escape(word)}"}} for word in words]
    return {"$and": beginnings} if beginnings else {"search_words": "!"}


def _words(text: str) -> Iterator[str]:
    folded = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in folded if not unicodedata.combining(char))
    return (match[0] for match in _WORD.finditer(bare))
