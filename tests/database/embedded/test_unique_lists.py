"""The unique index of `slugs` in the embedded database, whose values are lists."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from embedded_engine import CountingEngine, Database, served
from pymongo.errors import DuplicateKeyError

DOCUMENTS = 60

type Write = Callable[[Any], Awaitable[Any]]


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[tuple[CountingEngine, Database]]:
    """Documents with two slugs each, and two without."""
    async with served(tmp_path) as (engine, database):
        await database.blogs.create_index(
            "slugs", name="slugs", unique=True, partialFilterExpression={"slugs": {"$exists": True}}
        )
        made: list[dict[str, Any]] = [
            {"n": n, "slugs": [f"new-{n}", f"old-{n}"]} for n in range(DOCUMENTS)
        ]
        await database.blogs.insert_many([*made, {"n": -1}, {"n": -2}])
        yield engine, database


REFUSED: dict[str, Write] = {
    "insert": lambda blogs: blogs.insert_one({"slugs": ["x", "old-5"]}),
    "second of two": lambda blogs: blogs.update_one({"n": 7}, {"$set": {"slugs": ["y", "new-8"]}}),
    "find and modify": lambda blogs: blogs.find_one_and_update(
        {"n": 7}, {"$set": {"slugs": ["old-8"]}}
    ),
    "pipeline": lambda blogs: blogs.update_one({"n": -1}, [{"$set": {"slugs": ["new-9"]}}]),
}
MADE: dict[str, Write] = {
    "own": lambda blogs: blogs.update_one({"n": 7}, {"$set": {"slugs": ["old-7", "new-7", "z"]}}),
    "new": lambda blogs: blogs.insert_one({"slugs": ["fresh"]}),
    "none": lambda blogs: blogs.insert_one({"n": -3}),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_a_value_of_another_document_is_refused(
    database: tuple[CountingEngine, Database], name: str
):
    with pytest.raises(DuplicateKeyError):
        await REFUSED[name](database[1].blogs)


@pytest.mark.parametrize("name", MADE)
async def test_own_and_new_values_are_accepted(
    database: tuple[CountingEngine, Database], name: str
):
    await MADE[name](database[1].blogs)


async def test_values_of_removed_lists_and_documents_are_free(
    database: tuple[CountingEngine, Database],
):
    blogs = database[1].blogs
    await blogs.update_one({"n": 1}, [{"$set": {"slugs": "$$REMOVE"}}])
    await blogs.update_one({"n": 2}, {"$set": {"slugs": ["new-2"]}})
    await blogs.delete_one({"n": 3})
    await blogs.insert_one({"slugs": ["old-1", "old-2", "old-3"]})


async def test_documents_are_found_and_compared_without_reading_all(
    database: tuple[CountingEngine, Database],
):
    engine, made = database
    await made.blogs.find_one({"slugs": "old-1"})
    engine.calls = 0
    found = await made.blogs.find_one({"slugs": "old-5"}, {"_id": 0, "n": 1})
    assert found == {"n": 5}
    with pytest.raises(DuplicateKeyError):
        await made.blogs.insert_one({"slugs": ["old-5"]})
    # Ten instructions each: less than one instruction for each document and value.
    assert engine.calls < DOCUMENTS
