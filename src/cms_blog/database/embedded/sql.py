"""Translates comparisons into SQL that SQLite serves from an index.

mongoeco stores a document as JSON text in one column. Its SQL for an equality differs per type
(`json_type(…) = 'text' AND json_extract(…) = ?`) and never matches the expressions of its indexes
or of its ORDER BY, so SQLite scans the table. Here, an index has two expressions per field, the
type's rank in BSON's order and the value, and both comparisons and ORDER BY use the same two. So
one index serves filter and order.
"""

import json
import math
from collections.abc import Callable, Container, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, cast

from mongoeco.core.bson_ordering import SQLITE_SORT_BUCKET_WEIGHTS
from mongoeco.core.codec import DocumentCodec
from mongoeco.core.filtering import QueryEngine
from mongoeco.core.query_plan import (
    AndCondition,
    EqualsCondition,
    ExistsCondition,
    GreaterThanCondition,
    GreaterThanOrEqualCondition,
    InCondition,
    LessThanCondition,
    LessThanOrEqualCondition,
    NotCondition,
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
from orjson import loads

# Part of the keys of strings in the tables of index entries.
STRING_WEIGHT = SQLITE_SORT_BUCKET_WEIGHTS["string"]
_TAGGED = ("objectid", "datetime")


def index_columns(keys: Sequence[tuple[str, int]]) -> str:
    """Columns of the SQLite index for a MongoDB index on `keys`."""
    columns = ["db_name", "coll_name"]
    for field, direction in keys:
        order = " DESC" if direction == -1 else ""
        columns += [
            f"{sort_type_expression_sql(field)}{order}",
            f"{value_expression_sql(field)}{order}",
        ]
    return ", ".join(columns)


def namespace(db_name: str, coll_name: str) -> str:
    """SQL condition for the documents of a collection.

    SQLite uses an index with this condition for parameters, too: it compares bound values with it.
    """
    database, collection = (name.replace("'", "''") for name in (db_name, coll_name))
    return f"db_name = '{database}' AND coll_name = '{collection}'"


def is_odd(field: str) -> str:
    """SQL condition for documents whose `field` the two index expressions can't represent.

    These are arrays, documents, and types that no query of this project compares. A path such as
    `working.status` also has several values if a parent is an array.
    """
    types = ", ".join(f"'{name}'" for name in _TAGGED)
    odd = (
        f"json_type(document, {_path(field)}) IN ('array', 'object') "
        f"AND {type_expression_sql(field)} NOT IN ({types})"
    )
    names = field.split(".")
    parents = [".".join(names[:count]) for count in range(1, len(names))]
    return " OR ".join([odd, *(f"json_type(document, {_path(p)}) = 'array'" for p in parents)])


def _path(field: str) -> str:
    quoted = json_path_for_field(field).replace("'", "''")
    return f"'{quoted}'"


class Comparison(NamedTuple):
    """A condition on one field as SQL, equivalent to MongoDB's if no document is odd there."""

    field: str
    sql: str
    params: list[Any]
    # The type of all matches at the field, if there is only one.
    kind: str | None


def comparison(condition: QueryNode) -> Comparison | None:
    """Translate `condition`; None if it does not compare with scalar values."""
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
        case ExistsCondition(field=field, value=False) if "." not in field:
            missing = f"json_type(document, {_path(field)}) IS NULL"
            null = SQLITE_SORT_BUCKET_WEIGHTS["null"]
            clause = f"{sort_type_expression_sql(field)} = {null} AND {missing}"
            found = Comparison(field, clause, [], "null")
        case TypeCondition(field=field, values=("string",)):
            clause = f"{sort_type_expression_sql(field)} = {SQLITE_SORT_BUCKET_WEIGHTS['string']}"
            found = Comparison(field, clause, [], "string")
        case _:
            pass
    return found


def contains(field: str, value: str) -> Comparison:
    """Condition on the storage keys of documents whose `field` equals or contains `value`."""
    weight = STRING_WEIGHT
    text = (
        "storage_key IN (SELECT storage_key FROM multikey_entries WHERE collection_id = ? "  # noqa: S608 - no value is in the text
        "AND index_name = ? AND type_score = ? AND element_key = ? AND element_type = 'string' "
        "UNION ALL SELECT storage_key FROM documents WHERE db_name = ? AND coll_name = ? "
        f"AND {sort_type_expression_sql(field)} = {weight} AND {value_expression_sql(field)} = ?)"
    )
    return Comparison(field, text, [weight, value], None)


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
    # As in MongoDB, a range matches only values of its bound's type. mongoeco's SQL for
    # `$lt` with a date also matches null and every lower type.
    clause = (
        f"{sort_type_expression_sql(field)} = {SQLITE_SORT_BUCKET_WEIGHTS[stored[0]]} "
        f"AND {value_expression_sql(field)} {operator} ?"
    )
    return Comparison(field, clause, [stored[1]], stored[0])


def _stored(value: object) -> tuple[str, Any] | None:
    """Name of the type in the sort weights, and the value as stored in SQLite."""
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
    """SQL for a regular expression; SQLite can still use an index for other conditions."""
    root = _path(condition.field.partition(".")[0])
    return (
        f"matches_regex(?, ?, ?, json_quote(json_extract(document, {root})))",
        [condition.field, condition.pattern, condition.options],
    )


def fields_checked_for_arrays(plan: QueryNode) -> set[str]:
    """Fields of `plan` whose SQL can't match in arrays: all but those of regular expressions."""
    match plan:
        case RegexCondition():
            return set()
        case AndCondition(clauses=clauses) | OrCondition(clauses=clauses):
            return set[str]().union(*map(fields_checked_for_arrays, clauses))
        case NotCondition(clause=clause):
            return fields_checked_for_arrays(clause)
        case _:
            field = getattr(plan, "field", None)
            return {field} if isinstance(field, str) else set()


def matches_regex(field: str, pattern: str, options: str, root: str | None) -> bool:
    """Match `field` by MongoDB's rules. `root` is its top-level field as JSON."""
    if root is None:
        return False
    document = {field.partition(".")[0]: DocumentCodec.decode(json.loads(root))}
    return QueryEngine.match_plan(document, RegexCondition(field, pattern, options))


def fixed_kinds(plan: QueryNode) -> set[tuple[str, str]]:
    """Fields that have the same type in every match of `plan`, with that type."""
    match plan:
        case AndCondition(clauses=clauses):
            return set[tuple[str, str]]().union(*map(fixed_kinds, clauses))
        case OrCondition(clauses=(first, *others)):
            return fixed_kinds(first).intersection(*map(fixed_kinds, others))
        case _:
            found = comparison(plan)
            return set() if found is None or found.kind is None else {(found.field, found.kind)}


def order_by(sort: Sequence[tuple[str, int]], fixed: Container[str]) -> str:
    """ORDER BY clause that an index of `index_columns` provides.

    SQLite does not recognise that an expression with a fixed value in the WHERE clause needs no
    sorting, so the type expression of fields in `fixed` is left out.
    """
    terms: list[str] = []
    for field, direction in sort:
        order = "DESC" if direction == -1 else "ASC"
        if field not in fixed:
            terms.append(f"{sort_type_expression_sql(field)} {order}")
        terms.append(f"{value_expression_sql(field)} {order}")
    return f"ORDER BY {', '.join(terms)}"


type Pruned = Mapping[str, Pruned | None]


@lru_cache(maxsize=512)
def included(paths: tuple[str, ...]) -> Pruned:
    """Tree of the fields at `paths`; None stands for a whole value."""
    tree: dict[str, Any] = {}
    for path in sorted(paths):
        node, (*parents, name) = tree, path.split(".")
        for parent in parents:
            node = node.setdefault(parent, {})
            if node is None:
                break
        else:
            node[name] = None
    return tree


def prune(value: Any, tree: Pruned) -> Any:
    """Remove the fields outside of `tree` from an encoded document.

    The projection that follows removes those that are left, for example in lists.
    """
    pruned: dict[str, Any] = {}
    for name, kept in value.items():
        if name in tree:
            below = tree[name]
            if below is not None and type(kept) is dict and "$mongoeco" not in kept:
                kept = prune(kept, below)  # noqa: PLW2901 - the pruned value replaces it
            pruned[name] = kept
    return pruned


def reader(projection: object) -> Callable[[str], Any] | None:
    """Return a function that reads the fields for `projection` from a document's JSON.

    None if that is not decidable.
    """
    if not isinstance(projection, Mapping):
        return None
    flags = cast("Mapping[str, object]", projection)
    if not all(isinstance(flag, int) for flag in flags.values()):
        return None
    paths = tuple(field for field, flag in flags.items() if flag)
    if paths:
        tree = included((*paths, "_id"))
        return lambda row: prune(loads(row), tree)
    excluded = {field for field, flag in flags.items() if not flag}
    return lambda row: {name: part for name, part in loads(row).items() if name not in excluded}
