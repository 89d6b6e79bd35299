"""Fixtures of the tests of budgets."""

from typing import Any

import pytest
from bson import ObjectId
from manual_budgets import NOW, Clock

from cms_blog.accounts.documents import UserDocument
from cms_blog.context import Services


@pytest.fixture
async def user(services: Services) -> UserDocument:
    oid = ObjectId()
    raw: dict[str, Any] = {"_id": oid, "name": "Ada", "email": f"{oid}@a.example"}
    await services.database["users"].insert_one(raw | {"created_at": NOW})
    return UserDocument.read(raw | {"created_at": NOW})


@pytest.fixture
def clock() -> Clock:
    return Clock()
