"""Limits of clients in the memory of one process: concurrent operations, temporary blocks."""

import math
from collections import Counter
from collections.abc import Callable

from cms_blog.counter_keys import CounterKey
from cms_blog.rate_limits import RateLimited

_MAX_BLOCKED = 10_000


class ConcurrencyLimit:
    """Concurrency limit, per client or of all clients together."""

    def __init__(self, maximum: int) -> None:
        self.maximum = maximum
        self.held: Counter[str] = Counter()

    def slot(self, client: str = "") -> "_Slot":
        """Context manager that holds a slot of the client; without one, a slot of all clients.

        Raises:
            RateLimited: all these slots are in use.
        """
        return _Slot(self, client)


class _Slot:
    __slots__ = ("_client", "_limit")

    def __init__(self, limit: ConcurrencyLimit, client: str) -> None:
        self._limit, self._client = limit, client

    def __enter__(self) -> None:
        if self._limit.held[self._client] >= self._limit.maximum:
            raise RateLimited(1)
        self._limit.held[self._client] += 1

    def __exit__(self, *_: object) -> None:
        held = self._limit.held
        held[self._client] -= 1
        if not held[self._client]:
            del held[self._client]


class Blocks:
    """Clients whose requests are rejected for some time, the latest `_MAX_BLOCKED`."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._until: dict[CounterKey, float] = {}

    def add(self, client: CounterKey, seconds: float) -> None:
        """Reject the client's requests from now on."""
        # A client that is blocked again is the latest one, and takes no other's place.
        self._until.pop(client, None)
        if len(self._until) >= _MAX_BLOCKED:
            del self._until[next(iter(self._until))]
        self._until[client] = self._clock() + seconds

    def check(self, client: CounterKey) -> None:
        """Raise RateLimited while the client is blocked."""
        until = self._until.get(client)
        if until is None:
            return
        left = until - self._clock()
        if left > 0:
            raise RateLimited(math.ceil(left))
        del self._until[client]
