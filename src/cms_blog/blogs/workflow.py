"""The editorial workflow as data: actions, their actors, statuses and transitions.

SAVED ──request──▶ PENDING ──approve──▶ PUBLISHED
  ▲ │               │   │                ▲  │
  │ │◀──withdraw────┘   └──reject──▶ REJECTED ──request──▶ PENDING
  │ └───────────────republish────────────┘  │
  └─────────────────unpublish───────────────┘
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument

from cms_blog.accounts.documents import Role, UserDocument
from cms_blog.blogs.documents import BlogDocument, BlogStatus
from cms_blog.blogs.records import BlogRecord
from cms_blog.database.document import Raw
from cms_blog.errors import DomainError, NotFound

# Value in `changes` of `move` that removes the field.
REMOVE = "$$REMOVE"


class BlogAction(StrEnum):
    """An action on a blog."""

    UPDATE = "update"
    DELETE = "delete"
    REQUEST_PUBLISH = "request_publish"
    WITHDRAW = "withdraw"
    APPROVE = "approve"
    REJECT = "reject"
    UNPUBLISH = "unpublish"
    REPUBLISH = "republish"


class Actor(StrEnum):
    """A role in which a user may take an action."""

    AUTHOR = "author"
    ADMIN = "admin"
    # An admin, for a blog whose author's account was deleted.
    ADMIN_OF_ORPHAN = "admin_of_orphan"


@dataclass(frozen=True, slots=True)
class Rule:
    """The actors and statuses that allow an action, and the status that it leads to, if any."""

    actors: tuple[Actor, ...]
    statuses: frozenset[BlogStatus]
    leads_to: BlogStatus | None = None
    # Whether the blog must have been unpublished and still have the approved text.
    as_approved: bool = False


_DRAFT = frozenset({BlogStatus.SAVED, BlogStatus.REJECTED})
_SAVED = frozenset({BlogStatus.SAVED})
_PENDING = frozenset({BlogStatus.PENDING})
_PUBLISHED = frozenset({BlogStatus.PUBLISHED})
_AUTHOR = (Actor.AUTHOR,)
_ADMIN = (Actor.ADMIN,)

RULES: dict[BlogAction, Rule] = {
    BlogAction.UPDATE: Rule(_AUTHOR, _DRAFT),
    BlogAction.DELETE: Rule((Actor.AUTHOR, Actor.ADMIN_OF_ORPHAN), _DRAFT),
    BlogAction.REQUEST_PUBLISH: Rule(_AUTHOR, _DRAFT, BlogStatus.PENDING),
    BlogAction.WITHDRAW: Rule(_AUTHOR, _PENDING, BlogStatus.SAVED),
    BlogAction.APPROVE: Rule(_ADMIN, _PENDING, BlogStatus.PUBLISHED),
    BlogAction.REJECT: Rule(_ADMIN, _PENDING, BlogStatus.REJECTED),
    BlogAction.UNPUBLISH: Rule(_ADMIN, _PUBLISHED, BlogStatus.SAVED),
    BlogAction.REPUBLISH: Rule(_ADMIN, _SAVED, BlogStatus.PUBLISHED, as_approved=True),
}


class BlogStatusConflict(DomainError):
    """The blog's status does not allow the action; `blog` is its current state."""

    def __init__(self, blog: BlogRecord, action: BlogAction) -> None:
        rule = RULES[action]
        if blog.status in rule.statuses and rule.as_approved:
            message = (
                "Only a blog that was unpublished and has not been edited since can be published "
                "again without a review."
            )
        else:
            allowed = " or ".join(sorted(status.name for status in rule.statuses))
            message = (
                f"The blog is {blog.status.name}, but this action requires {allowed}. "
                "Someone else may have changed it. Reload it and try again."
            )
        super().__init__(message)
        self.blog = blog


class EditConflict(DomainError):
    """The blog was edited since it was read; `blog` is its current state."""

    def __init__(self, blog: BlogRecord) -> None:
        super().__init__(
            f"The blog has been edited since you read it and is now at revision {blog.revision}. "
            "Reload it and try again."
        )
        self.blog = blog


def may_see(blog: BlogRecord, viewer: UserDocument | None) -> bool:
    """Whether the viewer may read the blog: published blogs are public."""
    return blog.status is BlogStatus.PUBLISHED or may_see_all(blog, viewer)


def may_see_all(blog: BlogRecord, viewer: UserDocument | None) -> bool:
    """Whether the viewer may read the private fields: the author and admins may."""
    return viewer is not None and (viewer.role is Role.ADMIN or blog.author_id == viewer.oid)


def actions_of(
    blog: BlogRecord, viewer: UserDocument | None, *, orphaned: bool = False
) -> list[BlogAction]:
    """The actions the viewer may take now; `orphaned`: the author's account was deleted."""
    if viewer is None:
        return []
    actors = set(_actors(blog, viewer, orphaned=orphaned))
    return [
        action
        for action, rule in RULES.items()
        if blog.status in rule.statuses
        and not actors.isdisjoint(rule.actors)
        and (blog.is_as_approved or not rule.as_approved)
    ]


