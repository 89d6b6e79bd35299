"""Compiled plans: one generated function in place of the executor for what is only read.

Where everything selected below an object is a plain attribute, and that is nearly everywhere here,
the answer is a function of the selection alone. It is written as Python source once a document and
costs a tenth of the library's walk. Whatever it does not expect, in the schema when it is made or
in a value when it runs, is left to graphql-core, which starts again from the same object: errors,
nulls and their paths are the library's own. The parity suite holds both paths' answers equal.

GraphQL specification, section 6.4.3 "Value Completion".
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, cast

from graphql import (
    BooleanValueNode,
    DirectiveNode,
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
    Visitor,
    visit,
)
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from cms_blog.graphql.execution.shortcuts import Outcome, Shortcut

type Plan = Callable[[Any], dict[str, Any]]
type Fields = dict[str, list[Any]]

_CONDITIONS = {"skip", "include"}
# A document with conditions has a plan for each combination of their values, up to this number;
# graphql-core executes the others.
_MAX_PLANS = 64
_INT_RANGE = "-2147483648 <= {0} <= 2147483647"


class Unplanned(Exception):
    """Not for a plan: the library has to do it."""


class Plans:
    """The plans of one document."""

    def __init__(self, document: DocumentNode) -> None:
        finder = _Conditions()
        visit(document, finder)
        self._variables = tuple(sorted(finder.variables))
        self._plannable = not finder.others
        self._plans: dict[tuple[Any, ...], Plan | None] = {}
        # By the ids of their operations' nodes, which the document keeps.
        self.shortcuts: dict[int, Shortcut | None] = {}

    def plan_for(
        self, executor: "PlanningExecutor", type_: GraphQLObjectType, details: Sequence[Any]
    ) -> Plan | None:
        """The plan for these fields' subfields on this type; None where there can't be one."""
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

    def known(
        self, type_: GraphQLObjectType, node: FieldNode, values: Mapping[str, Any]
    ) -> Plan | None:
        """The existing plan of a field's subfields on this type."""
        return self._plans.get(self._key(type_, (node,), values))

    def _key(
        self, type_: GraphQLObjectType, nodes: Iterable[FieldNode], values: Mapping[str, Any]
    ) -> tuple[Any, ...]:
        # The document keeps its nodes, so that their ids stay theirs.
        return (type_.name, *map(id, nodes), *map(values.get, self._variables))


class _Conditions(Visitor):
    """Finds the variables that decide what is selected, and directives that we don't know."""

    def __init__(self) -> None:
        super().__init__()
        self.variables: set[str] = set()
        self.others = False

    def enter_directive(self, node: DirectiveNode, *_: object) -> None:
        if node.name.value not in _CONDITIONS:
            self.others = True
        for argument in node.arguments or ():
            if isinstance(argument.value, VariableNode):
                self.variables.add(argument.value.name.value)
            elif not isinstance(argument.value, BooleanValueNode):
                self.others = True


class PlanningExecutor(StrawberryGraphQLCoreExecutionContext):
    """Strawberry's executor, which runs a plan where it has one."""

    plans: Plans | None = None
    # Of the operation's only field, where its resolver has been called already.
    outcome: Outcome | None = None

    def execute_field(
        self,
        parent_type: GraphQLObjectType,
        source: Any,
        field_details_list: list[Any],
        path: Any,
        position_context: Any,
    ) -> Any:
        """A field's value, or what becomes it."""
        if self.outcome is None:
            return super().execute_field(
                parent_type, source, field_details_list, path, position_context
            )
        outcome, self.outcome = self.outcome, None
        nodes = [detail.node for detail in field_details_list]
        field = cast("Any", self.schema.get_field(parent_type, nodes[0].name.value))
        library = cast("Any", self)
        info = library.build_resolve_info(field, nodes, parent_type, path)
        return library.complete_awaitable_value(
            field.type, field_details_list, info, path, outcome.again(), position_context
        )

    def collect_and_execute_subfields(
        self,
        return_type: GraphQLObjectType,
        field_details_list: list[Any],
        path: Any,
        result: Any,
        position_context: Any,
    ) -> Any:
        """Selections below an object; see the module's docstring."""
        plan = self.plans and self.plans.plan_for(self, return_type, field_details_list)
        if plan:
            try:
                return plan(result)
            except Exception:  # noqa: S110 - whatever it is, the library meets it again
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
    except Unplanned:
        return None
    namespace = writer.namespace
    # Made of the schema's own names and of response keys, which are GraphQL names, quoted.
    exec("\n".join(writer.lines), namespace)  # noqa: S102 - nothing a client sends is in it but names
    return cast("Plan", namespace[entry])


class _Writer:
    """Writes one function for each object type at each place of the selection."""

    def __init__(self, executor: PlanningExecutor) -> None:
        self._executor = executor
        self.lines: list[str] = []
        self.namespace: dict[str, Any] = {"Unplanned": Unplanned}

    def write(self, type_: GraphQLObjectType, details: Sequence[Any]) -> str:
        """Write the function for `type_`; its name."""
        collected = self._executor.collect_subfields(type_, cast("list[Any]", details))
        origin = self._keep(_definition(type_).origin)
        name = f"plan_{len(self.namespace)}"
        self.namespace[name] = None
        body = [f"def {name}(o):", f"  if type(o) is not {origin}: raise Unplanned"]
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
        """Write what turns `variable` into its part of the answer."""
        indent = "  "
        if isinstance(type_, GraphQLNonNull):
            type_ = cast("Any", type_).of_type
        else:
            body.append(f"  if {variable} is not None:")
            indent = "    "
        if isinstance(type_, GraphQLList):
            item = self._item_function(cast("Any", type_).of_type, details)
            body += [
                f"{indent}if type({variable}) is not list: raise Unplanned",
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
        """A value is let through only as the very type that needs no coercion."""
        if isinstance(type_, GraphQLEnumType):
            members = _definition(type_).wrapped_cls
            names = self._keep({members(v.value): name for name, v in type_.values.items()})
            enum = self._keep(members)
            return [
                f"if type({variable}) is not {enum}: raise Unplanned",
                f"{variable} = {names}[{variable}]",
            ]
        if not isinstance(type_, GraphQLScalarType):
            raise Unplanned
        coerce = type_.coerce_output_value
        if type_ in {GraphQLString, GraphQLID} or coerce is str:
            return [f"if type({variable}) is not str: raise Unplanned"]
        if type_ is GraphQLBoolean:
            return [f"if type({variable}) is not bool: raise Unplanned"]
        if type_ is GraphQLInt:
            fits = _INT_RANGE.format(variable)
            return [f"if type({variable}) is not int or not {fits}: raise Unplanned"]
        if type_ is GraphQLFloat:
            # Subtracted from itself, an infinite one and none at all are not zero.
            return [
                f"if type({variable}) is not float or {variable} - {variable} != 0: raise Unplanned"
            ]
        function = self._keep(coerce)
        return [
            f"{variable} = {function}({variable})",
            f"if type({variable}) is not str: raise Unplanned",
        ]

    def _keep(self, value: object) -> str:
        name = f"kept_{len(self.namespace)}"
        self.namespace[name] = value
        return name


def _definition(type_: Any) -> Any:
    """Strawberry's definition of a type of the schema."""
    definition = type_.extensions.get("strawberry-definition")
    if definition is None:
        raise Unplanned
    return definition


def _attribute(field: Any) -> str:
    """The attribute that the field is, and nothing but that."""
    definition = field.extensions.get("strawberry-definition")
    if definition is None or not definition.is_basic_field or field.args:
        raise Unplanned
    return cast("str", definition.python_name)
