"""One operation from its request to its response, whatever transport carries it."""

import asyncio
from typing import Any

import strawberry
from graphql import OperationType

from cms_blog.graph.executor import Runner
from cms_blog.graph.limits import Limits
from cms_blog.graph.operations import Documents, Operation
from cms_blog.graph.requests import (
    Caller,
    GraphQLRequest,
    OperationContext,
    PersistedQueryNotFound,
    TimedOut,
)
from cms_blog.graph.responses import from_failure, from_result
from cms_blog.settings import Settings


class Service:
    """Prepares and runs operations of one schema within the limits that are set."""

    def __init__(self, schema: strawberry.Schema, settings: Settings) -> None:
        self._introspection = settings.introspection_allowed
        hide_suggestions = not self._introspection
        self._runner = Runner(schema, hide_suggestions=hide_suggestions)
        self._documents = Documents(
            self._runner.schema,
            Limits.of(settings),
            settings.document_cache_characters,
            hide_suggestions=hide_suggestions,
        )
        self._seconds = {
            OperationType.QUERY: settings.query_timeout_seconds,
            OperationType.MUTATION: settings.mutation_timeout_seconds,
            OperationType.SUBSCRIPTION: settings.subscription_timeout_seconds,
        }

    def prepare(self, request: GraphQLRequest) -> Operation:
        """The operation that a request asks for, ready to run.

        Raises:
            OperationRejected, RequestError
        """
        if request.query is None:
            raise PersistedQueryNotFound
        return self._documents.prepare(request.query).select(request.operation_name)

    def _check(self, operation: Operation, request: GraphQLRequest, caller: Caller) -> None:
        may_introspect = self._introspection or caller.may_introspect
        self._documents.check(operation, request.variables, may_introspect=may_introspect)

    async def respond(
        self,
        operation: Operation,
        request: GraphQLRequest,
        context: OperationContext,
        caller: Caller,
    ) -> dict[str, Any]:
        """The response to a query or a mutation; failures of every kind are in it."""
        seconds = self._seconds[operation.kind]
        try:
            self._check(operation, request, caller)
            async with asyncio.timeout(seconds):
                result = await self._runner.execute(operation, request.variables, context)
        except TimeoutError:
            return from_failure(TimedOut(seconds), context.request_id)
        except Exception as failure:
            return from_failure(failure, context.request_id)
        return from_result(result, context.request_id)
