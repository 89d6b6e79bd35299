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

type LimitedAction = Literal[
    "request", "refused", "signup", "link", "invitation", "generation", "upload", "export"
]

# Lifetime of the counters of password attempts, and of an account's known addresses.
_ATTEMPTS_SECONDS = 3_600
_KNOWN_ADDRESS_SECONDS = 7 * 86_400

_MINUTE = 60

# A lease has 1/200 of the limit: 6 permits of 1,200, and a single one below 400. It lasts for the
# shortest window of the rates. With Redis on loopback, one call per request would add 6 % to 16 %
# CPU in the benchmarks W1 to W4, and 41 % for a cached list of published blogs (medians of ten
# interleaved rounds).
_LEASES_PER_LIMIT = 200
_MAX_LEASES = 10_000

# Timeout of a shared storage, and how long it is skipped after a failure.
_TIMEOUT_SECONDS = 0.5
_SKIP_SECONDS = 2


class RateLimited(RequestError):
    """Too many requests. The next one can succeed after `retry_after_seconds`."""

    code = "RATE_LIMITED"

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__(f"Too many requests. Try again in {_duration(retry_after_seconds)}.")
        self.retry_after_seconds = retry_after_seconds

    @property
    def extensions(self) -> dict[str, Any]:
        return {"code": self.code, "retryAfterSeconds": self.retry_after_seconds}


