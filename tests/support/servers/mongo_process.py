"""The embedded database in a separate process, which tests kill and restart."""

import asyncio
import json
import struct
import sys
from abc import ABC, abstractmethod
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import override

_USER = {"user": "tests", "password": "tests"}


class DatabaseServer:
    """A database with a fixed URI across restarts."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self._folder = folder
        self.port = 0
        self.process: Process | None = None

    @property
    def uri(self) -> str:
        options = "authMechanism=SCRAM-SHA-256&directConnection=true"
        return f"mongodb://tests:tests@127.0.0.1:{self.port}/?{options}"

    async def start(self) -> None:
        """Start the process and wait until it accepts connections."""
        self.process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "cms_blog.database.embedded.server"), stdin=PIPE, stdout=PIPE
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        config = {"folder": str(self._folder), "port": self.port, **_USER}
        self.process.stdin.write(json.dumps(config).encode() + b"\n")
        answer = json.loads(await self.process.stdout.readline())
        self.port = answer["port"]

    async def kill(self) -> None:
        """SIGKILL."""
        assert self.process is not None
        self.process.kill()
        await self.process.wait()


@asynccontextmanager
async def database_server(folder: Path) -> AsyncGenerator[DatabaseServer]:
    server = DatabaseServer(folder)
    await server.start()
    try:
        yield server
    finally:
        assert server.process is not None
        if server.process.returncode is None:
            await server.kill()


_LENGTH = struct.Struct("<i")


class Relay(ABC):
    """A local port whose connections subclasses forward to a database."""

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[int]:
        """Accept connections during the block; yield the port."""
        async with await asyncio.start_server(self.forward, "127.0.0.1", 0) as server:
            yield server.sockets[0].getsockname()[1]
            server.close_clients()

    @abstractmethod
    async def forward(self, client: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
        """Forward one connection until it ends."""


class UpdateLimiter(Relay):
    """Relay to a database that stops forwarding after a number of `update` commands."""

    def __init__(self, port: int, *, updates: int) -> None:
        self._database = port
        self._left = updates
        self.exhausted = asyncio.Event()

    @override
    async def forward(self, client: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
        database, commands = await asyncio.open_connection("127.0.0.1", self._database)
        answering = asyncio.create_task(self._answer(database, answers))
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while not self.exhausted.is_set():
                length = await client.readexactly(_LENGTH.size)
                message = length + await client.readexactly(
                    _LENGTH.unpack(length)[0] - _LENGTH.size
                )
                if b"\x02update\0" in message:
                    self._left -= 1
                if self._left < 0:
                    self.exhausted.set()
                    break
                commands.write(message)
                await commands.drain()
        commands.close()
        await answering

    async def _answer(self, database: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await database.read(65_536):
                answers.write(data)
                await answers.drain()
        answers.close()
