"""Telemetry: each event is reported here once, to metrics, traces and the log."""

import time
from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import structlog
from graphql import OperationType

from cms_blog.observability.metrics import Metrics, NullMetrics
from cms_blog.observability.tracing import Tracing, trace_id_of
from cms_blog.settings import Settings

if TYPE_CHECKING:
    from opentelemetry.trace import Span

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_MAX_NAME_LENGTH = 100


@dataclass(frozen=True, slots=True)
class Telemetry:
    """Metrics and tracing of one process."""

    metrics: Metrics = field(default_factory=Metrics)
    tracing: Tracing = field(default_factory=Tracing)

    def operation(self, field: str, kind: OperationType, name: str | None) -> "OperationRecorder":
        """Start recording an operation: root field, type, and the client's name for it."""
        return OperationRecorder(self, field, kind, name)

    def errors_in(self, response: Mapping[str, Any]) -> str:
        """Count the errors of a response; return the first code, or `ok`."""
        errors = response.get("errors")
        if not errors:
            return "ok"
        codes = [error["extensions"]["code"] for error in errors]
        for code in codes:
            self.metrics.count("cms_blog_errors", code)
        return codes[0]

    def call(self, step: str, model: str) -> "CallRecorder":
        """Start recording a call to Gemini."""
        return CallRecorder(self, step, model)

    def billed(
        self, step: str, model: str, input_tokens: int, output_tokens: int, cost_usd: float | None
    ) -> None:
        """Record the usage of a call. `cost_usd` is None if the price is unknown."""
        count = self.metrics.count
        count("cms_blog_generation_tokens", step, model, "input", by=input_tokens)
        count("cms_blog_generation_tokens", step, model, "output", by=output_tokens)
        if cost_usd is not None:
            count("cms_blog_generation_cost_usd", model, by=cost_usd)


@asynccontextmanager
async def telemetry_opened(settings: Settings) -> AsyncGenerator[Telemetry]:
    """Open the telemetry of the process.

    Raises:
        SettingsError: tracing is configured, but its extra is not installed.
    """
    metrics = Metrics() if settings.observed else NullMetrics()
    telemetry = Telemetry(metrics, Tracing.from_settings(settings))
    try:
        async with telemetry.metrics.sampling():
            yield telemetry
    finally:
        await telemetry.tracing.close()


@contextmanager
def logged() -> Generator[None]:
    """Log one line for an operation that is not a separate HTTP request."""
    began = time.perf_counter()
    try:
        yield
    finally:
        _log.info("operation", milliseconds=round((time.perf_counter() - began) * 1000, 1))


class OperationRecorder:
    """Context manager that records one operation; `answered` takes each response."""

    __slots__ = ("_began", "_labels", "_outcome", "_span", "_stream", "_telemetry")

    def __init__(
        self, telemetry: Telemetry, field: str, kind: OperationType, name: str | None
    ) -> None:
        self._telemetry = telemetry
        self._labels = (field, kind.value)
        self._stream = kind is OperationType.SUBSCRIPTION
        self._outcome = "ok"
        self._span: Span | None = None
        shown = field if name is None else name[:_MAX_NAME_LENGTH]
        # Bound to all later log lines of the request.
        structlog.contextvars.bind_contextvars(operation=shown)
        if telemetry.tracing.on:
            self._span = telemetry.tracing.begin(
                f"{kind.value} {field}",
                "server",
                {"graphql.operation.type": kind.value, "graphql.operation.name": shown},
            )
            structlog.contextvars.bind_contextvars(trace_id=trace_id_of(self._span))

    def __enter__(self) -> Self:
        self._change_running(1)
        self._began = time.perf_counter()
        return self

    def _change_running(self, by: int) -> None:
        change = self._telemetry.metrics.change
        change("cms_blog_operations_running", by)
        if self._stream:
            change("cms_blog_streams", by)

    def step(self) -> AbstractContextManager[object]:
        """Make the operation's span the parent in the block."""
        return self._telemetry.tracing.within(self._span)

    def answered(self, response: Mapping[str, Any]) -> None:
        """Record a response; a subscription has several."""
        self._outcome = self._telemetry.errors_in(response)

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        seconds = time.perf_counter() - self._began
        metrics, outcome = self._telemetry.metrics, self._outcome
        if kind is not None and outcome == "ok":
            # For example, the client disconnected.
            outcome = "left"
        self._change_running(-1)
        metrics.count("cms_blog_operations", *self._labels, outcome)
        metrics.observe("cms_blog_operation_seconds", *self._labels, seconds=seconds)
        self._telemetry.tracing.end(self._span, None if outcome == "ok" else outcome)


class CallRecorder:
    """Context manager that records one call to Gemini; `failed` takes the reason."""

    __slots__ = ("_began", "_labels", "_outcome", "_span", "_telemetry")

    def __init__(self, telemetry: Telemetry, step: str, model: str) -> None:
        self._telemetry, self._labels = telemetry, (step, model)
        self._outcome: str | None = None
        self._span = telemetry.tracing.begin(
            f"generate_content {model}",
            "client",
            {
                "gen_ai.operation.name": "generate_content",
                "gen_ai.provider.name": "gcp.gemini",
                "gen_ai.request.model": model,
                "cms_blog.step": step,
            },
        )

    def __enter__(self) -> Self:
        self._began = time.perf_counter()
        return self

    def failed(self, reason: str) -> None:
        """Record the reason of the failure."""
        self._outcome = reason

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        metrics, seconds = self._telemetry.metrics, time.perf_counter() - self._began
        outcome = self._outcome or ("ok" if kind is None else "left")
        metrics.count("cms_blog_generation_calls", *self._labels, outcome)
        metrics.observe("cms_blog_generation_call_seconds", *self._labels, seconds=seconds)
        self._telemetry.tracing.end(self._span, None if outcome == "ok" else outcome)
