"""GraphQL over WebSocket: the sub-protocol `graphql-transport-ws`.

https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
"""

import asyncio
import math
from contextlib import ExitStack, aclosing, suppress
from datetime import UTC, datetime
from typing import Any, cast

import orjson
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from cms_blog.drain import Drain, stop, stopping
from cms_blog.errors import RequestError, Unauthenticated
from cms_blog.graph.requests import (
    Identify,
    MakeContext,
    OperationContext,
    Refusal,
    address_of,
    decode_json,
    read_parameters,
    request_id_of,
)
from cms_blog.graph.responses import encode
from cms_blog.graph.service import Gate, Service
from cms_blog.outages import is_outage
from cms_blog.rate_limits import RateLimited
from cms_blog.settings import Settings
from cms_blog.telemetry import logged

PROTOCOL = "graphql-transport-ws"

# https://www.iana.org/assignments/websocket: clients come back after it, as they do not after 4500.
TRY_AGAIN_LATER = 1013
# Ours, beside the protocol's own.
TOKEN_EXPIRED = 4419
TOO_MANY_SOCKETS = 4430
# IANA's registry of close codes: graphql-ws's client takes it as a reason to connect again.
SERVICE_RESTART = 1012

# Signs of life that may be missing before the client counts as gone.
_QUIET_HEARTBEATS = 3
_LONGEST_REASON = 120


