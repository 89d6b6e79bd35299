"""The GraphQL endpoint: an ASGI application for HTTP and WebSocket.

GraphQL over HTTP, https://graphql.github.io/graphql-over-http/draft/.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, cast

import strawberry
from graphql import OperationType
from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from cms_blog.graph import graphiql, http
from cms_blog.graph.operations import Operation
from cms_blog.graph.requests import (
    Caller,
    GraphQLRequest,
    Identify,
    OperationContext,
    Refusal,
    read_parameters,
    request_id_of,
)
from cms_blog.graph.responses import encode, from_failure
from cms_blog.graph.service import Service
from cms_blog.graph.uploads import multipart_request
from cms_blog.settings import Settings

# Given the connection and, for sockets, the `connection_init` payload.
type MakeContext[C: OperationContext] = Callable[
    [HTTPConnection, Mapping[str, object] | None], Awaitable[C]
]


class GraphQLEndpoint[C: OperationContext]:
    """Serves a schema.

    Args:
        make_context: makes each operation's context out of the connection and, for sockets, the
            payload of `connection_init`. What it raises as RequestError is the whole answer.
        identify: what the endpoint must know of the context's viewer.
    """

    def __init__(
        self,
        schema: strawberry.Schema,
        settings: Settings,
        make_context: MakeContext[C],
        identify: Identify[C] = lambda _: Caller(),
    ) -> None:
        self._settings = settings
        self._make_context = make_context
        self._identify = identify
        self._service = Service(schema, settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        request = Request(scope, receive)
        try:
            response = await self._answer(request)
        except Refusal as refusal:
            response = self._refuse(request, refusal)
        except ClientDisconnect:
            return
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.method not in {"GET", "POST"}:
            raise Refusal("Use GET or POST.", 405, {"Allow": "GET, POST"})
        accept = request.headers.get("accept")
        offers = http.RESULTS
        if request.method == "GET" and self._settings.graphiql:
            offers = (*offers, http.HTML)
        media_type = http.negotiate(accept, offers)
        if media_type is None:
            raise Refusal(f"Accept {' or '.join(http.RESULTS)}.", 406)
        if media_type == http.HTML:
            return graphiql.page()
        async with self._received(request) as received:
            return await self._run(request, received, media_type)

    def _refuse(self, request: Request, refusal: Refusal) -> Response:
        media_type = http.negotiate(request.headers.get("accept"), http.RESULTS) or http.JSON
        request_id = request_id_of(request)
        content = encode(from_failure(refusal, request_id), request_id)
        return http.json_response(content, media_type, refusal.status, dict(refusal.headers))

    @asynccontextmanager
    async def _received(self, request: Request) -> AsyncGenerator[Any]:
        if request.method == "GET":
            yield http.read_query_string(request, self._settings)
        elif http.content_type(request) == http.JSON:
            yield await http.read_json(request, self._settings)
        else:
            async with multipart_request(request, self._settings) as operations:
                yield operations

    async def _run(self, request: Request, received: Any, media_type: str) -> Response:
        request_id = request_id_of(request)
        if isinstance(received, list):
            batch = cast("list[Any]", received)
            if not 0 < len(batch) <= self._settings.max_batch_operations:
                most = self._settings.max_batch_operations
                raise Refusal(f"A batch must have 1 to {most} operations.")
            requests = [read_parameters(item) for item in batch]
            answers = [await self._respond(request, item) for item in requests]
            return http.json_response(encode(answers, request_id), media_type, 200)
        asked = received if isinstance(received, GraphQLRequest) else read_parameters(received)
        answer = await self._respond(request, asked)
        return http.json_response(
            encode(answer, request_id),
            media_type,
            http.status_for(answer, media_type),
            http.headers_for(answer),
        )

    async def _respond(self, request: Request, asked: GraphQLRequest) -> dict[str, Any]:
        """One operation's response. What refuses the HTTP request as a whole is raised."""
        try:
            operation = self._service.prepare(asked)
            _require_method(operation, request.method)
            context = await self._make_context(request, None)
        except Refusal:
            raise
        except Exception as failure:
            return from_failure(failure, request_id_of(request))
        return await self._service.respond(operation, asked, context, self._identify(context))


def _require_method(operation: Operation, method: str) -> None:
    if operation.kind is OperationType.MUTATION and method == "GET":
        # Section "GET": it must not change anything.
        raise Refusal("Send a mutation by POST.", 405, {"Allow": "POST"})
    if operation.kind is OperationType.SUBSCRIPTION:
        raise Refusal("A subscription needs a stream.")
