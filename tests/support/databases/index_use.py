"""Indexes that serve a command, and the partial indexes that MongoDB can use for it."""

from collections.abc import Mapping
from typing import Any

from bson import ObjectId
from explain import indexes_used
from partial_indexes import implies, looks_up
from query_world import World

from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.documents import BlogDocument


async def answered_by(world: World, command: dict[str, Any], *, may_sort: bool = False) -> str:
    """`find blogs: index`; where there are several, the first found what the others looked up."""
    name, collection = next(iter(command.items()))
    indexes = await indexes_used(world.api.services.database, command, may_sort=may_sort)
    return f"{name} {collection}: {indexes[0]}"


PARTIAL_INDEXES = [
    (kind.Settings.name, index.document)
    for kind in (UserDocument, BlogDocument)
    for index in kind.Settings.indexes
    if "partialFilterExpression" in index.document
]


def filters_of(command: dict[str, Any]) -> list[dict[str, Any]]:
    """The query conditions of a command."""
    parts = [command, *command.get("updates", ()), *command.get("deletes", ())]
    stages = [stage["$match"] for stage in command.get("pipeline", ()) if "$match" in stage]
    return [part[key] for part in parts for key in ("filter", "query", "q") if key in part] + stages


def is_one(query: dict[str, Any]) -> bool:
    """Whether the query is for one document by its id."""
    return isinstance(query.get("_id"), ObjectId)


def is_meant_for(index: Mapping[str, Any], query: dict[str, Any], command: dict[str, Any]) -> bool:
    """Whether the partial index serves the query, if MongoDB can prove its condition.

    An index whose condition is that its first field exists is meant for each query that looks it
    up; any other one only if the query looks up or sorts by its second field, too.
    """
    first, *others = index["key"]
    second = others[0] if others else first
    if not looks_up(query, first):
        return False
    if isinstance(index["partialFilterExpression"].get(first), Mapping):
        return True
    return looks_up(query, second) or second in command.get("sort", ())


def assert_partial_indexes_are_usable(command: dict[str, Any]) -> int:
    """MongoDB can use the partial indexes that the command is meant for; how many those are."""
    collection = next(iter(command.values()))
    used = 0
    for name, index in PARTIAL_INDEXES:
        for query in filters_of(command):
            if name == collection and is_meant_for(index, query, command) and not is_one(query):
                assert implies(query, index["partialFilterExpression"]), (index["name"], query)
                used += 1
    return used
