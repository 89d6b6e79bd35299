"""Generates an example operation for each field of a root type."""

from collections.abc import Iterator
from typing import Any, cast

from graphql import (
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
    is_required_argument,
    parse,
    print_ast,
)
from graphql.type import GraphQLField

# Leaf fields per object. Examples show the structure and are meant to be edited.
_MAX_LEAVES = 5


def named_type(slot: Any) -> GraphQLNamedType:
    """The named type of a field, argument or input field, without list and non-null wrappers."""
    # Pyright knows the types in graphql-core's classes only in part.
    return cast("GraphQLNamedType", get_named_type(slot.type))


def example(kind: str, name: str, field: GraphQLField) -> str:
    """A document with one operation that selects the field, with a variable for each argument."""
    slots: dict[str, Any] = {**field.args}
    variables = ", ".join(f"${argument}: {slot.type}" for argument, slot in slots.items())
    arguments = ", ".join(f"{argument}: ${argument}" for argument in slots)
    document = (
        f"{kind} {name[0].upper()}{name[1:]} {_bracketed(variables)} "
        f"{{ {name} {_bracketed(arguments)} {_selection(named_type(field))} }}"
    )
    return print_ast(parse(document))


def _bracketed(text: str) -> str:
    return f"({text})" if text else ""


def _braced(parts: list[str]) -> str:
    return f"{{ {' '.join(parts)} }}" if parts else ""


def _selection(type_: GraphQLNamedType) -> str:
    match type_:
        case GraphQLUnionType():
            return _braced(["__typename", *_members(type_)])
        case GraphQLObjectType() | GraphQLInterfaceType():
            return _braced([*_leaves(type_), *_branches(type_)])
        case _:
            return ""


def _members(union: GraphQLUnionType) -> Iterator[str]:
    """Selections of each member of a union, then of their common interface."""
    interfaces = {inter.name: inter for member in union.types for inter in member.interfaces}
    common = {name for interface in interfaces.values() for name in interface.fields}
    for member in union.types:
        own = [name for name in _leaves(member) if name not in common]
        if selection := _braced([*own, *_branches(member)]):
            yield f"... on {member.name} {selection}"
    for interface in interfaces.values():
        yield f"... on {interface.name} {_selection(interface)}"


def _leaves(type_: GraphQLObjectType | GraphQLInterfaceType) -> list[str]:
    fields = _simple_fields(type_)
    return [name for name, inner in fields if is_leaf_type(inner)][:_MAX_LEAVES]


def _branches(type_: GraphQLObjectType | GraphQLInterfaceType) -> Iterator[str]:
    """Object fields with their leaves, or with their own object fields if they have no leaves."""
    for name, inner in _simple_fields(type_):
        if isinstance(inner, GraphQLObjectType | GraphQLInterfaceType):
            yield f"{name} {_braced(_leaves(inner) or list(_branches(inner)))}"


def _simple_fields(
    type_: GraphQLObjectType | GraphQLInterfaceType,
) -> Iterator[tuple[str, GraphQLNamedType]]:
    """Fields without required arguments, with their types."""
    for name, field in type_.fields.items():
        if not any(is_required_argument(slot) for slot in field.args.values()):
            yield name, named_type(field)
