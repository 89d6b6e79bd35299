"""The application with separate metrics and traces, which start empty."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from adjusted_settings import adjusted
from api import Api
from httpx import ASGITransport, AsyncClient
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client.parser import text_string_to_metric_families
from starlette.types import ASGIApp

from cms_blog.context import Services
from cms_blog.generation.emulator.app import Emulator
from cms_blog.generation.emulator.transport import InProcessTransport
from cms_blog.generation.gemini.gateway import Gateway
from cms_blog.generation.gemini.resilience import CallLimits
from cms_blog.observability.metrics import Metrics
from cms_blog.observability.telemetry import Telemetry
from cms_blog.observability.tracing import Tracing
from cms_blog.server.app import create_app

LIMITS = CallLimits(attempts=1, busy_attempts=1, first_backoff=0.01, breaker_failures=2)


@dataclass
class InstrumentedApp:
    """An application with its metrics and spans."""

    app: ASGIApp
    api: Api
    emulator: Emulator
    exporter: InMemorySpanExporter

    async def numbers(self) -> dict[str, float]:
        """Return the metric values by series, for example `name{label="value"}`."""
        page = await self.api.http.get("/metrics")
        assert page.status_code == 200
        return numbers_in(page.text)

    def spans(self) -> list[ReadableSpan]:
        """Return the ended spans, oldest first."""
        return list(self.exporter.get_finished_spans())


def numbers_in(page: str) -> dict[str, float]:
    """Parse Prometheus's text format; labels are sorted by name."""
    return {
        f"{sample.name}{{{','.join(f'{k}={v}' for k, v in sorted(sample.labels.items()))}}}": (
            sample.value
        )
        for family in text_string_to_metric_families(page)
        for sample in family.samples
    }


@asynccontextmanager
async def instrumented_app(
    services: Services, **settings: object
) -> AsyncGenerator[InstrumentedApp]:
    exporter = InMemorySpanExporter()
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    telemetry = Telemetry(Metrics(), Tracing(provider))
    emulator = Emulator(pace=0)
    gateway = Gateway(
        text_model="gemini-3.5-flash-lite",
        image_model="gemini-nano-banana-2.1",
        transport=InProcessTransport(emulator),
        limits=LIMITS,
        telemetry=telemetry,
    )
    own = replace(
        services,
        settings=adjusted(services.settings, **settings),
        telemetry=telemetry,
        gateway=gateway,
    )
    app = create_app(own)
    transport = ASGITransport(app, client=("127.0.0.1", 50_000))
    try:
        async with AsyncClient(transport=transport, base_url="http://testserver") as http:
            yield InstrumentedApp(app, Api(http, own), emulator, exporter)
    finally:
        await gateway.close()
