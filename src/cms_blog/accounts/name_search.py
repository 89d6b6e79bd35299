"""Search for users by the beginnings of the words of their names.

The beginnings are stored: an equality uses an index in every database, other than a prefix of an
item in a list.
"""

from bson import ObjectId

from cms_blog.accounts.documents import UserDocument
from cms_blog.validation.search_terms import search_terms

# Words of a name, and characters of a word, of which beginnings are stored.
_MAX_WORDS = 10
_MAX_PREFIX = 20
# More users with a name are not found.
MAX_FOUND = 1_000


def name_prefixes(name: str) -> list[str]:
    """Return the stored beginnings of the words of a name."""
    prefixes = (
        word[:end]
        for word in search_terms((name,), _MAX_WORDS)
        for end in range(1, min(len(word), _MAX_PREFIX) + 1)
    )
    return list(dict.fromkeys(prefixes))


async def users_named(term: str) -> list[ObjectId]:
    """Return the users with a word in their names that begins with the search term."""
    cursor = UserDocument.collection().find(
        {"name_prefixes": term[:_MAX_PREFIX]}, {"name": 1}, limit=MAX_FOUND
    )
    return [raw["_id"] for raw in await cursor.to_list() if _is_in(term, raw["name"])]


def _is_in(term: str, name: str) -> bool:
    words = search_terms((name,), _MAX_WORDS)
    return len(term) <= _MAX_PREFIX or any(word.startswith(term) for word in words)
