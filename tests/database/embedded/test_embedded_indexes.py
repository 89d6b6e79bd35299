"""No command of the product's reads more of the embedded database as documents grow."""

import datetime as dt
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from bson import ObjectId
from embedded_engine import AUTHORS, START, Database, blog, make_indexes, served
from explain import indexes_used

NEWEST_FIRST = {"created_at": -1, "_id": -1}


@pytest_asyncio.fixture(scope="module")
async def database(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Database]:
    async with served(tmp_path_factory.mktemp("engine")) as (_, database):
        await make_indexes(database)
        await database.blogs.insert_many([blog(number, authors=4) for number in range(40)])
        await database.users.insert_one({"email": "a@example.org"})
        yield database


def after(field: str, when: dt.datetime, last: ObjectId) -> dict[str, Any]:
    """Filter for the documents after `last` in a list, newest first."""
    return {
        field: {"$lte": when},
        "$or": [{field: {"$lt": when}}, {field: when, "_id": {"$lt": last}}],
    }


# -- indexes

PAGES: dict[str, tuple[dict[str, Any], dict[str, int], str]] = {
    "own": ({"author_id": AUTHORS[0]}, NEWEST_FIRST, "author"),
    "own by status": (
        {"author_id": AUTHORS[0], "status": "saved"},
        NEWEST_FIRST,
        "author_status",
    ),
    "own, continued": (
        {"author_id": AUTHORS[0], **after("created_at", START, ObjectId())},
        NEWEST_FIRST,
        "author",
    ),
    "own, searched": (
        {"author_id": AUTHORS[0], "meta.title": {"$regex": "le 1", "$options": "i"}},
        NEWEST_FIRST,
        "author",
    ),
    "queue": ({"status": "pending"}, {"requested_at": 1, "_id": 1}, "requested"),
    "published": ({"status": "published"}, {"published_at": -1, "_id": -1}, "published"),
    "published, continued": (
        {"status": "published", **after("published_at", START, ObjectId())},
        {"published_at": -1, "_id": -1},
        "published",
    ),
}


@pytest.mark.parametrize(("filter_", "sort", "index"), PAGES.values(), ids=PAGES)
async def test_a_page_is_found_and_sorted_by_an_index(
    database: Database, filter_: dict[str, Any], sort: dict[str, int], index: str
):
    command = {"find": "blogs", "filter": filter_, "sort": sort, "limit": 21}
    assert await indexes_used(database, command) == [index]


@pytest.mark.parametrize(
    ("command", "index"),
    [
        ({"find": "blogs", "filter": {"slug": "a"}, "limit": 1}, "slug"),
        ({"find": "users", "filter": {"email": "a@example.org"}, "limit": 1}, "email"),
        ({"find": "users", "filter": {"_id": {"$in": AUTHORS}}}, "_id_"),
        ({"count": "blogs", "query": {"author_id": AUTHORS[0]}}, "author"),
        (
            {
                "aggregate": "blogs",
                "pipeline": [
                    {"$match": {"author_id": AUTHORS[0]}},
                    {"$group": {"_id": "$status", "count": {"$sum": 1}}},
                ],
                "cursor": {},
            },
            "author",
        ),
        (
            {
                "findAndModify": "blogs",
                "query": {"_id": AUTHORS[0], "status": "pending"},
                "update": {"$set": {"status": "published"}},
            },
            "_id_",
        ),
        (
            {
                "update": "blogs",
                "updates": [{"q": {"_id": AUTHORS[0]}, "u": {"$set": {"status": "saved"}}}],
            },
            "_id_",
        ),
        (
            {
                "delete": "blogs",
                "deletes": [{"q": {"_id": AUTHORS[0], "status": "saved"}, "limit": 1}],
            },
            "_id_",
        ),
    ],
)
async def test_a_command_uses_an_index(database: Database, command: dict[str, Any], index: str):
    used = await indexes_used(database, command)
    assert used[0].startswith(index)


@pytest.mark.parametrize(
    "command",
    [
        {"find": "blogs", "filter": {"meta.title": "Title 1"}},
        {"find": "blogs", "filter": {}, "sort": {"created_at": 1}},
        {"find": "blogs", "filter": {"author_id": AUTHORS[0]}, "sort": {"slug": 1}},
        {"find": "blogs", "filter": {"$expr": {"$eq": ["$status", "saved"]}}},
    ],
)
async def test_the_helper_fails_for_collection_scans(database: Database, command: dict[str, Any]):
    with pytest.raises(AssertionError):
        await indexes_used(database, command)


# -- work that stays the same


async def the(found: Awaitable[dict[str, Any] | None]) -> dict[str, Any]:
    document = await found
    assert document is not None
    return document


Work = Callable[[Database], Awaitable[object]]


async def insert(database: Database) -> object:
    return await database.blogs.insert_one(blog(9_999, authors=7))


async def insert_published(database: Database) -> object:
    return await database.blogs.insert_one(blog(7_015, authors=7))


async def sign_up(database: Database) -> object:
    return await database.users.insert_one({"email": "new@example.org"})


