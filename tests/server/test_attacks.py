"""Attacks: what each costs the server, and that other clients are answered meanwhile.

docs/explanation/reliability.md has the figures; `--log-cli-level=INFO` shows new ones.
"""

import asyncio
import json
import logging
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from statistics import quantiles
from typing import Any, cast

import jwt
import pytest
from adjusted_settings import adjusted
from api import BRIEF
from attack_requests import ATTACKS, Attack
from attackers import KINDS
from graphql import GraphQLSchema
from httpx import ASGITransport, AsyncClient, Response
from interpreter_steps import MOST_STEPS, counted_steps
from served_schema import served_schema
from server_process import Server, serving, signed_up
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from cms_blog.context import Services
from cms_blog.rate_limits import RateLimits
from cms_blog.server.app import create_app

_log = logging.getLogger(__name__)

# The cost of these grows with the schema: one compares the name of each type, at 1,365 steps, the
# other returns each type, field, argument and enum value, at 297 steps.
MOST_STEPS_PER_TYPE = {"names that resemble many others": 1_400}
MOST_STEPS_PER_NAME = {"the usual introspection": 310}
# A blocked address costs this much, whatever it sends.
MOST_STEPS_BLOCKED = 3_000
PATIENCE = 1
# Seconds after which a test gives up.
GIVE_UP = 300

