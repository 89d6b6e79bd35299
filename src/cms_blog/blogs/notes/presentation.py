"""Builds the review notes of a blog, with the places of their passages in the current text."""

from collections.abc import Iterator, Mapping, Sequence

from bson import ObjectId

from cms_blog.accounts.types import User
from cms_blog.blogs.content.content import content_of
from cms_blog.blogs.notes.passages import Sections, place_of
from cms_blog.blogs.notes.service import quote_of
from cms_blog.blogs.notes.types import ReviewNote
from cms_blog.blogs.records import BlogRecord
from cms_blog.context import Context
from cms_blog.database.document import Raw

_PLACES = frozenset({"anchor", "orphaned"})
# What the place of a passage needs, in the blog's own text and in its working copy.
_TEXT = ("final_blog.markdown", "final_blog.renderer", "final_blog.render")
TEXT_FIELDS = (
    *("meta.title", "meta.cover_image_url", "working.meta", "working.status"),
    *(f"{parent}{path}" for parent in ("", "working.") for path in _TEXT),
)


def needs_text(selected: frozenset[str]) -> bool:
    """Whether the selected fields of a note depend on the text."""
    return not selected.isdisjoint(_PLACES)


def people_in(notes: Sequence[Raw], selected: frozenset[str]) -> Iterator[ObjectId]:
    """Yield the ids of the users to read."""
    for note in notes:
        if "author" in selected:
            yield note["author_id"]
        if "resolvedBy" in selected and "resolved_by" in note:
            yield note["resolved_by"]


async def notes_of(
    blog: BlogRecord, notes: Sequence[Raw], users: Mapping[bytes, User], selected: frozenset[str]
) -> list[ReviewNote]:
    """Return these notes of the blog; the text is read only if a selected field depends on it."""
    quotes = [quote_of(note) for note in notes]
    sections = None
    if needs_text(selected) and any(quotes):
        sections = Sections.of(await content_of(blog.current_text.final_blog))
    shown: list[ReviewNote] = []
    for note, quote in zip(notes, quotes, strict=True):
        anchor, orphaned = None, False
        if sections is not None and quote is not None:
            place = place_of(sections.text, quote)
            anchor = None if place is None else sections.anchor_at(place)
            orphaned = place is None
        shown.append(ReviewNote.of(blog.oid, note, users, anchor=anchor, orphaned=orphaned))
    return shown


async def present_note(
    blog: BlogRecord, note: Raw, context: Context, selected: frozenset[str]
) -> ReviewNote:
    """Return one note, with its users."""
    people = {*people_in([note], selected)}
    found = await context.services.user_cache.get(people) if people else {}
    users = {oid.binary: User.of(user) for oid, user in found.items()}
    return (await notes_of(blog, [note], users, selected))[0]
