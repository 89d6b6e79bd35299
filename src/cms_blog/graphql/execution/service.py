"""One operation from its request to its response, whatever transport carries it."""

import asyncio
import math
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from typing import Any, NamedTuple

import strawberry
from graphql import OperationType
from starlette.requests import HTTPConnection

from cms_blog.counter_keys import CounterKey, address_key
from cms_blog.errors import Forbidden, RequestError
from cms_blog.graphql.execution.documents import Documents, Operation
from cms_blog.graphql.execution.executor import Runner
from cms_blog.graphql.execution.persisted import PersistedQueries
from cms_blog.graphql.transport.requests import (
    Caller,
    GraphQLRequest,
    OperationContext,
    OperationRejected,
    QueryTooExpensive,
    Refusal,
    TimedOut,
    address_of,
    request_id_of,
)
from cms_blog.graphql.transport.responses import from_failure, from_result
from cms_blog.observability.telemetry import OperationRecorder, Telemetry
from cms_blog.rate_limits import RateLimited, RateLimits
from cms_blog.settings import Settings
from cms_blog.shutdown import Drain, stopped, stopping

_MAX_BLOCKED = 10_000
_INVALID = (OperationRejected, QueryTooExpensive, Refusal)


class ConcurrencyLimit:
    """Limits how many of something each client may have at once."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.held: Counter[str] = Counter()

    def slot(self, client: str) -> "_Slot":
        """Hold one of the client's slots while the block runs.

        Raises:
            RateLimited: the client holds all of its slots.
        """
        return _Slot(self, client)


class _Slot:
    __slots__ = ("_client", "_limit")

    def __init__(self, limit: ConcurrencyLimit, client: str) -> None:
        self._limit, self._client = limit, client

    def __enter__(self) -> None:
        if self._limit.held[self._client] >= self._limit.most:
            raise RateLimited(1)
        self._limit.held[self._client] += 1

    def __exit__(self, *_: object) -> None:
        held = self._limit.held
        held[self._client] -= 1
        if not held[self._client]:
            del held[self._client]


class Ready(NamedTuple):
    """An operation that is ready to run, and what it was asked for with."""

    operation: Operation
    request: GraphQLRequest


class Service:
    """Prepares and runs operations of one schema within the limits that are set."""

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
            self._runner.schema,
            settings.limits,
            settings.limits.document_cache_characters,
            hide_suggestions=hide_suggestions,
        )
        self._persisted = PersistedQueries(settings)
        self._rate_limits = rate_limits
        self._drain = drain
        self._telemetry = telemetry
        self._clock = clock
        # Addresses that have sent too many invalid requests, and until when they are refused.
        self._blocked_until: dict[CounterKey, float] = {}
        self._running = ConcurrencyLimit(settings.limits.max_operations_per_client)
        self._seconds = {
            OperationType.QUERY: settings.limits.query_timeout_seconds,
            OperationType.MUTATION: settings.limits.mutation_timeout_seconds,
            OperationType.SUBSCRIPTION: settings.limits.subscription_timeout_seconds,
        }

    def raise_if_blocked(self, address: str) -> None:
        """Refuse an address that has sent too many invalid requests, before anything is parsed.

        Raises:
            RateLimited
        """
        if not self._blocked_until:
            return
        client = address_key(address)
        until = self._blocked_until.get(client)
        if until is None:
            return
        left = until - self._clock()
        if left > 0:
            raise RateLimited(math.ceil(left))
        del self._blocked_until[client]

    async def count_refused(self, address: str) -> None:
        """Count an invalid request, and block the address if it is one too many."""
        if self._rate_limits is None:
            return
        client = address_key(address)
        try:
            await self._rate_limits.hit("refused", client)
        except RateLimited as limited:
            # Kept in the process: the check before each request must not ask a storage.
            if len(self._blocked_until) >= _MAX_BLOCKED:
                del self._blocked_until[next(iter(self._blocked_until))]
            self._blocked_until[client] = self._clock() + limited.retry_after_seconds

    def prepare(self, request: GraphQLRequest, address: str) -> Ready:
        """Parse, validate and measure the operation that a request from an address asks for.

        Raises:
            OperationRejected, RequestError
        """
        self.raise_if_blocked(address)
        document = self._documents.prepare(self._persisted.text_of(request))
        self._persisted.keep(request)
        return Ready(document.select(request.operation_name), request)

    def check_together(self, batch: Sequence[Ready]) -> None:
        """Hold operations that are sent together to the cost that one may have.

        Raises:
            QueryTooExpensive
        """
        self._documents.check_cost((operation, asked.variables) for operation, asked in batch)

    async def _admit(self, ready: Ready, caller: Caller) -> None:
        if self._drain.cancelling:
            raise stopping()
        if ready.operation.introspects and not (self._introspection or caller.may_introspect):
            raise Forbidden("Introspection is switched off here.")
        # Before the cost is measured, which depends on the variables and is not cached.
        await self.count(caller)
        self.check_together([ready])

    async def count(self, caller: Caller) -> None:
        """Count one operation of the caller.

        Raises:
            RateLimited: it is one too many.
        """
        if self._rate_limits is not None:
            await self._rate_limits.hit("request", caller.key)

    async def respond(
        self, ready: Ready, context: OperationContext, caller: Caller
    ) -> dict[str, Any]:
        """The response to a query or a mutation; failures of every kind are in it."""
        with self.seen(ready) as seen, seen.step():
            response = await self._respond(ready, context, caller)
            seen.answered(response)
        return response

    def seen(self, ready: Ready) -> OperationRecorder:
        """The operation as it is seen from outside, from now on."""
        operation = ready.operation
        return self._telemetry.operation(operation.about, operation.kind, operation.name)

    async def failed(self, failure: Exception, connection: HTTPConnection) -> dict[str, Any]:
        """The response to a request that was not executed; invalid requests are counted."""
        if isinstance(failure, _INVALID):
            await self.count_refused(address_of(connection))
        response = from_failure(failure, request_id_of(connection))
        self._telemetry.errors_in(response)
        return response

    async def _respond(
        self, ready: Ready, context: OperationContext, caller: Caller
    ) -> dict[str, Any]:
        operation, request = ready
        seconds = self._seconds[operation.kind]
        try:
            await self._admit(ready, caller)
            with self._running.slot(caller.key):
                async with self._drain.cancellable(asyncio.timeout(seconds)):
                    result = await self._runner.execute(operation, request.variables, context)
        except TimeoutError:
            return from_failure(self._cut_off(seconds), context.request_id)
        except Exception as failure:
            return from_failure(failure, context.request_id)
        is_mutation = operation.kind is OperationType.MUTATION
        return from_result(result, context.request_id, is_mutation=is_mutation)

    async def stream(
        self, ready: Ready, context: OperationContext, caller: Caller
    ) -> AsyncGenerator[dict[str, Any]]:
        """The responses to an operation of any kind. Close it to stop the work behind it.

        A response without `data` is the last: the operation did not run, or broke off.
        """
        if ready.operation.kind is not OperationType.SUBSCRIPTION:
            yield await self.respond(ready, context, caller)
            return
        with self.seen(ready) as seen:
            responses = self._stream(ready, context, caller, seen)
            async with aclosing(responses):
                async for response in responses:
                    seen.answered(response)
                    yield response

    async def _stream(
        self, ready: Ready, context: OperationContext, caller: Caller, seen: OperationRecorder
    ) -> AsyncGenerator[dict[str, Any]]:
        operation, request = ready
        seconds = self._seconds[operation.kind]
        deadline = asyncio.get_running_loop().time() + seconds
        try:
            await self._admit(ready, caller)
            with self._running.slot(caller.key):
                results = await self._runner.subscribe(operation, request.variables, context)
                async with aclosing(results):
                    while True:
                        # Not around the loop: each event may be waited for in another task.
                        async with self._drain.cancellable(asyncio.timeout_at(deadline)):
                            with seen.step():
                                result = await anext(results, None)
                        if result is None:
                            return
                        yield from_result(result, context.request_id)
        except TimeoutError:
            yield from_failure(self._cut_off(seconds), context.request_id)
        except Exception as failure:
            yield from_failure(failure, context.request_id)

    def _cut_off(self, seconds: float) -> RequestError:
        """Why an operation was cancelled."""
        return stopped() if self._drain.cancelling else TimedOut(seconds)
