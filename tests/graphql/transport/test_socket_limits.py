"""Limits of operations on one WebSocket, and clients that do not read."""

import asyncio
from typing import Any, cast

import pytest
from example_schema import World, example_endpoint, until
from graphql_transports import Closed, Socket, socket_to
from structlog.testing import capture_logs

ENDLESS = {"query": "subscription { count(to: 1000, delay: 60) }"}
LINGERING = {"query": "subscription { lingering }"}
HELLO = {"query": "{ hello }"}
LIMIT = 3


async def ready(socket: Socket) -> None:
    await socket.accepted()
    await socket.init()


async def subscribed(socket: Socket, count: int) -> None:
    for number in range(count):
        socket.send(type="subscribe", id=f"s{number}", payload=ENDLESS)
        assert (await socket.receive())["type"] == "next"


async def settled() -> None:
    """Let all tasks run until each is blocked."""
    for _ in range(100):
        await asyncio.sleep(0)


async def test_operations_beyond_the_limit_are_rejected_and_repeated_ones_close_the_socket(
    world: World,
):
    endpoint = example_endpoint(world, max_subscriptions_per_socket=LIMIT)
    async with socket_to(endpoint) as socket:
        await ready(socket)
        await subscribed(socket, LIMIT)
        with capture_logs() as logs:
            for number in range(LIMIT):
                socket.send(type="subscribe", id=f"more{number}", payload=ENDLESS)
                message = await socket.receive()
                assert (message["type"], message["id"]) == ("error", f"more{number}")
                assert message["payload"][0]["extensions"]["code"] == "RATE_LIMITED"
        assert [line["event"] for line in logs] == ["graphql.refused"] * LIMIT
        assert world.running == LIMIT
        socket.send(type="subscribe", id="last", payload=ENDLESS)
        with pytest.raises(Closed) as closed:
            await socket.receive()
    assert (closed.value.code, closed.value.reason) == (4430, "Too many operations")
    assert world.running == 0


async def test_a_client_that_completes_operations_is_not_closed(world: World):
    endpoint = example_endpoint(world, max_subscriptions_per_socket=LIMIT)
    async with socket_to(endpoint) as socket:
        await ready(socket)
        await subscribed(socket, LIMIT)
        for number in range(3 * LIMIT):
            socket.send(type="subscribe", id=f"more{number}", payload=ENDLESS)
            assert (await socket.receive())["type"] == "error"
            socket.send(type="complete", id="s0")
            socket.send(type="subscribe", id="s0", payload=ENDLESS)
            message = await socket.receive()
            assert (message["type"], message["id"]) == ("next", "s0")


def tasks_of_sockets() -> int:
    """Number of tasks of GraphQL. Those of other parts of the run's application come and go."""
    coroutines = [cast("Any", task.get_coro()) for task in asyncio.all_tasks()]
    return sum("/cms_blog/graphql/" in each.cr_code.co_filename for each in coroutines)


async def test_a_client_that_does_not_read_has_no_more_tasks_than_operations(world: World):
    endpoint = example_endpoint(world, max_subscriptions_per_socket=LIMIT)
    async with socket_to(endpoint) as socket:
        await ready(socket)
        socket.reading.clear()
        before = tasks_of_sockets()
        for number in range(3_000):
            socket.send(type="subscribe", id=f"{number}", payload=HELLO)
        await settled()
        assert tasks_of_sockets() - before <= LIMIT
        socket.reading.set()


async def test_tasks_of_completed_operations_do_not_accumulate(world: World):
    endpoint = example_endpoint(world, max_subscriptions_per_socket=LIMIT)
    async with socket_to(endpoint) as socket:
        await ready(socket)
        before = tasks_of_sockets()
        for number in range(300):
            socket.send(type="subscribe", id=f"{number}", payload=LINGERING)
            socket.send(type="subscribe", id=f"{number}x", payload=LINGERING)
            socket.send(type="complete", id=f"{number}")
            socket.send(type="complete", id=f"{number}x")
            await settled()
        assert world.running <= LIMIT
        assert tasks_of_sockets() - before <= LIMIT + 1
        world.may_end.set()
    assert world.running == 0


async def test_a_client_that_does_not_read_in_time_is_disconnected(world: World):
    endpoint = example_endpoint(world, client_patience_seconds=0.02)
    async with socket_to(endpoint) as socket:
        await ready(socket)
        await subscribed(socket, 2)
        socket.reading.clear()
        socket.send(type="subscribe", id="unread", payload=HELLO)
        await socket.over()
        assert world.running == 0


@pytest.mark.parametrize("message", [{"type": "ping"}, {"type": "connection_init"}])
async def test_protocol_replies_have_a_write_timeout(world: World, message: dict[str, str]):
    endpoint = example_endpoint(world, client_patience_seconds=0.02)
    async with socket_to(endpoint) as socket:
        await socket.accepted()
        socket.reading.clear()
        socket.send(**message)
        await socket.over()


async def test_an_unread_close_frame_does_not_keep_the_socket_open(world: World):
    endpoint = example_endpoint(world, client_patience_seconds=0.02)
    async with socket_to(endpoint) as socket:
        await socket.accepted()
        socket.reading.clear()
        socket.send_text("{")
        await socket.over()


async def test_closing_a_socket_waits_for_completed_operations(world: World):
    async with socket_to(example_endpoint(world)) as socket:
        await ready(socket)
        socket.send(type="subscribe", id="1", payload=LINGERING)
        await socket.receive()
        socket.send(type="complete", id="1")
        leaving = asyncio.create_task(socket.leave())
        await settled()
        assert (world.running, leaving.done()) == (1, False)
        world.may_end.set()
        await until(leaving.done)
        assert world.running == 0
