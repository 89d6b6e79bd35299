"""Responses with a faulty connection: cut, hanging or dripping."""

import asyncio
from collections.abc import AsyncGenerator

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

_DRIP_SECONDS = 0.05


class Cut(Response):
    """A response whose connection closes in the middle of the body."""

    def __init__(self, body: bytes, media_type: str) -> None:
        super().__init__(b"", media_type=media_type)
        self._part = body
        # Without a length the body is chunked.
        del self.headers["content-length"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the response. The server closes the connection, since the last piece is missing."""
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": self._part, "more_body": True})


class CutStream(Cut):
    """A stream whose connection closes after the last event."""

    def __init__(self, events: AsyncGenerator[bytes], media_type: str) -> None:
        super().__init__(b"", media_type)
        self._events = events

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the response."""
        await super().__call__(scope, receive, send)
        async for event in self._events:
            await send({"type": "http.response.body", "body": event, "more_body": True})


class Hang(Response):
    """A response that is never sent. Ends when the client disconnects."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the response."""
        while (await receive())["type"] != "http.disconnect":
            pass


async def dripping(body: bytes) -> AsyncGenerator[bytes]:
    """Yield single bytes without end: the connection stays active, the body never completes."""
    for byte in body[: len(body) // 2]:
        yield bytes([byte])
        await asyncio.sleep(_DRIP_SECONDS)
    while True:
        yield b"\r\n"
        await asyncio.sleep(_DRIP_SECONDS)
