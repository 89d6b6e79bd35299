"""The server as a process of its own: what it survives, how it ends, what it says when it can't."""

import asyncio
import json
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from api import BRIEF, MARKDOWN, PASSWORD

SIGNUP = """
  mutation Signup($email: String!, $password: String!) {
    signup(input: {name: "Ada", email: $email, password: $password}) {
      ... on SignupSuccess { session { accessToken } }
    }
  }
"""
SAVE = """
  mutation Save($input: SaveBlogInput!) {
    saveBlog(input: $input) { ... on SaveBlogSuccess { blog { id } } }
  }
"""
PAGE = """
  query Page($after: String) {
    blogs(first: 100, after: $after) {
      nodes { id content { markdown } }
      pageInfo { hasNextPage endCursor }
    }
  }
"""
UPLOAD = """
  mutation Upload($file: Upload!) {
    uploadImage(input: {file: $file}) { __typename }
  }
"""
PICTURE = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,"
    b"\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)


class Server:
    """A running server. `lines` is what it has said so far."""

    def __init__(self, process: asyncio.subprocess.Process, folder: Path) -> None:
        self.process = process
        self.lines: list[str] = []
        self.http = httpx.AsyncClient(timeout=30, limits=httpx.Limits(max_connections=None))
        self._database = folder / "data" / "database" / "server.lock"

    async def started(self) -> None:
        async with asyncio.timeout(20):
            while not (found := re.search(r"is at (http://\S+)", await self._line())):
                pass
        self.http.base_url = httpx.URL(found[1])

    async def _line(self) -> str:
        assert self.process.stderr is not None
        line = (await self.process.stderr.readline()).decode()
        assert line, f"it ended: {self.lines}"
        self.lines.append(line)
        return line

    async def execute(self, query: str, token: str = "", **variables: Any) -> Any:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        body = {"query": query, "variables": variables}
        answer = (await self.http.post("/graphql", json=body, headers=headers)).json()
        assert "errors" not in answer, answer
        (value,) = answer["data"].values()
        return value

    async def ended(self, number: signal.Signals) -> tuple[int, float]:
        """Send a signal; the exit status, and the seconds that it took."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        self.process.send_signal(number)
        await self.process.communicate()
        assert self.process.returncode is not None
        return self.process.returncode, loop.time() - began

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
async def serving(folder: Path, **env: str) -> AsyncGenerator[Server]:
    process = await start(folder, "--port", "0", **env)
    server = Server(process, folder)
    try:
        await server.started()
        yield server
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()
        await server.http.aclose()


async def start(folder: Path, *arguments: str, **env: str) -> asyncio.subprocess.Process:
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cms_blog", "serve", *arguments),
        cwd=folder,
        env=kept | {"ARGON2_MEMORY_KIB": "8192", "ARGON2_ITERATIONS": "1"} | env,
        stderr=asyncio.subprocess.PIPE,
    )


async def refused(folder: Path, *arguments: str, **env: str) -> tuple[int | None, str]:
    """The exit status of a server that can't start, and what it says."""
    process = await start(folder, *arguments, **env)
    _, said = await process.communicate()
    return process.returncode, said.decode()


async def test_killed_while_it_saves_it_loses_nothing_that_it_acknowledged(tmp_path: Path):
    acknowledged: set[str] = set()
    token = ""
    for _ in range(5):
        async with serving(tmp_path, MAX_OPERATIONS_PER_CLIENT="1000") as server:
            token = token or await signed_up(server)
            database = server.database_pid
            saves = [asyncio.create_task(save(server, token)) for _ in range(200)]
            for done in asyncio.as_completed(saves):
                acknowledged.add(await done)
                if len(acknowledged) % 40 == 0:
                    break
            server.process.kill()
            for ended in await asyncio.gather(*saves, return_exceptions=True):
                if isinstance(ended, str):
                    acknowledged.add(ended)
                else:
                    assert isinstance(ended, httpx.TransportError)
            assert await server.database_is_gone(database)
    async with serving(tmp_path) as server:
        assert acknowledged <= await saved(server, token)


async def signed_up(server: Server, email: str = "ada@example.com") -> str:
    result = await server.execute(SIGNUP, email=email, password=PASSWORD)
    return result["session"]["accessToken"]


async def save(server: Server, token: str) -> str:
    """The new blog's id."""
    given = {"brief": BRIEF, "title": "Tomatoes", "markdown": MARKDOWN}
    return (await server.execute(SAVE, token, input=given))["blog"]["id"]


async def saved(server: Server, token: str) -> set[str]:
    """The ids of all blogs, each of which is whole."""
    ids: set[str] = set()
    after = None
    while True:
        page = await server.execute(PAGE, token, after=after)
        assert all(blog["content"]["markdown"] == MARKDOWN.strip() for blog in page["nodes"])
        ids |= {blog["id"] for blog in page["nodes"]}
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return ids


