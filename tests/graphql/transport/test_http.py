"""GraphQL over HTTP: media types, statuses, parameters, and the shape of errors."""

from collections.abc import AsyncGenerator
from typing import Any

import httpx
import pytest
from example_schema import Connect, World
from structlog.testing import capture_logs

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
HELLO = {"query": "{ hello }"}


async def post(client: httpx.AsyncClient, body: Any, **headers: str) -> httpx.Response:
    return await client.post("", json=body, headers=headers)


def error_of(response: httpx.Response) -> tuple[str, str]:
    [error] = response.json()["errors"]
    assert error["extensions"]["requestId"]
    return error["extensions"]["code"], error["message"]


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        (GRAPHQL, GRAPHQL),
        (f"{JSON}, {GRAPHQL}", JSON),
        (f"{GRAPHQL}, {JSON}", GRAPHQL),
        (f"{GRAPHQL};q=0.5, {JSON}", JSON),
        (f"{GRAPHQL}; charset=utf-8, */*;q=0.1", GRAPHQL),
        (f"{JSON};q=0, */*", GRAPHQL),
        (f"text/event-stream, {GRAPHQL}, {JSON}", GRAPHQL),
        ("APPLICATION/JSON", JSON),
    ],
)
async def test_the_response_has_the_media_type_that_the_client_prefers(
    client: httpx.AsyncClient, accept: str | None, expected: str
):
    client.headers.pop("accept")
    headers = {} if accept is None else {"accept": accept}
    response = await client.post("", json=HELLO, headers=headers)
    assert response.status_code == 200
    assert response.headers["content-type"] == f"{expected}; charset=utf-8"
    assert response.headers["vary"] == "Accept"
    assert response.json() == {"data": {"hello": "Hello, you!"}}


@pytest.mark.parametrize(
    ("characters", "takes", "encoding"),
    [
        (2_000, "gzip", "gzip"),
        (2_000, "br, gzip;q=0.8", "gzip"),
        (2_000, "identity", None),
        (10, "gzip", None),
    ],
)
async def test_large_responses_are_compressed_if_the_client_accepts_gzip(
    client: httpx.AsyncClient, characters: int, takes: str, encoding: str | None
):
    name = "x" * characters
    body = {"query": "query ($name: String!) { hello(name: $name) }", "variables": {"name": name}}
    response = await post(client, body, **{"accept-encoding": takes})
    assert response.json() == {"data": {"hello": f"Hello, {name}!"}}
    assert response.headers.get("content-encoding") == encoding
    assert response.headers["vary"] == (
        "Accept" if characters < 1_000 else "Accept, Accept-Encoding"
    )
    if encoding:
        assert int(response.headers["content-length"]) < characters / 10


@pytest.mark.parametrize("accept", ["text/plain", "application/jsonfoo", f"{JSON};q=0", "q=1", ";"])
async def test_an_unavailable_media_type_is_406(client: httpx.AsyncClient, accept: str):
    response = await post(client, HELLO, accept=accept)
    assert response.status_code == 406
    assert error_of(response) == ("BAD_REQUEST", f"Accept {JSON} or {GRAPHQL}.")


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "application/jsonfoo",
        "application/graphql",
        "application/x-www-form-urlencoded",
        "application/json; charset=utf-16",
        "",
    ],
)
async def test_a_body_of_another_type_is_415(client: httpx.AsyncClient, kind: str):
    response = await client.post("", content=b'{"query":"{hello}"}', headers={"content-type": kind})
    assert response.status_code == 415


async def test_a_compressed_body_is_415(client: httpx.AsyncClient):
    response = await post(client, HELLO, **{"content-encoding": "gzip"})
    assert response.status_code == 415


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"])
async def test_other_methods_are_405(client: httpx.AsyncClient, method: str):
    response = await client.request(method, "")
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, POST"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b'"query"',
        b"7",
        b"[]",
        b"[7]",
        b"{}",
        b'{"query": null}',
        b'{"query": ""}',
        b'{"query": 7}',
        b'{"query": ["{hello}"]}',
        b'{"query": "{hello}", "variables": [7]}',
        b'{"query": "{hello}", "variables": "{}"}',
        b'{"query": "{hello}", "extensions": 0}',
        b'{"query": "{hello}", "operationName": {}}',
        b'{"query": "{hello}", "operationName": false}',
        b'{"query": "\\ud800"}',
        b'{"query": "{hello}", "variables": {"n": ' + b"9" * 5_000 + b"}}",
        b'{"query": "{hello}", "variables": {"n": NaN}}',
        b"\xff\xfe",
        b'{"query": "\xff"}',
        b"[" * 100_000,
        b'{"query": "{hello}", "variables": {"n": ' + b"[" * 100 + b"]" * 100 + b"}}",
        b'{"a":' * 5_000,
    ],
)
async def test_a_malformed_request_is_400(client: httpx.AsyncClient, body: bytes):
    for accept in (JSON, GRAPHQL):
        headers = {"content-type": JSON, "accept": accept}
        response = await client.post("", content=body, headers=headers)
        assert response.status_code == 400
        assert response.headers["content-type"].startswith(accept)
        code, _ = error_of(response)
        assert code == "BAD_REQUEST"
        assert "data" not in response.json()


