"""The way to MongoDB: the client, Beanie on top of it, and the indexes."""

import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

from beanie import init_beanie  # pyright: ignore[reportUnknownVariableType] - Beanie leaves the database's type open
from pymongo import AsyncMongoClient, IndexModel
from pymongo.asynchronous.database import AsyncDatabase

from cms_blog import embedded
from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.documents import BlogDocument
from cms_blog.database_events import CommandsSeen, watch_pool
from cms_blog.indexes import Collection, Indexes, indexed
from cms_blog.settings import Settings
from cms_blog.telemetry import Telemetry

type Database = AsyncDatabase[dict[str, Any]]

_DOCUMENTS = (UserDocument, BlogDocument)
_CONNECT_MS = 5_000
# The share of an operation's time after which its database command is given up: the rest is for
# telling that it was.
_SHARE = 0.8
# What `/ready` waits for.
_PING_SECONDS = 1


@asynccontextmanager
async def opened(
    settings: Settings, *, beside_server: bool = False, telemetry: Telemetry | None = None
) -> AsyncGenerator[Database]:
    """The database that is set, or the embedded one; ready for Beanie while the block runs.

    `beside_server`, it may be the embedded one of a server that runs already, as for a command.
    `telemetry` is told of its commands and connections.

    Raises:
        embedded.EmbeddedDatabaseError: the embedded one does not start.
        pymongo.errors.PyMongoError: the one that is set does not answer.
    """
    if settings.mongodb_uri is None:
        start = embedded.shared if beside_server else embedded.running
        async with (
            start(settings.data_dir) as uri,
            _connected(uri, settings, telemetry) as database,
        ):
            yield database
    else:
        uri = settings.mongodb_uri.get_secret_value()
        async with _connected(uri, settings, telemetry) as database:
            yield database


@asynccontextmanager
async def _connected(
    uri: str, settings: Settings, telemetry: Telemetry | None
) -> AsyncGenerator[Database]:
    # Being told is a tenth of what a read costs: where nobody looks, nobody is told.
    listeners = [CommandsSeen(telemetry)] if telemetry is not None and settings.observed else []
    client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(
        uri, event_listeners=listeners, **client_options(uri, settings)
    )
    if telemetry is not None:
        watch_pool(client, telemetry.metrics)
    async with client:
        database = client[settings.mongodb_db]
        await init_beanie(database, document_models=list(_DOCUMENTS), skip_indexes=True)
        yield database


def client_options(uri: str, settings: Settings) -> Mapping[str, Any]:
    """What the driver is told beside the URI, and where the URI is silent."""
    ours = {
        "appname": "cms-blog",
        "maxPoolSize": settings.mongodb_max_pool_size,
        "minPoolSize": settings.mongodb_min_pool_size,
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
    shortest = min(settings.query_timeout_seconds, settings.mutation_timeout_seconds)
    return min(settings.mongodb_timeout_seconds, _SHARE * shortest)


@asynccontextmanager
async def indexes_made() -> AsyncGenerator[Indexes]:
    """The indexes of the documents, made before the block or while it runs.

    Raises:
        pymongo.errors.PyMongoError: the database refuses them.
    """
    async with indexed(_wanted()) as indexes:
        yield indexes


async def make_indexes() -> Mapping[str, str]:
    """Make the indexes, however long it takes; those that can't be made, and why.

    Raises:
        pymongo.errors.PyMongoError: the database refuses them.
    """
    indexes = Indexes()
    await indexes.make(_wanted())
    return indexes.refused


def _wanted() -> Mapping[Collection, Sequence[IndexModel]]:
    return {kind.collection(): kind.Settings.indexes for kind in _DOCUMENTS}


async def answers(database: Database) -> bool:
    """Whether the database answers just now."""
    from pymongo import timeout
    from pymongo.errors import PyMongoError

    try:
        with timeout(_PING_SECONDS):
            await database.command("ping")
    except PyMongoError:
        return False
    return True
