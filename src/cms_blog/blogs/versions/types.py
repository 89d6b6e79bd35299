"""The `BlogVersion` type of the API."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Self

import strawberry

from cms_blog.accounts.types import User
from cms_blog.blogs.versions.documents import BlogVersionCause
from cms_blog.blogs.versions.history import Entry
from cms_blog.graphql.execution.limits import costs
from cms_blog.graphql.types.enums import describe_enum
from cms_blog.graphql.types.node_ids import encode_id
from cms_blog.graphql.types.scalars import URL, Markdown

# So that one operation reads the texts of all versions of nine blogs at most.
_TEXT_COST = 100

describe_enum(
    BlogVersionCause,
    "The change that led to a version.",
    SAVED="`saveBlog`, or a text that was saved before versions were kept.",
    EDITED="`updateBlog`. Edits by one person within ten minutes share a version.",
    RESTORED="`restoreVersion`.",
    SUGGESTION_APPLIED="`applySuggestion`.",
    PUBLISHED="`approveBlog`.",
)


class VersionText(NamedTuple):
    """The text of a version; fields that are not selected have their defaults."""

    title: str = ""
    tags: Sequence[str] = ()
    cover_image_url: str | None = None
    markdown: str = ""
    word_count: int = 0


@strawberry.type(
    description=(
        "A state that the blog was in: its text, or that of its working copy, after `cause`."
    )
)
class BlogVersion:
    id: strawberry.ID = strawberry.field(
        description="Opaque id for caches of clients: do not parse it."
    )
    revision: int = strawberry.field(
        description="The blog's `revision` at that time. `restoreVersion` takes it."
    )
    cause: BlogVersionCause = strawberry.field(description="The change that led to this state.")
    saved_by: User | None = strawberry.field(
        description="The user who made the change; null if the account was deleted."
    )
    saved_at: datetime = strawberry.field(description="Time of the change.")
    title: str = strawberry.field(description="The title, in one line.")
    tags: list[str] = strawberry.field(description="The tags in the author's order.")
    cover_image_url: URL | None = strawberry.field(description="The address of the cover image.")
    markdown: Markdown = strawberry.field(
        description=f"The text. It counts as {_TEXT_COST} fields of an operation's limit.",
        metadata=costs(_TEXT_COST),
    )
    word_count: int = strawberry.field(
        description="Number of words; for Chinese and Japanese, of characters."
    )

    @classmethod
    def of(cls, entry: Entry, saved_by: User | None, text: VersionText) -> Self:
        """Build the version."""
        cover = text.cover_image_url
        shown = object.__new__(cls)
        # Attributes that are not selected are never read.
        shown.__dict__ = {
            "id": encode_id("BlogVersion", entry["version_id"]),
            "revision": entry["revision"],
            "cause": BlogVersionCause(entry["cause"]),
            "saved_by": saved_by,
            "saved_at": entry["at"],
            "title": text.title,
            "tags": [*text.tags],
            "cover_image_url": URL(cover) if cover else None,
            "markdown": Markdown(text.markdown),
            "word_count": text.word_count,
        }
        return shown
