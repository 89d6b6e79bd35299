"""A command beside a server: it finds the embedded database that the server runs."""

import asyncio
import signal
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from pymongo import AsyncMongoClient

from cms_blog.database.embedded import process as embedded

SERVER = """
import asyncio, sys
from pathlib import Path
from cms_blog.database.embedded import process as embedded

async def main():
    async with embedded.running(Path(sys.argv[1])):
        print(flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""
COMMAND = """
import asyncio, sys
from pathlib import Path
from pymongo import AsyncMongoClient
from cms_blog.database.embedded import process as embedded

async def main():
    async with embedded.shared(Path(sys.argv[1])) as uri, AsyncMongoClient(uri) as client:
        await client.test.things.insert_one({})

asyncio.run(main())
"""


@asynccontextmanager
async def server(data_dir: Path) -> AsyncGenerator[asyncio.subprocess.Process]:
    """A process that owns the folder, until the block ends or it is killed."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", SERVER, data_dir), stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        await process.stdout.readline()
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def uri_file(data_dir: Path) -> Path:
    return data_dir / "database" / "uri"


async def things(uri: str) -> int:
    async with AsyncMongoClient[Any](uri) as client:
        return await client.test.things.count_documents({})


async def test_a_command_uses_the_database_of_a_running_server(tmp_path: Path):
    async with embedded.running(tmp_path) as running:
        async with embedded.shared(tmp_path) as first, embedded.shared(tmp_path) as second:
            assert first == second == running
        assert await things(running) == 0


async def test_the_address_file_is_private_and_removed_at_the_end(tmp_path: Path):
    async with embedded.running(tmp_path):
        assert uri_file(tmp_path).stat().st_mode & 0o777 == 0o600
    assert not uri_file(tmp_path).exists()


async def test_without_a_server_a_command_starts_a_private_database(tmp_path: Path):
    async with embedded.shared(tmp_path) as uri:
        assert await things(uri) == 0
        assert not uri_file(tmp_path).exists()


async def test_two_concurrent_commands_both_succeed(tmp_path: Path):
    commands = [
        await asyncio.create_subprocess_exec(sys.executable, "-c", COMMAND, tmp_path)
        for _ in range(2)
    ]
    assert [await command.wait() for command in commands] == [0, 0]
    async with embedded.running(tmp_path) as uri:
        assert await things(uri) == 2


async def test_stale_files_of_a_killed_server_are_ignored(tmp_path: Path):
    async with server(tmp_path) as process:
        process.send_signal(signal.SIGKILL)
        await process.wait()
    left = uri_file(tmp_path).read_text()
    async with embedded.shared(tmp_path) as uri:
        assert uri != left
        assert await things(uri) == 0
    assert not uri_file(tmp_path).exists()


async def test_a_command_waits_for_a_server_that_is_starting(tmp_path: Path):
    async with embedded.running(tmp_path) as uri:
        told = uri_file(tmp_path)
        hidden = told.rename(tmp_path / "not yet")
        waiting = asyncio.create_task(embedded.shared(tmp_path).__aenter__())
        await asyncio.sleep(0.2)
        assert not waiting.done()
        hidden.rename(told)
        assert await waiting == uri
