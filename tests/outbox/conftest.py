"""Fixtures of the tests of outboxes."""

from collections.abc import AsyncGenerator

import pytest
from mail_office import Office
from mail_server import mail_server

from cms_blog.context import Services


@pytest.fixture
async def office(services: Services) -> AsyncGenerator[Office]:
    users = services.database["users"]
    # Other tests leave users.
    await users.delete_many({})
    async with mail_server() as server:
        yield Office(server)
    await users.delete_many({"password_hash": {"$exists": False}})
