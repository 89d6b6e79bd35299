"""Opens MongoDB, or the embedded database, and sets up Beanie."""

import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

from beanie import init_beanie  # pyright: ignore[reportUnknownVariableType] - Beanie leaves the database's type open
from pymongo import AsyncMongoClient, timeout
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import PyMongoError

from cms_blog.database import embedded
from cms_blog.database.document import StoredDocument
from cms_blog.errors import CmsError
from cms_blog.observability.mongo_listener import CommandRecorder, watch_pool
from cms_blog.observability.telemetry import Telemetry
from cms_blog.settings import Settings

type Database = AsyncDatabase[dict[str, Any]]

_CONNECT_MS = 5_000
# The share of an operation's time after which its database command is given up: the rest is for
# telling that it was.
_SHARE = 0.8
# What `/ready` waits for.
_PING_SECONDS = 1


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

    With `beside_server`, the embedded database of a running server is joined. If none runs, other
    processes can join the one that is started here only with `publish`. `telemetry` receives the
    commands and connection events.

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
    # A listener adds a tenth to the cost of a read, so it is registered only if it is observed.
    listeners = [CommandRecorder(telemetry)] if telemetry is not None and settings.observed else []
    client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(
        uri, event_listeners=listeners, **client_options(uri, settings)
    )
    if telemetry is not None:
        watch_pool(client, telemetry.metrics)
    async with client:
        database = client[settings.mongodb_db]
        await init_beanie(database, document_models=list(documents), skip_indexes=True)
        yield database


def client_options(uri: str, settings: Settings) -> Mapping[str, Any]:
    """What the driver is told beside the URI, and where the URI is silent."""
    ours = {
        "appname": "cms-blog",
        "connectTimeoutMS": _CONNECT_MS,
        "serverSelectionTimeoutMS": _CONNECT_MS,
        # For a command with all its retries, the wait for a new primary included.
        "timeoutMS": round(1_000 * command_seconds(settings)),
        # What was acknowledged is on a majority, and outlives the loss of a primary.
        "w": "majority",
        "retryReads": True,
        # Of no effect where the server has no sessions, as the embedded one.
        "retryWrites": True,
    }
    given = {option.partition("=")[0].lower() for option in re.split("[&;]", urlsplit(uri).query)}
    options = {name: value for name, value in ours.items() if name.lower() not in given}
    return {**options, "tz_aware": True}


def command_seconds(settings: Settings) -> float:
    """How long one command may take: as set, and less than any operation may."""
    shortest = min(settings.limits.query_timeout_seconds, settings.limits.mutation_timeout_seconds)
    return min(settings.mongodb_timeout_seconds, _SHARE * shortest)


def unreachable(error: PyMongoError) -> CmsError:
    """The error for an operator, without the driver's timeouts and what it knows of the servers."""
    reason = str(error).partition(", Timeout:")[0]
    reason = re.sub(r" \(configured timeouts: [^)]*\)", "", reason)[:300]
    return CmsError(f"The database does not answer: {reason}")


async def answers(database: Database) -> bool:
    """Whether the database answers just now."""
    try:
        with timeout(_PING_SECONDS):
            await database.command("ping")
    except PyMongoError:
        return False
    return True
