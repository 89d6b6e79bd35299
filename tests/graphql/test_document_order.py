"""Documents are prepared one at a time, after they were counted."""

import asyncio
from collections.abc import Callable

import pytest
from example_schema import Connect, World, example_endpoint
from graphql_transports import socket_to

from cms_blog.counter_keys import CounterKey
from cms_blog.graphql.execution.documents import Document, Documents
from cms_blog.rate_limits import LimitedAction, RateLimits


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
