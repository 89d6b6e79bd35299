"""Documents and expectations for the query plans of a MongoDB, which chooses by the data.

With a handful of documents all plans cost the same, so a wrong one would pass.
"""

from collections.abc import Mapping
from datetime import timedelta
from itertools import cycle, islice
from typing import Any

from bson import ObjectId

USERS, BLOGS = 2_000, 4_000
_STATUSES = ("saved", "pending", "published", "published", "rejected")

_BY_AUTHOR = "author_id_1_created_at_-1__id_-1"
_BY_AUTHOR_AND_STATUS = "author_id_1_status_1_created_at_-1__id_-1_published_at_-1"
_BY_AUTHOR_AND_PUBLICATION = "author_id_1_published_at_-1__id_-1"
_BY_PUBLICATION = "status_1_published_at_-1__id_-1"
_BY_TAG = "status_1_tag_keys_1_published_at_-1__id_-1"
_BY_REQUEST = "status_1_requested_at_1__id_1"
_BY_WORDS = "status_1_search_words_1"
_CHANGED = "working.status_1_working.requested_at_1__id_1"
_CHANGED_BY_AUTHOR = "working.status_1_author_id_1_status_1"

_OF_AUTHOR = {_BY_AUTHOR, _BY_AUTHOR_AND_STATUS}

# By row and by the index in the table of docs/reference/queries.md: the indexes that a
# MongoDB may use instead. Where a row is absent, only the one in the table.
ALLOWED: Mapping[str, Mapping[str, set[str]]] = {
    "blogs(status)": {_BY_AUTHOR_AND_STATUS: _OF_AUTHOR},
    "blogs(SCHEDULED)": {_BY_AUTHOR_AND_STATUS: _OF_AUTHOR},
    "blogs { totalCount }": {_BY_AUTHOR: _OF_AUTHOR},
    "dashboardStats { publishedWithChanges }": {
        _CHANGED_BY_AUTHOR: {_CHANGED_BY_AUTHOR, _BY_AUTHOR_AND_STATUS}
    },
    "publishedBlogs(search)": {_BY_PUBLICATION: {_BY_PUBLICATION, _BY_WORDS}},
    "publishedBlogs(authorId, tag, search)": {
        _BY_TAG: {_BY_TAG, _BY_AUTHOR_AND_PUBLICATION, _BY_WORDS}
    },
    # The words would read each published post.
    "publishedBlogs { totalCount }": {_BY_WORDS: {_BY_PUBLICATION}},
    "adminQueue(search)": {
        _BY_REQUEST: {_BY_REQUEST, _BY_WORDS, *_OF_AUTHOR},
        _CHANGED: {_CHANGED, _CHANGED_BY_AUTHOR, _BY_WORDS},
    },
    "adminQueue(authorId)": {
        _BY_REQUEST: {_BY_REQUEST, _BY_AUTHOR_AND_STATUS},
        _CHANGED: {_CHANGED, _CHANGED_BY_AUTHOR},
    },
    "adminQueue { totalCount }": {
        _BY_WORDS: {_BY_REQUEST, _BY_PUBLICATION},
        _CHANGED_BY_AUTHOR: {_CHANGED, _CHANGED_BY_AUTHOR},
    },
    "accounts { stats }": {_CHANGED_BY_AUTHOR: {_CHANGED_BY_AUTHOR, _BY_AUTHOR_AND_STATUS}},
    "deleteAccount": {
        _BY_AUTHOR: {*_OF_AUTHOR, "_id_"},
        _CHANGED_BY_AUTHOR: {_CHANGED_BY_AUTHOR, *_OF_AUTHOR},
    },
}
# Rows whose documents a MongoDB may sort: those of a rare word, or of one author.
SORTED = {
    "publishedBlogs(search)",
    "publishedBlogs(authorId, tag, search)",
    "adminQueue(search)",
    "adminQueue(authorId)",
}


def is_allowed(row: str, expected: str, answered: str) -> bool:
    """Whether a MongoDB may answer a command, `find blogs: index`, by another index."""
    command, _, index = expected.partition(": ")
    allowed = ALLOWED.get(row, {}).get(index, {index})
    return answered in {f"{command}: {other}" for other in allowed}


def crowded(documents: Mapping[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Return the documents with thousands of other users and of their blogs."""
    user, blog = documents["users"][0], documents["blogs"][0]
    users = [
        user | {"_id": ObjectId(), "email": f"crowd-{number}@example.com", "role": "user"}
        for number in range(USERS)
    ]
    blogs = [
        blog | {"_id": ObjectId(), "author_id": author["_id"]} | _variant(number, blog)
        for number, author in enumerate(islice(cycle(users), BLOGS))
    ]
    return {**documents, "users": documents["users"] + users, "blogs": documents["blogs"] + blogs}


def _variant(number: int, blog: Mapping[str, Any]) -> dict[str, Any]:
    status, at = _STATUSES[number % len(_STATUSES)], blog["created_at"] - timedelta(hours=number)
    times = {"pending": {"requested_at": at}, "published": {"published_at": at}}
    words = {"search_words": [f"word{number % 500}"], "tag_keys": [f"tag{number % 100}"]}
    return {"status": status, "created_at": at, **times.get(status, {}), **words}
