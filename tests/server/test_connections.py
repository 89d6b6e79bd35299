"""Limits of single connections, driven without a network or a clock."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, cast

import pytest
from adjusted_settings import settings_with
from starlette.types import Receive, Scope, Send
from uvicorn import Config
from uvicorn.server import ServerState

from cms_blog.server.connections import Connection, SocketConnection
from cms_blog.settings import Settings
from cms_blog.shutdown import Drain

HEAD = b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
HANDSHAKE = (
    b"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n"
)
# An empty ping of a client, masked with zeros.
PING = b"\x89\x80\x00\x00\x00\x00"
PONG = b"\x8a\x00"
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


async def test_trailers_do_not_reach_the_request():
    served = Served()
    served.send(HEAD, b"1\r\nx\r\n0\r\n", b"A: 1\r\n" * 50, b"\r\n")
    assert await served.answered() == b"204"
    assert [name for name, _ in served.scopes[0]["headers"]] == [b"host", b"transfer-encoding"]


@pytest.mark.parametrize(
    ("head", "sizes"),
    [(HEAD + b"0\r\n", [MOST]), (HEAD + b"0\r\n", [1_000, 999, 1]), (b"", [MOST])],
    ids=["one trailer", "several trailers", "headers"],
)
async def test_headers_and_trailers_are_bounded_by_bytes(head: bytes, sizes: list[int]):
    for more, expected in [(0, b""), (1, b"431")]:
        served = Served()
        served.send(*([head] if head else []))
        start = b"X: " if head else b"GET / HTTP/1.1\r\nX: "
        pieces = [b"x" * size for size in sizes]
        pieces[0] = start + pieces[0][len(start) :]
        pieces[-1] += b"x" * more
        served.send(*pieces)
        assert served.status == expected
        assert served.transport.closing is bool(more)


async def test_chunks_of_a_long_body_are_not_taken_for_trailers():
    served = Served()
    served.send(HEAD)
    for _ in range(20):
        # The size of the next chunk comes together with the body of the last one.
        served.send(b"3e8\r\n" + b"x" * 1_000 + b"\r\n3e8\r\n", b"x" * 1_000, b"\r\n")
    served.send(b"0\r\n\r\n")
    assert await served.answered() == b"204"


async def test_a_request_after_trailers_has_its_own_headers():
    served = Served()
    served.send(HEAD, b"0\r\nA: 1\r\n\r\n")
    assert await served.answered() == b"204"
    served.send(b"GET / HTTP/1.1\r\nHost: localhost\r\nB: 2\r\n\r\n")
    await served.answered()
    assert served.scopes[1]["headers"] == [(b"host", b"localhost"), (b"b", b"2")]


@pytest.mark.parametrize("request_before", [b"", b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"])
async def test_an_idle_connection_of_a_replaced_worker_expires(request_before: bytes):
    served = Served()
    served.send(request_before)
    await served.answered()
    served.connection.shutdown()
    assert not served.transport.closing
    served.loop.fire(5)
    assert served.transport.closing


async def test_a_request_on_a_connection_of_a_replaced_worker_is_answered():
    served = Served()
    served.connection.shutdown()
    served.send(HEAD)
    served.loop.fire(5)
    assert not served.transport.closing
    served.send(b"0\r\n\r\n")
    assert await served.answered() == b"204"
    assert b"connection: close" in served.transport.written
    assert served.transport.closing


async def test_an_idle_connection_is_closed_at_once_with_the_node():
    served = Served()
    served.drain.stop_advertising()
    served.connection.shutdown()
    assert served.transport.closing


@pytest.mark.parametrize(
    "sent", [b"", b"GET / HTTP/1.1\r\nX: ", HEAD + b"0\r\n\r\nGET / HTTP/1.1\r\nX: "]
)
async def test_a_client_that_sends_headers_slowly_is_disconnected(sent: bytes):
    served = Served()
    served.send(sent)
    await served.answered()
    # An answer in the meantime is progress.
    for aborted in [False, True] if HEAD in sent else [True]:
        served.send(*([b"x"] if sent else []))
        served.loop.fire(7)
        assert served.transport.aborted is aborted


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


async def test_a_socket_whose_client_stops_reading_is_aborted():
    served = ServedSocket()
    await served.open()
    served.block(100_000)
    served.transport.unsent -= 1
    served.loop.fire(7)
    assert not served.transport.aborted
    served.loop.fire(7)
    assert served.transport.aborted
    served.connection.connection_lost(None)
    served.leave.set()


async def test_a_socket_whose_client_reads_on_stays_open():
    served = ServedSocket()
    await served.open()
    served.block(100_000)
    served.connection.resume_writing()
    served.loop.fire(7)
    assert not served.transport.aborted
    served.leave.set()


async def test_pings_are_not_answered_while_the_answers_are_not_read():
    served = ServedSocket()
    await served.open()
    served.connection.data_received(PING)
    assert served.transport.written == PONG
    served.block(100_000)
    served.connection.data_received(PING * 1_000)
    assert served.transport.written == PONG
    served.connection.resume_writing()
    served.connection.data_received(PING)
    assert served.transport.written == PONG * 2
    served.leave.set()


async def test_a_socket_that_is_never_quite_closed_is_aborted():
    served = ServedSocket()
    await served.open()
    served.transport.unsent = 1_000
    served.leave.set()
    for _ in range(5):
        await asyncio.sleep(0)
    assert not served.transport.aborted
    served.loop.fire(7)
    assert served.transport.aborted
