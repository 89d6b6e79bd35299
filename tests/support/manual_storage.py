"""Manual clock, and an in-memory storage backend of `limits` that uses it."""

import asyncio
from datetime import UTC, datetime

from limits.aio.storage import Storage


class ManualClock:
    """Clock that only `advance` moves, in seconds."""

    def __init__(self, now: float = 1_000_000) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def datetime(self) -> datetime:
        return datetime.fromtimestamp(self.now, UTC)

    def advance(self, seconds: float) -> None:
        self.now += seconds


class ManualStorage(Storage):
    """Storage backend of `limits` that yields to the event loop in each operation."""

    STORAGE_SCHEME = None

    def __init__(self, clock: ManualClock) -> None:
        super().__init__()
        self.clock = clock
        self.counters: dict[str, tuple[int, float]] = {}

    @property
    def base_exceptions(self) -> type[Exception]:
        return OSError

    async def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        await asyncio.sleep(0)
        count, ends = self._counter(key)
        count += amount
        self.counters[key] = (count, self.clock() + expiry if count == amount else ends)
        return count

    async def get(self, key: str) -> int:
        await asyncio.sleep(0)
        return self._counter(key)[0]

    async def get_expiry(self, key: str) -> float:
        await asyncio.sleep(0)
        return self._counter(key)[1]

    async def clear(self, key: str) -> None:
        self.counters.pop(key, None)

    async def check(self) -> bool:
        return True

    async def reset(self) -> int | None:
        self.counters.clear()

    def _counter(self, key: str) -> tuple[int, float]:
        count, ends = self.counters.get(key, (0, self.clock()))
        return (count, ends) if ends > self.clock() else (0, self.clock())
