"""Memory that feeds and the sitemap of many posts take."""

import gzip
import tracemalloc
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Any, Self, override

import pytest
from api import Api
from bson import ObjectId
from feed_posts import ATOM, START, client_of, elements, make_post

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
    async with client_of(api.services) as client:
        bodies: dict[str, list[bytes]] = {}
        await client.get("/robots.txt")
        tracemalloc.start()
        try:
            for path in paths:
                headers = {"accept-encoding": "gzip"}
                async with client.stream("GET", path, headers=headers) as response:
                    assert response.status_code == 200
                    bodies[path] = [chunk async for chunk in response.aiter_raw()]
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak < MOST_MEMORY
    texts = {path: gzip.decompress(b"".join(bodies[path])) for path in paths}
    parts = [text.count(b"<url>") for path, text in texts.items() if path.startswith("/sitemap")]
    assert sum(parts) == number


async def test_a_sitemap_is_read_in_batches(api: Api, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sitemap, "MAX_URLS", 300)
    await insert(api, 400)
    await check(api, 400, ["/feed.xml", "/sitemap.xml", "/sitemap-1.xml", "/sitemap-2.xml"])


class ManyPosts:
    """Stands for the collection: storing as many posts would take minutes."""

    def __init__(self, number: int) -> None:
        self._number = number

    def collection(self) -> Self:
        return self

    async def find_one(self, *_: object, **__: object) -> dict[str, Any]:
        return {"published_at": START}

    def find(self, *_: object, skip: int, limit: int, **__: object) -> "Rows":
        return Rows(skip, min(skip + limit, self._number))


class Rows(AbstractAsyncContextManager[None]):
    """Stands for a cursor: yields posts."""

    def __init__(self, start: int, stop: int) -> None:
        self._numbers = range(start, stop)

    @override
    async def __aexit__(self, *_: object) -> None:
        pass

    async def __aiter__(self) -> AsyncGenerator[dict[str, Any]]:
        post = make_post(0, ObjectId())
        for number in self._numbers:
            yield post | {"slug": f"a-post-with-a-slug-of-usual-length-{number}"}


@pytest.mark.slow
async def test_a_sitemap_of_100_000_posts_takes_bounded_memory(
    api: Api, monkeypatch: pytest.MonkeyPatch
):
    async def count() -> int:
        return 100_000

    monkeypatch.setattr(service, "BlogDocument", ManyPosts(100_000))
    monkeypatch.setattr(sitemap, "count_published", count)
    await check(api, 100_000, ["/sitemap.xml", "/sitemap-1.xml", "/sitemap-2.xml"])


async def test_a_feed_has_posts_of_the_greatest_length(api: Api):
    posts = [make_post(number, ObjectId()) for number in range(service.POSTS_IN_FEED)]
    for post in posts:
        post["final_blog"]["html"] = "<p>A long text.</p>\n" * 5_000
    await api.services.database["blogs"].insert_many(posts)
    async with client_of(api.services) as client:
        response = await client.get("/feed.xml")
    assert len(elements(response).findall(f"{ATOM}entry")) == service.POSTS_IN_FEED
    assert len(response.content) > 3_000_000
