"""Streaming responses: GraphQL over SSE, and Apollo's multipart subscriptions.

- GraphQL over Server-Sent Events, "Distinct connections mode":
  https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md
- Multipart HTTP protocol for GraphQL subscriptions:
  https://www.apollographql.com/docs/graphos/routing/operations/subscriptions/multipart-protocol
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from starlette.types import Receive, Scope, Send

from cms_blog.graphql.transport.http import EVENTS
from cms_blog.graphql.transport.responses import encode

_HEADERS = [
    (b"cache-control", b"no-store"),
    (b"vary", b"Accept"),
    (b"x-content-type-options", b"nosniff"),
    # Disables buffering in nginx, which would delay events.
    (b"x-accel-buffering", b"no"),
]
# Not quoted: the Python client gql compares this exact text.
_MULTIPART = b"multipart/mixed;boundary=graphql;subscriptionSpec=1.0"


async def with_heartbeats[T](source: AsyncGenerator[T], seconds: float) -> AsyncGenerator[T | None]:
    """Yield the items of `source`, and None after each interval without one."""
    waiting: asyncio.Task[T | None] | None = None
    async with aclosing(source):
        try:
            while True:
                waiting = waiting or asyncio.create_task(_next(source))
                await asyncio.wait({waiting}, timeout=seconds)
                if not waiting.done():
                    yield None
                    continue
                item, waiting = waiting.result(), None
                if item is None:
                    return
                yield item
        finally:
            if waiting is not None:
                waiting.cancel()
                await asyncio.wait({waiting})


async def _next[T](source: AsyncGenerator[T]) -> T | None:
    return await anext(source, None)


class ResponseStream:
    """ASGI response that streams responses, and closes their source if the client disconnects."""

    def __init__(
        self,
        responses: AsyncGenerator[dict[str, Any]],
        media_type: str,
        request_id: str,
        heartbeat_seconds: float,
    ) -> None:
        self._responses = responses
        self._events = media_type == EVENTS
        self._request_id = request_id
        self._heartbeat_seconds = heartbeat_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the stream (ASGI)."""
        sending = asyncio.create_task(self._send(send))
        disconnected = asyncio.create_task(_disconnected(receive))
        try:
            await asyncio.wait({sending, disconnected}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            disconnected.cancel()
            if not sending.done():
                sending.cancel()
            await asyncio.wait({sending, disconnected})
        if not sending.cancelled():
            sending.result()

    async def _send(self, send: Send) -> None:
        kind = b"text/event-stream; charset=utf-8" if self._events else _MULTIPART
        headers = [(b"content-type", kind), *_HEADERS]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        chunks = self._as_events() if self._events else self._as_parts()
        async with aclosing(chunks):
            async for chunk in chunks:
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    async def _as_events(self) -> AsyncGenerator[bytes]:
        # A first comment tells proxies and clients that the stream is open.
        yield b":\n\n"
        responses = with_heartbeats(self._responses, self._heartbeat_seconds)
        async with aclosing(responses):
            async for response in responses:
                if response is None:
                    yield b":\n\n"
                else:
                    yield b"event: next\ndata: " + encode(response, self._request_id) + b"\n\n"
        yield b"event: complete\ndata:\n\n"

    async def _as_parts(self) -> AsyncGenerator[bytes]:
        part = b"\r\n--graphql\r\ncontent-type: application/json\r\n\r\n"
        responses = with_heartbeats(self._responses, self._heartbeat_seconds)
        async with aclosing(responses):
            async for response in responses:
                if response is None:
                    yield part + b"{}"
                else:
                    yield part + b'{"payload":' + encode(response, self._request_id) + b"}"
        yield b"\r\n--graphql--\r\n"


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
