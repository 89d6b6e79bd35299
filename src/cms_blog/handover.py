"""Connections on their way from the process that accepts them to those that serve them.

Were they all to accept from one socket, whoever wakes first would take nearly all, for as long as
the connections last. So the parent accepts, and hands each to a worker in turn: over a Unix socket,
as a file descriptor (unix(7), SCM_RIGHTS).
"""

import asyncio
import socket
from collections import deque
from collections.abc import Callable
from enum import StrEnum

import structlog

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_AT_ONCE = 64
# Until it is tried again, where nobody takes a connection or the system has no more of them.
_PAUSE_SECONDS = 0.05


class Order(StrEnum):
    """What a parent tells its workers, a line each."""

    # The node is going to end.
    LEAVE = "leave"
    # End: it is the node's end.
    STOP = "stop"
    # End: another worker is there in your place.
    RETIRE = "retire"


def channel() -> tuple[socket.socket, socket.socket]:
    """A way for connections: the end to hand them in, and the end where they come out."""
    inlet, outlet = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    inlet.setblocking(False)
    outlet.setblocking(False)
    return inlet, outlet


class Door:
    """The parent's side: accepts while there is somebody to serve, and hands over in turn."""

    def __init__(self, listener: socket.socket) -> None:
        listener.setblocking(False)
        # Those that are accepted have it from here: an answer is not kept back for the next one.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._listener = listener
        self._inlets: deque[socket.socket] = deque()
        # Accepted, while all workers had their hands full.
        self._waiting: socket.socket | None = None
        self._open = False

    def add(self, inlet: socket.socket) -> None:
        """Hand connections to this one, too."""
        self._inlets.append(inlet)
        self._watch()

    def remove(self, inlet: socket.socket) -> None:
        """Hand it no more; without any, connections wait in the system's queue."""
        if inlet in self._inlets:
            self._inlets.remove(inlet)
        if not self._inlets:
            self._rest()

    def close(self) -> None:
        """Hand over who is waiting already, and accept nobody any more."""
        if self._inlets:
            self._accept()
        self._rest()
        if self._waiting is not None:
            self._waiting.close()
        self._inlets.clear()
        self._listener.close()

    def _watch(self) -> None:
        if not self._open and self._inlets and self._listener.fileno() >= 0:
            self._open = True
            asyncio.get_running_loop().add_reader(self._listener, self._accept)

    def _rest(self, *, seconds: float | None = None) -> None:
        if self._open:
            self._open = False
            loop = asyncio.get_running_loop()
            loop.remove_reader(self._listener)
            if seconds is not None:
                loop.call_later(seconds, self._watch)

    def _accept(self) -> None:
        for _ in range(_AT_ONCE):
            if self._waiting is None:
                try:
                    self._waiting, _ = self._listener.accept()
                except BlockingIOError:
                    return
                except OSError as error:
                    _log.error("accept_failed", reason=str(error))
                    self._rest(seconds=_PAUSE_SECONDS)
                    return
            if not self._handed_over(self._waiting):
                self._rest(seconds=_PAUSE_SECONDS)
                return
            self._waiting.close()
            self._waiting = None

    def _handed_over(self, connection: socket.socket) -> bool:
        for _ in range(len(self._inlets)):
            self._inlets.rotate(-1)
            try:
                socket.send_fds(self._inlets[-1], [b"\0"], [connection.fileno()])
            except OSError:
                # Full, or dead; the next one takes it.
                continue
            return True
        return False


class Arrivals:
    """A worker's side: what comes out of the channel becomes connections of the loop."""

    def __init__(self, outlet: socket.socket, protocol: Callable[[], asyncio.BaseProtocol]) -> None:
        self._outlet = outlet
        self._protocol = protocol
        self._coming: set[asyncio.Task[object]] = set()
        asyncio.get_running_loop().add_reader(outlet, self._take)

    def _take(self) -> None:
        loop = asyncio.get_running_loop()
        for _ in range(_AT_ONCE):
            try:
                data, descriptors, _, _ = socket.recv_fds(self._outlet, 1, 1)
            except BlockingIOError:
                return
            if not data:
                loop.remove_reader(self._outlet)
                return
            for descriptor in descriptors:
                connection = socket.socket(fileno=descriptor)
                connection.setblocking(False)
                coming = loop.create_task(self._connect(connection))
                self._coming.add(coming)
                coming.add_done_callback(self._coming.discard)

    async def _connect(self, connection: socket.socket) -> None:
        try:
            loop = asyncio.get_running_loop()
            await loop.connect_accepted_socket(self._protocol, connection)
        except OSError:
            # The client has left meanwhile.
            connection.close()

    async def end(self) -> None:
        """Take what has been handed over, and nothing after it."""
        self._take()
        asyncio.get_running_loop().remove_reader(self._outlet)
        if self._coming:
            await asyncio.wait(self._coming)
