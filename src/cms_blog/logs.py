"""Structured logs: lines of JSON in production, lines for people in development.

What is logged are events with facts. A password, a token or a key is never one of them.
"""

import logging
import sys
import time
from collections.abc import MutableMapping
from typing import Any
from uuid import uuid4

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.typing import Processor

from cms_blog.settings import Settings

_log: structlog.stdlib.BoundLogger = structlog.get_logger("cms_blog.http")


def configure(settings: Settings) -> None:
    """Send our logs and those of the libraries to standard error, in one form."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderers: list[Processor] = (
        [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
        if settings.env == "dev"
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(settings.log_level),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderers],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.log_level)
    # What they say at INFO is said better by our own lines, or is nobody's business.
    for name in ("uvicorn", "httpx2", "httpcore2", "google_genai", "pymongo", "asyncio"):
        logging.getLogger(name).setLevel(logging.WARNING)


class RequestLog:
    """ASGI middleware: one line for each request, and an id that its errors and logs share."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        request_id = uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        status = 0
        started = time.perf_counter()

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [
                    *message.get("headers", ()),
                    (b"x-request-id", request_id.encode()),
                ]
            await send(message)

        try:
            with structlog.contextvars.bound_contextvars(request_id=request_id):
                await self._app(scope, receive, send_with_id)
        finally:
            _log.info(
                "request",
                **_facts(scope),
                request_id=request_id,
                status=status,
                milliseconds=round((time.perf_counter() - started) * 1000, 1),
            )


def _facts(scope: MutableMapping[str, Any]) -> dict[str, Any]:
    # The path and not the query string: a GET carries variables there, passwords among them.
    return {
        "method": scope.get("method", "WEBSOCKET"),
        "path": scope["path"],
        "client": scope["client"][0] if scope.get("client") else None,
    }
