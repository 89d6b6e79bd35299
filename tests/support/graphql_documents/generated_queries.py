"""Random queries and data for the whole schema, from a seed, for tests of compiled plans."""

from datetime import UTC, datetime
from random import Random
from typing import Any, cast

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
)

_MAX_DEPTH = 5
# One in this number of values has a wrong type.
_WRONG = 60
_NOT_RIGHT = (None, 1.5, "", object(), ValueError("planted"), [None], 2**40, True, b"x")
_LEAVES: dict[str, tuple[Any, ...]] = {
    "String": ("", "text", "💥 \u2028"),
    "ID": ("QmxvZzox", ""),
    "Int": (0, -1, 2**31 - 1),
    "Boolean": (True, False),
    "Float": (0.0, -1.5, 1e300),
    "DateTime": (datetime(2026, 1, 2, 3, 4, 5, 678_901, UTC), datetime(1, 1, 1, tzinfo=UTC)),
}
_ANY_TEXT = ("text", "# Heading", "https://example.com")


def schema_of_everything(schema: GraphQLSchema) -> GraphQLSchema:
    """Return a schema whose query has a field for each composite output type of `schema`.

    The fields are named like their types. They return the value under their name in the context,
    synchronously or not, or raise if it is an error. Every other field is non-null.
    """
    roots = {schema.query_type, schema.mutation_type, schema.subscription_type}
    types = [
        type_
        for name, type_ in schema.type_map.items()
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType)
        and type_ not in roots
        and not name.startswith("__")
    ]
    fails = {"fails": GraphQLArgument(GraphQLBoolean, default_value=False)}
    fields = {
        type_.name: GraphQLField(
            cast("Any", GraphQLNonNull(type_) if number % 2 else type_),
            args=fails,
            resolve=_later if number % 3 else _from_context,
        )
        for number, type_ in enumerate(types)
    }
    return GraphQLSchema(GraphQLObjectType("Query", fields), types=types)


def _from_context(_: object, info: Any, *, fails: bool | None) -> object:
    if fails:
        raise ValueError("as it was told to")
    return info.context[info.field_name]


async def _later(_: object, info: Any, *, fails: bool | None) -> object:
    return _from_context(_, info, fails=fails)


