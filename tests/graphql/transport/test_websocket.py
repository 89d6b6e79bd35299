"""The sub-protocol graphql-transport-ws."""

import asyncio
import math
from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from example_schema import World, example_endpoint, until
from graphql_transports import Closed, Socket, socket_to
from structlog.testing import capture_logs

from cms_blog.graphql.execution.session_end import SessionWatch

ENDLESS = {"query": "subscription { count(to: 1000, delay: 60) }"}


async def closing_of(socket: Socket) -> int:
    try:
        while True:
            await socket.receive()
    except Closed as closed:
        # RFC 6455, section 5.5: a control frame holds 125 bytes, two of them the code.
        return closed.code if len(closed.reason.encode()) <= 123 else 0


async def test_another_subprotocol_is_4406(world: World):
    for protocols in [(), ("graphql-ws",)]:
        async with socket_to(example_endpoint(world), protocols=protocols) as socket:
            assert await socket.accepted() is None
            assert await closing_of(socket) == 4406


async def test_the_subprotocol_is_selected_from_several(world: World):
    protocols = ("graphql-ws", "graphql-transport-ws")
    async with socket_to(example_endpoint(world), protocols=protocols) as socket:
        assert await socket.accepted() == "graphql-transport-ws"


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("http://test", True),
        ("https://test", True),
        ("https://app.example.com", True),
        ("http://app.example.com", False),
        ("https://app.example.com:8443", False),
        ("https://evil.example.com", False),
        ("https://evilapp.example.com", False),
        ("https://app.example.com.evil.org", False),
        ("http://eviltest", False),
        ("http://evil.test", False),
        ("http://testevil", False),
        ("http://test.evil.org", False),
        ("http://evil.org/test", False),
        ("http://test@evil.org", False),
        ("http://evil.org://test", False),
        ("http://test:8000", False),
        ("test", False),
        ("http://", False),
        ("null", False),
        ("", False),
    ],
)
async def test_other_origins_are_accepted_only_if_listed(world: World, origin: str, allowed: bool):
    endpoint = example_endpoint(world, cors_origins="https://app.example.com")
    async with socket_to(endpoint, {"origin": origin}) as socket:
        if allowed:
            await socket.accepted()
        else:
            with pytest.raises(Closed):
                await socket.accepted()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[1,2]",
        '"ping"',
        "7",
        "{}",
        '{"type": null}',
        '{"type": "start", "id": "1", "payload": {}}',
        '{"type": "subscribe"}',
        '{"type": "subscribe", "id": "", "payload": {"query": "{hello}"}}',
        '{"type": "subscribe", "id": 1, "payload": {"query": "{hello}"}}',
        '{"type": "subscribe", "id": "1"}',
        '{"type": "subscribe", "id": "1", "payload": null}',
        '{"type": "subscribe", "id": "1", "payload": "{hello}"}',
        '{"type": "complete"}',
        '{"type": "complete", "id": 1}',
        '{"type": "ping", "payload": 1}',
        '{"type": "pong", "payload": []}',
        '{"type": "connection_init", "payload": "token"}',
        '{"type": "\\ud800"}',
        "[" * 5_000,
    ],
)
async def test_an_invalid_message_is_4400(world: World, text: str):
    async with socket_to(example_endpoint(world)) as socket:
        await socket.accepted()
        socket.send_text(text)
        assert await closing_of(socket) == 4400


async def test_bytes_are_4400_and_a_long_message_is_1009(world: World):
    endpoint = example_endpoint(world, max_body_bytes=1_000)
    async with socket_to(endpoint) as socket:
        await socket.accepted()
        socket.send_bytes(b'{"type": "ping"}')
        assert await closing_of(socket) == 4400
    async with socket_to(endpoint) as socket:
        await socket.accepted()
        socket.send(type="ping", payload={"pad": "x" * 1_000})
        assert await closing_of(socket) == 1009


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"query": None},
        {"query": 7},
        {"query": ["{ hello }"]},
        {"query": "{ hello }", "variables": []},
        {"query": "{ hello }", "variables": "{}"},
        {"query": "{ hello }", "operationName": 7},
        {"query": "{ hello }", "extensions": []},
        {"documentId": 7},
    ],
)
async def test_parameters_of_a_wrong_type_are_4400(world: World, payload: dict[str, Any]):
    async with socket_to(example_endpoint(world)) as socket:
        await socket.accepted()
        await socket.init()
        socket.send(type="subscribe", id="1", payload=payload)
        assert await closing_of(socket) == 4400


