"""What PyMongo tells of its commands and connections, for the numbers and the traces."""

from typing import TYPE_CHECKING, Any, cast

from pymongo import monitoring

from cms_blog.metrics import Metrics
from cms_blog.telemetry import Telemetry

if TYPE_CHECKING:
    from opentelemetry.trace import Span
    from pymongo import AsyncMongoClient
    from pymongo.asynchronous.pool import Pool


class CommandsSeen(monitoring.CommandListener):
    """Each command's time and its span. What it looks for or writes is in neither."""

    def __init__(self, telemetry: Telemetry) -> None:
        self._metrics, self._tracing = telemetry.metrics, telemetry.tracing
        self._spans: dict[int, Span] = {}

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        """PyMongo's."""
        if not self._tracing.on:
            return
        name = event.command_name
        # What `getMore` has under its own name is a number.
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
        """PyMongo's."""
        self._ended(event)

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """PyMongo's."""
        self._metrics.count("cms_blog_database_command_failures", event.command_name)
        # Its code and not its words, which may repeat a value.
        self._ended(event, str(event.failure.get("code", "failed")))

    def _ended(
        self,
        event: monitoring.CommandSucceededEvent | monitoring.CommandFailedEvent,
        error: str | None = None,
    ) -> None:
        seconds = event.duration_micros / 1_000_000
        name = event.command_name
        self._metrics.measure("cms_blog_database_command_seconds", name, seconds=seconds)
        if self._spans:
            self._tracing.end(self._spans.pop(event.request_id, None), error)


def watch_pool(client: "AsyncMongoClient[Any]", metrics: Metrics) -> None:
    """Show how many connections there are, how many are in use, and what waits for one.

    They are looked up: PyMongo's events about its pool would cost each command as much again as
    those about itself.
    """

    def pools() -> "list[Pool]":
        # There is no public way to them; a test holds that they are there.
        topology = cast("Any", client)._topology  # noqa: SLF001 - no public way
        servers = () if topology is None else topology._servers.values()  # noqa: SLF001 - likewise
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
