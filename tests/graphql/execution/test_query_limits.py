"""Limits of a request, and the work to reject one."""

import asyncio
from typing import Any

import httpx
import pytest
from example_schema import Connect, World, example_endpoint, until
from graphql import get_introspection_query
from graphql_transports import EVENTS
from interpreter_steps import MOST_STEPS, counted_steps

from cms_blog.rate_limits import RateLimited


async def refusal(client: httpx.AsyncClient, query: str, **variables: Any) -> dict[str, Any]:
    """The extensions of the error; {} if the query ran."""
    body = {"query": query, "variables": variables}
    response = await client.post("", json=body)
    errors = response.json().get("errors", [])
    if not errors:
        return {}
    [error] = errors
    assert "data" not in response.json()
    extensions = error["extensions"]
    extensions.pop("requestId")
    return extensions


def too_expensive(what: str, limit: int, asked: int | None = None) -> dict[str, Any]:
    facts: dict[str, Any] = {"code": "QUERY_TOO_EXPENSIVE", "what": what, "limit": limit}
    return facts if asked is None else facts | {"asked": asked}


async def test_each_limit_is_exact_and_reported_in_the_error(connect: Connect):
    client = connect(
        max_query_tokens=100,
        max_query_depth=3,
        max_query_aliases=2,
        max_query_root_fields=4,
        max_query_directives=2,
        max_query_definitions=2,
        max_query_merges=3,
        max_query_cost=100,
    )
    for query, expected in [
        ("{ items { nodes { title } } }", {}),
        ("{ items { nodes { parent { title } } } }", too_expensive("levels of fields", 3, 4)),
        ("{ a: hello b: hello }", {}),
        ("{ a: hello b: hello c: hello }", too_expensive("aliases", 2, 3)),
        ("{ hello me big surrogate missing { __typename } }", too_expensive("root fields", 4, 5)),
        ("{ hello @skip(if: false) @skip(if: false) @skip(if: false) }",
         too_expensive("directives", 2, 3)),
        ("query A { me } query B { me } query C { me }",
         too_expensive("operations and fragments", 2, 3)),
        ("{ me me me }", {}),
        ("{ me me me me }",
         too_expensive("pairs of fields with the same name in one place", 3)),
        ("{ items(first: 30) { nodes { title } } }", {}),
        ("{ items(first: 99) { nodes { title } } }",
         too_expensive("fields in its answer", 100, 101)),
        ("{" + " me" * 99 + "}", too_expensive("tokens", 100)),
        ("{ me }" + "\n#" * 101, too_expensive("tokens", 100)),
    ]:  # fmt: skip
        assert await refusal(client, query) == expected, query


@pytest.mark.parametrize(
    ("query", "what", "limit"),
    [
        ("{ items { nodes " + "{ parent " * 900 + "{ title }" + " }" * 902,
         "levels of nesting", 12),
        ("{ hello(name: " + "[" * 900 + "]" * 900 + ") }", "levels of nesting", 12),
        ("{a" * 900, "levels of nesting", 12),
        ("{ items { nodes " + "{ parent " * 10 + "{ title }" + " }" * 12, "levels of fields", 12),
        ("{" + " me" * 2_000 + "}", "tokens", 2_000),
    ],
)  # fmt: skip
async def test_deeply_nested_queries_report_depth_instead_of_tokens(
    connect: Connect, query: str, what: str, limit: int
):
    found = await refusal(connect(max_query_tokens=max(2_000, limit)), query)
    assert (found["code"], found["what"], found["limit"]) == ("QUERY_TOO_EXPENSIVE", what, limit)


async def test_the_cost_follows_the_variables(connect: Connect):
    client = connect(max_query_cost=100)
    query = "query ($n: Int! = 1) { items(first: $n) { nodes { title } } }"
    assert await refusal(client, query, n=50) == {}
    assert await refusal(client, query, n=99) == too_expensive("fields in its answer", 100, 101)
    assert await refusal(client, query, n=10**9) == too_expensive("fields in its answer", 100, 102)
    # A variable that is left out counts as the longest page.
    assert await refusal(client, query) == too_expensive("fields in its answer", 100, 102)