class Generator:
    """Generates a query and its data."""

    def __init__(self, schema: GraphQLSchema, seed: int) -> None:
        self._schema = schema
        self._random = Random(seed)
        self._fragments: list[str] = []
        self._variables = {f"v{n}": self._random.random() < 0.5 for n in range(2)}

    def query(self) -> tuple[str, dict[str, Any], dict[str, Any]]:
        """Return the query's text, variables and context."""
        query_type = self._schema.query_type
        assert query_type is not None
        chosen = self._random.choice(list(query_type.fields))
        type_ = self._schema.type_map[chosen]
        variables = ", ".join(f"${name}: Boolean!" for name in self._variables)
        # Unused variables are invalid.
        used = " ".join(f"__typename @include(if: ${name})" for name in self._variables)
        selection = self._selection(type_, _MAX_DEPTH)
        # Usually the only field.
        beside = ""
        if self._random.random() < 0.2:
            beside = used
        else:
            selection = f"{{ {used} {selection[1:]}"
        alias = "other: " if self._random.random() < 0.2 else ""
        body = f"{alias}{chosen}{self._told_to_fail()} {selection} {beside}"
        fragments = "\n".join(self._fragments)
        text = f"query({variables}) {{ {body} }}\n{fragments}"
        return text, self._variables, {chosen: self._value(type_, _MAX_DEPTH)}

    def _told_to_fail(self) -> str:
        if self._random.random() < 0.7:
            return ""
        return f"(fails: {self._random.choice(['true', 'false', 'null', '$v0'])})"

    def _selection(self, type_: GraphQLNamedType, depth: int) -> str:
        parts = ["__typename"] if self._random.random() < 0.3 else []
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            parts += self._fields(type_, depth)
        if not isinstance(type_, GraphQLObjectType):
            possible = self._schema.get_possible_types(cast("Any", type_))
            for member in possible:
                if self._random.random() < 0.8:
                    selection = self._fields(member, depth)
                    parts.append(self._fragment(member.name, selection or ["__typename"]))
        elif self._random.random() < 0.3:
            parts.append(self._fragment(type_.name, self._fields(type_, depth) or ["__typename"]))
        return "{ " + " ".join(parts or ["__typename"]) + " }"

    def _fields(self, type_: GraphQLObjectType | GraphQLInterfaceType, depth: int) -> list[str]:
        parts: list[str] = []
        for name, field in type_.fields.items():
            if self._random.random() < 0.4:
                continue
            inner = cast("Any", get_named_type)(field.type)
            selection = ""
            if isinstance(inner, GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType):
                if depth == 0:
                    continue
                selection = " " + self._selection(inner, depth - 1)
            # Aliases are derived from field and type, so that fields of one name can be merged.
            aliased = self._random.random() < 0.2 or self._conflicts(type_, name)
            alias = f"{type_.name}_{name}: " if aliased else ""
            if alias and selection:
                alias = f"{type_.name}_{name}_{self._random.randrange(10**9)}: "
            parts.append(f"{alias}{name}{self._condition()}{selection}")
        return parts

    def _conflicts(self, type_: GraphQLObjectType | GraphQLInterfaceType, name: str) -> bool:
        """Whether another type of an interface has a field of this name with a different type."""
        return any(
            name in other.fields and str(other.fields[name].type) != str(type_.fields[name].type)
            for interface in type_.interfaces
            for other in self._schema.get_possible_types(interface)
        )

    def _fragment(self, on: str, selection: list[str]) -> str:
        body = " ".join(selection)
        if self._random.random() < 0.5:
            return f"... on {on}{self._condition()} {{ {body} }}"
        name = f"F{len(self._fragments)}_{self._random.randrange(10**9)}"
        self._fragments.append(f"fragment {name} on {on} {{ {body} }}")
        return f"...{name}{self._condition()}"

    def _condition(self) -> str:
        if self._random.random() < 0.9:
            return ""
        directive = self._random.choice(["skip", "include"])
        value = self._random.choice(["true", "false", *(f"${name}" for name in self._variables)])
        return f" @{directive}(if: {value})"

    def _value(self, type_: Any, depth: int) -> Any:
        if isinstance(type_, GraphQLNonNull):
            if self._random.randrange(_WRONG) == 0:
                return self._random.choice(_NOT_RIGHT)
            return self._present(cast("Any", type_).of_type, depth)
        return None if self._random.random() < 0.2 else self._present(type_, depth)

    def _present(self, type_: Any, depth: int) -> Any:
        if isinstance(type_, GraphQLList):
            item = cast("GraphQLList[Any]", type_).of_type
            items = [self._value(item, depth) for _ in range(self._random.randrange(4))]
            return tuple(items) if self._random.randrange(20) == 0 else items
        if isinstance(type_, GraphQLEnumType):
            return self._random.choice(list(_definition(type_).wrapped_cls))
        if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
            type_ = self._random.choice(self._schema.get_possible_types(type_))
        if not isinstance(type_, GraphQLObjectType):
            return self._random.choice(_LEAVES.get(type_.name, _ANY_TEXT))
        origin = _definition(type_).origin
        made = object.__new__(origin)
        for name, field in type_.fields.items():
            if self._random.randrange(_WRONG * 4) and depth >= 0:
                definition = field.extensions["strawberry-definition"]
                value = self._value(field.type, depth - 1)
                if definition.is_basic_field:
                    setattr(made, definition.python_name or name, value)
        return made


def _definition(type_: Any) -> Any:
    return type_.extensions["strawberry-definition"]
