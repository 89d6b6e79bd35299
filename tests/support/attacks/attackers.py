"""Attack traffic in a separate process: `python attackers.py KIND HOST PORT`, until terminated.

Each attacker has a separate IP address, so that its rate limits do not affect the measured client.
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


async def send_at_the_rate_limit(host: str, port: int) -> None:
    """Send ten requests per second from one address, which the rate limit still accepts."""
    _ready()
    for attack in cycle(ATTACKS.values()):
        await asyncio.gather(_send(attack.request, host, port, "127.0.0.3"), asyncio.sleep(0.1))


async def flood(host: str, port: int) -> None:
    """Send requests without a pause from an address that is already blocked."""
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
    # The rest of the body of 10 MB is not awaited.
    writer.transport.abort()
    return answer


async def _connection(
    host: str, port: int, own_address: str
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection(host, port, local_addr=(own_address, 0))


def _ready() -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()


async def hold_idle_connections(host: str, port: int) -> None:
    """Hold 500 idle connections, half of them as open WebSockets."""

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
    """Send 200 requests with endless headers, ten lines per second each."""
    await _dripping(host, port, _HEADERS, b"X-Header: x\r\n", 200)


async def drip_bodies(host: str, port: int) -> None:
    """Send 100 bodies with a declared length of 1 GB, byte by byte."""
    await _dripping(host, port, _HEADERS + b"Content-Length: 1000000000\r\n\r\n", b" ", 100)


async def drip_chunks(host: str, port: int) -> None:
    """Send 100 chunked bodies of unknown length, byte by byte."""
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
                # Reconnect after the server closed the connection.
                writer.transport.abort()

    tasks = [asyncio.create_task(drip()) for _ in range(connections)]
    await asyncio.sleep(0.5)
    _ready()
    await asyncio.gather(*tasks)


KINDS = {
    kind.__name__: kind
    for kind in (
        send_at_the_rate_limit,
        flood,
        hold_idle_connections,
        drip_headers,
        drip_bodies,
        drip_chunks,
    )
}

if __name__ == "__main__":
    asyncio.run(KINDS[sys.argv[1]](sys.argv[2], int(sys.argv[3])))
