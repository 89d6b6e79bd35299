"""Runs operations, independently of the transport: limits, timeouts and telemetry."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from typing import Any, NamedTuple

import strawberry
from graphql import OperationType
from starlette.requests import HTTPConnection

from cms_blog.counter_keys import CounterKey
from cms_blog.errors import Forbidden, RequestError, Unauthenticated
from cms_blog.graphql.execution.client_limits import Blocks, ConcurrencyLimit
from cms_blog.graphql.execution.documents import Document, Documents, Operation
from cms_blog.graphql.execution.executor import Runner
from cms_blog.graphql.execution.persisted import PersistedQueries
from cms_blog.graphql.execution.session_end import SessionWatch
from cms_blog.graphql.transport.requests import (
    Caller,
    GraphQLRequest,
    OperationContext,
    OperationRejected,
    QueryTooExpensive,
    Refusal,
    TimedOut,
    refusal_key,
    request_id_of,
)
from cms_blog.graphql.transport.responses import from_failure, from_result
from cms_blog.observability.telemetry import OperationRecorder, Telemetry
from cms_blog.rate_limits import RateLimited, RateLimits
from cms_blog.settings import Settings
from cms_blog.shutdown import Drain, stopped, stopping

_INVALID = (OperationRejected, QueryTooExpensive, Refusal, Unauthenticated)


class Ready(NamedTuple):
    """A prepared operation and its request."""

    operation: Operation
    request: GraphQLRequest


class Service:
    """Prepares and runs operations of one schema within the configured limits."""

    def __init__(
        self,
        schema: strawberry.Schema,
        settings: Settings,
        rate_limits: RateLimits | None,
        drain: Drain,
        telemetry: Telemetry,
        clock: Callable[[], float],
    ) -> None:
        self._introspection = settings.introspection_allowed
        hide_suggestions = not self._introspection
        self._runner = Runner(
            schema, hide_suggestions=hide_suggestions, compile_plans=settings.limits.compiled_plans
        )
        self._documents = Documents(
            self._runner.schema, settings.limits, hide_suggestions=hide_suggestions
        )
        self._persisted = PersistedQueries(settings)
        self._rate_limits = rate_limits
        self._drain = drain
        self._telemetry = telemetry
        self._clock = clock
        # Held while a document is prepared.
        self._preparing = asyncio.Lock()
        # In memory: the checks before each request must not access the storage of rate limits.
        # Addresses after too many invalid requests.
        self._blocked = Blocks(clock)
        # Callers above the rate limit: only their own requests are rejected, not all requests of
        # an address that several people share.
        self._limited = Blocks(clock)
        self._running = ConcurrencyLimit(settings.limits.max_operations_per_client)
        self._seconds = {
            OperationType.QUERY: settings.limits.query_timeout_seconds,
            OperationType.MUTATION: settings.limits.mutation_timeout_seconds,
            OperationType.SUBSCRIPTION: settings.limits.subscription_timeout_seconds,
        }

    def raise_if_blocked(self, client: CounterKey) -> None:
        """Reject requests of a blocked address before they are parsed.

        Raises:
            RateLimited: the address is blocked after too many invalid requests.
        """
        self._blocked.check(client)

    async def count_invalid(self, client: CounterKey) -> None:
        """Count an invalid request; block the address if it exceeds the limit."""
        if self._rate_limits is None:
            return
        try:
            await self._rate_limits.hit("refused", client)
        except RateLimited as limited:
            self._blocked.add(client, limited.retry_after_seconds)

    async def prepare(self, request: GraphQLRequest, client: CounterKey) -> Ready:
        """Parse, measure and validate the operation of a request that has been counted.

        Raises:
            OperationRejected: the document or `operationName` is invalid.
            RateLimited: the address is blocked.
            RequestError: the request is refused or too expensive.
        """
        self.raise_if_blocked(client)
        text = self._persisted.query_text(request)
        document = self._documents.cached(text) or await self._prepare(text, client)
        self._persisted.register(request)
        return Ready(document.select(request.operation_name), request)

    async def _prepare(self, text: str, client: CounterKey) -> Document:
        """Prepare one document at a time, each in an iteration of the event loop of its own.

        A batch, or the messages in the buffer of a socket, would otherwise delay other clients by
        the time of all their documents together.
        """
        async with self._preparing:
            # Documents that were prepared meanwhile may have led to the block.
            self.raise_if_blocked(client)
            try:
                return self._documents.prepare(text)
            finally:
                await asyncio.sleep(0)

    def check_together(self, batch: Sequence[Ready]) -> None:
        """Check the total cost of a batch against the limit for one operation.

        Raises:
            QueryTooExpensive: the total exceeds the limit.
        """
        self._documents.check_cost((operation, request.variables) for operation, request in batch)

    def _admit(self, ready: Ready, caller: Caller) -> None:
        if self._drain.cancelling:
            raise stopping()
        if ready.operation.introspects and not (self._introspection or caller.may_introspect):
            raise Forbidden("Introspection is disabled on this server.")
        self.check_together([ready])

    async def count_operation(self, caller: Caller) -> None:
        """Count one operation of the caller, before it is prepared.

        Raises:
            RateLimited: the caller exceeds the rate limit.
        """
        if self._rate_limits is None:
            return
        self._limited.check(caller.key)
        try:
            await self._rate_limits.hit("request", caller.key)
        except RateLimited as limited:
            self._limited.add(caller.key, limited.retry_after_seconds)
            raise

    async def respond(
        self, ready: Ready, context: OperationContext, caller: Caller
    ) -> dict[str, Any]:
        """Run a query or a mutation; every failure becomes part of the response."""
        with self.record(ready) as recorder, recorder.step():
            response = await self._respond(ready, context, caller)
            recorder.answered(response)
        return response

    def record(self, ready: Ready) -> OperationRecorder:
        """Start the recorder of an operation's metrics, trace and log."""
        operation = ready.operation
        return self._telemetry.operation(operation.root_field, operation.kind, operation.name)

    async def failure_response(
        self, failure: Exception, connection: HTTPConnection
    ) -> dict[str, Any]:
        """The response to a request that was not executed; counts invalid requests."""
        if isinstance(failure, _INVALID):
            await self.count_invalid(refusal_key(connection))
        response = from_failure(failure, request_id_of(connection))
        self._telemetry.errors_in(response)
        return response

    async def _respond(
        self, ready: Ready, context: OperationContext, caller: Caller
    ) -> dict[str, Any]:
        operation, request = ready
        seconds = self._seconds[operation.kind]
        try:
            self._admit(ready, caller)
            with self._running.slot(caller.key):
                async with self._drain.cancellable(asyncio.timeout(seconds)):
                    result = await self._runner.execute(operation, request.variables, context)
        except TimeoutError:
            return from_failure(self._cancellation_error(seconds), context.request_id)
        except Exception as failure:
            return from_failure(failure, context.request_id)
        is_mutation = operation.kind is OperationType.MUTATION
        return from_result(result, context.request_id, is_mutation=is_mutation)

    async def stream(
        self, ready: Ready, context: OperationContext, caller: Caller
    ) -> AsyncGenerator[dict[str, Any]]:
        """Run an operation of any type and yield its responses. Closing the generator cancels it.

        A response without `data` is the last one: the operation did not run or was cancelled.
        """
        if ready.operation.kind is not OperationType.SUBSCRIPTION:
            yield await self.respond(ready, context, caller)
            return
        with self.record(ready) as recorder:
            responses = self._stream(ready, context, caller, recorder)
            async with aclosing(responses):
                async for response in responses:
                    recorder.answered(response)
                    yield response

    async def _stream(
        self, ready: Ready, context: OperationContext, caller: Caller, recorder: OperationRecorder
    ) -> AsyncGenerator[dict[str, Any]]:
        operation, request = ready
        seconds = self._seconds[operation.kind]
        deadline = asyncio.get_running_loop().time() + seconds
        session = SessionWatch(caller.session_end)
        try:
            self._admit(ready, caller)
            with self._running.slot(caller.key), session:
                results = await self._runner.subscribe(operation, request.variables, context)
                async with aclosing(results):
                    while True:
                        # Entered for each event: a timeout belongs to one task, but the
                        # consumer may await each event in another.
                        async with self._drain.cancellable(session.timeout_at(deadline)):
                            with recorder.step():
                                result = await anext(results, None)
                        if result is None:
                            return
                        yield from_result(result, context.request_id)
        except TimeoutError:
            ended = Unauthenticated("The session has ended. Sign in again.")
            failure = ended if session.ended else self._cancellation_error(seconds)
            yield from_failure(failure, context.request_id)
        except Exception as failure:
            yield from_failure(failure, context.request_id)

    def _cancellation_error(self, seconds: float) -> RequestError:
        """The error for a cancelled operation."""
        return stopped() if self._drain.cancelling else TimedOut(seconds)
