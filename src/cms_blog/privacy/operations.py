"""The end of an account, in steps that can be cut off anywhere and done again.

First the user's document is marked: from then on it signs nobody in, every token has died, and
whoever still saves a blog takes it back (`blogs.operations.save_blog`). Then the blogs go, and the
document itself last: the e-mail address is free again once nothing else is left. What was cut off
in between, as by a crash, is finished by `finish_all`.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import Annotated

import structlog
from pymongo import ReturnDocument

from cms_blog.accounts.documents import BlogsAtDeletion, Role, UserDocument
from cms_blog.accounts.password_guard import MAX_PASSWORD, InvalidCredentials, PasswordGuard
from cms_blog.blogs.documents import BlogDocument, BlogStatus
from cms_blog.email_address import email_key
from cms_blog.errors import DomainError
from cms_blog.inputs import Input, Verbatim, check
from cms_blog.stored import IS_STRING, Raw

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

# How often a process looks for what another one has left half done, and how soon it tries again
# what it could not finish itself.
_FINISH_EVERY_SECONDS = 600
_TRY_AGAIN_SECONDS = 30
_AT_ONCE = 100


class AdminNeeded(DomainError):
    """Without this account there would be no admin, or anybody could become one."""


class Deletion(Input):
    """What the end of an account takes."""

    password: Annotated[str, Verbatim(MAX_PASSWORD)]
    blogs: BlogsAtDeletion


async def delete_account(
    user: UserDocument, given: object, *, guard: PasswordGuard, admin_email: str | None
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
    await _finish(UserDocument.read(raw))


@asynccontextmanager
async def finishing() -> AsyncGenerator[None]:
    """Finish, now and from time to time while the block runs, what was begun and cut off."""
    task = asyncio.create_task(_finish_again_and_again())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


async def finish_all() -> None:
    """Finish what was begun and cut off."""
    marked = {"leaving": {"$in": [*BlogsAtDeletion]} | IS_STRING}
    async for raw in UserDocument.collection().find(marked):
        with suppress(AdminNeeded):
            await _finish(UserDocument.read(raw))


async def _finish_again_and_again() -> None:
    while True:
        pause = _FINISH_EVERY_SECONDS
        try:
            await finish_all()
        except Exception as error:
            # The database is away, say.
            _log.error("privacy.unfinished", exc_info=error)
            pause = _TRY_AGAIN_SECONDS
        await asyncio.sleep(pause)


async def _finish(user: UserDocument) -> None:
    """From the mark to the end. Done again, or by several at once, it comes to the same."""
    users = UserDocument.collection()
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
    # Some at a time, so that no command takes long, until there are none: one that changes its
    # status meanwhile can slip past.
    while found := await blogs.find(theirs, {"_id": 1}, limit=_AT_ONCE).to_list():
        await blogs.delete_many({"_id": {"$in": [raw["_id"] for raw in found]}, **going})
    await users.delete_one({"_id": user.oid})


async def _require_other_admin(user: UserDocument) -> None:
    if user.role is not Role.ADMIN:
        return
    other = {"role": Role.ADMIN, "leaving": None, "_id": {"$ne": user.oid}}
    if await UserDocument.collection().find_one(other, {"_id": 1}) is None:
        raise AdminNeeded("You are the only admin. Make another one first: cms-blog create-admin.")
