"""How a comparison becomes SQL that an index of SQLite answers.

mongoeco keeps a document as JSON text in one column. It writes an equality in another way for each
type (`json_type(…) = 'text' AND json_extract(…) = ?`), none of them the expressions of its indexes
or of its ORDER BY, so that SQLite reads every document. Here each field of an index is the two
expressions of its ORDER BY, the type's place in BSON's order and the value, and a comparison is
written in the same two. Then one index serves the filter and the order.
"""

import json
import math
from collections.abc import Callable, Container, Mapping, Sequence
from typing import Any, NamedTuple, cast

from mongoeco.core.bson_ordering import SQLITE_SORT_BUCKET_WEIGHTS
from mongoeco.core.codec import DocumentCodec
from mongoeco.core.filtering import QueryEngine
from mongoeco.core.query_plan import (
    AndCondition,
    EqualsCondition,
    GreaterThanCondition,
    GreaterThanOrEqualCondition,
    InCondition,
    LessThanCondition,
    LessThanOrEqualCondition,
    OrCondition,
    QueryNode,
    RegexCondition,
    TypeCondition,
)
from mongoeco.engines.sqlite_query import (
    json_path_for_field,
    sort_type_expression_sql,
    type_expression_sql,
    value_expression_sql,
)

_TAGGED = ("objectid", "datetime")


def index_columns(keys: Sequence[tuple[str, int]]) -> str:
    """The columns of the index on `documents` for a MongoDB index on `keys`."""
    columns = ["db_name", "coll_name"]
    for field, direction in keys:
        order = " DESC" if direction == -1 else ""
        columns += [
            f"{sort_type_expression_sql(field)}{order}",
            f"{value_expression_sql(field)}{order}",
        ]
    return ", ".join(columns)


def is_odd(field: str) -> str:
    """Whether a document holds, at `field`, what the two expressions can't stand for.

    That is an array or a document, or a type that no query of ours compares by.
    """
    types = ", ".join(f"'{name}'" for name in _TAGGED)
    return (
        f"json_type(document, {_path(field)}) IN ('array', 'object') "
        f"AND {type_expression_sql(field)} NOT IN ({types})"
    )


def _path(field: str) -> str:
    quoted = json_path_for_field(field).replace("'", "''")
    return f"'{quoted}'"


class Comparison(NamedTuple):
    """A condition on one field as SQL, true to MongoDB where no document is odd at the field."""

    field: str
    sql: str
    params: list[Any]
    # The one type that a match has at the field, where there is one.
    kind: str | None


def comparison(condition: QueryNode) -> Comparison | None:
    """`condition` in the index's expressions; None where it does not compare with plain values."""
    found: Comparison | None = None
    match condition:
        case EqualsCondition(field=field, value=value):
            found = _any_of(field, (value,))
        case InCondition(field=field, values=values):
            found = _any_of(field, values)
        case LessThanCondition(field=field, value=value):
            found = _range(field, "<", value)
        case LessThanOrEqualCondition(field=field, value=value):
            found = _range(field, "<=", value)
        case GreaterThanCondition(field=field, value=value):
            found = _range(field, ">", value)
        case GreaterThanOrEqualCondition(field=field, value=value):
            found = _range(field, ">=", value)
        case TypeCondition(field=field, values=("string",)):
            clause = f"{sort_type_expression_sql(field)} = {SQLITE_SORT_BUCKET_WEIGHTS['string']}"
            found = Comparison(field, clause, [], "string")
        case _:
            pass
    return found


def _any_of(field: str, values: Sequence[object]) -> Comparison | None:
    by_type: dict[str, list[Any]] = {}
    for value in values:
        stored = _stored(value)
        if stored is None:
            return None
        by_type.setdefault(stored[0], []).append(stored[1])
    clauses: list[str] = []
    params: list[Any] = []
    for kind, same in by_type.items():
        clause = f"{sort_type_expression_sql(field)} = {SQLITE_SORT_BUCKET_WEIGHTS[kind]}"
        if kind != "null":
            marks = ", ".join("?" for _ in same)
            clause += f" AND {value_expression_sql(field)} IN ({marks})"
            params += same
        clauses.append(f"({clause})")
    kind = next(iter(by_type)) if len(by_type) == 1 else None
    return Comparison(field, " OR ".join(clauses) or "0", params, kind)


