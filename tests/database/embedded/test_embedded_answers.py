"""The embedded engine answers as MongoDB does."""

import asyncio
import datetime as dt
from collections.abc import AsyncGenerator
from typing import Any

import pytest
import pytest_asyncio
from bson import Binary, ObjectId
from embedded_engine import AUTHORS, START, STATUSES, Database, blog, make_indexes, served
from explain import indexes_used
from pymongo.errors import DuplicateKeyError, PyMongoError

HOUR = dt.timedelta(hours=1)


@pytest_asyncio.fixture(scope="module")
async def database(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Database]:
    async with served(tmp_path_factory.mktemp("engine")) as (_, database):
        await make_indexes(database)
        await database.blogs.insert_many([blog(number, authors=4) for number in range(40)])
        await database.users.insert_one({"email": "a@example.org"})
        yield database


VALUES: dict[str, Any] = {
    "null": None,
    "1": 1,
    "2.5": 2.5,
    "a": "a",
    "b": "b",
    "É": "É",
    "id 1": ObjectId("0" * 23 + "1"),
    "id 2": ObjectId("0" * 23 + "2"),
    "false": False,
    "true": True,
    "12:00": dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC),
    "12:00.5": dt.datetime(2026, 1, 1, 12, 0, 0, 500_000, tzinfo=dt.UTC),
}
ODD_VALUES: dict[str, Any] = {
    "array": ["a", 1],
    "document": {"a": 1},
    "bytes": Binary(b"a"),
}


@pytest_asyncio.fixture(scope="module", params=["plain", "with odd values"])
async def values(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[Database]:
    async with served(tmp_path_factory.mktemp("values")) as (_, database):
        await database.things.create_index({"kind": 1, "value": 1, "_id": 1})
        things = [{"_id": name, "kind": 1, "value": value} for name, value in VALUES.items()]
        await database.things.insert_many([{"_id": "missing", "kind": 1}, *things])
        if request.param != "plain":
            await database.things.insert_many(
                [{"_id": name, "kind": 2, "value": value} for name, value in ODD_VALUES.items()]
            )
        yield database


async def test_values_sort_in_bson_order_and_missing_sorts_as_null(values: Database):
    found = values.things.find({"kind": 1}).sort({"value": 1, "_id": 1})
    assert [thing["_id"] async for thing in found] == ["missing", *VALUES]
    found = values.things.find({"kind": 1}).sort({"value": -1, "_id": -1})
    assert [thing["_id"] async for thing in found] == ["missing", *VALUES][::-1]


@pytest.mark.parametrize("name", VALUES)
async def test_a_value_equals_only_itself(values: Database, name: str):
    found = await values.things.find({"kind": 1, "value": VALUES[name]}).to_list()
    expected = {"missing", "null"} if name == "null" else {name}
    assert {thing["_id"] for thing in found} == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"$in": ["a", None, 2.5]}, {"a", "2.5", "null", "missing"}),
        ({"$in": [VALUES["id 2"], VALUES["12:00"]]}, {"id 2", "12:00"}),
        ({"$in": []}, set[str]()),
        ({"$nin": ["a", 1]}, {*VALUES, "missing"} - {"a", "1"}),
        ({"$ne": "a"}, {*VALUES, "missing"} - {"a"}),
        ({"$regex": "^é$", "$options": "i"}, {"É"}),
        ({"$not": {"$regex": "a"}}, {*VALUES, "missing"} - {"a"}),
    ],
)
async def test_conditions(values: Database, condition: dict[str, Any], expected: set[str]):
    found = await values.things.find({"kind": 1, "value": condition}).to_list()
    assert {thing["_id"] for thing in found} == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"$lt": VALUES["12:00.5"]}, {"12:00"}),
        ({"$lte": VALUES["12:00.5"]}, {"12:00", "12:00.5"}),
        ({"$gt": VALUES["12:00"]}, {"12:00.5"}),
        ({"$gte": "b"}, {"b", "É"}),
        ({"$lt": 2.5}, {"1"}),
        ({"$gt": VALUES["id 1"]}, {"id 2"}),
    ],
)
async def test_a_range_matches_only_values_of_the_type_of_its_bound(
    database: Database, condition: dict[str, Any], expected: set[str]
):
    await database.ranges.drop()
    await database.ranges.create_index("value")
    things = [{"_id": name, "value": value} for name, value in VALUES.items()]
    await database.ranges.insert_many([{"_id": "missing"}, *things])
    found = await database.ranges.find({"value": condition}).to_list()
    assert {thing["_id"] for thing in found} == expected


async def test_a_value_in_an_array_matches(values: Database):
    await values.things.insert_one({"_id": "late", "kind": 3, "value": ["x", "y"]})
    assert await values.things.find_one({"kind": 3, "value": "y"}) is not None
    assert await values.things.find_one({"kind": 3, "value": {"$regex": "^y"}}) is not None
    await values.things.delete_one({"_id": "late"})


async def test_a_regular_expression_matches_in_arrays_of_documents(database: Database):
    await database.nested.insert_one({"list": [{"name": "Ann"}, {"name": "Bo"}]})
    assert await database.nested.find_one({"list.name": {"$regex": "^b", "$options": "i"}})
    assert not await database.nested.find_one({"list.name": {"$regex": "^c"}})


