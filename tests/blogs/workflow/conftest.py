"""Fixtures of the tests of the workflow as a whole."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from api import Api
from httpx import ASGITransport, AsyncClient
from newsroom import Newsroom

from cms_blog.accounts.user_cache import UserCache
from cms_blog.context import Services
from cms_blog.server.app import create_app


@pytest.fixture
async def newsroom(api: Api, services: Services) -> AsyncIterator[Newsroom]:
    """A server that caches users, which do not change here: fewer commands for each step."""
    app = create_app(replace(services, user_cache=UserCache(3600)))
    async with AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as http:
        yield await Newsroom.of(api, Api(http, services))
