"""Ownership of the data folder: starts the server or joins a running one."""

import asyncio
import os
import time
from collections.abc import AsyncGenerator, Generator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from importlib.util import find_spec
from pathlib import Path

from cms_blog.database.embedded.child import START_SECONDS, Child, EmbeddedDatabaseError
from cms_blog.database.embedded.locks import Locked, held

_RETRY_SECONDS = 0.05
# File with the server's URI, for other processes of the same user.
_URI = "uri"


class DatabaseInUse(EmbeddedDatabaseError):
    """Another process owns the data folder."""


def require_installed() -> None:
    """Check that the extra `embedded` is installed.

    Raises:
        EmbeddedDatabaseError
    """
    if find_spec("mongoeco") is None:
        raise EmbeddedDatabaseError(
            "The embedded database is not installed. Set MONGODB_URI, or install it: "
            "pip install 'cms-blog[embedded]'"
        )


@asynccontextmanager
async def running(data_dir: Path) -> AsyncGenerator[str]:
    """Serve the database under `data_dir` for the duration of the block; yield its URI.

    The server stops with the block, and also when this process is killed. If the server crashes, it
    is restarted with the same URI; until then the driver can't connect.

    Raises:
        DatabaseInUse: another process owns the data folder.
        EmbeddedDatabaseError: the server does not start.
    """
    async with _owned(data_dir) as uri:
        with _published(data_dir / "database" / _URI, uri):
            yield uri


@asynccontextmanager
async def shared(data_dir: Path, *, publish: bool = False) -> AsyncGenerator[str]:
    """Join the server that another process runs for `data_dir`, or start one; yield its URI.

    Other processes can join a server that is started here only with `publish`. By default, they
    wait until it stops, since it stops with the command that started it.

    Raises:
        EmbeddedDatabaseError: the server does not start, or its owner does not publish its URI.
    """
    deadline = time.monotonic() + START_SECONDS
    async with AsyncExitStack() as stack:
        while True:
            try:
                uri = await stack.enter_async_context((running if publish else _owned)(data_dir))
            except DatabaseInUse:
                uri = _read(data_dir / "database" / _URI)
                if uri is None and time.monotonic() >= deadline:
                    raise
            if uri is not None:
                break
            await asyncio.sleep(_RETRY_SECONDS)
        yield uri


@asynccontextmanager
async def _owned(data_dir: Path) -> AsyncGenerator[str]:
    require_installed()
    folder = data_dir / "database"
    with ExitStack() as stack:
        try:
            # The folder holds drafts and password hashes, so only its owner may read it.
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            stack.enter_context(held(folder / "owner.lock"))
            # Left behind if the previous owner was killed.
            (folder / _URI).unlink(missing_ok=True)
        except Locked as locked:
            holder = "another process" if locked.pid is None else f"process {locked.pid}"
            message = f"The database in {folder} is in use by {holder}: stop it, or set DATA_DIR."
            raise DatabaseInUse(message) from None
        except OSError as error:
            raise EmbeddedDatabaseError(
                f"The database can't be stored in {folder}: {error}"
            ) from None
        async with Child(folder).running() as uri:
            yield uri


@contextmanager
def _published(path: Path, uri: str) -> Generator[None]:
    """Publish the URI at `path` for the duration of the block, readable by the owner only."""
    partial = path.with_suffix(".new")
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(uri)
    # Renamed, so that a reader never sees a partial file.
    partial.replace(path)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def _read(path: Path) -> str | None:
    try:
        return path.read_text()
    except FileNotFoundError:
        return None