class SlowUpload:
    """A request that is being sent; the rest of it follows when it is told to."""

    def __init__(self) -> None:
        self.begun, self.may_end = asyncio.Event(), asyncio.Event()

    async def send(self, server: Server, token: str) -> Any:
        headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "multipart/form-data; boundary=b",
        }
        response = await server.http.post("/graphql", content=self._body(), headers=headers)
        return response.json()["data"]["uploadImage"]["__typename"]

    async def _body(self) -> AsyncGenerator[bytes]:
        operations = json.dumps({"query": UPLOAD, "variables": {"file": None}})
        yield b"".join(
            f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'.encode()
            for name, text in (("operations", operations), ("map", '{"0": ["variables.file"]}'))
        )
        yield b'--b\r\nContent-Disposition: form-data; name="0"; filename="a"\r\n\r\n'
        self.begun.set()
        await self.may_end.wait()
        yield PICTURE + b"\r\n--b--\r\n"


async def test_sigterm_finishes_what_is_running_and_ends_the_database_too(tmp_path: Path):
    async with serving(tmp_path, ARGON2_MEMORY_KIB="200000", ARGON2_ITERATIONS="4") as server:
        token = await signed_up(server)
        database, upload = server.database_pid, SlowUpload()
        slow = [
            asyncio.create_task(upload.send(server, token)),
            *(asyncio.create_task(signed_up(server, f"ada{n}@example.com")) for n in range(4)),
        ]
        await upload.begun.wait()
        # Behind the others: when this is answered, they have arrived.
        await server.http.get("/health")
        assert not any(task.done() for task in slow)
        ending = asyncio.create_task(server.ended(signal.SIGTERM))
        asyncio.get_running_loop().call_later(1, upload.may_end.set)
        typename, *tokens = await asyncio.gather(*slow)
        assert typename == "UploadImageSuccess"
        assert all(tokens)
        status, seconds = await ending
        assert (status, seconds < 10) == (0, True)
        assert await server.database_is_gone(database)


async def test_sigterm_does_not_wait_for_ever(tmp_path: Path):
    async with serving(tmp_path) as server:
        token = await signed_up(server)
        database, upload = server.database_pid, SlowUpload()
        endless = asyncio.create_task(upload.send(server, token))
        await upload.begun.wait()
        status, seconds = await server.ended(signal.SIGTERM)
        assert (status, seconds < 10) == (0, True)
        assert await server.database_is_gone(database)
        upload.may_end.set()
        with pytest.raises(httpx.TransportError):
            await endless


async def test_without_its_database_it_says_so_and_still_ends_well(tmp_path: Path):
    async with serving(tmp_path) as server:
        database = server.database_pid
        assert (await server.http.get("/ready")).status_code == 200
        os.kill(database, signal.SIGKILL)
        assert await server.database_is_gone(database)
        assert (await server.http.get("/ready")).status_code == 503
        assert (await server.http.get("/health")).status_code == 200
        async with asyncio.timeout(10):
            response = await server.http.post(
                "/graphql", json={"query": "{ publishedBlogs { nodes { id } } }"}
            )
        assert response.json()["errors"][0]["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
        assert await server.ended(signal.SIGINT) == (0, pytest.approx(0, abs=10))


async def test_a_second_server_over_the_same_folder_says_who_has_it(tmp_path: Path):
    async with serving(tmp_path) as server:
        status, said = await refused(tmp_path, "--port", "0")
        assert said == (
            "The database in data/database is in use by process "
            f"{server.process.pid}: stop it, or set DATA_DIR.\n"
        )
        assert status == 1
        assert (await server.http.get("/ready")).status_code == 200
        assert (await server.ended(signal.SIGINT))[0] == 0


async def test_a_busy_port_is_told_in_one_line(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        status, said = await refused(tmp_path, PORT=str(port))
    assert said == (f"Something else listens on 127.0.0.1:{port} already: stop it, or set PORT.\n")
    assert status == 1
    assert not (tmp_path / "data").exists()


async def test_an_address_of_another_machine_is_told_in_one_line(tmp_path: Path):
    status, said = await refused(tmp_path, "--host", "192.0.2.1", "--port", "0")
    assert (status, said.count("\n")) == (1, 1)
    assert said.startswith("Can't listen on 192.0.2.1:0: Cannot assign requested address. ")


async def test_settings_that_are_wrong_are_told_one_a_line(tmp_path: Path):
    (tmp_path / ".env").write_text("PORTT=1\nPORT=x\n")
    status, said = await refused(tmp_path, ENV="prod", CORS_ORIGINS="nonsense")
    assert status == 2
    assert [line.split(":")[0] for line in said.splitlines()] == [
        "Setting PORT",
        "Setting CORS_ORIGINS",
        "Setting PORTT",
    ]
