"""Metrics of the process, for Prometheus; docs/operations.md has a table of them.

Labels have few values each: an operation is named by its field in the schema, never by a name that
a client made up. Several processes on one port write into one folder (prometheus_client's
PROMETHEUS_MULTIPROC_DIR), and each answers for all.
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

# By their names, what they count or measure, and the labels.
COUNTERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "cms_blog_operations": (
        "Operations that ran, by their field; `outcome` is ok, or the first error's code",
        ("operation", "kind", "outcome"),
    ),
    "cms_blog_errors": ("Top-level errors in answers", ("code",)),
    "cms_blog_http_responses": ("HTTP responses", ("status",)),
    "cms_blog_public_answers": (
        "Answers to signed-out readers; `cached` says whether it was kept from before",
        ("cached",),
    ),
    "cms_blog_generation_calls": (
        "Calls to Gemini; `outcome` is ok, or why there is no answer",
        ("step", "model", "outcome"),
    ),
    "cms_blog_generation_tokens": ("Tokens billed", ("step", "model", "direction")),
    "cms_blog_generation_cost_usd": ("What they cost, where that is known", ("model",)),
    "cms_blog_database_command_failures": ("Commands to the database that failed", ("command",)),
    "process_cpu_seconds": ("CPU time, of the user and the system", ()),
}
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)
_SHORT = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5)
HISTOGRAMS: dict[str, tuple[str, tuple[str, ...], tuple[float, ...]]] = {
    "cms_blog_operation_seconds": (
        "From an operation's admission to its response, or a stream's end",
        ("operation", "kind"),
        _SECONDS,
    ),
    "cms_blog_generation_call_seconds": ("Calls to Gemini", ("step", "model"), _SECONDS),
    "cms_blog_database_command_seconds": ("Commands to the database", ("command",), _SHORT),
    "cms_blog_event_loop_lag_seconds": ("How late the event loop wakes up", (), _SHORT),
}
GAUGES: dict[str, str] = {
    "cms_blog_operations_running": "Operations that run now",
    "cms_blog_streams": "Subscriptions that are followed now, on any transport",
    "cms_blog_sockets": "WebSockets that are open",
    "cms_blog_generation_running": "Calls to Gemini that run now",
    "cms_blog_generation_waiting": "Calls that wait for their turn",
    "cms_blog_generation_breaker_open": "Processes that leave Gemini alone, as it is down",
    "cms_blog_database_connections": "Connections in the pool",
    "cms_blog_database_connections_in_use": "Those that a command has now",
    "cms_blog_database_waiting": "Commands that wait for a connection",
    "cms_blog_processes": "Processes that serve",
    "process_resident_memory_bytes": "Memory",
    "process_open_fds": "Open files and connections",
}
_SAMPLE_SECONDS = 0.5


class Metrics:
    """The metrics of one process, in a registry of their own."""

    def __init__(self) -> None:
        # Its import takes as long as ten modules of ours.
        from prometheus_client import (
            CollectorRegistry,
            Counter,
            Gauge,
            Histogram,
            disable_created_metrics,
        )

        # The time when each label was first seen, which doubles what is sent.
        disable_created_metrics()
        self._registry = registry = CollectorRegistry()
        self._counters = {
            name: Counter(name, says, labels, registry=registry)
            for name, (says, labels) in COUNTERS.items()
        }
        self._histograms = {
            name: Histogram(name, says, labels, registry=registry, buckets=buckets)
            for name, (says, labels, buckets) in HISTOGRAMS.items()
        }
        self._gauges = {
            name: Gauge(name, says, registry=registry, multiprocess_mode="livesum")
            for name, says in GAUGES.items()
        }
        # Sampled, since prometheus_client calls no functions for gauges of several processes.
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
        """Let one of GAUGES show the result of `value`."""
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

    async def shown(self) -> tuple[bytes, str]:
        """All of it as Prometheus reads it, of all processes; and the media type."""
        from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

        self._sample()
        # Some thousand lines take as long as ten requests.
        content = await asyncio.to_thread(lambda: generate_latest(self._all_processes()))
        return content, CONTENT_TYPE_LATEST

    def _all_processes(self) -> Any:
        if FOLDER not in os.environ:
            return self._registry
        from prometheus_client import CollectorRegistry
        from prometheus_client.multiprocess import MultiProcessCollector

        _forget_dead_processes(Path(os.environ[FOLDER]))
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


def _forget_dead_processes(folder: Path) -> None:
    """Remove the live gauges of processes that have ended; their counters stay, as they never fall.

    uvicorn's process manager has no hook for a worker's death, so each scrape looks.
    """
    for path in folder.glob("gauge_live*_*.db"):
        pid = int(path.stem.rpartition("_")[2])
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            path.unlink(missing_ok=True)


# Linux tells; elsewhere they are 0.
def _resident_bytes() -> int:
    with suppress(OSError):
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
    return 0


def _open_files() -> int:
    with suppress(OSError):
        return sum(1 for _ in Path("/proc/self/fd").iterdir())
    return 0
