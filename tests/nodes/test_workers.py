"""WORKERS: several processes on one port, with the embedded database."""

import asyncio
import json
import logging
import os
import pty
import signal
import socket
import sys
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

import httpx
import pytest
from client_load import Load
from instrumented_app import numbers_in
from node_cluster import until
from server_process import Server, refused, serving, signed_up
from server_requests import SlowUpload, save, saved
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

_log = logging.getLogger(__name__)

PROTOCOL = Subprotocol("graphql-transport-ws")
QUIET = {"LOG_LEVEL": "WARNING"}
METRICS_TOKEN = "0123456789abcdef0123"
WORKER = "spawn_main"


def children(pid: int) -> dict[int, str]:
    """Return the child processes of a process, with their commands."""
    found: dict[int, str] = {}
    for folder in Path("/proc").iterdir():
        with suppress(OSError):
            if folder.name.isdigit():
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                if parent == pid:
                    command = (folder / "cmdline").read_text().split("\0")
                    found[int(folder.name)] = command[2] if len(command) > 2 else ""
    return found


def workers(server: Server) -> set[int]:
    return {pid for pid, command in children(server.process.pid).items() if WORKER in command}


def connections(server: Server, pid: int) -> int:
    """Return the number of open client connections of a worker."""
    port = f":{server.http.base_url.port:04X}"
    rows = [row.split() for row in Path(f"/proc/{pid}/net/tcp").read_text().splitlines()[1:]]
    established = {f"socket:[{row[9]}]" for row in rows if row[1].endswith(port) and row[3] == "01"}
    open_files: set[str] = set()
    for path in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):
            open_files.add(str(path.readlink()))
    return len(established & open_files)


@asynccontextmanager
async def two_workers(folder: Path, **env: str) -> AsyncGenerator[Server]:
    async with serving(folder, WORKERS="2", **QUIET, **env) as server:
        yield server


