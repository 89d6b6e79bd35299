"""Connection to MongoDB or the embedded database, with Beanie set up."""

import asyncio
import re
from collections.abc import AsyncGenerator, Generator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import structlog
from beanie import init_beanie  # pyright: ignore[reportUnknownVariableType] - Beanie leaves the database's type open
from pymongo import AsyncMongoClient, ReadPreference, timeout
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import PyMongoError

from cms_blog.database.document import StoredDocument
from cms_blog.database.embedded import process as embedded
from cms_blog.errors import CmsError
from cms_blog.observability.mongo_listener import CommandRecorder, watch_pool
from cms_blog.observability.telemetry import Telemetry
from cms_blog.settings import Settings

type Database = AsyncDatabase[dict[str, Any]]

_CONNECT_MS = 5_000
# Maximum share of an operation's timeout for one command. The rest is for the error response.
_COMMAND_SHARE = 0.8
# Timeout of the readiness check.
_PING_SECONDS = 1
# Operators who wait for a start are told the cause after this time.
_WARNING_SECONDS = 2

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


@asynccontextmanager
async def opened(
    settings: Settings,
    documents: Sequence[type[StoredDocument]],
    *,
    beside_server: bool = False,
    publish: bool = False,
    telemetry: Telemetry | None = None,
) -> AsyncGenerator[Database]:
    """Open the configured database, or the embedded one, with Beanie set up for `documents`.

    With `beside_server`, connect to the embedded database of a running server. If no server runs,
    start one, which other processes can join only with `publish`. `telemetry` receives commands and
    connection events.

    Raises:
        embedded.EmbeddedDatabaseError: the embedded database does not start.
        pymongo.errors.PyMongoError: the configured database does not respond.
    """
    if settings.mongodb_uri is None:
        if beside_server:
            embedded_database = embedded.shared(settings.data_dir, publish=publish)
        else:
            embedded_database = embedded.running(settings.data_dir)
        async with (
            embedded_database as uri,
            _connected(uri, settings, documents, telemetry) as database,
        ):
            yield database
    else:
        uri = settings.mongodb_uri.get_secret_value()
        async with _connected(uri, settings, documents, telemetry) as database:
            yield database


@asynccontextmanager
async def _connected(
    uri: str,
    settings: Settings,
    documents: Sequence[type[StoredDocument]],
    telemetry: Telemetry | None,
) -> AsyncGenerator[Database]:
    # A listener adds 10 % to the time of a read, so it is registered only if telemetry is exported.
    listeners = [CommandRecorder(telemetry)] if telemetry is not None and settings.observed else []
    client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(
        uri, event_listeners=listeners, **client_options(uri, settings)
    )
    if telemetry is not None:
        watch_pool(client, telemetry.metrics)
    async with client:
        # A secondary could lack a token's user or a session's end; see `StoredDocument.preferred`.
        database = client.get_database(settings.mongodb_db, read_preference=ReadPreference.PRIMARY)
        with _announced_wait(settings):
            await init_beanie(database, document_models=list(documents), skip_indexes=True)
        yield database


@contextmanager
def _announced_wait(settings: Settings) -> Generator[None]:
    """Log a warning if the first command takes long: only its timeout detects a wrong address."""
    warn = partial(
        _log.warning,
        "database_does_not_answer",
        waiting_seconds=round(command_seconds(settings)),
        note="Check MONGODB_URI." if settings.mongodb_uri else "The embedded database is starting.",
    )
    timer = asyncio.get_running_loop().call_later(_WARNING_SECONDS, warn)
    try:
        yield
    finally:
        timer.cancel()


def client_options(uri: str, settings: Settings) -> Mapping[str, Any]:
    """Return the driver's options. Options of the URI take precedence."""
    command_ms = round(1_000 * command_seconds(settings))
    defaults = {
        "appname": "cms-blog",
        "connectTimeoutMS": _CONNECT_MS,
        # For commands without a timeout. Within `timeoutMS`, the driver waits until its end.
        "serverSelectionTimeoutMS": command_ms,
        # Covers all retries of a command and the wait for a new primary.
        "timeoutMS": command_ms,
        # Acknowledged writes are on a majority of nodes, so they survive the loss of the primary.
        "w": "majority",
        "retryReads": True,
        # No effect on servers without sessions, such as the embedded database.
        "retryWrites": True,
    }
    given = {option.partition("=")[0].lower() for option in re.split("[&;]", urlsplit(uri).query)}
    options = {name: value for name, value in defaults.items() if name.lower() not in given}
    return {**options, "tz_aware": True}


def command_seconds(settings: Settings) -> float:
    """Return the timeout of one command in seconds: below every operation's timeout."""
    shortest = min(settings.limits.query_timeout_seconds, settings.limits.mutation_timeout_seconds)
    return min(settings.limits.mongodb_timeout_seconds, _COMMAND_SHARE * shortest)


def is_replicated(hello: Mapping[str, Any]) -> bool:
    """Whether the response to `hello` is from a member of a replica set, or from a router."""
    return "setName" in hello or hello.get("msg") == "isdbgrid"


def unreachable(error: PyMongoError) -> CmsError:
    """Return the error for operators, without the driver's timeouts and server descriptions."""
    reason = str(error).partition(", Timeout:")[0]
    reason = re.sub(r" \(configured timeouts: [^)]*\)", "", reason)[:300]
    return CmsError(f"The database does not answer: {reason}. If MONGODB_URI is set, check it.")


async def responds(database: Database) -> bool:
    """Whether the database responds to a ping within a second."""
    try:
        with timeout(_PING_SECONDS):
            await database.command("ping")
    except PyMongoError:
        return False
    return True
