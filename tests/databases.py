"""The embedded server as a process of its own, which tests kill and start again."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

_USER = {"user": "tests", "password": "tests"}


class DatabaseServer:
    """A database at one URI, whatever becomes of its process."""

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
        """Return once it takes connections."""
        self.process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "cms_blog.embedded.server"), stdin=PIPE, stdout=PIPE
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
