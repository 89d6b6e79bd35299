"""Compiled plans: generated functions that complete selections of plain attributes.

If all fields selected below an object are plain attributes, as most are, the response depends on
the selection only. A plan is Python source generated once per document; it takes a tenth of the
time of graphql-core's executor. For anything unexpected, in the schema when the plan is compiled or
in a value when it runs, graphql-core completes the same object from the start, so that errors,
nulls and paths are its own. The parity tests compare the responses of both.

GraphQL specification, section 6.4.3 "Value Completion".
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, cast

from graphql import (
    BooleanValueNode,
    DocumentNode,
    FieldNode,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLString,
    VariableNode,
)
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from cms_blog.graphql.execution.limits import directives_of
from cms_blog.graphql.execution.shortcuts import Outcome, Shortcut

type Plan = Callable[[Any], dict[str, Any]]
type Fields = dict[str, list[Any]]

_CONDITIONS = {"skip", "include"}
# Plans per document. A document with conditions needs a plan for each combination of their values;
# graphql-core executes combinations beyond this number.
_MAX_PLANS = 64
_INT_RANGE = "-2147483648 <= {0} <= 2147483647"


class NotPlannable(Exception):
    """No plan applies; graphql-core must complete the value."""


class Plans:
    """The plans of one document."""

    def __init__(self, document: DocumentNode) -> None:
        conditions = _condition_variables(document)
        self._variables = tuple(sorted(conditions or ()))
        self._plannable = conditions is not None
        self._plans: dict[tuple[Any, ...], Plan | None] = {}
        # By the id of the operation's node. The document keeps the nodes alive, so ids stay unique.
        self.shortcuts: dict[int, Shortcut | None] = {}

    def plan_for(
        self, executor: "PlanningExecutor", type_: GraphQLObjectType, details: Sequence[Any]
    ) -> Plan | None:
        """Return the plan for the subfields of these fields on a type, if there can be one."""
        if not self._plannable:
            return None
        nodes = [detail.node for detail in details]
        key = self._key(type_, nodes, executor.variable_values.coerced)
        try:
            return self._plans[key]
        except KeyError:
            if len(self._plans) >= _MAX_PLANS:
                return None
            plan = self._plans[key] = _compiled(executor, type_, details)
            return plan

    def existing(
        self, type_: GraphQLObjectType, node: FieldNode, values: Mapping[str, Any]
    ) -> Plan | None:
        """Return the plan for the subfields of a field on a type, if it is compiled already."""
        return self._plans.get(self._key(type_, (node,), values))

    def _key(
        self, type_: GraphQLObjectType, nodes: Iterable[FieldNode], values: Mapping[str, Any]
    ) -> tuple[Any, ...]:
        # The document keeps its nodes alive, so ids stay unique.
        return (type_.name, *map(id, nodes), *map(values.get, self._variables))


def _condition_variables(document: DocumentNode) -> set[str] | None:
    """The variables in `@skip` and `@include`; None for directives that plans don't support."""
    variables: set[str] = set()
    for directive in directives_of(document):
        if directive.name.value not in _CONDITIONS:
            return None
        for argument in directive.arguments or ():
            if isinstance(argument.value, VariableNode):
                variables.add(argument.value.name.value)
            elif not isinstance(argument.value, BooleanValueNode):
                return None
    return variables


class PlanningExecutor(StrawberryGraphQLCoreExecutionContext):
    """Strawberry's executor, with plans where possible."""

    plans: Plans | None = None
    # Outcome of the only root field, if its resolver has been called already.
    outcome: Outcome | None = None

    def execute_field(
        self,
        parent_type: GraphQLObjectType,
        source: Any,
        field_details_list: list[Any],
        path: Any,
        position_context: Any,
    ) -> Any:
        """Complete the root field from its outcome if there is one."""
        if self.outcome is None:
            return super().execute_field(
                parent_type, source, field_details_list, path, position_context
            )
        outcome, self.outcome = self.outcome, None
        nodes = [detail.node for detail in field_details_list]
        field = cast("Any", self.schema.get_field(parent_type, nodes[0].name.value))
        core = cast("Any", self)
        info = core.build_resolve_info(field, nodes, parent_type, path)
        return core.complete_awaitable_value(
            field.type, field_details_list, info, path, outcome.replay(), position_context
        )

    def collect_and_execute_subfields(
        self,
        return_type: GraphQLObjectType,
        field_details_list: list[Any],
        path: Any,
        result: Any,
        position_context: Any,
    ) -> Any:
        """Complete the subfields of an object, by its plan if there is one."""
        plan = self.plans and self.plans.plan_for(self, return_type, field_details_list)
        if plan:
            try:
                return plan(result)
            except Exception:  # noqa: S110 - graphql-core repeats it and reports the error
                pass
        return super().collect_and_execute_subfields(
            return_type, field_details_list, path, result, position_context
        )


