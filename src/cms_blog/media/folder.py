"""Image store in a local or shared folder."""

import asyncio
import os
import secrets
import stat
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path

from cms_blog.media.image_store import Entry, StorageFailed, StoredFile

_CHUNK_BYTES = 256 * 1024
# Entries listed per call in a thread.
_BATCH = 500


class Folder:
    """`ImageStore` in a folder, which the first `put` creates."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __str__(self) -> str:
        return str(self.path)

    async def put(self, name: str, data: bytes) -> None:
        try:
            await asyncio.to_thread(_write, self.path / name, data)
        except OSError as error:
            raise StorageFailed(f"An image could not be written: {error}") from error

    async def open(self, name: str) -> StoredFile | None:
        path = self.path / name
        try:
            status = await asyncio.to_thread(path.lstat)
        except (OSError, ValueError):
            return None
        if not _is_regular(status):
            # A symbolic link could expose any file of the server.
            return None
        return StoredFile(status.st_size, _modified(status), partial(_chunks, path))

    async def entries(self) -> AsyncIterator[Entry]:
        try:
            found = await asyncio.to_thread(_entries, self.path)
            while batch := await asyncio.to_thread(lambda: list(islice(found, _BATCH))):
                for entry in batch:
                    yield entry
        except FileNotFoundError:
            # The folder is created by the first `put`.
            return
        except OSError as error:
            raise StorageFailed(f"The images could not be listed: {error}") from error

    async def delete(self, name: str) -> None:
        try:
            await asyncio.to_thread((self.path / name).unlink, missing_ok=True)
        except OSError as error:
            raise StorageFailed(f"An image could not be deleted: {error}") from error


def _is_regular(status: os.stat_result) -> bool:
    return stat.S_ISREG(status.st_mode)


def _modified(status: os.stat_result) -> datetime:
    return datetime.fromtimestamp(status.st_mtime, UTC)


async def _chunks(path: Path, start: int, stop: int) -> AsyncIterator[bytes]:
    while start < stop:
        try:
            size = min(_CHUNK_BYTES, stop - start)
            chunk = await asyncio.to_thread(_chunk, path, start, size)
        except OSError as error:
            raise StorageFailed(f"An image could not be read: {error}") from error
        if not chunk:
            raise StorageFailed(f"{path} was truncated while it was read.")
        yield chunk
        start += len(chunk)


def _chunk(path: Path, start: int, size: int) -> bytes:
    # Opened for each chunk, so that a cancelled request leaves no open file.
    with path.open("rb", buffering=0) as file:
        file.seek(start)
        return file.read(size)


def _entries(folder: Path) -> Iterator[Entry]:
    with os.scandir(folder) as found:
        for entry in found:
            # Files can be deleted during the listing.
            with suppress(FileNotFoundError):
                status = entry.stat(follow_symlinks=False)
                if _is_regular(status):
                    yield Entry(entry.name, status.st_size, _modified(status))


def _write(path: Path, data: bytes) -> None:
    if _touch(path):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    # Written to a temporary file and renamed, so that readers never see a partial file.
    temporary = path.with_name(f".{secrets.token_hex(8)}")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        _sync_folder(path.parent)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def _touch(path: Path) -> bool:
    """Set the file's date to now; return False if it does not exist.

    `images check` deletes orphans by their date.
    """
    if not path.is_file():
        return False
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    except PermissionError:
        # The file belongs to another user, for example after a manual copy. It can still be read.
        pass
    return True


def _sync_folder(folder: Path) -> None:
    """Flush the folder's entries to disk: on POSIX, flushing a file does not include its name."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
