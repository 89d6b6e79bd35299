"""HTTP of feeds: conditional requests, encodings, errors, limits and hostile requests."""

import gzip
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from api import Api
from bson import ObjectId
from feed_posts import client_of, make_post, parsed
from httpx import AsyncClient

from cms_blog.database.clock import now
from cms_blog.feeds.conditions import http_date
from cms_blog.graphql.types.node_ids import encode_id

AUTHOR = ObjectId("665f00000000000000000001")
OF_AUTHOR = f"/feeds/authors/{encode_id('User', AUTHOR)}.xml"
PATHS = ["/feed.xml", "/feed.json", "/feeds/tags/web.xml", OF_AUTHOR, "/sitemap.xml"]
# Of the post of `client`.
MODIFIED = "Wed, 01 May 2024 13:00:00 GMT"


@pytest.fixture
async def client(api: Api) -> AsyncIterator[AsyncClient]:
    """A client, on a database with a post."""
    post = make_post(1, AUTHOR, tags=["Web"], tag_keys=["web"])
    await api.services.database["blogs"].insert_one(post)
    async with client_of(api.services, public_cache_seconds=5) as client:
        yield client


@pytest.mark.parametrize("path", PATHS)
async def test_head_has_the_headers_of_get(client: AsyncClient, path: str):
    for encoding in ("gzip", "identity"):
        headers = {"accept-encoding": encoding}
        got = await client.get(path, headers=headers)
        head = await client.head(path, headers=headers)
        assert (got.status_code, head.status_code, head.content) == (200, 200, b"")
        sent = [
            {name: value for name, value in each.headers.items() if name != "x-request-id"}
            for each in (got, head)
        ]
        assert sent[0] == sent[1]
        assert got.headers.get("content-encoding", "identity") == encoding
        assert got.headers["vary"] == "Accept-Encoding, Origin"


@pytest.mark.parametrize("path", PATHS)
async def test_both_encodings_have_the_same_text_and_their_lengths(client: AsyncClient, path: str):
    plain = await client.get(path, headers={"accept-encoding": "identity"})
    async with client.stream("GET", path, headers={"accept-encoding": "gzip"}) as response:
        zipped = b"".join([chunk async for chunk in response.aiter_raw()])
    assert gzip.decompress(zipped) == plain.content
    assert plain.headers["content-length"] == str(len(plain.content))
    assert response.headers["content-length"] == str(len(zipped))


@pytest.mark.parametrize("path", PATHS)
async def test_a_current_copy_is_not_sent_again(client: AsyncClient, path: str):
    first = await client.get(path)
    etag, modified = first.headers["etag"], first.headers["last-modified"]
    assert modified == MODIFIED
    cases: list[tuple[dict[str, str], int]] = [
        ({"if-none-match": etag}, 304),
        ({"if-none-match": etag.removeprefix("W/")}, 304),
        ({"if-none-match": f'"x", {etag}'}, 304),
        ({"if-none-match": "*"}, 304),
        ({"if-none-match": '"x"'}, 200),
        ({"if-none-match": "x" * 10_000}, 200),
        ({"if-modified-since": modified}, 304),
        ({"if-modified-since": "Wed, 01 May 2024 13:00:01 GMT"}, 304),
        ({"if-modified-since": "Wed, 01 May 2024 12:59:59 GMT"}, 200),
        ({"if-modified-since": "nonsense"}, 200),
        # The tag decides if both are sent.
        ({"if-none-match": '"x"', "if-modified-since": modified}, 200),
        ({"if-none-match": etag, "if-modified-since": "Thu, 01 Jan 1970 00:00:00 GMT"}, 304),
        ({"range": "bytes=0-1"}, 200),
    ]
    for method in ("GET", "HEAD"):
        for headers, status in cases:
            response = await client.request(method, path, headers=headers)
            assert response.status_code == status, headers
            assert response.headers["etag"] == etag
            if status == 304:
                assert response.content == b""
                assert response.headers["last-modified"] == modified
                assert "s-maxage" in response.headers["cache-control"]
                assert response.headers["vary"] == "Accept-Encoding, Origin"


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("Sun, 06 Nov 1994 08:49:37 GMT", datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)),
        ("Sunday, 06-Nov-94 08:49:37 GMT", datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)),
        ("Sun Nov  6 08:49:37 1994", datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)),
        ("", None),
        ("0", None),
        ("-1", None),
        ("Sun, 31 Feb 2024 08:49:37 GMT", None),
        ("Sun, 06 Nov 1994 99:49:37 GMT", None),
        ("Sun, 06 Nov 99999999999 08:49:37 GMT", None),
        ("Sun, 06 Nov 1994 08:49:37 +99999999", None),
        ("Fri, 31 Dec 9999 23:59:59 -2359", None),
        ("\x00", None),
        ("Sun, 06 Nov 1994 08:49:37 GMT" + " " * 100, None),
    ],
)
def test_the_three_forms_of_dates_are_read_and_others_ignored(text: str, parsed: datetime | None):
    assert http_date(text) == parsed


