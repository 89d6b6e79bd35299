"""All transports of operations behind one interface, so that one test suite covers them."""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
from starlette.types import ASGIApp, Message

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
EVENTS = "text/event-stream"
PARTS = 'multipart/mixed;boundary="graphql";subscriptionSpec="1.0"'

type Responses = list[dict[str, Any]]
type Transport = Callable[[ASGIApp, dict[str, Any], str | None], Awaitable[Responses]]


class Closed(Exception):
    """The server closed the socket."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = reason


class Socket:
    """Client side of a WebSocket to an ASGI application in this process."""

    def __init__(self, app: ASGIApp, headers: dict[str, str], protocols: list[str]) -> None:
        self._to_app: asyncio.Queue[Message] = asyncio.Queue()
        self._from_app: asyncio.Queue[Message] = asyncio.Queue()
        scope = {
            "type": "websocket",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "scheme": "ws",
            "path": "/graphql",
            "raw_path": b"/graphql",
            "query_string": b"",
            "root_path": "",
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            "client": ("127.0.0.1", 1),
            "server": ("test", 80),
            "subprotocols": protocols,
            "state": {},
        }
        # Exception of a lost connection, raised when the loss is noticed.
        self.missed: asyncio.Event | None = None
        # While cleared, the client does not read, and the send buffer is full.
        self.reading = asyncio.Event()
        self.reading.set()
        self._to_app.put_nowait({"type": "websocket.connect"})
        self._task = asyncio.create_task(self._serve(app, scope))

    async def _serve(self, app: ASGIApp, scope: dict[str, Any]) -> None:
        await app(scope, self._to_app.get, self._take)

    async def _take(self, message: Message) -> None:
        if self.missed is not None:
            self.missed.set()
            # Like uvicorn before it reports the disconnect.
            raise OSError
        await self.reading.wait()
        await self._from_app.put(message)

    async def over(self) -> None:
        """Wait until the application has finished with the socket."""
        async with asyncio.timeout(60):
            await asyncio.shield(self._task)

    async def accepted(self) -> str | None:
        """Return the subprotocol that the server selected."""
        message = await self._message()
        assert message["type"] == "websocket.accept", message
        return message.get("subprotocol")

    async def _message(self) -> Message:
        async with asyncio.timeout(60):
            message = await self._from_app.get()
        if message["type"] == "websocket.close":
            self._to_app.put_nowait({"type": "websocket.disconnect", "code": message["code"]})
            raise Closed(message["code"], message.get("reason") or "")
        return message

    def send_text(self, text: str) -> None:
        self._to_app.put_nowait({"type": "websocket.receive", "text": text})

    def send_bytes(self, content: bytes) -> None:
        self._to_app.put_nowait({"type": "websocket.receive", "bytes": content})

    def send(self, **message: Any) -> None:
        self.send_text(json.dumps(message))

    async def receive(self) -> dict[str, Any]:
        message = await self._message()
        assert message["type"] == "websocket.send", message
        return json.loads(message["text"])

    async def init(self, payload: dict[str, Any] | None = None) -> None:
        self.send(type="connection_init", payload=payload)
        assert await self.receive() == {"type": "connection_ack"}

    async def leave(self) -> None:
        """Disconnect, and wait until the application has finished with the socket."""
        self._to_app.put_nowait({"type": "websocket.disconnect", "code": 1001})
        async with asyncio.timeout(60):
            await self._task


@asynccontextmanager
async def socket_to(
    app: ASGIApp,
    headers: dict[str, str] | None = None,
    protocols: tuple[str, ...] = ("graphql-transport-ws",),
) -> AsyncGenerator[Socket]:
    socket = Socket(app, {"host": "test"} | (headers or {}), list(protocols))
    try:
        yield socket
    finally:
        await socket.leave()


async def over_websocket(app: ASGIApp, body: dict[str, Any], user: str | None) -> Responses:
    responses: Responses = []
    async with socket_to(app) as socket:
        await socket.accepted()
        await socket.init({"authorization": f"Bearer {user}"} if user else None)
        socket.send(type="subscribe", id="1", payload=body)
        while True:
            message = await socket.receive()
            assert message["id"] == "1"
            if message["type"] == "complete":
                return responses
            if message["type"] == "error":
                return [*responses, {"errors": message["payload"]}]
            responses.append(message["payload"])


async def _post(app: ASGIApp, body: Any, user: str | None, accept: str) -> httpx.Response:
    transport = httpx.ASGITransport(app=app)
    headers = {"accept": accept} | ({"authorization": f"Bearer {user}"} if user else {})
    async with httpx.AsyncClient(transport=transport, base_url="http://test/graphql") as client:
        return await client.post("", json=body, headers=headers)


async def over_json(app: ASGIApp, body: dict[str, Any], user: str | None) -> Responses:
    return [(await _post(app, body, user, JSON)).json()]


async def over_graphql_json(app: ASGIApp, body: dict[str, Any], user: str | None) -> Responses:
    return [(await _post(app, body, user, GRAPHQL)).json()]


async def in_a_batch(app: ASGIApp, body: dict[str, Any], user: str | None) -> Responses:
    [first, second] = (await _post(app, [{"query": "{ hello }"}, body], user, JSON)).json()
    assert first == {"data": {"hello": "Hello, you!"}}
    return [second]


async def over_events(app: ASGIApp, body: dict[str, Any], user: str | None) -> Responses:
    response = await _post(app, body, user, EVENTS)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
    events = [event for event in response.text.split("\n\n") if event and event != ":"]
    assert events.pop() == "event: complete\ndata:"
    return [json.loads(event.removeprefix("event: next\ndata: ")) for event in events]


async def over_parts(app: ASGIApp, body: dict[str, Any], user: str | None) -> Responses:
    response = await _post(app, body, user, PARTS)
    assert response.status_code == 200
    assert response.headers["content-type"] == PARTS.replace('"', "")
    assert response.text.endswith("\r\n--graphql--\r\n")
    parts = response.text.removesuffix("--\r\n").split("\r\n--graphql")[1:-1]
    bodies = [json.loads(part.partition("\r\n\r\n")[2]) for part in parts]
    return [body["payload"] for body in bodies if body]


STREAMS = {"websocket": over_websocket, "events": over_events, "parts": over_parts}
TRANSPORTS = {
    "json": over_json,
    "graphql-json": over_graphql_json,
    "batch": in_a_batch,
    **STREAMS,
}
