"""Finds the indexes that a command uses, through the server's `explain`."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, cast

from pymongo.asynchronous.database import AsyncDatabase

# The embedded server's words are SQLite's: `SEARCH documents USING INDEX <name> (<what is bound>)`.
_STEP = re.compile(r"SEARCH \w+ USING (?:COVERING )?INDEX (?P<name>.+) \((?P<bound>.*)\)")
# Headings, and steps that read a found document.
_READS_NOTHING = re.compile(
    r"(?:CORRELATED SCALAR|LIST|LEFT-MOST) SUBQUERY(?: \d+)?|COMPOUND QUERY|UNION ALL"
    r"|SCAN json_each VIRTUAL TABLE .*"
)
# Fields that `explain` does not accept or ignores.
_OF_THE_DRIVER = {
    *("lsid", "txnNumber", "$db", "$clusterTime", "$readPreference"),
    *("maxTimeMS", "writeConcern"),
}
_NAMESPACE = {"db_name=?", "coll_name=?"}


async def indexes_used(
    database: AsyncDatabase[Any], command: Mapping[str, Any], *, may_sort: bool = False
) -> list[str]:
    """Return the names of the indexes that `command` uses; `_id_` for `_id`.

    Takes `find`, `aggregate`, `count`, `findAndModify`, `update` and `delete`, so that a test can
    ask about each command that a PyMongo listener saw.

    Raises:
        AssertionError: it reads a whole collection, or sorts what it has found, unless a MongoDB
            `may_sort` it.
    """
    asked = {key: value for key, value in command.items() if key not in _OF_THE_DRIVER}
    answer = await database.command({"explain": asked, "verbosity": "queryPlanner"})
    plan = answer.get("engine_plan", answer)
    used = (
        _embedded(plan) if plan.get("engine") == "sqlite" else _mongodb(answer, may_sort=may_sort)
    )
    assert used, f"no index: {command}"
    return used


def _embedded(plan: Mapping[str, Any]) -> list[str]:
    assert plan["strategy"] == "sql", f"not by SQLite: {plan['fallback_reason']}"
    used: list[str] = []
    for step in plan["details"]["engine_details"]:
        if _READS_NOTHING.fullmatch(step):
            continue
        found = _STEP.fullmatch(step)
        assert found is not None, step
        bound = set(found["bound"].split(" AND "))
        assert bound > _NAMESPACE or "collection_id=?" in bound, f"reads all documents: {step}"
        if step.startswith("SEARCH multikey_entries"):
            # One table has the items of all lists; the search of the documents names the index.
            continue
        built_in = found["name"].startswith("sqlite_autoindex")
        used.append("_id_" if built_in else found["name"].partition(" on ")[0])
    # Documents are read by these after another index has found the keys.
    return [name for name in used if name != "_id_"] or used


def _mongodb(answer: Mapping[str, Any], *, may_sort: bool) -> list[str]:
    used: list[str] = []
    refused = {"COLLSCAN"} if may_sort else {"COLLSCAN", "SORT"}
    for stage in _stages(answer):
        assert stage["stage"] not in refused, stage
        if stage["stage"].startswith(("IDHACK", "EXPRESS_IXSCAN", "CLUSTERED_IXSCAN")):
            # A lookup by one value of any unique index is EXPRESS_IXSCAN.
            used.append(stage.get("indexName", "_id_"))
        elif "indexName" in stage:
            used.append(stage["indexName"])
    return used


def _stages(part: object) -> Iterator[Mapping[str, Any]]:
    """Yield the stages of the winning plan in a response of `explain`."""
    if isinstance(part, list):
        for item in cast("list[object]", part):
            yield from _stages(item)
    elif isinstance(part, Mapping):
        fields = cast("Mapping[str, Any]", part)
        if isinstance(fields.get("stage"), str):
            yield fields
        for name, value in fields.items():
            if name not in {"rejectedPlans", "command"}:
                yield from _stages(value)
