"""The GraphQL endpoint: an ASGI application for HTTP and WebSocket.

GraphQL over HTTP, https://graphql.github.io/graphql-over-http/draft/.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from http import HTTPStatus
from typing import Any, NamedTuple, cast

import strawberry
from graphql import OperationType
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from cms_blog.drain import Drain, stopped
from cms_blog.errors import RequestError
from cms_blog.graph import graphiql, http
from cms_blog.graph.operations import Operation
from cms_blog.graph.public import PublicAnswers
from cms_blog.graph.requests import (
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
from cms_blog.graph.responses import encode, from_failure
from cms_blog.graph.service import Gate, Ready, Service
from cms_blog.graph.streams import ResponseStream
from cms_blog.graph.uploads import multipart_request
from cms_blog.graph.websocket import Socket
from cms_blog.rate_limits import RateLimits
from cms_blog.settings import Settings
from cms_blog.telemetry import Telemetry


class Wanted(NamedTuple):
    """The types that the client takes: for a response, and for a stream of them."""

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
        telemetry: what is told of each operation.
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
    ) -> None:
        self._settings = settings
        self._make_context = make_context
        self._identify = identify
        self._drain = drain or Drain()
        self._telemetry = telemetry or Telemetry()
        self._service = Service(schema, settings, rate_limits, self._drain, self._telemetry)
        self._sockets = Gate(settings.max_sockets_per_client)
        self._answers = PublicAnswers(settings.public_cache_seconds)

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
            response = await self._answer(request)
        except Refusal as refusal:
            response = self._refuse(request, refusal)
        except ClientDisconnect:
            return
        except Exception as failure:
            response = self._failed(request, failure)
        await http.compressed(response, request)(scope, receive, send)

    async def _answer(self, request: Request) -> ASGIApp:
        if request.method not in {"GET", "POST"}:
            raise Refusal("Use GET or POST.", 405, {"Allow": "GET, POST"})
        accept = request.headers.get("accept")
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
            async with self._within(self._settings.body_timeout_seconds):
                received = await http.read_json(request, self._settings)
        except TimeoutError:
            return self._unread(request, wanted)
        return await self._run(request, received, wanted)

    async def _form(self, request: Request, wanted: Wanted) -> ASGIApp:
        # Its files are open as long as they are worked with.
        async with AsyncExitStack() as files:
            try:
                async with self._within(self._settings.upload_timeout_seconds):
                    received = await files.enter_async_context(
                        multipart_request(request, self._settings)
                    )
            except TimeoutError:
                return self._unread(request, wanted)
            return await self._run(request, received, wanted)

    def _within(self, seconds: float) -> AbstractAsyncContextManager[None]:
        return self._drain.within(asyncio.timeout(seconds))

    def _unread(self, request: Request, wanted: Wanted) -> ASGIApp:
        """The answer where the body did not come to its end: it was slow, or we stop."""
        if not self._drain.over:
            raise http.too_slow()
        response = self._service.failed(stopped(), request_id_of(request))
        return self._deliver(request, response, wanted)

    async def _run(self, request: Request, received: object, wanted: Wanted) -> ASGIApp:
        if isinstance(received, list):
            return await self._batch(request, cast("list[Any]", received), wanted)
        asked = received if isinstance(received, GraphQLRequest) else read_parameters(received)
        return await self._single(request, asked, wanted)

    def _refuse(self, request: Request, refusal: Refusal) -> Response:
        media_type = http.negotiate(request.headers.get("accept"), http.RESULTS) or http.JSON
        request_id = request_id_of(request)
        content = encode(self._service.failed(refusal, request_id), request_id)
        return http.json_response(content, media_type, refusal.status, dict(refusal.headers))

    def _failed(self, request: Request, failure: Exception) -> ASGIApp:
        """The response to an error of ours outside any operation."""
        response = self._service.failed(failure, request_id_of(request))
        return self._deliver(request, response, Wanted(http.JSON, None))

    async def _single(self, request: Request, asked: GraphQLRequest, wanted: Wanted) -> ASGIApp:
        try:
            ready = await self._service.prepare(asked, address_of(request))
            _require_post(ready.operation, request)
            _require_stream(ready.operation, wanted)
            context = await self._make_context(request, None)
        except Refusal:
            raise
        except Exception as failure:
            return self._deliver(
                request, self._service.failed(failure, request_id_of(request)), wanted
            )
        caller = self._identify(request, context)
        if ready.operation.kind is OperationType.SUBSCRIPTION:
            return self._stream(request, self._service.stream(ready, context, caller), wanted)
        if ready.operation.public and caller.anonymous and wanted.result is not None:
            return await self._public(request, ready, context, caller, wanted)
        return self._deliver(request, await self._service.respond(ready, context, caller), wanted)

    async def _public(
        self, request: Request, ready: Ready, context: C, caller: Caller, wanted: Wanted
    ) -> ASGIApp:
        """What is the same for everybody who is signed out, from what is kept where it is there."""
        operation, variables = ready.operation, ready.request.variables
        answer = self._answers.get(operation, variables)
        self._telemetry.metrics.count(
            "cms_blog_public_answers", "false" if answer is None else "true"
        )
        if answer is None:
            response = await self._service.respond(ready, context, caller)
            if "errors" in response:
                return self._deliver(request, response, wanted)
            content = encode(response, request_id_of(request))
            answer = self._answers.keep(operation, variables, content)
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
        most = self._settings.max_batch_operations
        if not 0 < len(batch) <= most:
            raise Refusal(f"A batch must have 1 to {most} operations.")
        if wanted.result is None:
            raise Refusal(f"Accept {' or '.join(http.RESULTS)} for a batch.", 406)
        requests = [read_parameters(item) for item in batch]
        prepared = [await self._prepare_batched(request, asked) for asked in requests]
        try:
            self._service.check_together([item for item in prepared if isinstance(item, Ready)])
        except QueryTooExpensive as failure:
            return self._deliver(
                request, self._service.failed(failure, request_id_of(request)), wanted
            )
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
            ready = await self._service.prepare(asked, address_of(request))
            _require_stream(ready.operation, Wanted(None, None))
        except Exception as failure:
            return self._service.failed(failure, request_id_of(request))
        return ready

    async def _run_batched(self, request: Request, ready: Ready) -> dict[str, Any]:
        try:
            # Anew for each: nothing that one has loaded is taken for fresh by the next.
            context = await self._make_context(request, None)
        except Exception as failure:
            return self._service.failed(failure, request_id_of(request))
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
        seconds = self._settings.heartbeat_seconds
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
            "A subscription needs a stream of its own: use a WebSocket (graphql-transport-ws), or "
            'Accept text/event-stream or multipart/mixed;subscriptionSpec="1.0".'
        )
