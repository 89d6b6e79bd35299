"""Prometheus metrics of the process; docs/how-to/operations/observability.md lists them.

Labels have bounded cardinality: operations are labelled with their root field, never with a name
that a client chose. Worker processes on one port share a folder (PROMETHEUS_MULTIPROC_DIR of
prometheus_client), and each of them serves the metrics of all.
"""

import asyncio
import os
import resource
import time
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any, override

FOLDER = "PROMETHEUS_MULTIPROC_DIR"

# Descriptions and label names by metric name.
COUNTERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "cms_blog_operations": (
        "Executed operations by root field; `outcome` is ok or the code of the first error",
        ("operation", "kind", "outcome"),
    ),
    "cms_blog_errors": ("Top-level errors in responses", ("code",)),
    "cms_blog_http_responses": ("HTTP responses", ("status",)),
    "cms_blog_public_answers": (
        "Responses to signed-out clients; `cached` is whether the response cache had it",
        ("cached",),
    ),
    "cms_blog_generation_calls": (
        "Calls to Gemini; `outcome` is ok or the reason of the failure",
        ("step", "model", "outcome"),
    ),
    "cms_blog_generation_tokens": ("Billed tokens", ("step", "model", "direction")),
    "cms_blog_generation_cost_usd": (
        "Cost of the billed tokens, for models with known prices",
        ("model",),
    ),
    "cms_blog_outbox_entries": (
        "Handled entries of outboxes; `outcome` is done, dropped, postponed, failed or abandoned",
        ("kind", "outcome"),
    ),
    "cms_blog_webhook_deliveries": (
        "Attempts to deliver events to receivers; `outcome` as of outbox entries",
        ("receiver", "outcome"),
    ),
    "cms_blog_database_command_failures": ("Failed database commands", ("command",)),
    "process_cpu_seconds": ("User and system CPU time", ()),
}
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)
_SHORT = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5)
_AGES = (1, 5, 15, 60, 300, 900, 3_600, 14_400, 43_200, 86_400)
HISTOGRAMS: dict[str, tuple[str, tuple[str, ...], tuple[float, ...]]] = {
    "cms_blog_operation_seconds": (
        "Duration of an operation from admission to its response, or to the end of its stream",
        ("operation", "kind"),
        _SECONDS,
    ),
    "cms_blog_generation_call_seconds": (
        "Duration of calls to Gemini",
        ("step", "model"),
        _SECONDS,
    ),
    "cms_blog_outbox_age_seconds": (
        "Age of an entry of an outbox at the end of an attempt, unless it was scheduled for later",
        ("kind", "outcome"),
        _AGES,
    ),
    "cms_blog_database_command_seconds": ("Duration of database commands", ("command",), _SHORT),
    "cms_blog_event_loop_lag_seconds": ("Delay of the event loop's timers", (), _SHORT),
}
GAUGES: dict[str, str] = {
    "cms_blog_operations_running": "Operations in progress",
    "cms_blog_streams": "Open subscriptions on all transports",
    "cms_blog_sockets": "Open WebSockets",
    "cms_blog_generation_running": "Calls to Gemini in progress",
    "cms_blog_generation_waiting": "Queued calls to Gemini",
    "cms_blog_generation_breaker_open": "Processes with an open circuit breaker for Gemini",
    "cms_blog_webhook_oldest_seconds": "Age of the oldest event that was not delivered",
    "cms_blog_database_connections": "Connections in the connection pool",
    "cms_blog_database_connections_in_use": "Connections in use by a command",
    "cms_blog_database_waiting": "Commands waiting for a connection",
    "cms_blog_processes": "Running server processes",
    "process_resident_memory_bytes": "Resident memory",
    "process_open_fds": "Open file descriptors",
}
# Every process measures the same; of others, the sum is shown.
_SHARED = frozenset({"cms_blog_webhook_oldest_seconds"})
_SAMPLE_SECONDS = 0.5


