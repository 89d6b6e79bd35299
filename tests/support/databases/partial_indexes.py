"""Decides whether MongoDB's planner can use a partial index for a query.

"To use the partial index, a query must contain the filter expression (or a modified filter
expression that specifies a subset of the filter expression) as part of its query condition."
https://www.mongodb.com/docs/manual/core/index-partial/#query-coverage

The planner decides it by the two expressions alone, never by the data
(`src/mongo/db/matcher/expression_algo.cpp`, `isSubsetOf`):

- A filter of several conditions is implied when each of them is.
- A query of several conditions implies what one of them implies.
- `$type` is implied by `$type` with no other types. A value implies no `$type`.
- `$exists: true` is implied by `$exists: true`, by `$type`, and by a comparison on the field with a
  value that is not null; `$in` must have no null.
- `$eq`, `$gt`, `$gte`, `$lt` and `$lte` are implied by a comparison within their range, with a
  value of the same type; by `$in` where each of its values is within it.
"""

from collections.abc import Callable, Iterator, Mapping
from operator import eq, ge, gt, le, lt
from typing import Any, cast

type Condition = tuple[str, str, Any]

_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "$eq": eq,
    "$gt": gt,
    "$gte": ge,
    "$lt": lt,
    "$lte": le,
}


def implies(query: Mapping[str, Any], partial_filter: Mapping[str, Any]) -> bool:
    """Return whether the planner can prove that `query` implies `partial_filter`."""
    asked = list(_conditions(query))
    return all(
        any(_condition_implies(condition, needed) for condition in asked)
        for needed in _conditions(partial_filter)
    )


def looks_up(query: Mapping[str, Any], field: str) -> bool:
    """Return whether the query selects documents by a value of `field`."""
    return any(
        name == field and not (operator == "$eq" and value is None)
        for name, operator, value in _conditions(query)
    )


def _conditions(expression: Mapping[str, Any]) -> Iterator[Condition]:
    """Yield the conjunctive conditions as field, operator and value."""
    for field, value in expression.items():
        if field == "$and":
            for part in cast("list[Mapping[str, Any]]", value):
                yield from _conditions(part)
        elif isinstance(value, Mapping) and _is_operators(cast("Mapping[str, Any]", value)):
            for operator, operand in cast("Mapping[str, Any]", value).items():
                yield field, operator, operand
        else:
            yield field, "$eq", value


def _is_operators(value: Mapping[str, Any]) -> bool:
    return all(name.startswith("$") for name in value)


def _condition_implies(asked: Condition, needed: Condition) -> bool:
    field, operator, value = asked
    needed_field, needed_operator, needed_value = needed
    if field != needed_field:
        return False
    match needed_operator:
        case "$type":
            return operator == "$type" and _types(value) <= _types(needed_value)
        case "$exists":
            return _implies_existence(operator, value)
        case _:
            return _within(operator, value, needed_operator, needed_value)


def _types(value: Any) -> set[Any]:
    return set(cast("list[Any]", value)) if isinstance(value, list) else {value}


def _implies_existence(operator: str, value: Any) -> bool:
    match operator:
        case "$exists":
            return bool(value)
        case "$in":
            return None not in value
        case "$type":
            return True
        case _:
            return operator in _COMPARISONS and value is not None


def _within(operator: str, value: Any, needed_operator: str, needed_value: Any) -> bool:
    if operator == "$in":
        return all(_within("$eq", one, needed_operator, needed_value) for one in value)
    if operator not in _COMPARISONS or not isinstance(value, type(needed_value)):
        return False
    if operator == "$eq":
        return _COMPARISONS[needed_operator](value, needed_value)
    same_direction = operator[:3] == needed_operator[:3]
    if value == needed_value:
        return needed_operator in {operator, f"{operator}e"}
    return same_direction and _COMPARISONS[needed_operator](value, needed_value)
