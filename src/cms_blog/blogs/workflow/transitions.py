"""Conditional updates that take the actions of the workflow: of concurrent ones, one succeeds."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument

from cms_blog.accounts.documents import Role, UserDocument
from cms_blog.blogs.documents import BlogDocument, BlogStatus
from cms_blog.blogs.records import BlogRecord
from cms_blog.blogs.workflow.events import BlogEvent, event, unannounced
from cms_blog.blogs.workflow.publication import having_status, unscheduled
from cms_blog.blogs.workflow.rules import (
    RULES,
    Actor,
    BlogAction,
    BlogStatusConflict,
    EditConflict,
    actors_of,
    no_blog,
)
from cms_blog.database.clock import now
from cms_blog.database.document import Raw
from cms_blog.database.expressions import REMOVE
from cms_blog.errors import DomainError
from cms_blog.outbox.announcements import Announcement, announced
from cms_blog.outbox.entries import with_entries

# Of an action on the text or the working copy, while other actions move between both.
_ATTEMPTS = 3


def allowing(
    action: BlogAction,
    actor: UserDocument,
    oid: ObjectId,
    *,
    revision: int | None = None,
    orphaned: bool = False,
) -> Raw:
    """Return the filter that matches the blog while `actor` may take the action on its own text.

    With `revision`, only on this revision. The caller checks whether `actor` is an admin and may
    approve the blog, and whether the blog is orphaned.
    """
    rule = RULES[action]
    statuses = frozenset[BlogStatus]() if rule.blog is None else rule.blog.statuses
    filter_ = _of_actor(action, actor, oid, revision=revision, orphaned=orphaned)
    filter_ |= having_status(statuses, now(), to_change=True)
    if rule.as_approved:
        filter_ |= {"unpublished_at": {"$ne": None}, "approved_revision": revision}
    return filter_


def allowing_copy(
    action: BlogAction, actor: UserDocument, oid: ObjectId, *, revision: int | None = None
) -> Raw:
    """Return the filter like `allowing`, for the action on the working copy."""
    rule = RULES[action]
    statuses = () if rule.copy is None else rule.copy.statuses
    filter_ = _of_actor(action, actor, oid, revision=revision, orphaned=False)
    filter_ |= having_status({BlogStatus.PUBLISHED}, now())
    return filter_ | {"working.status": {"$in": [*statuses]}}


def _of_actor(
    action: BlogAction, actor: UserDocument, oid: ObjectId, *, revision: int | None, orphaned: bool
) -> Raw:
    filter_: Raw = {"_id": oid}
    actors = RULES[action].actors
    as_admin = actor.role is Role.ADMIN and Actor.ADMIN in actors
    if Actor.AUTHOR in actors and not (orphaned or as_admin):
        filter_["author_id"] = actor.oid
    if revision is not None:
        filter_["revision"] = at_revision(revision)
    return filter_


def at_revision(revision: int) -> object:
    """Return the condition on `revision`. Blogs without a stored revision are at revision 1."""
    return {"$in": [1, None]} if revision == 1 else revision


async def move(
    action: BlogAction,
    actor: UserDocument,
    oid: ObjectId,
    *,
    blog: Mapping[str, Any] | None = None,
    copy: Mapping[str, Any] | None = None,
    revision: int | None = None,
    where: Raw | None = None,
) -> BlogRecord:
    """Take the action on the blog's own text or on its working copy, as its state allows.

    Each is one conditional update: of two concurrent actions, one is rejected.

    Args:
        blog: changes if the action is on the blog's own text: MongoDB expressions by field, so that
            one can depend on another field; None: the action is on the working copy only.
        copy: the same if the action is on the working copy; None: it is on the blog only.
        where: more conditions on the blog.

    Raises:
        NotFound
        BlogStatusConflict: also if the blog does not meet `where`.
        EditConflict: the blog is not at `revision`.
        pymongo.errors.DuplicateKeyError: `blog` has a slug that another blog has.
    """
    on_blog = partial(allowing, action, actor, oid, revision=revision)
    on_copy = partial(allowing_copy, action, actor, oid, revision=revision)
    for attempt in range(1, _ATTEMPTS + 1):
        raw = None
        if (fields := _changes_of_blog(action, blog)) is not None:
            raw = await _change(on_blog() | (where or {}), fields)
        if raw is None and (fields := _changes_of_copy(action, copy)) is not None:
            raw = await _change(on_copy() | (where or {}), fields)
        if raw is not None:
            return BlogRecord.of(raw)
        failure = await conflict(action, actor, oid, revision=revision)
        # Between both updates, another action led from one state to the other.
        passed = isinstance(failure, BlogStatusConflict) and RULES[action].allows(failure.blog)
        if attempt == _ATTEMPTS or where is not None or not passed:
            raise failure
    raise AssertionError


def _changes_of_blog(action: BlogAction, changes: Mapping[str, Any] | None) -> Raw | None:
    step = RULES[action].blog
    if step is None or changes is None:
        return None
    return {"status": step.leads_to, "updated_at": now(), **changes}


def _changes_of_copy(action: BlogAction, changes: Mapping[str, Any] | None) -> Raw | None:
    step = RULES[action].copy
    if step is None or changes is None:
        return None
    if step.leads_to is None:
        return dict(changes)
    return {**changes, "working.status": step.leads_to, "working.updated_at": now()}


async def _change(filter_: Raw, fields: Mapping[str, Any]) -> Raw | None:
    return await BlogDocument.collection().find_one_and_update(
        filter_, [{"$set": fields}], return_document=ReturnDocument.AFTER
    )


async def conflict(
    action: BlogAction,
    actor: UserDocument,
    oid: ObjectId,
    *,
    revision: int | None = None,
    orphaned: bool = False,
) -> DomainError:
    """Return the error for a blog that `allowing` or `allowing_copy` did not match."""
    raw = await BlogDocument.find_raw(oid)
    blog = None if raw is None else BlogRecord.of(raw)
    rule = RULES[action]
    if blog is None or set(actors_of(blog, actor, orphaned=orphaned)).isdisjoint(rule.actors):
        return no_blog()
    allowed = rule.allows_blog(blog) or rule.allows_copy(blog)
    if revision not in {None, blog.revision} and allowed:
        return EditConflict(blog)
    return BlogStatusConflict(blog, action)


async def request_publish(author: UserDocument, oid: ObjectId) -> BlogRecord:
    """Send the blog, or the working copy of a published one, for review.

    Raises:
        NotFound, BlogStatusConflict
    """
    blog = {"requested_at": now(), "feedback": REMOVE}
    submitted = announced(Announcement.BLOG_SUBMITTED)
    told = with_entries(event(BlogEvent.REVIEW_REQUESTED, author.oid), submitted)
    action = BlogAction.REQUEST_PUBLISH
    return await move(action, author, oid, blog=blog | told, copy=_of_copy(blog) | told)


async def withdraw_blog(author: UserDocument, oid: ObjectId) -> BlogRecord:
    """Withdraw the blog, or the working copy of a published one, from review.

    A scheduled blog is withdrawn from publication.

    Raises:
        NotFound, BlogStatusConflict
    """
    requested = {"requested_at": REMOVE}
    at = now()
    blog = requested | unscheduled(at) | unannounced(at)
    return await move(BlogAction.WITHDRAW, author, oid, blog=blog, copy=_of_copy(requested))


def _of_copy(fields: Mapping[str, Any]) -> Raw:
    return {f"working.{name}": value for name, value in fields.items()}
