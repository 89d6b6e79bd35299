"""Applying the suggestion of a note, which is an edit of the blog."""

from dataclasses import dataclass

from bson import ObjectId

from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.content.markdown import MAX_MARKDOWN, check_renderable
from cms_blog.blogs.documents import Meta
from cms_blog.blogs.notes.passages import place_of, range_of, squeezed
from cms_blog.blogs.notes.service import (
    Noted,
    no_note,
    note_in,
    quote_of,
    resolved,
    unchanged_notes,
)
from cms_blog.blogs.records import BlogRecord
from cms_blog.blogs.versions.documents import BlogVersionCause
from cms_blog.blogs.workflow.edits import change_text, to_edit
from cms_blog.blogs.workflow.rules import EditConflict
from cms_blog.blogs.workflow.working_copies import WITHOUT_HTML
from cms_blog.database.document import Raw
from cms_blog.errors import FieldErrorCode, NotFound
from cms_blog.media.storage import Storage
from cms_blog.validation.inputs import refuse
from cms_blog.validation.text import clean_lines

_FIELD = "noteId"


@dataclass(frozen=True, slots=True)
class _ReplacedPassage:
    """The change of a text to one with a passage replaced: a `TextChange`."""

    new_markdown: str

    def applied_to(self, meta: Meta, /) -> Meta:
        # Derived from the text again, as after other edits of it.
        return meta.model_copy(update={"meta_description": None})

    def tags_of(self, blog: BlogRecord, /) -> list[str]:
        return blog.tags


async def apply_suggestion(
    author: UserDocument, oid: ObjectId, note_id: ObjectId, revision: int, *, storage: Storage
) -> Noted:
    """Replace the passage of the note in the author's own blog, and resolve the note.

    Raises:
        InvalidInput: the note has no suggestion or is resolved, or its passage is not in the text,
            or more than once.
        NotFound, BlogStatusConflict
        EditConflict: the blog is not at `revision`.
        Unauthenticated: the author's account was deleted meanwhile.
    """
    while True:
        try:
            blog = await to_edit(author, oid, WITHOUT_HTML)
        except NotFound:
            raise no_note() from None
        note = note_in(blog, note_id)
        if note is None:
            raise no_note()
        if blog.revision != revision:
            raise EditConflict(await to_edit(author, oid))
        changed = await change_text(
            author,
            blog,
            _ReplacedPassage(_replaced(blog.current_text.final_blog.markdown, note)),
            storage=storage,
            cause=BlogVersionCause.SUGGESTION_APPLIED,
            where=unchanged_notes(blog),
            also=resolved(blog, note_id, author)
            | {"notes_revision": blog.raw.get("notes_revision", 0) + 1},
        )
        # The text or only the notes were changed since the blog was read.
        if changed is not None and (note := note_in(changed, note_id)) is not None:
            return Noted(changed, note)


def _replaced(markdown: str, note: Raw) -> str:
    """Return the text with the suggestion in the place of the passage."""
    quote = quote_of(note)
    if quote is None or "suggestion" not in note:
        refuse(_FIELD, "is that of a note without a suggestion")
    if "resolved_at" in note:
        refuse(_FIELD, "is that of a resolved note: reopen it first")
    place = place_of(squeezed(markdown), quote)
    if place is None:
        refuse(_FIELD, "is that of a note whose passage is no longer in the text")
    if not place.is_unique:
        refuse(_FIELD, "is that of a note whose passage is in the text more than once: edit it")
    there = range_of(markdown, place)
    replaced = clean_lines(markdown[: there.start] + note["suggestion"] + markdown[there.stop :])
    if not replaced:
        refuse(
            _FIELD, "is that of a note whose suggestion would leave no text", FieldErrorCode.BLANK
        )
    if len(replaced) > MAX_MARKDOWN:
        refuse(
            _FIELD,
            f"would make the text longer than {MAX_MARKDOWN:,} characters",
            FieldErrorCode.TOO_LONG,
        )
    check_renderable(replaced, _FIELD)
    return replaced
