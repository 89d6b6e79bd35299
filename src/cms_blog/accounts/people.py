"""Users, cached for a few seconds.

Every request reads the viewer and every list the authors, and neither changes often. A change in
this process holds at once; a change in another process, such as the end of a session, is seen here
after SESSION_CACHE_SECONDS at most.
"""

import time
from collections.abc import Awaitable, Callable, Collection, Generator
from contextlib import contextmanager
from datetime import datetime

from bson import ObjectId

from cms_blog.accounts.credentials import Claims, Tokens, invalid_token
from cms_blog.accounts.documents import UserDocument

_MAX_KEPT = 10_000


type _Users = dict[ObjectId, UserDocument]


async def _read(ids: Collection[ObjectId]) -> _Users:
    # Without password hashes: nothing compares them here.
    cursor = UserDocument.collection().find({"_id": {"$in": list(ids)}}, {"password_hash": 0})
    return {raw["_id"]: UserDocument.read(raw) for raw in await cursor.to_list()}


class People:
    """Users by their ids, without their password hashes.

    Args:
        seconds: how long a user is kept; 0 keeps none.
        read: reads users from the database.
        clock: seconds of a monotonic clock.
    """

    def __init__(
        self,
        seconds: float,
        *,
        read: Callable[[Collection[ObjectId]], Awaitable[_Users]] = _read,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._seconds = seconds
        self._read = read
        self._clock = clock
        self._kept: dict[ObjectId, tuple[float, UserDocument]] = {}
        # Counts the changes: what was read during one may be from before it.
        self._changes = 0

    async def get(self, ids: Collection[ObjectId]) -> _Users:
        """Return the users with these ids, with one query at most; unknown ids are left out."""
        now = self._clock()
        found: _Users = {}
        for oid in ids:
            until, user = self._kept.get(oid, (now, None))
            if user is not None and until > now:
                found[oid] = user
        missing = [oid for oid in ids if oid not in found]
        if missing:
            changes = self._changes
            users = await self._read(missing)
            if changes == self._changes:
                self._keep(users, now + self._seconds)
            found |= users
        return found

    async def authenticate(self, token: str, *, tokens: Tokens) -> tuple[UserDocument, datetime]:
        """Return the user of a token, and when the token expires.

        Raises:
            Unauthenticated: the token is invalid or revoked, or its user was deleted.
        """
        claims = tokens.read(token)
        return await self.proven(claims), claims.expires_at

    async def proven(self, claims: Claims) -> UserDocument:
        """Return the user of a token's claims, if the session has not ended.

        Raises:
            Unauthenticated: the session has ended, or the user was deleted or is being deleted.
        """
        user = (await self.get((claims.user_id,))).get(claims.user_id)
        if user is None or user.leaving or user.session_epoch != claims.session_epoch:
            raise invalid_token()
        return user

    @contextmanager
    def changing(self, oid: ObjectId) -> Generator[None]:
        """Forget the user when the block ends, however it ends.

        A change can be stored although the block is cancelled or fails.
        """
        try:
            yield
        finally:
            self._changes += 1
            self._kept.pop(oid, None)

    def _keep(self, users: dict[ObjectId, UserDocument], until: float) -> None:
        if self._seconds <= 0:
            return
        if len(self._kept) + len(users) > _MAX_KEPT:
            self._kept.clear()
        self._kept |= {oid: (until, user) for oid, user in users.items()}
