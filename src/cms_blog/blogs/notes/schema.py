"""Mutations for review notes."""

from typing import Annotated

import strawberry
from bson import ObjectId

from cms_blog.blogs.notes import service, suggestions
from cms_blog.blogs.notes.presentation import present_note
from cms_blog.blogs.notes.results import (
    AddNoteInput,
    AddNoteResult,
    AddNoteSuccess,
    ApplySuggestionInput,
    ApplySuggestionResult,
    ApplySuggestionSuccess,
    DeleteNoteResult,
    DeleteNoteSuccess,
    ReopenNoteResult,
    ReopenNoteSuccess,
    ResolveNoteResult,
    ResolveNoteSuccess,
)
from cms_blog.blogs.notes.service import Noted
from cms_blog.blogs.notes.types import ReviewNote
from cms_blog.blogs.results import blog_of_result
from cms_blog.blogs.schema import BlogId, to_oid
from cms_blog.context import Info
from cms_blog.graphql.types.node_ids import part_of
from cms_blog.graphql.types.selection import below

NoteId = Annotated[strawberry.ID, strawberry.argument(description="The note's `id`.")]


def _ids(note_id: str) -> tuple[ObjectId, ObjectId]:
    """Decode the id of a note: those of its blog and its own.

    Raises:
        NotFound: it is not the id of a note.
    """
    ids = part_of("ReviewNote", note_id)
    if ids is None:
        raise service.no_note()
    return ids


async def _shown(info: Info, noted: Noted) -> ReviewNote:
    selected = below(info.selected(), "note")
    return await present_note(noted.blog, noted.note, info.context, selected)


@strawberry.type
class NotesMutation:
    @strawberry.mutation(
        description=(
            "Add a note to a blog of the viewer's own or, as an admin, to any blog, in any status. "
            f"A blog has {service.MAX_NOTES} notes at most."
        )
    )
    async def add_note(
        self,
        info: Info,
        blog_id: BlogId,
        input: Annotated[AddNoteInput, strawberry.argument(description="The note.")],
    ) -> AddNoteResult:
        noted = await service.add_note(info.context.signed_in(), to_oid(blog_id), input)
        info.context.services.mail.wake()
        note, blog = await _shown(info, noted), await blog_of_result(info, noted.blog)
        return AddNoteSuccess(note=note, blog=blog)

    @strawberry.mutation(
        description=(
            "Mark a note as resolved: the author of the blog and admins may. A repeated call "
            "changes nothing."
        )
    )
    async def resolve_note(self, info: Info, id: NoteId) -> ResolveNoteResult:
        noted = await service.resolve_note(info.context.signed_in(), *_ids(id))
        return ResolveNoteSuccess(note=await _shown(info, noted))

    @strawberry.mutation(
        description=(
            "Mark a resolved note as open: the author of the blog and admins may. A repeated call "
            "changes nothing."
        )
    )
    async def reopen_note(self, info: Info, id: NoteId) -> ReopenNoteResult:
        noted = await service.reopen_note(info.context.signed_in(), *_ids(id))
        return ReopenNoteSuccess(note=await _shown(info, noted))

    @strawberry.mutation(
        description=(
            "Delete a note that the viewer wrote; admins may delete any note. A repeated call "
            "returns NotFoundError."
        )
    )
    async def delete_note(self, info: Info, id: NoteId) -> DeleteNoteResult:
        await service.delete_note(info.context.signed_in(), *_ids(id))
        return DeleteNoteSuccess(deleted_id=id)

    @strawberry.mutation(
        description=(
            "Replace the passage of a note by its suggestion, and resolve the note. This is an "
            "edit of the viewer's own blog, as by `updateBlog`. The passage must be in the current "
            "text, once or told apart by the text around it."
        )
    )
    async def apply_suggestion(
        self,
        info: Info,
        note_id: NoteId,
        input: Annotated[
            ApplySuggestionInput, strawberry.argument(description="The revision to change.")
        ],
    ) -> ApplySuggestionResult:
        viewer, ids = info.context.signed_in(), _ids(note_id)
        noted = await suggestions.apply_suggestion(
            viewer, *ids, input.expected_revision, storage=info.context.services.storage
        )
        note, blog = await _shown(info, noted), await blog_of_result(info, noted.blog)
        return ApplySuggestionSuccess(blog=blog, note=note)
