"""Limits on slow, idle and oversized HTTP connections (slowloris).

uvicorn's `limit_concurrency` rejects requests of connected clients, but not idle connections. It
has no limits on the time to send headers or to read responses, or on the size of headers. The
GraphQL endpoint limits the time to send a body.
"""

import asyncio
from typing import Any, cast, override

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from cms_blog.settings import Settings

# RFC 6585, section 5, and RFC 9110, section 15.6.4.
_HEADERS_TOO_LARGE = b"431 Request Header Fields Too Large"
_TOO_MANY = b"503 Service Unavailable"


class Connection(HttpToolsProtocol):
    """HTTP connection with the limits of the application's settings."""

    _check: asyncio.TimerHandle | None = None
    # State at the last check: the latest request and its progress; unsent bytes.
    _seen_request: object = (None, True, 0)
    _seen_unsent = 0
    # How often the client drained the write buffer.
    _resumed = 0
    _header_bytes = 0
    # After the size of a chunk: either its body follows, or it is the last one and trailers follow.
    _after_chunk_size = False
    # Length of the data that the parser is working on.
    _fed = 0

    @property
    def _settings(self) -> Settings:
        return self.app_state["settings"]

    @property
    def _request(self) -> RequestResponseCycle | None:
        """Latest request. uvicorn's type omits that it is None before the first one."""
        return cast("RequestResponseCycle | None", self.cycle)

    @property
    def _answered(self) -> bool:
        return self._request is None or self._request.response_complete

    @override
    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        if len(self.connections) > self._settings.limits.max_connections:
            self._refuse(_TOO_MANY)
        self._schedule_check()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._cancel_check()
        super().connection_lost(exc)

    @override
    def handle_websocket_upgrade(self) -> None:
        # WebSockets have their own timeouts.
        self._cancel_check()
        super().handle_websocket_upgrade()

    @property
    def _headers_complete(self) -> bool:
        # uvicorn creates the scope at the start of a request, and its cycle after the headers.
        return self._request is not None and self._request.scope is self.scope

    @override
    def data_received(self, data: bytes) -> None:
        """Refuse headers and trailers that exceed max_header_bytes before they are complete."""
        if self.transport.is_closing():
            return
        self._fed = len(data)
        super().data_received(data)
        if self._headers_complete and not self._after_chunk_size:
            self._header_bytes = 0
        else:
            self._header_bytes += len(data)
            if self._header_bytes > self._settings.limits.max_header_bytes:
                self._refuse(_HEADERS_TOO_LARGE)

    @override
    def on_header(self, name: bytes, value: bytes) -> None:
        # Trailers may be discarded (RFC 9112, section 7.1.2). uvicorn would append them to the
        # headers of the request without a limit.
        if not self._headers_complete:
            super().on_header(name, value)

    def on_chunk_header(self) -> None:
        """Count bytes from a chunk's size to its body: the last chunk is followed by trailers."""
        self._after_chunk_size = True
        # The data that contained the size is not counted.
        self._header_bytes = -self._fed

    @override
    def on_body(self, body: bytes) -> None:
        self._after_chunk_size = False
        super().on_body(body)

    @override
    def on_message_complete(self) -> None:
        self._after_chunk_size = False
        super().on_message_complete()

    @override
    def resume_writing(self) -> None:
        self._resumed += 1
        super().resume_writing()

    @override
    def shutdown(self) -> None:
        """Let idle connections of a replaced worker expire, since a request may be in transit.

        When the whole node shuts down, its load balancer has redirected clients before.
        """
        if self._answered and not self.app_state["drain"].unready:
            self.loop.call_later(self.timeout_keep_alive, super().shutdown)
        else:
            super().shutdown()

    def _refuse(self, status: bytes) -> None:
        answer = b"HTTP/1.1 " + status + b"\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
        self.transport.write(answer)
        self.transport.close()

    def _schedule_check(self) -> None:
        seconds = self._settings.limits.client_patience_seconds
        self._check = self.loop.call_later(seconds, self._check_progress)

    def _cancel_check(self) -> None:
        if self._check is not None:
            self._check.cancel()

    def _check_progress(self) -> None:
        """Abort if the server waits for the client without progress since the last check."""
        unsent = self.transport.get_write_buffer_size()
        request = (self._request, self._answered, self._resumed)
        # Slow readers are allowed, stalled ones are not.
        waits_for_client = unsent >= self._seen_unsent > 0 if unsent else self._answered
        if waits_for_client and request == self._seen_request:
            self.transport.abort()
            return
        self._seen_request, self._seen_unsent = request, unsent
        self._schedule_check()


class SocketConnection(WebSocketsSansIOProtocol):
    """WebSocket connection that is aborted when the client stops reading."""

    _check: asyncio.TimerHandle | None = None
    _ending: asyncio.TimerHandle | None = None
    _seen_unsent = 0

    @property
    def _timeout_seconds(self) -> float:
        return self.app_state["settings"].limits.client_patience_seconds

    @override
    def pause_writing(self) -> None:
        super().pause_writing()
        self._schedule_check()

    @override
    def resume_writing(self) -> None:
        self._cancel_check()
        super().resume_writing()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._cancel_check()
        if self._ending is not None:
            self._ending.cancel()
        super().connection_lost(exc)

    @override
    def on_task_complete(self, task: asyncio.Task[None]) -> None:
        super().on_task_complete(task)
        # The transport closes after its last byte: never, if the client does not read.
        self._ending = self.loop.call_later(self._timeout_seconds, self.transport.abort)

    @override
    def handle_ping(self) -> None:
        # uvicorn would buffer pongs without limit for a client that does not read.
        if self.writable.is_set():
            super().handle_ping()
        else:
            self.conn.data_to_send()

    @override
    def shutdown(self) -> None:
        """No-op: the endpoint closes its sockets during a graceful shutdown."""

    def _schedule_check(self) -> None:
        self._seen_unsent = self.transport.get_write_buffer_size()
        self._check = self.loop.call_later(self._timeout_seconds, self._check_progress)

    def _cancel_check(self) -> None:
        if self._check is not None:
            self._check.cancel()
            self._check = None

    def _check_progress(self) -> None:
        """Abort the connection if the client has read nothing since the last check."""
        if self.transport.get_write_buffer_size() >= self._seen_unsent:
            self.transport.abort()
        else:
            self._schedule_check()
