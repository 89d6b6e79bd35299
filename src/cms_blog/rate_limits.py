"""How often one user or one address may do what.

The counters are kept in memory, or where RATE_LIMIT_STORAGE says, so that several servers count
together. Where they can't be reached, everything is let through, and the log says so.
"""

import math
import time
from collections.abc import Iterator
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
        self._storage = _storage(settings.rate_limit_storage.get_secret_value())
        self._windows = FixedWindowRateLimiter(self._storage)

    async def close(self) -> None:
        """Close the connections to the storage."""
        if isinstance(self._storage, RedisStorage):
            await cast("Any", self._storage.bridge).storage.aclose()

    async def hit(self, what: Limited, key: str) -> None:
        """Count one for `key`, which is a user's id or an address.

        Raises:
            RateLimited: it is one too many.
        """
        try:
            for rate in self._rates[what]:
                if not await self._windows.hit(rate, what, key):
                    stats = await self._windows.get_window_stats(rate, what, key)
                    raise RateLimited(_seconds_until(stats.reset_time))
        except StorageError as error:
            _log.error("rate_limits.unreachable", exc_info=error)

    async def before_login(self, account: str, address: str) -> None:
        """Count one try to sign in; wait longer and longer once there were many.

        Raises:
            RateLimited: it is too soon after the last one.
        """
        try:
            for key, _ in _login_keys(account, address):
                if await self._storage.get(f"{key}/wait"):
                    raise RateLimited(_seconds_until(await self._storage.get_expiry(f"{key}/wait")))
            for key, free in _login_keys(account, address):
                tries = await self._storage.incr(key, _LOGINS_FORGOTTEN_AFTER)
                if tries >= free:
                    delay = min(2 ** min(tries - free, 10), _LONGEST_DELAY)
                    await self._storage.incr(f"{key}/wait", delay)
        except StorageError as error:
            _log.error("rate_limits.unreachable", exc_info=error)

    async def after_login(self, account: str, address: str) -> None:
        """Forget the tries of somebody who has proved who they are."""
        try:
            for key, _ in _login_keys(account, address):
                # Not those of the address: one good account there excuses no other.
                if not key.startswith("login/address/"):
                    await self._storage.clear(key)
                    await self._storage.clear(f"{key}/wait")
        except StorageError as error:
            _log.error("rate_limits.unreachable", exc_info=error)


def _storage(uri: str) -> Storage:
    # The library's default client for Redis is another one than everybody's.
    options = {} if uri.startswith("memory:") else {"implementation": "redispy"}
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
