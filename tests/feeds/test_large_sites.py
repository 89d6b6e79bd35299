"""Memory that feeds and the sitemap of many posts take."""

import tracemalloc
from datetime import timedelta
from typing import Any

import pytest
from api import Api
from bson import ObjectId
from feed_posts import ATOM, START, client_of, elements, make_post, parsed

from cms_blog.feeds import service, sitemap

# Bytes: of one batch of posts, the compressed document and its copy, and chunks on their way.
MOST_MEMORY = 16_000_000


async def insert(api: Api, number: int) -> None:
    """Store small posts in bulk."""
    blogs = api.services.database["blogs"]
    author = ObjectId()
    for first in range(0, number, 1_000):
        posts: list[dict[str, Any]] = [
            {
                "_id": ObjectId(),
                "author_id": author,
                "status": "published",
                "slug": f"a-post-with-a-slug-of-usual-length-{at}",
                "published_at": START + timedelta(seconds=at),
                "updated_at": START,
            }
            for at in range(first, min(first + 1_000, number))
        ]
        await blogs.insert_many(posts, ordered=False)


async def check(api: Api, number: int, paths: list[str]) -> None:
    await insert(api, number)
    async with client_of(api.services) as client:
        await client.get("/robots.txt")
        tracemalloc.start()
        try:
            found = 0
            for path in paths:
                headers = {"accept-encoding": "gzip"}
                async with client.stream("GET", path, headers=headers) as response:
                    assert response.status_code == 200
                    async for _ in response.aiter_raw():
                        pass
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak < MOST_MEMORY
        for path in paths:
            response = await client.get(path)
            if path.startswith("/sitemap-"):
                found += len(elements(response))
            elif path.startswith("/feed"):
                assert len(parsed(response).entries) == service.POSTS_IN_FEED
        assert found == number


async def test_a_sitemap_is_read_in_batches(api: Api, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sitemap, "MAX_URLS", 300)
    await check(api, 400, ["/feed.xml", "/sitemap.xml", "/sitemap-1.xml", "/sitemap-2.xml"])


@pytest.mark.slow
async def test_feeds_and_sitemap_of_100_000_posts_take_bounded_memory(api: Api):
    await check(api, 100_000, ["/feed.xml", "/sitemap.xml", "/sitemap-1.xml", "/sitemap-2.xml"])


async def test_a_feed_has_posts_of_the_greatest_length(api: Api):
    posts = [make_post(number, ObjectId()) for number in range(service.POSTS_IN_FEED)]
    for post in posts:
        post["final_blog"]["html"] = "<p>A long text.</p>\n" * 5_000
    await api.services.database["blogs"].insert_many(posts)
    async with client_of(api.services) as client:
        response = await client.get("/feed.xml")
    assert len(elements(response).findall(f"{ATOM}entry")) == service.POSTS_IN_FEED
    assert len(response.content) > 3_000_000
