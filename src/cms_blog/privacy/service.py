"""Deletion of accounts, in idempotent steps that can be interrupted and resumed.

First the user's document is marked: login fails, all tokens are invalid, and a blog that is being
saved is deleted again (`blogs.service.save_blog`). Then the blogs are deleted, then the images that
no other blog shows, and the document last: the e-mail address becomes available when all other data
is deleted. `resume_deletions` resumes interrupted deletions, for example after a crash.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Annotated

import structlog

from cms_blog.accounts.admins.active import AdminNeeded
from cms_blog.accounts.admins.changes import change_account, complete_changes
from cms_blog.accounts.documents import BlogsAtDeletion, UserDocument
from cms_blog.accounts.password_guard import MAX_PASSWORD, InvalidCredentials, PasswordGuard
from cms_blog.blogs.content.images import IMAGE_FIELDS, image_names
from cms_blog.blogs.documents import BlogDocument, BlogStatus, WorkingCopyStatus
from cms_blog.blogs.records import BlogRecord
from cms_blog.blogs.versions.store import (
    delete_versions_of,
    images_of_versions,
    remove_history,
)
from cms_blog.blogs.versions.sweep import OrphanSweep
from cms_blog.blogs.workflow.deletion import mark_deleted
from cms_blog.blogs.workflow.publication import having_status
from cms_blog.blogs.workflow.working_copies import remove_working_copy
from cms_blog.database.clock import now
from cms_blog.database.document import IS_STRING, Raw
from cms_blog.media.image_store import ImageStore
from cms_blog.privacy.unused_images import delete_listed, delete_unused
from cms_blog.validation.email_address import email_key
from cms_blog.validation.inputs import Input, Verbatim, check

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

# Interval between searches for interrupted deletions, and the delay after a failure.
_INTERVAL_SECONDS = 600
_RETRY_SECONDS = 30
_BATCH = 20


class Deletion(Input):
    """Validated input of `delete_account`."""

    password: Annotated[str, Verbatim(MAX_PASSWORD)]
    blogs: BlogsAtDeletion


async def delete_account(
    user: UserDocument,
    given: object,
    *,
    guard: PasswordGuard,
    admin_email: str | None,
    store: ImageStore,
) -> None:
    """Delete the account permanently, and its blogs as requested.

    Raises:
        InvalidInput, RateLimited, InvalidCredentials, AdminNeeded
    """
    deletion = check(Deletion, given)
    stored = await guard.verified(user.email, deletion.password, lambda: UserDocument.get(user.oid))
    if admin_email is not None and email_key(stored.email) == email_key(admin_email):
        raise AdminNeeded(
            "This e-mail address is ADMIN_EMAIL: a new account with it would become an admin. "
            "Change that setting first."
        )
    # None if an earlier or concurrent request has marked the account; its choice is final.
    leaving = await change_account(
        stored.oid,
        {"leaving": deletion.blogs.value},
        revoke=True,
        where={"password_hash": stored.password_hash},
    )
    if leaving is None:
        raise InvalidCredentials("The password is wrong.")
    await _finish(leaving, (), store)


@asynccontextmanager
async def resuming_deletions(store: ImageStore) -> AsyncGenerator[None]:
    """Resume interrupted deletions, now and periodically while the block runs.

    Each round also deletes orphaned versions and unused images: see blogs/versions/sweep.py and
    unused_images.py.
    """
    task = asyncio.create_task(_resume_periodically(store))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


async def resume_deletions(store: ImageStore) -> None:
    """Resume interrupted deletions."""
    marked = {"leaving": {"$in": [*BlogsAtDeletion]} | IS_STRING}
    async for raw in UserDocument.collection().find(marked):
        await _finish(UserDocument.read(raw), raw.get("leaving_images", ()), store)


async def _resume_periodically(store: ImageStore) -> None:
    sweep = OrphanSweep()
    while True:
        delay = _INTERVAL_SECONDS
        try:
            await complete_changes()
            await resume_deletions(store)
            await sweep.step()
            await delete_listed(store)
        except Exception as error:
            # For example an outage of the database.
            _log.error("privacy.unfinished", exc_info=error)
            delay = _RETRY_SECONDS
        await asyncio.sleep(delay)


async def _finish(user: UserDocument, remembered: Iterable[str], store: ImageStore) -> None:
    """Delete the data of a marked account and then the account. Idempotent.

    `remembered` are the names of images that an interrupted deletion stored.
    """
    images = {*remembered} | await _without_avatar(user)
    filter_: Raw = {}
    if user.leaving is BlogsAtDeletion.KEEP:
        filter_ = having_status({*BlogStatus} - {BlogStatus.PUBLISHED}, now())
    deleted = {"author_id": user.oid, **filter_}
    blogs = BlogDocument.collection()
    # In batches, so that no command runs long, and until no blog is left, because a concurrent
    # change of status can hide a blog from one batch.
    while found := await blogs.find(deleted, IMAGE_FIELDS, limit=_BATCH).to_list():
        ids = [blog["_id"] for blog in found]
        await _remember_images(user, found + await images_of_versions(ids), images)
        await delete_versions_of(ids)
        for oid in ids:
            # With the shard key: each of the filters on `blogs` has it.
            await mark_deleted({"_id": oid, **deleted})
    # Of blogs that are kept, only the public text is kept.
    changed = {"author_id": user.oid, "working.status": {"$in": [*WorkingCopyStatus]}}
    while found := await blogs.find(changed, limit=_BATCH).to_list():
        await _remember_images(user, found, images)
        for blog in found:
            await remove_working_copy(BlogRecord.of(blog))
    history = [{name: {"$exists": True}} for name in ("versions", "notes")]
    with_history = {"author_id": user.oid, "$or": history}
    while found := await blogs.find(with_history, {"_id": 1}, limit=_BATCH).to_list():
        ids = [blog["_id"] for blog in found]
        await _remember_images(user, await images_of_versions(ids), images)
        await remove_history(user.oid, ids)
    await delete_unused(images, store)
    await UserDocument.collection().delete_one({"_id": user.oid})


async def _without_avatar(user: UserDocument) -> set[str]:
    """Remove the avatar from the profile, and remember and return the names of its image."""
    users, with_avatar = UserDocument.collection(), {"_id": user.oid, "images": {"$exists": True}}
    raw = await users.find_one(with_avatar, {"images": 1})
    if raw is None:
        return set()
    moved = {
        "$addToSet": {"leaving_images": {"$each": raw["images"]}},
        "$unset": {"images": "", "avatar_url": ""},
    }
    await users.update_one({"_id": user.oid}, moved)
    return {*raw["images"]}


async def _remember_images(user: UserDocument, blogs: Sequence[Raw], images: set[str]) -> None:
    """Add the images of the blogs to `images`, and store them.

    They are stored before the blogs, which have the only other copy of the names, are changed.
    """
    shown = {name for blog in blogs for name in image_names(blog)}
    if not shown <= images:
        images |= shown
        added = {"$addToSet": {"leaving_images": {"$each": sorted(shown)}}}
        await UserDocument.collection().update_one({"_id": user.oid}, added)