LIST = """
  { blogs(first: 20) { nodes { id title slug status revision createdAt author { id name } } } }
"""
SAVE = """
  mutation Save($input: SaveBlogInput!) { saveBlog(input: $input) { __typename } }
"""
GRAPHQL = "application/graphql-response+json"
SUBPROTOCOLS = [Subprotocol("graphql-transport-ws")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the server's data and secret."""
    return tmp_path_factory.mktemp("attacked")


@pytest.fixture(scope="module")
async def server(folder: Path) -> AsyncGenerator[Server]:
    patience = dict.fromkeys(
        ("client_patience_seconds", "body_timeout_seconds", "socket_init_timeout_seconds"), PATIENCE
    )
    # Nobody reads what it says, and a full pipe would stop it.
    quiet = {"LOG_LEVEL": "ERROR"}
    async with serving(folder, LIMITS=json.dumps(patience), **quiet) as server:
        yield server


def address(server: Server) -> tuple[str, int]:
    return server.http.base_url.host, server.http.base_url.port or 0


async def sent(http: AsyncClient, attack: Attack) -> tuple[Response, int]:
    """Send an attack; the response, and how many steps it took."""
    headers = dict(line.split(": ") for line in attack.headers.splitlines())
    headers |= {"Accept": GRAPHQL, "Content-Type": "application/json"}
    with counted_steps() as steps:
        response = await http.post("/graphql", content=attack.body, headers=headers)
    return response, steps.count


@pytest.mark.parametrize("name", ATTACKS)
async def test_each_attack_is_refused_early_with_its_reason(http: AsyncClient, name: str):
    attack = ATTACKS[name]
    # The first request of the test starts what the application starts lazily.
    await http.post("/graphql", json={"query": "{ __typename }"})
    response, steps = await sent(http, attack)
    assert response.status_code == attack.status, response.text[:500]
    if attack.code:
        codes = {error["extensions"]["code"] for error in response.json()["errors"]}
        assert codes == {attack.code}
    _log.info("%s: %d steps, %d bytes", name, steps, len(attack.body))
    schema = served_schema()
    most = MOST_STEPS
    if name in MOST_STEPS_PER_TYPE:
        most = MOST_STEPS_PER_TYPE[name] * len(schema.type_map)
    elif name in MOST_STEPS_PER_NAME:
        most = MOST_STEPS_PER_NAME[name] * names_in(schema)
    assert steps < most


def names_in(schema: GraphQLSchema) -> int:
    """Return the number of types, fields, arguments and enum values of a schema."""
    count = 0
    for type_ in schema.type_map.values():
        fields = cast("Any", getattr(type_, "fields", {})).values()
        arguments = sum(len(getattr(field, "args", ())) for field in fields)
        count += 1 + len(fields) + arguments + len(cast("Any", getattr(type_, "values", ())))
    return count


async def test_requests_of_a_blocked_address_are_not_parsed(services: Services):
    settings = adjusted(services.settings, rate_limit_refused="1/hour")
    own = replace(services, settings=settings, rate_limits=RateLimits(settings))
    transport = ASGITransport(create_app(own), client=("127.4.0.1", 1))
    async with AsyncClient(transport=transport, base_url="http://testserver") as http:
        for _ in range(2):
            await http.put("/graphql")
        await sent(http, ATTACKS["a lone surrogate"])
        for name, attack in ATTACKS.items():
            response, steps = await sent(http, attack)
            assert response.status_code == 429, name
            assert steps < MOST_STEPS_BLOCKED, name


def test_the_fragment_bomb_has_the_published_size():
    assert len(json.loads(ATTACKS["a fragment bomb"].body)["query"]) == 654


@asynccontextmanager
async def attacked(server: Server, kind: str) -> AsyncGenerator[None]:
    arguments = (
        str(Path(__file__).parents[1] / "support" / "attacks" / "attackers.py"),
        kind,
        *map(str, address(server)),
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(GIVE_UP):
            assert await process.stdout.readline() == b"ready\n"
        yield
        assert process.returncode is None
    finally:
        process.kill()
        await process.communicate()


@pytest.fixture(scope="module")
async def token(server: Server) -> str:
    """An author with a page full of blogs."""
    token = await signed_up(server)
    given = {"brief": BRIEF, "title": "A title", "markdown": "# A\n\nText."}
    for _ in range(20):
        await server.execute(SAVE, token, input=given)
    return token


async def slowest(server: Server, token: str, times: int = 150) -> float:
    """Read the list repeatedly; return the 99th percentile of the durations in seconds."""
    loop = asyncio.get_running_loop()
    taken: list[float] = []
    for _ in range(times):
        began = loop.time()
        page = await server.execute(LIST, token)
        taken.append(loop.time() - began)
        assert len(page["nodes"]) == 20
    return quantiles(taken, n=100)[98]


@pytest.fixture(scope="module")
async def quiet(server: Server, token: str) -> float:
    """The 99th percentile without attackers, which the figures of each kind are compared with."""
    return await slowest(server, token)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.slow
async def test_other_clients_are_answered_during_an_attack(
    server: Server, token: str, quiet: float, kind: str
):
    async with attacked(server, kind), asyncio.timeout(GIVE_UP):
        busy = await slowest(server, token)
    _log.info("%s: %.1f ms quiet, %.1f ms meanwhile", kind, quiet * 1_000, busy * 1_000)


@pytest.mark.slow
@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"GET /graphql HTTP/1.1\r\nHost: loc",
        b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{",
        b"POST /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\n\r\n{",
    ],
)
async def test_silent_clients_are_disconnected(server: Server, said: bytes):
    reader, writer = await asyncio.open_connection(*address(server))
    writer.write(said)
    async with asyncio.timeout(GIVE_UP):
        while await reader.read(1_000):
            pass
    writer.close()


async def test_endless_headers_are_cut_off_at_any_speed(server: Server):
    reader, writer = await asyncio.open_connection(*address(server))
    writer.write(b"GET / HTTP/1.1\r\n" + b"X-Header: " + b"x" * 100_000)
    assert (await reader.read(100)).startswith(b"HTTP/1.1 431 ")
    writer.close()


@pytest.mark.slow
async def test_the_number_of_connections_is_limited(tmp_path: Path):
    async with serving(
        tmp_path, LIMITS='{"max_connections": 5, "client_patience_seconds": 1}'
    ) as server:
        others = [await asyncio.open_connection(*address(server)) for _ in range(5)]
        reader, writer = await asyncio.open_connection(*address(server))
        assert (await reader.read()).startswith(b"HTTP/1.1 503 ")
        writer.close()
        for reader, writer in others:
            assert await reader.read() == b""
            writer.close()
        assert await server.execute("{ __typename }") == "Query"


async def test_websocket_messages_are_bounded(server: Server):
    host, port = address(server)
    for message, code in [
        ("x" * 1_100_000, 1009),
        ("[" * 500_000, 4400),
        (json.dumps({"type": "connection_init", "payload": {"a": "x" * 900_000}}), None),
        ("", 4400),
    ]:
        async with connect(f"ws://{host}:{port}/graphql", subprotocols=SUBPROTOCOLS) as socket:
            await socket.send(message)
            if code is None:
                assert json.loads(await socket.recv()) == {"type": "connection_ack"}
            else:
                await socket.wait_closed()
                assert socket.close_code == code


async def test_a_forged_token_opens_no_websocket(server: Server, folder: Path):
    host, port = address(server)
    token = await signed_up(server, "forged@example.com")
    revoked = await signed_up(server, "revoked@example.com")
    await server.execute("mutation { logoutEverywhere { __typename } }", revoked)
    secret = (folder / "data" / "jwt-secret").read_text()
    claims = jwt.decode(token, secret, ["HS256"], options={"verify_aud": False})
    ended = claims | {"exp": claims["iat"] - 10, "iat": claims["iat"] - 20}
    tokens = {
        "alg none": jwt.encode(claims, "", "none"),
        "another algorithm": jwt.encode(claims, secret, "HS512"),
        "another key": jwt.encode(claims, "another secret of more than 32 bytes", "HS256"),
        "another issuer": jwt.encode(claims | {"iss": "another"}, secret, "HS256"),
        "expired": jwt.encode(ended, secret, "HS256"),
        "not yet valid": jwt.encode(claims | {"nbf": claims["exp"]}, secret, "HS256"),
        "no sub": jwt.encode({k: v for k, v in claims.items() if k != "sub"}, secret, "HS256"),
        "unknown user": jwt.encode(claims | {"sub": "0" * 24}, secret, "HS256"),
        "revoked": revoked,
        "garbage": "x.y.z",
        "huge": "x" * 500_000,
    }
    told: dict[str, object] = {}
    for name, forged in {**tokens, "good": token}.items():
        async with connect(f"ws://{host}:{port}/graphql", subprotocols=SUBPROTOCOLS) as socket:
            payload = {"Authorization": f"Bearer {forged}"}
            await socket.send(json.dumps({"type": "connection_init", "payload": payload}))
            try:
                told[name] = json.loads(await socket.recv())["type"]
            except ConnectionClosed as closed:
                told[name] = (closed.rcvd.code, closed.rcvd.reason) if closed.rcvd else None
    reason = "Forbidden: Your session is not valid or has ended. Sign in again."
    assert told == {**dict.fromkeys(tokens, (4403, reason)), "good": "connection_ack"}
