"""Fixtures of the tests of generation."""

from collections.abc import AsyncIterator

import pytest
from api import Api, Person
from emulator_app import HASTY_LIMITS, EmulatorApp, opened

from cms_blog.context import Services
from cms_blog.generation.gemini.endpoint import Endpoint
from cms_blog.generation.gemini.gateway import GEMINI


@pytest.fixture(scope="session")
async def shared_lab(services: Services) -> AsyncIterator[EmulatorApp]:
    async with opened(services) as lab:
        yield lab


@pytest.fixture(scope="session")
async def shared_hasty_lab(services: Services) -> AsyncIterator[EmulatorApp]:
    async with opened(services, limits=HASTY_LIMITS) as lab:
        yield lab


@pytest.fixture
async def hasty_lab(api: Api, shared_hasty_lab: EmulatorApp) -> EmulatorApp:
    """An API with the timeouts of HASTY_LIMITS, and an emulator without faults."""
    shared_hasty_lab.emulator.faults.clear()
    return shared_hasty_lab


@pytest.fixture
async def lab(api: Api, shared_lab: EmulatorApp) -> EmulatorApp:
    """An API with an emulator without faults."""
    shared_lab.emulator.faults.clear()
    shared_lab.emulator.changes.clear()
    shared_lab.gateway.text_breaker.record_success()
    shared_lab.gateway.image_breaker.record_success()
    shared_lab.gateway.endpoint = Endpoint(GEMINI)
    return shared_lab


@pytest.fixture
async def author(api: Api) -> Person:
    return await api.make_user()
