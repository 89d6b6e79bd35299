"""Cached responses to signed-out callers: keys and lifetime."""

import math
from typing import Any

import httpx
import orjson
import pytest
from example_schema import SCHEMA, Connect, World
from graphql import OperationDefinitionNode, build_schema, parse

from cms_blog.graphql.execution.executor import core_schema
from cms_blog.graphql.execution.response_cache import (
    ResponseCache,
    cache_key,
    etag_matches,
    is_public,
    public_cache_control,
)

FRESH = "public, max-age=5, s-maxage=5, stale-while-revalidate=60"
NEWS = "query ($s: String, $f: Int! = 1) { news(search: $s, first: $f) }"


@pytest.fixture
def caching(connect: Connect) -> httpx.AsyncClient:
    return connect(public_cache_seconds=5)


async def news(client: httpx.AsyncClient, query: str = NEWS, **variables: Any) -> str:
    response = await client.post("", json={"query": query, "variables": variables})
    assert response.headers["cache-control"] == FRESH
    return response.json()["data"]["news"]


async def test_a_response_is_served_until_it_expires(caching: httpx.AsyncClient, world: World):
    assert [await news(caching), await news(caching)] == ["1 None 1"] * 2
    world.now += 4.9
    assert await news(caching) == "1 None 1"
    world.now += 0.1
    assert await news(caching) == "2 None 1"


async def test_a_response_expires_when_public_data_changes_without_a_request(
    caching: httpx.AsyncClient, world: World
):
    async def served() -> tuple[str, str]:
        response = await caching.get("", params={"query": "{ news }"})
        return response.json()["data"]["news"], response.headers["cache-control"]

    world.unchanged = 2.5
    assert await served() == ("1 None 1", "public, max-age=2, s-maxage=2")
    world.now += 2.4
    assert await served() == ("1 None 1", "public, max-age=0, s-maxage=0")
    world.unchanged = 60
    world.now += 0.1
    fresh = "public, max-age=5, s-maxage=5, stale-while-revalidate="
    assert await served() == ("2 None 1", f"{fresh}55")
    world.now += 4.9
    assert await served() == ("2 None 1", f"{fresh}50")
    world.now += 0.1
    assert await served() == ("3 None 1", f"{fresh}55")
    assert world.events.count("asked when public data changes") == 3


async def test_a_server_without_a_cache_does_not_ask_when_data_changes(
    connect: Connect, world: World
):
    client = connect(public_cache_seconds=0)
    response = await client.get("", params={"query": "{ news }"})
    assert response.headers["cache-control"] == "public, max-age=0, s-maxage=0"
    assert "asked when public data changes" not in world.events


async def test_only_declared_variables_are_part_of_the_key(
    caching: httpx.AsyncClient, world: World
):
    assert await news(caching, s="a") == "1 a 1"
    for number in range(20):
        assert await news(caching, s="a", junk=f"{number}", more={"a": [number]}) == "1 a 1"
    assert await news(caching, s="b") == "2 b 1"
    # Absent and null may mean different things to a resolver.
    assert await news(caching, s=None) == "3 None 1"
    assert await news(caching) == "4 None 1"
    assert await news(caching, f=2) == "5 None 2"
    assert world.counter == 5


async def test_operations_of_one_document_have_separate_keys(
    caching: httpx.AsyncClient, world: World
):
    document = "query A { news } query B { news(first: 2) }"
    for name, expected in [("A", "1 None 1"), ("B", "2 None 2"), ("A", "1 None 1")]:
        body = {"query": document, "operationName": name}
        assert (await caching.post("", json=body)).json() == {"data": {"news": expected}}


@pytest.mark.parametrize(
    ("user", "path", "status", "code"),
    [
        (None, "variables.s", 401, "UNAUTHENTICATED"),
        ("ann", "variables.s", 200, "BAD_REQUEST"),
        ("ann", "variables.junk", 200, None),
    ],
)
async def test_a_file_in_a_variable_is_not_an_internal_error(
    caching: httpx.AsyncClient, user: str | None, path: str, status: int, code: str | None
):
    operations = {"query": NEWS, "variables": {"s": None, "junk": None}}
    form = {"operations": orjson.dumps(operations), "map": orjson.dumps({"0": [path]})}
    headers = {"apollo-require-preflight": "1"}
    if user is not None:
        headers["authorization"] = f"Bearer {user}"
    response = await caching.post("", data=form, files={"0": b"x"}, headers=headers)
    errors = response.json().get("errors", [])
    assert response.status_code == status
    assert [error["extensions"]["code"] for error in errors] == ([code] if code else [])


