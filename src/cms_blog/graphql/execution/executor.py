"""Runs prepared operations with graphql-core's executor; no other module calls it.

GraphQL specification, sections 6.2 "Executing Operations" and 6.2.3 "Subscription".
"""

from collections.abc import AsyncGenerator
from typing import Any, cast

import strawberry
from graphql import ExecutionResult, GraphQLError, GraphQLSchema, execution
from strawberry.execution.is_awaitable import optimized_is_awaitable

from cms_blog.graphql.execution.documents import Operation
from cms_blog.graphql.execution.plans import PlanningExecutor
from cms_blog.graphql.execution.shortcuts import Outcome, shortcut_for
from cms_blog.graphql.transport.requests import OperationRejected

# Cast to Any: Pyright can't resolve some of its generic types.
_core = cast("Any", execution)
_MAX_COERCION_ERRORS = 50
_NO_VARIABLES = _core.values.VariableValues({}, {})


def core_schema(schema: strawberry.Schema) -> GraphQLSchema:
    """The graphql-core schema inside a Strawberry schema."""
    return schema._schema  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - no public API


class Runner:
    """Runs the operations of one schema."""

    def __init__(
        self, schema: strawberry.Schema, *, hide_suggestions: bool, compile_plans: bool
    ) -> None:
        self.schema = core_schema(schema)
        self._executor_class: Any = (
            PlanningExecutor if compile_plans else cast("Any", schema).execution_context_class
        )
        self._hide_suggestions = hide_suggestions
        self._compile_plans = compile_plans

    async def execute(
        self, operation: Operation, variables: dict[str, Any], context: object
    ) -> ExecutionResult:
        """Run a query or a mutation; field errors are in the result.

        Raises:
            OperationRejected: the variables are invalid (section 6.1.2).
        """
        shortcuts = operation.plans.shortcuts
        shortcut = shortcuts.get(id(operation.node))
        outcome: Outcome | None = None
        if shortcut is not None:
            values = self._coerced(operation, variables)
            plan = operation.plans.existing(shortcut.type, shortcut.node, values.coerced)
            if plan is not None:
                returned = await shortcut.run(plan, values, context)
                if isinstance(returned, ExecutionResult):
                    return returned
                outcome = returned
        executor = self._executor(operation, variables, context)
        if self._compile_plans and id(operation.node) not in shortcuts:
            shortcuts[id(operation.node)] = shortcut_for(executor)
        executor.outcome = outcome
        result: Any = executor.execute_operation()
        if optimized_is_awaitable(result):
            result = await result
        return result

    def _coerced(self, operation: Operation, variables: dict[str, Any]) -> Any:
        definitions = operation.node.variable_definitions
        if not definitions:
            return _NO_VARIABLES
        values: Any = _core.get_variable_values(
            self.schema,
            definitions,
            variables,
            max_errors=_MAX_COERCION_ERRORS,
            hide_suggestions=self._hide_suggestions,
        )
        if isinstance(values, list):
            raise OperationRejected(cast("list[GraphQLError]", values))
        return values

    async def subscribe(
        self, operation: Operation, variables: dict[str, Any], context: object
    ) -> AsyncGenerator[ExecutionResult]:
        """Run a subscription and yield its results. Closing the generator cancels it.

        If the source stream can't be created, its error is the only result.

        Raises:
            OperationRejected: the variables are invalid (section 6.1.2).
        """
        executor = self._executor(operation, variables, context)
        source = _core.create_source_event_stream(executor)
        if optimized_is_awaitable(source):
            source = await source
        if isinstance(source, ExecutionResult):
            return _single_result(source)
        return _core.map_source_to_response_event(executor, source)

    def _executor(self, operation: Operation, variables: dict[str, Any], context: object) -> Any:
        executor = self._executor_class.build(
            self.schema,
            operation.document,
            context_value=context,
            raw_variable_values=variables,
            operation_name=operation.name,
            is_awaitable=optimized_is_awaitable,
            hide_suggestions=self._hide_suggestions,
            max_coercion_errors=_MAX_COERCION_ERRORS,
            operation_extensions=None,
        )
        if isinstance(executor, list):
            raise OperationRejected(cast("list[GraphQLError]", executor))
        executor.plans = operation.plans
        return executor


async def _single_result(result: ExecutionResult) -> AsyncGenerator[ExecutionResult]:
    yield result
