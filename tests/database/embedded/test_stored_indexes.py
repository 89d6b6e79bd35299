"""Indexes in the file of the embedded database: across starts, releases and collections."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from embedded_engine import blog, make_indexes, served
from pymongo.errors import DuplicateKeyError


async def test_a_start_decodes_no_document(tmp_path: Path):
    async with served(tmp_path) as (engine, database):
        await make_indexes(database)
        await database.blogs.insert_many([blog(number, authors=1) for number in range(10)])
    async with served(tmp_path) as (engine, database):
        await make_indexes(database)
        assert engine.decoded is None
        assert await database.blogs.find_one({"slug": "title-2"}, {"_id": 0, "slug": 1}) == {
            "slug": "title-2"
        }
        with pytest.raises(DuplicateKeyError):
            await database.blogs.insert_one({"slug": "title-2"})


async def test_the_first_start_after_an_upgrade_fills_the_table_of_values(tmp_path: Path):
    async with served(tmp_path) as (_, database):
        await make_indexes(database)
        await database.blogs.insert_many([blog(number, authors=1) for number in range(10)])
    with closing(sqlite3.connect(tmp_path / "test.sqlite")) as stored, stored:
        stored.execute("DELETE FROM mongoeco_schema_migrations WHERE component LIKE 'cms_blog_%'")
        stored.execute("DELETE FROM scalar_index_entries")
    async with served(tmp_path) as (_, database):
        with pytest.raises(DuplicateKeyError):
            await database.blogs.insert_one({"slug": "title-2"})


async def test_indexes_of_an_earlier_release_are_replaced(tmp_path: Path):
    async with served(tmp_path) as (_, database):
        await make_indexes(database)
        await database.blogs.insert_many([blog(number, authors=1) for number in range(10)])
    with closing(sqlite3.connect(tmp_path / "test.sqlite")) as stored, stored:
        name = '"slug on test.blogs"'
        stored.execute(f"DROP INDEX {name}")
        stored.execute(f"CREATE INDEX {name} ON documents (db_name, coll_name)")
        stored.execute('CREATE INDEX "odd.slug" ON documents (db_name, coll_name)')
    async with served(tmp_path) as (_, database):
        await make_indexes(database)
        assert await database.blogs.count_documents({"slug": "title-2"}) == 1
    with closing(sqlite3.connect(tmp_path / "test.sqlite")) as stored:
        query = (
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'documents'"
        )
        found = {name: text for name, text in stored.execute(query) if text}
    assert "odd.slug" not in found
    assert "plan_by_parameters" in found
    del found["plan_by_parameters"]
    # A write of another collection evaluates the condition only.
    assert all("WHERE db_name = 'test' AND coll_name = " in text for text in found.values())


async def test_statements_older_than_the_indexes_find_the_documents_of_each_collection(
    tmp_path: Path,
):
    async with served(tmp_path) as (_, database):
        names = ["first", "second", "third"]
        assert [await database[name].estimated_document_count() for name in names] == [0, 0, 0]
        for number, name in enumerate(names):
            await database[name].create_index("n", name="n")
            await database[name].insert_many([{"n": n} for n in range(number + 1)])
            counts = [await database[each].estimated_document_count() for each in names]
            assert counts == [*range(1, number + 2), *[0] * (2 - number)]
        assert [await database[name].count_documents({"n": 0}) for name in names] == [1, 1, 1]


async def test_a_collection_may_have_any_name(tmp_path: Path):
    async with served(tmp_path) as (_, database):
        things = database["it's"]
        await things.create_index("name", name="name")
        await things.insert_one({"_id": 1, "name": "a"})
        assert await things.find({"name": "a"}).to_list() == [{"_id": 1, "name": "a"}]
