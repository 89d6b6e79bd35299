"""Indexes are made at the start without harm; the driver is told what the operator has set."""

import asyncio
from base64 import b64decode
from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import Any, cast

import pytest
from adjusted_settings import settings_with
from api import Api, Commands
from httpx import ASGITransport, AsyncClient
from pymongo import AsyncMongoClient, IndexModel
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.errors import AutoReconnect, OperationFailure
from structlog.testing import capture_logs

from cms_blog.context import Services
from cms_blog.database.client import client_options
from cms_blog.database.indexes import Indexes, indexed, indexes_of
from cms_blog.server.app import create_app
from cms_blog.server.documents import DOCUMENTS

EMAIL = IndexModel("email", unique=True)
NAME = IndexModel("name")


@pytest.fixture
async def people(services: Services) -> AsyncGenerator[AsyncCollection[Any]]:
    """A collection without indexes, in which one address stands twice."""
    collection = services.database["people_of_index_tests"]
    await collection.insert_many([{"email": "ada@example.com"}, {"email": "ada@example.com"}])
    yield collection
    await collection.drop()


async def test_an_index_that_cannot_be_built_is_reported_and_the_others_are_built(
    people: AsyncCollection[Any],
):
    with capture_logs() as logs:
        async with indexed({people: [EMAIL, NAME]}) as indexes:
            assert indexes.made
    assert set(await people.index_information()) == {"_id_", "name_1"}
    assert list(indexes.refused) == ["people_of_index_tests.email_1"]
    assert [line["event"] for line in logs] == ["index_refused"]


async def test_an_old_index_with_other_options_is_kept(people: AsyncCollection[Any]):
    await people.create_index("email", name="email_1")
    indexes = Indexes()
    await indexes.make({people: [NAME, EMAIL]})
    assert list(indexes.refused) == ["people_of_index_tests.email_1"]
    assert not (await people.index_information())["email_1"].get("unique")
    assert "name_1" in await people.index_information()


async def test_building_indexes_twice_changes_nothing(services: Services):
    before = await services.database["blogs"].index_information()
    async with indexed(indexes_of(DOCUMENTS), wait_seconds=None) as indexes:
        assert (indexes.made, indexes.refused) == (True, {})
    assert await services.database["blogs"].index_information() == before


async def test_index_builds_have_no_timeout_and_other_commands_have_one(
    api: Api, commands: Commands, services: Services
):
    with commands.sent() as sent:
        async with indexed(indexes_of(DOCUMENTS), wait_seconds=None):
            pass
        ada = await api.make_user()
        await api.execute("{ dashboardStats { total } }", as_user=ada)
    bounds = {next(iter(command)): command.get("maxTimeMS") for command in sent}
    assert (bounds.pop("createIndexes"), bounds.pop("hello")) == (None, None)
    assert bounds.keys() >= {"find", "insert", "aggregate"}
    longest = 1_000 * services.settings.limits.mongodb_timeout_seconds
    assert all(0 < (bound or 0) <= longest for bound in bounds.values())
    (insert,) = (command for command in sent if "insert" in command)
    assert insert["writeConcern"] == {"w": "majority"}


class SlowCollection:
    """One whose indexes take as long as a test wants, over a database that was just away."""

    name = "slow"

    def __init__(self, services: Services) -> None:
        self.database = services.database
        self.asked = 0
        self.finish = asyncio.Event()

    async def create_indexes(self, _: object, **options: str) -> None:
        self.asked += 1
        if self.asked == 1:
            raise AutoReconnect("the primary is gone")
        await self.finish.wait()


