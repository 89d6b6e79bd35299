"""The embedded database: one owner, no leftovers, no lost or foreign writes."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from bson import ObjectId
from pymongo import AsyncMongoClient
from pymongo.errors import ConnectionFailure, OperationFailure
from stopped_database import stopped
from structlog.testing import capture_logs

from cms_blog.database.embedded import process as embedded
from cms_blog.database.embedded.locks import held

# A test that hangs fails then.
_GIVE_UP_SECONDS = 60

# A server of its own: it says its URI, then writes a document a line until it is killed.
OWNER = """
import asyncio, sys
from pathlib import Path
from pymongo import AsyncMongoClient
from cms_blog.database.embedded import process as embedded

async def main():
    async with (
        embedded.running(Path(sys.argv[1])) as uri,
        AsyncMongoClient(uri) as client,
    ):
        print(uri, flush=True)
        for _ in range(int(sys.argv[2])):
            result = await client.test.writes.insert_one({})
            print(result.inserted_id, flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


@asynccontextmanager
async def owner(
    data_dir: Path, *, writes: int = 0
) -> AsyncGenerator[tuple[asyncio.subprocess.Process, str]]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", OWNER, data_dir, str(writes)), stdout=asyncio.subprocess.PIPE
    )
    try:
        yield process, await line_of(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def line_of(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    return (await process.stdout.readline()).decode().strip()


def server_lock(data_dir: Path) -> Path:
    return data_dir / "database" / "server.lock"


def server_pid(data_dir: Path) -> int:
    return int(server_lock(data_dir).read_text())


async def server_ended(data_dir: Path, *, seconds: float) -> None:
    """Return once the kernel has dropped the server's lock: its process has ended."""

    def wait() -> None:
        with held(server_lock(data_dir), wait_seconds=seconds):
            pass

    await asyncio.to_thread(wait)


async def test_data_survives_a_restart(tmp_path: Path):
    async with embedded.running(tmp_path) as uri, AsyncMongoClient[Any](uri) as client:
        await client.test.things.insert_one({"_id": 1})
    async with embedded.running(tmp_path) as uri, AsyncMongoClient[Any](uri) as client:
        assert await client.test.things.find().to_list() == [{"_id": 1}]


async def test_the_folder_is_private_to_its_owner(tmp_path: Path):
    async with embedded.running(tmp_path):
        assert (tmp_path / "database").stat().st_mode & 0o777 == 0o700


async def test_a_second_start_fails_at_once_and_names_the_owner(tmp_path: Path):
    async with owner(tmp_path) as (process, _):
        with pytest.raises(embedded.EmbeddedDatabaseError, match=rf"by process {process.pid}:"):
            async with asyncio.timeout(60), embedded.running(tmp_path):
                pass


@pytest.mark.slow
async def test_acknowledged_writes_survive_a_kill(
    tmp_path: Path,
):
    acknowledged: set[ObjectId] = set()
    for _ in range(3):
        async with owner(tmp_path, writes=10_000) as (process, _):
            acknowledged |= {ObjectId(await line_of(process)) for _ in range(20)}
            os.kill(server_pid(tmp_path), signal.SIGKILL)
    async with embedded.running(tmp_path) as uri, AsyncMongoClient[Any](uri) as client:
        there = {found["_id"] async for found in client.test.writes.find()}
        assert acknowledged <= there


@pytest.mark.slow
async def test_a_killed_database_is_restarted_at_the_same_address_without_loss(
    tmp_path: Path,
):
    async with (
        embedded.running(tmp_path) as uri,
        AsyncMongoClient[Any](uri, serverSelectionTimeoutMS=200) as client,
    ):
        written = await client.test.writes.insert_one({})
        for _ in range(2):
            killed = server_pid(tmp_path)
            os.kill(killed, signal.SIGKILL)
            with pytest.raises(ConnectionFailure):
                await client.admin.command("ping")
            async with asyncio.timeout(_GIVE_UP_SECONDS):
                while not await answers(client):
                    pass
            assert await client.test.writes.find_one() == {"_id": written.inserted_id}
            assert server_pid(tmp_path) != killed
    await server_ended(tmp_path, seconds=0)


async def answers(client: AsyncMongoClient[Any]) -> bool:
    try:
        await client.admin.command("ping")
    except ConnectionFailure:
        return False
    return True


async def test_a_failing_database_is_logged_until_it_is_repaired(tmp_path: Path):
    database = tmp_path / "database" / "mongoeco.sqlite"
    async with (
        embedded.running(tmp_path) as uri,
        AsyncMongoClient[Any](uri, serverSelectionTimeoutMS=200) as client,
    ):
        await client.test.writes.insert_one({})
        with capture_logs() as logs:
            # All of its files: SQLite would repair one from the others.
            files = list(database.parent.glob(f"{database.name}*"))
            whole = {path: path.read_bytes() for path in files}
            with stopped(tmp_path):
                for path in files:
                    path.unlink()
                database.write_bytes(b"no database at all, " * 50)
            async with asyncio.timeout(_GIVE_UP_SECONDS):
                while "embedded_database_not_started" not in {line["event"] for line in logs}:
                    await answers(client)
            assert "file is not a database" in logs[-1]["cause"]
            for path, content in whole.items():
                path.write_bytes(content)
            async with asyncio.timeout(_GIVE_UP_SECONDS):
                while not await answers(client):
                    pass
        assert logs[-1]["event"] == "embedded_database_started_again"
        assert await client.test.writes.count_documents({}) == 1


async def test_the_database_exits_when_its_parent_is_killed(tmp_path: Path):
    async with owner(tmp_path) as (process, _):
        process.kill()
        await server_ended(tmp_path, seconds=5)


async def test_the_database_ignores_sigint_and_sigterm(
    tmp_path: Path,
):
    async with embedded.running(tmp_path) as uri, AsyncMongoClient[Any](uri) as client:
        server = server_pid(tmp_path)
        assert os.getsid(server) != os.getsid(0)
        for number in (signal.SIGINT, signal.SIGTERM):
            os.kill(server, number)
        await client.admin.command("ping")
    await server_ended(tmp_path, seconds=0)


async def test_a_database_waiting_for_its_predecessor_exits_with_its_parent(tmp_path: Path):
    (tmp_path / "database").mkdir()
    with held(server_lock(tmp_path)):
        starting = asyncio.create_task(embedded.running(tmp_path).__aenter__())
        await asyncio.sleep(0.3)
        starting.cancel()
        async with asyncio.timeout(60):
            with pytest.raises(asyncio.CancelledError):
                await starting


async def test_a_database_that_cannot_be_opened_is_reported_with_the_cause(tmp_path: Path):
    (tmp_path / "database").mkdir()
    (tmp_path / "database" / "mongoeco.sqlite").write_bytes(b"no database at all, " * 50)
    with pytest.raises(embedded.EmbeddedDatabaseError, match="file is not a database"):
        async with embedded.running(tmp_path):
            pass


async def test_a_folder_that_cannot_be_created_is_reported_with_the_cause(tmp_path: Path):
    (tmp_path / "file").touch()
    with pytest.raises(embedded.EmbeddedDatabaseError, match="Not a directory"):
        async with embedded.running(tmp_path / "file"):
            pass


async def test_connections_without_the_password_are_refused(tmp_path: Path):
    async with embedded.running(tmp_path) as uri:
        bare = re.sub(r"//.*@", "//", uri).replace("authMechanism=SCRAM-SHA-256&", "")
        wrong = re.sub(r":[^:]*@", ":guess@", uri)
        for stranger in (bare, wrong):
            async with AsyncMongoClient[Any](stranger) as client:
                with pytest.raises(OperationFailure, match=r"[Aa]uthentication"):
                    await client.test.things.find_one()
