"""Load generator: connections with one outstanding request each, which check every response."""

import asyncio
import gc
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol, cast, override

import httptools
import uvloop

from benchmarks.servers import Server, Wrong

_PATIENCE_SECONDS = 120


class Repeated(Protocol):
    """A request that is sent repeatedly."""

    workload: str
    # Expected status.
    status: int

    def wire(self) -> bytes:
        """The next request, with its headers."""
        ...

    def fits(self, body: bytes) -> bool:
        """Whether a response is plausible."""
        ...


@dataclass
class Load:
    """Shared state of the connections until the deadline (of `time.perf_counter`)."""

    deadline: float
    latencies: list[float] = field(default_factory=list[float])
    bad: list[str] = field(default_factory=list[str])
    last: float = 0


class Connection(asyncio.Protocol):
    """A connection that sends its requests in turn, repeatedly.

    Connections don't share requests that save, because each tracks the revision of its blog.
    """

    def __init__(self, load: Load, requests: Sequence[Repeated]) -> None:
        self._load, self._requests = load, requests
        self._turn = 0
        self._loop = asyncio.get_running_loop()
        self.done: asyncio.Future[None] = self._loop.create_future()

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._send()

    def _send(self) -> None:
        self._request = self._requests[self._turn % len(self._requests)]
        self._turn += 1
        self._parser = httptools.HttpResponseParser(self)
        self._parts: list[bytes] = []
        self._sent = time.perf_counter()
        self._transport.write(self._request.wire())

    @override
    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        """Callback of httptools: a part of the body."""
        self._parts.append(body)

    def on_message_complete(self) -> None:
        """Callback of httptools: the response is complete."""
        now, load = time.perf_counter(), self._load
        body = b"".join(self._parts)
        load.latencies.append(now - self._sent)
        status = self._parser.get_status_code()
        if status != self._request.status or not self._request.fits(body):
            load.bad.append(f"{self._request.workload}: {status} {body[:600]!r}")
        if now < load.deadline and not load.bad:
            # Not within the parser's callback, because it replaces the parser.
            self._loop.call_soon(self._send)
            return
        load.last = now
        self._transport.close()
        self._end()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self._load.bad.append(f"the connection was lost: {exc!r}")
            self._end()

    def _end(self) -> None:
        if not self.done.done():
            self.done.set_result(None)


async def _apply(
    server: Server, requests: Sequence[Repeated], connections: int, seconds: float
) -> tuple[Load, float]:
    loop = asyncio.get_running_loop()
    begin = time.perf_counter()
    load = Load(begin + seconds)
    shares = [requests[n % len(requests) :: connections] for n in range(connections)]
    made = [
        loop.create_connection(lambda s=share: Connection(load, s), "127.0.0.1", server.port)
        for share in shares
    ]
    opened = [await one for one in made]
    every = asyncio.gather(*(protocol.done for _, protocol in opened))
    await asyncio.wait_for(every, seconds + _PATIENCE_SECONDS)
    return load, load.last - begin


def apply(
    server: Server, requests: Sequence[Repeated], connections: int, seconds: float
) -> tuple[list[float], float]:
    """Put a server under load. Returns the sorted latencies and the duration, in seconds.

    Nothing is sent after the deadline, and all responses are awaited.

    Raises:
        Wrong: a response is wrong.
    """
    gc.collect()
    gc.disable()
    try:
        load, elapsed = uvloop.run(_apply(server, requests, connections, seconds))
    finally:
        gc.enable()
    if load.bad:
        raise Wrong(
            f"{server.name}: {len(load.bad)} wrong responses, {load.bad[0]}\n{server.log()}"
        )
    return sorted(load.latencies), elapsed
