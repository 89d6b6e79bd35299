"""The sitemap, its index, and robots.txt, validated by the schema of the protocol."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from api import Api
from bson import ObjectId
from feed_posts import SERVER, SITE, START, client_of, elements, make_post
from httpx import AsyncClient
from xmlschema import XMLSchema

from cms_blog.database.clock import now
from cms_blog.feeds import sitemap

NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SCHEMA = XMLSchema(Path(__file__).parent / "sitemap.xsd")


@pytest.fixture
async def client(api: Api) -> AsyncIterator[AsyncClient]:
    """A client, on an empty database."""
    async with client_of(api.services) as client:
        yield client


async def urls_in(client: AsyncClient, path: str) -> list[tuple[str | None, str | None]]:
    """Return `loc` and `lastmod` of each entry of a valid sitemap or index."""
    response = await client.get(path)
    assert response.headers["content-type"] == "application/xml; charset=utf-8"
    root = elements(response)
    SCHEMA.validate(response.text)
    return [
        (each.findtext(f"{NAMESPACE}loc"), each.findtext(f"{NAMESPACE}lastmod")) for each in root
    ]


async def test_the_sitemap_has_each_public_post_with_the_time_of_its_text(
    api: Api, client: AsyncClient
):
    posts = [make_post(number, ObjectId()) for number in range(3)]
    posts[0]["approved_at"] = START + timedelta(days=1)
    posts[1]["updated_at"] = START + timedelta(days=9)
    later = {"published_at": now() + timedelta(minutes=1)}
    hidden = [make_post(8, ObjectId()) | later, make_post(9, ObjectId()) | {"status": "saved"}]
    await api.services.database["blogs"].insert_many([*posts, *hidden])
    assert await urls_in(client, "/sitemap.xml") == [
        (f"{SITE}/posts/post-0", "2024-05-02T12:00:00Z"),
        (f"{SITE}/posts/post-1", "2024-05-01T13:00:00Z"),
        (f"{SITE}/posts/post-2", "2024-05-01T14:00:00Z"),
    ]
    assert await urls_in(client, "/sitemap-1.xml") == await urls_in(client, "/sitemap.xml")
    response = await client.get("/sitemap.xml")
    assert response.headers["last-modified"] == "Fri, 10 May 2024 12:00:00 GMT"


async def test_a_site_without_posts_has_a_valid_sitemap(client: AsyncClient):
    assert await urls_in(client, "/sitemap.xml") == [(f"{SITE}/", None)]
    assert (await client.get("/sitemap-1.xml")).status_code == 404


@pytest.mark.parametrize(("posts", "parts"), [(4, [4]), (5, [4, 1]), (8, [4, 4]), (9, [4, 4, 1])])
async def test_more_posts_than_a_file_may_have_are_in_parts(
    api: Api, client: AsyncClient, monkeypatch: pytest.MonkeyPatch, posts: int, parts: list[int]
):
    monkeypatch.setattr(sitemap, "MAX_URLS", 4)
    stored = [make_post(number, ObjectId()) for number in range(posts)]
    await api.services.database["blogs"].insert_many(stored)
    index = await urls_in(client, "/sitemap.xml")
    if len(parts) > 1:
        assert index == [
            (f"{SERVER}/sitemap-{number + 1}.xml", f"{newest:%Y-%m-%dT%H:%M:%SZ}")
            for number in range(len(parts))
            for newest in [START + timedelta(hours=min(4 * number + 4, posts) - 1)]
        ]
        response = await client.get("/sitemap.xml")
        assert "sitemapindex" in response.text
        assert response.headers["last-modified"] == (START + timedelta(hours=posts - 1)).strftime(
            "%a, %d %b %Y %H:%M:%S GMT"
        )
    found = [await urls_in(client, f"/sitemap-{number + 1}.xml") for number in range(len(parts))]
    assert [len(part) for part in found] == parts
    expected = [f"{SITE}/posts/post-{number}" for number in range(posts)]
    assert [url for part in found for url, _ in part] == expected
    assert (await client.get(f"/sitemap-{len(parts) + 1}.xml")).status_code == 404


@pytest.mark.parametrize(
    "part", ["0", "01", "-1", "1.5", "x", "٣", "9999", "10000", "9" * 5_000, "%00", "1%0a"]
)
async def test_other_parts_are_not_found(client: AsyncClient, part: str):
    assert (await client.get(f"/sitemap-{part}.xml")).status_code == 404


def test_a_file_has_as_many_urls_as_the_protocol_allows():
    assert sitemap.MAX_URLS == 50_000


@pytest.mark.parametrize(
    ("server", "prefix"), [("https://cms.example", ""), ("https://example.com/api", "/api")]
)
async def test_robots_txt_names_the_sitemap_and_hides_links_with_tokens(
    api: Api, server: str, prefix: str
):
    async with client_of(api.services, public_base_url=server) as client:
        response = await client.get("/robots.txt")
        head = await client.head("/robots.txt")
    assert head.headers["content-length"] == response.headers["content-length"]
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.headers["cache-control"].startswith("public, max-age=86400, s-maxage=86400")
    assert response.text == (
        f"User-agent: *\nDisallow: {prefix}/export\nDisallow: {prefix}/mail/\n\n"
        f"Sitemap: {server}/sitemap.xml\n"
    )
