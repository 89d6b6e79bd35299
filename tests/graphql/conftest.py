"""Fixtures of the endpoint's tests."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest
from example_schema import Connect, World, example_endpoint


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
async def connect(world: World) -> AsyncGenerator[Connect]:
    """Makes clients of an endpoint with the settings given."""
    async with AsyncExitStack() as stack:

        def make(**settings: Any) -> httpx.AsyncClient:
            transport = httpx.ASGITransport(app=example_endpoint(world, **settings))
            client = httpx.AsyncClient(transport=transport, base_url="http://test/graphql")
            stack.push_async_callback(client.aclose)
            return client

        yield make


@pytest.fixture
def client(connect: Connect) -> httpx.AsyncClient:
    return connect()