class Closing(Exception):
    """The socket is to be closed, and why."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason[:_LONGEST_REASON]


class Socket[C: OperationContext]:
    """One socket from its handshake to its end."""

    def __init__(
        self,
        websocket: WebSocket,
        service: Service,
        settings: Settings,
        make_context: MakeContext[C],
        identify: Identify[C],
        sockets: Gate,
        drain: Drain,
    ) -> None:
        self._websocket = websocket
        self._service = service
        self._settings = settings
        self._make_context = make_context
        self._identify = identify
        self._sockets = sockets
        self._drain = drain
        self._conversation: asyncio.Timeout | None = None
        self._payload: dict[str, Any] = {}
        self._ready = False
        self._expires_at: datetime | None = None
        # By their ids, which may be used again before the operation is quite over.
        self._running: dict[str, asyncio.Task[None]] = {}
        self._busy: set[asyncio.Task[None]] = set()
        self._operations = Gate(settings.max_subscriptions_per_socket)
        self._held = ExitStack()

    async def run(self) -> None:
        """Serve the socket until either side ends it."""
        websocket = self._websocket
        if not _same_site(websocket, self._settings.allowed_origins):
            # Before it is accepted: the handshake gets 403.
            await websocket.close()
            return
        if PROTOCOL not in websocket.scope.get("subprotocols", ()):
            await websocket.accept()
            await websocket.close(4406, "Subprotocol not acceptable")
            return
        await websocket.accept(PROTOCOL)
        with self._held:
            try:
                await self._converse_until_restart()
            except Closing as closing:
                await self._close(closing)
            except WebSocketDisconnect:
                pass
            except Exception as failure:
                self._service.failed(failure, request_id_of(websocket))
                await self._close(Closing(4500, "Internal server error"))
            finally:
                await self._stop()

    async def _converse_until_restart(self) -> None:
        """Until either side ends it, or the process ends and nothing runs here any more."""
        try:
            async with asyncio.timeout(None) as self._conversation:
                with self._drain.telling(self._leave_if_idle):
                    await self._converse()
        except TimeoutError:
            raise Closing(SERVICE_RESTART, "The server is restarting") from None
        finally:
            self._conversation = None

    def _leave_if_idle(self) -> None:
        if self._drain.ending and not self._busy and self._conversation is not None:
            stop(self._conversation)

    async def _close(self, closing: Closing) -> None:
        with suppress(RuntimeError, WebSocketDisconnect):
            await self._websocket.close(closing.code, closing.reason)

    async def _stop(self) -> None:
        running = list(self._running.values())
        for task in running:
            task.cancel()
        if running:
            await asyncio.wait(running)

    async def _converse(self) -> None:
        quiet = 0
        loop = asyncio.get_running_loop()
        init_until = loop.time() + self._settings.socket_init_timeout_seconds
        while True:
            seconds, silence = self._patience(init_until - loop.time())
            try:
                async with asyncio.timeout(seconds):
                    message = await self._websocket.receive()
            except TimeoutError:
                if silence is not None:
                    raise silence from None
                if quiet == _QUIET_HEARTBEATS:
                    raise Closing(1001, "No sign of life") from None
                quiet += 1
                await self._send(type="ping")
                continue
            if message["type"] == "websocket.disconnect":
                return
            quiet = 0
            await self._handle(self._read(message.get("text")))

    def _patience(self, until_init: float) -> tuple[float, Closing | None]:
        """How long to wait for the next message, and how to close if none comes; None: ask."""
        heartbeat = self._settings.heartbeat_seconds
        left, closing = until_init, Closing(4408, "Connection initialisation timeout")
        if self._ready:
            left, closing = self._until_expiry(), Closing(TOKEN_EXPIRED, "The token has expired")
            if left > heartbeat:
                return heartbeat, None
        if left <= 0:
            raise closing
        return left, closing

    def _until_expiry(self) -> float:
        if self._expires_at is None:
            return math.inf
        return (self._expires_at - datetime.now(UTC)).total_seconds()

    def _read(self, text: str | None) -> dict[str, Any]:
        if text is None:
            raise Closing(4400, "Send text, not bytes")
        if len(text) > self._settings.max_body_bytes:
            raise Closing(1009, "The message is too long")
        try:
            message = decode_json(text, self._settings.max_json_depth, "The message")
        except Refusal as refusal:
            raise Closing(4400, refusal.message) from None
        if not isinstance(message, dict):
            raise Closing(4400, "A message must be an object")
        return cast("dict[str, Any]", message)

    async def _handle(self, message: dict[str, Any]) -> None:
        match message:
            case {"type": "connection_init"}:
                await self._init(_payload(message))
            case {"type": "ping"}:
                payload = _payload(message)
                await self._send(type="pong", **({"payload": payload} if payload else {}))
            case {"type": "pong"}:
                _payload(message)
            case {"type": "subscribe", "id": str(identity), "payload": {}} if identity:
                self._subscribe(identity, _payload(message))
            case {"type": "complete", "id": str(identity)}:
                if task := self._running.pop(identity, None):
                    task.cancel()
            case _:
                raise Closing(4400, "The message is none of the protocol's")

    async def _init(self, payload: dict[str, Any]) -> None:
        if self._ready:
            raise Closing(4429, "Too many initialisation requests")
        self._payload = payload
        try:
            context = await self._make_context(self._websocket, payload)
        except RequestError as error:
            raise Closing(4403, f"Forbidden: {error.message}") from None
        except Exception as failure:
            if not is_outage(failure):
                raise
            self._service.failed(failure, request_id_of(self._websocket))
            raise Closing(TRY_AGAIN_LATER, "Try again later") from None
        caller = self._identify(self._websocket, context)
        try:
            self._held.enter_context(self._sockets.passing(caller.key))
        except RateLimited:
            raise Closing(TOO_MANY_SOCKETS, "Too many sockets") from None
        self._expires_at = caller.expires_at
        self._ready = True
        await self._send(type="connection_ack")

    def _subscribe(self, identity: str, payload: dict[str, Any]) -> None:
        if not self._ready:
            raise Closing(4401, "Unauthorized")
        if identity in self._running:
            raise Closing(4409, f"Subscriber for {identity} already exists")
        task = asyncio.create_task(self._operate(identity, payload))
        self._running[identity] = task
        self._busy.add(task)
        task.add_done_callback(lambda done: self._forget(identity, done))

    def _forget(self, identity: str, task: asyncio.Task[None]) -> None:
        if self._running.get(identity) is task:
            del self._running[identity]
        self._busy.discard(task)
        self._leave_if_idle()

    async def _operate(self, identity: str, payload: dict[str, Any]) -> None:
        try:
            with logged(), self._operations.passing("all"):
                await self._respond(identity, payload)
        except Unauthenticated:
            await self._close(Closing(TOKEN_EXPIRED, "The token is no longer good"))
        except Exception as failure:
            response = self._service.failed(failure, request_id_of(self._websocket))
            await self._send(type="error", id=identity, payload=response["errors"])

    async def _respond(self, identity: str, payload: dict[str, Any]) -> None:
        if self._drain.ending:
            raise stopping()
        ready = await self._service.prepare(read_parameters(payload), address_of(self._websocket))
        # Anew for each operation: nothing that one has loaded is taken for fresh by the next.
        context = await self._make_context(self._websocket, self._payload)
        caller = self._identify(self._websocket, context)
        responses = self._service.stream(ready, context, caller)
        async with aclosing(responses):
            async for response in responses:
                if "data" not in response:
                    await self._send(type="error", id=identity, payload=response["errors"])
                    return
                await self._send(type="next", id=identity, payload=response)
        self._running.pop(identity, None)
        await self._send(type="complete", id=identity)

    async def _send(self, **message: Any) -> None:
        request_id = request_id_of(self._websocket)
        if "payload" in message:
            message["payload"] = orjson.Fragment(encode(message["payload"], request_id))
        if self._websocket.application_state is WebSocketState.CONNECTED:
            # Of a client that is just leaving, `receive` is about to tell.
            with suppress(WebSocketDisconnect):
                await self._websocket.send_text(orjson.dumps(message).decode())


def _payload(message: dict[str, Any]) -> dict[str, Any]:
    payload = message.get("payload")
    if payload is None:
        return {}
    if not isinstance(payload, dict):
        raise Closing(4400, "`payload` must be an object")
    return cast("dict[str, Any]", payload)


def _same_site(websocket: WebSocket, others: tuple[str, ...]) -> bool:
    """Whether the page that opens the socket, if it is one, is ours or one that is let in."""
    origin = websocket.headers.get("origin")
    if origin is None or origin in others:
        return True
    return origin.partition("://")[2] == websocket.headers.get("host")
