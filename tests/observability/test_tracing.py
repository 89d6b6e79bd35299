"""Traces: spans of operations, database commands and calls to Gemini, without secrets."""

import signal
import threading
from collections.abc import AsyncGenerator, Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, override

import pytest
from api import BRIEF, MARKDOWN, PASSWORD, Api
from generation_documents import POST, TYPENAME_STREAM
from instrumented_app import InstrumentedApp, instrumented_app
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.trace import StatusCode
from server_process import serving, signed_up
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from cms_blog.context import Services
from cms_blog.generation.emulator.faults import Fault

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
TRACEPARENT = f"00-{TRACE}-{PARENT}-01"
IDEAS = """
  mutation Ideas($input: GenerateIdeasInput!) { generateIdeas(input: $input) { __typename } }
"""
SAVE = "mutation Save($input: SaveBlogInput!) { saveBlog(input: $input) { __typename } }"


@pytest.fixture
async def seen(api: Api, services: Services) -> AsyncGenerator[InstrumentedApp]:
    async with instrumented_app(services) as seen:
        yield seen


async def post(seen: InstrumentedApp, query: str, **headers: str) -> Any:
    return await seen.api.http.post("/graphql", json={"query": query}, headers=headers)


async def test_operation_span_is_a_child_of_the_client_span(seen: InstrumentedApp):
    with capture_logs(processors=[merge_contextvars]) as lines:
        await post(seen, "query Front { publishedBlogs { totalCount } }", traceparent=TRACEPARENT)
    (span,) = seen.spans()
    assert span.name == "query publishedBlogs"
    assert span.attributes == {
        "graphql.operation.type": "query",
        "graphql.operation.name": "Front",
    }
    assert span.context is not None
    assert f"{span.context.trace_id:032x}" == TRACE
    assert span.parent is not None
    assert f"{span.parent.span_id:016x}" == PARENT
    assert span.status.status_code is StatusCode.UNSET
    (line,) = [line for line in lines if line["event"] == "request"]
    assert line["trace_id"] == TRACE


@pytest.mark.parametrize("header", [None, "", "nonsense", "00-0-0-01", TRACEPARENT + "é" * 9_000])
async def test_request_without_trace_context_starts_a_trace(
    seen: InstrumentedApp, header: str | None
):
    headers = {} if header is None else {b"traceparent": header.encode("latin-1")}
    body = {"query": "{ publishedBlogs { totalCount } }"}
    answer = await seen.api.http.post("/graphql", json=body, headers=headers)
    assert "errors" not in answer.json()
    (span,) = seen.spans()
    assert span.parent is None


async def test_failed_spans_have_the_error_code(seen: InstrumentedApp):
    await post(seen, "{ dashboardStats { total } }")
    (span,) = seen.spans()
    assert span.status.status_code is StatusCode.ERROR
    assert span.status.description is None
    assert span.attributes is not None
    assert span.attributes["error.type"] == "UNAUTHENTICATED"


async def test_gemini_call_span_is_a_child_of_the_operation(seen: InstrumentedApp):
    author = await seen.api.make_user()
    seen.exporter.clear()
    await seen.api.execute(IDEAS, {"input": {"brief": BRIEF}}, as_user=author)
    call, operation = seen.spans()
    assert operation.name == "mutation generateIdeas"
    assert call.parent == operation.context
    assert call.attributes == {
        "gen_ai.operation.name": "generate_content",
        "gen_ai.provider.name": "gcp.gemini",
        "gen_ai.request.model": "gemini-3.5-flash-lite",
        "cms_blog.step": "ideas",
    }
    seen.exporter.clear()
    seen.emulator.faults.turn_on(Fault.OVERLOADED)
    await seen.api.execute(IDEAS, {"input": {"brief": BRIEF}}, as_user=author)
    call, operation = seen.spans()
    assert call.attributes is not None
    assert call.attributes["error.type"] == "UNAVAILABLE"
    # Errors in the result union are not failures of the operation.
    assert operation.status.status_code is StatusCode.UNSET


async def test_stream_has_one_span_until_its_end(seen: InstrumentedApp):
    author = await seen.api.make_user()
    seen.exporter.clear()
    body = {"query": TYPENAME_STREAM, "variables": {"input": POST}}
    headers = {"Authorization": f"Bearer {author.token}", "Accept": "text/event-stream"}
    answer = await seen.api.http.post("/graphql", json=body, headers=headers)
    assert "GenerateBlogSuccess" in answer.text
    *calls, operation = seen.spans()
    assert operation.name == "subscription generateBlog"
    assert len(calls) >= 2
    assert all(call.parent == operation.context for call in calls)


# -- a collector


class Collector:
    """OTLP collector over HTTP, on a free port."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        bodies = self.bodies

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.end_headers()

            @override
            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def spans(self) -> list[Any]:
        return [
            span
            for body in self.bodies
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]


@contextmanager
def collecting() -> Generator[Collector]:
    collector = Collector()
    thread = threading.Thread(target=collector.server.serve_forever)
    thread.start()
    try:
        yield collector
    finally:
        collector.server.shutdown()
        thread.join()
        collector.server.server_close()


async def test_exported_spans_contain_no_personal_data(
    tmp_path: Path,
):
    with collecting() as collector:
        async with serving(tmp_path, OTEL_EXPORTER_OTLP_ENDPOINT=collector.url) as server:
            token = await signed_up(server, "ada@secret.example")
            await server.execute(
                SAVE,
                token,
                input={"brief": BRIEF, "title": "S3cret title", "markdown": MARKDOWN},
            )
            headers = {"Authorization": f"Bearer {token}", "traceparent": TRACEPARENT}
            body = {"query": "query Mine { blogs { nodes { title } } }"}
            await server.http.post("/graphql", json=body, headers=headers)
            await server.ended(signal.SIGTERM)
        spans = collector.spans()
        sent = b"".join(collector.bodies)
    (mine,) = [span for span in spans if span.name == "query blogs"]
    assert mine.trace_id.hex() == TRACE
    assert mine.parent_span_id.hex() == PARENT
    # Background tasks read blogs, too.
    (found,) = [span for span in spans if span.parent_span_id == mine.span_id]
    assert found.name == "find blogs"
    attributes = {item.key: item.value.string_value for item in found.attributes}
    assert attributes == {
        "db.system.name": "mongodb",
        "db.namespace": "cms_blog",
        "db.collection.name": "blogs",
        "db.operation.name": "find",
    }
    assert {"mutation signup", "insert users", "mutation saveBlog", "insert blogs"} <= {
        span.name for span in spans
    }
    for secret in (PASSWORD, token, "secret.example", "S3cret title", "argon2", "six hours"):
        assert secret.encode() not in sent


async def test_unreachable_collector_does_not_affect_requests(tmp_path: Path):
    async with serving(tmp_path, OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:9") as server:
        for _ in range(3):
            assert await server.execute("{ publishedBlogs { totalCount } }") == {"totalCount": 0}
        status = await server.ended(signal.SIGTERM)
    assert status == 0
