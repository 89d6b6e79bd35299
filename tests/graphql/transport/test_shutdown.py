"""Graceful shutdown: running operations may finish; cancelled ones get an error."""

import asyncio
import json
from collections.abc import AsyncGenerator
from typing import Any

import httpx
import pytest
from example_schema import World, example_endpoint, until
from graphql_transports import STREAMS, TRANSPORTS, Closed, socket_to

from cms_blog.shutdown import Drain

SLOW = {"query": "{ slow(seconds: 60) }"}
COUNT = {"query": "subscription { count(to: 1000, delay: 60) }"}
FINITE = {"query": "subscription { count(to: 3, delay: 0.05) }"}
RESTART = 1012


@pytest.fixture
def drain() -> Drain:
    return Drain()


def code_of(response: dict[str, Any]) -> tuple[str, int]:
    (error,) = response["errors"]
    assert "check before you send the request again" in error["message"]
    return error["extensions"]["code"], error["extensions"]["retryAfterSeconds"]


@pytest.mark.parametrize("transport", ["json", "graphql-json", "batch", "websocket"])
async def test_cancelled_operations_get_unavailable(world: World, drain: Drain, transport: str):
    app = example_endpoint(world, drain=drain)
    running = asyncio.create_task(TRANSPORTS[transport](app, SLOW, None))
    await until(lambda: world.running)
    drain.stop_accepting()
    await asyncio.sleep(0.02)
    assert not running.done()
    drain.cancel_remaining()
    (response,) = await running
    assert code_of(response) == ("UNAVAILABLE", 1)
    assert (world.running, world.cancelled) == (0, 1)


@pytest.mark.parametrize("stream", STREAMS)
async def test_a_cancelled_stream_ends_with_an_error(world: World, drain: Drain, stream: str):
    app = example_endpoint(world, drain=drain)
    running = asyncio.create_task(STREAMS[stream](app, COUNT, None))
    await until(lambda: world.running)
    drain.stop_accepting()
    drain.cancel_remaining()
    first, last = await running
    assert first == {"data": {"count": 1}}
    assert code_of(last) == ("UNAVAILABLE", 1)
    assert world.running == 0


@pytest.mark.parametrize("stream", STREAMS)
async def test_a_short_stream_completes(world: World, drain: Drain, stream: str):
    app = example_endpoint(world, drain=drain)
    running = asyncio.create_task(STREAMS[stream](app, FINITE, None))
    await until(lambda: world.running)
    drain.stop_accepting()
    assert await running == [{"data": {"count": number}} for number in (1, 2, 3)]


async def test_an_incomplete_request_is_cancelled(world: World, drain: Drain):
    async def endless() -> AsyncGenerator[bytes]:
        yield b'{"query": '
        drain.stop_accepting()
        drain.cancel_remaining()
        await asyncio.sleep(60)

    transport = httpx.ASGITransport(app=example_endpoint(world, drain=drain))
    headers = {
        "Content-Type": "application/json",
        "Accept": "application/graphql-response+json",
    }
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        response = await client.post("/graphql", content=endless(), headers=headers)
    assert response.status_code == 503
    assert response.headers["retry-after"] == "1"
    assert code_of(response.json()) == ("UNAVAILABLE", 1)


async def test_a_cancelled_batch_has_the_results_of_completed_operations(
    world: World, drain: Drain
):
    app = example_endpoint(world, drain=drain)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        batch = [{"query": "mutation { bump }"}, SLOW, {"query": "mutation { bump }"}]
        running = asyncio.create_task(client.post("/graphql", json=batch))
        await until(lambda: world.running)
        drain.stop_accepting()
        drain.cancel_remaining()
        done, cut, late = (await running).json()
    assert done == {"data": {"bump": 1}}
    assert code_of(cut) == ("UNAVAILABLE", 1)
    assert late["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
    assert world.counter == 1


async def closing_of(socket: Any) -> int:
    with pytest.raises(Closed) as closed:
        await socket.receive()
    return closed.value.code


@pytest.mark.parametrize("ready", [True, False])
async def test_an_idle_socket_is_closed_for_restart(world: World, drain: Drain, *, ready: bool):
    async with socket_to(example_endpoint(world, drain=drain)) as socket:
        await socket.accepted()
        if ready:
            await socket.init()
        drain.stop_accepting()
        assert await closing_of(socket) == RESTART


async def test_a_socket_opened_during_shutdown_is_closed_for_restart(world: World, drain: Drain):
    drain.stop_accepting()
    async with socket_to(example_endpoint(world, drain=drain)) as socket:
        await socket.accepted()
        assert await closing_of(socket) == RESTART


async def test_a_socket_rejects_new_operations_and_closes_after_the_last(
    world: World, drain: Drain
):
    async with socket_to(example_endpoint(world, drain=drain)) as socket:
        await socket.accepted()
        await socket.init()
        socket.send(type="subscribe", id="old", payload=FINITE)
        assert (await socket.receive())["payload"] == {"data": {"count": 1}}
        drain.stop_accepting()
        socket.send(type="subscribe", id="new", payload={"query": "mutation { bump }"})
        seen = [await socket.receive() for _ in range(4)]
        refused = next(message for message in seen if message["id"] == "new")
        assert refused["type"] == "error"
        assert refused["payload"][0]["extensions"]["code"] == "UNAVAILABLE"
        assert [message["type"] for message in seen if message["id"] == "old"] == [
            *("next", "next", "complete")
        ]
        assert await closing_of(socket) == RESTART
    assert world.counter == 0


async def test_a_socket_closes_after_its_cancelled_operations(world: World, drain: Drain):
    async with socket_to(example_endpoint(world, drain=drain)) as socket:
        await socket.accepted()
        await socket.init()
        for identity in "ab":
            socket.send(type="subscribe", id=identity, payload=COUNT)
            await socket.receive()
        drain.stop_accepting()
        drain.cancel_remaining()
        seen = [await socket.receive() for _ in range(2)]
        assert {message["id"]: message["type"] for message in seen} == {"a": "error", "b": "error"}
        assert json.dumps(seen).count("UNAVAILABLE") == 2
        assert await closing_of(socket) == RESTART
