"""The parent's side: start the server, hand out its URI, end it."""

import asyncio
import json
import os
import secrets
import sys
import time
from collections.abc import AsyncGenerator, Generator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any

import structlog

from cms_blog.embedded.locks import Locked, held
from cms_blog.errors import CmsError

_START_SECONDS = 60
_STOP_SECONDS = 6
_RETRY_SECONDS = 0.05
_USER = "cms-blog"
# Where a second process of the same user finds the server, while it runs.
_URI = "uri"

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class EmbeddedDatabaseError(CmsError):
    """The embedded database can't be started; the message says why."""


class DatabaseInUse(EmbeddedDatabaseError):
    """Another process owns the folder."""


@asynccontextmanager
async def running(data_dir: Path) -> AsyncGenerator[str]:
    """Serve the database under `data_dir` while the block runs; yield its `mongodb://` URI.

    The server ends with the block, and by itself when this process dies in any way. If it dies
    before its time, an error is logged and the driver's next command fails to connect.

    Raises:
        DatabaseInUse: another process owns the folder.
        EmbeddedDatabaseError: the server does not start.
    """
    async with _owned(data_dir) as uri:
        with _told(data_dir / "database" / _URI, uri):
            yield uri


@asynccontextmanager
async def shared(data_dir: Path) -> AsyncGenerator[str]:
    """As `running`, or beside the process that is: for commands next to a server.

    Raises:
        EmbeddedDatabaseError: it does not start, or its owner does not tell where it is.
    """
    give_up = time.monotonic() + _START_SECONDS
    async with AsyncExitStack() as stack:
        while True:
            try:
                # Told to nobody: it ends with the command, and others wait for that.
                uri = await stack.enter_async_context(_owned(data_dir))
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
        async with _server(folder) as uri:
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


@asynccontextmanager
async def _server(folder: Path) -> AsyncGenerator[str]:
    password = secrets.token_urlsafe(32)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "cms_blog.embedded.server",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        # Ctrl-C in a terminal goes to a whole session: the database must outlive the last request.
        start_new_session=True,
    )
    try:
        port = await _port(process, {"folder": str(folder), "user": _USER, "password": password})
        watch = asyncio.create_task(_report_early_end(process))
        try:
            # The server does not tell its mechanisms; the driver's guess would be SCRAM-SHA-1.
            options = "authMechanism=SCRAM-SHA-256&directConnection=true"
            yield f"mongodb://{_USER}:{password}@127.0.0.1:{port}/?{options}"
        finally:
            watch.cancel()
    finally:
        await _end(process)


async def _port(process: asyncio.subprocess.Process, config: dict[str, str]) -> int:
    assert process.stdin is not None  # noqa: S101 - we asked for pipes
    assert process.stdout is not None  # noqa: S101 - likewise
    with suppress(ConnectionError):
        # Through the pipe and not as arguments, which every local user can read.
        process.stdin.write(json.dumps(config).encode() + b"\n")
        await process.stdin.drain()
    try:
        async with asyncio.timeout(_START_SECONDS):
            line = await process.stdout.readline()
    except TimeoutError:
        message = f"The embedded database did not start within {_START_SECONDS} seconds."
        raise EmbeddedDatabaseError(message) from None
    if not line:
        status = await process.wait()
        raise EmbeddedDatabaseError(f"The embedded database ended at its start, status {status}.")
    answer: dict[str, Any] = json.loads(line)
    if "error" in answer:
        raise EmbeddedDatabaseError(f"The embedded database does not start: {answer['error']}")
    return answer["port"]


async def _report_early_end(process: asyncio.subprocess.Process) -> None:
    status = await process.wait()
    _log.error("embedded_database_died", pid=process.pid, status=status)


async def _end(process: asyncio.subprocess.Process) -> None:
    """Close the server's standard input, which asks it to end; kill it if it does not."""
    assert process.stdin is not None  # noqa: S101 - likewise
    process.stdin.close()
    try:
        async with asyncio.timeout(_STOP_SECONDS):
            await process.wait()
    except (TimeoutError, asyncio.CancelledError) as error:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        if isinstance(error, asyncio.CancelledError):
            raise
        _log.warning("embedded_database_killed", pid=process.pid)