async def test_the_cost_follows_nesting_and_fragments(connect: Connect):
    client = connect(max_query_cost=1_000)
    fragment = "fragment F on Item { children(first: 20) { nodes { title } } }"
    nested = "{ items(first: 20) { nodes { ...F } } }" + fragment
    # 20 items with 1 connection, 1 list and 20 titles each, in a connection and a list.
    assert await refusal(client, nested) == {}
    client = connect(max_query_cost=400)
    assert await refusal(client, nested) == too_expensive("fields in its answer", 400, 442)


async def test_the_cost_limit_applies_to_the_whole_batch(connect: Connect, world: World):
    client = connect(max_query_cost=100, max_batch_operations=3)
    half = {"query": "{ items(first: 60) { nodes { title } } }"}
    bump = {"query": "mutation { bump }"}
    assert len((await client.post("", json=[half, bump])).json()) == 2
    assert world.counter == 1
    response = await client.post("", json=[bump, half, half])
    [error] = response.json()["errors"]
    assert error["extensions"]["code"] == "QUERY_TOO_EXPENSIVE"
    assert world.counter == 1
    response = await client.post("", json=[bump] * 4)
    assert response.status_code == 400
    assert world.counter == 1


def chain(count: int, body: str) -> str:
    fragments = (
        "fragment F{} on Item {{ {} }}".format(n, body.replace("NEXT", f"...F{n + 1}"))
        for n in range(count)
    )
    return (
        "{ items { nodes { ...F0 } } }"
        + "".join(fragments)
        + f"fragment F{count} on Item {{ title }}"
    )


ATTACKS = {
    "fragments that double": chain(25, "a: parent { NEXT } b: parent { NEXT }"),
    "fragments that double within the depth": chain(9, "a: parent{NEXT} b: parent{NEXT}"),
    "fragments spread twice": chain(60, "NEXT NEXT"),
    "10,000 aliases": "{" + "".join(f" a{n}: hello" for n in range(10_000)) + "}",
    "600 aliases in conflict": "{" + "".join(f' x: hello(name: "{n}")' for n in range(600)) + "}",
    "900 repeated fields": "{" + " hello" * 900 + "}",
    "repeated objects": "{ items { nodes {" + "parent { title }" * 450 + "} } }",
    "braces": "{" * 500_000,
    "brackets": "{ hello(name: " + "[" * 200_000,
    "1,000 directives": "{ hello " + "@include(if: true) " * 1_000 + "}",
    "a circle of fragments": "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
    "a circle through fields": "{ items{nodes{...A}} } fragment A on Item { parent { ...A } }",
    "an introspection loop": "{ __schema { types" + " { fields { type" * 6 + " { name }" + "}" * 14,
    "comments": "{ hello }" + "#\n" * 200_000,
    "a long string": '{ hello(name: "' + "x" * 900_000 + '", other: 1) }',
    "many operations": "".join(f"query Q{n} {{ hello }}" for n in range(1_000)),
    "many variables": "query (" + "".join(f"$v{n}: Int " for n in range(1_000)) + ") { hello }",
}


@pytest.mark.parametrize("query", ATTACKS.values(), ids=list(ATTACKS))
async def test_attacks_are_rejected_with_little_work(client: httpx.AsyncClient, query: str):
    await refusal(client, "{ hello }")
    with counted_steps() as steps:
        found = await refusal(client, query)
    assert found["code"] in {"QUERY_TOO_EXPENSIVE", "BAD_REQUEST"}
    assert steps.count < MOST_STEPS


async def test_the_standard_introspection_query_is_accepted(client: httpx.AsyncClient):
    query = get_introspection_query(
        specified_by_url=True,
        directive_is_repeatable=True,
        schema_description=True,
        input_value_deprecation=True,
    )
    assert await refusal(client, query) == {}


@pytest.mark.parametrize(
    ("settings", "user", "allowed"),
    [
        ({}, None, True),
        ({"introspection": False}, None, False),
        ({"introspection": False}, "admin", True),
    ],
)
async def test_introspection_is_limited_to_admins_if_disabled(
    connect: Connect, settings: dict[str, Any], user: str | None, allowed: bool
):
    client = connect(**settings)
    headers = {"authorization": f"Bearer {user}"} if user else {}
    for query in ("{ __schema { queryType { name } } }", '{ hello __type(name: "Item") { name } }'):
        response = await client.post("", json={"query": query}, headers=headers)
        assert ("errors" not in response.json()) is allowed
        assert response.status_code == (200 if allowed else 403)
    response = await client.post("", json={"query": "{ __typename }"})
    assert response.json() == {"data": {"__typename": "Query"}}


