"""Adding, resolving and deleting review notes.

Notes are part of the blog's document, in `notes`, oldest first. A note is `{id, author_id, body,
quote, prefix, suffix, suggestion, revision, created_at, resolved_at, resolved_by}`; fields without
a value are absent. `notes_revision` counts their changes: filters on the elements of an array would
be evaluated by reading the collection in the embedded database. `note_authors` has everyone who
ever added a note, to find the notes of a user.
"""

from collections.abc import Callable
from typing import Annotated, NamedTuple

from bson import ObjectId
from pymongo import ReturnDocument

from cms_blog.accounts.credentials import invalid_token
from cms_blog.accounts.documents import Role, UserDocument
from cms_blog.blogs.documents import BlogDocument
from cms_blog.blogs.notes.passages import Quote, place_of, squeezed
from cms_blog.blogs.records import BlogRecord
from cms_blog.blogs.service import MAX_IDEMPOTENCY_KEY, has_account
from cms_blog.blogs.workflow.events import BlogEvent, event
from cms_blog.blogs.workflow.rules import may_see_all, no_blog
from cms_blog.blogs.workflow.working_copies import WITHOUT_HTML
from cms_blog.database.clock import now
from cms_blog.database.document import Raw
from cms_blog.database.ids import id_for
from cms_blog.errors import FieldErrorCode, NotFound
from cms_blog.outbox.entries import pushing
from cms_blog.validation.inputs import Excerpt, Input, Key, Text, check, refuse

MAX_NOTES = 200
MAX_BODY = 2_000
MAX_QUOTE = 1_000
MAX_CONTEXT = 100
MAX_SUGGESTION = 5_000

_CONTENT = ("body", "quote", "prefix", "suffix", "suggestion")


class NewNote(Input):
    """Validated input of `add_note`."""

    body: Annotated[str, Text(MAX_BODY)]
    quote: Annotated[str, Text(MAX_QUOTE)] | None = None
    prefix: Annotated[str, Excerpt(MAX_CONTEXT, 0)] | None = None
    suffix: Annotated[str, Excerpt(MAX_CONTEXT, 0)] | None = None
    suggestion: Annotated[str, Text(MAX_SUGGESTION, 0)] | None = None
    idempotency_key: Annotated[str, Key(MAX_IDEMPOTENCY_KEY)] | None = None


class Noted(NamedTuple):
    """A note, and the blog that it is part of."""

    blog: BlogRecord
    note: Raw


def no_note() -> NotFound:
    """The error for a note that does not exist or that the viewer may not act on."""
    return NotFound("There is no such note, or you may not change it. It may have been deleted.")


def quote_of(note: Raw) -> Quote | None:
    """Return the passage of a note; None if it is about the whole text."""
    if "quote" not in note:
        return None
    return Quote(note["quote"], note.get("prefix", ""), note.get("suffix", ""))


async def add_note(viewer: UserDocument, oid: ObjectId, given: object) -> Noted:
    """Add a note about the current text: the working copy, if there is one.

    Raises:
        InvalidInput: also if the passage is not in the text, the blog has MAX_NOTES notes, or the
            idempotency key was used for another note.
        NotFound
        Unauthenticated: the author's account was deleted meanwhile.
    """
    new = check(NewNote, given)
    for name in ("prefix", "suffix", "suggestion"):
        if new.quote is None and getattr(new, name) is not None:
            refuse(name, "needs a `quote` that it belongs to")
    note_id = id_for(new.idempotency_key, viewer.oid, oid)

    def adding(blog: BlogRecord) -> Raw | None:
        note = _note(viewer, blog, new, note_id)
        if (known := note_in(blog, note_id)) is not None:
            if any(known.get(name) != note.get(name) for name in _CONTENT):
                refuse(
                    "idempotencyKey",
                    "was used for another note; use a new key for each note",
                    FieldErrorCode.TAKEN,
                )
            return None
        if len(blog.notes) >= MAX_NOTES:
            refuse(
                "input",
                f"the blog has {MAX_NOTES} notes, which is the most: delete one first",
                FieldErrorCode.TOO_MANY,
            )
        _check_quote(blog, quote_of(note))
        told = pushing(event(BlogEvent.NOTE_ADDED, viewer.oid))
        pushed = {"notes": note, **told["$push"]}
        return told | {"$push": pushed, "$addToSet": {"note_authors": viewer.oid}}

    blog = await _changed(viewer, oid, adding)
    if blog is None:
        raise no_blog()
    if blog.author_id == viewer.oid and not await has_account(viewer.oid):
        await _changed(viewer, oid, lambda _: {"$pull": {"notes": {"id": note_id}}})
        raise invalid_token()
    return _noted(blog, note_id)


def _note(viewer: UserDocument, blog: BlogRecord, new: NewNote, note_id: ObjectId) -> Raw:
    return {
        "id": note_id,
        "author_id": viewer.oid,
        **new.model_dump(include={*_CONTENT}, exclude_none=True),
        "revision": blog.revision,
        "created_at": now(),
    }


