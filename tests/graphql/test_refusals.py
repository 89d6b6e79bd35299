"""Invalid requests: rejection before parsing, and counting towards the block."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from example_schema import Connect, World, example_endpoint
from graphql_transports import Closed, Socket, socket_to

from cms_blog.counter_keys import CounterKey
from cms_blog.graphql.execution.documents import Document, Documents
from cms_blog.graphql.transport.requests import MAX_CONTAINERS, Refusal, decode_json
from cms_blog.rate_limits import LimitedAction, RateLimits

JSON = "application/json"
HELLO = b'{"query": "{ hello }"}'
ANSWER = {"data": {"hello": "Hello, you!"}}


# -- every invalid request is counted

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


@pytest.fixture
def prepared(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Texts of the documents that the server parses and validates."""
    found: list[str] = []
    prepare = Documents.prepare

    def recording(documents: Documents, text: str) -> Document:
        found.append(text)
        return prepare(documents, text)

    monkeypatch.setattr(Documents, "prepare", recording)
    return found


@pytest.mark.parametrize("batched", [False, True])
async def test_documents_of_invalid_tokens_are_not_validated(
    connect: Connect, prepared: list[str], *, batched: bool
):
    body = {"query": "{ hello }"}
    headers = {"authorization": "Bearer bad"}
    response = await connect().post("", json=[body] if batched else body, headers=headers)
    assert "UNAUTHENTICATED" in response.text
    assert prepared == []


@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer ann"}])
@pytest.mark.parametrize("batched", [False, True])
async def test_documents_above_the_rate_limit_are_not_validated(
    connect: Connect, world: World, prepared: list[str], headers: dict[str, str], *, batched: bool
):
    client = connect(limited=True, rate_limit_requests="1/minute")

    async def answer(number: int, headers: dict[str, str]) -> str:
        body = {"query": f"{{ hello }} # {number}"}
        sent = await client.post("", json=[body] if batched else body, headers=headers)
        return sent.text

    answers = [await answer(number, headers) for number in range(3)]
    assert ["RATE_LIMITED" in answer for answer in answers] == [False, True, True]
    assert prepared == ["{ hello } # 0"]
    # Other callers at the same address are not affected.
    assert "RATE_LIMITED" not in await answer(3, {"authorization": "Bearer bob"})
    world.now += 60
    await answer(4, headers)
    assert prepared == ["{ hello } # 0", "{ hello } # 3"]


async def test_socket_operations_above_the_rate_limit_are_not_validated(
    world: World, prepared: list[str]
):
    endpoint = example_endpoint(world, limited=True, rate_limit_requests="1/minute")
    async with socket_to(endpoint) as socket:
        await socket.accepted()
        await socket.init()
        for number in range(4):
            query = f"{{ hello }} # {number}"
            socket.send(type="subscribe", id=str(number), payload={"query": query})
            message = await socket.receive()
            if number:
                assert message["payload"][0]["extensions"]["code"] == "RATE_LIMITED"
            else:
                await socket.receive()
    assert prepared == ["{ hello } # 0"]


# -- documents are prepared one at a time

TEN = [{"query": f"{{ hello }} # {number}"} for number in range(10)]


async def observed(numbers: Callable[[], int]) -> list[int]:
    """The distinct values of `numbers` in successive iterations of the event loop, up to 10."""
    found = [numbers()]
    while found[-1] < 10:
        await asyncio.sleep(0)
        if numbers() != found[-1]:
            found.append(numbers())
    return found


async def test_other_requests_run_between_the_documents_of_a_batch(
    connect: Connect, prepared: list[str]
):
    watching = asyncio.create_task(observed(lambda: len(prepared)))
    await asyncio.sleep(0)
    await connect().post("", json=TEN)
    assert await asyncio.wait_for(watching, 60) == list(range(11))


async def test_other_requests_run_between_the_documents_of_a_socket(
    world: World, prepared: list[str]
):
    watching = asyncio.create_task(observed(lambda: len(prepared)))
    async with socket_to(example_endpoint(world)) as socket:
        await socket.accepted()
        await socket.init()
        for body in TEN:
            socket.send(type="subscribe", id=body["query"], payload=body)
        assert await asyncio.wait_for(watching, 60) == list(range(11))


async def test_a_batch_is_counted_before_its_first_document_is_prepared(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
):
    events: list[str] = []
    hit, prepare = RateLimits.hit, Documents.prepare

    async def counting(limits: RateLimits, action: LimitedAction, key: CounterKey) -> None:
        events.append(action)
        await hit(limits, action, key)

    def preparing(documents: Documents, text: str) -> Document:
        events.append("prepared")
        return prepare(documents, text)

    monkeypatch.setattr(RateLimits, "hit", counting)
    monkeypatch.setattr(Documents, "prepare", preparing)
    client = connect(limited=True, rate_limit_requests="9/minute")
    answers = (await client.post("", json=TEN)).json()
    assert events == ["request"] * 10 + ["prepared"] * 9
    assert ["errors" in answer for answer in answers] == [False] * 9 + [True]


