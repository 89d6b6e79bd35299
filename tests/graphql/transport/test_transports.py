"""Behaviour common to all transports."""

import hashlib
from typing import Any

import pytest
from example_schema import World, example_endpoint
from graphql_transports import STREAMS, TRANSPORTS, Transport


@pytest.fixture(params=TRANSPORTS.values(), ids=list(TRANSPORTS))
def transport(request: pytest.FixtureRequest) -> Transport:
    return request.param


@pytest.fixture(params=STREAMS.values(), ids=list(STREAMS))
def stream(request: pytest.FixtureRequest) -> Transport:
    return request.param


def codes(responses: list[dict[str, Any]]) -> list[str]:
    for response in responses:
        for error in response.get("errors", ()):
            assert error["extensions"]["requestId"]
    return [e["extensions"]["code"] for r in responses for e in r.get("errors", ())]


async def test_a_query_returns_data(transport: Transport, world: World):
    body = {
        "query": "query A($n: String!) { hello(name: $n) me } query B { me }",
        "variables": {"n": "Ann"},
        "operationName": "A",
        "extensions": {"anything": 1},
    }
    responses = await transport(example_endpoint(world), body, "ann")
    assert responses == [{"data": {"hello": "Hello, Ann!", "me": "ann"}}]
    assert world.events[-1] == "context of ann"


async def test_a_mutation_runs_once(transport: Transport, world: World):
    responses = await transport(example_endpoint(world), {"query": "mutation { bump }"}, None)
    assert responses == [{"data": {"bump": 1}}]
    assert world.counter == 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"query": "{"}, "BAD_REQUEST"),
        ({"query": "{ nothing }"}, "BAD_REQUEST"),
        ({"query": "query ($n: String!) { hello(name: $n) }"}, "BAD_REQUEST"),
        ({"query": "query A { me } query B { me }"}, "BAD_REQUEST"),
        ({"query": "{" + "hello " * 3_000 + "}"}, "QUERY_TOO_EXPENSIVE"),
        (
            {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}}},
            "PERSISTED_QUERY_NOT_FOUND",
        ),
    ],
)
async def test_an_invalid_operation_is_one_response_without_data(
    transport: Transport, world: World, body: dict[str, Any], code: str
):
    responses = await transport(example_endpoint(world), body, None)
    assert codes(responses) == [code]
    assert "data" not in responses[0]


async def test_field_errors_are_returned_with_data(transport: Transport, world: World):
    responses = await transport(example_endpoint(world), {"query": "{ hello denied broken }"}, None)
    assert sorted(codes(responses)) == ["FORBIDDEN", "INTERNAL_SERVER_ERROR"]
    [response] = responses
    assert response["data"] == {"hello": "Hello, you!", "denied": None, "broken": None}
    assert "hunter2" not in str(response)


async def test_an_operation_beyond_its_time_limit_is_cancelled(transport: Transport, world: World):
    endpoint = example_endpoint(world, query_timeout_seconds=0.05)
    responses = await transport(endpoint, {"query": "{ slow(seconds: 60) }"}, None)
    assert codes(responses) == ["TIMED_OUT"]
    assert (world.running, world.cancelled) == (0, 1)


async def test_a_persisted_query_runs_by_its_hash(transport: Transport, world: World):
    endpoint = example_endpoint(world)
    query = '{ hello(name: "hash") }'
    digest = hashlib.sha256(query.encode()).hexdigest()
    named: dict[str, Any] = {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": digest}}}
    assert codes(await transport(endpoint, named, None)) == ["PERSISTED_QUERY_NOT_FOUND"]
    expected = [{"data": {"hello": "Hello, hash!"}}]
    assert await transport(endpoint, named | {"query": query}, None) == expected
    assert await transport(endpoint, named, None) == expected


async def test_a_subscription_yields_its_events_and_ends(stream: Transport, world: World):
    body = {"query": "subscription ($to: Int!) { count(to: $to) }", "variables": {"to": 3}}
    responses = await stream(example_endpoint(world), body, None)
    assert responses == [{"data": {"count": number}} for number in (1, 2, 3)]
    assert world.running == 0


async def test_a_subscription_without_events_completes(stream: Transport, world: World):
    body = {"query": "subscription { count(to: 0) }"}
    assert await stream(example_endpoint(world), body, None) == []


async def test_a_failing_subscription_ends_with_a_masked_error(stream: Transport, world: World):
    responses = await stream(example_endpoint(world), {"query": "subscription { breaks }"}, None)
    assert responses[0] == {"data": {"breaks": 1}}
    assert codes(responses) == ["INTERNAL_SERVER_ERROR"]
    assert "hunter2" not in str(responses)


async def test_a_refused_subscription_returns_its_error(stream: Transport, world: World):
    responses = await stream(example_endpoint(world), {"query": "subscription { refused }"}, None)
    assert codes(responses) == ["FORBIDDEN"]


async def test_a_subscription_beyond_its_time_limit_is_cancelled(stream: Transport, world: World):
    endpoint = example_endpoint(world, subscription_timeout_seconds=0.05)
    body = {"query": "subscription { count(to: 3, delay: 60) }"}
    responses = await stream(endpoint, body, None)
    assert responses[0] == {"data": {"count": 1}}
    assert codes(responses) == ["TIMED_OUT"]
    assert world.running == 0


@pytest.mark.parametrize("name", ["json", "graphql-json", "batch"])
async def test_a_subscription_without_a_stream_is_refused(world: World, name: str):
    body = {"query": "subscription { count(to: 1) }"}
    responses = await TRANSPORTS[name](example_endpoint(world), body, None)
    assert codes(responses) == ["BAD_REQUEST"]
    assert "text/event-stream" in responses[0]["errors"][0]["message"]
    assert world.running == 0
