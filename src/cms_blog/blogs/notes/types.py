"""The `ReviewNote` type of the API."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

import strawberry
from bson import ObjectId

from cms_blog.accounts.types import User
from cms_blog.graphql.types.node_ids import Node, encode_part_id


@strawberry.type(
    description=(
        "A comment of the author or an admin on a passage of the text, or on the whole. Visible to "
        "the author and admins only."
    )
)
class ReviewNote(Node):
    author: User = strawberry.field(description="The user who wrote the note.")
    body: str = strawberry.field(description="The comment.")
    quote: str | None = strawberry.field(
        description="The passage of the Markdown, verbatim; null for the whole text."
    )
    anchor: str | None = strawberry.field(
        description=(
            "Anchor of the section of the current text that has the passage; null before the first "
            "heading, for the whole text, and if `orphaned`."
        )
    )
    orphaned: bool = strawberry.field(
        description="Whether the passage is no longer in the current text."
    )
    suggestion: str | None = strawberry.field(
        description="Markdown to replace the passage with; empty to remove it."
    )
    revision: int = strawberry.field(description="The blog's `revision` when the note was written.")
    created_at: datetime = strawberry.field(description="Time when the note was written.")
    resolved_at: datetime | None = strawberry.field(
        description="Time when the note was resolved; null while it is open."
    )
    resolved_by: User | None = strawberry.field(
        description="The user who resolved it; null while it is open."
    )

    @classmethod
    def of(
        cls,
        blog_id: ObjectId,
        note: Mapping[str, Any],
        users: Mapping[bytes, User],
        *,
        anchor: str | None,
        orphaned: bool,
    ) -> Self:
        """Build the note; users who are not in `users` were deleted."""

        def user(oid: ObjectId) -> User:
            return users.get(oid.binary) or User.deleted(oid)

        resolver = note.get("resolved_by")
        return cls(
            id=encode_part_id("ReviewNote", blog_id, note["id"]),
            author=user(note["author_id"]),
            body=note["body"],
            quote=note.get("quote"),
            anchor=anchor,
            orphaned=orphaned,
            suggestion=note.get("suggestion"),
            revision=note["revision"],
            created_at=note["created_at"],
            resolved_at=note.get("resolved_at"),
            resolved_by=None if resolver is None else user(resolver),
        )
