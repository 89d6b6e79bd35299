"""Uploads by the GraphQL multipart request specification."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from example_schema import Connect, World, example_endpoint, until

ONE = "mutation ($file: Upload!) { upload(input: {file: $file}) { name size text } }"
MANY = "mutation ($files: [Upload!]!) { uploadMany(files: $files) { name text } }"
HEADERS = {"apollo-require-preflight": "true", "authorization": "Bearer ann"}
FILE = ("a.txt", b"hello", "text/plain")


async def send(
    client: httpx.AsyncClient,
    operations: Any,
    places: Any,
    files: dict[str, Any] | None = None,
    headers: dict[str, str] = HEADERS,
) -> httpx.Response:
    data = {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in (("operations", operations), ("map", places))
        if value is not ...
    }
    return await client.post("", data=data, files=files or {"0": FILE}, headers=headers)


async def test_a_file_reaches_the_resolver(client: httpx.AsyncClient):
    operations = {"query": ONE, "variables": {"file": None}}
    response = await send(client, operations, {"0": ["variables.file"]})
    assert response.json() == {"data": {"upload": {"name": "a.txt", "size": 5, "text": "hello"}}}


async def test_one_file_can_be_at_several_paths_and_in_lists(client: httpx.AsyncClient):
    operations = {"query": MANY, "variables": {"files": [None, None, None]}}
    places = {"0": ["variables.files.0", "variables.files.2"], "1": ["variables.files.1"]}
    files = {"0": ("a.txt", b"a"), "1": ("../../b.txt", b"b")}
    response = await send(client, operations, places, files)
    names = [file["name"] for file in response.json()["data"]["uploadMany"]]
    assert names == ["a.txt", "../../b.txt", "a.txt"]


async def test_a_batch_can_have_files(client: httpx.AsyncClient):
    operations = [{"query": "{ hello }"}, {"query": ONE, "variables": {"file": None}}]
    response = await send(client, operations, {"0": ["1.variables.file"]})
    assert response.json()[1]["data"]["upload"]["text"] == "hello"


GOOD = {"query": ONE, "variables": {"file": None}}


@pytest.mark.parametrize(
    ("operations", "places"),
    [
        (..., {"0": ["variables.file"]}),
        (GOOD, ...),
        ("", {}),
        ("{", {"0": ["variables.file"]}),
        ("null", {"0": ["variables.file"]}),
        ("7", {}),
        (GOOD, "{"),
        (GOOD, "null"),
        (GOOD, ["variables.file"]),
        (GOOD, {"0": "variables.file"}),
        (GOOD, {"0": None}),
        (GOOD, {"0": [7]}),
        (GOOD, {"0": [None]}),
        (GOOD, {"1": ["variables.file"]}),
        (GOOD, {"operations": ["variables.file"]}),
        (GOOD, {"0": [""]}),
        (GOOD, {"0": ["variables"]}),
        (GOOD, {"0": ["query"]}),
        (GOOD, {"0": ["query.0"]}),
        (GOOD, {"0": ["variables.other"]}),
        (GOOD, {"0": ["variables.file.deeper"]}),
        (GOOD, {"0": ["variables.file", "variables.file"]}),
        (GOOD | {"variables": {"file": "taken"}}, {"0": ["variables.file"]}),
        (GOOD | {"variables": None}, {"0": ["variables.file"]}),
        ({"query": MANY, "variables": {"files": [None]}}, {"0": ["variables.files.1"]}),
        ({"query": MANY, "variables": {"files": [None]}}, {"0": ["variables.files.-1"]}),
        ({"query": MANY, "variables": {"files": [None]}}, {"0": ["variables.files.²"]}),
        ({"query": MANY, "variables": {"files": [None]}}, {"0": ["variables.files." + "9" * 5000]}),
    ],
)
async def test_inconsistent_operations_and_map_are_400(
    client: httpx.AsyncClient, operations: Any, places: Any
):
    response = await send(client, operations, places)
    assert response.status_code == 400
    [error] = response.json()["errors"]
    assert error["extensions"]["code"] == "BAD_REQUEST"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=x", b""),
        ("multipart/form-data; boundary=x", b"garbage"),
        ("multipart/form-data; boundary=x", b"--x\r\n"),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\nvalue\r\n--x--\r\n"),
        ("multipart/form-data; boundary=" + "x" * 500, b"--x\r\n"),
        ("multipart/form-data; charset=utf-7; boundary=x", b"--x--\r\n"),
    ],
)
async def test_a_broken_multipart_body_is_refused(
    client: httpx.AsyncClient, kind: str, body: bytes
):
    response = await client.post("", content=body, headers=HEADERS | {"content-type": kind})
    assert response.status_code in {400, 415}


async def test_a_file_for_another_scalar_is_a_client_error(client: httpx.AsyncClient):
    operations = {"query": "query ($n: String!) { hello(name: $n) }", "variables": {"n": None}}
    response = await send(client, operations, {"0": ["variables.n"]})
    [error] = response.json()["errors"]
    assert error["extensions"]["code"] == "BAD_REQUEST"


async def test_a_json_value_for_an_upload_is_a_client_error(client: httpx.AsyncClient):
    response = await client.post("", json=GOOD | {"variables": {"file": "data:,x"}})
    [error] = response.json()["errors"]
    assert error["extensions"]["code"] == "BAD_REQUEST"


async def test_a_cross_site_form_is_refused(client: httpx.AsyncClient):
    response = await send(client, GOOD, {"0": ["variables.file"]}, headers={})
    assert response.status_code == 400
    assert "Apollo-Require-Preflight" in response.text
    response = await send(
        client, GOOD, {"0": ["variables.file"]}, headers={"authorization": "Bearer ann"}
    )
    assert response.status_code == 200


async def test_the_number_and_size_of_files_are_limited(connect: Connect):
    client = connect(max_upload_files=1, max_upload_bytes=2_000, max_body_bytes=1_000)
    places = {"0": ["variables.file"]}
    response = await send(client, GOOD, places, {"0": FILE, "1": FILE})
    assert response.status_code == 400
    response = await send(client, GOOD, places, {"0": ("a", b"x" * 3_100)})
    assert response.status_code == 413
    response = await send(client, GOOD | {"extensions": {"pad": "x" * 1_000}}, places)
    assert response.status_code == 400


async def form_to(app: Any, receive: Any, authorization: str | None) -> tuple[int, bytes]:
    """Send a form with its body from `receive`; return the status and body of the response."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    headers = {"content-type": "multipart/form-data; boundary=x", "x-requested-with": "a"}
    if authorization is not None:
        headers["authorization"] = authorization
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/graphql",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
    }
    await app(scope, receive, send)
    return sent[0]["status"], sent[1]["body"]


