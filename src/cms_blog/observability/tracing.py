"""OpenTelemetry traces, enabled by OTEL_EXPORTER_OTLP_ENDPOINT (extra `cms-blog[otel]`).

One span per operation, a child of the client's span if the request names one (W3C Trace Context),
with child spans for each database command and each call to Gemini. Spans never contain texts,
tokens, passwords or addresses. Without the setting, nothing is imported and all methods are no-ops.
"""

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib.metadata import version
from typing import TYPE_CHECKING, Literal, Self

from cms_blog.settings import Settings, SettingsError

if TYPE_CHECKING:
    from collections.abc import Generator

    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span

# An unreachable collector must not delay shutdown.
_EXPORT_SECONDS = 2
_PARENTS = (b"traceparent", b"tracestate")
_NOTHING = nullcontext()


class Tracing:
    """Spans of one process; a no-op without a provider.

    Spans are started and ended explicitly, since the work that they measure may span several tasks.
    `within` makes a span the parent of the spans started in the block.
    """

    def __init__(self, provider: "TracerProvider | None" = None) -> None:
        self._provider = provider
        self._tracer = None if provider is None else provider.get_tracer("cms_blog")

    @property
    def on(self) -> bool:
        """Whether tracing is enabled."""
        return self._tracer is not None

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Tracing to the configured collector, or none.

        Raises:
            SettingsError: a collector is configured, but the extra is not installed.
        """
        if settings.otel_exporter_otlp_endpoint is None:
            return cls()
        try:
            from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
            from opentelemetry.sdk.resources import OTELResourceDetector, Resource
            from opentelemetry.sdk.trace import TracerProvider
            from opentelemetry.sdk.trace.export import BatchSpanProcessor
        except ImportError:
            line = "OTEL_EXPORTER_OTLP_ENDPOINT: needs `pip install cms-blog[otel]`"
            raise SettingsError([line]) from None
        # OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES override these.
        ours = Resource({"service.name": "cms-blog", "service.version": version("cms-blog")})
        resource = ours.merge(OTELResourceDetector().detect())
        provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        endpoint = f"{settings.otel_exporter_otlp_endpoint}/v1/traces"
        exporter = OTLPSpanExporter(endpoint, timeout=_EXPORT_SECONDS)
        provider.add_span_processor(BatchSpanProcessor(exporter))
        return cls(provider)

    async def close(self) -> None:
        """Export the remaining spans."""
        if self._provider is not None:
            await asyncio.to_thread(self._provider.shutdown)

    def following(self, headers: Iterable[tuple[bytes, bytes]]) -> AbstractContextManager[None]:
        """Use the trace context of a request's headers as parent in the block."""
        if self._tracer is None:
            return _NOTHING
        return _following({n.decode(): v.decode("latin-1") for n, v in headers if n in _PARENTS})

    def begin(
        self, name: str, kind: Literal["server", "client"], attributes: Mapping[str, str]
    ) -> "Span | None":
        """Start a span. The caller ends it with `end`."""
        if self._tracer is None:
            return None
        from opentelemetry.trace import SpanKind

        return self._tracer.start_span(name, kind=SpanKind[kind.upper()], attributes=attributes)

    def within(self, span: "Span | None") -> AbstractContextManager[object]:
        """Make the span the parent in the block, which must not contain a `yield`."""
        if span is None:
            return _NOTHING
        from opentelemetry.trace import use_span

        return use_span(span, record_exception=False, set_status_on_exception=False)

    def end(self, span: "Span | None", error: str | None = None) -> None:
        """End the span. `error` is a code or class name, never a message."""
        if span is None:
            return
        if error is not None:
            from opentelemetry.trace import StatusCode

            span.set_attribute("error.type", error)
            span.set_status(StatusCode.ERROR)
        span.end()


def trace_id_of(span: "Span | None") -> str | None:
    """Trace id of the span in hexadecimal, as logs and collectors write it."""
    return None if span is None else f"{span.get_span_context().trace_id:032x}"


@contextmanager
def _following(carrier: Mapping[str, str]) -> "Generator[None]":
    from opentelemetry.context import attach, detach
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    token = attach(TraceContextTextMapPropagator().extract(carrier))
    try:
        yield
    finally:
        detach(token)
