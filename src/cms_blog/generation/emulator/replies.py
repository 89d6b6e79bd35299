"""Answers that a well server never gives: those that stop, hang or drip."""

import asyncio
from collections.abc import AsyncGenerator

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

_DRIP_SECONDS = 0.05


class Cut(Response):
    """Sends what it has and is gone: the connection closes in the middle of the body."""

    def __init__(self, body: bytes, media_type: str) -> None:
        super().__init__(b"", media_type=media_type)
        self._part = body
        # Chunked: no length was promised.
        del self.headers["content-length"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI. Ending without a last piece is what makes a server cut the connection."""
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": self._part, "more_body": True})


class CutStream(Cut):
    """The same, for a stream that ends by itself halfway."""

    def __init__(self, events: AsyncGenerator[bytes], media_type: str) -> None:
        super().__init__(b"", media_type)
        self._events = events

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        await super().__call__(scope, receive, send)
        async for event in self._events:
            await send({"type": "http.response.body", "body": event, "more_body": True})


class Hang(Response):
    """Never answers, until the client leaves."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        while (await receive())["type"] != "http.disconnect":
            pass


async def dripping(body: bytes) -> AsyncGenerator[bytes]:
    """A byte now and then, for ever: the connection lives, and nothing comes of it."""
    for byte in body[: len(body) // 2]:
        yield bytes([byte])
        await asyncio.sleep(_DRIP_SECONDS)
    while True:
        yield b"\r\n"
        await asyncio.sleep(_DRIP_SECONDS)
