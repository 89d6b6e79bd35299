"""Cache with limits on total size, number of entries and their lifetime."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import NamedTuple

# An entry may take at most 1/50 of the capacity: a few large ones can't evict all the others.
_MIN_ENTRIES_AT_CAPACITY = 50


class _Entry[V](NamedTuple):
    value: V
    size: int
    expires_at: float


class Cache[K: Hashable, V]:
    """LRU cache; with a lifetime, a FIFO cache.

    Args:
        capacity: maximum total size of the entries, in the caller's unit.
        entries: maximum number of entries.
        seconds: lifetime of an entry.
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
        self._max_entries = entries
        self._seconds = seconds
        self._clock = clock
        self._size = 0
        # In order of eviction. All lifetimes are equal, so this is also the order of expiry.
        self._entries: OrderedDict[K, _Entry[V]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: K) -> V | None:
        """Return the value of `key`; None if it is absent or has expired."""
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
        if size * _MIN_ENTRIES_AT_CAPACITY <= self._capacity:
            self._entries[key] = _Entry(value, size, now + self._seconds)
            self._size += size
        while self._entries and self._must_evict(now):
            self._drop(next(iter(self._entries)))

    def _must_evict(self, now: float) -> bool:
        oldest = next(iter(self._entries.values()))
        over_limit = self._size > self._capacity or len(self._entries) > self._max_entries
        return over_limit or oldest.expires_at <= now

    def _drop(self, key: K) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._size -= entry.size
