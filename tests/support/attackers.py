"""Attackers as a process of their own: `python attackers.py KIND HOST PORT`, until it is ended.

They share nothing with the client whose waiting is measured but the server: each has an address of
its own, so that what is counted and refused for it is not for others.
"""

import asyncio
import sys
from contextlib import suppress
from itertools import cycle

from attack_requests import ATTACKS

_HANDSHAKE = (
    b"GET /graphql HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n"
    b"Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"
)
_HEADERS = b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


async def send_as_many_as_are_looked_at(host: str, port: int) -> None:
    """Ten requests a second from one address: of more, the rate limit spares the server."""
    _ready()
    for attack in cycle(ATTACKS.values()):
        await asyncio.gather(_send(attack.request, host, port, "127.0.0.3"), asyncio.sleep(0.1))


async def flood(host: str, port: int) -> None:
    """One request after another without a pause, from an address that is blocked already."""
    cheap = ATTACKS["a lone surrogate"].request
    while b"RATE_LIMITED" not in await _send(cheap, host, port, "127.0.0.4"):
        pass
    _ready()
    for attack in cycle(ATTACKS.values()):
        await _send(attack.request, host, port, "127.0.0.4")


async def _send(request: bytes, host: str, port: int, own_address: str) -> bytes:
    reader, writer = await _connection(host, port, own_address)
    writer.write(request)
    answer = await reader.read(1_000)
    # What is left of ten megabytes is not waited for.
    writer.transport.abort()
    return answer


async def _connection(
    host: str, port: int, own_address: str
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection(host, port, local_addr=(own_address, 0))


def _ready() -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()


async def say_nothing(host: str, port: int) -> None:
    """Five hundred connections: half of them silent from the start, half as open WebSockets."""

    async def silent(number: int) -> None:
        while True:
            with suppress(OSError):
                reader, writer = await _connection(host, port, "127.0.0.5")
                if number % 2:
                    writer.write(_HANDSHAKE)
                while await reader.read(1_000):
                    pass
                writer.close()

    tasks = [asyncio.create_task(silent(number)) for number in range(500)]
    await asyncio.sleep(0.5)
    _ready()
    await asyncio.gather(*tasks)


async def drip_headers(host: str, port: int) -> None:
    """Two hundred requests whose headers never end, a line ten times a second."""
    await _dripping(host, port, _HEADERS, b"X-Header: x\r\n", 200)


async def drip_bodies(host: str, port: int) -> None:
    """A hundred bodies of a gigabyte, as their headers say, a byte at a time."""
    await _dripping(host, port, _HEADERS + b"Content-Length: 1000000000\r\n\r\n", b" ", 100)


async def drip_chunks(host: str, port: int) -> None:
    """A hundred bodies whose length nobody knows, a byte at a time."""
    await _dripping(
        host, port, _HEADERS + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n", 100
    )


async def _dripping(host: str, port: int, first: bytes, then: bytes, connections: int) -> None:
    async def drip() -> None:
        while True:
            _, writer = await _connection(host, port, "127.0.0.6")
            try:
                writer.write(first)
                while True:
                    writer.write(then)
                    await writer.drain()
                    await asyncio.sleep(0.1)
            except OSError:
                # Cut off: once more.
                writer.transport.abort()

    tasks = [asyncio.create_task(drip()) for _ in range(connections)]
    await asyncio.sleep(0.5)
    _ready()
    await asyncio.gather(*tasks)


KINDS = {
    kind.__name__: kind
    for kind in (
        send_as_many_as_are_looked_at,
        flood,
        say_nothing,
        drip_headers,
        drip_bodies,
        drip_chunks,
    )
}

if __name__ == "__main__":
    asyncio.run(KINDS[sys.argv[1]](sys.argv[2], int(sys.argv[3])))
