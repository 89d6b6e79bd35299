"""User and operation in log lines."""

from contextlib import suppress
from typing import Any

from api import Api, Person
from graphql_transports import Closed, socket_to
from starlette.applications import Starlette
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from cms_blog.graphql.types.node_ids import oid_of


def user_of(person: Person) -> str:
    return str(oid_of("User", person.id))


async def lines_of(api: Api, *bodies: Any, as_user: Person | None = None) -> list[dict[str, Any]]:
    headers = {"Authorization": f"Bearer {as_user.token}"} if as_user else {}
    with capture_logs(processors=[merge_contextvars]) as lines:
        for body in bodies:
            await api.http.post("/graphql", json=body, headers=headers)
    return [dict(line) for line in lines if line["event"] == "request"]


async def test_request_lines_have_the_user_and_the_operation(api: Api):
    ada = await api.make_user()
    named = {"query": "query Mine { viewer { email } }"}
    (line,) = await lines_of(api, named, as_user=ada)
    assert line["operation"] == "Mine"
    assert line["user"] == user_of(ada)
    assert len(line["request_id"]) == 32
    assert "trace_id" not in line


async def test_log_context_does_not_leak_into_the_next_request(api: Api):
    ada = await api.make_user()
    await lines_of(api, {"query": "query Mine { viewer { email } }"}, as_user=ada)
    unnamed, unreadable = await lines_of(api, {"query": "{ viewer { email } }"}, {"query": "{"})
    assert unnamed["operation"] == "viewer"
    assert "user" not in unnamed
    assert "operation" not in unreadable


async def test_long_operation_names_are_truncated(api: Api):
    (line,) = await lines_of(api, {"query": f"query {'N' * 5_000} {{ viewer {{ email }} }}"})
    assert line["operation"] == "N" * 100


async def test_each_operation_on_a_socket_has_a_line(app: Starlette, api: Api):
    ada = await api.make_user()
    with capture_logs(processors=[merge_contextvars]) as lines:
        async with socket_to(app) as socket:
            await socket.accepted()
            payload = {"authorization": f"Bearer {ada.token}"}
            socket.send(type="connection_init", payload=payload)
            await socket.receive()
            for number, name in enumerate(("One", "Two")):
                query = {"query": f"query {name} {{ viewer {{ email }} }}"}
                socket.send(type="subscribe", id=str(number), payload=query)
                while (await socket.receive())["type"] != "complete":
                    pass
            socket.send_text("nonsense")
            with suppress(Closed):
                await socket.receive()
    told = [line for line in lines if line["event"] == "operation"]
    assert [line["operation"] for line in told] == ["One", "Two"]
    assert {line["user"] for line in told} == {user_of(ada)}
    assert all(line["milliseconds"] >= 0 for line in told)
    (request,) = {line["request_id"] for line in lines if line["event"] == "request"}
    assert {line["request_id"] for line in told} == {request}
