"""Metrics and traces of PyMongo's commands and connections."""

from typing import TYPE_CHECKING, Any, cast

from pymongo import monitoring

from cms_blog.observability.metrics import Metrics
from cms_blog.observability.telemetry import Telemetry

if TYPE_CHECKING:
    from opentelemetry.trace import Span
    from pymongo import AsyncMongoClient
    from pymongo.asynchronous.pool import Pool


class CommandRecorder(monitoring.CommandListener):
    """Records the duration and span of each command, without its filter or documents."""

    def __init__(self, telemetry: Telemetry) -> None:
        self._metrics, self._tracing = telemetry.metrics, telemetry.tracing
        self._spans: dict[int, Span] = {}

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        """Start a span (PyMongo callback)."""
        if not self._tracing.on:
            return
        name = event.command_name
        # The value of `getMore` is a cursor id, not a collection.
        collection = str(event.command.get("collection") or event.command.get(name))
        span = self._tracing.begin(
            f"{name} {collection}",
            "client",
            {
                "db.system.name": "mongodb",
                "db.namespace": event.database_name,
                "db.collection.name": collection,
                "db.operation.name": name,
            },
        )
        if span is not None:
            self._spans[event.request_id] = span

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Record the command (PyMongo callback)."""
        self._ended(event)

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Record the failure (PyMongo callback)."""
        self._metrics.count("cms_blog_database_command_failures", event.command_name)
        # The code, not the message, which may contain a value.
        self._ended(event, str(event.failure.get("code", "failed")))

    def _ended(
        self,
        event: monitoring.CommandSucceededEvent | monitoring.CommandFailedEvent,
        error: str | None = None,
    ) -> None:
        seconds = event.duration_micros / 1_000_000
        name = event.command_name
        self._metrics.observe("cms_blog_database_command_seconds", name, seconds=seconds)
        if self._spans:
            self._tracing.end(self._spans.pop(event.request_id, None), error)


def watch_pool(client: "AsyncMongoClient[Any]", metrics: Metrics) -> None:
    """Expose gauges of open, used and awaited connections.

    The pool is inspected on demand: PyMongo's pool events would double the cost of monitoring.
    """

    def pools() -> "list[Pool]":
        # PyMongo has no public access to its pools; a test checks that these exist.
        topology = cast("Any", client)._topology  # noqa: SLF001 - no public way
        servers = () if topology is None else topology._servers.values()  # noqa: SLF001 - no public way
        return [server.pool for server in servers]

    metrics.watch(
        "cms_blog_database_connections",
        lambda: sum(len(pool.conns) + pool.active_sockets for pool in pools()),
    )
    metrics.watch(
        "cms_blog_database_connections_in_use",
        lambda: sum(pool.active_sockets for pool in pools()),
    )
    metrics.watch(
        "cms_blog_database_waiting",
        lambda: sum(pool.operation_count - pool.active_sockets for pool in pools()),
    )
