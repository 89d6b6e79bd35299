"""Users, read from the database at most once in a few seconds.

The viewer is needed by every request and the authors by every list, and neither changes often.
What this process changes is forgotten at once; what another one changes, an ended session
included, is seen here when the seconds are over: `SESSION_CACHE_SECONDS`, 0 for none.
"""

import time
from collections.abc import Collection, Iterable
from datetime import datetime

from bson import ObjectId

from cms_blog.accounts.credentials import Claims, Tokens, invalid_token
from cms_blog.accounts.documents import UserDocument

_MAX_KEPT = 10_000


class People:
    """Users by their ids. They come without the hashes of their passwords."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._kept: dict[ObjectId, tuple[float, UserDocument]] = {}

    async def get(self, ids: Collection[ObjectId]) -> dict[ObjectId, UserDocument]:
        """The users with these ids, in one query or none; one that is gone is left out."""
        now = time.monotonic()
        found: dict[ObjectId, UserDocument] = {}
        for oid in ids:
            until, user = self._kept.get(oid, (now, None))
            if user is not None and until > now:
                found[oid] = user
        missing = [oid for oid in ids if oid not in found]
        if missing:
            users = await _read(missing)
            self._keep(users, now + self._seconds)
            found |= users
        return found

    async def authenticate(self, token: str, *, tokens: Tokens) -> tuple[UserDocument, datetime]:
        """The user whom the token proves, and when that ends.

        Raises:
            Unauthenticated: the token is not valid, was ended, or its user is gone.
        """
        claims = tokens.read(token)
        return await self.proven(claims), claims.expires_at

    async def proven(self, claims: Claims) -> UserDocument:
        """The user whom a token's claims name, while the session that it is of goes on.

        Raises:
            Unauthenticated: it was ended, or its user is gone or about to be.
        """
        user = (await self.get((claims.user_id,))).get(claims.user_id)
        if user is None or user.leaving or user.session_epoch != claims.session_epoch:
            raise invalid_token()
        return user

    def forget(self, oid: ObjectId) -> None:
        """Read the user anew the next time."""
        self._kept.pop(oid, None)

    def _keep(self, users: dict[ObjectId, UserDocument], until: float) -> None:
        if self._seconds <= 0:
            return
        if len(self._kept) + len(users) > _MAX_KEPT:
            self._kept.clear()
        self._kept |= {oid: (until, user) for oid, user in users.items()}


async def _read(ids: Iterable[ObjectId]) -> dict[ObjectId, UserDocument]:
    # No hash leaves the database where nothing is compared with it.
    cursor = UserDocument.collection().find({"_id": {"$in": list(ids)}}, {"password_hash": 0})
    return {raw["_id"]: UserDocument.read(raw) for raw in await cursor.to_list()}
