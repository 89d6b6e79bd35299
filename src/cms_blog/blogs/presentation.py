"""Builds `Blog` from stored documents in one go: no field reads the database by itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields as attributes_of
from functools import lru_cache
from typing import Any, NamedTuple

from bson import ObjectId
from pydantic.alias_generators import to_camel
from strawberry.types.base import StrawberryList

from cms_blog.accounts.documents import Role, UserDocument
from cms_blog.accounts.schema import User
from cms_blog.blogs.content.content import content_of, text_of
from cms_blog.blogs.content.seo import Seo
from cms_blog.blogs.content.types import BlogContent, Reference
from cms_blog.blogs.records import BlogRecord, only_text
from cms_blog.blogs.types import Blog, Brief, Review
from cms_blog.blogs.workflow import RULES, BlogAction, actions_of, may_see_all
from cms_blog.context import Context
from cms_blog.graphql.types.node_ids import encode_id

type Read = Callable[[BlogRecord], Any]

# The fields for everyone who may see the blog. Every other field is null or empty for anyone but
# the author and admins.
_PUBLIC = frozenset(
    {
        *("id", "title", "slug", "status", "author", "coverImageUrl", "content", "references"),
        *("revision", "createdAt", "updatedAt", "requestedAt", "publishedAt", "firstPublishedAt"),
        "viewerActions",
    }
)
# Fields read directly from the record.
_PLAIN: dict[str, Read] = {
    "id": lambda record: encode_id("Blog", record.oid),
    "title": lambda record: record.title,
    "slug": lambda record: record.slug,
    "status": lambda record: record.status,
    "feedback": lambda record: record.feedback,
    "selectedIdea": lambda record: record.chosen.get("selected_idea"),
    "introMarkdown": lambda record: record.chosen.get("intro_md"),
    "imagePrompt": lambda record: record.chosen.get("image_prompt"),
    "coverImageUrl": lambda record: record.cover_image_url or None,
    "revision": lambda record: record.revision,
    "createdAt": lambda record: record.instant("created_at"),
    "updatedAt": lambda record: record.instant("updated_at"),
    "requestedAt": lambda record: record.instant("requested_at"),
    "publishedAt": lambda record: record.published_at,
    "firstPublishedAt": lambda record: record.first_published_at,
}
# The attributes of `Blog` by the names of the API, and the values that stand for a hidden field.
_ATTRIBUTES = {to_camel(attribute.name): attribute.name for attribute in attributes_of(Blog)}
_HIDDEN: dict[str, Read] = {
    name: (lambda _: []) if isinstance(type_, StrawberryList) else lambda _: None
    for name, type_ in ((to_camel(each.name), each.type) for each in attributes_of(Blog))
}
_WITH_USERS = frozenset({"author", "authorEmail", "reviews"})
# Shown only after all of `meta` has been validated.
_VALIDATED = frozenset({"brief", "outline", "references"})


class _Shown(NamedTuple):
    """A blog, its record, and whether the viewer may see all of it."""

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
    people = _people(records, viewer, fields)
    found = await context.services.user_cache.get(people.values()) if people else {}
    users = {oid.binary: user for oid, user in found.items()}
    shown = [_shown(record, fields, full=may_see_all(record, viewer)) for record in records]
    if not fields.isdisjoint(_VALIDATED):
        _show_validated(shown)
    if not fields.isdisjoint(_WITH_USERS):
        _show_users(shown, users, viewer, fields)
    if "viewerActions" in fields:
        for blog, record, _ in shown:
            orphaned = record.author_id.binary not in users
            blog.viewer_actions = actions_of(record, viewer, orphaned=orphaned)
    if "content" in fields:
        for blog, record, _ in shown:
            blog.content = await _content(record, fields)
    return [blog for blog, _, _ in shown]


async def present_one(record: BlogRecord, context: Context, fields: frozenset[str]) -> Blog:
    """The blog as the API shows it to the viewer."""
    return (await present([record], context, fields))[0]


def _people(
    records: Sequence[BlogRecord], viewer: UserDocument | None, fields: frozenset[str]
) -> dict[bytes, ObjectId]:
    """The users to read. By their bytes: PyMongo hashes and compares ids in Python."""
    people: dict[bytes, ObjectId] = {}
    if not fields.isdisjoint({"author", "authorEmail"}):
        people |= {record.author_id.binary: record.author_id for record in records}
    elif "viewerActions" in fields and _is_admin(viewer):
        # Admins may delete drafts whose author's account was deleted.
        drafts = [
            record for record in records if record.status in RULES[BlogAction.DELETE].statuses
        ]
        people |= {record.author_id.binary: record.author_id for record in drafts}
    if "reviews.reviewer" in fields:
        seen = [record for record in records if may_see_all(record, viewer)]
        reviewers = [entry.reviewer_id for record in seen for entry in record.reviews]
        people |= {oid.binary: oid for oid in reviewers}
    return people


def _shown(record: BlogRecord, fields: frozenset[str], *, full: bool) -> _Shown:
    """The blog with the fields that are read from the record alone, or hidden."""
    blog = object.__new__(Blog)
    # The attributes that are not selected stay unset: nothing reads them.
    blog.__dict__ = {name: read(record) for name, read in _readers(fields, full=full)}
    return _Shown(blog, record, full)


@lru_cache(maxsize=512)
def _readers(fields: frozenset[str], *, full: bool) -> tuple[tuple[str, Read], ...]:
    readers = _PLAIN if full else _HIDDEN | {n: _PLAIN[n] for n in _PLAIN.keys() & _PUBLIC}
    return tuple((_ATTRIBUTES[name], readers[name]) for name in fields & readers.keys())


def _show_validated(shown: Sequence[_Shown]) -> None:
    for blog, record, full in shown:
        meta = record.meta
        blog.references = list(map(Reference.of, meta.references))
        if full:
            blog.brief = Brief.of(meta)
            blog.outline = meta.outline


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
            blog.reviews = [Review.of(e, _user(profiles, e.reviewer_id)) for e in record.reviews]


async def _content(record: BlogRecord, fields: frozenset[str]) -> BlogContent:
    final = record.final_blog
    if only_text(fields):
        return BlogContent.of_text(*await text_of(final))
    meta = record.meta
    seo = Seo(meta.meta_title, meta.meta_description, meta.cover_image_alt)
    content = await content_of(final)
    return BlogContent.of(content, title=meta.title, keyword=meta.targeted_keyword, seo=seo)


def _is_admin(viewer: UserDocument | None) -> bool:
    return viewer is not None and viewer.role is Role.ADMIN


def _user(shown: Mapping[bytes, User], oid: ObjectId) -> User:
    return shown.get(oid.binary) or User.deleted(oid)
