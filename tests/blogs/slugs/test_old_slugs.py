"""Slugs of scheduled blogs and of blogs of earlier releases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from api import Api, oid_of
from httpx import ASGITransport, AsyncClient
from slug_changes import TAKEN, Slugs, old

from cms_blog.context import Services
from cms_blog.database.indexes import Indexes
from cms_blog.server.app import create_app


async def scheduled(slugs: Slugs, blog: dict[str, Any]) -> None:
    at = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    await slugs.api.move("requestPublish", blog["id"], slugs.author)
    approved = await slugs.api.move("approveBlog", blog["id"], slugs.admin, publishAt=at)
    assert approved["blog"]["status"] == "SCHEDULED"


async def test_the_author_changes_the_slug_of_a_scheduled_blog(slugs: Slugs):
    blog = await slugs.api.make_blog(slugs.author, title="Soon")
    await scheduled(slugs, blog)
    assert (await slugs.update(blog, "pears", slugs.admin))["__typename"] == "BlogStatusError"
    await slugs.changed(blog, "pears", slugs.author)
    assert [await slugs.found(each) for each in ("soon", "pears")] == [None, None]
    withdrawn = await slugs.api.move("withdrawBlog", blog["id"], slugs.author)
    assert withdrawn["blog"]["slug"] == "pears"
    raw = await slugs.raw(blog)
    assert (raw["slugs"], "first_published_at" in raw) == (["pears"], False)
    assert (await slugs.published("Soon"))["slug"] == "soon"
    # It is still the author's to change.
    await slugs.changed(blog, "plums", slugs.author)


@pytest.mark.parametrize("field", ["withdrawBlog", "unpublishBlog"])
async def test_a_cancelled_publication_frees_a_generated_slug(slugs: Slugs, field: str):
    blog = await slugs.api.make_blog(slugs.author, title="Soon")
    await scheduled(slugs, blog)
    assert (await slugs.raw(blog))["slugs"] == ["soon"]
    person = slugs.author if field == "withdrawBlog" else slugs.admin
    await slugs.api.move(field, blog["id"], person)
    assert not (await slugs.raw(blog)).keys() & {"slug", "slugs", "slug_chosen"}
    assert (await slugs.published("Soon"))["slug"] == "soon"


async def test_a_blog_that_is_scheduled_again_keeps_its_slugs(slugs: Slugs):
    blog = await slugs.published()
    await slugs.changed(blog, "pears", slugs.admin)
    await slugs.api.move("unpublishBlog", blog["id"], slugs.admin)
    await scheduled(slugs, blog)
    assert (await slugs.update(blog, "plums", slugs.author))["__typename"] == "BlogStatusError"
    await slugs.changed(blog, "plums", slugs.admin)
    await slugs.api.move("withdrawBlog", blog["id"], slugs.author)
    assert (await slugs.raw(blog))["slugs"] == ["tomatoes", "pears", "plums"]


async def test_slugs_of_earlier_releases_resolve_and_are_taken(slugs: Slugs):
    blog = await old(slugs, status="published", slug="old")
    assert await slugs.found("old") == {"id": blog["id"], "slug": "old"}
    draft = await slugs.api.make_blog(slugs.author)
    assert (await slugs.update(draft, "old", slugs.author))["fields"] == TAKEN
    await slugs.changed(blog, "new", slugs.admin)
    assert await slugs.found("old") == {"id": blog["id"], "slug": "new"}
    assert (await slugs.update(draft, "old", slugs.author))["fields"] == TAKEN


async def test_a_blog_that_an_earlier_release_unpublished_was_public(slugs: Slugs):
    blog = await old(slugs, status="saved", slug="old")
    assert (await slugs.update(blog, "new", slugs.author))["__typename"] == "BlogStatusError"
    await slugs.changed(blog, "new", slugs.admin)
    # Still, after the change.
    assert (await slugs.update(blog, "newer", slugs.author))["__typename"] == "BlogStatusError"
    assert (await slugs.raw(blog))["slugs"] == ["old", "new"]


async def test_slugs_have_the_id_if_the_database_does_not_enforce_uniqueness(
    slugs: Slugs, services: Services
):
    refused = Indexes()
    refused.refused["blogs.slugs_1"] = "the collection is sharded"
    transport = ASGITransport(create_app(replace(services, indexes=refused)))
    async with AsyncClient(transport=transport, base_url="http://testserver") as http:
        sharded = Slugs(Api(http, services), slugs.author, slugs.admin)
        blog = await sharded.api.make_blog(slugs.author)
        oid = oid_of("Blog", blog["id"])
        for slug in ("pears", f"pears-{oid}"):
            result = await sharded.update(blog, slug, slugs.author)
            assert result["blog"]["slug"] == f"pears-{oid}"
        for length, typename in ((95, "UpdateSlugSuccess"), (96, "InvalidInputError")):
            result = await sharded.update(blog, "x" * length, slugs.author)
            assert result["__typename"] == typename
        # From before the collection was sharded.
        kept = await old(slugs, status="published", slug="old")
        await sharded.update(kept, "new", slugs.admin)
        await sharded.changed(kept, "old", slugs.admin)
