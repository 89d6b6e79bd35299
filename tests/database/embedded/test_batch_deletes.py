"""The embedded database deletes what a query matches in one transaction."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from embedded_engine import START, blog, make_indexes, served
from pymongo.errors import OperationFailure

BLOGS = 40

# Filters, and the transactions of their deletions: SQL can't evaluate the last.
FILTERS: dict[str, tuple[dict[str, Any], int | None]] = {
    "all": ({}, 1),
    "nothing": ({"status": "absent"}, 1),
    "equality": ({"status": "saved"}, 1),
    "either": ({"status": {"$in": ["saved", "pending"]}}, 1),
    "a nested field": ({"meta.title": "Title 3"}, 1),
    "an item of a list": ({"meta.tags": "one"}, 1),
    "a pattern": ({"meta.title": {"$regex": "1$"}}, 1),
    "a range": ({"created_at": {"$gt": START}}, 1),
    "an absent field": ({"slug": None}, 1),
    "an expression": ({"$expr": {"$eq": ["$status", "saved"]}}, None),
}


@pytest.mark.parametrize("name", FILTERS)
async def test_a_deletion_is_one_transaction(name: str, tmp_path: Path):
    query, transactions = FILTERS[name]
    async with served(tmp_path) as (engine, database):
        blogs = database.blogs
        await make_indexes(database)
        await blogs.insert_many([blog(number, authors=3) for number in range(BLOGS)])
        matching = [document["_id"] async for document in blogs.find(query)]
        before = engine.transactions
        deleted = (await blogs.delete_many(query)).deleted_count
        assert deleted == len(matching)
        # The library's own way: one for each document.
        assert engine.transactions - before == (transactions or deleted)
        assert await blogs.count_documents({"_id": {"$in": matching}}) == 0
        assert await blogs.count_documents({}) == BLOGS - deleted


async def test_the_entries_of_indexes_are_deleted_too(tmp_path: Path):
    async with served(tmp_path) as (_, database):
        await database.blogs.create_index("slugs", unique=True)
        await database.blogs.create_index("tags")
        documents = [{"_id": name, "slugs": [name], "tags": [name]} for name in "abc"]
        await database.blogs.insert_many(documents)
        await database.blogs.delete_many({"_id": {"$in": ["a", "b"]}})
        await database.other.insert_many(documents)
        await database.other.delete_many({})
        await database.blogs.insert_one({"slugs": ["a", "b"], "tags": []})
        assert await database.blogs.count_documents({"tags": {"$in": ["a", "b", "c"]}}) == 1
    with closing(sqlite3.connect(tmp_path / "test.sqlite")) as stored:
        query = "SELECT element_key FROM multikey_entries WHERE index_name = 'tags_1'"
        assert stored.execute(query).fetchall() == [("c",)]


async def test_an_invalid_filter_is_an_error_and_deletes_nothing(tmp_path: Path):
    async with served(tmp_path) as (_, database):
        await database.blogs.insert_one({"slug": "a"})
        with pytest.raises(OperationFailure):
            await database.blogs.delete_many({"slug": {"$unknown": 1}})
        assert await database.blogs.count_documents({}) == 1
