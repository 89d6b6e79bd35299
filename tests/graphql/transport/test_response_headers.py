"""Request and response headers of the transports."""

from collections.abc import AsyncGenerator
from typing import Any

import httpx
import pytest
from example_schema import Connect, World, example_endpoint

from cms_blog.graphql.transport.http import (
    EVENTS,
    GRAPHQL,
    HTML,
    JSON,
    PARTS,
    RESULTS,
    STREAMS,
    negotiate,
)

HELLO = b'{"query": "{ hello }"}'
BIG = HELLO.replace(b"hello", b'hello(name: \\"' + b"x" * 1_000 + b'\\")')
COUNT = {"query": "subscription { count(to: 1) }"}
SPEC = 'multipart/mixed;subscriptionSpec="1.0"'


@pytest.mark.parametrize(
    ("accept", "offers", "expected"),
    [
        (None, RESULTS, JSON),
        ("  ", RESULTS, JSON),
        ("a/b", RESULTS, None),
        (JSON, RESULTS, JSON),
        (GRAPHQL, RESULTS, GRAPHQL),
        (f" {GRAPHQL} ", RESULTS, GRAPHQL),
        (f"{JSON}x", RESULTS, None),
        (f"x{JSON}", RESULTS, None),
        # Equal quality: the first that the client names; for wildcards, the first offered.
        (f"{GRAPHQL},{JSON}", RESULTS, GRAPHQL),
        (f"{JSON},{GRAPHQL}", RESULTS, JSON),
        ("*/*", RESULTS, JSON),
        ("application/*", RESULTS, JSON),
        ("text/*", RESULTS, None),
        # Quality.
        (f"{JSON};q=0.1, {GRAPHQL};q=0.2", RESULTS, GRAPHQL),
        (f"{JSON};q=0.2, {GRAPHQL};q=0.1", RESULTS, JSON),
        (f"{JSON};q=0, {GRAPHQL}", RESULTS, GRAPHQL),
        (f"{JSON};q=0", RESULTS, None),
        (f"{JSON};q=-1", RESULTS, None),
        (f"{JSON};q=2, {GRAPHQL}", RESULTS, JSON),
        (f"{GRAPHQL};q=1, {JSON};q=2", RESULTS, GRAPHQL),
        (f"{JSON};q=x, {GRAPHQL};q=0.1", RESULTS, GRAPHQL),
        (f"{JSON}; Q=0, */*", RESULTS, GRAPHQL),
        ("*/*;q=0", RESULTS, None),
        # The most specific range decides on a type, wherever it stands.
        (f"*/*, {JSON};q=0.5", RESULTS, GRAPHQL),
        (f"*/*;q=0.1, application/*;q=0.5, {JSON};q=0.2", RESULTS, GRAPHQL),
        (f"application/*;q=0, {GRAPHQL}", RESULTS, GRAPHQL),
        (f"{JSON};charset=utf-8", RESULTS, JSON),
        # Streams have to be named.
        ("*/*", STREAMS, None),
        ("text/*", STREAMS, None),
        (EVENTS, STREAMS, EVENTS),
        (f"{EVENTS};q=0", STREAMS, None),
        (PARTS, STREAMS, None),
        (SPEC, STREAMS, PARTS),
        ("multipart/mixed; subscriptionSpec=1.0", STREAMS, PARTS),
        ("multipart/mixed;SUBSCRIPTIONSPEC=1.2", STREAMS, PARTS),
        ("multipart/mixed;subscriptionSpec=2.0", STREAMS, None),
        ("multipart/mixed;deferSpec=20220824", STREAMS, None),
        (f"{SPEC}, {EVENTS}", STREAMS, PARTS),
        (f"{EVENTS}, {SPEC}", STREAMS, EVENTS),
        # So does the page for browsers.
        ("*/*", (*RESULTS, HTML), JSON),
        (f"{HTML},*/*;q=0.8", (*RESULTS, HTML), HTML),
        (f"{HTML};q=0.5, {JSON}", (*RESULTS, HTML), JSON),
    ],
)
def test_accept(accept: str | None, offers: tuple[str, ...], expected: str | None):
    assert negotiate(accept, offers) == expected


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"content-type": JSON}, 200),
        ({"content-type": JSON.upper()}, 200),
        ({"content-type": f"{JSON};charset=utf-8"}, 200),
        ({"content-type": f'{JSON}; charset="UTF-8"'}, 200),
        ({"content-type": f"{JSON}; charset=utf8"}, 200),
        ({"content-type": f"{JSON}; charset=latin-1"}, 415),
        ({"content-type": f"{JSON}; charset="}, 415),
        ({"content-type": f"{JSON}x"}, 415),
        ({"content-type": f"x{JSON}"}, 415),
        ({"content-type": GRAPHQL}, 415),
        ({"content-type": "text/plain"}, 415),
        ({}, 415),
        ({"content-type": JSON, "content-encoding": "identity"}, 200),
        ({"content-type": JSON, "content-encoding": "Identity"}, 200),
        ({"content-type": JSON, "content-encoding": "gzip"}, 415),
        ({"content-type": JSON, "content-encoding": "br"}, 415),
        ({"content-type": JSON, "content-encoding": ""}, 415),
    ],
)
async def test_content_type_and_encoding(
    client: httpx.AsyncClient, headers: dict[str, str], status: int
):
    response = await client.post("", content=HELLO, headers=headers)
    assert response.status_code == status


