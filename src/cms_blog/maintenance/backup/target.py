"""Makes a database equal to a source, for restore and `copy-to`.

First, every document that differs from the source is deleted, then missing ones are inserted. So an
interrupted run is continued by the next one, documents that are already equal are only compared,
and two documents never claim the same e-mail address or slug.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import closing
from itertools import batched
from typing import Any

from bson import ObjectId
from bson.raw_bson import RawBSONDocument
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.errors import BulkWriteError

from cms_blog.database.full_reads import read_all
from cms_blog.errors import CmsError
from cms_blog.maintenance.backup.archive import Member, label
from cms_blog.maintenance.backup.sources import COLLECTIONS, Digest, RawDatabase, Source, Sum
from cms_blog.media.image_store import ImageStore
from cms_blog.media.variants.service import Variants

# Bounds per command, so that each one ends within the command timeout.
_DOCUMENTS = 100
_BYTES = 4_000_000
_CONCURRENT_WRITES = 8
# Ids per command when only ids are read.
_IDS = 1_000

type Count = Callable[[int], None]
type _Batch = dict[Any, bytes]


class VerificationFailed(CmsError):
    """The documents read back differ from the documents written."""


async def documents_there(target: RawDatabase) -> int:
    """Estimated number of documents in the target."""
    return sum([await target[name].estimated_document_count() for name in COLLECTIONS])


async def sweep(source: Source, target: RawDatabase, count: Count) -> int:
    """Delete documents that the source lacks or has in another form; return their number."""
    deleted = 0
    for name in reversed(COLLECTIONS):
        collection = target[name]
        # The source's ids go to a temporary file of SQLite, so that memory is bounded.
        with closing(sqlite3.connect("", isolation_level=None)) as notes:
            notes.execute("CREATE TABLE ids (id BLOB PRIMARY KEY) WITHOUT ROWID")
            async for batch in _batches(source.documents(name)):
                notes.executemany(
                    "INSERT OR IGNORE INTO ids VALUES (?)", [(_key(oid),) for oid in batch]
                )
                there = await _found(collection, batch)
                other = [oid for oid, document in there.items() if document != batch[oid]]
                deleted += await _delete(collection, other)
                count(len(batch))
            deleted += await _delete_all_but(collection, notes)
    return deleted


async def fill(source: Source, target: RawDatabase, count: Count) -> dict[str, Sum]:
    """Insert the documents that the target lacks; return the sums of the source.

    Raises:
        pymongo.errors.PyMongoError
    """
    sums: dict[str, Sum] = {}
    for name in COLLECTIONS:
        digest = Digest()
        async for batch in _batches(source.documents(name)):
            there = await _found(target[name], batch)
            await _insert(target[name], {oid: batch[oid] for oid in batch.keys() - there.keys()})
            for document in batch.values():
                digest.add(document)
            count(len(batch))
        sums[name] = digest.sum
    return sums


async def put_images(
    images: Iterable[Member], store: ImageStore, count: Count, variants: Variants | None = None
) -> None:
    """Store the images of a backup, and make their smaller versions with `variants`.

    Raises:
        StorageFailed
    """
    for some in batched(images, _CONCURRENT_WRITES, strict=False):
        await asyncio.gather(*(store.put(image.name, image.data) for image in some))
        if variants is not None:
            for image in some:
                await variants.ensure(image.name)
        count(len(some))


async def compare(written: Source, wanted: Mapping[str, Sum], count: Count) -> None:
    """Read all documents back and compare their sums.

    Raises:
        VerificationFailed: they differ.
    """
    for name, expected in wanted.items():
        digest = Digest()
        async for document in written.documents(name):
            digest.add(document)
            count(1)
        found = digest.sum
        if found != expected:
            raise VerificationFailed(
                f"Verification failed: the {found.documents:,} {label(name)} read back differ "
                f"from the {expected.documents:,} written. Stop all servers that write to this "
                "database, and run the command again."
            )


async def _batches(documents: AsyncIterator[bytes]) -> AsyncIterator[_Batch]:
    """Group documents into batches, keyed by id."""
    batch: _Batch = {}
    size = 0
    async for document in documents:
        batch[RawBSONDocument(document)["_id"]] = document
        size += len(document)
        if len(batch) == _DOCUMENTS or size > _BYTES:
            yield batch
            batch, size = {}, 0
    if batch:
        yield batch


async def _found(collection: AsyncCollection[RawBSONDocument], batch: _Batch) -> _Batch:
    """Return the documents of the target with the ids of the batch."""
    found = collection.find({"_id": {"$in": list(batch)}})
    return {document["_id"]: bytes(document.raw) async for document in found}


async def _insert(collection: AsyncCollection[RawBSONDocument], batch: _Batch) -> None:
    if not batch:
        return
    try:
        await collection.insert_many(map(RawBSONDocument, batch.values()), ordered=False)
    except BulkWriteError:
        # The last command of a killed run may have been executed in the meantime.
        if await _found(collection, batch) != batch:
            raise


async def _delete(collection: AsyncCollection[RawBSONDocument], ids: Sequence[object]) -> int:
    if not ids:
        return 0
    return (await collection.delete_many({"_id": {"$in": ids}})).deleted_count


async def _delete_all_but(
    collection: AsyncCollection[RawBSONDocument], notes: sqlite3.Connection
) -> int:
    extra: list[object] = []
    async for document in read_all(collection, {}, {"_id": 1}, page=_IDS):
        known = notes.execute("SELECT 1 FROM ids WHERE id = ?", (_key(document["_id"]),))
        if known.fetchone() is None:
            extra.append(document["_id"])
    deleted = 0
    for start in range(0, len(extra), _DOCUMENTS):
        deleted += await _delete(collection, extra[start : start + _DOCUMENTS])
    return deleted


def _key(oid: object) -> bytes:
    return oid.binary if isinstance(oid, ObjectId) else repr(oid).encode()
