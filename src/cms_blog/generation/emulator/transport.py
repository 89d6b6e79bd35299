"""An ASGI app as a server to httpx2, in process, that streams: each piece arrives when it is sent.

httpx2's own ASGITransport waits for the whole answer, and can't be left in the middle.
"""

import asyncio
from collections.abc import AsyncGenerator, MutableMapping
from contextlib import suppress
from typing import Any

import httpx2
from starlette.types import ASGIApp

type _Message = MutableMapping[str, Any]

# Pieces that may wait for a reader, so that a slow one slows the writer.
_WAITING = 8


class InProcessTransport(httpx2.AsyncBaseTransport):
    """Sends requests to `app`. An app that ends in the middle of an answer is a cut connection."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """The answer's head; its body follows as it is read."""
        call = _Call(self._app, _scope(request), await request.aread())
        try:
            start = await call.next()
        except BaseException:
            await call.aclose()
            raise
        return httpx2.Response(start["status"], headers=start.get("headers", []), stream=call)


class _Call(httpx2.AsyncByteStream):
    """One request, which runs until it is done or closed."""

    def __init__(self, app: ASGIApp, scope: _Message, body: bytes) -> None:
        self._body: bytes | None = body
        self._sent = asyncio.Queue[_Message | None](_WAITING)
        self._task = asyncio.create_task(self._run(app, scope))

    async def next(self) -> _Message:
        """What the app sends next.

        Raises:
            httpx2.RemoteProtocolError: it has ended without sending the rest.
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
        """The client leaves: what still runs for it is cancelled."""
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def _run(self, app: ASGIApp, scope: _Message) -> None:
        try:
            await app(scope, self._receive, self._sent.put)
        except asyncio.CancelledError:
            # Closed: nobody reads any more.
            raise
        except BaseException:
            await self._sent.put(None)
            raise
        await self._sent.put(None)

    async def _receive(self) -> _Message:
        if self._body is None:
            # The client leaves by `aclose`, which cancels this.
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
