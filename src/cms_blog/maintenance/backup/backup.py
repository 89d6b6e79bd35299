"""Writes a backup while servers continue to write."""

import asyncio
import fcntl
import os
import time
from collections.abc import AsyncIterator, Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO

from cms_blog.errors import CmsError
from cms_blog.maintenance.backup import archive
from cms_blog.maintenance.backup.archive import Collection, Images, Manifest, PartWriter
from cms_blog.maintenance.backup.sources import COLLECTIONS, Digest, Source
from cms_blog.media.image_store import IMAGE_NAME, Entry, ImageStore, is_intact

_CONCURRENT_READS = 8
_MAX_SKIPPED_NAMES = 1_000

type Count = Callable[[int], None]


class Backup:
    """Writer of a backup: documents first, then images, then the manifest."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    async def documents(self, source: Source, collection: str, count: Count) -> Collection:
        """Write all documents of one collection."""
        parts, digest = PartWriter(collection, self._add), Digest()
        async for document in source.documents(collection):
            parts.add(document)
            digest.add(document)
            count(1)
        parts.flush()
        return Collection(**digest.sum._asdict(), parts=parts.parts)

    async def images(self, store: ImageStore, count: Count) -> Images:
        """Write all images. Blogs are read first, so that every image they use exists by now."""
        names, images, size = sha256(), 0, 0
        left_out: list[str] = []
        async for entry, data in _images(store):
            count(1)
            if data is None:
                left_out.append(entry.name)
                continue
            self._add(archive.IMAGES + entry.name, data, entry.modified.timestamp())
            names.update(f"{entry.name}\n".encode())
            images += 1
            size += len(data)
        kept = left_out[:_MAX_SKIPPED_NAMES]
        return Images(count=images, bytes=size, sha256=names.hexdigest(), left_out=kept)

    def end(self, manifest: Manifest) -> None:
        """Write the manifest and the end of the archive."""
        self._add(archive.MANIFEST, manifest.model_dump_json(indent=1).encode())
        self._file.write(archive.end())

    def _add(self, name: str, data: bytes, modified: float | None = None) -> None:
        instant = time.time() if modified is None else modified
        self._file.writelines(archive.member(name, data, instant))


async def _images(store: ImageStore) -> AsyncIterator[tuple[Entry, bytes | None]]:
    """Yield all images of a store; None for an image that is damaged or was deleted since."""

    async def read(entry: Entry) -> tuple[Entry, bytes | None]:
        file = await store.open(entry.name)
        data = None if file is None else await file.read()
        return entry, data if data is not None and is_intact(entry.name, data) else None

    ahead: list[Entry] = []
    async for entry in store.entries():
        if IMAGE_NAME.fullmatch(entry.name):
            ahead.append(entry)
        if len(ahead) == _CONCURRENT_READS:
            for found in await asyncio.gather(*map(read, ahead)):
                yield found
            ahead.clear()
    for found in await asyncio.gather(*map(read, ahead)):
        yield found


async def write_backup(
    path: Path,
    source: Source,
    store: ImageStore | None,
    progress: Callable[[str, int | None], Count],
) -> Manifest:
    """Write a backup to `path` atomically: the file is complete as soon as it exists.

    With `store=None`, images are left out. `progress(name, total)` returns a function that counts
    processed documents or images.

    Raises:
        CmsError: the file can't be written, or another process is writing it.
        StorageFailed, pymongo.errors.PyMongoError, embedded.EmbeddedDatabaseError
    """
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    with _atomic_file(path) as file:
        backup = Backup(file)
        collections: dict[str, Collection] = {}
        # Authors and versions after their blogs: without a snapshot, every blog has its author,
        # and the versions that were not replaced since.
        for name in reversed(COLLECTIONS):
            count = progress(archive.label(name).capitalize(), source.counts[name])
            collections[name] = await backup.documents(source, name, count)
        if store is None:
            images = Images(count=0, bytes=0, sha256=sha256().hexdigest(), left_out=[])
        else:
            images = await backup.images(store, progress("Images", None))
        manifest = Manifest(
            format=archive.FORMAT,
            made_at=made_at,
            made_by=f"cms-blog {version('cms-blog')}",
            of_one_instant=source.of_one_instant,
            collections={name: collections[name] for name in COLLECTIONS},
            images=images,
        )
        backup.end(manifest)
    return manifest


@contextmanager
def _atomic_file(path: Path) -> Generator[BinaryIO]:
    """Open a private temporary file next to `path` and rename it when the block succeeds."""
    temporary = path.with_name(f".{path.name}.part")
    try:
        # A file left by a killed process is overwritten.
        descriptor = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise CmsError(f"Another process is writing a backup to {path}.") from None
            try:
                file.truncate()
                yield file
                file.flush()
                os.fsync(file.fileno())
                temporary.replace(path)
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise CmsError(f"The backup can't be written to {path}: {error.strerror}") from None