async def test_the_close_reason_fits_into_its_frame(world: World):
    async with socket_to(example_endpoint(world)) as socket:
        await socket.accepted()
        await socket.init()
        for _ in range(2):
            socket.send(type="subscribe", id="é" * 200, payload=ENDLESS)
        assert await closing_of(socket) == 4409


async def test_a_socket_without_init_is_4408(world: World):
    endpoint = example_endpoint(world, socket_init_timeout_seconds=0.05)
    async with socket_to(endpoint) as socket:
        await socket.accepted()
        socket.send(type="ping")
        assert await socket.receive() == {"type": "pong"}
        assert await closing_of(socket) == 4408


async def test_subscribing_before_the_acknowledgement_is_4401(world: World):
    async with socket_to(example_endpoint(world)) as socket:
        await socket.accepted()
        socket.send(type="subscribe", id="1", payload={"query": "{ hello }"})
        assert await closing_of(socket) == 4401


async def test_a_second_init_is_4429(world: World):
    async with socket_to(example_endpoint(world)) as socket:
        await socket.accepted()
        await socket.init()
        socket.send(type="connection_init")
        assert await closing_of(socket) == 4429


async def test_an_invalid_token_is_4403(world: World):
    async with socket_to(example_endpoint(world)) as socket:
        await socket.accepted()
        socket.send(type="connection_init", payload={"authorization": "Bearer bad"})
        assert await closing_of(socket) == 4403


async def test_the_authorization_header_is_accepted(world: World):
    async with socket_to(example_endpoint(world), {"authorization": "Bearer ann"}) as socket:
        await socket.accepted()
        await socket.init()
        socket.send(type="subscribe", id="1", payload={"query": "{ me }"})
        assert (await socket.receive())["payload"] == {"data": {"me": "ann"}}


async def test_an_id_in_use_is_4409_and_cancels_all_operations(world: World):
    async with socket_to(example_endpoint(world)) as socket:
        await socket.accepted()
        await socket.init()
        socket.send(type="subscribe", id="1", payload=ENDLESS)
        await socket.receive()
        socket.send(type="subscribe", id="1", payload={"query": "{ hello }"})
        assert await closing_of(socket) == 4409
    assert world.running == 0


async def test_an_id_can_be_reused_after_its_operation(world: World):
    async with socket_to(example_endpoint(world)) as socket:
        await socket.accepted()
        await socket.init()
        for _ in range(3):
            socket.send(type="subscribe", id="1", payload={"query": "{ hello }"})
            assert (await socket.receive())["type"] == "next"
            assert (await socket.receive()) == {"type": "complete", "id": "1"}


async def test_completing_cancels_the_operation_and_frees_the_id(world: World):
    async with socket_to(example_endpoint(world)) as socket:
        await socket.accepted()
        await socket.init()
        socket.send(type="subscribe", id="1", payload=ENDLESS)
        assert (await socket.receive())["payload"] == {"data": {"count": 1}}
        assert world.running == 1
        socket.send(type="complete", id="1")
        socket.send(type="complete", id="unknown")
        await until(lambda: world.running == 0)
        socket.send(type="subscribe", id="1", payload={"query": "{ hello }"})
        assert (await socket.receive())["payload"] == {"data": {"hello": "Hello, you!"}}


async def test_disconnecting_cancels_all_operations(world: World):
    async with socket_to(example_endpoint(world)) as socket:
        await socket.accepted()
        await socket.init()
        for identity in "abc":
            socket.send(type="subscribe", id=identity, payload=ENDLESS)
        await until(lambda: world.running == 3)
    assert world.running == 0


async def test_a_disconnect_during_a_stream_is_not_an_error(world: World):
    with capture_logs() as logs:
        async with socket_to(example_endpoint(world)) as socket:
            await socket.accepted()
            await socket.init()
            socket.send(type="subscribe", id="1", payload=ENDLESS)
            await socket.receive()
            socket.missed = asyncio.Event()
            socket.send(type="subscribe", id="2", payload={"query": "{ hello }"})
            await socket.missed.wait()
    assert {line["event"] for line in logs} == {"operation"}
    assert world.running == 0