async def test_a_waiting_document_of_a_blocked_address_is_not_prepared(
    connect: Connect, prepared: list[str]
):
    client = connect(limited=True, rate_limit_refused="1/minute")
    await asyncio.gather(
        *(client.post("", json={"query": f"{{ no{number} }}"}) for number in range(10))
    )
    # The third one is prepared while the second one is counted.
    assert len(prepared) <= 3


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


# -- headers that are parsed are bounded


@pytest.mark.parametrize("name", ["accept", "content-type"])
@pytest.mark.parametrize(("length", "accepted"), [(1_024, True), (1_025, False)])
async def test_the_length_of_parsed_headers_is_limited(
    client: httpx.AsyncClient, name: str, length: int, accepted: bool
):
    headers = {"accept": JSON, "content-type": JSON}
    headers[name] = f"{JSON};a=".ljust(length, "x")
    response = await client.post("", content=HELLO, headers=headers)
    if accepted:
        assert response.json() == ANSWER
    else:
        assert response.status_code == 431
        [error] = response.json()["errors"]
        assert error["message"] == f"The header {name} may have at most 1,024 characters."
        assert response.headers["content-type"] == f"{JSON}; charset=utf-8"


@pytest.mark.parametrize(("others", "status"), [(99, 200), (100, 400)])
async def test_the_number_of_url_parameters_is_limited(
    client: httpx.AsyncClient, others: int, status: int
):
    response = await client.get("?query={hello}" + "&a=1" * others)
    assert response.status_code == status


# -- JSON


@pytest.mark.parametrize("text", [HELLO, b'\t{"query": "{ hello }"}\n'])
async def test_a_byte_order_mark_is_ignored(client: httpx.AsyncClient, text: bytes):
    body = b"\xef\xbb\xbf" + text
    response = await client.post("", content=body, headers={"content-type": JSON})
    assert response.json() == ANSWER


@pytest.mark.parametrize(
    "text", [b"\xef\xbb\xbf" * 2 + HELLO, HELLO + b"\xef\xbb\xbf", b"\xfe\xff" + HELLO]
)
async def test_other_byte_order_marks_are_refused(client: httpx.AsyncClient, text: bytes):
    response = await client.post("", content=text, headers={"content-type": JSON})
    assert response.status_code == 400


def refusal_of(data: bytes | str, depth: int = 8) -> str:
    try:
        decode_json(data, depth)
    except Refusal as refusal:
        return refusal.message
    return ""


@pytest.mark.parametrize(
    ("start", "end", "times"),
    [("[", "]", 8), ('{"a":', "}", 8), ('[{"a":', "}]", 4), ('[[],{"a":[]},', "]", 6)],
)
def test_the_depth_of_json_is_limited(start: str, end: str, times: int):
    deepest = start * times + "1" + end * times
    assert refusal_of(deepest) == refusal_of(deepest.encode()) == ""
    assert refusal_of(f"[{deepest}]") == "The body is nested more than 8 levels deep."


def test_brackets_in_strings_are_not_counted():
    text = json.dumps({"a": "[" * 50_000 + '\\"{[\\\\' + "{" * 50_000, '["]': ["\\", '"', "[["]})
    assert decode_json(text, 2) == json.loads(text)
    assert refusal_of(text, 1) == "The body is nested more than 1 levels deep."


def test_the_number_of_json_objects_and_lists_is_limited():
    def lists(count: int) -> bytes:
        return b"[" + b",".join([b"[]", b"{}"] * (count // 2)) + b"]"

    assert len(decode_json(lists(MAX_CONTAINERS - 2)[:-1] + b",[]]", 2)) == MAX_CONTAINERS - 1
    told = "The body has more than 10,000 objects and lists."
    assert refusal_of(lists(MAX_CONTAINERS)) == told
    assert refusal_of(lists(300_000)) == told


@pytest.mark.parametrize(
    "text",
    [b"", b"[", b"]" * 20, b"[" * 9, b"[}" * 9, b'"' + b"[" * 20, b"\xff" + b"[" * 20, "\ud800[[",
     '{"a": "\ud800"}', b"[[[[[[[[[1 2]]]]]]]]]", "\x00"],
)  # fmt: skip
def test_invalid_json_is_reported(text: bytes | str):
    assert refusal_of(text).startswith("The body is not valid JSON: ")
