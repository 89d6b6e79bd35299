"""Reference of the GraphQL schema: a page for each kind of definition, from the SDL."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    is_introspection_type,
    is_specified_scalar_type,
    print_ast,
)
from tools.reference.examples import example, named_type
from tools.reference.markdown import definition, fenced, heading, page, prose
from tools.reference.schema_uses import users_by_type

# Title, introduction and class of each page of types.
_KINDS: dict[str, tuple[str, str, type[GraphQLNamedType]]] = {
    "objects": ("Objects", "Types with fields, which queries select.", GraphQLObjectType),
    "interfaces": ("Interfaces", "Fields that several objects have.", GraphQLInterfaceType),
    "unions": (
        "Unions",
        "Results of mutations and events of subscriptions. Members may be added.",
        GraphQLUnionType,
    ),
    "inputs": ("Inputs", "Arguments with fields.", GraphQLInputObjectType),
    "enums": ("Enums", "Types with fixed values. Values may be added.", GraphQLEnumType),
    "scalars": ("Scalars", "Types without fields.", GraphQLScalarType),
}
_CODE = re.compile(r"(?<!`)`(\w+)`(?!`)")

type _Slot = GraphQLField | GraphQLInputField | GraphQLArgument
type _Described = _Slot | GraphQLEnumValue | GraphQLNamedType


def schema_pages(sdl: str) -> dict[str, str]:
    """Return the Markdown of each page by its name."""
    return dict(_Pages(build_schema(sdl)).pages())


class _Pages:
    """Renders the pages of one schema."""

    def __init__(self, schema: GraphQLSchema) -> None:
        roots = {
            "query": schema.query_type,
            "mutation": schema.mutation_type,
            "subscription": schema.subscription_type,
        }
        self._roots = {kind: root for kind, root in roots.items() if root is not None}
        named = {root.name: kind for kind, root in self._roots.items()}
        self._types = [
            type_
            for name, type_ in sorted(schema.type_map.items())
            if name not in named and not is_introspection_type(type_)
        ]
        # Link targets of names in descriptions: root fields, and types, which win.
        self._targets = {
            name: _target(kind, name) for kind, root in self._roots.items() for name in root.fields
        } | {type_.name: _target("type", type_.name) for type_ in self._types}
        self._users = users_by_type([*self._roots.values(), *self._types])
        self._root_kinds = named

    def pages(self) -> Iterator[tuple[str, str]]:
        """Yield the name and the Markdown of each page."""
        for kind, root in self._roots.items():
            name = "queries" if kind == "query" else f"{kind}s"
            parts = [self._operation(kind, *item) for item in root.fields.items()]
            yield name, page(name.title(), self._prose(root), parts)
        for name, (title, introduction, kind) in _KINDS.items():
            parts = [self._type(type_) for type_ in self._types if isinstance(type_, kind)]
            if parts:
                yield name, page(title, introduction, parts)

    def _operation(self, kind: str, name: str, field: GraphQLField) -> str:
        result = named_type(field)
        parts = [heading(2, name, _target(kind, name)), self._prose(field)]
        if field.args:
            parts += ["**Arguments**\n", *self._members(kind, name, field.args)]
        parts.append(f"**Result:** {self._typed(field)}\n")
        if isinstance(result, GraphQLUnionType):
            parts += self._union(result)
        text = fenced("graphql", example(kind, name, field))
        parts.append(f"<details><summary>Example</summary>\n\n{text}\n</details>\n")
        return "\n".join(parts)

    def _type(self, type_: GraphQLNamedType) -> str:
        parts = [heading(2, type_.name, _target("type", type_.name)), self._prose(type_)]
        match type_:
            case GraphQLObjectType() | GraphQLInterfaceType():
                if type_.interfaces:
                    names = ", ".join(self._link(each.name) for each in type_.interfaces)
                    parts.append(f"**Implements:** {names}\n")
                parts += self._members("type", type_.name, type_.fields)
            case GraphQLUnionType():
                parts += self._union(type_)
            case GraphQLInputObjectType():
                parts += self._members("type", type_.name, type_.fields)
            case GraphQLEnumType():
                for name, value in type_.values.items():
                    parts.append(definition(_term("type", type_.name, name), self._prose(value)))
            case GraphQLScalarType() if type_.specified_by_url:
                parts.append(f"Specified at <{type_.specified_by_url}>.\n")
            case _:
                pass
        users = self._users.get(type_.name)
        if users and not is_specified_scalar_type(type_):
            parts.append(f"**Used by:** {', '.join(self._user(*user) for user in users)}\n")
        return "\n".join(parts)

    def _union(self, union: GraphQLUnionType) -> Iterator[str]:
        for member in union.types:
            yield definition(self._link(member.name), self._prose(member))

    def _members(self, kind: str, parent: str, slots: Mapping[str, _Slot]) -> Iterator[str]:
        """Yield an entry for each field or argument, with its type, default and arguments."""
        for name, slot in slots.items():
            default = _default_of(slot)
            term = f"{_term(kind, parent, name)}: {self._typed(slot)}"
            text = self._prose(slot)
            if isinstance(slot, GraphQLField) and slot.args:
                lines = (
                    f"- `{arg}`: {self._typed(at)}{_default_of(at)}. {_line(self._prose(at))}"
                    for arg, at in slot.args.items()
                )
                text += "\n" + "\n".join(line.rstrip() for line in lines)
            yield definition(term + default, text)

    def _typed(self, slot: Any) -> str:
        # Pyright knows the types in graphql-core's classes only in part.
        return self._link(named_type(slot).name, str(slot.type))

    def _link(self, name: str, text: str = "") -> str:
        target = self._targets.get(name)
        return f"[`{text or name}`](#{target})" if target else f"`{text or name}`"

    def _user(self, parent: str, member: str) -> str:
        kind = self._root_kinds.get(parent)
        if kind is not None:
            return f"[`{member}`](#{_target(kind, member)})"
        return self._link(parent, f"{parent}.{member}" if member else parent)

    def _prose(self, described: _Described) -> str:
        """The description, with links for names in backticks."""
        text = described.description or ""
        if reason := getattr(described, "deprecation_reason", None):
            text += f"\n\n**Deprecated.** {reason}"
        return _CODE.sub(lambda match: self._link(match[1]), prose(text)).strip() + "\n"


def _target(kind: str, name: str) -> str:
    return f"{kind}-{name.lower()}"


def _term(kind: str, parent: str, name: str) -> str:
    """The name of a member with an id of its own (the extension `attrs_inline`)."""
    return f"`{name}`{{#{kind}-{parent}-{name}}}"


def _default_of(slot: Any) -> str:
    value = getattr(slot.ast_node, "default_value", None)
    return f" = `{print_ast(value)}`" if value is not None else ""


def _line(text: str) -> str:
    return " ".join(text.split())
