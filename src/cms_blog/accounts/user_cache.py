"""In-memory cache of users.

Every request reads the viewer and every list its authors, and both rarely change. A change in this
process takes effect immediately; a change in another process, such as a revoked session, takes
effect within SESSION_CACHE_SECONDS.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Generator
from contextlib import contextmanager, suppress
from datetime import datetime

from bson import ObjectId
from pymongo.errors import PyMongoError

from cms_blog.accounts.credentials import Claims, Tokens, invalid_token
from cms_blog.accounts.documents import UserDocument

_MAX_USERS = 10_000
# Time between two reads while the cache is disabled or the database is unreachable.
_MIN_WAIT = 1


type _Users = dict[ObjectId, UserDocument]


async def _read(ids: Collection[ObjectId]) -> _Users:
    # Password hashes, search words and usage are not needed here, so they are not kept in memory.
    cursor = UserDocument.collection().find(
        {"_id": {"$in": list(ids)}}, {"password_hash": 0, "name_prefixes": 0, "usage": 0}
    )
    return {raw["_id"]: UserDocument.read(raw) for raw in await cursor.to_list()}


class UserCache:
    """Users by id, without their password hashes.

    Args:
        seconds: lifetime of an entry; 0 disables the cache.
        read: reads users from the database.
        clock: returns monotonic time in seconds.
        sleep: waits for seconds of that time.
    """

    def __init__(
        self,
        seconds: float,
        *,
        read: Callable[[Collection[ObjectId]], Awaitable[_Users]] = _read,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._seconds = seconds
        self._read = read
        self._clock = clock
        self._sleep = sleep
        self._entries: dict[ObjectId, tuple[float, UserDocument]] = {}
        # Number of invalidations. A read during one can return the old user, so it is not cached.
        self._changes = 0

    async def get(self, ids: Collection[ObjectId]) -> _Users:
        """Return the users with these ids, with at most one query; unknown ids are omitted."""
        now = self._clock()
        found: _Users = {}
        for oid in ids:
            until, user = self._entries.get(oid, (now, None))
            if user is not None and until > now:
                found[oid] = user
        missing = [oid for oid in ids if oid not in found]
        if missing:
            changes = self._changes
            users = await self._read(missing)
            if changes == self._changes:
                self._store(users, now + self._seconds)
            found |= users
        return found

    async def authenticate(self, token: str, *, tokens: Tokens) -> tuple[UserDocument, datetime]:
        """Return the user of a token and the token's expiry time.

        Raises:
            Unauthenticated: the token is invalid or revoked, or its user was deleted.
        """
        claims = tokens.read(token)
        return await self.user_of(claims), claims.expires_at

    async def user_of(self, claims: Claims) -> UserDocument:
        """Return the user of a token's claims if the session is still valid.

        Raises:
            Unauthenticated: the session was revoked, or the user was deleted or suspended.
        """
        user = await self._with_session(claims.user_id, claims.session_epoch)
        if user is None:
            raise invalid_token()
        return user

    async def until_revoked(self, user: UserDocument) -> None:
        """Return when the session of `user`, as it was read, has ended: within `seconds` of that.

        Waits for the end of the cached entry, because the user is not read again before.
        """
        while True:
            now = self._clock()
            until, _ = self._entries.get(user.oid, (now, user))
            await self._sleep(max(until - now, _MIN_WAIT))
            with suppress(PyMongoError):
                if await self._with_session(user.oid, user.session_epoch) is None:
                    return

    async def _with_session(self, oid: ObjectId, epoch: int) -> UserDocument | None:
        """Return the user if its sessions of this epoch are valid."""
        user = (await self.get((oid,))).get(oid)
        valid = user is not None and user.may_sign_in and user.session_epoch == epoch
        return user if valid else None

    @contextmanager
    def invalidating(self, oid: ObjectId) -> Generator[None]:
        """Remove the user from the cache when the block ends, also on failure or cancellation.

        A change can be stored even though its block fails.
        """
        try:
            yield
        finally:
            self._changes += 1
            self._entries.pop(oid, None)

    def _store(self, users: dict[ObjectId, UserDocument], until: float) -> None:
        if self._seconds <= 0:
            return
        if len(self._entries) + len(users) > _MAX_USERS:
            self._entries.clear()
        self._entries |= {oid: (until, user) for oid, user in users.items()}
