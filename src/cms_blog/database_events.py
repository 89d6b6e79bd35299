"""What PyMongo tells of its commands and connections, for the numbers and the traces."""

from typing import TYPE_CHECKING

from pymongo import monitoring

from cms_blog.telemetry import Telemetry

if TYPE_CHECKING:
    from opentelemetry.trace import Span


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


class PoolSeen(monitoring.ConnectionPoolListener):
    """How many connections there are, how many are in use, and how long one is waited for."""

    def __init__(self, telemetry: Telemetry) -> None:
        self._metrics = telemetry.metrics
        self._now = telemetry.metrics.now

    def connection_created(self, event: monitoring.ConnectionCreatedEvent) -> None:
        """PyMongo's, as all that follow."""
        self._now["cms_blog_database_connections"] += 1

    def connection_closed(self, event: monitoring.ConnectionClosedEvent) -> None:
        self._now["cms_blog_database_connections"] -= 1

    def connection_checked_out(self, event: monitoring.ConnectionCheckedOutEvent) -> None:
        self._now["cms_blog_database_connections_in_use"] += 1
        self._metrics.measure("cms_blog_database_checkout_seconds", seconds=event.duration or 0)

    def connection_checked_in(self, event: monitoring.ConnectionCheckedInEvent) -> None:
        self._now["cms_blog_database_connections_in_use"] -= 1

    def connection_check_out_failed(self, event: monitoring.ConnectionCheckOutFailedEvent) -> None:
        self._metrics.count("cms_blog_database_checkout_failures")

    def connection_check_out_started(
        self, event: monitoring.ConnectionCheckOutStartedEvent
    ) -> None:
        pass

    def connection_ready(self, event: monitoring.ConnectionReadyEvent) -> None:
        pass

    def pool_created(self, event: monitoring.PoolCreatedEvent) -> None:
        pass

    def pool_ready(self, event: monitoring.PoolReadyEvent) -> None:
        pass

    def pool_cleared(self, event: monitoring.PoolClearedEvent) -> None:
        pass

    def pool_closed(self, event: monitoring.PoolClosedEvent) -> None:
        pass
