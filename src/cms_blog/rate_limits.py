"""Rate limits per user and address, and delays between password attempts.

The counters are kept in memory or in the storage that RATE_LIMIT_STORAGE names, which several
servers can share. Large limits are leased in batches, so that not every request reads the storage.
While the storage is unreachable, each process counts separately and logs an error.
"""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Literal, NamedTuple, cast

import structlog
from limits import RateLimitItem, parse_many
from limits.aio.storage import RedisStorage, Storage
from limits.aio.strategies import FixedWindowRateLimiter
from limits.errors import StorageError
from limits.storage import storage_from_string

from cms_blog.counter_keys import CounterKey, counter_key, network_of
from cms_blog.errors import RequestError
from cms_blog.settings import Settings

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

type Limited = Literal["request", "refused", "signup", "generation", "upload", "export"]

# Counters of password attempts, and the memory that an address was used by an account's owner.
_ATTEMPTS_SECONDS = 3_600
_KNOWN_ADDRESS_SECONDS = 7 * 86_400

_MINUTE = 60

# A process leases permits in batches of a two-hundredth of the limit: 6 of 1,200, and one by one
# below 400. A lease lasts for the shortest window of the rates. With Redis on loopback, one call
# for each request instead costs 6 % to 16 % more CPU for W1 to W4 of the benchmarks, and 41 % more
# for a cached list of published blogs (medians of ten interleaved rounds).
_LEASES_PER_LIMIT = 200
_MAX_LEASES = 10_000

# What a shared storage has for its answer, and how long it is not asked after it gave none.
_ANSWER_SECONDS = 0.5
_AWAY_SECONDS = 2


class RateLimited(RequestError):
    """Too many requests. `retry_after_seconds` is when the next one can succeed."""

    code = "RATE_LIMITED"

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__(f"Too many requests. Try again in {_duration(retry_after_seconds)}.")
        self.retry_after_seconds = retry_after_seconds

    @property
    def extensions(self) -> dict[str, Any]:
        return {"code": self.code, "retryAfterSeconds": self.retry_after_seconds}


