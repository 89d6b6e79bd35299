"""Inputs and results of the mutations for review notes."""

from typing import Annotated

import strawberry

from cms_blog.blogs.notes.service import (
    MAX_BODY,
    MAX_CONTEXT,
    MAX_QUOTE,
    MAX_SUGGESTION,
)
from cms_blog.blogs.notes.types import ReviewNote
from cms_blog.blogs.results import BlogStatusError, EditConflictError
from cms_blog.blogs.service import MAX_IDEMPOTENCY_KEY
from cms_blog.blogs.types import Blog
from cms_blog.graphql.types.errors import InvalidInputError, NotFoundError

_CONTEXT = f"{MAX_CONTEXT} characters at most. It tells repeated passages apart."


@strawberry.input(description="A note about a passage of the text, or about the whole.")
class AddNoteInput:
    body: str = strawberry.field(description=f"The comment: 1 to {MAX_BODY:,} characters.")
    quote: str | None = strawberry.field(
        default=None,
        description=(
            "The passage, verbatim, from the Markdown of the current text (the working copy, if "
            f"there is one): {MAX_QUOTE:,} characters at most. White space may differ. Null is the "
            "whole text."
        ),
    )
    prefix: str | None = strawberry.field(
        default=None, description=f"The text before the passage, {_CONTEXT}"
    )
    suffix: str | None = strawberry.field(
        default=None, description=f"The text after the passage, {_CONTEXT}"
    )
    suggestion: str | None = strawberry.field(
        default=None,
        description=(
            f"Markdown to replace the passage with: {MAX_SUGGESTION:,} characters at most; empty "
            "to remove it. It needs a `quote`."
        ),
    )
    idempotency_key: str | None = strawberry.field(
        default=None,
        description=(
            f"Idempotency key, for example a UUID: 1 to {MAX_IDEMPOTENCY_KEY} characters. A second "
            "call with the same key and note returns the note that the first call added. Keys are "
            "scoped to the viewer and the blog, and valid until the note is deleted."
        ),
    )


@strawberry.input(description="The revision to apply a suggestion to.")
class ApplySuggestionInput:
    expected_revision: int = strawberry.field(
        description="The current `revision`. Any other revision returns EditConflictError."
    )


@strawberry.type(description="The note was added.")
class AddNoteSuccess:
    note: ReviewNote = strawberry.field(description="The added note.")
    blog: Blog = strawberry.field(description="The blog with the note. Its `revision` is the same.")


@strawberry.type(description="The note is resolved.")
class ResolveNoteSuccess:
    note: ReviewNote = strawberry.field(description="The resolved note.")


@strawberry.type(description="The note is open again.")
class ReopenNoteSuccess:
    note: ReviewNote = strawberry.field(description="The open note.")


@strawberry.type(description="The note was deleted.")
class DeleteNoteSuccess:
    deleted_id: strawberry.ID = strawberry.field(description="Id of the deleted note.")


@strawberry.type(description="The passage was replaced, and the note is resolved.")
class ApplySuggestionSuccess:
    blog: Blog = strawberry.field(description="The blog after the change.")
    note: ReviewNote = strawberry.field(description="The resolved note.")


AddNoteResult = Annotated[
    AddNoteSuccess | InvalidInputError | NotFoundError,
    strawberry.union("AddNoteResult", description="Result of `addNote`."),
]
ResolveNoteResult = Annotated[
    ResolveNoteSuccess | NotFoundError,
    strawberry.union("ResolveNoteResult", description="Result of `resolveNote`."),
]
ReopenNoteResult = Annotated[
    ReopenNoteSuccess | NotFoundError,
    strawberry.union("ReopenNoteResult", description="Result of `reopenNote`."),
]
DeleteNoteResult = Annotated[
    DeleteNoteSuccess | NotFoundError,
    strawberry.union("DeleteNoteResult", description="Result of `deleteNote`."),
]
ApplySuggestionResult = Annotated[
    ApplySuggestionSuccess
    | InvalidInputError
    | NotFoundError
    | BlogStatusError
    | EditConflictError,
    strawberry.union("ApplySuggestionResult", description="Result of `applySuggestion`."),
]
