"""Builds `Blog` from records. All users of a page are read in one query.

The fields are declared in `Blog` with a `FieldSource`. Projections and readers are derived from
the declarations at import, and cached by selection.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import fields as attributes_of
from functools import lru_cache
from typing import NamedTuple

from bson import ObjectId
from pydantic.alias_generators import to_camel
from strawberry.types.base import StrawberryList, StrawberryOptional

from cms_blog.accounts.admins.active import has_other_admin
from cms_blog.accounts.documents import Role, UserDocument
from cms_blog.accounts.types import User
from cms_blog.blogs.api_types.parts import Provenance, Review
from cms_blog.blogs.api_types.people import people_to_read
from cms_blog.blogs.api_types.working_copy import WorkingCopy
from cms_blog.blogs.articles.structured_data import structured_data
from cms_blog.blogs.articles.text import shown_content, shown_cover, text_paths, with_texts
from cms_blog.blogs.notes.presentation import TEXT_FIELDS, needs_text, notes_of
from cms_blog.blogs.records import ALWAYS_READ, BlogRecord, FieldSource, Read, ReadMeta
from cms_blog.blogs.types import Blog
from cms_blog.blogs.versions.presentation import text_paths as version_paths
from cms_blog.blogs.versions.presentation import versions_of
from cms_blog.blogs.workflow.rules import RULES, BlogAction, actions_of, may_see_all
from cms_blog.context import Context
from cms_blog.graphql.types.node_ids import encode_id
from cms_blog.graphql.types.selection import below
from cms_blog.site.links import SiteLinks

_WITH_USERS = frozenset({"author", "authorEmail", "reviews"})


class _Field(NamedTuple):
    """A field of `Blog`: its Python attribute, its source, and the reader of its hidden value."""

    attribute: str
    source: FieldSource
    hidden: Read


def fields_of(type_: type) -> dict[str, _Field]:
    """The declared fields of a Strawberry type, by their names in the API.

    Raises:
        TypeError: a field has no source, or is private and can't be null or empty.
    """
    found: dict[str, _Field] = {}
    for each in attributes_of(type_):
        is_list = isinstance(each.type, StrawberryList)
        if each.name == "id":
            source = FieldSource((), lambda record: encode_id("Blog", record.oid), public=True)
        elif (source := each.metadata.get("source")) is None:
            raise TypeError(f"{each.name}: declare how the field is read (see blogs/records.py).")
        elif not (source.public or is_list or isinstance(each.type, StrawberryOptional)):
            raise TypeError(f"{each.name}: a private field must be nullable or a list.")
        hidden: Read = (lambda _: []) if is_list else (lambda _: None)
        found[to_camel(each.name)] = _Field(each.name, source, hidden)
    return found


FIELDS = fields_of(Blog)
_FROM_META = frozenset(name for name, field in FIELDS.items() if field.source.read_meta)


@lru_cache(maxsize=512)
def projection(fields: frozenset[str]) -> Mapping[str, int]:
    """MongoDB's projection for the selected paths of a `Blog`."""
    stored: set[str] = {*ALWAYS_READ}
    for name in fields & FIELDS.keys():
        stored.update(FIELDS[name].source.stored)
    if "content" in fields:
        stored.update(text_paths(fields))
    if "workingCopy.content" in fields:
        # `working.meta` is read as a whole.
        paths = text_paths(below(fields, "workingCopy"))
        stored.update(f"working.{path}" for path in paths if not path.startswith("meta."))
    if needs_text(below(fields, "notes")):
        stored.update(TEXT_FIELDS)
    stored.update(version_paths(below(fields, "versions")))
    return dict.fromkeys(sorted(stored), 1)


class _Shown(NamedTuple):
    """A blog, its record, and whether the viewer may read its private fields."""

    blog: Blog
    record: BlogRecord
    full: bool


async def present(
    records: Sequence[BlogRecord], context: Context, fields: frozenset[str]
) -> list[Blog]:
    """The blogs as the API shows them to the viewer, with all users read in one query.

    `fields` are the selected paths; only these are set.
    """
    viewer = context.viewer
    records = await with_texts(records, viewer, fields)
    people = people_to_read(records, viewer, fields)
    found = await context.services.user_cache.get(people.values()) if people else {}
    users = {oid.binary: user for oid, user in found.items()}
    shown = [_shown(record, fields, full=may_see_all(record, viewer)) for record in records]
    if "provenance" in fields:
        public = context.services.settings.publish_provenance
        _show_provenance([each for each in shown if public or each.full], users)
    if not fields.isdisjoint(_FROM_META):
        _show_meta(shown, fields)
    if not fields.isdisjoint(_WITH_USERS):
        _show_users(shown, users, viewer, fields)
    if "viewerActions" in fields:
        self_approval = await _may_approve_own(records, context)
        for blog, record, _ in shown:
            author = users.get(record.author_id.binary)
            orphaned = author is None or bool(author.suspended)
            blog.viewer_actions = actions_of(
                record, viewer, orphaned=orphaned, self_approval=self_approval
            )
    await _show_texts(shown, users, context, fields)
    if "structuredData" in fields:
        await _show_structured_data(shown, users, context)
    return [blog for blog, _, _ in shown]


async def present_one(record: BlogRecord, context: Context, fields: frozenset[str]) -> Blog:
    """The blog as the API shows it to the viewer."""
    return (await present([record], context, fields))[0]


def _show_provenance(shown: Sequence[_Shown], users: Mapping[bytes, UserDocument]) -> None:
    profiles = {key: User.of(user) for key, user in users.items()}
    for blog, record, _ in shown:
        blog.provenance = None
        if (stored := record.provenance) is None:
            continue
        if (entry := record.approval) is None:
            blog.provenance = Provenance.of(stored, None, None)
            continue
        approver = _user(profiles, entry.reviewer_id)
        blog.provenance = Provenance.of(stored, approver, entry.decided_at)


