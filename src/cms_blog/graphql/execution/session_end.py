"""Ends running streams when the session of their caller ends."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Self

from cms_blog.shutdown import stop

# Returns when the session has ended; None for callers without one.
type SessionEnd = Callable[[], Awaitable[None]]


class SessionWatch:
    """Waits in its block for the end of a session, and then expires the timeout of the stream."""

    def __init__(self, session_end: SessionEnd | None) -> None:
        self._session_end = session_end
        self._task: asyncio.Task[None] | None = None
        self._running: asyncio.Timeout | None = None
        self.ended = False

    def __enter__(self) -> Self:
        if self._session_end is not None:
            self._task = asyncio.create_task(self._wait(self._session_end))
        return self

    def __exit__(self, *_: object) -> None:
        if self._task is not None:
            self._task.cancel()

    def timeout_at(self, deadline: float) -> asyncio.Timeout:
        """Return the timeout for one event, which also ends with the session."""
        self._running = asyncio.timeout_at(0 if self.ended else deadline)
        return self._running

    async def _wait(self, session_end: SessionEnd) -> None:
        await session_end()
        self.ended = True
        # No event is awaited now: the next timeout has expired.
        with suppress(RuntimeError):
            if self._running is not None:
                stop(self._running)
