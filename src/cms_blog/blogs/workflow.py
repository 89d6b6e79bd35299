"""A blog's way through the statuses, as data, and the one function that moves it along.

SAVED ──request──▶ PENDING ──approve──▶ PUBLISHED
  ▲                 │   │                   │
  ├────withdraw─────┘   └──reject──▶ REJECTED ──request──▶ PENDING
  └────────────────unpublish────────────────┘
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument

from cms_blog.accounts.documents import Role, UserDocument
from cms_blog.blogs.documents import BlogDocument, BlogStatus
from cms_blog.blogs.records import BlogRecord
from cms_blog.errors import DomainError, NotFound
from cms_blog.stored import Raw


class BlogAction(StrEnum):
    """What can be done with a blog."""

    UPDATE = "update"
    DELETE = "delete"
    REQUEST_PUBLISH = "request_publish"
    WITHDRAW = "withdraw"
    APPROVE = "approve"
    REJECT = "reject"
    UNPUBLISH = "unpublish"


class Actor(StrEnum):
    """Who may do it."""

    AUTHOR = "author"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may take an action, in which statuses, and where it leads (None: nowhere)."""

    actor: Actor
    statuses: frozenset[BlogStatus]
    leads_to: BlogStatus | None = None


_DRAFT = frozenset({BlogStatus.SAVED, BlogStatus.REJECTED})
_PENDING = frozenset({BlogStatus.PENDING})
_PUBLISHED = frozenset({BlogStatus.PUBLISHED})

RULES: dict[BlogAction, Rule] = {
    BlogAction.UPDATE: Rule(Actor.AUTHOR, _DRAFT),
    BlogAction.DELETE: Rule(Actor.AUTHOR, _DRAFT),
    BlogAction.REQUEST_PUBLISH: Rule(Actor.AUTHOR, _DRAFT, BlogStatus.PENDING),
    BlogAction.WITHDRAW: Rule(Actor.AUTHOR, _PENDING, BlogStatus.SAVED),
    BlogAction.APPROVE: Rule(Actor.ADMIN, _PENDING, BlogStatus.PUBLISHED),
    BlogAction.REJECT: Rule(Actor.ADMIN, _PENDING, BlogStatus.REJECTED),
    BlogAction.UNPUBLISH: Rule(Actor.ADMIN, _PUBLISHED, BlogStatus.SAVED),
}


class BlogStatusConflict(DomainError):
    """The blog's status does not allow the step; `blog` is what it is now."""

    def __init__(self, blog: BlogRecord, action: BlogAction) -> None:
        allowed = " or ".join(sorted(status.name for status in RULES[action].statuses))
        super().__init__(
            f"The blog is {blog.status.name}, and this needs it to be {allowed}. "
            "Somebody may have been quicker: look at it again."
        )
        self.blog = blog


def may_see(blog: BlogRecord, viewer: UserDocument | None) -> bool:
    """Authors see their own, admins every one, everybody the published."""
    if blog.status is BlogStatus.PUBLISHED:
        return True
    return viewer is not None and (viewer.role is Role.ADMIN or blog.author_id == viewer.oid)


def actions_of(blog: BlogRecord, viewer: UserDocument | None) -> list[BlogAction]:
    """What the viewer may do with the blog now."""
    if viewer is None:
        return []
    is_actor = {
        Actor.AUTHOR: blog.author_id == viewer.oid,
        Actor.ADMIN: viewer.role is Role.ADMIN,
    }
    return [
        action
        for action, rule in RULES.items()
        if blog.status in rule.statuses and is_actor[rule.actor]
    ]


def allowing(action: BlogAction, actor: UserDocument, oid: ObjectId) -> Raw:
    """The filter for the blog while the actor may take this action with it."""
    rule = RULES[action]
    filter_: Raw = {"_id": oid, "status": {"$in": sorted(rule.statuses)}}
    if rule.actor is Actor.AUTHOR:
        filter_["author_id"] = actor.oid
    return filter_


async def move(
    action: BlogAction,
    actor: UserDocument,
    oid: ObjectId,
    changes: Mapping[str, Any],
    *,
    push: Mapping[str, Any] | None = None,
) -> BlogRecord:
    """Take the action in one conditional update: of two at once, one wins and the other is told.

    Raises:
        NotFound, BlogStatusConflict
        pymongo.errors.DuplicateKeyError: `changes` has a slug that another blog has.
    """
    update: Raw = {"$set": {"status": RULES[action].leads_to, "updated_at": now(), **changes}}
    if push:
        update["$push"] = push
    raw = await BlogDocument.collection().find_one_and_update(
        allowing(action, actor, oid), update, return_document=ReturnDocument.AFTER
    )
    if raw is None:
        raise await conflict(action, actor, oid)
    return BlogRecord.of(raw)


async def conflict(action: BlogAction, actor: UserDocument, oid: ObjectId) -> DomainError:
    """Why nothing matched `allowing`: the blog is not there for the actor, or stands elsewhere."""
    raw = await BlogDocument.collection().find_one({"_id": oid})
    blog = None if raw is None else BlogRecord.of(raw)
    if blog is None or (RULES[action].actor is Actor.AUTHOR and blog.author_id != actor.oid):
        return no_blog()
    return BlogStatusConflict(blog, action)


def no_blog() -> NotFound:
    """The answer to an id that is of no blog, or of one that the viewer may not act on."""
    return NotFound("There is no such blog, or it is not yours. It may have been deleted.")


def now() -> datetime:
    """This instant, to the millisecond, as MongoDB keeps it."""
    instant = datetime.now(UTC)
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)
