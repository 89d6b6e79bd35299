"""Automatic persisted queries and trusted documents."""

import hashlib
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from adjusted_settings import settings_with
from example_schema import Connect

from cms_blog.graphql.execution.persisted import PersistedQueries
from cms_blog.graphql.transport.requests import GraphQLRequest, PersistedQueryNotFound, Refusal
from cms_blog.settings import SettingsError

HELLO = "{ hello }"


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def by_hash(value: str) -> dict[str, Any]:
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": value}}}


async def outcome(client: httpx.AsyncClient, body: dict[str, Any]) -> str:
    """The error's code, or OK."""
    response = (await client.post("", json=body)).json()
    if "errors" in response:
        return response["errors"][0]["extensions"]["code"]
    assert response == {"data": {"hello": "Hello, you!"}}
    return "OK"


async def test_get_accepts_the_hash_of_a_query(client: httpx.AsyncClient):
    extensions = json.dumps(by_hash(digest(HELLO))["extensions"])
    missed = await client.get("", params={"extensions": extensions}, headers={"accept": "*/*"})
    assert missed.json()["errors"][0]["message"] == "PersistedQueryNotFound"
    assert missed.status_code == 200
    await client.get("", params={"extensions": extensions, "query": HELLO})
    found = await client.get("", params={"extensions": extensions}, headers={"accept": "*/*"})
    assert found.json() == {"data": {"hello": "Hello, you!"}}


async def test_a_wrong_hash_is_refused_and_not_stored(client: httpx.AsyncClient):
    wrong = by_hash(digest("{ me }"))
    assert await outcome(client, wrong | {"query": HELLO}) == "BAD_REQUEST"
    assert await outcome(client, wrong) == "PERSISTED_QUERY_NOT_FOUND"


async def test_invalid_queries_are_not_stored(client: httpx.AsyncClient):
    named = by_hash(digest("{ nothing }"))
    assert await outcome(client, named | {"query": "{ nothing }"}) == "BAD_REQUEST"
    assert await outcome(client, named) == "PERSISTED_QUERY_NOT_FOUND"


@pytest.mark.parametrize(
    "asked",
    [7, "x", [], {}, {"version": 1}, {"version": 2, "sha256Hash": "0" * 64},
     {"version": 1, "sha256Hash": 7}, {"version": 1, "sha256Hash": None}],
)  # fmt: skip
async def test_a_malformed_extension_is_refused(client: httpx.AsyncClient, asked: Any):
    body = {"query": HELLO, "extensions": {"persistedQuery": asked}}
    assert await outcome(client, body) == "BAD_REQUEST"


async def test_the_size_of_stored_queries_is_limited(connect: Connect):
    # A query of 61 characters and its hash of 64.
    client = connect(persisted_query_characters=125 * 60)
    texts = [f"{{ hello }} # {n:049}" for n in range(70)]
    for text in texts:
        assert await outcome(client, by_hash(digest(text)) | {"query": text}) == "OK"
    kept = [await outcome(client, by_hash(digest(text))) for text in texts]
    assert kept == ["PERSISTED_QUERY_NOT_FOUND"] * 10 + ["OK"] * 60