async def test_operations_run_concurrently(world: World):
    async with socket_to(example_endpoint(world)) as socket:
        await socket.accepted()
        await socket.init()
        socket.send(type="subscribe", id="slow", payload=ENDLESS)
        await socket.receive()
        socket.send(type="subscribe", id="quick", payload={"query": "{ hello }"})
        assert (await socket.receive())["id"] == "quick"


async def test_each_operation_has_a_separate_context(world: World):
    async with socket_to(example_endpoint(world)) as socket:
        await socket.accepted()
        await socket.init({"authorization": "Bearer ann"})
        for identity in "ab":
            socket.send(type="subscribe", id=identity, payload={"query": "{ me }"})
            assert (await socket.receive())["payload"] == {"data": {"me": "ann"}}
            await socket.receive()
    assert world.events == ["context of ann"] * 3


async def test_a_ping_is_answered_with_its_payload(world: World):
    async with socket_to(example_endpoint(world)) as socket:
        await socket.accepted()
        socket.send(type="ping", payload={"n": 1})
        assert await socket.receive() == {"type": "pong", "payload": {"n": 1}}


async def test_an_unresponsive_client_is_pinged_and_disconnected(world: World):
    endpoint = example_endpoint(world, heartbeat_seconds=0.02)
    async with socket_to(endpoint) as socket:
        await socket.accepted()
        await socket.init()
        for _ in range(6):
            assert await socket.receive() == {"type": "ping"}
            socket.send(type="pong")
        assert await closing_of(socket) == 1001


async def test_an_expired_token_closes_the_socket_with_4419(world: World):
    world.expires_at = datetime.now(UTC) + timedelta(milliseconds=50)
    async with socket_to(example_endpoint(world)) as socket:
        await socket.accepted()
        await socket.init()
        socket.send(type="subscribe", id="1", payload=ENDLESS)
        assert await closing_of(socket) == 4419
    assert world.running == 0


async def test_a_revoked_session_closes_an_idle_socket_with_4419(world: World):
    revoked = asyncio.Event()
    world.session_end = lambda: ignore(revoked.wait())
    async with socket_to(example_endpoint(world)) as socket:
        await socket.accepted()
        await socket.init()
        socket.send(type="ping")
        assert (await socket.receive())["type"] == "pong"
        revoked.set()
        assert await closing_of(socket) == 4419


async def test_a_revoked_session_ends_a_running_stream(world: World):
    revoked = asyncio.Event()
    world.session_end = lambda: ignore(revoked.wait())
    async with socket_to(example_endpoint(world)) as socket:
        await socket.accepted()
        await socket.init()
        socket.send(type="subscribe", id="1", payload=ENDLESS)
        revoked.set()
        assert await closing_of(socket) == 4419
    assert world.running == 0


async def test_a_stream_ends_with_the_session_between_and_during_events():
    revoked = asyncio.Event()
    with SessionWatch(lambda: ignore(revoked.wait())) as session:
        async with session.timeout_at(math.inf):
            await asyncio.sleep(0)
        assert not session.ended
        asyncio.get_running_loop().call_soon(revoked.set)
        with pytest.raises(TimeoutError):
            async with session.timeout_at(math.inf):
                await asyncio.Event().wait()
        assert session.ended
        with pytest.raises(TimeoutError):
            async with session.timeout_at(math.inf):
                await asyncio.Event().wait()


async def ignore(waiting: Awaitable[object]) -> None:
    await waiting


async def test_sockets_per_user_and_subscriptions_per_socket_are_limited(world: World):
    endpoint = example_endpoint(world, max_sockets_per_client=1, max_subscriptions_per_socket=2)
    async with socket_to(endpoint) as first:
        await first.accepted()
        await first.init({"authorization": "Bearer ann"})
        async with socket_to(endpoint) as second:
            await second.accepted()
            second.send(type="connection_init", payload={"authorization": "Bearer ann"})
            assert await closing_of(second) == 4430
        for identity in "abc":
            first.send(type="subscribe", id=identity, payload=ENDLESS)
        messages = [await first.receive() for _ in range(3)]
        [refused] = [message for message in messages if message["type"] == "error"]
        assert refused["id"] == "c"
        assert refused["payload"][0]["extensions"]["code"] == "RATE_LIMITED"
    async with socket_to(endpoint) as third:
        await third.accepted()
        await third.init({"authorization": "Bearer ann"})