def _check_quote(blog: BlogRecord, quote: Quote | None) -> None:
    if quote is None:
        return
    text = squeezed(blog.current_text.final_blog.markdown)
    if place_of(text, quote) is None:
        refuse("quote", "is not in the current text: quote its Markdown, word for word")


async def read_note(viewer: UserDocument | None, oid: ObjectId, note_id: ObjectId) -> Noted | None:
    """Return a note; None if it does not exist or the viewer may not see it."""
    blog = None if viewer is None else await _read(viewer, oid)
    note = None if blog is None else note_in(blog, note_id)
    return None if blog is None or note is None else Noted(blog, note)


async def resolve_note(viewer: UserDocument, oid: ObjectId, note_id: ObjectId) -> Noted:
    """Mark a note as resolved. A resolved one stays as it is.

    Raises:
        NotFound
    """

    def resolving(blog: BlogRecord) -> Raw | None:
        is_open = "resolved_at" not in _required(blog, note_id)
        return {"$set": resolved(blog, note_id, viewer)} if is_open else None

    return _noted(await _changed(viewer, oid, resolving), note_id)


def resolved(blog: BlogRecord, note_id: ObjectId, viewer: UserDocument) -> Raw:
    """Return the fields of the blog that mark the note as resolved."""
    at = _path(blog, note_id)
    return {f"{at}.resolved_at": now(), f"{at}.resolved_by": viewer.oid}


async def reopen_note(viewer: UserDocument, oid: ObjectId, note_id: ObjectId) -> Noted:
    """Mark a note as open. An open one stays as it is.

    Raises:
        NotFound
    """

    def reopening(blog: BlogRecord) -> Raw | None:
        is_resolved, at = "resolved_at" in _required(blog, note_id), _path(blog, note_id)
        fields = {f"{at}.resolved_at": "", f"{at}.resolved_by": ""}
        return {"$unset": fields} if is_resolved else None

    return _noted(await _changed(viewer, oid, reopening), note_id)


async def delete_note(viewer: UserDocument, oid: ObjectId, note_id: ObjectId) -> None:
    """Delete a note of the viewer's own; admins may delete any.

    Raises:
        NotFound
    """

    def deleting(blog: BlogRecord) -> Raw:
        note = _required(blog, note_id)
        if viewer.role is not Role.ADMIN and note["author_id"] != viewer.oid:
            raise no_note()
        return {"$pull": {"notes": {"id": note_id}}}

    if await _changed(viewer, oid, deleting) is None:
        raise no_note()


def note_in(blog: BlogRecord, note_id: ObjectId) -> Raw | None:
    """Return the note of the blog with this id."""
    return next((note for note in blog.notes if note["id"] == note_id), None)


def _required(blog: BlogRecord, note_id: ObjectId) -> Raw:
    note = note_in(blog, note_id)
    if note is None:
        raise no_note()
    return note


def _noted(blog: BlogRecord | None, note_id: ObjectId) -> Noted:
    if blog is None:
        raise no_note()
    return Noted(blog, _required(blog, note_id))


def _path(blog: BlogRecord, note_id: ObjectId) -> str:
    """Return the path of the note in the blog's document, as long as `notes` is unchanged."""
    return f"notes.{[note['id'] for note in blog.notes].index(note_id)}"


async def _read(viewer: UserDocument, oid: ObjectId) -> BlogRecord | None:
    """Return the blog if the viewer may see its notes: the author and admins may."""
    raw = await BlogDocument.find_raw(oid, WITHOUT_HTML)
    blog = None if raw is None else BlogRecord.of(raw)
    return blog if blog is not None and may_see_all(blog, viewer) else None


def unchanged_notes(blog: BlogRecord) -> Raw:
    """Return the filter for the blog while its notes are as they were read."""
    return {"notes_revision": blog.raw.get("notes_revision")}


async def _changed(
    viewer: UserDocument, oid: ObjectId, update_of: Callable[[BlogRecord], Raw | None]
) -> BlogRecord | None:
    """Change the notes of a blog, again if they were changed since they were read.

    Each attempt that fails means that another change was made: one of them always succeeds.

    Args:
        update_of: returns the update of the blog as it was read; None changes nothing.

    Returns:
        The blog after the change; None if it does not exist or the viewer may not see it.
    """
    while True:
        blog = await _read(viewer, oid)
        update = None if blog is None else update_of(blog)
        if blog is None or update is None:
            return blog
        raw = await BlogDocument.collection().find_one_and_update(
            {"_id": oid, "author_id": blog.author_id, **unchanged_notes(blog)},
            update | {"$inc": {"notes_revision": 1}},
            return_document=ReturnDocument.AFTER,
        )
        if raw is not None:
            return BlogRecord.of(raw)