class Metrics:
    """Metrics of one process, in a dedicated registry."""

    def __init__(self) -> None:
        # Imported here because the import is slow.
        from prometheus_client import (
            CollectorRegistry,
            Counter,
            Gauge,
            Histogram,
            disable_created_metrics,
        )

        # Otherwise each series gets a `_created` series, which doubles the response.
        disable_created_metrics()
        self._registry = registry = CollectorRegistry()
        self._counters = {
            name: Counter(name, text, labels, registry=registry)
            for name, (text, labels) in COUNTERS.items()
        }
        self._histograms = {
            name: Histogram(name, text, labels, registry=registry, buckets=buckets)
            for name, (text, labels, buckets) in HISTOGRAMS.items()
        }
        self._gauges = {
            name: Gauge(
                name,
                text,
                registry=registry,
                multiprocess_mode="livemax" if name in _SHARED else "livesum",
            )
            for name, text in GAUGES.items()
        }
        # Sampled: prometheus_client does not support callbacks in multiprocess mode.
        self._watched: dict[str, Callable[[], float]] = {
            "cms_blog_processes": lambda: 1,
            "process_resident_memory_bytes": _resident_bytes,
            "process_open_fds": _open_files,
        }
        self._cpu_seconds = 0.0

    def count(self, name: str, *labels: str, by: float = 1) -> None:
        """Increment one of COUNTERS."""
        counter = self._counters[name]
        (counter.labels(*labels) if labels else counter).inc(by)

    def observe(self, name: str, *labels: str, seconds: float) -> None:
        """Record a duration in one of HISTOGRAMS."""
        histogram = self._histograms[name]
        (histogram.labels(*labels) if labels else histogram).observe(seconds)

    def change(self, name: str, by: int) -> None:
        """Increment or decrement one of GAUGES."""
        self._gauges[name].inc(by)

    @contextmanager
    def inside(self, name: str) -> Generator[None]:
        """Increment one of GAUGES while the block runs."""
        self.change(name, 1)
        try:
            yield
        finally:
            self.change(name, -1)

    def watch(self, name: str, value: Callable[[], float]) -> None:
        """Set one of GAUGES to the result of `value` at each sample."""
        self._watched[name] = value

    @asynccontextmanager
    async def sampling(self) -> AsyncGenerator[None]:
        """Sample the watched gauges and the event loop's lag while the block runs."""
        task = asyncio.create_task(self._sample_repeatedly())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait({task})

    async def _sample_repeatedly(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + _SAMPLE_SECONDS
            await asyncio.sleep(_SAMPLE_SECONDS)
            late = max(0.0, loop.time() - due)
            self.observe("cms_blog_event_loop_lag_seconds", seconds=late)
            self._sample()

    def _sample(self) -> None:
        for name, value in self._watched.items():
            self._gauges[name].set(value())
        cpu_seconds = time.process_time()
        self._counters["process_cpu_seconds"].inc(cpu_seconds - self._cpu_seconds)
        self._cpu_seconds = cpu_seconds

    async def exposition(self) -> tuple[bytes, str]:
        """Return the metrics of all processes in Prometheus's text format, and its media type."""
        from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

        self._sample()
        # In a thread: formatting some thousand lines takes as long as ten requests.
        content = await asyncio.to_thread(lambda: generate_latest(self._all_processes()))
        return content, CONTENT_TYPE_LATEST

    def _all_processes(self) -> Any:
        if FOLDER not in os.environ:
            return self._registry
        from prometheus_client import CollectorRegistry
        from prometheus_client.multiprocess import MultiProcessCollector

        _remove_dead_processes(Path(os.environ[FOLDER]))
        registry = CollectorRegistry()
        MultiProcessCollector(registry)
        return registry


class NullMetrics(Metrics):
    """No-op metrics, for a server whose metrics are not exposed."""

    def __init__(self) -> None:
        """Create nothing, so that prometheus_client is not imported."""

    @override
    def count(self, name: str, *labels: str, by: float = 1) -> None: ...

    @override
    def observe(self, name: str, *labels: str, seconds: float) -> None: ...

    @override
    def change(self, name: str, by: int) -> None: ...

    @override
    def watch(self, name: str, value: Callable[[], float]) -> None: ...

    @override
    @asynccontextmanager
    async def sampling(self) -> AsyncGenerator[None]:
        yield


def _remove_dead_processes(folder: Path) -> None:
    """Remove the gauges of ended processes. Their counters stay: counters must never decrease.

    uvicorn's process manager has no hook for the end of a worker, so each scrape checks.
    """
    for path in folder.glob("gauge_live*_*.db"):
        pid = int(path.stem.rpartition("_")[2])
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            path.unlink(missing_ok=True)


# Only Linux has /proc; elsewhere these gauges are 0.
def _resident_bytes() -> int:
    with suppress(OSError):
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
    return 0


def _open_files() -> int:
    with suppress(OSError):
        return sum(1 for _ in Path("/proc/self/fd").iterdir())
    return 0
