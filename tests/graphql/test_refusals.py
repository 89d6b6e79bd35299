"""Refused requests: counting towards the block, and rate limits before validation."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from example_schema import Connect, World, example_endpoint
from graphql_transports import Closed, Socket, socket_to
from hello_requests import ANSWER, HELLO, JSON

type Send = Callable[[httpx.AsyncClient], Any]


FORM = {"apollo-require-preflight": "1", "authorization": "Bearer ann"}


REFUSED: dict[str, tuple[int, Send]] = {
    "not JSON": (400, lambda c: c.post("", content=b"{", headers={"content-type": JSON})),
    "too many lists": (
        400,
        lambda c: c.post("", content=b"[" + b"[]," * 20_000, headers={"content-type": JSON}),
    ),
    "an empty batch": (400, lambda c: c.post("", json=[])),
    "another type": (415, lambda c: c.post("", content=b"x", headers={"content-type": "a/b"})),
    "another method": (405, lambda c: c.put("")),
    "a type that is not offered": (406, lambda c: c.get("", headers={"accept": "a/b"})),
    "a long header": (431, lambda c: c.get("", headers={"accept": "a," * 600})),
    "a long URL": (400, lambda c: c.get("?" + "a&" * 200)),
    "a body too large": (413, lambda c: c.post("", json={"query": "x" * 2_000})),
    "a mutation by GET": (405, lambda c: c.get("", params={"query": "mutation { bump }"})),
    "a form without a preflight": (400, lambda c: c.post("", files={"0": b"x"})),
    "a bad form": (400, lambda c: c.post("", files={"0": b"x"}, headers=FORM)),
    "a bad extension": (
        400,
        lambda c: c.post("", json={"query": "{ hello }", "extensions": {"persistedQuery": 1}}),
    ),
    "not valid": (200, lambda c: c.post("", json={"query": "{ nothing }"})),
    "a batch of one that is not valid": (200, lambda c: c.post("", json=[{"query": "{ no }"}])),
    "an invalid token": (
        401,
        lambda c: c.post("", json={"query": "{ hello }"}, headers={"authorization": "Bearer bad"}),
    ),
    "an invalid token of a batch": (
        401,
        lambda c: c.post(
            "", json=[{"query": "{ hello }"}] * 2, headers={"authorization": "Bearer bad"}
        ),
    ),
    "too expensive": (200, lambda c: c.post("", json={"query": "{" + " me" * 90 + "}"})),
    "a batch that is too expensive": (
        200,
        lambda c: c.post("", json=[{"query": "{ items(first: 60) { nodes { title } } }"}] * 2),
    ),
}


@pytest.mark.parametrize(("status", "send"), REFUSED.values(), ids=list(REFUSED))
async def test_a_refused_request_is_counted_once(connect: Connect, status: int, send: Send):
    client = connect(
        limited=True,
        rate_limit_refused="2/minute",
        max_body_bytes=100_000 if status != 413 else 1_000,
        max_query_tokens=100,
        max_query_merges=10,
        max_query_cost=100,
    )
    for _ in range(3):
        response = await send(client)
        assert response.status_code == status, response.text
        assert "errors" in response.text
    assert (await client.post("", content=HELLO, headers={"content-type": JSON})).status_code == 429


async def test_a_blocked_address_is_refused_before_its_body_is_read(world: World):
    endpoint = example_endpoint(world, limited=True, rate_limit_refused="1/minute")
    transport = httpx.ASGITransport(app=endpoint)
    async with httpx.AsyncClient(transport=transport, base_url="http://test/graphql") as client:
        for _ in range(2):
            await client.put("")
    sent: list[Any] = []

    async def receive() -> Any:
        raise AssertionError("the body was read")

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/graphql",
        "query_string": b"",
        "headers": [(b"content-type", b"application/json")],
        "client": ("127.0.0.1", 1),
    }
    await endpoint(scope, receive, send)
    assert sent[0]["status"] == 429
    [retry] = [value for name, value in sent[0]["headers"] if name == b"retry-after"]
    assert 1 <= int(retry) <= 60


async def test_requests_of_another_site_do_not_block_the_visitor(connect: Connect):
    client = connect(limited=True, rate_limit_refused="1/minute")
    foreign = {"sec-fetch-site": "cross-site", "content-type": "text/plain"}
    statuses = [
        (await client.post("", content=HELLO, headers=foreign)).status_code for _ in range(3)
    ]
    assert statuses == [415, 415, 429]
    own = {"content-type": JSON, "sec-fetch-site": "same-origin"}
    for headers in ({"content-type": JSON}, own):
        answered = await client.post("", content=HELLO, headers=headers)
        assert answered.json() == ANSWER
    # Only a cross-site request counts separately.
    for _ in range(2):
        await client.post("", content=b"{", headers=own)
    assert (await client.post("", content=HELLO, headers=own)).status_code == 429


async def test_a_block_ends_after_its_time(connect: Connect, world: World):
    client = connect(limited=True, rate_limit_refused="1/minute")
    for _ in range(2):
        await client.put("")
    blocked = await client.post("", content=HELLO, headers={"content-type": JSON})
    left = int(blocked.headers["retry-after"])
    world.now += left - 0.5
    blocked = await client.post("", content=HELLO, headers={"content-type": JSON})
    assert (blocked.status_code, blocked.headers["retry-after"]) == (429, "1")
    world.now += 0.5
    answered = await client.post("", content=HELLO, headers={"content-type": JSON})
    assert answered.json() == ANSWER


async def test_an_operation_is_counted_before_its_cost_is_measured(connect: Connect):
    client = connect(limited=True, rate_limit_requests="2/minute", max_query_cost=100)
    query = "query ($n: Int! = 1) { items(first: $n) { nodes { title } } }"
    body = {"query": query, "variables": {"n": 99}}
    codes = [
        (await client.post("", json=body)).json()["errors"][0]["extensions"]["code"]
        for _ in range(3)
    ]
    assert codes == ["QUERY_TOO_EXPENSIVE", "QUERY_TOO_EXPENSIVE", "RATE_LIMITED"]


async def opened(endpoint: Any, text: str) -> int:
    """The code that closes a socket after this message."""
    async with socket_to(endpoint) as socket:
        await socket.accepted()
        socket.send_text(text)
        return await closing_of(socket)


async def closing_of(socket: Socket) -> int:
    with pytest.raises(Closed) as closed:
        await socket.receive()
    return closed.value.code


async def test_invalid_socket_messages_are_counted(world: World):
    endpoint = example_endpoint(world, limited=True, rate_limit_refused="2/minute")
    assert [await opened(endpoint, "{") for _ in range(4)] == [4400, 4400, 4400, 4430]


async def test_invalid_socket_operations_are_counted(world: World):
    endpoint = example_endpoint(world, limited=True, rate_limit_refused="2/minute")
    async with socket_to(endpoint) as socket:
        await socket.accepted()
        await socket.init()
        codes: list[str] = []
        for number in range(4):
            socket.send(type="subscribe", id=str(number), payload={"query": "{ nothing }"})
            codes.append((await socket.receive())["payload"][0]["extensions"]["code"])
    assert codes == ["BAD_REQUEST"] * 3 + ["RATE_LIMITED"]
