"""Short-lived caches of users and of responses to signed-out callers."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from adjusted_settings import adjusted
from api import Api, Person
from httpx import ASGITransport, AsyncClient, Response

from cms_blog.accounts.user_cache import UserCache
from cms_blog.context import Services
from cms_blog.server.app import create_app

LIST = "{ publishedBlogs { nodes { title } } }"
VIEWER = "{ viewer { email } }"


class Clock:
    """A clock that tests advance."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def caching(services: Services, api: Api, clock: Clock) -> AsyncIterator[AsyncClient]:
    """A client of a server whose caches keep users and responses for 5 s."""
    settings = adjusted(services.settings, public_cache_seconds=5)
    kept = replace(services, settings=settings, user_cache=UserCache(5, clock=clock))
    async with AsyncClient(
        transport=ASGITransport(create_app(kept, clock)), base_url="http://testserver"
    ) as client:
        yield client


async def read(client: AsyncClient, query: str = LIST, **headers: str) -> Response:
    return await client.get("/graphql", params={"query": query}, headers=headers)


def titles(response: Response) -> list[str]:
    return [node["title"] for node in response.json()["data"]["publishedBlogs"]["nodes"]]


async def test_signed_out_readers_get_cached_responses_until_they_expire(
    api: Api, caching: AsyncClient, clock: Clock
):
    ada, admin = await api.make_user(), await api.make_admin()
    await api.make_published(ada, admin, title="First")
    first = await read(caching)
    assert titles(first) == ["First"]
    assert first.headers["Cache-Control"] == (
        "public, max-age=5, s-maxage=5, stale-while-revalidate=60"
    )
    # `Origin` is added by the CORS middleware, which is on in development.
    assert first.headers["Vary"] == "Accept, Authorization, Origin"
    await api.make_published(ada, admin, title="Second")
    assert (await read(caching)).content == first.content
    clock.now += 5
    assert titles(await read(caching)) == ["Second", "First"]


async def test_a_current_etag_gets_304(api: Api, caching: AsyncClient):
    etag = (await read(caching)).headers["ETag"]
    again = await read(caching, **{"If-None-Match": f'"other", W/{etag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == etag
    assert (await read(caching, **{"If-None-Match": '"other"'})).status_code == 200
    posted = await caching.post("/graphql", json={"query": LIST}, headers={"If-None-Match": etag})
    assert (posted.status_code, posted.headers["ETag"]) == (200, etag)


@pytest.mark.parametrize(
    "query",
    [
        VIEWER,
        "{ publishedBlogs { totalCount } viewer { email } }",
        "query { ...F } fragment F on Query { publishedBlogs { totalCount } }",
        "{ publishedBlogs(first: 0) { totalCount } }",
        "{ __typename }",
    ],
)
async def test_operations_with_non_public_fields_are_not_cached(
    api: Api, caching: AsyncClient, query: str
):
    response = await read(caching, query)
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers


async def test_signed_in_users_get_no_cached_response(api: Api, caching: AsyncClient):
    ada, admin = await api.make_user(), await api.make_admin()
    await api.make_published(ada, admin)
    query = "{ publishedBlogs { nodes { authorEmail viewerActions } } }"

    async def node(person: Person | None) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {person.token}"} if person else {}
        response = await read(caching, query, **headers)
        assert ("ETag" in response.headers) is (person is None)
        return response.json()["data"]["publishedBlogs"]["nodes"][0]

    assert await node(None) == {"authorEmail": None, "viewerActions": []}
    assert await node(admin) == {
        "authorEmail": ada.email,
        "viewerActions": ["UNPUBLISH", "ADD_NOTE", "CREATE_PREVIEW_LINK", "UPDATE_SLUG"],
    }
    assert await node(None) == {"authorEmail": None, "viewerActions": []}


async def test_variables_are_part_of_the_cache_key(api: Api, caching: AsyncClient):
    ada, admin = await api.make_user(), await api.make_admin()
    for title in ("One", "Two"):
        await api.make_published(ada, admin, title=title)
    document = "query($n: Int!) { publishedBlogs(first: $n) { nodes { title } } }"
    for number in (1, 2, 1):
        body = {"query": document, "variables": {"n": number}}
        assert len(titles(await caching.post("/graphql", json=body))) == number


async def test_users_are_cached_for_the_configured_lifetime(
    api: Api, caching: AsyncClient, clock: Clock
):
    """A logout on another server takes effect after the lifetime; on this server at once."""
    ada = await api.make_user()
    mine = {"Authorization": f"Bearer {ada.token}"}

    async def code() -> str | None:
        answer = (await read(caching, VIEWER, **mine)).json()
        return answer["errors"][0]["extensions"]["code"] if "errors" in answer else None

    assert await code() is None
    await api.execute(
        "mutation { logoutEverywhere { ... on LogoutEverywhereSuccess { viewer { email } } } }",
        as_user=ada,
    )
    assert await code() is None
    clock.now += 4.9
    assert await code() is None
    clock.now += 0.1
    assert await code() == "UNAUTHENTICATED"

    eve = await api.make_user()
    mine = {"Authorization": f"Bearer {eve.token}"}
    assert await code() is None
    logout = {"query": "mutation { logoutEverywhere { __typename } }"}
    assert (await caching.post("/graphql", json=logout, headers=mine)).status_code == 200
    assert await code() == "UNAUTHENTICATED"
