"""Thread pool whose calls wait until a test releases them."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any


class HeldExecutor(Executor):
    """Pool of two threads that runs the first `free` calls immediately and holds the others."""

    def __init__(self, free: int = 0) -> None:
        self._threads = ThreadPoolExecutor(2)
        self._reached = threading.Event()
        self._released = threading.Event()
        self._lock = threading.Lock()
        self._free = free
        self.running = 0
        self.most = 0
        self.begun = 0

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        return self._threads.submit(self._run, fn)

    def _run(self, work: Callable[[], Any]) -> Any:
        with self._lock:
            self.begun += 1
            held = self.begun > self._free
            self.running += held
            self.most = max(self.most, self.running)
        if held:
            self._reached.set()
            self._released.wait()
        try:
            return work()
        finally:
            with self._lock:
                self.running -= held

    async def reached(self) -> None:
        """Wait until a call is held."""
        assert await asyncio.to_thread(self._reached.wait, 60)

    def hold(self) -> None:
        """Hold every further call."""
        self._released.clear()

    def release(self) -> None:
        """Release the held calls."""
        self._released.set()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._threads.shutdown(wait, cancel_futures=cancel_futures)
