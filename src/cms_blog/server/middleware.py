"""Request middleware: an id, security headers, a metric and a log line for every response."""

import time
from collections.abc import MutableMapping
from random import getrandbits
from typing import Any

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cms_blog.observability.telemetry import Telemetry
from cms_blog.shutdown import Drain

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

# No MIME sniffing, no framing, no referrer for other sites.
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
)


class Envelope:
    """The outermost ASGI layer: it also sees what Starlette's own error handler sends."""

    def __init__(self, app: ASGIApp, telemetry: Telemetry, drain: Drain) -> None:
        self._app = app
        self._telemetry = telemetry
        self._drain = drain

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        # Need not be unpredictable: the system's random source costs as much as a log line.
        request_id = f"{getrandbits(128):032x}"
        scope.setdefault("state", {})["request_id"] = request_id
        status = 0
        started = time.perf_counter()

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._telemetry.metrics.count("cms_blog_http_responses", str(status))
                headers = message.setdefault("headers", [])
                given = {name for name, _ in headers}
                headers += [header for header in _HEADERS if header[0] not in given]
                headers.append((b"x-request-id", request_id.encode()))
                # Makes the client connect to another node. HTTP/2 has no such header.
                if self._drain.closing_connections and scope["http_version"] == "1.1":
                    headers.append((b"connection", b"close"))
            await send(message)

        # The user and the operation are added as soon as they are known.
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        try:
            with self._telemetry.tracing.following(scope["headers"]):
                await self._app(scope, receive, send_with_headers)
        finally:
            _log.info(
                "request",
                **_facts(scope),
                status=status,
                milliseconds=round((time.perf_counter() - started) * 1000, 1),
            )


def _facts(scope: MutableMapping[str, Any]) -> dict[str, Any]:
    # Without the query string: the variables of a GET may include passwords.
    return {
        "method": scope.get("method", "WEBSOCKET"),
        "path": scope["path"],
        "client": scope["client"][0] if scope.get("client") else None,
    }
