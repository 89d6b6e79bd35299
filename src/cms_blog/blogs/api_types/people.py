"""Users whose profiles the selected fields of blogs show."""

from collections.abc import Sequence

from bson import ObjectId

from cms_blog.accounts.documents import Role, UserDocument
from cms_blog.blogs.notes.presentation import people_in
from cms_blog.blogs.records import BlogRecord
from cms_blog.blogs.workflow.rules import RULES, BlogAction, may_see_all
from cms_blog.graphql.types.selection import below

_OF_AUTHOR = {"author", "authorEmail", "workingCopy.author", "structuredData"}


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
    if "reviews.reviewer" in fields:
        seen = [record for record in records if may_see_all(record, viewer)]
        reviewers = [entry.reviewer_id for record in seen for entry in record.reviews]
        people |= {oid.binary: oid for oid in reviewers}
    if not fields.isdisjoint({"notes.author", "notes.resolvedBy"}):
        seen = [record for record in records if may_see_all(record, viewer)]
        selected = below(fields, "notes")
        commenters = [oid for record in seen for oid in people_in(record.notes, selected)]
        people |= {oid.binary: oid for oid in commenters}
    if "versions.savedBy" in fields:
        seen = [record for record in records if may_see_all(record, viewer)]
        savers = [entry["by"] for record in seen for entry in record.versions]
        people |= {oid.binary: oid for oid in savers}
    if "provenance.approvedBy" in fields:
        approvals = [record.approval for record in records]
        people |= {e.reviewer_id.binary: e.reviewer_id for e in approvals if e is not None}
    return people
