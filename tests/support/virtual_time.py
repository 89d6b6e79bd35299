"""An event loop whose clock jumps to the next timer, for tests of timeouts of many seconds."""

import asyncio
import selectors
import socket
import time
from collections.abc import Coroutine
from typing import Any, override

import pytest

# Real time in which data between two sockets of the test arrives, before the clock jumps.
_SECONDS = 0.01


class VirtualTime:
    """Replaces `time.monotonic` for the libraries and the loop of a test."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = time.monotonic()
        monkeypatch.setattr(time, "monotonic", lambda: self.now)

    def run[T](self, test: Coroutine[Any, Any, T]) -> T:
        """Run the coroutine in a loop with this time."""
        with asyncio.Runner(loop_factory=lambda: _Loop(_Selector(self))) as runner:
            return runner.run(test)


class _Selector(selectors.DefaultSelector):
    def __init__(self, clock: VirtualTime) -> None:
        super().__init__()
        self._clock = clock

    @override
    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        if not (events := super().select(_SECONDS)):
            self._clock.now += timeout
        return events


class _Loop(asyncio.SelectorEventLoop):
    @override
    async def getaddrinfo(self, *args: Any, **options: Any) -> Any:
        # Numeric addresses only. In a thread, as asyncio does it, time would pass meanwhile.
        return socket.getaddrinfo(*args, **options)
