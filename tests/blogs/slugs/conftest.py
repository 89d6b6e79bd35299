"""Fixtures of the tests of slugs."""

import pytest
from api import Api
from slug_changes import Slugs


@pytest.fixture
async def slugs(api: Api) -> Slugs:
    return Slugs(api, await api.make_user(), await api.make_admin())
