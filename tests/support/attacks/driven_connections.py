"""Connections of the server, driven without a network or a clock."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, cast

from adjusted_settings import settings_with
from starlette.types import Receive, Scope, Send
from uvicorn import Config
from uvicorn.server import ServerState

from cms_blog.server.connections import Connection, SocketConnection
from cms_blog.settings import Settings
from cms_blog.shutdown import Drain

HANDSHAKE = (
    b"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n"
)
# Limit on the bytes of headers.
MOST = 2_000


class Transport(asyncio.Transport):
    """Keeps what is written; `unsent` is what the client has not read."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.unsent = 0
        self.closing = self.aborted = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += bytes(data)

    def get_write_buffer_size(self) -> int:
        return self.unsent

    def is_closing(self) -> bool:
        return self.closing

    def close(self) -> None:
        self.closing = True

    def abort(self) -> None:
        self.closing = self.aborted = True

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...


class Timer:
    """A callback that runs when the test says so."""

    def __init__(self, callback: Callable[[], None]) -> None:
        self.callback = callback
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


class Loop:
    """The running loop, but with timers that only fire when the test fires them."""

    def __init__(self) -> None:
        self.timers: list[tuple[float, Timer]] = []

    def call_later(self, seconds: float, callback: Callable[[], None]) -> Timer:
        timer = Timer(callback)
        self.timers.append((seconds, timer))
        return timer

    def create_task(self, work: Any) -> Any:
        return asyncio.get_running_loop().create_task(work)

    def fire(self, seconds: float) -> None:
        """Run what is due after exactly so long, once."""
        due = [timer for after, timer in self.timers if after == seconds and not timer.cancelled]
        self.timers = [entry for entry in self.timers if entry[1] not in due]
        for timer in due:
            timer.callback()


def limits() -> Settings:
    return settings_with(max_header_bytes=MOST, client_patience_seconds=7)


def config(app: Callable[[Scope, Receive, Send], Awaitable[None]]) -> Config:
    made = Config(app, interface="asgi3", lifespan="off", log_config=None)
    made.load()
    return made


class Served:
    """One HTTP connection whose application reads the body and answers with nothing."""

    def __init__(self) -> None:
        self.scopes: list[Scope] = []
        self.loop = Loop()
        self.transport = Transport()
        self.drain = Drain()
        state = {"settings": limits(), "drain": self.drain}
        loop = cast("asyncio.AbstractEventLoop", self.loop)
        self.connection = Connection(config(self._app), ServerState(), state, loop)
        self.connection.connection_made(self.transport)

    async def _app(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scopes.append(scope)
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    @property
    def status(self) -> bytes:
        return self.transport.written[9:12]

    def send(self, *pieces: bytes) -> None:
        for piece in pieces:
            self.connection.data_received(piece)

    async def answered(self) -> bytes:
        for _ in range(10):
            await asyncio.sleep(0)
        return self.status


class ServedSocket:
    """A WebSocket connection whose application sends until it is cancelled or disconnected."""

    def __init__(self) -> None:
        self.loop = Loop()
        self.transport = Transport()
        self.leave = asyncio.Event()
        state = {"settings": limits(), "drain": Drain()}
        loop = cast("asyncio.AbstractEventLoop", self.loop)
        self.connection = SocketConnection(config(self._app), ServerState(), state, loop)
        self.connection.connection_made(self.transport)
        self.connection.data_received(HANDSHAKE)

    async def _app(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "websocket.accept"})
        await self.leave.wait()

    def block(self, unsent: int) -> None:
        """Let the client read no more, with so many bytes in the buffer."""
        self.transport.unsent = unsent
        self.connection.pause_writing()

    async def open(self) -> None:
        for _ in range(5):
            await asyncio.sleep(0)
        assert b"101" in self.transport.written
        self.transport.written = b""
