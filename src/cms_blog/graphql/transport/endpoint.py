"""GraphQL over HTTP and WebSocket: https://graphql.github.io/graphql-over-http/draft/."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from http import HTTPStatus
from typing import Any, NamedTuple, cast

import strawberry
from graphql import OperationType
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from cms_blog.errors import RequestError, Unauthenticated
from cms_blog.graphql.execution.documents import Operation
from cms_blog.graphql.execution.response_cache import PublicAnswers, key_of
from cms_blog.graphql.execution.service import ConcurrencyLimit, Ready, Service
from cms_blog.graphql.pages import graphiql
from cms_blog.graphql.transport import http
from cms_blog.graphql.transport.requests import (
    Caller,
    GraphQLRequest,
    Identify,
    MakeContext,
    OperationContext,
    QueryTooExpensive,
    Refusal,
    address_of,
    by_address,
    read_parameters,
    request_id_of,
)
from cms_blog.graphql.transport.responses import encode, from_failure
from cms_blog.graphql.transport.sse_multipart import ResponseStream
from cms_blog.graphql.transport.uploads import multipart_request, require_preflight
from cms_blog.graphql.transport.websocket import Socket
from cms_blog.observability.telemetry import Telemetry
from cms_blog.rate_limits import RateLimits
from cms_blog.settings import Settings
from cms_blog.shutdown import Drain, stopped

# Multipart requests of one client whose files may be on the disk at once.
_FORMS_PER_CLIENT = 10


class Wanted(NamedTuple):
    """The media types that the client accepts: for a response, and for a stream of responses."""

    result: str | None
    stream: str | None


class GraphQLEndpoint[C: OperationContext]:
    """Serves a schema.

    Args:
        make_context: makes each operation's context out of the connection and, for sockets, the
            payload of `connection_init`. What it raises as RequestError is the whole answer.
        identify: what the endpoint must know of who is asking.
        rate_limits: where operations are counted; without it, they are not.
        drain: tells when the process ends, and cuts off what runs then.
        telemetry: records each operation.
        clock: a monotonic clock, in seconds.
    """

    def __init__(
        self,
        schema: strawberry.Schema,
        settings: Settings,
        make_context: MakeContext[C],
        identify: Identify[C] = by_address,
        rate_limits: RateLimits | None = None,
        drain: Drain | None = None,
        telemetry: Telemetry | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._make_context = make_context
        self._identify = identify
        self._drain = drain or Drain()
        self._telemetry = telemetry or Telemetry()
        self._service = Service(schema, settings, rate_limits, self._drain, self._telemetry, clock)
        self._sockets = ConcurrencyLimit(settings.limits.max_sockets_per_client)
        self._forms = ConcurrencyLimit(_FORMS_PER_CLIENT)
        self._answers = PublicAnswers(settings.public_cache_seconds, clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] == "websocket":
            socket = Socket(
                WebSocket(scope, receive, send),
                self._service,
                self._settings,
                self._make_context,
                self._identify,
                self._sockets,
                self._drain,
            )
            with self._telemetry.metrics.inside("cms_blog_sockets"):
                await socket.run()
            return
        request = Request(scope, receive)
        try:
            self._service.raise_if_blocked(address_of(request))
            response = await self._answer(request)
        except Refusal as refusal:
            response = await self._refuse(request, refusal)
        except ClientDisconnect:
            return
        except Exception as failure:
            response = await self._failed(request, failure)
        await http.compressed(response, request)(scope, receive, send)

    async def _answer(self, request: Request) -> ASGIApp:
        if request.method not in {"GET", "POST"}:
            raise Refusal("Use GET or POST.", 405, {"Allow": "GET, POST"})
        accept = http.header(request, "accept")
        offers = http.RESULTS
        if request.method == "GET" and self._settings.graphiql:
            offers = (*offers, http.HTML)
        wanted = Wanted(http.negotiate(accept, offers), http.negotiate(accept, http.STREAMS))
        if wanted.result == http.HTML:
            return graphiql.page(request, self._settings.app_name)
        if wanted.result is None and wanted.stream is None:
            raise Refusal(f"Accept {' or '.join(http.RESULTS)}.", 406)
        if request.method == "GET":
            return await self._run(request, http.read_query_string(request, self._settings), wanted)
        if http.content_type(request) == http.FORM:
            return await self._form(request, wanted)
        try:
            async with self._within(self._settings.limits.body_timeout_seconds):
                received = await http.read_json(request, self._settings)
        except TimeoutError:
            return await self._unread(request, wanted)
        return await self._run(request, received, wanted)

    async def _form(self, request: Request, wanted: Wanted) -> ASGIApp:
        require_preflight(request)
        # Before the files are written to disk; `_single` authenticates again when they are there.
        caller = self._identify(request, await self._make_context(request, None))
        if caller.anonymous:
            raise Unauthenticated
        # The files are open while the operation runs.
        async with AsyncExitStack() as files:
            files.enter_context(self._forms.slot(caller.key))
            try:
                async with self._within(self._settings.limits.upload_timeout_seconds):
                    received = await files.enter_async_context(
                        multipart_request(request, self._settings)
                    )
            except TimeoutError:
                return await self._unread(request, wanted)
            return await self._run(request, received, wanted)

    def _within(self, seconds: float) -> AbstractAsyncContextManager[None]:
        return self._drain.cancellable(asyncio.timeout(seconds))

    async def _unread(self, request: Request, wanted: Wanted) -> ASGIApp:
        """The response to an incomplete body: it was too slow, or the process ends."""
        if not self._drain.cancelling:
            raise http.too_slow()
        return await self._failed(request, stopped(), wanted)

    async def _run(self, request: Request, received: object, wanted: Wanted) -> ASGIApp:
        if isinstance(received, list):
            return await self._batch(request, cast("list[Any]", received), wanted)
        asked = received if isinstance(received, GraphQLRequest) else read_parameters(received)
        return await self._single(request, asked, wanted)

    async def _refuse(self, request: Request, refusal: Refusal) -> Response:
        content = encode(await self._service.failed(refusal, request), request_id_of(request))
        media_type = http.media_type_of_failure(request)
        return http.json_response(content, media_type, refusal.status, dict(refusal.headers))

    async def _failed(
        self, request: Request, failure: Exception, wanted: Wanted | None = None
    ) -> ASGIApp:
        """The response to a request that was not executed."""
        wanted = wanted or Wanted(http.media_type_of_failure(request), None)
        return self._deliver(request, await self._service.failed(failure, request), wanted)

    async def _single(self, request: Request, asked: GraphQLRequest, wanted: Wanted) -> ASGIApp:
        try:
            ready = self._service.prepare(asked, address_of(request))
            _require_post(ready.operation, request)
            _require_stream(ready.operation, wanted)
            context = await self._make_context(request, None)
        except Refusal:
            raise
        except Exception as failure:
            return await self._failed(request, failure, wanted)
        caller = self._identify(request, context)
        if ready.operation.kind is OperationType.SUBSCRIPTION:
            return self._stream(request, self._service.stream(ready, context, caller), wanted)
        if ready.operation.public and caller.anonymous and wanted.result is not None:
            return await self._public(request, ready, context, caller, wanted)
        return self._deliver(request, await self._service.respond(ready, context, caller), wanted)

    async def _public(
        self, request: Request, ready: Ready, context: C, caller: Caller, wanted: Wanted
    ) -> ASGIApp:
        """The response to a signed-out reader, from the cache if possible."""
        operation = ready.operation
        key = key_of(operation.digest, operation.variables, ready.request.variables)
        answer = None if key is None else self._answers.get(key)
        self._telemetry.metrics.count(
            "cms_blog_public_answers", "false" if answer is None else "true"
        )
        if answer is None:
            response = await self._service.respond(ready, context, caller)
            if key is None or "errors" in response:
                return self._deliver(request, response, wanted)
            content = encode(response, request_id_of(request))
            answer = self._answers.keep(key, content)
        else:
            with self._service.seen(ready) as seen:
                try:
                    await self._service.count(caller)
                except RequestError as failure:
                    response = from_failure(failure, request_id_of(request))
                    seen.answered(response)
                    return self._deliver(request, response, wanted)
                seen.answered({})
        return http.public_response(request, answer, wanted.result or http.JSON, self._answers)

    async def _batch(self, request: Request, batch: list[Any], wanted: Wanted) -> ASGIApp:
        """Several operations, one after another, as Apollo's BatchHttpLink sends them."""
        most = self._settings.limits.max_batch_operations
        if not 0 < len(batch) <= most:
            raise Refusal(f"A batch must have 1 to {most} operations.")
        if wanted.result is None:
            raise Refusal(f"Accept {' or '.join(http.RESULTS)} for a batch.", 406)
        requests = [read_parameters(item) for item in batch]
        prepared = [await self._prepare_batched(request, asked) for asked in requests]
        try:
            self._service.check_together([item for item in prepared if isinstance(item, Ready)])
        except QueryTooExpensive as failure:
            return await self._failed(request, failure, wanted)
        responses = [
            await self._run_batched(request, item) if isinstance(item, Ready) else item
            for item in prepared
        ]
        content = encode(responses, request_id_of(request))
        return http.json_response(content, wanted.result, 200)

    async def _prepare_batched(
        self, request: Request, asked: GraphQLRequest
    ) -> Ready | dict[str, Any]:
        try:
            ready = self._service.prepare(asked, address_of(request))
            _require_stream(ready.operation, Wanted(None, None))
        except Exception as failure:
            return await self._service.failed(failure, request)
        return ready

    async def _run_batched(self, request: Request, ready: Ready) -> dict[str, Any]:
        try:
            # One context for each operation: its data loaders cache what they have read.
            context = await self._make_context(request, None)
        except Exception as failure:
            return await self._service.failed(failure, request)
        return await self._service.respond(ready, context, self._identify(request, context))

    def _deliver(self, request: Request, response: dict[str, Any], wanted: Wanted) -> ASGIApp:
        media_type = wanted.result or http.JSON
        status = http.status_for(response, media_type)
        if wanted.result is None and status == HTTPStatus.OK:
            return self._stream(request, _only(response), wanted)
        content = encode(response, request_id_of(request))
        return http.json_response(content, media_type, status, http.headers_for(response))

    def _stream(
        self, request: Request, responses: AsyncGenerator[dict[str, Any]], wanted: Wanted
    ) -> ASGIApp:
        media_type = wanted.stream or http.EVENTS
        seconds = self._settings.limits.heartbeat_seconds
        return ResponseStream(responses, media_type, request_id_of(request), seconds)


async def _only(response: dict[str, Any]) -> AsyncGenerator[dict[str, Any]]:
    yield response


def _require_post(operation: Operation, request: Request) -> None:
    # Section "GET": it must not change anything.
    if operation.kind is OperationType.MUTATION and request.method == "GET":
        raise Refusal("Send a mutation by POST.", 405, {"Allow": "POST"})


def _require_stream(operation: Operation, wanted: Wanted) -> None:
    if operation.kind is OperationType.SUBSCRIPTION and wanted.stream is None:
        raise Refusal(
            "A subscription needs a stream: use a WebSocket (graphql-transport-ws), or "
            'Accept text/event-stream or multipart/mixed;subscriptionSpec="1.0".'
        )
