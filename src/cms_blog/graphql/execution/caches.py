"""A cache that is bounded by the size, the number and the age of its entries."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import NamedTuple

# One entry takes at most this part of the capacity: a few large ones can't evict all the others.
_LARGEST_PART = 50


class _Entry[V](NamedTuple):
    value: V
    size: int
    expires_at: float


class Cache[K: Hashable, V]:
    """Evicts the least recently used entries; with a lifetime, the oldest.

    Args:
        capacity: the sum of the sizes of all entries, in the caller's unit.
        entries: the number of entries.
        seconds: the lifetime of an entry.
        clock: a monotonic clock, in seconds.
    """

    def __init__(
        self,
        capacity: int,
        entries: int,
        seconds: float = math.inf,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._capacity = capacity
        self._most = entries
        self._seconds = seconds
        self._clock = clock
        self._held = 0
        # In the order of eviction. Lifetimes are equal, so that it is also the order of expiry.
        self._entries: OrderedDict[K, _Entry[V]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: K) -> V | None:
        """The value of `key`, if there is one that has not expired."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        if self._seconds == math.inf:
            self._entries.move_to_end(key)
        elif entry.expires_at <= self._clock():
            self._drop(key)
            return None
        return entry.value

    def put(self, key: K, value: V, size: int) -> None:
        """Store a value of this size, unless it is too large for the cache."""
        now = self._clock()
        self._drop(key)
        if size * _LARGEST_PART <= self._capacity and self._seconds > 0:
            self._entries[key] = _Entry(value, size, now + self._seconds)
            self._held += size
        while self._entries and self._must_evict(now):
            self._drop(next(iter(self._entries)))

    def _must_evict(self, now: float) -> bool:
        oldest = next(iter(self._entries.values()))
        too_much = self._held > self._capacity or len(self._entries) > self._most
        return too_much or oldest.expires_at <= now

    def _drop(self, key: K) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._held -= entry.size
