"""The server in a separate process."""

import asyncio
import json
import os
import re
import signal
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from api import PASSWORD

# Much longer than any process takes to end on a loaded machine.
_GIVE_UP_SECONDS = 60
# Shorter than the server's 5 s: a request on a connection that it is closing would fail.
CONNECTION_LIMITS = httpx.Limits(max_connections=None, keepalive_expiry=2)
# Above the rate of the fastest machine. Rate limits have their own tests.
_HIGH_RATE_LIMIT = {"RATE_LIMIT_REQUESTS": "1000000/minute"}

SIGNUP = """
  mutation Signup($email: String!, $password: String!) {
    signup(input: {name: "Ada", email: $email, password: $password}) {
      ... on SignupSuccess { session { accessToken } }
    }
  }
"""


class Unavailable(Exception):
    """The server answered UNAVAILABLE: whether it executed the operation is unknown."""


class Server:
    """A running server; `lines` is its output so far."""

    def __init__(self, process: asyncio.subprocess.Process, folder: Path) -> None:
        self.process = process
        self.lines: list[str] = []
        self.http = httpx.AsyncClient(timeout=30, limits=CONNECTION_LIMITS)
        self._database = folder / "data" / "database" / "server.lock"

    async def started(self) -> None:
        # Timeout for a server that never starts; a loaded machine needs many seconds.
        async with asyncio.timeout(120):
            while not (found := re.search(r"at\W+(http://[\w.:]+)", await self._line())):
                pass
        self.http.base_url = httpx.URL(found[1])

    async def _line(self) -> str:
        assert self.process.stderr is not None
        line = (await self.process.stderr.readline()).decode()
        assert line, f"it ended: {self.lines}"
        self.lines.append(line)
        return line

    @asynccontextmanager
    async def draining_output(self) -> AsyncGenerator[None]:
        """Read the output during the block, because a full pipe would block the server."""

        async def listen() -> None:
            assert self.process.stderr is not None
            while line := await self.process.stderr.readline():
                self.lines.append(line.decode())

        listening = asyncio.create_task(listen())
        try:
            yield
        finally:
            listening.cancel()

    async def execute(self, query: str, token: str = "", **variables: Any) -> Any:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        body = {"query": query, "variables": variables}
        answer = (await self.http.post("/graphql", json=body, headers=headers)).json()
        errors = answer.get("errors", [])
        if any(error["extensions"].get("code") == "UNAVAILABLE" for error in errors):
            raise Unavailable(answer)
        assert not errors, answer
        (value,) = answer["data"].values()
        return value

    async def ended(self, number: signal.Signals) -> int:
        """Send a signal, wait for the end of the process, and return its exit status."""
        self.process.send_signal(number)
        async with asyncio.timeout(_GIVE_UP_SECONDS):
            _, rest = await self.process.communicate()
        self.lines += rest.decode().splitlines(keepends=True)
        assert self.process.returncode is not None
        return self.process.returncode

    @property
    def database_pid(self) -> int:
        return int(self._database.read_text())

    async def database_is_gone(self, pid: int) -> bool:
        for _ in range(1_000):
            try:
                os.kill(pid, 0)
            except ProcessLookupError:
                return True
            await asyncio.sleep(0.01)
        return False


@asynccontextmanager
async def serving(
    folder: Path, *, before: Sequence[str] = (), **env: str
) -> AsyncGenerator[Server]:
    process = await start(folder, "--port", "0", before=before, **env)
    server = Server(process, folder)
    try:
        await server.started()
        yield server
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()
        await server.http.aclose()


async def start(
    folder: Path, *arguments: str, before: Sequence[str] = (), **env: str
) -> asyncio.subprocess.Process:
    """Start the server; `before` is a command that wraps the server's command line."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    limits = {"argon2_memory_kib": 8_192} | json.loads(env.get("LIMITS", "{}"))
    return await asyncio.create_subprocess_exec(
        *(*before, sys.executable, "-m", "cms_blog", "serve", *arguments),
        cwd=folder,
        env=kept | _HIGH_RATE_LIMIT | env | {"LIMITS": json.dumps(limits)},
        stderr=asyncio.subprocess.PIPE,
    )


async def refused(folder: Path, *arguments: str, **env: str) -> tuple[int | None, str]:
    """Return the exit status and output of a server that fails to start."""
    process = await start(folder, *arguments, **env)
    _, said = await process.communicate()
    return process.returncode, said.decode()


async def signed_up(server: Server, email: str = "ada@example.com") -> str:
    result = await server.execute(SIGNUP, email=email, password=PASSWORD)
    return result["session"]["accessToken"]