def _actors(blog: BlogRecord, viewer: UserDocument, *, orphaned: bool) -> Iterator[Actor]:
    if blog.author_id == viewer.oid:
        yield Actor.AUTHOR
    if viewer.role is Role.ADMIN:
        yield Actor.ADMIN
        if orphaned:
            yield Actor.ADMIN_OF_ORPHAN


def allowing(
    action: BlogAction,
    actor: UserDocument,
    oid: ObjectId,
    *,
    revision: int | None = None,
    orphaned: bool = False,
) -> Raw:
    """Return the filter that matches the blog while `actor` may take the action on this revision.

    The caller checks whether `actor` is an admin and whether the blog is orphaned.
    """
    rule = RULES[action]
    filter_: Raw = {"_id": oid, "status": {"$in": sorted(rule.statuses)}}
    if Actor.ADMIN not in rule.actors and not orphaned:
        filter_["author_id"] = actor.oid
    if revision is not None:
        filter_["revision"] = at_revision(revision)
    if rule.as_approved:
        filter_ |= {"unpublished_at": {"$ne": None}, "approved_revision": revision}
    return filter_


def at_revision(revision: int) -> object:
    """Return the condition on `revision`. Blogs without a stored revision are at revision 1."""
    return {"$in": [1, None]} if revision == 1 else revision


async def move(
    action: BlogAction,
    actor: UserDocument,
    oid: ObjectId,
    changes: Mapping[str, Any],
    *,
    revision: int | None = None,
) -> BlogRecord:
    """Take the action in one conditional update: of two concurrent ones, one is rejected.

    `changes` are MongoDB expressions by field, so that one can depend on another field.

    Raises:
        NotFound, BlogStatusConflict
        EditConflict: the blog is not at `revision`.
        pymongo.errors.DuplicateKeyError: `changes` has a slug that another blog has.
    """
    fields = {"status": RULES[action].leads_to, "updated_at": now(), **changes}
    raw = await BlogDocument.collection().find_one_and_update(
        allowing(action, actor, oid, revision=revision),
        [{"$set": fields}],
        return_document=ReturnDocument.AFTER,
    )
    if raw is None:
        raise await conflict(action, actor, oid, revision=revision)
    return BlogRecord.of(raw)


async def conflict(
    action: BlogAction,
    actor: UserDocument,
    oid: ObjectId,
    *,
    revision: int | None = None,
    orphaned: bool = False,
) -> DomainError:
    """Return the error for a blog that `allowing` did not match."""
    raw = await BlogDocument.collection().find_one({"_id": oid})
    blog = None if raw is None else BlogRecord.of(raw)
    rule = RULES[action]
    if blog is None or set(_actors(blog, actor, orphaned=orphaned)).isdisjoint(rule.actors):
        return no_blog()
    if revision not in {None, blog.revision} and blog.status in rule.statuses:
        return EditConflict(blog)
    return BlogStatusConflict(blog, action)


def no_blog() -> NotFound:
    """The error for a blog that does not exist or that the viewer may not act on."""
    return NotFound("There is no such blog, or it is not yours. It may have been deleted.")


def now() -> datetime:
    """The current time, to the millisecond, as MongoDB stores it."""
    instant = datetime.now(UTC)
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


async def delete_blog(viewer: UserDocument, oid: ObjectId) -> None:
    """Permanently delete the author's own blog or, as an admin, a blog of a deleted account.

    Raises:
        NotFound, BlogStatusConflict
    """
    blogs = BlogDocument.collection()
    if (await blogs.delete_one(allowing(BlogAction.DELETE, viewer, oid))).deleted_count:
        return
    # Deleted accounts are never restored, so an orphaned blog stays orphaned.
    orphaned = viewer.role is Role.ADMIN and await _is_orphaned(oid)
    if orphaned:
        deletable = allowing(BlogAction.DELETE, viewer, oid, orphaned=True)
        if (await blogs.delete_one(deletable)).deleted_count:
            return
    raise await conflict(BlogAction.DELETE, viewer, oid, orphaned=orphaned)


async def _is_orphaned(oid: ObjectId) -> bool:
    """Whether the account of the blog's author was deleted."""
    raw = await BlogDocument.collection().find_one({"_id": oid}, {"author_id": 1})
    if raw is None:
        return False
    return await UserDocument.collection().find_one({"_id": raw["author_id"]}, {"_id": 1}) is None


async def request_publish(author: UserDocument, oid: ObjectId) -> BlogRecord:
    """Send the blog for review.

    Raises:
        NotFound, BlogStatusConflict
    """
    changes = {"requested_at": now(), "feedback": REMOVE}
    return await move(BlogAction.REQUEST_PUBLISH, author, oid, changes)


async def withdraw_blog(author: UserDocument, oid: ObjectId) -> BlogRecord:
    """Withdraw the blog from review.

    Raises:
        NotFound, BlogStatusConflict
    """
    return await move(BlogAction.WITHDRAW, author, oid, {"requested_at": REMOVE})
