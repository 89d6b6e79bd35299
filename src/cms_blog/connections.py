"""Connections to clients that take their time, or never come to the point.

uvicorn waits for a request for as long as its bytes keep coming, however slowly, and keeps what it
has of the headers, however long. Here each connection is looked at from time to time: who keeps us
waiting from one look to the next is cut off. How long a body may take is the endpoint's to say.
"""

import asyncio
from typing import Any, cast, override

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from cms_blog.drain import Drain
from cms_blog.settings import Settings

# RFC 6585, section 5, and RFC 9110, section 15.6.4.
_HEADERS_TOO_LARGE = b"431 Request Header Fields Too Large"
_TOO_MANY = b"503 Service Unavailable"


def bounded_connections(settings: Settings, until: Drain) -> type[asyncio.Protocol]:
    """The protocol of a server's HTTP connections, within the settings' bounds."""

    class Bounded(Connection):
        patience_seconds = settings.client_patience_seconds
        max_connections = settings.max_connections
        max_header_bytes = settings.max_header_bytes
        drain = until

    return Bounded


class Connection(HttpToolsProtocol):
    """One connection, as long as it speaks HTTP."""

    patience_seconds: float
    max_connections: int
    max_header_bytes: int
    drain: Drain

    _looking: asyncio.TimerHandle | None = None
    # Goes up with each request that has come in, answer that has gone out, and piece of one.
    _steps = 0
    # Both as they were at the last look.
    _seen_steps = 0
    _seen_unsent = 0
    # Requests that are not answered yet.
    _open = 0
    _in_headers = False
    _header_bytes = 0

    @override
    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        if len(self.connections) > self.max_connections:
            self._refuse(_TOO_MANY)
        self._look_later()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._look_no_more()
        super().connection_lost(exc)

    @override
    def handle_websocket_upgrade(self) -> None:
        # From here on it is a socket's, which has time limits of its own.
        self._look_no_more()
        super().handle_websocket_upgrade()

    @override
    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        super().data_received(data)
        if self._in_headers:
            self._header_bytes += len(data)
            if self._header_bytes > self.max_header_bytes:
                self._refuse(_HEADERS_TOO_LARGE)

    @override
    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_headers = True
        self._header_bytes = 0

    @override
    def on_headers_complete(self) -> None:
        self._in_headers = False
        self._steps += 1
        self._open += 1
        super().on_headers_complete()
        if self.drain.leaving:
            self.answer_last()

    def answer_last(self) -> None:
        """Close the connection behind the answer to the request that is open, if there is one.

        The answer says so where its headers are not out yet, and no other request is lost on it.
        """
        # uvicorn types it as if there always were one.
        cycle = cast("RequestResponseCycle | None", self.cycle)
        if cycle is not None:
            cycle.keep_alive = False

    @override
    def on_response_complete(self) -> None:
        self._steps += 1
        self._open -= 1
        super().on_response_complete()

    @override
    def resume_writing(self) -> None:
        self._steps += 1
        super().resume_writing()

    def _refuse(self, status: bytes) -> None:
        answer = b"HTTP/1.1 " + status + b"\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
        self.transport.write(answer)
        self.transport.close()

    def _look_later(self) -> None:
        self._looking = self.loop.call_later(self.patience_seconds, self._look)

    def _look_no_more(self) -> None:
        if self._looking is not None:
            self._looking.cancel()

    def _look(self) -> None:
        """Cut the connection off if nothing has come of it since the last look."""
        unsent = self.transport.get_write_buffer_size()
        # It may be slow to read, but it has to read.
        waits_for_client = unsent >= self._seen_unsent > 0 if unsent else not self._open
        if waits_for_client and self._steps == self._seen_steps:
            self.transport.abort()
            return
        self._seen_steps, self._seen_unsent = self._steps, unsent
        self._look_later()
