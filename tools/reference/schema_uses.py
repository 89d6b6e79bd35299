"""Finds the fields, arguments and unions that use a type."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from graphql import (
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLUnionType,
)
from tools.reference.examples import named_type


def users_by_type(types: Sequence[GraphQLNamedType]) -> dict[str, list[tuple[str, str]]]:
    """Return, for each type, pairs of a type that uses it and of the member; "" for the whole."""
    users: defaultdict[str, dict[tuple[str, str], None]] = defaultdict(dict)
    for type_ in types:
        for member, used in _uses(type_):
            users[used.name][type_.name, member] = None
    return {name: list(pairs) for name, pairs in users.items()}


def _uses(type_: GraphQLNamedType) -> Iterator[tuple[str, GraphQLNamedType]]:
    match type_:
        case GraphQLObjectType() | GraphQLInterfaceType():
            yield from (("", interface) for interface in type_.interfaces)
            for name, field in type_.fields.items():
                for slot in (field, *field.args.values()):
                    yield name, named_type(slot)
        case GraphQLUnionType():
            yield from (("", member) for member in type_.types)
        case GraphQLInputObjectType():
            for name, slot in type_.fields.items():
                yield name, named_type(slot)
        case _:
            pass
