"""Creation of indexes at start-up, without blocking it.

MongoDB builds an index concurrently with reads and writes, but on a large collection this takes
hours. So start-up waits a few seconds, and the rest is built in the background. `/ready` fails
until it is done: a node whose queries would scan collections gets no requests. Nodes that request
the same index share one build. On a replica set, a build ends when a majority of the members has
it; by default the server would wait for each member, also for one that is down. An index that can't
be created, for example because one with other options has its name, is logged and does not stop the
server.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, cast

import pymongo
import structlog
from pymongo import IndexModel
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.errors import OperationFailure, PyMongoError

from cms_blog.database.document import Raw, StoredDocument
from cms_blog.database.outages import is_outage

# Time that start-up waits. Empty or already indexed collections take milliseconds.
_WAIT_SECONDS = 5
# Delays between attempts: doubled up to the maximum.
_RETRY_SECONDS = 0.5
_MAX_RETRY_SECONDS = 60
# https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml
_CANNOT_CREATE_INDEX = 67
_INDEX_OPTIONS_CONFLICT = 85
_INDEX_KEY_SPECS_CONFLICT = 86
_DUPLICATE_KEY = 11000
_CONFLICTS = {
    _CANNOT_CREATE_INDEX,
    _INDEX_OPTIONS_CONFLICT,
    _INDEX_KEY_SPECS_CONFLICT,
    _DUPLICATE_KEY,
}

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

type Collection = AsyncCollection[Raw]


class Indexes:
    """Progress of the index builds of some collections."""

    def __init__(self) -> None:
        self.made = False
        # Indexes that can't be created, for example `users.email_1`, with the reason.
        self.refused: dict[str, str] = {}
        # The last cause that was logged.
        self._logged: tuple[object, ...] = ()

    async def make(self, collections: Mapping[Collection, Sequence[IndexModel]]) -> None:
        """Create missing indexes. No timeout applies; retried while the database is unavailable.

        Raises:
            pymongo.errors.PyMongoError: the database rejects an index, not for a conflict.
        """
        for collection, wanted in collections.items():
            began = time.monotonic()
            delay = _RETRY_SECONDS
            # A build takes longer than the timeout of a command.
            with pymongo.timeout(0):
                # The server continues a build without its client, and joins the same request.
                while not await self._create(collection, wanted):
                    await asyncio.sleep(delay)
                    delay = min(2 * delay, _MAX_RETRY_SECONDS)
            seconds = round(time.monotonic() - began, 1)
            if seconds > _WAIT_SECONDS:
                _log.info("indexes_made", collection=collection.name, seconds=seconds)
        self.made = True

    async def _create(self, collection: Collection, wanted: Sequence[IndexModel]) -> bool:
        """Create the indexes; False if the database is unavailable, or refuses it for now."""
        try:
            options = await _options(collection)
            # One command for all: the server scans the collection once.
            await collection.create_indexes(list(wanted), **options)
        except PyMongoError as failure:
            if is_outage(failure):
                self._log_delay(collection, failure)
                return False
            if not _is_conflict(failure):
                raise
            if len(wanted) > 1:
                # A conflict of one index must not prevent the others.
                return all([await self._create(collection, [index]) for index in wanted])
            self._refuse(collection, wanted[0], failure)
        return True

    def _log_delay(self, collection: Collection, failure: PyMongoError) -> None:
        """Log the cause once, for example a disk with less than 500 MB free (from MongoDB 7.1)."""
        code = failure.code if isinstance(failure, OperationFailure) else None
        cause = (collection.name, type(failure), code)
        if cause != self._logged:
            self._logged = cause
            _log.warning("index_delayed", collection=collection.name, cause=str(failure)[:300])

    def _refuse(self, collection: Collection, index: IndexModel, failure: PyMongoError) -> None:
        name = f"{collection.name}.{index.document['name']}"
        self.refused[name] = str(failure)[:300]
        _log.error("index_refused", index=name, cause=self.refused[name])


async def _options(collection: Collection) -> Mapping[str, Any]:
    """Return the options of `createIndexes`; only replica sets take a commit quorum."""
    hello = await collection.database.command("hello")
    return {"commitQuorum": "majority"} if "setName" in hello else {}


def _is_conflict(failure: PyMongoError) -> bool:
    return isinstance(failure, OperationFailure) and failure.code in _CONFLICTS


def indexes_of(
    documents: Sequence[type[StoredDocument]],
) -> Mapping[Collection, Sequence[IndexModel]]:
    """Return the indexes that the document classes declare, by collection."""
    # Beanie reads the inner class `Settings`, which its base class does not declare.
    declared = {kind.collection(): cast("Any", kind).Settings.indexes for kind in documents}
    return {collection: indexes for collection, indexes in declared.items() if indexes}


@asynccontextmanager
async def indexed(
    collections: Mapping[Collection, Sequence[IndexModel]],
    *,
    wait_seconds: float | None = _WAIT_SECONDS,
) -> AsyncGenerator[Indexes]:
    """Create the indexes; enter the block when they exist, or after `wait_seconds`.

    With `wait_seconds=None`, the block is entered only when they exist.

    Raises:
        pymongo.errors.PyMongoError: the database rejects them within `wait_seconds`.
    """
    indexes = Indexes()
    making = asyncio.create_task(indexes.make(collections))
    try:
        await asyncio.wait({making}, timeout=wait_seconds)
        if making.done():
            making.result()
        else:
            _log.warning("indexes_are_being_made", ready="after the builds")
            making.add_done_callback(_log_failure)
        yield indexes
    finally:
        making.cancel()
        with suppress(asyncio.CancelledError, PyMongoError):
            await making


def _log_failure(making: asyncio.Task[None]) -> None:
    if not making.cancelled() and (failure := making.exception()) is not None:
        _log.error("indexes_not_made", exc_info=failure)