def _range(field: str, operator: str, value: object) -> Comparison | None:
    stored = _stored(value)
    if stored is None or stored[0] == "null":
        return None
    # A range holds values of its bound's type only, as in MongoDB; mongoeco's own SQL lets null
    # and every lower type through a `$lt` on a date.
    clause = (
        f"{sort_type_expression_sql(field)} = {SQLITE_SORT_BUCKET_WEIGHTS[stored[0]]} "
        f"AND {value_expression_sql(field)} {operator} ?"
    )
    return Comparison(field, clause, [stored[1]], stored[0])


def _stored(value: object) -> tuple[str, Any] | None:
    """The type's name among the sort weights, and the value as SQLite sees it."""
    stored: tuple[str, Any] | None = None
    match DocumentCodec.encode(value):
        case None:
            stored = "null", None
        case bool(plain):
            stored = "bool", int(plain)
        case int(plain):
            stored = "number", plain
        case float(plain) if math.isfinite(plain):
            stored = "number", plain
        case str(plain):
            stored = "string", plain
        case {"$mongoeco": {"type": kind, "value": plain}} if kind in _TAGGED:
            stored = kind, plain
        case _:
            pass
    return stored


def regex(condition: RegexCondition) -> tuple[str, list[object]]:
    """`condition` by `matches_regex`: SQLite still finds and sorts the documents by an index."""
    root = _path(condition.field.partition(".")[0])
    return (
        f"matches_regex(?, ?, ?, json_quote(json_extract(document, {root})))",
        [condition.field, condition.pattern, condition.options],
    )


def matches_regex(field: str, pattern: str, options: str, root: str | None) -> bool:
    """Whether `field` matches as it does in MongoDB; `root` is its top-level field, as JSON."""
    if root is None:
        return False
    document = {field.partition(".")[0]: DocumentCodec.decode(json.loads(root))}
    return QueryEngine.match_plan(document, RegexCondition(field, pattern, options))


def fixed_kinds(plan: QueryNode) -> set[tuple[str, str]]:
    """The fields where every match of `plan` has one type, each with it."""
    match plan:
        case AndCondition(clauses=clauses):
            return set[tuple[str, str]]().union(*map(fixed_kinds, clauses))
        case OrCondition(clauses=(first, *others)):
            return fixed_kinds(first).intersection(*map(fixed_kinds, others))
        case _:
            found = comparison(plan)
            return set() if found is None or found.kind is None else {(found.field, found.kind)}


def order_by(sort: Sequence[tuple[str, int]], fixed: Container[str]) -> str:
    """The ORDER BY that an index of `index_columns` has ready.

    SQLite does not see that an expression which the WHERE holds at one value needs no sorting, so
    the type of a field in `fixed` is left out.
    """
    terms: list[str] = []
    for field, direction in sort:
        order = "DESC" if direction == -1 else "ASC"
        if field not in fixed:
            terms.append(f"{sort_type_expression_sql(field)} {order}")
        terms.append(f"{value_expression_sql(field)} {order}")
    return f"ORDER BY {', '.join(terms)}"


def needed(projection: object) -> Callable[[str], bool] | None:
    """Whether a top-level field matters to `projection`; None where that is not plain to see."""
    if not isinstance(projection, Mapping):
        return None
    flags = cast("Mapping[str, object]", projection)
    if not all(isinstance(flag, int) for flag in flags.values()):
        return None
    included = {field.partition(".")[0] for field, flag in flags.items() if flag}
    if included:
        return (included | {"_id"}).__contains__
    excluded = {field for field, flag in flags.items() if not flag}
    return lambda field: field not in excluded
