"""Enumerates all positions of the schema's inputs, with valid sample values."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, cast

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
)

type Path = tuple[str | int, ...]

ABSENT = object()


class Slot(Protocol):
    """An argument or input field; graphql-core leaves their types open."""

    @property
    def type(self) -> Any: ...

    @property
    def description(self) -> str | None: ...

    @property
    def default(self) -> Any: ...


class Field(Protocol):
    """A field of a root type."""

    @property
    def type(self) -> Any: ...

    @property
    def args(self) -> Mapping[str, Slot]: ...


@dataclass(frozen=True)
class InputPosition:
    """A position in the variables: an argument, an input field, or a list item."""

    path: Path
    type: Any
    slot: Slot

    def value_in(self, variables: Any) -> Any:
        """Return the value at this position."""
        value = variables
        for step in self.path:
            value = value[step]
        return value

    @property
    def is_item(self) -> bool:
        return isinstance(self.path[-1], int)

    @property
    def is_list(self) -> bool:
        return isinstance(bare_type(self.type), GraphQLList)

    @property
    def is_text(self) -> bool:
        """Whether the type accepts strings of any length."""
        return str(bare_type(self.type)) in {"String", "Markdown", "URL"}

    @property
    def is_typed_by_people(self) -> bool:
        """Whether users enter the value, so that problems are reported per field."""
        return str(bare_type(self.type)) in {"String", "Markdown", "URL", "HexColor"}

    @property
    def most_characters(self) -> int | None:
        """Maximum length according to the description of the field or its type."""
        return self.limit(r"([\d,]+) characters")

    @property
    def most_entries(self) -> int | None:
        """Maximum number of list items according to the description."""
        # A list in a list has a limit of its own, which stands after the outer one.
        inner = self.is_item and self.is_list
        return self.limit(
            r"([\d,]+) (?:headings|(?:of )?at most)" if not inner else r"([\d,]+) headings"
        )

    def limit(self, pattern: str) -> int | None:
        """Number in the description of the field, else of its type."""
        for text in (self.slot.description, named_type(self.type).description):
            if found := re.search(pattern, text or ""):
                return int(found[1].replace(",", ""))
        return None


def bare_type(type_: Any) -> Any:
    """Return the type without its `!`."""
    return item_type(type_) if isinstance(type_, GraphQLNonNull) else type_


def item_type(wrapped: Any) -> Any:
    """Return the type of a list's items."""
    return wrapped.of_type


def named_type(type_: Any) -> Any:
    """Return the type without any `!` and `[]`."""
    return cast("Any", get_named_type(type_))


def is_required(slot: Slot) -> bool:
    """Return whether the argument or field is required."""
    return isinstance(slot.type, GraphQLNonNull) and slot.default is None


def input_positions(arguments: Mapping[str, Slot], above: Path = ()) -> Iterator[InputPosition]:
    """Yield all positions below these arguments or fields, including nested ones."""
    for name, slot in arguments.items():
        path, type_ = (*above, name), slot.type
        yield InputPosition(path, type_, slot)
        while isinstance(bare_type(type_), GraphQLList):
            path, type_ = (*path, 0), item_type(bare_type(type_))
            yield InputPosition(path, type_, slot)
        if isinstance(bare_type(type_), GraphQLInputObjectType):
            yield from input_positions(bare_type(type_).fields, path)


# For all blogs of a page, they would exceed the cost limit.
_LONG_LISTS = {"versions", "notes"}


def document(kind: str, name: str, field: Field) -> str:
    """Return an operation for this field: arguments as variables, all result fields selected."""
    declared = ", ".join(f"${arg}: {_variable_type(slot)}" for arg, slot in field.args.items())
    passed = ", ".join(f"{arg}: ${arg}" for arg in field.args)
    # Full pages would exceed the cost limit.
    levels = 5 if kind == "mutation" else 2
    return (
        f"{kind} {'(' + declared + ')' if declared else ''} "
        f"{{ {name}{'(' + passed + ')' if passed else ''} {_selection(field.type, levels)} }}"
    )


def _variable_type(slot: Slot) -> str:
    # Nullable, so that arguments with a default can be omitted or null.
    return str(slot.type if slot.default is None else bare_type(slot.type))


def _selection(type_: Any, levels: int, *, in_list: bool = False) -> str:
    named = named_type(type_)
    in_list = in_list or isinstance(bare_type(type_), GraphQLList)
    match named:
        case GraphQLUnionType():
            # Errors have the same blog as the success: in full, it would exceed the token limit.
            depths = [1 if t.name.endswith("Error") else levels for t in named.types]
            members = " ".join(
                f"... on {t.name} {_selection(t, depth)}"
                for t, depth in zip(named.types, depths, strict=True)
            )
            return f"{{ __typename {members} }}"
        case GraphQLObjectType() | GraphQLInterfaceType():
            types = {name: field.type for name, field in named.fields.items()}
            fields = " ".join(
                f"{name} {_selection(below, levels - 1, in_list=in_list)}"
                for name, below in types.items()
                # `edges` has the same nodes.
                if name != "edges"
                and (levels or is_leaf_type(named_type(below)))
                and not (in_list and name in _LONG_LISTS)
            )
            return f"{{ __typename {fields} }}"
        case _:
            return ""


class Samples(dict[str, Any]):
    """Valid values by `InputType.field`, by field name, or by type name."""

    def variables(
        self, arguments: Mapping[str, Slot], owner: str = "", *, least: bool = False
    ) -> dict[str, Any]:
        """Return values for all arguments, or with `least` for the required ones only."""
        return {
            name: self._value(owner, name, slot.type, least=least)
            for name, slot in arguments.items()
            if not least or is_required(slot)
        }

    def _value(self, owner: str, name: str, type_: Any, *, least: bool) -> Any:
        for key in (f"{owner}.{name}", name):
            if key in self:
                return self[key]
        bare = bare_type(type_)
        match bare:
            case GraphQLList():
                return [self._value(owner, name, item_type(bare), least=least)]
            case GraphQLInputObjectType():
                return self.variables(bare.fields, bare.name, least=least)
            case GraphQLEnumType():
                return next(iter(bare.values))
            case _:
                return self[bare.name]


def with_value(variables: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """Return a copy with another value at `path`, or without it."""
    return cast("dict[str, Any]", _replaced(variables, path, value))


def _replaced(holder: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    key, *rest = path
    if isinstance(holder, list):
        return [_replaced(item, tuple(rest), value) for item in cast("list[Any]", holder)]
    filled = cast("dict[Any, Any]", holder)
    if not rest and value is ABSENT:
        return {name: kept for name, kept in filled.items() if name != key}
    return filled | {key: _replaced(filled.get(key), tuple(rest), value)}