@pytest.mark.parametrize(("more", "expected"), [(0, "OK"), (1, "PERSISTED_QUERY_NOT_FOUND")])
async def test_a_query_above_a_fiftieth_of_the_cache_is_not_stored(
    connect: Connect, more: int, expected: str
):
    client = connect(persisted_query_characters=10_000)
    text = "{ hello }".ljust(10_000 // 50 - 64 + more)
    assert await outcome(client, by_hash(digest(text)) | {"query": text}) == "OK"
    assert await outcome(client, by_hash(digest(text))) == expected


APOLLO = {
    "format": "apollo-persisted-query-manifest",
    "version": 1,
    "operations": [{"id": digest(HELLO), "name": "Hello", "type": "query", "body": HELLO}],
}


@pytest.mark.parametrize("manifest", [APOLLO, {digest(HELLO): HELLO}, {"sha256:x": HELLO}])
async def test_only_trusted_documents_run_if_configured(
    connect: Connect, tmp_path: Path, manifest: dict[str, Any]
):
    path = tmp_path / "manifest.json"
    # Editors on Windows begin a file with a byte order mark.
    path.write_text(json.dumps(manifest), encoding="utf-8-sig")
    client = connect(trusted_documents=path)
    identity = "x" if "sha256:x" in manifest else digest(HELLO)
    assert await outcome(client, by_hash(identity)) == "OK"
    assert await outcome(client, {"documentId": f"sha256:{identity}"}) == "OK"
    assert await outcome(client, {"query": HELLO}) == "OK"
    assert await outcome(client, {"query": "{ me }"}) == "FORBIDDEN"
    registered = by_hash(digest("{ me }")) | {"query": "{ me }"}
    assert await outcome(client, registered) == "FORBIDDEN"
    assert await outcome(client, by_hash(digest("{ me }"))) == "PERSISTED_QUERY_NOT_FOUND"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "7",
        '{"a": 7}',
        '{"a": "{ viewer { canReview } }", "b": 7}',
        '{"format": "apollo-persisted-query-manifest"}',
        '{"format": "apollo-persisted-query-manifest", "operations": null}',
        '{"format": "apollo-persisted-query-manifest", "operations": [{"id": "a"}]}',
    ],
)
def test_an_invalid_manifest_prevents_the_start(connect: Connect, tmp_path: Path, content: str):
    path = tmp_path / "manifest.json"
    path.write_text(content)
    for file in (path, tmp_path / "missing.json"):
        with pytest.raises(SettingsError, match=r"TRUSTED_DOCUMENTS: .*[a-z]"):
            connect(trusted_documents=file)


# -- without a server


def by_id(name: str, query: str | None = None) -> GraphQLRequest:
    return GraphQLRequest(query, document_id=name)


def make_queries(**settings: Any) -> PersistedQueries:
    return PersistedQueries(settings_with(_env_file=None, **settings))


def test_at_most_ten_thousand_queries_are_stored():
    queries = make_queries()
    for number in range(10_001):
        queries.register(by_id(f"sha256:{number}", f"{{ a{number} }}"))
    with pytest.raises(PersistedQueryNotFound):
        queries.query_text(by_id("0"))
    assert [queries.query_text(by_id(str(n))) for n in (1, 10_000)] == ["{ a1 }", "{ a10000 }"]


def test_a_request_registers_nothing_without_both_id_and_text():
    queries = make_queries()
    for request in (GraphQLRequest(HELLO), by_id("a"), GraphQLRequest(None)):
        queries.register(request)
    with pytest.raises(PersistedQueryNotFound):
        queries.query_text(by_id("a"))


def test_a_request_has_a_query_or_an_id():
    queries = make_queries()
    assert queries.query_text(GraphQLRequest(HELLO)) == HELLO
    assert queries.query_text(by_id(digest(HELLO), HELLO)) == HELLO
    with pytest.raises(Refusal, match="is missing"):
        queries.query_text(GraphQLRequest(None))
    with pytest.raises(Refusal, match="is not the hash"):
        queries.query_text(by_id(digest("{ me }"), HELLO))
    later = {"version": 2, "sha256Hash": digest(HELLO)}
    with pytest.raises(Refusal, match="version 1"):
        queries.query_text(GraphQLRequest(HELLO, extensions={"persistedQuery": later}))
    extensions: list[Any] = [[], "x", 7]
    for extension in extensions:
        with pytest.raises(Refusal, match="an object"):
            queries.query_text(GraphQLRequest(HELLO, extensions={"persistedQuery": extension}))


def test_a_request_without_query_and_id_matches_no_trusted_document(tmp_path: Path):
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps({"": HELLO}))
    queries = make_queries(trusted_documents=path)
    with pytest.raises(PersistedQueryNotFound):
        queries.query_text(GraphQLRequest(None))
    assert queries.query_text(by_id("")) == HELLO
