"""Access of pages from other origins to the API, over HTTP and WebSocket."""

from dataclasses import replace
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient, Response

from cms_blog.context import Services
from cms_blog.server.app import create_app
from cms_blog.settings import Settings

PREFLIGHT = {
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization,content-type",
}
MINE = "https://app.example.com"
# The first is not among those that are allowed by default, all others contain one that is.
STRANGERS = [
    "https://evil.example",
    "http://localhost:5174",
    "https://localhost:5173",
    "http://localhost:51730",
    "http://evil.localhost:5173",
    "http://localhost:5173.evil.example",
    "http://localhost:5173/",
    "HTTP://LOCALHOST:5173",
    "null",
]


async def asked(
    services: Services, origin: str, method: str = "OPTIONS", path: str = "/graphql", **changed: Any
) -> Response:
    settings = Settings.model_validate(services.settings.model_dump() | changed)
    app = create_app(replace(services, settings=settings))
    headers = {"Origin": origin} | (PREFLIGHT if method == "OPTIONS" else {})
    async with AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as http:
        body = {"query": "{ __typename }"} if method == "POST" else None
        return await http.request(method, path, json=body, headers=headers)


@pytest.mark.parametrize("origin", ["http://localhost:5173", "http://127.0.0.1:5180"])
async def test_a_front_end_under_development_may_call_a_fresh_server(
    services: Services, origin: str
):
    answer = await asked(services, origin)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == origin
    assert answer.headers["access-control-allow-headers"] == "authorization,content-type"
    assert "POST" in answer.headers["access-control-allow-methods"]
    answer = await asked(services, origin, "POST")
    assert answer.headers["access-control-allow-origin"] == origin
    assert answer.json() == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize("path", ["/graphql", "/uploads/a.png", "/schema.graphql"])
@pytest.mark.parametrize("origin", STRANGERS)
async def test_preflights_of_other_origins_are_answered_as_preflights(
    services: Services, origin: str, path: str
):
    answer = await asked(services, origin, path=path)
    assert answer.status_code == 400
    assert answer.text == "Disallowed CORS origin"
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("origin", STRANGERS)
async def test_other_origins_cannot_read_responses(services: Services, origin: str):
    answer = await asked(services, origin, "POST")
    assert "access-control-allow-origin" not in answer.headers


async def test_configured_origins_replace_the_default(services: Services):
    for origin, status in ((MINE, 200), ("http://localhost:5173", 400)):
        answer = await asked(services, origin, cors_origins=(MINE,))
        assert answer.status_code == status


async def test_in_production_no_origin_is_allowed_by_default(services: Services):
    given = {
        "env": "prod",
        "jwt_secret": "x" * 32,
        "mongodb_uri": "mongodb://localhost",
        "generation": "offline",
    }
    answer = await asked(services, "http://localhost:5173", **given)
    assert (answer.status_code, answer.text) == (400, "Disallowed CORS origin")


async def test_an_options_request_that_is_no_preflight_is_not_allowed(services: Services):
    app = create_app(services)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as http:
        answer = await http.options("/graphql")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")
