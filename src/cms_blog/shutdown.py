"""Ending in order: clients are told to go elsewhere, what runs may finish, the rest is cut off.

The steps, in this order:

    leave   readiness fails, and keep-alive connections are closed after their response
    end     no new work; sockets with nothing running are closed
    cut     what still runs is stopped, and answers that it was
"""

import asyncio
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import TracebackType

from cms_blog.errors import Unavailable

_STOPPED = (
    "The server is restarting, and this was not finished in time. If it was to change something, "
    "that may have been done: look, or send it again where that is safe."
)
_STOPPING = "The server is restarting: another one takes this."


def stopped() -> Unavailable:
    """The answer to what was cut off."""
    return Unavailable(_STOPPED, 1)


def stopping() -> Unavailable:
    """The answer to what comes too late."""
    return Unavailable(_STOPPING, 1)


class Drain:
    """Shutdown state of the process. Long-running work registers with it."""

    def __init__(self) -> None:
        # Whether a load balancer is to send new clients elsewhere.
        self.unready = False
        # Whether clients are to send their next request on another connection.
        self.leaving = False
        self.ending = False
        self.over = False
        self._cut_off: set[asyncio.Timeout] = set()
        self._told: set[Callable[[], None]] = set()

    def leave(self) -> None:
        """Report not ready, and close each connection after its next response."""
        self.unready = self.leaving = True

    def end(self) -> None:
        """Notify the waiters that no new work is accepted."""
        self.leaving = self.ending = True
        for tell in list(self._told):
            tell()

    def cut(self) -> None:
        """Stop all that runs."""
        self.over = True
        for running in list(self._cut_off):
            stop(running)

    @contextmanager
    def telling(self, tell: Callable[[], None]) -> Generator[None]:
        """Have `tell` called when the end begins, or now if it has begun, while the block runs."""
        self._told.add(tell)
        try:
            if self.ending:
                tell()
            yield
        finally:
            self._told.discard(tell)

    def within(self, running: asyncio.Timeout) -> "_Cuttable":
        """`async with` what `asyncio.timeout()` gives, which can be cut off, too.

        It then ends with TimeoutError, and `over` tells that from a lack of time.
        """
        return _Cuttable(self, self._cut_off, running)


class _Cuttable:
    """One of the timeouts that end early when the process does."""

    __slots__ = ("_all", "_drain", "_running")

    def __init__(self, drain: Drain, every: set[asyncio.Timeout], running: asyncio.Timeout) -> None:
        self._drain, self._all, self._running = drain, every, running

    async def __aenter__(self) -> None:
        await self._running.__aenter__()
        self._all.add(self._running)
        if self._drain.over:
            stop(self._running)

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._all.discard(self._running)
        await self._running.__aexit__(kind, failure, traceback)


def stop(running: asyncio.Timeout) -> None:
    """Cancel what runs within the timeout now; it ends with TimeoutError."""
    if not running.expired():
        running.reschedule(0)
