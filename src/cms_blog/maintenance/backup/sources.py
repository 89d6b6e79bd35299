"""Sources of documents: a database, read at one point in time where possible."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from hashlib import sha256
from itertools import islice
from typing import Any, NamedTuple, Protocol

from bson.raw_bson import RawBSONDocument
from pymongo import AsyncMongoClient, ReadPreference
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import OperationFailure

from cms_blog.database.client import client_options, is_replicated
from cms_blog.database.document import Raw
from cms_blog.database.embedded import process as embedded
from cms_blog.database.full_reads import read_all
from cms_blog.errors import CmsError
from cms_blog.maintenance.backup.outboxes import without_outbox
from cms_blog.settings import Settings

# In write order: after an interruption, no blog exists without its author and its versions.
COLLECTIONS = ("users", "blog_versions", "blogs")
# MongoDB 5.0, the first version with snapshot reads outside transactions.
_SNAPSHOT_WIRE_VERSION = 13
_BATCH = 100
# SnapshotTooOld and SnapshotUnavailable, in
# https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml
_SNAPSHOT_EXPIRED = {239, 246}

type RawDatabase = AsyncDatabase[RawBSONDocument]


class Source(Protocol):
    """Interface of a source of the documents in COLLECTIONS."""

    @property
    def of_one_instant(self) -> bool:
        """Whether all documents are from one point in time."""
        ...

    @property
    def counts(self) -> Mapping[str, int]:
        """Estimated number of documents per collection."""
        ...

    def documents(self, collection: str) -> AsyncIterator[bytes]:
        """Yield the documents of a collection as BSON, without outboxes."""
        ...


class Sum(NamedTuple):
    """Count of a set of documents and the sum of their SHA-256 digests, independent of order."""

    documents: int
    digest: str


class Digest:
    """Accumulates a `Sum`."""

    def __init__(self) -> None:
        self._documents = 0
        self._sum = 0

    def add(self, document: bytes) -> None:
        """Add a document."""
        self._documents += 1
        self._sum += int.from_bytes(sha256(document).digest())

    @property
    def sum(self) -> Sum:
        """The sum of the documents added so far."""
        return Sum(self._documents, f"{self._sum % 2**256:064x}")


@asynccontextmanager
async def source(settings: Settings, *, servers_stopped: bool = False) -> AsyncGenerator[Source]:
    """Open the configured database as a source; servers may continue to write to it.

    The embedded database, replica sets and sharded clusters are read at one point in time.
    A standalone MongoDB does not support that. With `servers_stopped` nothing changes during the
    read, so no snapshot is used, whose history would limit the time.

    Raises:
        embedded.EmbeddedDatabaseError, pymongo.errors.PyMongoError: it can't be read.
    """
    if settings.mongodb_uri is None:
        embedded.require_installed()
        # Slow to import, and not needed for MongoDB.
        from cms_blog.database.embedded.snapshot import snapshot

        with snapshot(settings.data_dir, settings.mongodb_db) as instant:
            counts = {name: instant.count(name) for name in COLLECTIONS}
            yield _Embedded(counts, instant.documents)
        return
    async with raw_database(settings) as database:
        hello = await database.client.admin.command("hello")
        counts = {name: await database[name].estimated_document_count() for name in COLLECTIONS}
        if servers_stopped or not _reads_snapshots(hello):
            yield _Mongo(database, counts, None, of_one_instant=servers_stopped)
            return
        async with database.client.start_session(snapshot=True) as session:
            yield _Mongo(database, counts, session, of_one_instant=True)


@asynccontextmanager
async def raw_database(settings: Settings) -> AsyncGenerator[RawDatabase]:
    """Connect to the configured MongoDB; documents stay raw BSON, and commands have no timeout."""
    assert settings.mongodb_uri is not None  # noqa: S101 - guaranteed by the callers
    uri = settings.mongodb_uri.get_secret_value()
    options: Raw = {**client_options(uri, settings), "timeoutMS": 0}
    client = AsyncMongoClient[RawBSONDocument](uri, document_class=RawBSONDocument, **options)
    async with client:
        yield client.get_database(settings.mongodb_db, read_preference=ReadPreference.PRIMARY)


def _reads_snapshots(hello: Mapping[str, Any]) -> bool:
    return is_replicated(hello) and hello["maxWireVersion"] >= _SNAPSHOT_WIRE_VERSION


class _Embedded:
    """The embedded database, read in a thread from a snapshot of SQLite."""

    of_one_instant = True

    def __init__(self, counts: Mapping[str, int], read: Callable[[str], Iterator[bytes]]) -> None:
        self.counts = counts
        self._read = read

    async def documents(self, collection: str) -> AsyncIterator[bytes]:
        documents = self._read(collection)
        while batch := await asyncio.to_thread(lambda: list(islice(documents, _BATCH))):
            for document in batch:
                if (kept := without_outbox(document)) is not None:
                    yield kept


class _Mongo:
    """A MongoDB. With a snapshot session, all reads are at the time of the first one."""

    def __init__(
        self,
        database: RawDatabase,
        counts: Mapping[str, int],
        session: AsyncClientSession | None,
        *,
        of_one_instant: bool,
    ) -> None:
        self.of_one_instant = of_one_instant
        self.counts = counts
        self._database = database
        self._session = session

    async def documents(self, collection: str) -> AsyncIterator[bytes]:
        found = read_all(self._database[collection], {}, session=self._session)
        try:
            async for document in found:
                if (kept := without_outbox(bytes(document.raw))) is not None:
                    yield kept
        except OperationFailure as failure:
            if failure.code not in _SNAPSHOT_EXPIRED:
                raise
            raise CmsError(
                "The backup took longer than the server keeps its snapshot, by default five "
                "minutes. Stop all servers and pass --servers-stopped, or use MongoDB's own "
                "backups (docs/how-to/operations/backup.md)."
            ) from None