async def test_errors_are_not_cached(caching: httpx.AsyncClient):
    body = {"query": NEWS, "variables": {"s": 7}}
    for _ in range(2):
        response = await caching.post("", json=body)
        assert response.headers["cache-control"] == "no-store"
        assert response.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


async def test_a_signed_in_reader_gets_no_cached_response(caching: httpx.AsyncClient):
    assert await news(caching) == "1 None 1"
    headers = {"authorization": "Bearer ann"}
    response = await caching.post("", json={"query": NEWS}, headers=headers)
    assert response.json() == {"data": {"news": "2 None 1"}}
    assert response.headers["cache-control"] == "no-store"
    assert await news(caching) == "1 None 1"


async def test_cached_responses_count_towards_the_rate_limit(connect: Connect):
    client = connect(limited=True, public_cache_seconds=5, rate_limit_requests="2/minute")
    statuses = [(await client.post("", json={"query": "{ news }"})).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]


async def test_responses_have_vary_and_etag(caching: httpx.AsyncClient):
    first = await caching.get("", params={"query": "{ news }"})
    assert first.headers["vary"] == "Accept, Authorization"
    etag = first.headers["etag"]
    for known, status in [(etag, 304), (f"W/{etag}", 304), ('"x"', 200), ("*", 304)]:
        headers = {"if-none-match": known}
        again = await caching.get("", params={"query": "{ news }"}, headers=headers)
        assert (again.status_code, again.headers["etag"]) == (status, etag)
    posted = await caching.post("", json={"query": "{ news }"}, headers={"if-none-match": etag})
    assert (posted.status_code, posted.headers["etag"]) == (200, etag)


@pytest.mark.parametrize(
    ("seconds", "changes_in", "fresh", "stale"),
    [
        (5, math.inf, 5, 60),
        (5.9, math.inf, 5, 60),
        (0.5, math.inf, 0, 60),
        (5, 65, 5, 60),
        (5, 64.9, 5, 59),
        (5, 6, 5, 1),
        (5, 5.9, 5, None),
        (5, 5, 5, None),
        (5, 2.5, 2, None),
        (5, 0, 0, None),
        (5, -1, 0, None),
        (0, math.inf, 0, None),
        (3_600, 3_000, 3_000, None),
    ],
)
def test_no_copy_is_used_after_public_data_changes(
    seconds: float, changes_in: float, fresh: int, stale: int | None
):
    expected = f"public, max-age={fresh}, s-maxage={fresh}"
    if stale is not None:
        expected += f", stale-while-revalidate={stale}"
    assert public_cache_control(seconds, changes_in) == expected


# -- the cache on its own


def test_a_response_is_returned_by_key_until_it_expires():
    now = [0.0]
    cache = ResponseCache(5, lambda: now[0])
    stored = cache.put(b"a", b"content")
    assert cache.get(b"a") is stored
    assert stored.content == b"content"
    assert cache.get(b"b") is None
    now[0] = 5
    assert cache.get(b"a") is None


def test_the_validator_follows_the_content():
    cache = ResponseCache(5)
    first, again, other = (cache.put(b"k", content) for content in (b"a", b"a", b"b"))
    assert first.etag == again.etag != other.etag
    assert first.etag[0] == first.etag[-1] == '"'
    assert len(first.etag) == 34


@pytest.mark.parametrize(("size", "found"), [(400_000, True), (400_001, False)])
def test_keys_and_contents_count_towards_the_size(size: int, found: bool):
    cache = ResponseCache(5, lambda: 0.0)
    cache.put(b"k" * 32, b"x" * (size - 32))
    assert (cache.get(b"k" * 32) is not None) is found


