"""What is seen of the server from outside: each event is told here once.

`Metrics` counts, `Tracing` has spans, the log's lines have who asked for what.
"""

import time
from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import structlog
from graphql import OperationType

from cms_blog.metrics import Metrics, Unread
from cms_blog.settings import Settings
from cms_blog.tracing import Tracing, trace_id_of

if TYPE_CHECKING:
    from opentelemetry.trace import Span

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Telemetry:
    """What one process has of it."""

    metrics: Metrics = field(default_factory=Metrics)
    tracing: Tracing = field(default_factory=Tracing)

    def operation(self, field: str, kind: OperationType, name: str | None) -> "OperationSeen":
        """An operation that begins: its field, its kind, and what its client calls it."""
        return OperationSeen(self, field, kind, name)

    def errors_in(self, response: Mapping[str, Any]) -> str:
        """Count a response's errors; the code of the first one, or `ok`."""
        errors = response.get("errors")
        if not errors:
            return "ok"
        codes = [error["extensions"]["code"] for error in errors]
        for code in codes:
            self.metrics.count("cms_blog_errors", code)
        return codes[0]

    def call(self, step: str, model: str) -> "CallSeen":
        """A call to Gemini that begins."""
        return CallSeen(self, step, model)

    def billed(
        self, step: str, model: str, input_tokens: int, output_tokens: int, cost_usd: float | None
    ) -> None:
        """What a call has cost; nobody knows the price where that is None."""
        count = self.metrics.count
        count("cms_blog_generation_tokens", step, model, "input", by=input_tokens)
        count("cms_blog_generation_tokens", step, model, "output", by=output_tokens)
        if cost_usd is not None:
            count("cms_blog_generation_cost_usd", model, by=cost_usd)


@asynccontextmanager
async def telemetry_opened(settings: Settings) -> AsyncGenerator[Telemetry]:
    """The process's, while the block runs.

    Raises:
        SettingsError: tracing is set, and what it needs is not installed.
    """
    metrics = Metrics() if settings.observed else Unread()
    telemetry = Telemetry(metrics, Tracing.from_settings(settings))
    try:
        async with telemetry.metrics.sampling():
            yield telemetry
    finally:
        await telemetry.tracing.close()


@contextmanager
def logged() -> Generator[None]:
    """A line in the log about what the block does, for what is no request of its own."""
    began = time.perf_counter()
    try:
        yield
    finally:
        _log.info("operation", milliseconds=round((time.perf_counter() - began) * 1000, 1))


class OperationSeen:
    """An operation from its admission to its end: `with` it, and tell it each response."""

    __slots__ = ("_began", "_labels", "_outcome", "_span", "_stream", "_telemetry")

    def __init__(
        self, telemetry: Telemetry, field: str, kind: OperationType, name: str | None
    ) -> None:
        self._telemetry = telemetry
        self._labels = (field, kind.value)
        self._stream = kind is OperationType.SUBSCRIPTION
        self._outcome = "ok"
        self._span: Span | None = None
        shown = field if name is None else name[:_LONGEST_NAME]
        # On every line of the log from here on, that of the request too.
        structlog.contextvars.bind_contextvars(operation=shown)
        if telemetry.tracing.on:
            self._span = telemetry.tracing.begin(
                f"{kind.value} {field}",
                "server",
                {"graphql.operation.type": kind.value, "graphql.operation.name": shown},
            )
            structlog.contextvars.bind_contextvars(trace_id=trace_id_of(self._span))

    def __enter__(self) -> Self:
        now = self._telemetry.metrics.now
        now["cms_blog_operations_running"] += 1
        now["cms_blog_streams"] += self._stream
        self._began = time.perf_counter()
        return self

    def step(self) -> AbstractContextManager[object]:
        """What is done in the block is done for this operation."""
        return self._telemetry.tracing.within(self._span)

    def answered(self, response: Mapping[str, Any]) -> None:
        """This is its answer, or one of several."""
        self._outcome = self._telemetry.errors_in(response)

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        seconds = time.perf_counter() - self._began
        metrics, outcome = self._telemetry.metrics, self._outcome
        if kind is not None and outcome == "ok":
            # As by a client that hangs up.
            outcome = "left"
        metrics.now["cms_blog_operations_running"] -= 1
        metrics.now["cms_blog_streams"] -= self._stream
        metrics.count("cms_blog_operations", *self._labels, outcome)
        metrics.measure("cms_blog_operation_seconds", *self._labels, seconds=seconds)
        self._telemetry.tracing.end(self._span, None if outcome == "ok" else outcome)


class CallSeen:
    """A call to Gemini from its turn to its answer: `with` it, and tell it why it `failed`."""

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
        """There is no answer for this reason."""
        self._outcome = reason

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        metrics, seconds = self._telemetry.metrics, time.perf_counter() - self._began
        outcome = self._outcome or ("ok" if kind is None else "left")
        metrics.count("cms_blog_generation_calls", *self._labels, outcome)
        metrics.measure("cms_blog_generation_call_seconds", *self._labels, seconds=seconds)
        self._telemetry.tracing.end(self._span, None if outcome == "ok" else outcome)
