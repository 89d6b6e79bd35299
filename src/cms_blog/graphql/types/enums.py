"""GraphQL enums and descriptions for the domains' Python enums."""

from enum import Enum

import strawberry
from strawberry.types.enum import has_enum_definition


def describe_enum(enum: type[Enum], description: str, **members: str) -> None:
    """Register `enum` as a GraphQL enum, with a description for each member by name.

    Raises:
        ValueError: the names of the members and of the descriptions differ.
    """
    if set(members) != set(enum.__members__):
        raise ValueError(f"{enum.__name__} needs exactly one description for each member")
    defined: object = strawberry.enum(enum, description=description)
    if has_enum_definition(defined):
        for value in defined.__strawberry_definition__.values:
            value.description = members[value.name]
