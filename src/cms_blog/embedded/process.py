"""The parent's side: own the folder, run the server over it, hand out its URI."""

import asyncio
import os
import time
from collections.abc import AsyncGenerator, Generator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from pathlib import Path

from cms_blog.embedded.child import START_SECONDS, Child, EmbeddedDatabaseError
from cms_blog.embedded.locks import Locked, held

_RETRY_SECONDS = 0.05
# Where a second process of the same user finds the server, while it runs.
_URI = "uri"


class DatabaseInUse(EmbeddedDatabaseError):
    """Another process owns the folder."""


@asynccontextmanager
async def running(data_dir: Path) -> AsyncGenerator[str]:
    """Serve the database under `data_dir` while the block runs; yield its `mongodb://` URI.

    The server ends with the block, and by itself when this process dies in any way. If it dies
    before its time, it is started again at the same URI; until then the driver can't connect.

    Raises:
        DatabaseInUse: another process owns the folder.
        EmbeddedDatabaseError: the server does not start.
    """
    async with _owned(data_dir) as uri:
        with _told(data_dir / "database" / _URI, uri):
            yield uri


@asynccontextmanager
async def shared(data_dir: Path, *, publish: bool = False) -> AsyncGenerator[str]:
    """Join the server that another process runs over `data_dir`, or run it while the block runs.

    A server that is started here can be joined only with `publish`: by default it may end soon,
    with the command that needs it, and others wait for that.

    Raises:
        EmbeddedDatabaseError: it does not start, or its owner does not tell where it is.
    """
    give_up = time.monotonic() + START_SECONDS
    async with AsyncExitStack() as stack:
        while True:
            try:
                uri = await stack.enter_async_context((running if publish else _owned)(data_dir))
            except DatabaseInUse:
                uri = _read(data_dir / "database" / _URI)
                if uri is None and time.monotonic() >= give_up:
                    raise
            if uri is not None:
                break
            await asyncio.sleep(_RETRY_SECONDS)
        yield uri


@asynccontextmanager
async def _owned(data_dir: Path) -> AsyncGenerator[str]:
    folder = data_dir / "database"
    with ExitStack() as stack:
        try:
            # Everything that anybody wrote is in here, drafts and password hashes too.
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            stack.enter_context(held(folder / "owner.lock"))
            # Left over where its writer was killed.
            (folder / _URI).unlink(missing_ok=True)
        except Locked as locked:
            holder = "another process" if locked.pid is None else f"process {locked.pid}"
            message = f"The database in {folder} is in use by {holder}: stop it, or set DATA_DIR."
            raise DatabaseInUse(message) from None
        except OSError as error:
            raise EmbeddedDatabaseError(
                f"The database can't be kept in {folder}: {error}"
            ) from None
        async with Child(folder).running() as uri:
            yield uri


@contextmanager
def _told(path: Path, uri: str) -> Generator[None]:
    """Keep the URI at `path` while the block runs, for the folder's own user to read."""
    draft = path.with_suffix(".new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(uri)
    # Put in place whole: a reader never sees half of it.
    draft.replace(path)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def _read(path: Path) -> str | None:
    try:
        return path.read_text()
    except FileNotFoundError:
        return None
