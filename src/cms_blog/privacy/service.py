"""The end of an account, in steps that can be interrupted anywhere and repeated.

First the user's document is marked: it can't sign in, every token is invalid, and a
blog that is still being saved is deleted again (`blogs.operations.save_blog`). Then the blogs are
deleted, then the images that no other blog shows, and the document last: the e-mail address is free
again when nothing else is left. `finish_all` finishes what was interrupted, for example by a crash.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import Annotated

import structlog
from pymongo import ReturnDocument

from cms_blog.accounts.documents import BlogsAtDeletion, Role, UserDocument
from cms_blog.accounts.password_guard import MAX_PASSWORD, InvalidCredentials, PasswordGuard
from cms_blog.blogs.content.images import image_names
from cms_blog.blogs.documents import BlogDocument, BlogStatus
from cms_blog.database.document import IS_STRING, Raw
from cms_blog.errors import DomainError
from cms_blog.media.places import Place
from cms_blog.privacy.unused_images import delete_unshown
from cms_blog.validation.email_address import email_key
from cms_blog.validation.inputs import Input, Verbatim, check

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

# How often a process looks for interrupted deletions, and how soon it retries its own.
_FINISH_EVERY_SECONDS = 600
_TRY_AGAIN_SECONDS = 30
_AT_ONCE = 20
# `images` is absent in blogs that an earlier release saved: their texts have the names.
_WITH_IMAGES = {"images": 1, "meta": 1, "final_blog.markdown": 1}


class AdminNeeded(DomainError):
    """Without this account there would be no admin, or anybody could become one."""


class Deletion(Input):
    """What the end of an account takes."""

    password: Annotated[str, Verbatim(MAX_PASSWORD)]
    blogs: BlogsAtDeletion


async def delete_account(
    user: UserDocument,
    given: object,
    *,
    guard: PasswordGuard,
    admin_email: str | None,
    place: Place,
) -> None:
    """End the account for good, with its blogs as asked.

    Raises:
        InvalidInput, RateLimited, InvalidCredentials, AdminNeeded
    """
    deletion = check(Deletion, given)
    stored = await guard.verified(user.email, deletion.password, lambda: UserDocument.get(user.oid))
    if admin_email is not None and email_key(stored.email) == email_key(admin_email):
        raise AdminNeeded(
            "Whoever signs up with this address becomes an admin (ADMIN_EMAIL). Have that setting "
            "changed first."
        )
    await _require_other_admin(stored)
    # Marked already, by a request beside this one or before it: what was asked first holds.
    raw = await UserDocument.collection().find_one_and_update(
        {"_id": stored.oid, "password_hash": stored.password_hash, "leaving": None},
        {"$set": {"leaving": deletion.blogs}, "$inc": {"session_epoch": 1}},
        return_document=ReturnDocument.AFTER,
    )
    if raw is None:
        raise InvalidCredentials("The password is wrong.")
    await _finish(raw, place)


@asynccontextmanager
async def finishing(place: Place) -> AsyncGenerator[None]:
    """Finish interrupted deletions, now and periodically while the block runs."""
    task = asyncio.create_task(_finish_again_and_again(place))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


async def finish_all(place: Place) -> None:
    """Finish interrupted deletions."""
    marked = {"leaving": {"$in": [*BlogsAtDeletion]} | IS_STRING}
    async for raw in UserDocument.collection().find(marked):
        with suppress(AdminNeeded):
            await _finish(raw, place)


async def _finish_again_and_again(place: Place) -> None:
    while True:
        pause = _FINISH_EVERY_SECONDS
        try:
            await finish_all(place)
        except Exception as error:
            # The database is away, say.
            _log.error("privacy.unfinished", exc_info=error)
            pause = _TRY_AGAIN_SECONDS
        await asyncio.sleep(pause)


async def _finish(raw: Raw, place: Place) -> None:
    """Delete what belongs to a marked account, and then the account. It may be repeated."""
    user, users = UserDocument.read(raw), UserDocument.collection()
    try:
        # Once more: of two admins who go at the same time, neither may be the last.
        await _require_other_admin(user)
    except AdminNeeded:
        await users.update_one({"_id": user.oid}, {"$unset": {"leaving": ""}})
        raise
    going: Raw = {}
    if user.leaving is BlogsAtDeletion.KEEP:
        going["status"] = {"$in": [s for s in BlogStatus if s is not BlogStatus.PUBLISHED]}
    theirs = {"author_id": user.oid, **going}
    blogs = BlogDocument.collection()
    images = set[str](raw.get("leaving_images", ()))
    # In batches, so that no command takes long, until none is left: a blog whose status changes
    # meanwhile can be missed by one.
    while found := await blogs.find(theirs, _WITH_IMAGES, limit=_AT_ONCE).to_list():
        shown = {name for blog in found for name in image_names(blog)}
        if not shown <= images:
            images |= shown
            # Before the blogs are deleted: afterwards nothing else has the names.
            kept = {"$addToSet": {"leaving_images": {"$each": sorted(shown)}}}
            await users.update_one({"_id": user.oid}, kept)
        await blogs.delete_many({"_id": {"$in": [blog["_id"] for blog in found]}, **going})
    await delete_unshown(images, place)
    await users.delete_one({"_id": user.oid})


async def _require_other_admin(user: UserDocument) -> None:
    if user.role is not Role.ADMIN:
        return
    other = {"role": Role.ADMIN, "leaving": None, "_id": {"$ne": user.oid}}
    if await UserDocument.collection().find_one(other, {"_id": 1}) is None:
        raise AdminNeeded("You are the only admin. Make another one first: cms-blog create-admin.")
