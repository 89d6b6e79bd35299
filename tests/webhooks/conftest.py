"""Fixtures of the tests of events."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack

import pytest
from announced_events import HOUR, Hooks, configured
from api import Api, Person
from webhook_receiver import webhook_receiver

from cms_blog.context import Services
from cms_blog.webhooks import delivery


@pytest.fixture
async def hooks(
    api: Api, services: Services, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[Hooks]:
    # Nothing is repeated because a test takes long.
    monkeypatch.setattr(delivery, "_DELAYS", [HOUR])
    monkeypatch.setattr(delivery, "_FIRST_PAUSE", HOUR)
    monkeypatch.setattr(delivery, "_LONGEST_PAUSE", HOUR)
    for name in ("users", "blogs", "parked_entries"):
        await services.database[name].delete_many({})
    async with AsyncExitStack() as stack:
        receivers = [await stack.enter_async_context(webhook_receiver()) for _ in range(2)]
        yield Hooks(api, configured(services, *receivers), receivers)
        for name in ("users", "blogs", "parked_entries"):
            await services.database[name].delete_many({})


@pytest.fixture
async def author(api: Api, hooks: Hooks) -> Person:
    return await api.make_user(name="Ada")


@pytest.fixture
async def admin(api: Api, hooks: Hooks) -> Person:
    return await api.make_admin()
