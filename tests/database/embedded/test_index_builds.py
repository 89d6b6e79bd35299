"""Indexes of existing documents in the embedded database."""

import asyncio
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from bson import ObjectId
from embedded_engine import START, Database, served
from pymongo import IndexModel
from pymongo.errors import DuplicateKeyError, OperationFailure

# More than a batch of a build.
DOCUMENTS = 700
INDEXES = [
    IndexModel({"author": 1, "at": -1, "_id": -1}, name="author"),
    IndexModel("at", name="at"),
    IndexModel("tags", name="tags"),
    IndexModel("working.status", name="working"),
    IndexModel("number", name="number", sparse=True),
    IndexModel("slug", name="slug", unique=True, partialFilterExpression={"slug": {"$gt": ""}}),
    IndexModel(
        "slugs", name="slugs", unique=True, partialFilterExpression={"slugs": {"$exists": True}}
    ),
    IndexModel(
        {"author": 1, "n": 1},
        name="conditional",
        unique=True,
        partialFilterExpression={"$and": [{"slug": {"$exists": True}}]},
    ),
]
# Executed by a server that is killed while it writes the entries of the last index.
KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
import embedded_engine
from test_index_builds import INDEXES

class Killed(embedded_engine.CountingEngine):
    def _unique_index_keys(self, document, fields):
        if document.get("slugs") == ["new-600", "old-600"]:
            os.kill(os.getpid(), signal.SIGKILL)
        return super()._unique_index_keys(document, fields)

embedded_engine.CountingEngine = Killed

async def main():
    async with embedded_engine.served(Path(sys.argv[1])) as (_, database):
        await database.things.create_indexes([INDEXES[2], INDEXES[6]])

asyncio.run(main())
"""


def thing(number: int) -> dict[str, Any]:
    made: dict[str, Any] = {
        "_id": ObjectId(f"{number:024x}"),
        "author": number % 7,
        "n": number,
        "at": START,
        "tags": [f"tag-{number % 5}", "all", number % 3],
    }
    kinds: list[dict[str, Any]] = [
        {"slug": f"slug-{number}", "slugs": [f"new-{number}", f"old-{number}"]},
        {"slug": "", "number": None, "working": {"status": "saved"}},
        {"number": number / 2, "tags": [], "at": None, "working": None},
        {"number": True, "tags": "all", "working": [{"status": "saved"}]},
    ]
    return made | kinds[number % 4]


def stored(folder: Path) -> dict[str, list[Any]]:
    """Everything that the indexes consist of."""
    queries = {
        "values": "SELECT * FROM scalar_index_entries",
        "items": "SELECT * FROM multikey_entries",
        "catalog": "SELECT * FROM indexes",
        "schema": "SELECT name, sql FROM sqlite_master WHERE type = 'index'",
    }
    with closing(sqlite3.connect(folder / "test.sqlite")) as file:
        return {name: sorted(file.execute(query), key=repr) for name, query in queries.items()}


async def insert(database: Database) -> None:
    await database.things.insert_many([thing(number) for number in range(DOCUMENTS)])


async def names(database: Database) -> set[str]:
    return {index["name"] async for index in await database.things.list_indexes()} - {"_id_"}


@pytest.mark.slow
async def test_an_index_of_existing_documents_equals_one_that_was_there_before(tmp_path: Path):
    before, after = tmp_path / "before", tmp_path / "after"
    before.mkdir()
    after.mkdir()
    async with served(before) as (_, database):
        await database.things.create_indexes(INDEXES)
        await insert(database)
    async with served(after) as (engine, database):
        await insert(database)
        engine.decodes = 0
        await database.things.create_indexes(INDEXES)
        assert engine.decodes == DOCUMENTS * len(INDEXES)
        assert engine.comparisons == 0
        assert await database.things.count_documents({"tags": "tag-2", "at": START}) == 70
        with pytest.raises(DuplicateKeyError):
            await database.things.insert_one({"slugs": ["old-4"]})
    found = stored(after)
    assert len(found["values"]) > DOCUMENTS
    assert len(found["items"]) > DOCUMENTS
    assert found == stored(before)


@pytest.mark.parametrize(
    ("index", "second"),
    [
        (INDEXES[5], {"slug": "slug-8"}),
        (INDEXES[6], {"slugs": ["x", "old-8"]}),
        (INDEXES[7], {"slug": "x", "author": 8 % 7, "n": 8}),
        (IndexModel("n", name="n", unique=True), {"n": 8}),
        (IndexModel("working.status", name="null", unique=True), {"n": -1}),
    ],
    ids=lambda value: value.document["name"] if isinstance(value, IndexModel) else "",
)
async def test_a_duplicate_refuses_the_index_and_leaves_nothing(
    tmp_path: Path, index: IndexModel, second: dict[str, Any]
):
    async with served(tmp_path) as (_, database):
        await database.things.insert_one(thing(8))
        await database.things.insert_one(second)
        empty = stored(tmp_path)
        with pytest.raises(DuplicateKeyError) as refused:
            await database.things.create_indexes([INDEXES[2], index])
        assert refused.value.code == 11000
        assert await names(database) == set()
        assert stored(tmp_path)["catalog"] == []
        assert stored(tmp_path)["values"] == empty["values"]
        await database.things.delete_one(second)
        await database.things.create_indexes([index])
        with pytest.raises(DuplicateKeyError):
            await database.things.insert_one(second)


async def test_a_value_twice_in_one_list_is_no_duplicate(tmp_path: Path):
    async with served(tmp_path) as (_, database):
        await database.things.insert_one({"slugs": ["a", "a"]})
        await database.things.create_indexes([INDEXES[6]])
        assert await names(database) == {"slugs"}


async def test_two_lists_in_the_fields_of_an_index_are_refused(tmp_path: Path):
    async with served(tmp_path) as (_, database):
        await database.things.insert_one({"a": [1], "b": [2]})
        with pytest.raises(OperationFailure, match="more than one array"):
            await database.things.create_index({"a": 1, "b": 1})
        assert await names(database) == set()


@pytest.mark.slow
async def test_the_start_after_a_kill_completes_the_indexes(tmp_path: Path):
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    for folder in (killed, whole):
        folder.mkdir()
        async with served(folder) as (_, database):
            await insert(database)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", KILLED, str(killed), env={"PYTHONPATH": ":".join(sys.path)}
    )
    assert await process.wait() == -signal.SIGKILL
    for folder, made in ((killed, {"tags"}), (whole, set[str]())):
        async with served(folder) as (_, database):
            assert await names(database) == made
            await database.things.create_indexes([INDEXES[2], INDEXES[6]])
    assert stored(killed) == stored(whole)
