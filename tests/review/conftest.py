"""Fixtures of the review tests."""

from collections.abc import AsyncIterator

import pytest
from stored_blogs import (
    FIRST,
    Blogs,
)

from cms_blog.context import Services


@pytest.fixture
async def blogs(services: Services) -> AsyncIterator[Blogs]:
    """Blogs and accounts; no action may change the blog of another author."""
    found = Blogs(services)
    for collection in (found.stored, found.users):
        await collection.delete_many({})
    await found.stored.insert_one(found.bystander)
    for user in (found.admin, found.author):
        raw = {"_id": user.oid, "name": user.name, "email": user.email, "role": user.role.value}
        await found.users.insert_one(raw | {"created_at": FIRST})
    yield found
    assert await found.read(found.bystander) == found.bystander