class RateLimits:
    """The counters of one process. Opens its storage on first use; close it after use.

    Args:
        storage: used in place of the one that the settings name.
        clock: seconds since the epoch, on the same clock as `storage`.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        storage: Storage | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._rates: dict[Limited, list[RateLimitItem]] = {
            "request": parse_many(settings.rate_limit_requests),
            "refused": parse_many(settings.limits.rate_limit_refused),
            "signup": parse_many(settings.rate_limit_signups),
            "generation": parse_many(settings.rate_limit_generations),
            "upload": parse_many(settings.rate_limit_uploads),
            "export": parse_many(settings.limits.rate_limit_exports),
        }
        shared = storage or _storage(settings.rate_limit_storage.get_secret_value())
        self._shared = _Counters(shared, clock)
        self._own = _Counters(_storage("memory://"), time.time)
        self._away_until = 0.0
        self._leases: dict[tuple[Limited, CounterKey], _Lease] = {}

    @property
    def storage(self) -> Storage:
        """The storage that RATE_LIMIT_STORAGE names."""
        return self._shared.storage

    async def close(self) -> None:
        """Close the connections to the storage."""
        storage = self.storage
        if isinstance(storage, RedisStorage):
            await cast("Any", storage.bridge).storage.aclose()

    async def hit(self, what: Limited, key: CounterKey) -> None:
        """Count one for `key`: see `counter_keys`.

        Raises:
            RateLimited: the limit is reached.
        """
        lease = self._leases.get((what, key))
        if lease is None:
            if len(self._leases) >= _MAX_LEASES:
                self._leases.clear()
            lease = self._leases[what, key] = _Lease()
        if lease.use():
            return
        rates = self._rates[what]
        permits = max(1, min(rate.amount for rate in rates) // _LEASES_PER_LIMIT)
        async with lease.lock:
            # Another request may have renewed it.
            if lease.use():
                return
            await self._count(lambda counters: counters.hit(rates, what, key, permits))
            lease.left = permits - 1
            lease.until = time.monotonic() + min(rate.get_expiry() for rate in rates)

    async def password_attempt(self, account: str, address: str) -> None:
        """Count one attempt at an account's password from an address.

        Raises:
            RateLimited: the delay after the last attempt is not over.
        """
        keys = _AttemptKeys.of(account, address)
        await self._count(lambda counters: counters.password_attempt(keys))

    async def password_accepted(self, account: str, address: str) -> None:
        """Forget the attempts at an account's password, and trust its owner's address."""
        keys = _AttemptKeys.of(account, address)
        await self._count(lambda counters: counters.password_accepted(keys))

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


class _Lease:
    """Permits of one limit that this process has counted in advance; renew it under its lock."""

    __slots__ = ("left", "lock", "until")

    def __init__(self) -> None:
        self.left = 0
        self.until = 0.0
        self.lock = asyncio.Lock()

    def use(self) -> bool:
        """Use one permit; False if there is none."""
        if not self.left or self.until <= time.monotonic():
            return False
        self.left -= 1
        return True


class _Throttle(NamedTuple):
    """Free attempts, then a delay before each further one that doubles up to `longest` seconds."""

    key: CounterKey
    free: int
    longest: int

    @property
    def attempts(self) -> str:
        return f"{self.key}/attempts"

    @property
    def delayed(self) -> str:
        """Attempts that were followed by a delay."""
        return f"{self.key}/delayed"

    @property
    def wait(self) -> str:
        """Exists until the next attempt is allowed."""
        return f"{self.key}/wait"

    def delay(self, earlier: int) -> int:
        """Return the seconds to wait after as many `earlier` delays."""
        return min(2 ** min(earlier, 10), self.longest)


class _AttemptKeys(NamedTuple):
    """Counters of one attempt.

    The delay for an account at one address grows long. The delay for an account from anywhere
    stays short, because every stranger can cause it.
    """

    here: _Throttle
    address: _Throttle
    account: _Throttle
    known: CounterKey

    @classmethod
    def of(cls, account: str, address: str) -> "_AttemptKeys":
        network = network_of(address)
        return cls(
            _Throttle(counter_key("password/account-address", account, network), 5, 900),
            _Throttle(counter_key("password/address", network), 200, 900),
            _Throttle(counter_key("password/account", account), 30, 30),
            counter_key("password/known-address", account, network),
        )


class _Counters:
    """The counters in one storage. Each method can also raise StorageError."""

    def __init__(self, storage: Storage, clock: Callable[[], float]) -> None:
        self.storage = storage
        self._clock = clock
        self._windows = FixedWindowRateLimiter(storage)

    async def hit(
        self, rates: Sequence[RateLimitItem], what: Limited, key: CounterKey, take: int
    ) -> None:
        for rate in rates:
            if not await self._windows.hit(rate, what, key, cost=take):
                stats = await self._windows.get_window_stats(rate, what, key)
                raise self._limited_until(stats.reset_time)

    async def password_attempt(self, keys: _AttemptKeys) -> None:
        throttles = [keys.here, keys.address]
        # Strangers can't delay an owner at an address that the owner has used before.
        if not await self.storage.get(keys.known):
            throttles.append(keys.account)
        # Refused here, an attempt counts nowhere: it must not cause the next delay.
        for throttle in throttles:
            if await self.storage.get(throttle.wait):
                raise await self._waiting(throttle)
        for throttle in throttles:
            await self._take(throttle)

    async def _take(self, throttle: _Throttle) -> None:
        """Count, then decide: of attempts at the same time, one alone creates the delay."""
        if await self.storage.incr(throttle.attempts, _ATTEMPTS_SECONDS) < throttle.free:
            return
        delay = throttle.delay(await self.storage.get(throttle.delayed))
        if await self.storage.incr(throttle.wait, delay) > 1:
            raise await self._waiting(throttle)
        await self.storage.incr(throttle.delayed, _ATTEMPTS_SECONDS)

    async def _waiting(self, throttle: _Throttle) -> RateLimited:
        return self._limited_until(await self.storage.get_expiry(throttle.wait))

    async def password_accepted(self, keys: _AttemptKeys) -> None:
        for throttle in (keys.here, keys.account):
            for key in (throttle.attempts, throttle.delayed, throttle.wait):
                await self.storage.clear(key)
        # This attempt alone: one correct password excuses no wrong ones for other accounts.
        await self.storage.incr(keys.address.attempts, _ATTEMPTS_SECONDS, -1)
        await self.storage.incr(keys.known, _KNOWN_ADDRESS_SECONDS)

    def _limited_until(self, moment: float) -> RateLimited:
        return RateLimited(max(1, math.ceil(moment - self._clock())))


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


def _duration(seconds: int) -> str:
    if seconds < _MINUTE:
        number, unit = seconds, "second"
    else:
        number, unit = math.ceil(seconds / _MINUTE), "minute"
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
