"""GraphQL over WebSocket: the sub-protocol `graphql-transport-ws`.

https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
"""

import asyncio
import math
from contextlib import ExitStack, aclosing, suppress
from datetime import UTC, datetime
from typing import Any

import orjson
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from cms_blog.database.outages import is_outage
from cms_blog.errors import RequestError, Unauthenticated
from cms_blog.graphql.execution.service import ConcurrencyLimit, Service
from cms_blog.graphql.transport.requests import (
    GraphQLRequest,
    Identify,
    MakeContext,
    OperationContext,
    address_of,
    request_id_of,
)
from cms_blog.graphql.transport.responses import encode
from cms_blog.graphql.transport.socket_messages import (
    INVALID_MESSAGE,
    PROTOCOL,
    SERVICE_RESTART,
    TOKEN_EXPIRED,
    TOO_MANY,
    TRY_AGAIN_LATER,
    Closing,
    parameters_of,
    payload_of,
    read_message,
    same_site,
)
from cms_blog.observability.telemetry import logged
from cms_blog.rate_limits import RateLimited
from cms_blog.settings import Settings
from cms_blog.shutdown import Drain, stop, stopping

# Heartbeats without an answer before the client counts as gone.
_QUIET_HEARTBEATS = 3


class Socket[C: OperationContext]:
    """One socket from its handshake to its end."""

    def __init__(
        self,
        websocket: WebSocket,
        service: Service,
        settings: Settings,
        make_context: MakeContext[C],
        identify: Identify[C],
        sockets: ConcurrencyLimit,
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
        self._most = settings.limits.max_subscriptions_per_socket
        # By id. The client may use an id again while the task of its last operation still ends,
        # so `_busy` can have more tasks.
        self._running: dict[str, asyncio.Task[None]] = {}
        self._busy: set[asyncio.Task[None]] = set()
        # Operations refused since the last one that was accepted.
        self._refused = 0
        # The client has not read a message in time.
        self._stalled = False
        self._held = ExitStack()

    async def run(self) -> None:
        """Serve the socket until either side ends it."""
        websocket = self._websocket
        if not same_site(websocket, self._settings.allowed_origins):
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
                if closing.code == INVALID_MESSAGE:
                    await self._service.count_refused(address_of(websocket))
                await self._close(closing)
            except WebSocketDisconnect:
                pass
            except Exception as failure:
                await self._service.failed(failure, websocket)
                await self._close(Closing(4500, "Internal server error"))
            finally:
                await self._stop()

    async def _converse_until_restart(self) -> None:
        """Until either side ends it, or the process ends and nothing runs here any more."""
        try:
            self._service.raise_if_blocked(address_of(self._websocket))
        except RateLimited:
            raise Closing(TOO_MANY, "Too many invalid requests") from None
        try:
            async with asyncio.timeout(None) as self._conversation:
                with self._drain.notifying(self._leave_if_idle):
                    await self._converse()
        except TimeoutError:
            if not self._stalled:
                raise Closing(SERVICE_RESTART, "The server is restarting") from None
        finally:
            self._conversation = None

    def _leave_if_idle(self) -> None:
        if self._drain.rejecting and not self._busy and self._conversation is not None:
            stop(self._conversation)

    async def _close(self, closing: Closing) -> None:
        # The server aborts the connection if the client does not read the close frame.
        with suppress(RuntimeError, WebSocketDisconnect, TimeoutError):
            async with asyncio.timeout(self._settings.limits.client_patience_seconds):
                await self._websocket.close(closing.code, closing.reason)

    async def _stop(self) -> None:
        """Cancel the operations and wait for their ends, those that were cancelled before too."""
        for task in self._busy:
            # A second time would interrupt the clean-up of one that the client has completed.
            if not task.cancelling():
                task.cancel()
        if self._busy:
            await asyncio.wait(self._busy)

    async def _converse(self) -> None:
        quiet = 0
        loop = asyncio.get_running_loop()
        init_until = loop.time() + self._settings.limits.socket_init_timeout_seconds
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
            await self._handle(read_message(message.get("text"), self._settings))

    def _patience(self, until_init: float) -> tuple[float, Closing | None]:
        """Timeout for the next message and how to close on expiry; None sends a ping."""
        heartbeat = self._settings.limits.heartbeat_seconds
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

    async def _handle(self, message: dict[str, Any]) -> None:
        match message:
            case {"type": "connection_init"}:
                await self._init(payload_of(message))
            case {"type": "ping"}:
                payload = payload_of(message)
                await self._send(type="pong", **({"payload": payload} if payload else {}))
            case {"type": "pong"}:
                payload_of(message)
            case {"type": "subscribe", "id": str(identity), "payload": {}} if identity:
                await self._subscribe(identity, parameters_of(message))
            case {"type": "complete", "id": str(identity)}:
                if task := self._running.pop(identity, None):
                    task.cancel()
            case _:
                raise Closing(INVALID_MESSAGE, "The message is none of the protocol's")

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
            await self._service.failed(failure, self._websocket)
            raise Closing(TRY_AGAIN_LATER, "Try again later") from None
        caller = self._identify(self._websocket, context)
        try:
            self._held.enter_context(self._sockets.slot(caller.key))
        except RateLimited:
            raise Closing(TOO_MANY, "Too many sockets") from None
        self._expires_at = caller.expires_at
        self._ready = True
        await self._send(type="connection_ack")

    async def _subscribe(self, identity: str, asked: GraphQLRequest) -> None:
        if not self._ready:
            raise Closing(4401, "Unauthorized")
        if identity in self._running:
            raise Closing(4409, f"Subscriber for {identity} already exists")
        if len(self._running) >= self._most:
            await self._refuse(identity)
            return
        self._refused = 0
        # Backpressure: nothing more is read until the tasks of completed operations have ended.
        while len(self._busy) >= self._most:
            ending = self._busy.difference(self._running.values())
            await asyncio.wait(ending, return_when=asyncio.FIRST_COMPLETED)
        task = asyncio.create_task(self._operate(identity, asked))
        self._running[identity] = task
        self._busy.add(task)
        task.add_done_callback(lambda done: self._forget(identity, done))

    def _forget(self, identity: str, task: asyncio.Task[None]) -> None:
        if self._running.get(identity) is task:
            del self._running[identity]
        self._busy.discard(task)
        self._leave_if_idle()

    async def _refuse(self, identity: str) -> None:
        """Answer an operation beyond the limit; close the socket of a client that goes on."""
        self._refused += 1
        if self._refused > self._most:
            raise Closing(TOO_MANY, "Too many operations")
        await self._fail(identity, RateLimited(1))

    async def _fail(self, identity: str, failure: Exception) -> None:
        response = await self._service.failed(failure, self._websocket)
        await self._send(type="error", id=identity, payload=response["errors"])

    async def _operate(self, identity: str, asked: GraphQLRequest) -> None:
        try:
            with logged():
                await self._respond(identity, asked)
        except Unauthenticated:
            await self._close(Closing(TOKEN_EXPIRED, "The token is no longer good"))
        except Exception as failure:
            await self._fail(identity, failure)

    async def _respond(self, identity: str, asked: GraphQLRequest) -> None:
        if self._drain.rejecting:
            raise stopping()
        ready = self._service.prepare(asked, address_of(self._websocket))
        # One context for each operation: its data loaders cache what they have read.
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
        if self._websocket.application_state is not WebSocketState.CONNECTED:
            return
        text = orjson.dumps(message).decode()
        # `receive` also tells of a disconnect.
        with suppress(WebSocketDisconnect):
            try:
                async with asyncio.timeout(self._settings.limits.client_patience_seconds):
                    await self._websocket.send_text(text)
            except TimeoutError:
                self._stalled = True
                if self._conversation is not None:
                    stop(self._conversation)
