"""Users whose profiles the selected fields of blogs show."""

from collections.abc import Iterator, Sequence

from bson import ObjectId

from cms_blog.accounts.documents import Role, UserDocument
from cms_blog.blogs.notes.presentation import people_in
from cms_blog.blogs.records import BlogRecord
from cms_blog.blogs.workflow.rules import RULES, BlogAction, may_see_all
from cms_blog.graphql.types.selection import below

_OF_AUTHOR = {"author", "authorEmail", "workingCopy.author", "structuredData"}
# Shown only to the author and to admins.
_PRIVATE = {"reviews.reviewer", "notes.author", "notes.resolvedBy", "versions.savedBy"}


def people_to_read(
    records: Sequence[BlogRecord], viewer: UserDocument | None, fields: frozenset[str]
) -> dict[bytes, ObjectId]:
    """Return the users to read, by the bytes of their ids: PyMongo compares ids in Python."""
    people: dict[bytes, ObjectId] = {}
    if not fields.isdisjoint(_OF_AUTHOR):
        people |= {record.author_id.binary: record.author_id for record in records}
    elif "viewerActions" in fields and viewer is not None and viewer.role is Role.ADMIN:
        # Admins may delete drafts of authors whose account was deleted or is suspended.
        drafts = [record for record in records if RULES[BlogAction.DELETE].allows_blog(record)]
        people |= {record.author_id.binary: record.author_id for record in drafts}
    if not fields.isdisjoint(_PRIVATE):
        for record in records:
            if not may_see_all(record, viewer):
                continue
            people |= {oid.binary: oid for oid in _private_people(record, fields)}
    if "provenance.approvedBy" in fields:
        approvals = [record.approval for record in records]
        people |= {e.reviewer_id.binary: e.reviewer_id for e in approvals if e is not None}
    return people


def _private_people(record: BlogRecord, fields: frozenset[str]) -> Iterator[ObjectId]:
    """Yield the users in the selected private fields."""
    if "reviews.reviewer" in fields:
        yield from (entry.reviewer_id for entry in record.reviews)
    if not fields.isdisjoint({"notes.author", "notes.resolvedBy"}):
        yield from people_in(record.notes, below(fields, "notes"))
    if "versions.savedBy" in fields:
        yield from (entry["by"] for entry in record.versions)
