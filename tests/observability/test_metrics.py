"""Metrics at /metrics, and access to them."""

import asyncio
import json
import re
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from adjusted_settings import adjusted
from api import BRIEF, Api
from generation_documents import POST, TYPENAME_STREAM
from httpx import ASGITransport, AsyncClient
from instrumented_app import InstrumentedApp, instrumented_app, numbers_in
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr
from server_process import serving, signed_up
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from cms_blog.context import Services
from cms_blog.generation.emulator.faults import Fault
from cms_blog.observability.metrics import COUNTERS, GAUGES, HISTOGRAMS, NullMetrics
from cms_blog.server.app import create_app

TOKEN = "0123456789abcdef0123"
IDEAS = """
  mutation Ideas($input: GenerateIdeasInput!) { generateIdeas(input: $input) { __typename } }
"""


@pytest.fixture
async def seen(api: Api, services: Services) -> AsyncGenerator[InstrumentedApp]:
    async with instrumented_app(services) as seen:
        yield seen


async def test_operations_are_labelled_by_root_field_not_by_client_name(
    seen: InstrumentedApp,
):
    for number in range(50):
        await seen.api.execute(f"query MadeUp{number} {{ publishedBlogs {{ totalCount }} }}")
    numbers = await seen.numbers()
    assert (
        numbers["cms_blog_operations_total{kind=query,operation=publishedBlogs,outcome=ok}"] == 50
    )
    assert numbers["cms_blog_operation_seconds_count{kind=query,operation=publishedBlogs}"] == 50
    assert not [name for name in numbers if "MadeUp" in name]
    assert numbers["cms_blog_operations_running{}"] == 0
    assert numbers["cms_blog_http_responses_total{status=200}"] == 50


@pytest.mark.parametrize(
    ("document", "label"),
    [
        ("{ a: viewer { email } b: viewer { email } }", "viewer"),
        ("{ viewer { email } publishedBlogs { totalCount } }", "several"),
        ("{ ...F } fragment F on Query { viewer { email } }", "several"),
        ("{ __typename }", "__typename"),
    ],
)
async def test_operation_label_is_the_selected_root_field(
    seen: InstrumentedApp, document: str, label: str
):
    await seen.api.send(document)
    numbers = await seen.numbers()
    assert numbers[f"cms_blog_operations_total{{kind=query,operation={label},outcome=ok}}"] == 1


async def test_errors_are_counted_by_code(seen: InstrumentedApp):
    await seen.api.send("{ dashboardStats { total } }")
    await seen.api.send("{ nonsense }")
    await seen.api.http.post("/graphql", content=b"{")
    await seen.api.send(
        "mutation { logoutEverywhere { ... on LogoutEverywhereSuccess { viewer { email } } } }"
    )
    numbers = await seen.numbers()
    refused = "operation=dashboardStats,outcome=UNAUTHENTICATED"
    assert numbers[f"cms_blog_operations_total{{kind=query,{refused}}}"] == 1
    assert numbers["cms_blog_errors_total{code=UNAUTHENTICATED}"] == 2
    assert numbers["cms_blog_errors_total{code=BAD_REQUEST}"] == 2
    assert not [name for name in numbers if "nonsense" in name]


async def test_each_operation_of_a_batch_is_counted(seen: InstrumentedApp):
    batch = [{"query": "{ viewer { email } }"}, {"query": "{ nonsense }"}, {"query": "{"}]
    await seen.api.http.post("/graphql", json=batch)
    numbers = await seen.numbers()
    assert numbers["cms_blog_operations_total{kind=query,operation=viewer,outcome=ok}"] == 1
    assert numbers["cms_blog_errors_total{code=BAD_REQUEST}"] == 2


async def test_cached_and_computed_responses_are_counted_separately(api: Api, services: Services):
    async with instrumented_app(services, public_cache_seconds=60) as seen:
        for _ in range(3):
            await seen.api.execute("{ publishedBlogs { totalCount } }")
        numbers = await seen.numbers()
    assert numbers["cms_blog_public_answers_total{cached=false}"] == 1
    assert numbers["cms_blog_public_answers_total{cached=true}"] == 2
    assert numbers["cms_blog_operations_total{kind=query,operation=publishedBlogs,outcome=ok}"] == 3


