"""A worker as its parent sees it: started, told what to do, ended; `worker.py` is its own side."""

import asyncio
import json
import os
import socket
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import structlog

from cms_blog.errors import CmsError
from cms_blog.handover import Order, channel
from cms_blog.metrics import FOLDER

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_START_SECONDS = 60


class WorkerFailed(CmsError):
    """A worker did not come to the point where it takes requests."""


class Worker:
    """A process that serves the connections that are handed to its `inlet`."""

    def __init__(self, process: asyncio.subprocess.Process, inlet: socket.socket) -> None:
        self.process = process
        self.inlet = inlet
        # Whether it is to be started again when it dies.
        self.wanted = True

    @classmethod
    async def start(cls, given: Mapping[str, Any], metrics: Path) -> "Worker":
        """A new one, once it takes requests.

        Raises:
            WorkerFailed: it does not.
        """
        inlet, outlet = channel()
        with outlet:
            number = outlet.fileno()
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "cms_blog.worker"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                pass_fds=(number,),
                env={**os.environ, FOLDER: str(metrics)},
                # Ctrl-C in a terminal goes to a whole session: we tell them when to end.
                start_new_session=True,
            )
        worker = cls(process, inlet)
        try:
            config = {"connections": number, "settings": given}
            await worker._begin(json.dumps(config).encode() + b"\n")
        except BaseException:
            await worker.kill()
            raise
        return worker

    async def _begin(self, config: bytes) -> None:
        assert self.process.stdout is not None  # noqa: S101 - we asked for pipes
        self._write(config)
        try:
            async with asyncio.timeout(_START_SECONDS):
                line = await self.process.stdout.readline()
        except TimeoutError:
            raise WorkerFailed(f"A worker did not start within {_START_SECONDS} s.") from None
        if not line:
            raise WorkerFailed(f"A worker ended at its start, status {await self.process.wait()}.")
        if (error := json.loads(line).get("error")) is not None:
            raise WorkerFailed(error)

    def _write(self, line: bytes) -> None:
        assert self.process.stdin is not None  # noqa: S101 - likewise
        with suppress(ConnectionError):
            self.process.stdin.write(line)

    def tell(self, order: Order) -> None:
        """Have it do something."""
        self._write(f"{order}\n".encode())

    async def end(self, order: Order, seconds: float) -> None:
        """Have it finish what it does, and end; kill it if it does not."""
        self.tell(order)
        try:
            async with asyncio.timeout(seconds):
                await self.process.wait()
        except TimeoutError:
            _log.error("worker_killed", pid=self.process.pid)
            await self.kill()

    async def kill(self) -> None:
        """End it at once."""
        with suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()
        self.inlet.close()
