"""The way to MongoDB: the client, Beanie on top of it, and the indexes."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from beanie import init_beanie  # pyright: ignore[reportUnknownVariableType] - Beanie leaves the database's type open
from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase

from cms_blog import embedded
from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.documents import BlogDocument
from cms_blog.settings import Settings

type Database = AsyncDatabase[dict[str, Any]]

# A database that does not answer for this long is reported as away.
_SELECTION_MS = 5_000


@asynccontextmanager
async def opened(settings: Settings, *, beside_server: bool = False) -> AsyncGenerator[Database]:
    """The database that is set, or the embedded one; ready for Beanie while the block runs.

    `beside_server`, it may be the embedded one of a server that runs already, as for a command.

    Raises:
        embedded.EmbeddedDatabaseError: the embedded one does not start.
        pymongo.errors.PyMongoError: the one that is set does not answer.
    """
    if settings.mongodb_uri is None:
        start = embedded.shared if beside_server else embedded.running
        async with (
            start(settings.data_dir) as uri,
            _connected(uri, settings) as database,
        ):
            yield database
    else:
        uri = settings.mongodb_uri.get_secret_value()
        async with _connected(uri, settings) as database:
            yield database


@asynccontextmanager
async def _connected(uri: str, settings: Settings) -> AsyncGenerator[Database]:
    client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(
        uri,
        tz_aware=True,
        appname="cms-blog",
        serverSelectionTimeoutMS=_SELECTION_MS,
        connectTimeoutMS=_SELECTION_MS,
    )
    async with client:
        database = client[settings.mongodb_db]
        await init_beanie(database, document_models=[UserDocument, BlogDocument])
        yield database


async def answers(database: Database) -> bool:
    """Whether the database answers just now."""
    from pymongo import timeout
    from pymongo.errors import PyMongoError

    try:
        with timeout(2):
            await database.command("ping")
    except PyMongoError:
        return False
    return True
