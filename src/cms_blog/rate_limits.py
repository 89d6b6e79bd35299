"""How often one user or one address may do what.

The counters are kept in memory, or where RATE_LIMIT_STORAGE says, so that several servers count
together. Of a large limit, some are taken at a time, so that not every request has to ask. While
the storage can't be reached, each process counts for itself, and the log says so: nobody is kept
out by it, and nobody may guess passwords for ever.
"""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Any, Literal, cast

import structlog
from limits import RateLimitItem, parse_many
from limits.aio.storage import RedisStorage, Storage
from limits.aio.strategies import FixedWindowRateLimiter
from limits.errors import StorageError
from limits.storage import storage_from_string

from cms_blog.errors import RequestError
from cms_blog.settings import Settings

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

type Limited = Literal["request", "refused", "signup", "generation", "upload", "export"]

# Logins that are free of any delay, by what they have in common: one person at one place may err
# some times; many places trying one account, or one place trying many accounts, show sooner or
# later. After those, each further one doubles the time until the next.
_FREE_LOGINS = {"account at address": 5, "account": 30, "address": 200}
_LOGINS_FORGOTTEN_AFTER = 3_600
_LONGEST_DELAY = 900

# A limit is taken in so many parts at most: 1,200 by six at a time, and less than 400 one by one.
# What is taken serves for as long as the rate's own window.
_PARTS = 200
_MAX_SHARES = 10_000

# What a shared storage has for its answer, and how long it is not asked after it gave none.
_ANSWER_SECONDS = 0.5
_AWAY_SECONDS = 2


class RateLimited(RequestError):
    """Too often; says when it may be tried again."""

    code = "RATE_LIMITED"

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__(f"That was too often. Try again in {retry_after_seconds} s.")
        self.retry_after_seconds = retry_after_seconds

    @property
    def extensions(self) -> dict[str, Any]:
        return {"code": self.code, "retryAfterSeconds": self.retry_after_seconds}


class RateLimits:
    """The process's counters: make one and close it. It opens its storage when it is first used."""

    def __init__(self, settings: Settings) -> None:
        self._rates: dict[Limited, list[RateLimitItem]] = {
            "request": parse_many(settings.rate_limit_requests),
            "refused": parse_many(settings.rate_limit_refused),
            "signup": parse_many(settings.rate_limit_signups),
            "generation": parse_many(settings.rate_limit_generations),
            "upload": parse_many(settings.rate_limit_uploads),
            "export": parse_many(settings.rate_limit_exports),
        }
        self._shared = _Counters(_storage(settings.rate_limit_storage.get_secret_value()))
        self._own = _Counters(_storage("memory://"))
        self._away_until = 0.0
        self._shares: dict[tuple[Limited, str], _Share] = {}

    async def close(self) -> None:
        """Close the connections to the storage."""
        storage = self._shared.storage
        if isinstance(storage, RedisStorage):
            await cast("Any", storage.bridge).storage.aclose()

    async def hit(self, what: Limited, key: str) -> None:
        """Count one for `key`, which is a user's id or an address.

        Raises:
            RateLimited: it is one too many.
        """
        share = self._shares.get((what, key))
        if share is None:
            if len(self._shares) >= _MAX_SHARES:
                self._shares.clear()
            share = self._shares[what, key] = _Share()
        if share.used():
            return
        rates = self._rates[what]
        take = max(1, min(rate.amount for rate in rates) // _PARTS)
        async with share.lock:
            # Somebody else may have taken some meanwhile.
            if share.used():
                return
            await self._count(lambda counters: counters.hit(rates, what, key, take))
            share.left = take - 1
            share.until = time.monotonic() + min(rate.get_expiry() for rate in rates)

    async def before_login(self, account: str, address: str) -> None:
        """Count one try to sign in; wait longer and longer once there were many.

        Raises:
            RateLimited: it is too soon after the last one.
        """
        await self._count(lambda counters: counters.before_login(account, address))

    async def after_login(self, account: str, address: str) -> None:
        """Forget the tries of somebody who has proved who they are."""
        await self._count(lambda counters: counters.after_login(account, address))

    async def _count(self, count: "Callable[[_Counters], Awaitable[None]]") -> None:
        """Count where all servers do, or alone while that is away."""
        if time.monotonic() >= self._away_until:
            try:
                await count(self._shared)
            except StorageError as error:
                # Not asked again by each request: one that does not answer would hold them all up.
                self._away_until = time.monotonic() + _AWAY_SECONDS
                cause = str(error.__cause__ or error)[:300]
                _log.error("rate_limits.counted_alone", seconds=_AWAY_SECONDS, cause=cause)
            else:
                return
        await count(self._own)


class _Share:
    """What was taken of one limit and is not used up; whoever takes some more has the lock."""

    __slots__ = ("left", "lock", "until")

    def __init__(self) -> None:
        self.left = 0
        self.until = 0.0
        self.lock = asyncio.Lock()

    def used(self) -> bool:
        """Use one of them, if there is one."""
        if not self.left or self.until <= time.monotonic():
            return False
        self.left -= 1
        return True


class _Counters:
    """The counters in one storage. Each method may raise StorageError, too."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage
        self._windows = FixedWindowRateLimiter(storage)

    async def hit(self, rates: Sequence[RateLimitItem], what: Limited, key: str, take: int) -> None:
        for rate in rates:
            if not await self._windows.hit(rate, what, key, cost=take):
                stats = await self._windows.get_window_stats(rate, what, key)
                raise RateLimited(_seconds_until(stats.reset_time))

    async def before_login(self, account: str, address: str) -> None:
        for key, _ in _login_keys(account, address):
            if await self.storage.get(f"{key}/wait"):
                raise RateLimited(_seconds_until(await self.storage.get_expiry(f"{key}/wait")))
        for key, free in _login_keys(account, address):
            tries = await self.storage.incr(key, _LOGINS_FORGOTTEN_AFTER)
            if tries >= free:
                delay = min(2 ** min(tries - free, 10), _LONGEST_DELAY)
                await self.storage.incr(f"{key}/wait", delay)

    async def after_login(self, account: str, address: str) -> None:
        for key, _ in _login_keys(account, address):
            # Not those of the address: one good account there excuses no other.
            if not key.startswith("login/address/"):
                await self.storage.clear(key)
                await self.storage.clear(f"{key}/wait")


def _storage(uri: str) -> Storage:
    options: dict[str, Any] = {}
    if not uri.startswith("memory:"):
        from redis.asyncio.retry import Retry
        from redis.backoff import NoBackoff

        options = {
            # The library's default client for Redis is another one than everybody's.
            "implementation": "redispy",
            "socket_connect_timeout": _ANSWER_SECONDS,
            "socket_timeout": _ANSWER_SECONDS,
            # Once more and at once, for a connection that has ended while it was idle.
            "retry": Retry(NoBackoff(), 1),
        }
    return cast("Storage", storage_from_string(f"async+{uri}", wrap_exceptions=True, **options))


def _login_keys(account: str, address: str) -> Iterator[tuple[str, int]]:
    account = account.strip().casefold()[:320]
    shared = {
        "account at address": f"{account}/{address}",
        "account": account,
        "address": address,
    }
    for kind, free in _FREE_LOGINS.items():
        yield f"login/{kind}/{shared[kind]}", free


def _seconds_until(moment: float) -> int:
    return max(1, math.ceil(moment - time.time()))