async def test_calls_to_gemini_are_counted_with_their_tokens_and_failures(seen: InstrumentedApp):
    author = await seen.api.make_user()
    result = await seen.api.execute(IDEAS, {"input": {"brief": BRIEF}}, as_user=author)
    assert result["__typename"] == "GenerateIdeasSuccess"
    numbers = await seen.numbers()
    model = "model=gemini-3.5-flash-lite"
    calls = f"cms_blog_generation_calls_total{{{model},outcome=%s,step=ideas}}"
    assert numbers[calls % "ok"] == 1
    tokens = f"cms_blog_generation_tokens_total{{direction=%s,{model},step=ideas}}"
    assert numbers[tokens % "input"] > numbers[tokens % "output"] > 0
    assert numbers["cms_blog_generation_cost_usd_total{model=gemini-3.5-flash-lite}"] > 0
    assert numbers["cms_blog_generation_breaker_open{}"] == 0
    seen.emulator.faults.turn_on(Fault.OVERLOADED)
    for _ in range(2):
        await seen.api.execute(IDEAS, {"input": {"brief": BRIEF}}, as_user=author)
    numbers = await seen.numbers()
    assert numbers[calls % "UNAVAILABLE"] == 2
    assert numbers["cms_blog_generation_breaker_open{}"] == 1
    assert numbers["cms_blog_generation_running{}"] == 0


async def test_abandoned_stream_has_the_outcome_left(seen: InstrumentedApp):
    author = await seen.api.make_user()
    begun = asyncio.Event()
    body = {"query": TYPENAME_STREAM, "variables": {"input": POST}}
    messages = [{"type": "http.request", "body": json.dumps(body).encode()}]

    async def receive() -> dict[str, Any]:
        if messages:
            return messages.pop()
        await begun.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        if b"event: next" in message.get("body", b""):
            during.append(await seen.numbers())
            begun.set()

    during: list[dict[str, float]] = []
    headers = {
        "authorization": f"Bearer {author.token}",
        "accept": "text/event-stream",
        "content-type": "application/json",
    }
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/graphql",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
    }
    await seen.app(scope, receive, send)
    after = await seen.numbers()
    assert during[0]["cms_blog_streams{}"] == during[0]["cms_blog_operations_running{}"] == 1
    assert after["cms_blog_streams{}"] == after["cms_blog_operations_running{}"] == 0
    ended = "cms_blog_operations_total{kind=subscription,operation=generateBlog,outcome=left}"
    assert after[ended] == 1


async def test_database_and_process_metrics_are_exposed(
    api: Api, http: AsyncClient, services: Services
):
    """Metrics of the shared application: PyMongo's listeners belong to its client."""
    transport = ASGITransport(create_app(services), client=("127.0.0.1", 1))
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:

        async def numbers() -> dict[str, float]:
            return numbers_in((await client.get("/metrics")).text)

        before = await numbers()
        await api.sign_up()
        after = await numbers()
    # One look-up of the address, and two of the spellings that early releases stored.
    for command, more in {"find": 3, "insert": 1}.items():
        name = f"cms_blog_database_command_seconds_count{{command={command}}}"
        assert after[name] == before.get(name, 0) + more
    assert after["cms_blog_database_connections{}"] >= 1
    assert after["cms_blog_database_connections_in_use{}"] == 0
    assert after["cms_blog_database_waiting{}"] == 0
    assert after["process_resident_memory_bytes{}"] > 10_000_000
    assert after["process_cpu_seconds_total{}"] > before["process_cpu_seconds_total{}"]
    assert after["process_open_fds{}"] > 3


# -- access control


async def status_for(
    services: Services, address: str, headers: dict[str, str] | None = None, **settings: Any
) -> int:
    own = replace(services, settings=adjusted(services.settings, **settings))
    transport = ASGITransport(create_app(own), client=(address, 1))
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        return (await client.get("/metrics", headers=headers)).status_code


@pytest.mark.parametrize(
    ("address", "env", "expected"),
    [
        ("127.0.0.1", "dev", 200),
        ("::1", "dev", 200),
        ("10.0.0.1", "dev", 404),
        ("testclient", "dev", 404),
        ("127.0.0.1", "prod", 404),
    ],
)
async def test_without_a_token_metrics_are_local_and_development_only(
    services: Services, address: str, env: str, expected: int
):
    assert await status_for(services, address, env=env) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (f"Bearer {TOKEN}", 200),
        (f"Bearer {TOKEN}x", 404),
        (f"Basic {TOKEN}", 404),
        ("Bearer", 404),
        ("", 404),
        (None, 404),
    ],
)
async def test_with_a_token_metrics_require_the_token(
    services: Services, given: str | None, expected: int
):
    headers = {} if given is None else {"Authorization": given}
    for env in ("dev", "prod"):
        status = await status_for(
            services, "127.0.0.1", headers, env=env, metrics_token=SecretStr(TOKEN)
        )
        assert status == expected


