"""Blogs as they are read: typed views of what MongoDB answered, each part checked when it is used.

Writing goes through `BlogDocument`, which checks all of it. A list that shows a title and a date
has no use for that, and it is most of what a list would cost.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple, Self

from beanie import PydanticObjectId
from pydantic import TypeAdapter

from cms_blog.blogs.content.content import below_headline
from cms_blog.blogs.documents import BlogDocument, BlogStatus, FinalBlog, Meta, ReviewEntry

_REVIEWS = TypeAdapter(list[ReviewEntry])
# By what MongoDB holds.
STATUSES = {status.value: status for status in BlogStatus}
_TEXT = {"content.markdown", "content.html", "content.__typename"}


@lru_cache(maxsize=512)
def only_text(fields: frozenset[str]) -> bool:
    """Whether, of a blog's content, these fields of it in the API are the text and no more."""
    return all(field in _TEXT for field in fields if field.startswith("content."))


class BlogRecord(NamedTuple):
    """A stored blog. What a query left out reads as its default."""

    oid: PydanticObjectId
    author_id: PydanticObjectId
    status: BlogStatus
    title: str
    cover_image_url: str | None
    # As it is stored, and `meta` of it: the mappings that the properties below read.
    raw: Mapping[str, Any]
    chosen: Mapping[str, Any]

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Self:
        """The record in one of MongoDB's answers."""
        meta: Mapping[str, Any] = raw.get("meta") or {}
        return cls(
            oid=raw["_id"],
            author_id=raw["author_id"],
            status=STATUSES[raw["status"]],
            title=meta.get("title") or "",
            cover_image_url=meta.get("cover_image_url"),
            raw=raw,
            chosen=meta,
        )

    @classmethod
    def of_new(cls, document: BlogDocument) -> Self:
        """The record of a blog that was just inserted."""
        return cls.of({**document.model_dump(), "_id": document.oid})

    @property
    def meta(self) -> Meta:
        """The brief, and what was chosen in each step."""
        return Meta.model_validate(self.chosen)

    @property
    def final_blog(self) -> FinalBlog:
        """The text, without title and cover; from earlier versions, these are removed."""
        final = FinalBlog.model_validate(self.raw.get("final_blog") or {})
        return below_headline(final, self.title, self.cover_image_url)

    @property
    def reviews(self) -> list[ReviewEntry]:
        """The decisions, oldest first."""
        return _REVIEWS.validate_python(self.raw.get("reviews") or [])

    @property
    def feedback(self) -> str | None:
        """The reviewer's words, while it is rejected."""
        return self.raw.get("feedback") if self.status is BlogStatus.REJECTED else None

    @property
    def revision(self) -> int:
        """A blog from before revisions were counted is at its first."""
        return self.raw.get("revision") or 1

    @property
    def slug(self) -> str | None:
        """What it is published under."""
        return self.raw.get("slug")

    @property
    def first_published_at(self) -> datetime | None:
        """When it was first published."""
        return self.raw.get("first_published_at") or self.raw.get("published_at")

    @property
    def published_at(self) -> datetime | None:
        """When it was last published; None unless it is PUBLISHED.

        The stored `published_at` is the place in the public list, which a second approval keeps.
        """
        if self.status is not BlogStatus.PUBLISHED:
            return None
        stored = self.raw.get("published_at"), self.raw.get("approved_at")
        return max((instant for instant in stored if instant is not None), default=None)

    @property
    def is_as_approved(self) -> bool:
        """Whether it was unpublished, and has the text that was approved."""
        unpublished = self.raw.get("unpublished_at") is not None
        return unpublished and self.raw.get("approved_revision") == self.revision

    def instant(self, field: str) -> datetime | None:
        """One of its dates, by the name of its field."""
        return self.raw.get(field)
