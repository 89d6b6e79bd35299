"""GraphQL over HTTP and WebSocket: https://graphql.github.io/graphql-over-http/draft/."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from http import HTTPStatus
from typing import Any, cast

import strawberry
from graphql import OperationType
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from cms_blog.errors import Unauthenticated
from cms_blog.graphql.execution.client_limits import ConcurrencyLimit
from cms_blog.graphql.execution.response_cache import ResponseCache, cache_key
from cms_blog.graphql.execution.service import Ready, Service
from cms_blog.graphql.pages import graphiql
from cms_blog.graphql.transport import bodies, http
from cms_blog.graphql.transport.compression import compressed
from cms_blog.graphql.transport.http import Accepted
from cms_blog.graphql.transport.requests import (
    Caller,
    GraphQLRequest,
    Identify,
    MakeContext,
    OperationContext,
    Refusal,
    by_address,
    read_parameters,
    refusal_key,
    request_id_of,
)
from cms_blog.graphql.transport.responses import encode
from cms_blog.graphql.transport.sse_multipart import ResponseStream
from cms_blog.graphql.transport.uploads import multipart_request, require_preflight
from cms_blog.graphql.transport.websocket import Socket
from cms_blog.observability.telemetry import Telemetry
from cms_blog.rate_limits import RateLimited, RateLimits
from cms_blog.settings import Settings
from cms_blog.shutdown import Drain, stopped

# Concurrent multipart requests per client: each keeps its files on disk while it runs.
_MAX_UPLOADS_PER_CLIENT = 10


class GraphQLEndpoint[C: OperationContext]:
    """ASGI application that serves one schema.

    Args:
        make_context: creates the context of each operation from the connection and, for sockets,
            the payload of `connection_init`. A RequestError that it raises fails the operation.
        identify: returns the caller for a connection and its context.
        rate_limits: counts operations; None disables rate limits.
        drain: state of the graceful shutdown; cancels running operations at its end.
        telemetry: records each operation.
        clock: a monotonic clock, in seconds.
        cache: cache of responses to signed-out callers.
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
        *,
        cache: ResponseCache,
    ) -> None:
        self._settings = settings
        self._make_context = make_context
        self._identify = identify
        self._drain = drain or Drain()
        self._telemetry = telemetry or Telemetry()
        self._service = Service(schema, settings, rate_limits, self._drain, self._telemetry, clock)
        self._sockets = ConcurrencyLimit(settings.limits.max_sockets_per_client)
        self._uploads = ConcurrencyLimit(_MAX_UPLOADS_PER_CLIENT)
        self._all_uploads = ConcurrencyLimit(settings.limits.max_uploads)
        self._cache = cache

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection (ASGI)."""
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
            self._service.raise_if_blocked(refusal_key(request))
            response = await self._respond(request)
        except Refusal as refusal:
            response = await self._refuse(request, refusal)
        except ClientDisconnect:
            return
        except Exception as failure:
            response = await self._failed(request, failure)
        await compressed(response)(scope, receive, send)

    async def _respond(self, request: Request) -> ASGIApp:
        if request.method not in {"GET", "POST"}:
            raise Refusal("Use GET or POST.", 405, {"Allow": "GET, POST"})
        accept = http.header(request, "accept")
        offers = http.RESULTS
        if request.method == "GET" and self._settings.graphiql:
            offers = (*offers, http.HTML)
        types = Accepted(http.negotiate(accept, offers), http.negotiate(accept, http.STREAMS))
        if types.result == http.HTML:
            return graphiql.page(request, self._settings.app_name)
        if types.result is None and types.stream is None:
            raise Refusal(f"Accept {' or '.join(http.RESULTS)}.", 406)
        if request.method == "GET":
            return await self._run(
                request, bodies.read_query_string(request, self._settings), types
            )
        if http.content_type(request) == http.FORM:
            return await self._multipart(request, types)
        try:
            async with self._within(self._settings.limits.body_timeout_seconds):
                body = await bodies.read_json(request, self._settings)
        except TimeoutError:
            return await self._incomplete(request, types)
        return await self._run(request, body, types)

    async def _multipart(self, request: Request, types: Accepted) -> ASGIApp:
        require_preflight(request)
        # Authenticate before files are written to disk. `_single` authenticates again
        # after the upload.
        caller = self._identify(request, await self._make_context(request, None))
        if caller.anonymous:
            raise Unauthenticated
        # The stack keeps the files open while the operation runs.
        async with AsyncExitStack() as files:
            files.enter_context(self._uploads.slot(caller.key))
            files.enter_context(self._all_uploads.slot())
            try:
                async with self._within(self._settings.limits.upload_timeout_seconds):
                    body = await files.enter_async_context(
                        multipart_request(request, self._settings)
                    )
            except TimeoutError:
                return await self._incomplete(request, types)
            return await self._run(request, body, types)

    def _within(self, seconds: float) -> AbstractAsyncContextManager[None]:
        return self._drain.cancellable(asyncio.timeout(seconds))

    async def _incomplete(self, request: Request, types: Accepted) -> ASGIApp:
        """The response to an incomplete body, after a timeout or during shutdown."""
        if not self._drain.cancelling:
            raise bodies.body_timeout()
        return await self._failed(request, stopped(), types)

    async def _run(self, request: Request, body: object, types: Accepted) -> ASGIApp:
        if isinstance(body, list):
            return await self._batch(request, cast("list[Any]", body), types)
        parameters = body if isinstance(body, GraphQLRequest) else read_parameters(body)
        return await self._single(request, parameters, types)

    async def _refuse(self, request: Request, refusal: Refusal) -> Response:
        response = await self._service.failure_response(refusal, request)
        content = encode(response, request_id_of(request))
        media_type = http.media_type_of_failure(request)
        return http.json_response(content, media_type, refusal.status, dict(refusal.headers))

    async def _failed(
        self, request: Request, failure: Exception, types: Accepted | None = None
    ) -> ASGIApp:
        """The response to a request that was not executed."""
        types = types or Accepted(http.media_type_of_failure(request), None)
        return self._deliver(request, await self._service.failure_response(failure, request), types)

    async def _single(self, request: Request, parsed: GraphQLRequest, types: Accepted) -> ASGIApp:
        try:
            # First, so that an invalid token does not cost the validation of a document.
            context = await self._make_context(request, None)
            caller = self._identify(request, context)
            await self._service.count_operation(caller)
            ready = await self._service.prepare(parsed, refusal_key(request))
            http.require_post(ready.operation.kind, request)
            http.require_stream(ready.operation.kind, types)
        except Refusal:
            raise
        except Exception as failure:
            return await self._failed(request, failure, types)
        if ready.operation.kind is OperationType.SUBSCRIPTION:
            return self._stream(request, self._service.stream(ready, context, caller), types)
        if ready.operation.public and caller.anonymous and types.result is not None:
            return await self._public(request, ready, context, caller, types)
        return self._deliver(request, await self._service.respond(ready, context, caller), types)

    async def _public(
        self, request: Request, ready: Ready, context: C, caller: Caller, types: Accepted
    ) -> ASGIApp:
        """The response to an anonymous caller, from the cache if possible."""
        operation = ready.operation
        key = cache_key(operation.digest, operation.variables, ready.request.variables)
        cached = None if key is None or http.wants_current(request) else self._cache.get(key)
        self._telemetry.metrics.count(
            "cms_blog_public_answers", "false" if cached is None else "true"
        )
        if cached is None:
            # Read before the data: a change between the two reads must not be missed.
            until = await self._cache.unchanged_until()
            response = await self._service.respond(ready, context, caller)
            if key is None or "errors" in response:
                return self._deliver(request, response, types)
            cached = self._cache.put(key, encode(response, request_id_of(request)), until)
        else:
            with self._service.record(ready) as recorder:
                recorder.answered({})
        return http.public_response(request, cached, types.result or http.JSON, self._cache)

    async def _batch(self, request: Request, batch: list[Any], types: Accepted) -> ASGIApp:
        """Run the operations of a batch in order (the format of Apollo's BatchHttpLink)."""
        maximum = self._settings.limits.max_batch_operations
        if not 0 < len(batch) <= maximum:
            raise Refusal(f"A batch must have 1 to {maximum} operations.")
        if types.result is None:
            raise Refusal(f"Accept {' or '.join(http.RESULTS)} for a batch.", 406)
        requests = [read_parameters(item) for item in batch]
        try:
            caller = self._identify(request, await self._make_context(request, None))
            # All are counted before the first is prepared: other requests run between the
            # preparations.
            refused = [await self._count_batched(request, caller) for _ in requests]
            prepared = [
                failed or await self._prepare_batched(request, item)
                for item, failed in zip(requests, refused, strict=True)
            ]
            self._service.check_together([item for item in prepared if isinstance(item, Ready)])
        except Exception as failure:
            return await self._failed(request, failure, types)
        responses = [
            await self._run_batched(request, item) if isinstance(item, Ready) else item
            for item in prepared
        ]
        content = encode(responses, request_id_of(request))
        return http.json_response(content, types.result, 200)

    async def _count_batched(self, request: Request, caller: Caller) -> dict[str, Any] | None:
        """Count one operation of a batch; return the response to one above the rate limit."""
        try:
            await self._service.count_operation(caller)
        except RateLimited as failure:
            return await self._service.failure_response(failure, request)
        return None

    async def _prepare_batched(
        self, request: Request, parameters: GraphQLRequest
    ) -> Ready | dict[str, Any]:
        try:
            ready = await self._service.prepare(parameters, refusal_key(request))
            http.require_stream(ready.operation.kind, Accepted(None, None))
        except Exception as failure:
            return await self._service.failure_response(failure, request)
        return ready

    async def _run_batched(self, request: Request, ready: Ready) -> dict[str, Any]:
        try:
            # A context per operation: its data loaders cache their results.
            context = await self._make_context(request, None)
        except Exception as failure:
            return await self._service.failure_response(failure, request)
        return await self._service.respond(ready, context, self._identify(request, context))

    def _deliver(self, request: Request, response: dict[str, Any], types: Accepted) -> ASGIApp:
        media_type = types.result or http.JSON
        status = http.status_for(response, media_type)
        if types.result is None and status == HTTPStatus.OK:
            return self._stream(request, _single_response(response), types)
        content = encode(response, request_id_of(request))
        return http.json_response(content, media_type, status, http.headers_for(response))

    def _stream(
        self, request: Request, responses: AsyncGenerator[dict[str, Any]], types: Accepted
    ) -> ASGIApp:
        media_type = types.stream or http.EVENTS
        seconds = self._settings.limits.heartbeat_seconds
        return ResponseStream(responses, media_type, request_id_of(request), seconds)


async def _single_response(response: dict[str, Any]) -> AsyncGenerator[dict[str, Any]]:
    yield response
