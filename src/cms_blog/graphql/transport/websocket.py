"""GraphQL over WebSocket: the sub-protocol `graphql-transport-ws`.

https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
"""

import asyncio
from collections.abc import Awaitable
from contextlib import ExitStack, aclosing, suppress
from typing import Any

import orjson
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from cms_blog.database.outages import is_outage
from cms_blog.errors import RequestError, Unauthenticated
from cms_blog.graphql.execution.client_limits import ConcurrencyLimit
from cms_blog.graphql.execution.service import Service
from cms_blog.graphql.transport.requests import (
    Caller,
    GraphQLRequest,
    Identify,
    MakeContext,
    OperationContext,
    refusal_key,
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
    Close,
    origin_allowed,
    parameters_of,
    payload_of,
    read_message,
)
from cms_blog.observability.telemetry import logged
from cms_blog.rate_limits import RateLimited
from cms_blog.settings import Settings
from cms_blog.shutdown import Drain, stop, stopping

# Unanswered pings after which the connection is considered dead.
_MAX_MISSED_PONGS = 3


class Socket[C: OperationContext]:
    """One WebSocket connection."""

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
        self._session: asyncio.Timeout | None = None
        self._payload: dict[str, Any] = {}
        self._caller: Caller | None = None
        self._max_operations = settings.limits.max_subscriptions_per_socket
        # Operations by id. A client may reuse an id while the task of the completed operation is
        # still ending, so `_tasks` can hold more.
        self._running: dict[str, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._rejections = 0  # operations rejected since the last accepted one
        self._stalled = False  # the client failed to read a message in time
        self._slots = ExitStack()

    async def run(self) -> None:
        """Serve the socket until either side closes it."""
        websocket = self._websocket
        if not origin_allowed(websocket, self._settings.allowed_origins):
            # Closing before accepting answers the handshake with 403.
            await websocket.close()
            return
        if PROTOCOL not in websocket.scope.get("subprotocols", ()):
            await websocket.accept()
            await websocket.close(4406, "Subprotocol not acceptable")
            return
        await websocket.accept(PROTOCOL)
        with self._slots:
            try:
                await self._serve()
            except Close as closing:
                if closing.code == INVALID_MESSAGE:
                    await self._service.count_invalid(refusal_key(websocket))
                await self._close(closing)
            except WebSocketDisconnect:
                pass
            except Exception as failure:
                await self._service.failure_response(failure, websocket)
                await self._close(Close(4500, "Internal server error"))
            finally:
                await self._stop()

    async def _serve(self) -> None:
        """Handle messages until the socket is closed; close it if idle during shutdown."""
        try:
            self._service.raise_if_blocked(refusal_key(self._websocket))
        except RateLimited:
            raise Close(TOO_MANY, "Too many invalid requests") from None
        try:
            async with asyncio.timeout(None) as self._session:
                with self._drain.notifying(self._close_if_idle):
                    await self._receive_messages()
        except TimeoutError:
            if not self._stalled:
                raise Close(SERVICE_RESTART, "The server is restarting") from None
        finally:
            self._session = None

    def _close_if_idle(self) -> None:
        if self._drain.rejecting and not self._tasks and self._session is not None:
            stop(self._session)

    async def _close(self, closing: Close) -> None:
        # If the client does not read the close frame, the ASGI server aborts the connection.
        with suppress(RuntimeError, WebSocketDisconnect, TimeoutError):
            async with asyncio.timeout(self._settings.limits.client_patience_seconds):
                await self._websocket.close(closing.code, closing.reason)

    async def _stop(self) -> None:
        """Cancel the operations and wait for all tasks, including those cancelled before."""
        for task in self._tasks:
            # A second cancellation would interrupt the cleanup of a completed operation.
            if not task.cancelling():
                task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def _receive_messages(self) -> None:
        missed = 0
        loop = asyncio.get_running_loop()
        init_until = loop.time() + self._settings.limits.socket_init_timeout_seconds
        while True:
            seconds, on_expiry = self._next_timeout(init_until - loop.time())
            try:
                async with asyncio.timeout(seconds):
                    message = await self._websocket.receive()
            except TimeoutError:
                if on_expiry is not None:
                    raise on_expiry from None
                if missed == _MAX_MISSED_PONGS:
                    raise Close(1001, "No response to pings") from None
                missed += 1
                await self._send(type="ping")
                continue
            if message["type"] == "websocket.disconnect":
                return
            missed = 0
            await self._handle(read_message(message.get("text"), self._settings))

    def _next_timeout(self, until_init: float) -> tuple[float, Close | None]:
        """Timeout for the next message and how to close on expiry; None sends a ping."""
        heartbeat = self._settings.limits.heartbeat_seconds
        left, closing = until_init, Close(4408, "Connection initialisation timeout")
        if self._caller is not None:
            left, closing = (
                self._caller.seconds_left(),
                Close(TOKEN_EXPIRED, "The token has expired"),
            )
            if left > heartbeat:
                return heartbeat, None
        if left <= 0:
            raise closing
        return left, closing

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
                raise Close(INVALID_MESSAGE, "Unknown or incomplete message")

    async def _init(self, payload: dict[str, Any]) -> None:
        if self._caller is not None:
            raise Close(4429, "Too many initialisation requests")
        self._payload = payload
        try:
            context = await self._make_context(self._websocket, payload)
        except RequestError as error:
            raise Close(4403, f"Forbidden: {error.message}") from None
        except Exception as failure:
            if not is_outage(failure):
                raise
            await self._service.failure_response(failure, self._websocket)
            raise Close(TRY_AGAIN_LATER, "Try again later") from None
        caller = self._identify(self._websocket, context)
        try:
            self._slots.enter_context(self._sockets.slot(caller.key))
        except RateLimited:
            raise Close(TOO_MANY, "Too many sockets") from None
        self._caller = caller
        if caller.session_end is not None:
            watch = asyncio.create_task(self._close_after(caller.session_end()))
            self._slots.callback(watch.cancel)
        await self._send(type="connection_ack")

    async def _close_after(self, session_end: Awaitable[None]) -> None:
        await session_end
        await self._close(Close(TOKEN_EXPIRED, "The token is no longer valid"))

    async def _subscribe(self, identity: str, parameters: GraphQLRequest) -> None:
        if self._caller is None:
            raise Close(4401, "Unauthorized")
        if identity in self._running:
            raise Close(4409, f"Subscriber for {identity} already exists")
        if len(self._running) >= self._max_operations:
            await self._reject(identity)
            return
        self._rejections = 0
        # Backpressure: read no further message until the tasks of completed operations end.
        while len(self._tasks) >= self._max_operations:
            ending = self._tasks.difference(self._running.values())
            await asyncio.wait(ending, return_when=asyncio.FIRST_COMPLETED)
        task = asyncio.create_task(self._run_operation(identity, parameters))
        self._running[identity] = task
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._task_done(identity, done))

    def _task_done(self, identity: str, task: asyncio.Task[None]) -> None:
        if self._running.get(identity) is task:
            del self._running[identity]
        self._tasks.discard(task)
        self._close_if_idle()

    async def _reject(self, identity: str) -> None:
        """Reject an operation beyond the limit; close the socket after repeated rejections."""
        self._rejections += 1
        if self._rejections > self._max_operations:
            raise Close(TOO_MANY, "Too many operations")
        await self._fail(identity, RateLimited(1))

    async def _fail(self, identity: str, failure: Exception) -> None:
        response = await self._service.failure_response(failure, self._websocket)
        await self._send(type="error", id=identity, payload=response["errors"])

    async def _run_operation(self, identity: str, parameters: GraphQLRequest) -> None:
        try:
            with logged():
                await self._respond(identity, parameters)
        except Unauthenticated:
            await self._close(Close(TOKEN_EXPIRED, "The token is no longer valid"))
        except Exception as failure:
            await self._fail(identity, failure)

    async def _respond(self, identity: str, parameters: GraphQLRequest) -> None:
        if self._drain.rejecting:
            raise stopping()
        context = await self._make_context(self._websocket, self._payload)
        caller = self._identify(self._websocket, context)
        await self._service.count_operation(caller)
        ready = await self._service.prepare(parameters, refusal_key(self._websocket))
        async with aclosing(self._service.stream(ready, context, caller)) as responses:
            async for response in responses:
                if "data" not in response:
                    await self._send(type="error", id=identity, payload=response["errors"])
                    return
                await self._send(type="next", id=identity, payload=response)
        self._running.pop(identity, None)
        await self._send(type="complete", id=identity)

    async def _send(self, **message: Any) -> None:
        if "payload" in message:
            encoded = encode(message["payload"], request_id_of(self._websocket))
            message["payload"] = orjson.Fragment(encoded)
        if self._websocket.application_state is not WebSocketState.CONNECTED:
            return
        text = orjson.dumps(message).decode()
        with suppress(WebSocketDisconnect):  # `receive` reports the disconnect as well
            try:
                async with asyncio.timeout(self._settings.limits.client_patience_seconds):
                    await self._websocket.send_text(text)
            except TimeoutError:
                self._stalled = True
                if self._session is not None:
                    stop(self._session)