def _shown(record: BlogRecord, fields: frozenset[str], *, full: bool) -> _Shown:
    """The blog with the fields that are read from the record alone, or hidden."""
    blog = object.__new__(Blog)
    # The attributes that are not selected stay unset: nothing reads them.
    blog.__dict__ = {name: read(record) for name, read in _readers(fields, full=full)}
    return _Shown(blog, record, full)


@lru_cache(maxsize=512)
def _readers(fields: frozenset[str], *, full: bool) -> tuple[tuple[str, Read], ...]:
    """Attributes with their readers; `present` sets those that need more than the record."""
    found: list[tuple[str, Read]] = []
    for attribute, source, hidden in map(FIELDS.__getitem__, fields & FIELDS.keys()):
        if not (full or source.public):
            found.append((attribute, hidden))
        elif (read := source.read if full else source.read_outside or source.read) is not None:
            found.append((attribute, read))
    return tuple(found)


@lru_cache(maxsize=512)
def _meta_readers(fields: frozenset[str], *, full: bool) -> tuple[tuple[str, ReadMeta], ...]:
    selected = [FIELDS[name] for name in fields & _FROM_META]
    return tuple(
        (attribute, source.read_meta)
        for attribute, source, _ in selected
        if source.read_meta is not None and (full or source.public)
    )


def _show_meta(shown: Sequence[_Shown], fields: frozenset[str]) -> None:
    for blog, record, full in shown:
        if readers := _meta_readers(fields, full=full):
            meta = record.meta
            blog.__dict__ |= {name: read(meta) for name, read in readers}


def _show_users(
    shown: Sequence[_Shown],
    users: Mapping[bytes, UserDocument],
    viewer: UserDocument | None,
    fields: frozenset[str],
) -> None:
    profiles = {key: User.of(user) for key, user in users.items()}
    is_admin = _is_admin(viewer)
    with_reviews = "reviews" in fields
    for blog, record, full in shown:
        blog.author = _user(profiles, record.author_id)
        author = users.get(record.author_id.binary)
        blog.author_email = author.email if is_admin and author is not None else None
        if with_reviews and full:
            blog.reviews = [
                Review.of(record.oid, e, _user(profiles, e.reviewer_id)) for e in record.reviews
            ]


async def _show_texts(
    shown: Sequence[_Shown],
    users: Mapping[bytes, UserDocument],
    context: Context,
    fields: frozenset[str],
) -> None:
    if "content" in fields:
        for blog, record, full in shown:
            blog.content = await shown_content(record, fields, full=full)
    if "coverImage" in fields:
        covers = await asyncio.gather(*(shown_cover(each.record, context) for each in shown))
        for each, cover in zip(shown, covers, strict=True):
            each.blog.cover_image = cover
    if "workingCopy" in fields:
        for blog, record, full in shown:
            copy = await _working_copy(record, users, context, fields) if full else None
            blog.working_copy = copy
    if not fields.isdisjoint({"versions", "notes"}):
        await _show_history([each for each in shown if each.full], users, fields)


async def _show_structured_data(
    shown: Sequence[_Shown], users: Mapping[bytes, UserDocument], context: Context
) -> None:
    settings = context.services.settings
    links = SiteLinks.from_settings(settings)
    for blog, record, full in shown:
        author = users.get(record.author_id.binary)
        blog.structured_data = structured_data(
            record,
            author=None if author is None else User.of(author),
            cover=await shown_cover(record, context),
            provenance=record.provenance if full or settings.publish_provenance else None,
            links=links,
            publisher=settings.app_name,
        )


async def _show_history(
    shown: Sequence[_Shown], users: Mapping[bytes, UserDocument], fields: frozenset[str]
) -> None:
    profiles = {key: User.of(user) for key, user in users.items()}
    if "versions" in fields:
        records = [each.record for each in shown]
        found = await versions_of(records, profiles, below(fields, "versions"))
        for each, versions in zip(shown, found, strict=True):
            each.blog.versions = versions
    if "notes" in fields:
        selected = below(fields, "notes")
        for blog, record, _ in shown:
            blog.__dict__["notes"] = await notes_of(record, record.notes, profiles, selected)


async def _may_approve_own(records: Sequence[BlogRecord], context: Context) -> bool:
    """Whether the viewer may approve own blogs. Not read from the database if none is pending."""
    viewer = context.viewer
    if viewer is None or not context.services.settings.require_other_approver:
        return True
    approve = RULES[BlogAction.APPROVE]
    pending = any(each.author_id == viewer.oid and approve.allows(each) for each in records)
    return not (pending and _is_admin(viewer) and await has_other_admin(viewer))


async def _working_copy(
    record: BlogRecord,
    users: Mapping[bytes, UserDocument],
    context: Context,
    fields: frozenset[str],
) -> WorkingCopy | None:
    copy, status = record.working_copy, record.copy_status
    if copy is None or status is None:
        return None
    user = users.get(record.author_id.binary)
    author = User.deleted(record.author_id) if user is None else User.of(user)
    selected = below(fields, "workingCopy")
    content = await shown_content(copy, selected, full=True) if "content" in selected else None
    cover = await shown_cover(copy, context) if "coverImage" in selected else None
    return WorkingCopy.of(copy, status, author, content, cover)


def _is_admin(viewer: UserDocument | None) -> bool:
    return viewer is not None and viewer.role is Role.ADMIN


def _user(shown: Mapping[bytes, User], oid: ObjectId) -> User:
    return shown.get(oid.binary) or User.deleted(oid)