class RateLimits:
    """Rate limits of one process. The storage is opened on first use; call `close` at the end.

    Args:
        storage: overrides the storage of the settings.
        clock: returns seconds since the epoch; must match the clock of `storage`.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        storage: Storage | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._rates: dict[LimitedAction, list[RateLimitItem]] = {
            "request": parse_many(settings.rate_limit_requests),
            "refused": parse_many(settings.limits.rate_limit_refused),
            "signup": parse_many(settings.limits.rate_limit_signups),
            "link": parse_many(settings.limits.rate_limit_links),
            "invitation": parse_many(settings.limits.rate_limit_invitations),
            "generation": parse_many(settings.rate_limit_generations),
            "upload": parse_many(settings.limits.rate_limit_uploads),
            "export": parse_many(settings.limits.rate_limit_exports),
        }
        shared = storage or _storage(settings.rate_limit_storage.get_secret_value())
        self._shared = _Counters(shared, clock)
        self._own = _Counters(_storage("memory://"), time.time)
        self._skipped_until = 0.0
        self._leases: dict[tuple[LimitedAction, CounterKey], _Lease] = {}

    @property
    def storage(self) -> Storage:
        """The storage that RATE_LIMIT_STORAGE names."""
        return self._shared.storage

    async def close(self) -> None:
        """Close the connections to the storage."""
        storage = self.storage
        if isinstance(storage, RedisStorage):
            await cast("Any", storage.bridge).storage.aclose()

    async def hit(self, action: LimitedAction, key: CounterKey) -> None:
        """Count one action for `key` (see `counter_keys`).

        Raises:
            RateLimited: the limit is reached.
        """
        lease = self._leases.get((action, key))
        if lease is None:
            if len(self._leases) >= _MAX_LEASES:
                self._leases.clear()
            lease = self._leases[action, key] = _Lease()
        if lease.use():
            return
        rates = self._rates[action]
        permits = max(1, min(rate.amount for rate in rates) // _LEASES_PER_LIMIT)
        async with lease.lock:
            # Another request may have renewed it.
            if lease.use():
                return
            await self._count(lambda counters: counters.hit(rates, action, key, permits))
            lease.left = permits - 1
            lease.until = time.monotonic() + min(rate.get_expiry() for rate in rates)

    async def password_attempt(self, account: str, address: str) -> None:
        """Count one attempt at an account's password from an address.

        Raises:
            RateLimited: the delay after the previous attempt has not passed.
        """
        keys = _AttemptKeys.of(account, address)
        await self._count(lambda counters: counters.password_attempt(keys))

    async def password_accepted(self, account: str, address: str) -> None:
        """Reset the attempts at an account's password, and remember the owner's address."""
        keys = _AttemptKeys.of(account, address)
        await self._count(lambda counters: counters.password_accepted(keys))

    async def _count(self, count: "Callable[[_Counters], Awaitable[None]]") -> None:
        """Count in the shared storage, or in this process while it is unavailable."""
        if time.monotonic() >= self._skipped_until:
            try:
                await count(self._shared)
            except StorageError as error:
                # Skipped for a while: otherwise every request would wait for the timeout.
                self._skipped_until = time.monotonic() + _SKIP_SECONDS
                cause = str(error.__cause__ or error)[:300]
                _log.error("rate_limits.counted_alone", seconds=_SKIP_SECONDS, cause=cause)
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
        """Use one permit; return False if none is left."""
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
        """Key of the number of delays so far."""
        return f"{self.key}/delayed"

    @property
    def wait(self) -> str:
        """Key that exists until the next attempt is allowed."""
        return f"{self.key}/wait"

    def delay(self, earlier: int) -> int:
        """Return the delay in seconds after a number of `earlier` delays."""
        return min(2 ** min(earlier, 10), self.longest)


class _AttemptKeys(NamedTuple):
    """Counters of one password attempt.

    The delay per account and address grows up to 15 minutes. The delay per account stays short,
    because an attacker can cause it for any account.
    """

    account_address: _Throttle
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
        self, rates: Sequence[RateLimitItem], action: LimitedAction, key: CounterKey, permits: int
    ) -> None:
        for rate in rates:
            if not await self._windows.hit(rate, action, key, cost=permits):
                stats = await self._windows.get_window_stats(rate, action, key)
                raise self._limited_until(stats.reset_time)

    async def password_attempt(self, keys: _AttemptKeys) -> None:
        throttles = [keys.account_address, keys.address]
        # Attempts from elsewhere must not delay the owner at a known address.
        if not await self.storage.get(keys.known):
            throttles.append(keys.account)
        # Rejected attempts are not counted, so that they do not prolong the delay.
        for throttle in throttles:
            if await self.storage.get(throttle.wait):
                raise await self._waiting(throttle)
        for throttle in throttles:
            await self._take(throttle)

    async def _take(self, throttle: _Throttle) -> None:
        """Count an attempt; only one of several concurrent attempts starts the next delay."""
        if await self.storage.incr(throttle.attempts, _ATTEMPTS_SECONDS) < throttle.free:
            return
        delay = throttle.delay(await self.storage.get(throttle.delayed))
        if await self.storage.incr(throttle.wait, delay) > 1:
            raise await self._waiting(throttle)
        await self.storage.incr(throttle.delayed, _ATTEMPTS_SECONDS)

    async def _waiting(self, throttle: _Throttle) -> RateLimited:
        return self._limited_until(await self.storage.get_expiry(throttle.wait))

    async def password_accepted(self, keys: _AttemptKeys) -> None:
        for throttle in (keys.account_address, keys.account):
            for key in (throttle.attempts, throttle.delayed, throttle.wait):
                await self.storage.clear(key)
        # Uncount this attempt only: attempts at other accounts still count for the address.
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
            # The default client of `limits` is coredis; this project uses redis-py.
            "implementation": "redispy",
            "socket_connect_timeout": _TIMEOUT_SECONDS,
            "socket_timeout": _TIMEOUT_SECONDS,
            # One immediate retry, for connections that were closed while idle.
            "retry": Retry(NoBackoff(), 1),
        }
    return cast("Storage", storage_from_string(f"async+{uri}", wrap_exceptions=True, **options))


def _duration(seconds: int) -> str:
    if seconds < _MINUTE:
        number, unit = seconds, "second"
    else:
        number, unit = math.ceil(seconds / _MINUTE), "minute"
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
