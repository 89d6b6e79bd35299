"""One operation from its request to its response, whatever transport carries it."""

import asyncio
import math
import time
from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Any, NamedTuple

import strawberry
from graphql import OperationType

from cms_blog.counter_keys import CounterKey, address_key
from cms_blog.drain import Drain, stopped, stopping
from cms_blog.errors import Forbidden, RequestError
from cms_blog.graph.executor import Runner
from cms_blog.graph.limits import Limits
from cms_blog.graph.operations import Documents, Operation
from cms_blog.graph.persisted import PersistedQueries
from cms_blog.graph.requests import (
    Caller,
    GraphQLRequest,
    OperationContext,
    OperationRejected,
    QueryTooExpensive,
    TimedOut,
)
from cms_blog.graph.responses import from_failure, from_result
from cms_blog.rate_limits import RateLimited, RateLimits
from cms_blog.settings import Settings
from cms_blog.telemetry import OperationSeen, Telemetry

_MOST_SHUNNED = 10_000


class Gate:
    """Lets each client have so many of something at once."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.inside: Counter[str] = Counter()

    def passing(self, client: str) -> "_Pass":
        """Be inside while the block runs.

        Raises:
            RateLimited: the client has too many inside already.
        """
        return _Pass(self, client)


class _Pass:
    __slots__ = ("_client", "_gate")

    def __init__(self, gate: Gate, client: str) -> None:
        self._gate, self._client = gate, client

    def __enter__(self) -> None:
        if self._gate.inside[self._client] >= self._gate.most:
            raise RateLimited(1)
        self._gate.inside[self._client] += 1

    def __exit__(self, *_: object) -> None:
        inside = self._gate.inside
        inside[self._client] -= 1
        if not inside[self._client]:
            del inside[self._client]


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
    ) -> None:
        self._introspection = settings.introspection_allowed
        hide_suggestions = not self._introspection
        self._runner = Runner(
            schema, hide_suggestions=hide_suggestions, compile_plans=settings.compiled_plans
        )
        self._documents = Documents(
            self._runner.schema,
            Limits.of(settings),
            settings.document_cache_characters,
            hide_suggestions=hide_suggestions,
        )
        self._persisted = PersistedQueries(settings)
        self._rate_limits = rate_limits
        self._drain = drain
        self._telemetry = telemetry
        # Addresses that have sent too much that can't be run, and until when it is not looked at.
        self._shunned: dict[CounterKey, float] = {}
        self._gate = Gate(settings.max_operations_per_client)
        self._seconds = {
            OperationType.QUERY: settings.query_timeout_seconds,
            OperationType.MUTATION: settings.mutation_timeout_seconds,
            OperationType.SUBSCRIPTION: settings.subscription_timeout_seconds,
        }

    async def prepare(self, request: GraphQLRequest, address: str) -> Ready:
        """The operation that a request from an address asks for, ready to run.

        Raises:
            OperationRejected, RequestError
        """
        client = address_key(address)
        if client in self._shunned:
            self._require_patience(client)
        try:
            return self._prepare(request)
        except (OperationRejected, QueryTooExpensive):
            await self._count_refused(client)
            raise

    def _require_patience(self, client: CounterKey) -> None:
        left = self._shunned[client] - time.monotonic()
        if left > 0:
            raise RateLimited(math.ceil(left))
        del self._shunned[client]

    async def _count_refused(self, client: CounterKey) -> None:
        if self._rate_limits is None:
            return
        try:
            await self._rate_limits.hit("refused", client)
        except RateLimited as limited:
            # Kept here, so that looking it up costs next to nothing for everybody else.
            if len(self._shunned) >= _MOST_SHUNNED:
                self._shunned.clear()
            self._shunned[client] = time.monotonic() + limited.retry_after_seconds

    def _prepare(self, request: GraphQLRequest) -> Ready:
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
        if self._drain.over:
            raise stopping()
        if ready.operation.introspects and not (self._introspection or caller.may_introspect):
            raise Forbidden("Introspection is switched off here.")
        self.check_together([ready])
        await self.count(caller)

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

    def seen(self, ready: Ready) -> OperationSeen:
        """The operation as it is seen from outside, from now on."""
        operation = ready.operation
        return self._telemetry.operation(operation.about, operation.kind, operation.name)

    def failed(self, failure: Exception, request_id: str) -> dict[str, Any]:
        """The response to what did not come to run."""
        response = from_failure(failure, request_id)
        self._telemetry.errors_in(response)
        return response

    async def _respond(
        self, ready: Ready, context: OperationContext, caller: Caller
    ) -> dict[str, Any]:
        operation, request = ready
        seconds = self._seconds[operation.kind]
        try:
            await self._admit(ready, caller)
            with self._gate.passing(caller.key):
                async with self._drain.within(asyncio.timeout(seconds)):
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
        self, ready: Ready, context: OperationContext, caller: Caller, seen: OperationSeen
    ) -> AsyncGenerator[dict[str, Any]]:
        operation, request = ready
        seconds = self._seconds[operation.kind]
        deadline = asyncio.get_running_loop().time() + seconds
        try:
            await self._admit(ready, caller)
            with self._gate.passing(caller.key):
                results = await self._runner.subscribe(operation, request.variables, context)
                async with aclosing(results):
                    while True:
                        # Not around the loop: each event may be waited for in another task.
                        async with self._drain.within(asyncio.timeout_at(deadline)):
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
        return stopped() if self._drain.over else TimedOut(seconds)
