"""Search for users by the beginnings of the words of their names.

The beginnings are stored: an equality uses an index in every database, other than a prefix of an
item in a list.
"""

from collections.abc import Sequence

from cms_blog.accounts.documents import UserDocument
from cms_blog.database.document import Raw
from cms_blog.validation.email_address import email_key
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


async def users_named(*terms: str, fields: Sequence[str] = ()) -> list[Raw]:
    """Return the `_id` and `fields` of users with, for each term, a name's word that begins so."""
    prefixes = [{"name_prefixes": term[:_MAX_PREFIX]} for term in terms]
    filter_: Raw = prefixes[0] if len(prefixes) == 1 else {"$and": prefixes}
    found = await _found(filter_, ("name", *fields))
    return [raw for raw in found if all(_is_in(term, raw["name"]) for term in terms)]


async def users_with_address(start: str, fields: Sequence[str] = ()) -> list[Raw]:
    """Return the `_id` and `fields` of users whose addresses begin with `start`, normalised."""
    key = email_key(start)
    return await _found({"email": {"$gte": key, "$lte": f"{key}\U0010ffff"}}, fields)


async def _found(filter_: Raw, fields: Sequence[str]) -> list[Raw]:
    projection = dict.fromkeys(("_id", *fields), 1)
    return await UserDocument.collection().find(filter_, projection, limit=MAX_FOUND).to_list()


def _is_in(term: str, name: str) -> bool:
    words = search_terms((name,), _MAX_WORDS)
    return len(term) <= _MAX_PREFIX or any(word.startswith(term) for word in words)