async def test_a_field_name_is_never_executed_as_sql(database: Database):
    for name in ("it's", "a') OR 1 --", 'quo"te'):
        assert await database.blogs.find({name: "x"}).to_list() == []
        assert await database.blogs.find({name: {"$regex": "x"}}).to_list() == []


@pytest.mark.parametrize(
    ("projection", "expected"),
    [
        ({"final_blog": 0, "meta": 0}, {"_id", "author_id", "status", "created_at"}),
        ({"status": 1}, {"_id", "status"}),
        ({"_id": 0, "status": True}, {"status"}),
        ({"meta.title": 1}, {"_id", "meta"}),
        ({"absent": 1}, {"_id"}),
    ],
)
async def test_a_projection_includes_or_excludes_the_named_fields(
    database: Database, projection: dict[str, Any], expected: set[str]
):
    found = database.blogs.find({"author_id": AUTHORS[0], "status": "saved"}, projection)
    documents = await found.to_list()
    assert documents
    assert all(document.keys() == expected for document in documents)
    if "meta.title" in projection:
        assert all(document["meta"].keys() == {"title"} for document in documents)


async def test_a_projection_excludes_a_nested_field(database: Database):
    one = await database.blogs.find_one({}, {"final_blog.html": 0})
    assert one is not None
    assert one["final_blog"] == {"render": {"sections": [{"heading": "h"}]}}


async def test_times_are_stored_with_milliseconds(database: Database):
    when = dt.datetime(2026, 1, 1, 12, 0, 0, 123_456, tzinfo=dt.UTC)
    await database.times.insert_one({"_id": 1, "at": when})
    kept = when.replace(microsecond=123_000)
    assert await database.times.find_one({"at": kept}) == {"_id": 1, "at": kept}


# -- twice at once


async def test_one_of_several_concurrent_status_changes_succeeds(database: Database):
    await database.races.create_index({"status": 1})
    for number in range(10):
        await database.races.insert_one({"_id": number, "status": "pending"})
        found = await asyncio.gather(
            *(
                database.races.find_one_and_update(
                    {"_id": number, "status": "pending"}, {"$set": {"status": status}}
                )
                for status in STATUSES
                if status != "pending"
            )
        )
        assert sum(answer is not None for answer in found) == 1


async def test_one_of_several_concurrent_inserts_of_a_unique_value_succeeds(database: Database):
    found = await asyncio.gather(
        *(database.users.insert_one({"email": "twin@example.org"}) for _ in range(20)),
        return_exceptions=True,
    )
    refused = [answer for answer in found if isinstance(answer, PyMongoError)]
    assert len(refused) == 19
    assert all(isinstance(error, DuplicateKeyError) for error in refused)
    assert await database.users.count_documents({"email": "twin@example.org"}) == 1


async def test_a_partial_unique_index_allows_repeated_missing_and_null_values(database: Database):
    await database.blogs.insert_many([{}, {}, {"slug": None}, {"slug": None}])
    await database.blogs.insert_one({"slug": "once"})
    with pytest.raises(DuplicateKeyError):
        await database.blogs.insert_one({"slug": "once"})
    with pytest.raises(DuplicateKeyError):
        await database.blogs.update_one({"slug": None}, {"$set": {"slug": "once"}})


async def test_an_id_is_unique(database: Database):
    one = {"_id": ObjectId()}
    await database.ids.insert_one(one)
    with pytest.raises(DuplicateKeyError):
        await database.ids.insert_one(one)


async def test_an_index_can_be_created_twice_and_dropped(database: Database):
    for _ in range(2):
        assert await database.again.create_index({"a": 1, "b": -1}, name="ab") == "ab"
    await database.again.drop_index("ab")
    await database.again.create_index({"a": -1}, name="ab")
    command = {"find": "again", "filter": {"a": "x"}}
    assert await indexes_used(database, command) == ["ab"]
    await database.again.drop()
    assert "again" not in await database.list_collection_names()


@pytest.mark.parametrize("with_arrays", [False, True])
async def test_a_path_is_answered_by_an_index_unless_a_parent_is_an_array(
    database: Database, with_arrays: bool
):
    things = database["paths_with_arrays" if with_arrays else "paths"]
    await things.create_index({"parent.state": 1, "parent.at": 1, "_id": 1}, name="nested")
    states = ["b", "a", None, "a"]
    documents: list[dict[str, Any]] = [
        {"_id": number, "parent": {"state": state, "at": START - number * HOUR}}
        for number, state in enumerate(states)
    ]
    documents += [{"_id": 4}, {"_id": 5, "parent": {}}, {"_id": 6, "parent": "a"}]
    if with_arrays:
        documents.append({"_id": 7, "parent": [{"state": "a", "at": START - 9 * HOUR}]})
    await things.insert_many(documents)
    command: dict[str, Any] = {
        "find": things.name,
        "filter": {"parent.state": "a"},
        "sort": {"parent.at": 1, "_id": 1},
    }
    found = (await database.command(command))["cursor"]["firstBatch"]
    assert [each["_id"] for each in found] == ([7, 3, 1] if with_arrays else [3, 1])
    absent = await things.find({"parent.state": None}).to_list()
    assert {each["_id"] for each in absent} == {2, 4, 5, 6}
    if not with_arrays:
        assert await indexes_used(database, command) == ["nested"]
