"""Headers for shared caches, with the application's schema."""

from datetime import timedelta

import pytest
from api import Api
from bson import ObjectId
from feed_posts import client_of, make_post

from cms_blog.database.clock import now

PUBLIC = "{ publishedBlogs { nodes { title } } }"
FRESH = "public, max-age=5, s-maxage=5, stale-while-revalidate=60"


@pytest.mark.parametrize(
    ("query", "caching"),
    [
        (PUBLIC, FRESH),
        ("{ tags { name } }", FRESH),
        ("{ publishedBlogs { nodes { feedback authorEmail } } }", FRESH),
        ("{ publishedBlogs(first: 0) { nodes { title } } }", "no-store"),
        ("{ publishedBlogs { nodes { nothing } } }", "no-store"),
        ("{ viewer { email } }", "no-store"),
        (PUBLIC.replace("{ p", "{ viewer { email } p"), "no-store"),
        ("{ blogs { nodes { title } } }", "no-store"),
        ("mutation { logoutEverywhere { __typename } }", "no-store"),
    ],
)
async def test_anonymous_gets_of_public_data_may_be_kept(api: Api, query: str, caching: str):
    author = await api.make_user()
    async with client_of(api.services, public_cache_seconds=5) as client:
        for headers in ({}, {"authorization": f"Bearer {author.token}"}, {"authorization": "x"}):
            response = await client.get("/graphql", params={"query": query}, headers=headers)
            assert response.headers["cache-control"] == ("no-store" if headers else caching)
            if caching == FRESH and not headers:
                vary = response.headers["vary"].split(", ")
                assert vary == ["Accept", "Authorization", "Origin"]


async def test_no_cache_reads_what_is_public_now(api: Api):
    posts = api.services.database["blogs"]
    async with client_of(api.services, public_cache_seconds=60) as client:

        async def count(cache_control: str) -> int:
            headers = {"cache-control": cache_control}
            response = await client.post("/graphql", json={"query": PUBLIC}, headers=headers)
            return len(response.json()["data"]["publishedBlogs"]["nodes"])

        assert await count("") == 0
        await posts.insert_one(make_post(1, ObjectId()))
        assert (await count(""), await count("max-age=0, No-Cache")) == (0, 1)
        # The response replaces the cached one.
        assert await count("") == 1


async def test_no_copy_outlives_the_next_publication(api: Api):
    at = now() + timedelta(seconds=20)
    scheduled = make_post(2, ObjectId()) | {"published_at": at, "first_published_at": at}
    await api.services.database["blogs"].insert_one(scheduled)
    async with client_of(api.services, public_cache_seconds=60) as client:
        response = await client.get("/graphql", params={"query": PUBLIC})
    fresh, shared, *stale = response.headers["cache-control"].removeprefix("public, ").split(", ")
    assert int(fresh.removeprefix("max-age=")) <= 20
    assert (shared, stale) == (fresh.replace("max-age", "s-maxage"), [])
