"""Graceful shutdown: stop advertising, stop accepting, cancel the remaining work.

The steps of `Drain`, in this order:

    stop_advertising    readiness fails; keep-alive connections close after their response
    stop_accepting      new operations are rejected; idle WebSockets are closed
    cancel_remaining    running operations are cancelled and return UNAVAILABLE
"""

import asyncio
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import TracebackType

from cms_blog.errors import Unavailable

_STOPPED = (
    "The server restarted before this request finished. A change may have been saved: check "
    "before you send the request again."
)
_STOPPING = "The server is restarting. Send the request again."


def stopped() -> Unavailable:
    """Return the error for an operation that the shutdown cancelled."""
    return Unavailable(_STOPPED, 1)


def stopping() -> Unavailable:
    """Return the error for an operation that arrives during the shutdown."""
    return Unavailable(_STOPPING, 1)


class Drain:
    """Shutdown state of the process. Long-running work registers with it."""

    def __init__(self) -> None:
        # The readiness check fails.
        self.unready = False
        # Keep-alive connections close after the next response.
        self.closing_connections = False
        # New operations are rejected.
        self.rejecting = False
        # Running operations are cancelled.
        self.cancelling = False
        self._running: set[asyncio.Timeout] = set()
        self._listeners: set[Callable[[], None]] = set()

    def stop_advertising(self) -> None:
        """Report not ready, and close each connection after its next response."""
        self.unready = self.closing_connections = True

    def stop_accepting(self) -> None:
        """Reject new operations, and call the listeners."""
        self.closing_connections = self.rejecting = True
        for listener in list(self._listeners):
            listener()

    def cancel_remaining(self) -> None:
        """Cancel running operations."""
        self.cancelling = True
        for running in list(self._running):
            stop(running)

    @contextmanager
    def notifying(self, listener: Callable[[], None]) -> Generator[None]:
        """Call `listener` at `stop_accepting` during the block, or now if it was called before."""
        self._listeners.add(listener)
        try:
            if self.rejecting:
                listener()
            yield
        finally:
            self._listeners.discard(listener)

    def cancellable(self, running: asyncio.Timeout) -> "_CancellableTimeout":
        """Return a context manager for the timeout that `cancel_remaining` also ends.

        Both raise TimeoutError; `cancelling` distinguishes a shutdown from an expired timeout.
        """
        return _CancellableTimeout(self, self._running, running)


class _CancellableTimeout:
    """Timeout that ends early on shutdown."""

    __slots__ = ("_all", "_drain", "_running")

    def __init__(self, drain: Drain, every: set[asyncio.Timeout], running: asyncio.Timeout) -> None:
        self._drain, self._all, self._running = drain, every, running

    async def __aenter__(self) -> None:
        await self._running.__aenter__()
        self._all.add(self._running)
        if self._drain.cancelling:
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
    """Expire the timeout now: its block ends with TimeoutError."""
    if not running.expired():
        running.reschedule(0)
