"""Supervises the child process that serves the embedded database."""

import asyncio
import json
import secrets
import sys
import time
from asyncio.subprocess import Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import structlog

from cms_blog.errors import CmsError

START_SECONDS = 60
_STOP_SECONDS = 6
# Restart backoff: no pause after the first failure, then doubling. It is reset when a process has
# run for _STEADY_SECONDS and for twice the preceding pause.
_FIRST_PAUSE_SECONDS = 0.25
_MAX_PAUSE_SECONDS = 10
_STEADY_SECONDS = 0.5
_USER = "cms-blog"

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class EmbeddedDatabaseError(CmsError):
    """The embedded database can't be started. The message gives the reason."""


class Child:
    """The server process for a data folder that this process owns."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._password = secrets.token_urlsafe(32)
        # 0 picks a free port. Restarts reuse it, since the driver keeps the first URI.
        self._port = 0
        self._process: Process | None = None

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[str]:
        """Run the server for the duration of the block; yield its `mongodb://` URI.

        Raises:
            EmbeddedDatabaseError: the server does not start.
        """
        supervisor: asyncio.Task[None] | None = None
        try:
            process = await self._start()
            supervisor = asyncio.create_task(self._supervise(process))
            # The server does not announce its mechanisms; the driver would assume SCRAM-SHA-1.
            options = "authMechanism=SCRAM-SHA-256&directConnection=true"
            yield f"mongodb://{_USER}:{self._password}@127.0.0.1:{self._port}/?{options}"
        finally:
            if supervisor is not None:
                supervisor.cancel()
                await asyncio.wait({supervisor})
            if self._process is not None:
                await _end(self._process)

    async def _supervise(self, process: Process) -> None:
        """Restart the server whenever it exits."""
        pause = 0.0
        while True:
            began = time.monotonic()
            status = await process.wait()
            if time.monotonic() - began > max(_STEADY_SECONDS, 2 * pause):
                pause = 0
            _log.error("embedded_database_died", pid=process.pid, status=status, again_in=pause)
            while True:
                await asyncio.sleep(pause)
                pause = min(max(2 * pause, _FIRST_PAUSE_SECONDS), _MAX_PAUSE_SECONDS)
                try:
                    process = await self._start()
                    break
                except (EmbeddedDatabaseError, OSError) as error:
                    _log.error("embedded_database_not_started", cause=str(error), again_in=pause)
            _log.warning("embedded_database_started_again", pid=process.pid)

    async def _start(self) -> Process:
        self._process = process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "cms_blog.database.embedded.server",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            # Ctrl-C in a terminal signals the whole session, but the database must serve until the
            # last request has finished.
            start_new_session=True,
        )
        self._port = await self._answer(process)
        return process

    async def _answer(self, process: Process) -> int:
        """Send the configuration and return the port that the server listens on."""
        assert process.stdin is not None  # noqa: S101 - created with pipes
        assert process.stdout is not None  # noqa: S101 - created with pipes
        user = {"user": _USER, "password": self._password}
        config = {"folder": str(self._folder), "port": self._port, **user}
        with suppress(ConnectionError):
            # Sent through the pipe: every local user can read a process's arguments.
            process.stdin.write(json.dumps(config).encode() + b"\n")
            await process.stdin.drain()
        try:
            async with asyncio.timeout(START_SECONDS):
                line = await process.stdout.readline()
        except TimeoutError:
            await _end(process)
            raise self._not_started(f"it took more than {START_SECONDS} seconds") from None
        if not line:
            status = await process.wait()
            raise self._not_started(f"it exited with status {status}")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            await process.wait()
            raise self._not_started(answer["error"])
        return answer["port"]

    def _not_started(self, reason: str) -> EmbeddedDatabaseError:
        return EmbeddedDatabaseError(
            f"The embedded database in {self._folder} does not start: {reason}."
        )


async def _end(process: Process) -> None:
    """Stop the server by closing its standard input; kill it after a timeout."""
    assert process.stdin is not None  # noqa: S101 - created with a pipe
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