def _compiled(
    executor: PlanningExecutor, type_: GraphQLObjectType, details: Sequence[Any]
) -> Plan | None:
    writer = _Writer(executor)
    try:
        entry = writer.write(type_, details)
    except NotPlannable:
        return None
    namespace = writer.namespace
    # The source has names of the schema, and response keys: GraphQL names, quoted by `repr`.
    exec("\n".join(writer.lines), namespace)  # noqa: S102 - see above
    return cast("Plan", namespace[entry])


class _Writer:
    """Generates one function for each object type at each path of the selection."""

    def __init__(self, executor: PlanningExecutor) -> None:
        self._executor = executor
        self.lines: list[str] = []
        self.namespace: dict[str, Any] = {"NotPlannable": NotPlannable}

    def write(self, type_: GraphQLObjectType, details: Sequence[Any]) -> str:
        """Generate the function for `type_`; return its name."""
        collected = self._executor.collect_subfields(type_, cast("list[Any]", details))
        origin = self._bind(_definition(type_).origin)
        name = f"plan_{len(self.namespace)}"
        self.namespace[name] = None
        body = [f"def {name}(o):", f"  if type(o) is not {origin}: raise NotPlannable"]
        items: list[str] = []
        grouped = cast("Fields", collected.grouped_field_set)
        for number, (key, field_details) in enumerate(grouped.items()):
            field_name: str = field_details[0].node.name.value
            if field_name == "__typename":
                items.append(f"{key!r}: {type_.name!r}")
                continue
            field = type_.fields[field_name]
            attribute = _attribute(field)
            variable = f"v{number}"
            body.append(f"  {variable} = o.{attribute}")
            self._complete(field.type, variable, field_details, body)
            items.append(f"{key!r}: {variable}")
        body.append("  return {" + ", ".join(items) + "}")
        self.lines += body
        return name

    def _complete(self, type_: Any, variable: str, details: Sequence[Any], body: list[str]) -> None:
        """Generate the lines that complete the value in `variable`."""
        indent = "  "
        if isinstance(type_, GraphQLNonNull):
            type_ = cast("Any", type_).of_type
        else:
            body.append(f"  if {variable} is not None:")
            indent = "    "
        if isinstance(type_, GraphQLList):
            item = self._item_function(cast("Any", type_).of_type, details)
            body += [
                f"{indent}if type({variable}) is not list: raise NotPlannable",
                f"{indent}{variable} = [{item}(i) for i in {variable}]",
            ]
        elif isinstance(type_, GraphQLObjectType):
            body.append(f"{indent}{variable} = {self.write(type_, details)}({variable})")
        else:
            body += [indent + line for line in self._leaf(type_, variable)]

    def _item_function(self, type_: Any, details: Sequence[Any]) -> str:
        inner = cast("Any", type_).of_type if isinstance(type_, GraphQLNonNull) else None
        if isinstance(inner, GraphQLObjectType):
            return self.write(inner, details)
        name = f"item_{len(self.namespace)}"
        self.namespace[name] = None
        body = [f"def {name}(v):"]
        self._complete(type_, "v", details, body)
        self.lines += [*body, "  return v"]
        return name

    def _leaf(self, type_: Any, variable: str) -> list[str]:
        """Lines that complete a leaf; only values of the exact type, which need no coercion."""
        if isinstance(type_, GraphQLEnumType):
            members = _definition(type_).wrapped_cls
            names = self._bind({members(v.value): name for name, v in type_.values.items()})
            enum = self._bind(members)
            return [
                f"if type({variable}) is not {enum}: raise NotPlannable",
                f"{variable} = {names}[{variable}]",
            ]
        if not isinstance(type_, GraphQLScalarType):
            raise NotPlannable
        coerce = type_.coerce_output_value
        if type_ in {GraphQLString, GraphQLID} or coerce is str:
            return [f"if type({variable}) is not str: raise NotPlannable"]
        if type_ is GraphQLBoolean:
            return [f"if type({variable}) is not bool: raise NotPlannable"]
        if type_ is GraphQLInt:
            fits = _INT_RANGE.format(variable)
            return [f"if type({variable}) is not int or not {fits}: raise NotPlannable"]
        if type_ is GraphQLFloat:
            # Infinity and NaN, minus themselves, are not zero.
            return [
                f"if type({variable}) is not float: raise NotPlannable",
                f"if {variable} - {variable} != 0: raise NotPlannable",
            ]
        function = self._bind(coerce)
        return [
            f"{variable} = {function}({variable})",
            f"if type({variable}) is not str: raise NotPlannable",
        ]

    def _bind(self, value: object) -> str:
        name = f"bound_{len(self.namespace)}"
        self.namespace[name] = value
        return name


def _definition(type_: Any) -> Any:
    """Strawberry's definition of a type of the schema."""
    definition = type_.extensions.get("strawberry-definition")
    if definition is None:
        raise NotPlannable
    return definition


def _attribute(field: Any) -> str:
    """The attribute of a field without a resolver and arguments."""
    definition = field.extensions.get("strawberry-definition")
    if definition is None or not definition.is_basic_field or field.args:
        raise NotPlannable
    return cast("str", definition.python_name)