def test_at_most_twenty_megabytes_are_cached():
    cache = ResponseCache(5, lambda: 0.0)
    content = b"x" * (400_000 - 32)
    keys = [f"{number:032}".encode() for number in range(51)]
    for key in keys:
        cache.put(key, content)
    assert [cache.get(key) is not None for key in keys] == [False, *[True] * 50]
    cache.put(b"k", b"")
    assert [cache.get(key) is not None for key in keys] == [False, False, *[True] * 49]


async def test_public_data_never_changes_without_a_request_by_default():
    assert await ResponseCache(5, lambda: 1.0).unchanged_until() == math.inf


def test_a_response_expires_at_the_time_of_the_change():
    now = [0.0]
    cache = ResponseCache(5, lambda: now[0])
    stored = cache.put(b"a", b"content", until=3)
    now[0] = 2.5
    assert cache.get(b"a") is stored
    assert cache.cache_control(stored) == "public, max-age=0, s-maxage=0"
    now[0] = 3
    assert cache.get(b"a") is None


def test_at_most_ten_thousand_responses_are_cached():
    cache = ResponseCache(5, lambda: 0.0)
    keys = [f"{number:032}".encode() for number in range(10_001)]
    for key in keys:
        cache.put(key, b"x")
    assert [cache.get(key) is not None for key in keys] == [False, *[True] * 10_000]


def test_a_lifetime_of_zero_disables_the_cache():
    cache = ResponseCache(0, lambda: 0.0)
    assert cache.put(b"k", b"x").content == b"x"
    assert cache.get(b"k") is None


def test_a_key_depends_on_the_operation_and_its_declared_variables_alone():
    key = cache_key(b"d", ("a", "b"), {"a": 1, "b": {"x": 1, "y": 2}})
    assert key is not None
    assert len(key) == 32
    assert key == cache_key(b"d", ("b", "a"), {"c": 3, "b": {"y": 2, "x": 1}, "a": 1})
    others = [
        cache_key(b"e", ("a", "b"), {"a": 1, "b": {"x": 1, "y": 2}}),
        cache_key(b"d", ("a", "b"), {"a": 2, "b": {"x": 1, "y": 2}}),
        cache_key(b"d", ("a", "b"), {"a": "1", "b": {"x": 1, "y": 2}}),
        cache_key(b"d", ("a", "b"), {"a": 1, "b": None}),
        cache_key(b"d", ("a", "b"), {"a": 1}),
        cache_key(b"d", ("a",), {"a": 1, "b": {"x": 1, "y": 2}}),
    ]
    assert key not in others
    assert others[4] == others[5]


def test_variables_with_files_have_no_key():
    assert cache_key(b"d", ("file",), {"file": object()}) is None
    assert cache_key(b"d", (), {"file": object()}) == cache_key(b"d", (), {})


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", False),
        ('"a"', True),
        ('W/"a"', True),
        ('"b", W/"a"', True),
        ('"b","a"', True),
        ('"b"', False),
        ("*", True),
        ('"aa"', False),
        ("a", False),
        ('"b",' * 255 + ' "a"', True),
        ('"b",' * 255 + '  "a"', False),
    ],
)
def test_a_list_of_validators_is_compared_weakly(header: str, expected: bool):
    assert etag_matches(header, '"a"') is expected


# -- which operations are public


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{ news }", True),
        ("{ a: news b: news(first: 2) moreNews }", True),
        ("query ($f: Int!) { news(first: $f) }", True),
        ("{ news me }", False),
        ("{ me news }", False),
        ("{ me }", False),
        ("{ news ...F } fragment F on Query { moreNews }", False),
        ("{ news ... on Query { moreNews } }", False),
        ("{ ... { news } }", False),
        ("{ __typename }", False),
        ("{ news __typename }", False),
        ("{ unknown }", False),
        ("mutation { bump }", False),
        ("mutation { news }", False),
        ("subscription { news }", False),
    ],
)
def test_an_operation_is_public_if_all_its_fields_are(query: str, expected: bool):
    node = parse(query).definitions[0]
    assert isinstance(node, OperationDefinitionNode)
    assert is_public(core_schema(SCHEMA), node) is expected


def test_a_schema_that_is_not_strawberrys_has_no_public_fields():
    node = parse("{ a }").definitions[0]
    assert isinstance(node, OperationDefinitionNode)
    assert not is_public(build_schema("type Query { a: Int }"), node)
    assert not is_public(build_schema("type A { a: Int }"), node)
