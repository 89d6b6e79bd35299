"""The log: one line per request with the request id, and no secrets."""

import json
import os
import signal
from pathlib import Path
from typing import Any

import httpx
from api import PASSWORD
from pymongo import AsyncMongoClient
from server_process import SIGNUP, Server, serving, signed_up

from cms_blog.database.embedded import process as embedded

KEY = "s3cret-of-the-tokens-0123456789abcdef"
LOGIN = """
  mutation Login($password: String!) {
    login(input: {email: "ada@example.com", password: $password}) { __typename }
  }
"""
CHANGE = """
  mutation Change($current: String!, $new: String!) {
    changePassword(input: {currentPassword: $current, newPassword: $new}) {
      ... on ChangePasswordSuccess { session { accessToken } }
    }
  }
"""
AS_OBJECT = "mutation S($input: SignupInput!) { signup(input: $input) { __typename } }"


async def post(server: Server, query: str, token: str = "", **variables: Any) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    body = {"query": query, "variables": variables}
    return await server.http.post("/graphql", json=body, headers=headers)


async def say_secrets(server: Server) -> list[str]:
    """Send secrets in valid and invalid requests; return the issued tokens."""
    first = await signed_up(server)
    await post(server, LOGIN, password="s3cret wrong")
    await post(server, LOGIN, password=PASSWORD)
    changed = await server.execute(CHANGE, first, current=PASSWORD, new="s3cret new")
    await post(server, CHANGE, first, current="s3cret", new="s3cret")
    await post(server, CHANGE, "s3cret.no.token", current="s3cret", new="s3cret")
    # Invalid values are only returned to the client, not logged.
    wrong = [
        await post(server, AS_OBJECT, input={"nam": "Ada", "password": "s3cret"}),
        await post(server, AS_OBJECT, input={"password": ["s3cret"], "email": "a", "name": "a"}),
        await post(server, 'mutation { login("s3cret") { __typename } }'),
        await post(server, 'mutation { login(input: {pass: "s3cret"}) { __typename } }'),
    ]
    assert all("s3cret" in response.text for response in wrong)
    variables = json.dumps({"password": "s3cret in a URL"})
    await server.http.get("/graphql", params={"query": LOGIN, "variables": variables})
    await server.http.get("/uploads/none", params={"token": "s3cret"})
    await server.http.post("/graphql", content=b'{"query": "s3cret')
    return [first, changed["session"]["accessToken"]]


def assert_no_secret(text: str, *secrets: str) -> None:
    for secret in (PASSWORD, "s3cret", *secrets):
        assert secret not in text, [line for line in text.splitlines() if secret in line]


async def test_no_secret_is_in_the_development_log(tmp_path: Path):
    async with serving(tmp_path, JWT_SECRET=KEY, LOG_LEVEL="DEBUG") as server:
        tokens = await say_secrets(server)
        async with (
            embedded.shared(tmp_path / "data") as uri,
            AsyncMongoClient[Any](uri) as client,
        ):
            # Invalid stored data, which causes an internal error.
            await client.cms_blog.users.update_many({}, {"$set": {"role": "unknown"}})
        await post(server, LOGIN, password=PASSWORD)
        os.kill(server.database_pid, signal.SIGKILL)
        await post(server, SIGNUP, email="eve@example.com", password="s3cret eve")
        await server.ended(signal.SIGTERM)
        log = "".join(server.lines)
    assert "Traceback" in log
    assert log.count(" request ") >= 14
    assert_no_secret(log, *tokens)


async def test_production_log_has_one_json_line_per_request(tmp_path: Path):
    async with (
        embedded.running(tmp_path / "mongodb") as uri,
        serving(
            tmp_path,
            ENV="prod",
            JWT_SECRET=KEY,
            MONGODB_URI=uri,
            PUBLIC_BASE_URL="https://blog.example.com",
            GENERATION="offline",
        ) as server,
    ):
        tokens = await say_secrets(server)
        answers = [
            await server.http.get("/health"),
            await server.http.get("/nowhere"),
            await post(server, "{ dashboardStats { total } }"),
            await post(server, "{ nonsense }"),
            await server.http.post("/graphql", content=b"{"),
        ]
        await server.ended(signal.SIGTERM)
        log = "".join(server.lines)
    assert_no_secret(log, *tokens, uri, uri.split("@")[0].rpartition(":")[2])
    lines = [json.loads(line) for line in log.splitlines()]
    assert all(line["event"] and line["level"] and line["timestamp"] for line in lines)
    for answer in answers:
        request_id = answer.headers["X-Request-Id"]
        (line,) = [
            line
            for line in lines
            if line["event"] == "request" and line["request_id"] == request_id
        ]
        assert line["status"] == answer.status_code
        assert line["path"] == answer.url.path
        assert line["milliseconds"] >= 0
    for refused in answers[2:]:
        (error,) = refused.json()["errors"]
        assert error["extensions"]["requestId"] == refused.headers["X-Request-Id"]
    requests = [line["request_id"] for line in lines if line["event"] == "request"]
    assert len(set(requests)) == len(requests)
