"""Graceful shutdown on signals, under any ASGI server."""

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType

from cms_blog.settings import Settings
from cms_blog.shutdown import Drain

# Time from the cancellation of remaining work to the exit of the process.
_END_SECONDS = 2
# The parent of several workers sends it before SIGTERM when the whole node shuts down.
LEAVE = signal.SIGUSR1


@contextmanager
def shutdown_on_signals(drain: Drain, settings: Settings) -> Generator[None]:
    """Run the drain's steps on SIGTERM and SIGINT; the server gets the signal after the delay.

    In a worker process there is no delay: the node stays ready while a worker is replaced, and
    when the node shuts down, the parent waits. A worker whose parent dies shuts down.

    No-op outside the main thread, since only the main thread handles signals.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    shutdown = _Shutdown(drain, settings)
    shutdown.install()
    try:
        yield
    finally:
        shutdown.uninstall()


class _Shutdown:
    def __init__(self, drain: Drain, settings: Settings) -> None:
        self._drain = drain
        self._settings = settings
        self._loop = asyncio.get_running_loop()
        parent = multiprocessing.parent_process()
        # Readable when the parent has died.
        self._parent_ended = None if parent is None else parent.sentinel
        # None: the handler was not set from Python, so it can't be restored.
        self._previous = {
            number: handler
            for number in (signal.SIGTERM, signal.SIGINT)
            if (handler := signal.getsignal(number)) is not None
        }

    def install(self) -> None:
        for number in self._previous:
            signal.signal(number, self._on_signal)
        if self._parent_ended is not None:
            signal.signal(LEAVE, self._on_leave)
            self._loop.add_reader(self._parent_ended, self._on_parent_death, self._parent_ended)

    def uninstall(self) -> None:
        self._restore()
        if self._parent_ended is not None:
            self._loop.remove_reader(self._parent_ended)

    def _restore(self) -> None:
        for number, handler in self._previous.items():
            signal.signal(number, handler)

    def _on_leave(self, _: int, __: FrameType | None) -> None:
        self._loop.call_soon_threadsafe(self._drain.stop_advertising)

    def _on_parent_death(self, sentinel: int) -> None:
        self._loop.remove_reader(sentinel)
        signal.raise_signal(signal.SIGTERM)

    def _on_signal(self, number: int, _: FrameType | None) -> None:
        # The server handles later signals itself: a second Ctrl-C skips the delay.
        self._restore()
        self._loop.call_soon_threadsafe(self._leave, number)

    def _leave(self, number: int) -> None:
        # A terminal also sends SIGINT to workers; then the whole node shuts down.
        if self._parent_ended is None or number == signal.SIGINT:
            self._drain.stop_advertising()
        delay = self._settings.limits.drain_delay_seconds if self._parent_ended is None else 0
        self._loop.call_later(delay, self._end, number)

    def _end(self, number: int) -> None:
        seconds = self._settings.drain_seconds
        # A thread can't be cancelled, and Python waits for it: an expensive hash takes 30 seconds.
        watchdog = threading.Timer(seconds + _END_SECONDS, os._exit, [0])
        watchdog.daemon = True
        watchdog.start()
        self._drain.stop_accepting()
        self._loop.call_later(seconds, self._drain.cancel_remaining)
        signal.raise_signal(number)