async def test_suggestions_are_hidden_without_introspection(connect: Connect):
    for query in ("{ hallo }", "{ items { ... on Itm { __typename } } }", "{ hello(nam: 1) }"):
        with_them = await connect().post("", json={"query": query})
        without = await connect(introspection=False).post("", json={"query": query})
        assert "Did you mean" in with_them.text
        assert "Did you mean" not in without.text


async def test_concurrent_operations_per_client_are_limited(connect: Connect, world: World):
    client = connect(max_operations_per_client=2)
    slow = {"query": "{ slow(seconds: 0.1) }"}
    headers = {"authorization": "Bearer ann"}

    async def run(headers: dict[str, str]) -> int:
        return (await client.post("", json=slow, headers=headers)).status_code

    others = {"authorization": "Bearer bob"}
    statuses = await asyncio.gather(run(headers), run(headers), run(headers), run(others))
    assert sorted(statuses) == [200, 200, 200, 429]
    assert await run(headers) == 200


async def test_the_concurrency_limit_sends_retry_after(connect: Connect):
    client = connect(max_operations_per_client=1)
    slow = {"query": "{ slow(seconds: 0.1) }"}
    first, second = await asyncio.gather(
        client.post("", json=slow), client.post("", json={"query": "{ hello }"})
    )
    assert first.status_code == 200
    assert second.status_code == 429
    assert second.headers["retry-after"] == "1"
    [error] = second.json()["errors"]
    assert error["extensions"]["code"] == RateLimited.code
    assert error["extensions"]["retryAfterSeconds"] == 1


async def test_a_stalled_body_is_408(connect: Connect):
    client = connect(body_timeout_seconds=0.05)

    async def stalling():  # noqa: ANN202 - httpx's own type for it is private
        yield b'{"query":'
        await asyncio.sleep(60)

    headers = {"content-type": "application/json"}
    response = await client.post("", content=stalling(), headers=headers)
    assert response.status_code == 408


async def test_disconnecting_from_an_event_stream_cancels_the_operation(
    connect: Connect, world: World
):
    endpoint = example_endpoint(world)
    body = b'{"query": "subscription { count(to: 1000, delay: 60) }"}'
    left = asyncio.Event()
    sent: list[bytes] = []
    messages = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Any:
        if messages:
            return messages.pop()
        await left.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message.get("body", b""))

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/graphql",
        "query_string": b"",
        "headers": [(b"content-type", b"application/json"), (b"accept", EVENTS.encode())],
        "client": ("127.0.0.1", 1),
    }
    serving = asyncio.create_task(endpoint(scope, receive, send))
    await until(lambda: any(b'"count":1' in chunk for chunk in sent))
    assert world.running == 1
    left.set()
    await asyncio.wait_for(serving, 60)
    assert world.running == 0


async def test_operations_are_counted_by_user_or_address(connect: Connect):
    client = connect(limited=True, rate_limit_requests="2/minute")
    ann, bob = ({"authorization": f"Bearer {user}"} for user in ("ann", "bob"))
    hello = {"query": "{ hello }"}
    statuses = [
        (await client.post("", json=hello, headers=headers)).status_code
        for headers in (ann, ann, ann, bob, {}, {}, {})
    ]
    assert statuses == [200, 200, 429, 200, 200, 200, 429]
    batch = await client.post("", json=[hello] * 2, headers=bob)
    assert ["errors" in response for response in batch.json()] == [False, True]


async def test_an_address_with_too_many_invalid_requests_is_blocked(connect: Connect):
    client = connect(limited=True, rate_limit_refused="2/minute")
    for _ in range(2):
        assert (await refusal(client, "{ nothing }"))["code"] == "BAD_REQUEST"
    assert await refusal(client, "{ hello }") == {}
    assert (await refusal(client, "{" + " hello" * 3_000 + "}"))["code"] == "QUERY_TOO_EXPENSIVE"
    response = await client.post("", json={"query": "{ hello }"})
    assert response.status_code == 429
    assert 1 <= int(response.headers["retry-after"]) <= 60
