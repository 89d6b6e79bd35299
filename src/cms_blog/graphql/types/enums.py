"""Enums of the domains, described for the API without the domains knowing of it."""

from enum import Enum

import strawberry
from strawberry.types.enum import has_enum_definition


def describe_enum(enum: type[Enum], description: str, **members: str) -> None:
    """Make `enum` a GraphQL enum, with a description for each of its members by name.

    Raises:
        ValueError: a member has no description, or a description no member.
    """
    if set(members) != set(enum.__members__):
        raise ValueError(f"{enum.__name__} needs a description for each of its members, no others")
    defined: object = strawberry.enum(enum, description=description)
    if has_enum_definition(defined):
        for value in defined.__strawberry_definition__.values:
            value.description = members[value.name]