async def move(database: Database) -> object:
    one = await the(database.blogs.find_one({"slug": "to-move"}, {"_id": 1}))
    moved = await database.blogs.find_one_and_update(
        {"_id": one["_id"], "status": "published"},
        {"$set": {"status": "saved"}, "$unset": {"slug": ""}, "$inc": {"revision": 1}},
    )
    assert moved is not None
    return moved


async def edit(database: Database) -> object:
    one = await the(database.blogs.find_one({"slug": "to-edit"}, {"_id": 1}))
    edited = await database.blogs.find_one_and_update(
        {"_id": one["_id"], "status": {"$in": ["published"]}, "revision": {"$in": [1, None]}},
        {"$set": {"search_words": ["new"]}},
    )
    assert edited is not None
    return edited


async def delete(database: Database) -> object:
    one = await the(database.blogs.find_one({"slug": "to-delete"}, {"_id": 1}))
    deleted = await database.blogs.delete_one({"_id": one["_id"], "status": "published"})
    assert deleted.deleted_count == 1
    return deleted


def page(name: str) -> Work:
    filter_, sort, _ = PAGES[name]

    async def read(database: Database) -> object:
        found = database.blogs.find(filter_, {"final_blog": 0}).sort(sort).limit(5)
        return await found.to_list()

    return read


async def stats(database: Database) -> object:
    pipeline: list[Mapping[str, Any]] = [
        {"$match": {"author_id": AUTHORS[0]}},
        {"$group": {"_id": "$status", "count": {"$sum": 1}}},
    ]
    return await (await database.blogs.aggregate(pipeline)).to_list()


async def count(database: Database) -> object:
    answer = await database.command("count", "blogs", query={"author_id": AUTHORS[0]})
    assert answer["n"] == 10
    return answer


async def by_email(database: Database) -> object:
    return await database.users.find_one({"email": "u0@example.org"})


async def by_ids(database: Database) -> object:
    return await database.users.find({"_id": {"$in": AUTHORS[:5]}}).to_list()


WORK: dict[str, Work] = {
    **{name: page(name) for name in PAGES},
    **{
        work.__name__: work
        for work in (
            insert,
            insert_published,
            sign_up,
            move,
            edit,
            delete,
            stats,
            count,
            by_email,
            by_ids,
        )
    },
}


@pytest.fixture(scope="module")
async def steps(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, int]]:
    """Steps of each piece of work right after a write, with 60 and with 300 documents."""
    taken: list[dict[str, int]] = []
    for size in (60, 300):
        async with served(tmp_path_factory.mktemp("size")) as (engine, database):
            await make_indexes(database)
            users = [{"_id": id_, "email": f"u{n}@example.org"} for n, id_ in enumerate(AUTHORS)]
            await database.users.insert_many(users[: size // 10])
            await database.blogs.insert_many([blog(n, authors=size // 10) for n in range(size)])
            if size == 300:
                await database.users.insert_many(
                    [{"email": f"more{n}@example.org"} for n in range(200)]
                )
            await database.blogs.insert_many(
                [
                    {"status": "published", "slug": slug}
                    for slug in ("to-move", "to-edit", "to-delete")
                ]
            )
            # The first look at a field that is in no index reads all, once.
            await edit(database)
            taken.append({})
            for name, work in WORK.items():
                await database.blogs.insert_one({"status": "other"})
                await database.users.insert_one({"email": name})
                engine.calls = 0
                await work(database)
                taken[-1][name] = engine.calls
    return taken


@pytest.mark.parametrize("name", WORK)
async def test_work_does_not_grow_with_the_collection(steps: list[dict[str, int]], name: str):
    few, many = (taken[name] for taken in steps)
    # Five times the documents; a level more in a tree of pages is allowed for.
    assert many < few * 1.2 + 5


async def test_an_acknowledged_write_is_synced_to_disk(tmp_path: Path):
    async with served(tmp_path) as (engine, _):
        assert engine.safety == ["wal", 2]


async def test_excluded_fields_are_not_decoded(tmp_path: Path):
    async with served(tmp_path) as (engine, database):
        await database.blogs.insert_one(blog(0, authors=1))
        await database.blogs.find({}, {"final_blog": 0, "meta.title": 0}).to_list()
        assert set(engine.decoded) == {"_id", "author_id", "status", "created_at", "meta"}
        await database.blogs.find({}, {"_id": 0, "meta.title": 1, "created_at": 1}).to_list()
        assert set(engine.decoded) == {"_id", "meta", "created_at"}
        assert engine.decoded["meta"] == {"title": "Title 0"}
        path = "final_blog.render.sections.heading"
        (found,) = await database.blogs.find({}, {"_id": 0, path: 1}).to_list()
        assert set(engine.decoded["final_blog"]) == {"render"}
        assert found == {"final_blog": {"render": {"sections": [{"heading": "h"}]}}}


async def test_queries_share_the_connection_of_their_thread(tmp_path: Path):
    async with served(tmp_path) as (engine, database):
        await database.blogs.find({}).to_list()
        before = len(engine.connections)
        for _ in range(20):
            await database.blogs.find({}).to_list()
        # The pool may start another thread, which opens its own connection, once.
        opened = engine.connections[before:]
        assert len(set(opened)) == len(opened)
