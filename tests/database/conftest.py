"""Fixtures of the tests of database commands."""

import pytest
from api import Api
from httpx import ASGITransport, AsyncClient
from mongodb_plans import crowded
from query_world import MadeWorld, World, make_world
from starlette.applications import Starlette

from cms_blog.context import Services


@pytest.fixture(scope="session")
async def made(app: Starlette, services: Services) -> MadeWorld:
    """A world made through the API, once for all tests."""
    collections = {name: services.database[name] for name in ("users", "blogs", "blog_versions")}
    for collection in collections.values():
        await collection.delete_many({})
    transport = ASGITransport(app)
    async with AsyncClient(transport=transport, base_url="http://testserver") as http:
        world = await make_world(Api(http, services))
    documents = {name: await found.find().to_list() for name, found in collections.items()}
    # The embedded database chooses by the shape of a query alone.
    on_mongodb = services.settings.mongodb_uri is not None
    return MadeWorld(world, crowded(documents) if on_mongodb else documents)


@pytest.fixture
async def world(api: Api, made: MadeWorld) -> World:
    """The world as it was made, in an otherwise empty database."""
    server = api.services.database["server"]
    await server.delete_many({})
    await server.insert_one({"_id": "admins", "ids": [], "version": 1})
    for name, documents in made.documents.items():
        await api.services.database[name].insert_many(documents)
    return made.world._replace(api=api)
