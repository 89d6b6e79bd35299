"""Related blogs: published ones that share tags or words with another published blog.

Of the newest MAX_CANDIDATES blogs with a common tag or word, those with the highest score are
returned: three points for each common tag, one for each common word. Of equal ones, the blog that
was published later is first.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bson import ObjectId

from cms_blog.blogs.documents import BlogDocument, BlogStatus
from cms_blog.blogs.queries import PUBLISHED, Projection
from cms_blog.blogs.records import BlogRecord
from cms_blog.blogs.search import search_words
from cms_blog.blogs.workflow.publication import having_status
from cms_blog.database.clock import now
from cms_blog.database.document import EXISTS, Raw
from cms_blog.database.expressions import or_
from cms_blog.errors import BadRequest

MAX_RELATED = 10
# The database reads this many blogs at most, however common the words are.
MAX_CANDIDATES = 200
_MAX_WORDS = 20
_POINTS_OF_TAG = 3
_SOURCE = dict.fromkeys(
    ("status", "author_id", "published_at", "tag_keys", "search_words", "keyword_words"), 1
) | {"meta.title": 1}
# Words of alphabets with fewer letters are mostly articles and prepositions.
_LEAST_LETTERS = 4
# Thai is the first of the scripts in which two characters can be a word.
_FIRST_DENSE_SCRIPT = "\u0e00"


async def related_blogs(oid: ObjectId, first: int, projection: Projection) -> Sequence[BlogRecord]:
    """Return blogs that are related to a published one, closest first; empty for any other.

    Raises:
        BadRequest: `first` is not from 1 to MAX_RELATED.
    """
    if not 1 <= first <= MAX_RELATED:
        raise BadRequest(f"`first` must be from 1 to {MAX_RELATED}; not {first}.")
    at = now()
    public = having_status({BlogStatus.PUBLISHED}, at)
    source = await BlogDocument.collection().find_one({"_id": oid, **public}, _SOURCE)
    if source is None:
        return ()
    tags: list[str] = source.get("tag_keys") or []
    words = _words_of(source)
    if not tags and not words:
        return ()
    pipeline: list[Raw] = [
        {"$match": {**public, "_id": {"$ne": oid}, "$or": _sharing(tags, words)}},
        {"$sort": dict(PUBLISHED.sort)},
        {"$limit": MAX_CANDIDATES},
        {"$project": {**projection, "_score": _score(tags, words)}},
        {"$sort": {"_score": -1, **dict(PUBLISHED.sort)}},
        {"$limit": first},
    ]
    cursor = await BlogDocument.collection().aggregate(pipeline)
    return [BlogRecord.of(raw) for raw in await cursor.to_list()]


def _words_of(blog: Mapping[str, Any]) -> list[str]:
    """Return the first words of title and excerpt that say something about the subject."""
    # The words of blogs of an earlier release contain those of the private keyword.
    is_old = blog.get("keyword_words") is None
    words: list[str] = blog.get("search_words") or []
    if is_old:
        words = search_words(BlogRecord.of(blog).title)
    return [word for word in words if _is_significant(word)][:_MAX_WORDS]


def _is_significant(word: str) -> bool:
    return len(word) >= _LEAST_LETTERS or max(word) >= _FIRST_DENSE_SCRIPT


def _sharing(tags: Sequence[str], words: Sequence[str]) -> list[Raw]:
    """Return the alternatives of the filter."""
    found: list[Raw] = [{"tag_keys": {"$in": tags}}] if tags else []
    if words:
        found.append({"search_words": {"$in": words}, "keyword_words": EXISTS})
    return found


def _score(tags: Sequence[str], words: Sequence[str]) -> Raw:
    common_tags = {"$multiply": [_POINTS_OF_TAG, _common("$tag_keys", tags)]}
    return {"$add": [common_tags, _common("$search_words", words)]}


def _common(field: str, values: Sequence[str]) -> Raw:
    """Return the expression for the number of values in the field."""
    return {"$size": {"$setIntersection": [or_(field, []), {"$literal": values}]}}