@pytest.mark.parametrize(
    "body",
    [
        {"query": "{"},
        {"query": "{ nothing }"},
        {"query": "fragment F on Query { hello }"},
        {"query": "query A { hello } query B { hello }"},
        {"query": "query A { hello } query B { hello }", "operationName": "C"},
        {"query": "query ($n: String!) { hello(name: $n) }"},
        {"query": "query ($n: String!) { hello(name: $n) }", "variables": {"n": 7}},
        {"query": "{ hello \x00 }"},
    ],
)
async def test_responses_to_invalid_operations_have_no_data(client: httpx.AsyncClient, body: Any):
    old = await post(client, body, accept=JSON)
    new = await post(client, body, accept=GRAPHQL)
    assert (old.status_code, new.status_code) == (200, 400)
    for response in (old, new):
        code, _ = error_of(response)
        assert code == "BAD_REQUEST"
        assert "data" not in response.json()


async def test_get_reads_parameters_from_the_url(client: httpx.AsyncClient):
    parameters = {
        "query": "query A($n: String!) { hello(name: $n) } query B { me }",
        "variables": '{"n": "GET"}',
        "operationName": "A",
        "extensions": "{}",
    }
    response = await client.get("", params=parameters)
    assert response.json() == {"data": {"hello": "Hello, GET!"}}
    parameters["variables"] = "{"
    response = await client.get("", params=parameters)
    assert response.status_code == 400


async def test_a_mutation_by_get_is_405_and_changes_nothing(
    client: httpx.AsyncClient, world: World
):
    response = await client.get("", params={"query": "mutation { bump }"})
    assert response.status_code == 405
    assert response.headers["allow"] == "POST"
    assert world.counter == 0


async def test_an_empty_operation_name_is_ignored(client: httpx.AsyncClient):
    response = await post(client, HELLO | {"operationName": ""})
    assert response.json() == {"data": {"hello": "Hello, you!"}}


async def test_a_field_error_is_200_with_data(client: httpx.AsyncClient):
    for accept in (JSON, GRAPHQL):
        response = await post(client, {"query": "{ hello denied }"}, accept=accept)
        assert response.status_code == 200
        body = response.json()
        assert body["data"] == {"hello": "Hello, you!", "denied": None}
        [error] = body["errors"]
        assert error["path"] == ["denied"]
        assert error["locations"] == [{"line": 1, "column": 9}]
        assert error["extensions"]["code"] == "FORBIDDEN"


@pytest.mark.parametrize("field", ["broken", "brokenPromise", "big", "surrogate"])
async def test_internal_errors_are_masked_and_logged_with_traceback(
    client: httpx.AsyncClient, field: str
):
    with capture_logs() as logs:
        response = await post(client, {"query": f"{{ {field} }}"})
    assert response.status_code == 200
    assert "hunter2" not in response.text
    code, message = error_of(response)
    assert code == "INTERNAL_SERVER_ERROR"
    assert message == "Something went wrong on our side. Quote the request id when you report it."
    [line] = [line for line in logs if line["log_level"] == "error"]
    assert line["request_id"] == response.json()["errors"][0]["extensions"]["requestId"]
    assert isinstance(line["exc_info"], Exception)


async def test_client_errors_are_logged_as_one_info_line(client: httpx.AsyncClient):
    with capture_logs() as logs:
        await post(client, {"query": "{ nothing }"})
    [line] = logs
    assert line["log_level"] == "info"
    assert "exc_info" not in line


async def test_error_types_of_result_unions_are_data(client: httpx.AsyncClient):
    response = await post(client, {"query": "{ missing { ... on NotFoundError { message } } }"})
    assert response.json() == {"data": {"missing": {"message": "There is no such item."}}}


async def test_an_invalid_token_is_401(client: httpx.AsyncClient, world: World):
    response = await post(client, {"query": "mutation { bump }"}, authorization="Bearer bad")
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert error_of(response) == ("UNAUTHENTICATED", "Sign in to do this.")
    assert world.counter == 0


async def test_null_from_a_variable_for_a_non_null_argument_is_a_client_error(
    client: httpx.AsyncClient,
):
    body = {"query": "query ($f: Int) { items(first: $f) { nodes { title } } }"}
    response = await post(client, body | {"variables": {"f": None}})
    code, _ = error_of(response)
    assert code == "BAD_REQUEST"


async def test_bodies_above_the_limit_are_413(connect: Connect):
    client = connect(max_body_bytes=1_000)
    response = await post(client, HELLO | {"padding": "x" * 1_000})
    assert response.status_code == 413

    async def dripped() -> AsyncGenerator[bytes]:
        for _ in range(100):
            yield b" " * 100

    headers = {"content-type": JSON}
    response = await client.post("", content=dripped(), headers=headers)
    assert response.status_code == 413
    assert response.headers["connection"] == "close"