async def test_a_removal_changes_the_validators(api: Api):
    blogs = api.services.database["blogs"]
    await blogs.insert_many([make_post(number, AUTHOR) for number in (1, 2)])
    clock = [0.0]
    async with client_of(api.services, clock=clock, public_cache_seconds=5) as client:
        for path in ("/feed.xml", "/sitemap.xml"):
            first = await client.get(path)
            await blogs.update_one({"slug": "post-1"}, {"$set": {"status": "saved"}})
            clock[0] += 5
            headers = {"if-modified-since": first.headers["last-modified"]}
            again = await client.get(path, headers=headers)
            assert (again.status_code, again.headers["etag"] == first.headers["etag"]) == (
                200,
                False,
            )
            assert again.headers["last-modified"] != first.headers["last-modified"]
            await blogs.update_one({"slug": "post-1"}, {"$set": {"status": "published"}})


async def test_a_document_is_cached_until_the_next_publication(api: Api):
    blogs = api.services.database["blogs"]
    at = now() + timedelta(minutes=10)
    scheduled = make_post(2, AUTHOR) | {"published_at": at, "first_published_at": at}
    await blogs.insert_many([make_post(1, AUTHOR), scheduled])
    clock = [0.0]
    async with client_of(api.services, clock=clock, public_cache_seconds=3_600) as client:

        async def shown(path: str) -> tuple[int, list[str]]:
            response = await client.get(path)
            caching = response.headers["cache-control"].split(", ")
            return response.text.count("/posts/post-"), [part.partition("=")[2] for part in caching]

        for path in ("/feed.xml", "/sitemap.xml"):
            number, (_, fresh, shared, *stale) = await shown(path)
            assert number >= 1
            assert fresh == shared
            assert 590 <= int(fresh) <= 600
            assert stale == []
        await blogs.update_one({"slug": "post-2"}, {"$set": {"published_at": now()}})
        clock[0] = 580
        before = [await shown(path) for path in ("/feed.xml", "/sitemap.xml")]
        assert all(int(caching[1]) <= 20 for _, caching in before)
        clock[0] = 601
        after = [await shown(path) for path in ("/feed.xml", "/sitemap.xml")]
        assert [number for number, _ in after] > [number for number, _ in before]
        assert [caching[1:] for _, caching in after] == [["3600", "3600", "60"]] * 2


async def test_a_server_without_a_cache_shows_each_change_at_once(api: Api):
    blogs = api.services.database["blogs"]
    async with client_of(api.services) as client:
        for number in (1, 2):
            await blogs.insert_one(make_post(number, AUTHOR))
            response = await client.get("/feed.xml")
            assert len(parsed(response).entries) == number
            assert response.headers["cache-control"] == "public, max-age=0, s-maxage=0"