def exists(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


async def wait_for_exit(*pids: int) -> None:
    async def none_left() -> bool:
        return not any(exists(pid) for pid in pids)

    await until(none_left, 15)


async def test_workers_share_a_port_and_the_embedded_database(tmp_path: Path):
    async with serving(tmp_path, WORKERS="3", ENV="dev") as server:
        assert len(workers(server)) == 3
        token = await signed_up(server)
        ids = await asyncio.gather(*(save(server, token) for _ in range(40)))
        assert await saved(server, token) == set(ids)
        address = server.http.base_url
        assert (await server.http.get("/ready")).json() == {"status": "ready"}
        processes = {server.process.pid, *children(server.process.pid)}
        await shut_down_during_uploads(server, token)
        await wait_for_exit(*processes)
    output = "".join(server.lines)
    # Messages at the start are logged once, requests by the worker that handled them.
    assert output.count(f"is at {str(address).rstrip('/')}") == 1
    assert "Workers     3" in output
    assert output.count("rate_limits.counted_apart") == 1
    assert output.count("path=/graphql") >= 42
    assert "Traceback" not in output


async def shut_down_during_uploads(server: Server, token: str) -> None:
    """Shut down the server during uploads, which are all completed."""
    uploads = [SlowUpload() for _ in range(6)]
    running = [asyncio.create_task(upload.send(server, token)) for upload in uploads]
    await asyncio.gather(*(upload.begun.wait() for upload in uploads))
    await server.http.get("/health")
    ending = asyncio.create_task(server.ended(signal.SIGTERM))
    await asyncio.sleep(0.5)
    for upload in uploads:
        upload.may_end.set()
    assert set(await asyncio.gather(*running)) == {"UploadImageSuccess"}
    assert await ending == 0


@pytest.fixture(scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Server]:
    """A server with two workers for several tests."""
    folder = tmp_path_factory.mktemp("server")
    async with two_workers(folder, METRICS_TOKEN=METRICS_TOKEN) as server:
        yield server
        assert await server.ended(signal.SIGTERM) == 0


async def logged(server: Server, text: str) -> str:
    """Return the next line of the server's log that contains a text."""
    assert server.process.stderr is not None
    async with asyncio.timeout(20):
        async for line in server.process.stderr:
            if text in line.decode():
                return line.decode()
    raise AssertionError("the log ended")


async def replaced(server: Server, before: set[int]) -> None:
    """Wait until two workers are running, without any of `before`."""

    async def all_new() -> bool:
        now = workers(server)
        return len(now) == 2 and not now & before and await running(server) == 2

    await until(all_new, 120)


async def running(server: Server) -> float:
    """Return the number of workers according to the metrics."""
    headers = {"Authorization": f"Bearer {METRICS_TOKEN}"}
    async with httpx.AsyncClient(base_url=server.http.base_url, timeout=30) as http:
        page = (await http.get("/metrics", headers=headers)).text
    return numbers_in(page)["cms_blog_processes{}"]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
async def test_killed_and_hanging_workers_are_replaced(server: Server, number: signal.Signals):
    token = await signed_up(server, f"{number.name}@example.com")
    before = workers(server)
    async with Load([server.http.base_url], token).running(8) as load:
        await load.done(50)
        victim = max(before, key=lambda pid: connections(server, pid))
        # Stopped first, so that it accepts no connections after they are counted.
        os.kill(victim, signal.SIGSTOP)
        at_risk = connections(server, victim)
        assert at_risk > 0
        os.kill(victim, number)
        await replaced(server, {victim})
        await load.done(50)
    _log.info("%s: %d answers, %d failures", number.name, load.answers, len(load.failures))
    assert len(load.failures) <= at_risk
    assert load.saved <= await saved(server, token)
    assert before - {victim} < workers(server)


async def answer_pings(socket: ClientConnection) -> None:
    """Answer the server's pings until it closes the connection."""
    with suppress(ConnectionClosed):
        while True:
            if json.loads(await socket.recv())["type"] == "ping":
                await socket.send('{"type": "pong"}')


async def test_sighup_replaces_workers_without_failed_requests(server: Server):
    token = await signed_up(server)
    before = workers(server)
    url = str(server.http.base_url).replace("http", "ws", 1) + "/graphql"
    async with (
        connect(url, subprotocols=[PROTOCOL]) as idle,
        Load([server.http.base_url], token).running(8) as load,
    ):
        # Without it the server closes the connection with 4408 if the restart takes long.
        await idle.send('{"type": "connection_init"}')
        closed = asyncio.create_task(answer_pings(idle))
        await load.done(50)
        server.process.send_signal(signal.SIGHUP)
        await replaced(server, before)
        await load.done(50)
        # Idle WebSockets are closed with 1012, Service Restart.
        await closed
        assert idle.close_code == 1012
    _log.info("new workers: %d answers, %d failures", load.answers, len(load.failures))
    assert load.failures == []
    assert load.saved == await saved(server, token)


@contextmanager
def unusable_settings(server: Server) -> Generator[None]:
    """Write an invalid setting to the server's `.env`."""
    path = Path(f"/proc/{server.process.pid}/cwd/.env")
    path.write_text("PORTT=1\n")
    yield
    path.unlink()


async def test_a_failed_restart_keeps_the_workers(server: Server):
    before = workers(server)
    with unusable_settings(server):
        server.process.send_signal(signal.SIGHUP)
        await logged(server, "Setting PORTT")
        await logged(server, "keeping worker")
    assert workers(server) == before
    assert (await server.http.get("/ready")).status_code == 200


@pytest.mark.usefixtures("unforked")
async def test_workers_and_database_exit_after_their_parent_is_killed(tmp_path: Path):
    async with two_workers(tmp_path) as server:
        port = server.http.base_url.port
        processes = children(server.process.pid)
        assert "cms_blog.database.embedded.server" in processes.values()
        assert len(workers(server)) == 2
        server.process.kill()
        await wait_for_exit(*processes)
    # The port and the data folder can be used again.
    async with serving(tmp_path, PORT=str(port), **QUIET):
        pass


@pytest.mark.parametrize(
    ("env", "status", "message"),
    [
        ({"PORT": "taken"}, 1, "Another process already listens on "),
        ({"DATA_DIR": "/dev/null/data"}, 2, "Setting JWT_SECRET: can't be stored in "),
    ],
)
async def test_a_failed_start_is_reported_once(
    tmp_path: Path, env: dict[str, str], status: int, message: str
):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        given = {"WORKERS": "2", "PORT": "0"} | env
        given = {name: value.replace("taken", port) for name, value in given.items()}
        exit_status, output = await refused(tmp_path, **given)
    assert exit_status == status
    assert output.startswith(message)
    assert output.count("\n") == 1


@pytest.mark.parametrize("count", ["1", "2"])
async def test_a_start_without_a_database_fails(tmp_path: Path, count: str):
    uri = {"MONGODB_URI": "mongodb://127.0.0.1:1", "LIMITS": '{"mongodb_timeout_seconds": 1}'}
    status, output = await refused(tmp_path, WORKERS=count, PORT="0", **uri)
    assert status == 1
    assert "The database does not answer: " in output
    assert "Traceback" not in output


async def test_the_server_exits_with_its_terminal(tmp_path: Path):
    ours, theirs = pty.openpty()
    process = await asyncio.create_subprocess_exec(
        *("setsid", "--ctty", "--wait", sys.executable, "-m", "cms_blog", "serve"),
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "WORKERS": "2", "PORT": "0"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    output = b""
    while b"Stop with Ctrl-C" not in output:
        output += await asyncio.to_thread(os.read, ours, 10_000)
    processes = {process.pid, *children(process.pid)}
    assert sum(WORKER in command for command in children(process.pid).values()) == 2
    # Closing the window of a terminal has this effect.
    os.close(ours)
    await process.wait()
    await wait_for_exit(*processes)


async def test_workers_exit_if_the_start_can_not_be_announced(tmp_path: Path):
    reader, writer = os.pipe()
    os.close(reader)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cms_blog", "serve"),
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "WORKERS": "2", "PORT": "0"},
        stderr=writer,
    )
    os.close(writer)
    assert await process.wait() != 0
