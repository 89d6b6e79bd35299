"""A round-robin load balancer for the ready nodes."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress
from itertools import count

import httpx

_LOOK_SECONDS = 0.1


class Proxy:
    """Forwards TCP connections, and polls `/ready` ten times per second."""

    def __init__(self, ports: Sequence[int]) -> None:
        self._ports = ports
        self._ready: set[int] = set()
        self._turns = count()
        self.url = httpx.URL()

    @asynccontextmanager
    async def running(self) -> AsyncGenerator["Proxy"]:
        """Run the proxy; the block starts when all nodes are ready."""
        server = await asyncio.start_server(self._pass_on, "127.0.0.1", 0)
        self.url = httpx.URL(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        looking = asyncio.create_task(self._look())
        try:
            await self.sees(*self._ports)
            yield self
        finally:
            looking.cancel()
            server.close()
            server.close_clients()
            await server.wait_closed()

    async def sees(self, *ports: int) -> None:
        """Wait until exactly these nodes are known to be ready."""
        async with asyncio.timeout(20):
            while not set(ports) <= self._ready:  # noqa: ASYNC110 - as slow as it looks
                await asyncio.sleep(_LOOK_SECONDS)

    async def _look(self) -> None:
        async with httpx.AsyncClient(timeout=2) as http:
            while True:
                for port in self._ports:
                    try:
                        answer = await http.get(f"http://127.0.0.1:{port}/ready")
                        ready = answer.status_code == 200
                    except httpx.TransportError:
                        ready = False
                    (self._ready.add if ready else self._ready.discard)(port)
                await asyncio.sleep(_LOOK_SECONDS)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ready = sorted(self._ready)
        port = ready[next(self._turns) % len(ready)]
        with suppress(OSError):
            theirs, ours = await asyncio.open_connection("127.0.0.1", port)
            await asyncio.gather(_copy(reader, ours), _copy(theirs, writer))
        writer.close()


async def _copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await source.read(65_536):
            target.write(data)
            await target.drain()
    target.close()