@pytest.mark.parametrize(
    "path",
    [
        *("/feeds/tags/unknown.xml", "/feeds/tags/.xml", "/feeds/tags/%20.xml", "/feeds/tags/web"),
        *("/feeds/tags/%2e%2e", "/feeds/tags/%2e%2e.xml", "/feeds/tags/%00.xml", "/feeds/tags/"),
        *(f"/feeds/tags/{'x' * 51}.xml", f"/feeds/tags/{'%F0%9F%92%A9' * 900}.xml"),
        *("/feeds/tags/%ff%fe.xml", "/feeds/tags/%ED%A0%80.xml", "/feeds/tags/$ne.xml"),
        *("/feeds/tags/%E2%80%8B.xml", "/feeds/tags/web%0a%0d.txt", "/feeds/tags/a/../web.json"),
        *("/feeds/authors/x.xml", "/feeds/authors/.xml", f"/feeds/authors/{AUTHOR}.xml"),
        f"/feeds/authors/{encode_id('Blog', AUTHOR)}.xml",
        f"/feeds/authors/{encode_id('User', ObjectId('665f00000000000000000009'))}.xml",
        *("/feeds/authors/%00.xml", f"/feeds/authors/{'A' * 5_000}.xml", "/feeds/authors/%ff.xml"),
        *("/feeds", "/feeds/", "/feed", "/feed.rss", "/sitemap-.xml", "/sitemap"),
    ],
)
async def test_what_does_not_exist_is_not_found_and_not_cached(client: AsyncClient, path: str):
    for method in ("GET", "HEAD"):
        response = await client.request(method, path)
        assert response.status_code == 404
        assert response.headers.get("cache-control", "no-store") == "no-store"


@pytest.mark.parametrize("path", [*PATHS, "/robots.txt", "/sitemap-1.xml"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE"])
async def test_other_methods_are_not_allowed(client: AsyncClient, path: str, method: str):
    assert (await client.request(method, path)).status_code == 405


@pytest.mark.parametrize("spelling", ["web", "WEB", " Web ", "We\u200bb", "\uff37eb"])
async def test_all_spellings_of_a_tag_have_one_feed(client: AsyncClient, spelling: str):
    expected = await client.get("/feeds/tags/web.xml")
    response = await client.get(f"/feeds/tags/{spelling}.xml")
    assert (response.status_code, response.content) == (200, expected.content)


HEADERS: list[dict[str, Any]] = [
    {"accept": "nonsense"},
    {"accept-encoding": "gzip;q=x, \x01"},
    {"accept-encoding": "x" * 10_000},
    {"if-none-match": "," * 5_000},
    {"if-modified-since": "9" * 5_000},
    {"if-range": '"x"', "range": "bytes=9-1"},
    {"range": f"bytes={'9' * 4_000}-"},
    {"authorization": "Bearer nonsense"},
    {"origin": "null"},
    {"host": "evil.example"},
    {"x-forwarded-host": "evil.example", "x-forwarded-prefix": "/evil"},
    {"cookie": "a=b"},
]


@pytest.mark.parametrize("headers", HEADERS, ids=range(len(HEADERS)))
async def test_unusual_headers_change_neither_status_nor_content(
    client: AsyncClient, headers: dict[str, Any]
):
    for path in [*PATHS, "/robots.txt"]:
        expected = await client.get(path)
        response = await client.get(path, headers=headers)
        assert (response.status_code, response.content) == (200, expected.content)


async def test_feeds_count_towards_the_rate_limit_of_an_address(api: Api):
    async with client_of(api.services, rate_limit_requests="2/minute") as client:
        statuses = [(await client.get(path)).status_code for path in PATHS[:2]]
        limited = await client.get("/sitemap.xml")
        assert (statuses, limited.status_code) == ([200, 200], 429)
        assert 1 <= int(limited.headers["retry-after"]) <= 60
        assert limited.headers["cache-control"] == "no-store"
        assert (await client.get("/robots.txt")).status_code == 200


async def test_a_front_end_of_an_allowed_origin_may_read_feeds(client: AsyncClient):
    origin = "http://localhost:5173"
    response = await client.get("/feed.json", headers={"origin": origin})
    assert response.headers["access-control-allow-origin"] == origin
    stranger = await client.get("/feed.json", headers={"origin": "https://evil.example"})
    assert "access-control-allow-origin" not in stranger.headers
    assert "Origin" in stranger.headers["vary"]
