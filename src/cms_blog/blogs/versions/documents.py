"""Stored versions of blogs: their texts in a collection, their order in the blog's document.

The text of the newest version is that of the blog. A change that replaces it inserts the version
first, so that every entry has its text. A version without an entry is an orphan and deleted: see
`store.py` and `sweep.py`.
"""

from enum import StrEnum
from typing import Annotated, Any, ClassVar

from beanie import PydanticObjectId
from pydantic import Field
from pymongo import ASCENDING, IndexModel

from cms_blog.database.document import StoredDocument


class BlogVersionCause(StrEnum):
    """The change that led to a version. The values are stored."""

    SAVED = "saved"
    EDITED = "edited"
    RESTORED = "restored"
    SUGGESTION_APPLIED = "suggestion_applied"
    PUBLISHED = "published"


class BlogVersionDocument(StoredDocument):
    """A state of a blog's text or working copy. It is never changed, except for image addresses."""

    blog_id: PydanticObjectId
    # The blog's revision at that time.
    revision: int
    title: str
    tags: list[str]
    cover_image_url: str | None = None
    # Markdown, compressed: see `store.packed`.
    text: bytes
    word_count: int
    # Names of this server's images in the text, the cover and `meta`.
    images: list[str]
    # The brief and the author's choices, without title and cover.
    meta: Annotated[dict[str, Any], Field(default_factory=dict[str, Any])]

    class Settings:
        name = "blog_versions"
        indexes: ClassVar = [
            IndexModel([("blog_id", ASCENDING)]),
            IndexModel([("images", ASCENDING)]),
        ]
