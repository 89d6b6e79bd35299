"""Images in a folder of this machine, or one that several machines share."""

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

from cms_blog.media.places import Entry, StorageFailed, StoredFile

_PIECE = 256 * 1024
# Entries that are listed in one go in a thread.
_BATCH = 500


class Folder:
    """A `Place` that is a folder; made when the first image is kept."""

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
        if not _is_plain(status):
            # A symbolic link could expose any file of the server.
            return None
        return StoredFile(status.st_size, _modified(status), partial(_pieces, path))

    async def entries(self) -> AsyncIterator[Entry]:
        try:
            found = await asyncio.to_thread(_entries, self.path)
            while batch := await asyncio.to_thread(lambda: list(islice(found, _BATCH))):
                for entry in batch:
                    yield entry
        except FileNotFoundError:
            # Nothing was kept yet.
            return
        except OSError as error:
            raise StorageFailed(f"The images could not be listed: {error}") from error

    async def delete(self, name: str) -> None:
        try:
            await asyncio.to_thread((self.path / name).unlink, missing_ok=True)
        except OSError as error:
            raise StorageFailed(f"An image could not be deleted: {error}") from error


def _is_plain(status: os.stat_result) -> bool:
    return stat.S_ISREG(status.st_mode)


def _modified(status: os.stat_result) -> datetime:
    return datetime.fromtimestamp(status.st_mtime, UTC)


async def _pieces(path: Path, start: int, stop: int) -> AsyncIterator[bytes]:
    while start < stop:
        try:
            piece = await asyncio.to_thread(_piece, path, start, min(_PIECE, stop - start))
        except OSError as error:
            raise StorageFailed(f"An image could not be read: {error}") from error
        if not piece:
            raise StorageFailed(f"{path} has become shorter.")
        yield piece
        start += len(piece)


def _piece(path: Path, start: int, size: int) -> bytes:
    # Opened per request, so that a cancelled one leaves no open file.
    with path.open("rb", buffering=0) as file:
        file.seek(start)
        return file.read(size)


def _entries(folder: Path) -> Iterator[Entry]:
    with os.scandir(folder) as found:
        for entry in found:
            # What was deleted since is of no interest.
            with suppress(FileNotFoundError):
                status = entry.stat(follow_symlinks=False)
                if _is_plain(status):
                    yield Entry(entry.name, status.st_size, _modified(status))


def _write(path: Path, data: bytes) -> None:
    if _touched(path):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    # Written to a temporary file and renamed, so that readers never see a partial file.
    draft = path.with_name(f".{secrets.token_hex(8)}")
    try:
        with draft.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        _sync_folder(path.parent)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise


def _touched(path: Path) -> bool:
    """Whether the file is there already; then with today's date, by which `images check` goes."""
    if not path.is_file():
        return False
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    except PermissionError:
        # Somebody else's, as after a copy by hand: it serves all the same.
        pass
    return True


def _sync_folder(folder: Path) -> None:
    """Make a new name in the folder outlive a crash: on POSIX, that is the folder's own write."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
