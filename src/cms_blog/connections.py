"""Limits on slow, idle and oversized connections.

uvicorn waits for a request as long as bytes keep coming, however slowly, and keeps headers of any
length. Here a timer checks each connection: it is aborted if the client made no progress between
two checks. The endpoint limits the time that a body may take.
"""

import asyncio
from typing import Any, cast, override

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

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


def bounded_sockets(settings: Settings) -> type[asyncio.Protocol]:
    """The protocol of a server's WebSocket connections, within the settings' bounds."""

    class Bounded(SocketConnection):
        patience_seconds = settings.client_patience_seconds

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
    # In the headers, or in what may be trailers: everything after a chunk's size but the body.
    _in_headers = False
    _trailing = False
    _header_bytes = 0
    # Length of the data that the parser is working on.
    _fed = 0

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
        self._fed = len(data)
        super().data_received(data)
        if self._in_headers:
            self._header_bytes += len(data)
            if self._header_bytes > self.max_header_bytes:
                self._refuse(_HEADERS_TOO_LARGE)

    @override
    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_headers, self._trailing = True, False
        self._header_bytes = 0

    @override
    def on_header(self, name: bytes, value: bytes) -> None:
        # Trailers may be discarded (RFC 9112, section 7.1.2). uvicorn would append them to the
        # headers of the request, however many there are.
        if not self._trailing:
            super().on_header(name, value)

    def on_chunk_header(self) -> None:
        """Count what follows a chunk's size until its body begins: the last chunk has trailers."""
        self._in_headers = self._trailing = True
        # What came together with the size is not counted.
        self._header_bytes = -self._fed

    @override
    def on_body(self, body: bytes) -> None:
        self._in_headers = False
        super().on_body(body)

    @override
    def on_message_complete(self) -> None:
        self._in_headers = False
        super().on_message_complete()

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


class SocketConnection(WebSocketsSansIOProtocol):
    """One WebSocket connection; it is aborted when the client stops reading."""

    patience_seconds: float

    _looking: asyncio.TimerHandle | None = None
    _ending: asyncio.TimerHandle | None = None
    _seen_unsent = 0

    @override
    def pause_writing(self) -> None:
        super().pause_writing()
        self._look_later()

    @override
    def resume_writing(self) -> None:
        self._look_no_more()
        super().resume_writing()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._look_no_more()
        if self._ending is not None:
            self._ending.cancel()
        super().connection_lost(exc)

    @override
    def on_task_complete(self, task: asyncio.Task[None]) -> None:
        super().on_task_complete(task)
        # The transport closes when everything is sent, which is never if the client does not read.
        self._ending = self.loop.call_later(self.patience_seconds, self.transport.abort)

    @override
    def handle_ping(self) -> None:
        # uvicorn answers each ping, whether the answers are read or not.
        if self.writable.is_set():
            super().handle_ping()
        else:
            self.conn.data_to_send()

    @override
    def shutdown(self) -> None:
        """No-op: the endpoint closes its sockets during a graceful shutdown."""

    def _look_later(self) -> None:
        self._seen_unsent = self.transport.get_write_buffer_size()
        self._looking = self.loop.call_later(self.patience_seconds, self._look)

    def _look_no_more(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None

    def _look(self) -> None:
        """Abort the connection if the client has read nothing since the last check."""
        if self.transport.get_write_buffer_size() >= self._seen_unsent:
            self.transport.abort()
        else:
            self._look_later()
