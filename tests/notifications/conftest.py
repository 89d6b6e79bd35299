"""Fixtures of the tests of mails about blogs."""

from collections.abc import AsyncGenerator
from dataclasses import replace

import pytest
from adjusted_settings import adjusted
from api import Api, Person
from httpx import ASGITransport, AsyncClient
from mail_server import mail_server
from notification_mails import Post, SignedUp
from pydantic import SecretStr
from starlette.applications import Starlette

from cms_blog.context import Services


@pytest.fixture
async def post(services: Services) -> AsyncGenerator[Post]:
    # Without the admins and entries of other tests.
    for name in ("users", "blogs"):
        await services.database[name].delete_many({})
    async with mail_server() as server:
        settings = adjusted(
            services.settings,
            smtp_url=SecretStr(f"smtp://127.0.0.1:{server.port}"),
            mail_from="Our Blog <blog@example.com>",
            frontend_url="https://example.com",
        )
        yield Post(replace(services, settings=settings), server)


@pytest.fixture(scope="session")
async def signed_up(app: Starlette, services: Services) -> SignedUp:
    """Accounts made through the API, once for all tests."""
    async with AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as http:
        api = Api(http, services)
        author, admin = await api.make_user(name="Ada"), await api.make_admin()
    found = services.database["users"].find({"email": {"$in": [author.email, admin.email]}})
    return SignedUp(author, admin, {user["email"]: user for user in await found.to_list()})


@pytest.fixture
async def author(signed_up: SignedUp, post: Post) -> Person:
    await post.database["users"].insert_one(signed_up.users[signed_up.author.email])
    return signed_up.author


@pytest.fixture
async def admin(signed_up: SignedUp, post: Post) -> Person:
    await post.database["users"].insert_one(signed_up.users[signed_up.admin.email])
    return signed_up.admin