@pytest.mark.parametrize(
    ("accepted", "compressed"),
    [
        ("gzip", True),
        ("GZIP", True),
        ("br, gzip", True),
        ("gzip;q=0.1", True),
        ("gzip;q=0", False),
        ("br;q=1, gzip;q=0", False),
        ("xgzip", False),
        ("identity", False),
        ("*", False),
        ("", False),
        ("gzip".ljust(1_024, ","), True),
        ("gzip".ljust(1_025, ","), False),
    ],
)
async def test_accept_encoding(client: httpx.AsyncClient, accepted: str, compressed: bool):
    headers = {"content-type": JSON, "accept-encoding": accepted}
    response = await client.post("", content=BIG, headers=headers)
    assert len(response.content) > 1_000
    assert (response.headers.get("content-encoding") == "gzip") is compressed
    assert response.headers["vary"] == "Accept, Accept-Encoding"


@pytest.mark.parametrize(
    ("declared", "status"), [("1000", 400), ("1001", 413), ("9" * 30, 413), ("-1", 400), ("x", 400)]
)
async def test_content_length_above_the_body_limit_is_413(world: World, declared: str, status: int):
    endpoint = example_endpoint(world, max_body_bytes=1_000)
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"{", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"content-type", JSON.encode()), (b"content-length", declared.encode())]
    scope = {"type": "http", "method": "POST", "path": "/", "headers": headers,
             "query_string": b"", "client": ("127.0.0.1", 1)}  # fmt: skip
    await endpoint(scope, receive, send)
    assert sent[0]["status"] == status


@pytest.mark.parametrize(("length", "status"), [(1_000, 200), (1_001, 413)])
async def test_a_body_of_unknown_length_above_the_limit_is_413(
    connect: Connect, length: int, status: int
):
    async def chunks() -> AsyncGenerator[bytes]:
        yield HELLO
        yield b" " * (length - len(HELLO))

    response = await connect(max_body_bytes=1_000).post(
        "", content=chunks(), headers={"content-type": JSON}
    )
    assert response.status_code == status


@pytest.mark.parametrize(
    ("name", "accepted"),
    [
        ("apollo-require-preflight", True),
        ("graphql-require-preflight", True),
        ("x-apollo-operation-name", True),
        ("x-requested-with", True),
        ("x-other", False),
        ("content-language", False),
    ],
)
async def test_a_form_needs_a_header_that_forces_a_preflight(
    client: httpx.AsyncClient, name: str, accepted: bool
):
    response = await client.post("", files={"0": b"x"}, headers={name: "1"})
    # With such a header, the next thing that it lacks is a sender.
    assert response.status_code == (401 if accepted else 400)


async def test_the_authorization_header_forces_a_preflight(client: httpx.AsyncClient):
    response = await client.post("", files={"0": b"x"}, headers={"authorization": "Bearer ann"})
    assert (
        response.json()["errors"][0]["message"] == "The multipart body has no field `operations`."
    )


@pytest.mark.parametrize(
    ("accept", "body", "content_type"),
    [
        (JSON, {"query": "{ hello }"}, f"{JSON}; charset=utf-8"),
        (GRAPHQL, {"query": "{ hello }"}, f"{GRAPHQL}; charset=utf-8"),
        (JSON, [{"query": "{ hello }"}], f"{JSON}; charset=utf-8"),
        (JSON, {"query": "{ no }"}, f"{JSON}; charset=utf-8"),
        (GRAPHQL, 7, f"{GRAPHQL}; charset=utf-8"),
        ("a/b", {"query": "{ hello }"}, f"{JSON}; charset=utf-8"),
        (EVENTS, {"query": "{ hello }"}, f"{EVENTS}; charset=utf-8"),
        (EVENTS, COUNT, f"{EVENTS}; charset=utf-8"),
        (SPEC, COUNT, "multipart/mixed;boundary=graphql;subscriptionSpec=1.0"),
        (JSON, COUNT, f"{JSON}; charset=utf-8"),
    ],
)
async def test_every_response_has_a_content_type_and_no_store(
    client: httpx.AsyncClient, accept: str, body: Any, content_type: str
):
    response = await client.post("", json=body, headers={"accept": accept})
    assert response.headers["content-type"] == content_type
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["vary"] == "Accept"
    buffering = response.headers.get("x-accel-buffering")
    assert buffering == ("no" if content_type.startswith((EVENTS, "multipart")) else None)