@pytest.mark.parametrize("authorization", [None, "Bearer bad"])
async def test_files_are_not_read_before_authentication(world: World, authorization: str | None):
    async def receive() -> Any:
        raise AssertionError("the body was read")

    status, body = await form_to(example_endpoint(world), receive, authorization)
    assert (status, json.loads(body)["errors"][0]["extensions"]["code"]) == (
        401,
        "UNAUTHENTICATED",
    )


class WaitingForms:
    """Sends forms whose bodies arrive when `go_on` is set; counts those that are being read."""

    def __init__(self, world: World, **settings: Any) -> None:
        self.endpoint = example_endpoint(world, **settings)
        self.reading = 0
        self.go_on = asyncio.Event()

    async def post(self, user: str) -> int:
        return (await form_to(self.endpoint, self._receive, f"Bearer {user}"))[0]

    async def _receive(self) -> Any:
        self.reading += 1
        await self.go_on.wait()
        return {"type": "http.request", "body": b"", "more_body": False}


async def test_at_most_ten_forms_per_client_run_at_once(world: World):
    forms = WaitingForms(world)
    async with asyncio.TaskGroup() as group:
        first = [group.create_task(forms.post("ann")) for _ in range(10)]
        await until(lambda: forms.reading == 10)
        assert await forms.post("ann") == 429
        other = group.create_task(forms.post("bob"))
        await until(lambda: forms.reading == 11)
        forms.go_on.set()
    assert {task.result() for task in [*first, other]} == {400}
    assert await forms.post("ann") == 400


async def test_forms_of_all_clients_together_are_limited(world: World):
    forms = WaitingForms(world, max_uploads=3)
    async with asyncio.TaskGroup() as group:
        first = [group.create_task(forms.post(user)) for user in ("ann", "bob", "cyd")]
        await until(lambda: forms.reading == 3)
        assert await forms.post("dan") == 429
        forms.go_on.set()
    assert {task.result() for task in first} == {400}
    assert await forms.post("dan") == 400