async def test_unexposed_metrics_are_no_ops():
    metrics = NullMetrics()
    metrics.watch("cms_blog_sockets", lambda: 1)
    async with metrics.sampling():
        with metrics.inside("cms_blog_sockets"):
            metrics.count("cms_blog_errors", "INTERNAL")
            metrics.observe("cms_blog_event_loop_lag_seconds", seconds=1)
    assert vars(metrics) == {}


# -- several processes


@pytest.mark.slow
async def test_each_process_serves_the_metrics_of_all(tmp_path: Path):
    async with serving(tmp_path, WORKERS="2", METRICS_TOKEN=TOKEN) as server:
        token = await signed_up(server)
        url = str(server.http.base_url.join("/graphql").copy_with(scheme="ws"))
        async with connect(url, subprotocols=[Subprotocol("graphql-transport-ws")]) as socket:
            init = {"type": "connection_init", "payload": {"authorization": f"Bearer {token}"}}
            await socket.send(json.dumps(init))
            assert json.loads(await socket.recv())["type"] == "connection_ack"
            for _ in range(20):
                # A new connection per request: any process can accept it.
                async with AsyncClient(base_url=server.http.base_url) as client:
                    await client.post("/graphql", json={"query": "{ viewer { email } }"})
            headers = {"Authorization": f"Bearer {TOKEN}"}
            expected = {
                "cms_blog_operations_total{kind=query,operation=viewer,outcome=ok}": 20,
                "cms_blog_processes{}": 2,
                "cms_blog_sockets{}": 1,
            }

            async def read() -> dict[str, float]:
                text = (await server.http.get("/metrics", headers=headers)).text
                return {name: numbers_in(text).get(name, 0) for name in expected}

            numbers = await read()
            # The gauges are sampled, so they follow with a delay.
            for _ in range(1_000):
                if numbers == expected:
                    break
                await asyncio.sleep(0.05)
                numbers = await read()
            assert numbers == expected


# -- documentation, dashboard and alerts


async def families(services: Services) -> dict[str, str]:
    """Return metric names and types, as in the exposition."""
    async with instrumented_app(services) as seen:
        page = (await seen.api.http.get("/metrics")).text
    found: dict[str, str] = {}
    for family in text_string_to_metric_families(page):
        endings = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count")}
        for ending in endings.get(family.type, ("",)):
            found[family.name + ending] = family.type
    return found


async def test_exposition_contains_all_declared_metrics(services: Services):
    declared = {f"{name}_total" for name in COUNTERS} | GAUGES.keys()
    declared |= {f"{name}{end}" for name in HISTOGRAMS for end in ("_bucket", "_sum", "_count")}
    assert (await families(services)).keys() == declared


async def test_dashboard_uses_existing_metrics(services: Services, project: Path):
    dashboard = json.loads((project / "docs" / "grafana" / "dashboard.json").read_text())
    expressions = [
        target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", ())
    ]
    assert len(expressions) >= 15
    known = (await families(services)).keys()
    for expression in expressions:
        asked = re.findall(r"\b(?:cms_blog|process)_\w+", expression)
        assert asked, expression
        assert set(asked) <= known, expression


def numbers_section(project: Path) -> str:
    page = (project / "docs/how-to/operations/observability.md").read_text()
    return page.split("\n## Numbers\n")[1].split("\n## ")[0]


async def test_alerts_use_existing_metrics(services: Services, project: Path):
    alerts = numbers_section(project).partition("| Alert |")[2]
    asked = set(re.findall(r"\bcms_blog_\w+", alerts))
    assert len(asked) >= 6
    assert asked <= (await families(services)).keys()


def test_documented_table_lists_all_metrics(project: Path):
    pattern = r"^\| `([a-z_]+)(?:\{([a-z, ]+)\})?` \|"
    rows = re.findall(pattern, numbers_section(project), re.MULTILINE)
    declared = {f"{name}_total": labels for name, (_, labels) in COUNTERS.items()}
    declared |= {name: labels for name, (_, labels, _) in HISTOGRAMS.items()}
    declared |= dict.fromkeys(GAUGES, ())
    told = {name: tuple(re.findall(r"\w+", labels)) for name, labels in rows}
    assert told == declared