async def test_long_index_builds_run_in_the_background_and_the_node_is_not_ready(
    services: Services,
):
    slow = SlowCollection(services)
    wanted = cast("Any", {slow: [NAME]})
    async with indexed(wanted, wait_seconds=0) as indexes:
        transport = ASGITransport(create_app(replace(services, indexes=indexes)))
        async with AsyncClient(transport=transport, base_url="http://testserver") as http:
            ready = await http.get("/ready")
            assert ready.status_code == 503
            assert ready.json() == {"status": "indexes are being built"}
            page = {"query": "{ publishedBlogs(first: 1) { nodes { id } } }"}
            assert (await http.post("/graphql", json=page)).status_code == 200
            slow.finish.set()
            async with asyncio.timeout(60):
                while (await http.get("/ready")).status_code != 200:
                    pass
    assert slow.asked == 2


async def test_a_node_can_stop_during_an_index_build(services: Services):
    slow = SlowCollection(services)
    async with asyncio.timeout(60), indexed(cast("Any", {slow: [NAME]}), wait_seconds=0) as indexes:
        pass
    assert not indexes.made


async def test_slugs_contain_the_blog_id_without_a_unique_index(api: Api, services: Services):
    refused = Indexes()
    refused.refused["blogs.slug_1"] = "the collection is sharded"
    transport = ASGITransport(create_app(replace(services, indexes=refused)))
    async with AsyncClient(transport=transport, base_url="http://testserver") as http:
        sharded = Api(http, services)
        ada, admin = await api.make_user(), await api.make_admin()
        blogs = [await sharded.make_published(ada, admin) for _ in range(2)]
    for blog in blogs:
        oid = b64decode(blog["id"]).decode().removeprefix("Blog:")
        assert blog["slug"] == f"balcony-tomatoes-{oid}"


class RefusingCollection(SlowCollection):
    async def create_indexes(self, _: object, **options: str) -> None:
        raise OperationFailure("not authorized", 13)


async def test_other_index_errors_stop_the_start(services: Services):
    with pytest.raises(OperationFailure, match="not authorized"):
        async with indexed(cast("Any", {RefusingCollection(services): [NAME]})):
            pass


def options(uri: str, **given: Any) -> dict[str, Any]:
    return dict(client_options(uri, settings_with(_env_file=None, **given)))


def test_the_driver_uses_majority_writes_and_timeouts():
    told = options("mongodb://db.example.com")
    assert told == {
        "appname": "cms-blog",
        "connectTimeoutMS": 5_000,
        "retryReads": True,
        "retryWrites": True,
        "serverSelectionTimeoutMS": 20_000,
        "timeoutMS": 20_000,
        "tz_aware": True,
        "w": "majority",
    }


@pytest.mark.parametrize(
    "uri",
    [
        "mongodb://one,two,three/?replicaSet=rs0&W=1&maxpoolsize=7&retryWrites=false",
        "mongodb+srv://someone:p%40ss@cluster0.example.net/?w=1;maxPoolSize=7;retryWrites=false",
    ],
)
def test_options_in_the_uri_take_precedence(uri: str):
    assert not {"w", "maxPoolSize", "retryWrites"} & options(uri).keys()


async def test_the_driver_accepts_every_option():
    uri = "mongodb://127.0.0.1:1/?w=1&maxPoolSize=7&readPreference=secondaryPreferred"
    async with AsyncMongoClient[Any](uri, **options(uri)) as client:
        assert client.write_concern.document == {"w": 1}
        assert client.options.pool_options.max_pool_size == 7
        assert client.read_preference.name == "SecondaryPreferred"
        assert client.options.timeout == 20


@pytest.mark.parametrize(
    ("settings", "milliseconds"),
    [
        ({"mongodb_timeout_seconds": 3}, 3_000),
        # Less than the operation has: what is left is for telling.
        ({"query_timeout_seconds": 5}, 4_000),
        ({"mutation_timeout_seconds": 2.5}, 2_000),
    ],
)
def test_the_timeout_of_a_command_is_below_that_of_its_operation(
    settings: dict[str, float], milliseconds: int
):
    assert options("mongodb://db", **settings)["timeoutMS"] == milliseconds
