"""A receiver of webhooks on a local port, with faults, which verifies signatures."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import Any, NamedTuple

from standardwebhooks import Webhook

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
PREVIOUS = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"


class Delivered(NamedTuple):
    """A request that the receiver read."""

    id: str
    body: dict[str, Any]
    headers: dict[str, str]

    @property
    def type(self) -> str:
        return self.body["type"]

    @property
    def data(self) -> dict[str, Any]:
        return self.body["data"]


class WebhookReceiver:
    """Responds to each request with `status`, or in the way of `fault`."""

    def __init__(self) -> None:
        self.port = 0
        # All requests, and those that it accepted.
        self.requests: list[Delivered] = []
        self.accepted: list[Delivered] = []
        self.status = 200
        # Of the next requests, in this order: hang, die, redirect, endless, drip or a status.
        self.faults: list[str] = []
        self.secret = SECRET
        self.arrived = asyncio.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hooks?key=secret"

    def types(self) -> list[str]:
        return [each.type for each in self.accepted]

    def take(self) -> list[Delivered]:
        """Return what was accepted since the last call."""
        taken, self.accepted[:] = list(self.accepted), []
        return taken

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await self._respond(reader, writer)
        writer.close()

    async def _respond(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        lines = (line.split(": ", 1) for line in head[1:] if line)
        headers = {name.lower(): value for name, value in lines}
        body = await reader.readexactly(int(headers["content-length"]))
        event = Webhook(self.secret).verify(body, headers)
        delivered = Delivered(headers["webhook-id"], event, headers)
        self.requests.append(delivered)
        self.arrived.set()
        fault = self.faults.pop(0) if self.faults else str(self.status)
        await self._answer(fault, delivered, writer)

    async def _answer(self, fault: str, delivered: Delivered, writer: asyncio.StreamWriter) -> None:
        match fault:
            case "hang":
                await asyncio.sleep(3_600)
            case "die":
                # It was accepted, and the sender does not learn it.
                self.accepted.append(delivered)
            case "redirect":
                away = f"HTTP/1.1 301 Moved\r\nLocation: {self.url}\r\nContent-Length: 0\r\n\r\n"
                writer.write(away.encode())
            case "endless":
                self.accepted.append(delivered)
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
                while True:
                    writer.write(b"x" * 65_536)
                    await writer.drain()
            case "drip":
                for byte in b"HTTP/1.1 200 OK\r\n" * 100:
                    writer.write(bytes([byte]))
                    await writer.drain()
                    await asyncio.sleep(0.05)
            case status:
                if status.startswith("2"):
                    self.accepted.append(delivered)
                writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n".encode())
        await writer.drain()


@asynccontextmanager
async def webhook_receiver(port: int = 0) -> AsyncGenerator[WebhookReceiver]:
    """Run a receiver during the block."""
    receiver = WebhookReceiver()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", port)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()
        server.close_clients()
