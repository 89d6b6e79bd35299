"""Fast path for queries with one root field.

For most queries it is enough to coerce the arguments, call the resolver and run a compiled plan. In
any other case, for example if the resolver raises, graphql-core's executor continues with the
resolver's outcome: no resolver is called twice. The parity tests compare the results of both.

Without it, requests cost more CPU: W1 of the benchmarks 2 %, W2 10 %, W3 12 %, W4 8 % (medians of
18 interleaved rounds on a busy machine).

GraphQL specification, sections 6.2 "Executing Operations" and 6.4 "Executing Fields".
"""

from typing import Any, NamedTuple, cast

from graphql import (
    ExecutionResult,
    FieldNode,
    GraphQLNonNull,
    GraphQLObjectType,
    OperationDefinitionNode,
    OperationType,
    execution,
)
from graphql.pyutils import Path
from strawberry.execution.is_awaitable import optimized_is_awaitable

# Cast to Any: Pyright can't resolve some of its generic types.
_core = cast("Any", execution)


class Outcome(NamedTuple):
    """Result or error of a resolver."""

    value: Any
    error: Exception | None = None

    async def replay(self) -> Any:
        """Return the value or raise the error again."""
        if self.error is not None:
            raise self.error
        return self.value


class Shortcut:
    """Fast path for one operation; `run` needs a plan for `type` below `node`."""

    def __init__(self, field: Any, node: FieldNode, info: Any) -> None:
        self.node = node
        self._key = (node.alias or node.name).value
        self._field = field
        self._info = info
        self._nullable = not isinstance(field.type, GraphQLNonNull)
        self.type: GraphQLObjectType = _nullable(field.type)

    async def run(self, plan: Any, values: Any, context: object) -> ExecutionResult | Outcome:
        """Return the operation's result, or the resolver's outcome for graphql-core to complete.

        Args:
            values: variables, coerced by graphql-core.
        """
        field = self._field
        try:
            arguments: dict[str, Any] = (
                _core.get_argument_values(field, self.node, values) if field.args else {}
            )
            info = self._info._replace(variable_values=values.coerced, context=context)
            value = field.resolve(None, info, **arguments)
            if optimized_is_awaitable(value):
                value = await value
        except Exception as error:
            return Outcome(None, error)
        if value is None and self._nullable:
            return ExecutionResult({self._key: None}, None)
        try:
            return ExecutionResult({self._key: plan(value)}, None)
        except Exception:
            return Outcome(value)


def shortcut_for(executor: Any) -> Shortcut | None:
    """Fast path for the executor's operation; None if it does not qualify."""
    operation: OperationDefinitionNode = executor.operation
    node = _only_field(operation)
    root = executor.schema.get_root_type(operation.operation)
    field = root.fields.get(node.name.value) if node else None
    if node is None or field is None or not isinstance(_nullable(field.type), GraphQLObjectType):
        return None
    path = Path(None, (node.alias or node.name).value, root.name)
    info = executor.build_resolve_info(field, [node], root, path)
    # The shortcut is cached: it must not keep the variables and context of this request alive. The
    # async helpers of graphql-core are not used.
    info = info._replace(variable_values={}, context=None, async_helpers=None)
    return Shortcut(field, node, info)


def _only_field(operation: OperationDefinitionNode) -> FieldNode | None:
    selections = operation.selection_set.selections
    if operation.operation is not OperationType.QUERY or operation.directives:
        return None
    node = selections[0] if len(selections) == 1 else None
    return node if isinstance(node, FieldNode) and not node.directives else None


def _nullable(type_: Any) -> Any:
    return cast("Any", type_).of_type if isinstance(type_, GraphQLNonNull) else type_
