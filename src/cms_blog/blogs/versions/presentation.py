"""Builds the versions of blogs. Their documents are read in one query, as far as selected."""

from collections.abc import Mapping, Sequence

from bson import ObjectId

from cms_blog.accounts.types import User
from cms_blog.blogs.records import BlogRecord
from cms_blog.blogs.versions.store import versions_by_id
from cms_blog.blogs.versions.types import BlogVersion
from cms_blog.database.document import Raw

# Fields of the documents by their names in the API. The others are in the blog's entries.
_STORED = {
    "title": "title",
    "tags": "tags",
    "coverImageUrl": "cover_image_url",
    "markdown": "text",
    "wordCount": "word_count",
}


async def versions_of(
    records: Sequence[BlogRecord], users: Mapping[bytes, User], selected: frozenset[str]
) -> list[list[BlogVersion]]:
    """Return the versions of each blog, newest first; `selected` are the paths below `versions`.

    An entry without its document, for example of a backup that is not of one point in time, is
    left out if fields of the document are selected.
    """
    fields = {_STORED[name]: 1 for name in selected & _STORED.keys()}
    entries = [[*reversed(record.versions)] for record in records]
    ids = [entry["version_id"] for each in entries for entry in each]
    unread: Mapping[ObjectId, Raw] = {oid: {} for oid in ids}
    found = await versions_by_id(ids, fields) if fields else unread
    return [
        [
            BlogVersion.of(entry, users.get(entry["by"].binary), found[entry["version_id"]])
            for entry in each
            if entry["version_id"] in found
        ]
        for each in entries
    ]
