"""httpx2 transport to an in-process ASGI app, with streaming and cancellation.

httpx2's ASGITransport supports neither: it waits for the complete response.
"""

import asyncio
from collections.abc import AsyncGenerator, MutableMapping
from contextlib import suppress
from typing import Any

import httpx2
from starlette.types import ASGIApp

type _Message = MutableMapping[str, Any]

# Size of the queue of pieces: backpressure for a slow reader.
_QUEUE_SIZE = 8


class InProcessTransport(httpx2.AsyncBaseTransport):
    """Transport to `app`. If it ends within a response, the connection is closed."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Return the response after its head; the body is streamed."""
        call = _Call(self._app, _scope(request), await request.aread())
        try:
            start = await call.next()
        except BaseException:
            await call.aclose()
            raise
        return httpx2.Response(start["status"], headers=start.get("headers", []), stream=call)


class _Call(httpx2.AsyncByteStream):
    """One request, and the stream of its response body."""

    def __init__(self, app: ASGIApp, scope: _Message, body: bytes) -> None:
        self._body: bytes | None = body
        self._sent = asyncio.Queue[_Message | None](_QUEUE_SIZE)
        self._task = asyncio.create_task(self._run(app, scope))

    async def next(self) -> _Message:
        """Return the next message of the app.

        Raises:
            httpx2.RemoteProtocolError: the app ended within the response.
        """
        message = await self._sent.get()
        if message is None:
            raise httpx2.RemoteProtocolError("the server closed the connection in the middle")
        return message

    async def __aiter__(self) -> AsyncGenerator[bytes]:
        more = True
        while more:
            message = await self.next()
            more = message.get("more_body", False)
            if body := message.get("body"):
                yield body

    async def aclose(self) -> None:
        """Disconnect: cancel the request if it is still running."""
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def _run(self, app: ASGIApp, scope: _Message) -> None:
        try:
            await app(scope, self._receive, self._sent.put)
        except asyncio.CancelledError:
            # Closed: the queue has no reader.
            raise
        except BaseException:
            await self._sent.put(None)
            raise
        await self._sent.put(None)

    async def _receive(self) -> _Message:
        if self._body is None:
            # Waits until `aclose` cancels it: there is no disconnect message.
            await asyncio.Event().wait()
        body, self._body = self._body, None
        return {"type": "http.request", "body": body, "more_body": False}


def _scope(request: httpx2.Request) -> _Message:
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": request.url.scheme,
        "path": request.url.path,
        "raw_path": request.url.raw_path.partition(b"?")[0],
        "query_string": request.url.query,
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "server": (request.url.host, request.url.port),
        "client": ("127.0.0.1", 0),
    }
