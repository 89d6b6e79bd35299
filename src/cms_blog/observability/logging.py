"""Structured logs: JSON lines in production, readable lines in development.

Each line is an event with attributes. Passwords, tokens and keys are never logged.
"""

import logging
import sys
from typing import Any

import orjson
import structlog
from structlog.typing import Processor

from cms_blog.settings import Settings

# At INFO, these repeat this project's own lines or reveal private data. python_multipart warns
# about each malformed body that a client sends.
_QUIET = {
    "uvicorn": logging.WARNING,
    "httpx2": logging.WARNING,
    "httpcore2": logging.WARNING,
    "google_genai": logging.WARNING,
    "pymongo": logging.WARNING,
    "asyncio": logging.WARNING,
    "python_multipart": logging.ERROR,
}


def configure(settings: Settings) -> None:
    """Send the logs of the project and its libraries to standard error, in one format."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if settings.env == "dev":
        console = structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(),
            # Where rich is installed, the default shows local variables: passwords, tokens.
            exception_formatter=structlog.dev.plain_traceback,
        )
        renderers: list[Processor] = [console]
        factory: object = structlog.WriteLoggerFactory(sys.stderr)
    else:
        renderers = [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(orjson.dumps, default=str),
        ]
        # Bytes, without the standard library's loggers: cheaper, with one line per request.
        factory = structlog.BytesLoggerFactory(sys.stderr.buffer)
    structlog.configure(
        processors=[*shared, *renderers],
        logger_factory=factory,  # pyright: ignore[reportArgumentType] - any callable will do
        wrapper_class=structlog.make_filtering_bound_logger(settings.log_level),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *renderers,
                _as_text,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.log_level)
    for name, level in _QUIET.items():
        logging.getLogger(name).setLevel(level)


def _as_text(_: object, __: str, line: Any) -> str:
    return line if isinstance(line, str) else line.decode()
