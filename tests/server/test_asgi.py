"""`cms_blog.asgi:app` under ASGI servers that know nothing of this project."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from cli_process import command
from free_ports import free_port
from server_process import Server, signed_up

from cms_blog.asgi import Application

APP = "cms_blog.asgi:app"
SERVERS = {
    "uvicorn": ["uvicorn", APP, "--host", "127.0.0.1", "--port", "{port}"],
    "uvicorn --reload": [*("uvicorn", APP, "--reload", "--host", "127.0.0.1", "--port", "{port}")],
    "granian": [*("granian", "--interface", "asgi", APP, "--port", "{port}")],
}


@asynccontextmanager
async def serving(name: str, folder: Path, **env: str) -> AsyncGenerator[Server]:
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", *(part.format(port=port) for part in SERVERS[name])),
        cwd=folder,
        env={"PATH": os.environ["PATH"], "LOG_LEVEL": "WARNING"} | env,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    server = Server(process, folder)
    server.http.base_url = httpx.URL(f"http://127.0.0.1:{port}")
    try:
        async with asyncio.timeout(60):
            while not await is_ready(server):  # noqa: ASYNC110 - another process signals nothing
                await asyncio.sleep(0.05)
        yield server
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()
        await server.http.aclose()


async def is_ready(server: Server) -> bool:
    if server.process.returncode is not None:
        out, err = await server.process.communicate()
        raise RuntimeError((out + err).decode())
    try:
        return (await server.http.get("/ready")).status_code == 200
    except httpx.TransportError:
        return False


@pytest.mark.slow
@pytest.mark.parametrize("name", SERVERS)
async def test_any_asgi_server_runs_the_application(tmp_path: Path, name: str):
    async with serving(name, tmp_path) as server:
        token = await signed_up(server)
        viewer = await server.execute("{ viewer { email } }", token)
        assert viewer == {"email": "ada@example.com"}
        # Commands join the database of this server, too.
        assert (await command(tmp_path, "migrate", "--dry-run")).status == 0
        database = server.database_pid
        await server.ended(signal.SIGTERM)
        assert await server.database_is_gone(database)
    assert "Traceback" not in "".join(server.lines)


# With --reload, uvicorn waits for a change of the code.
@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in SERVERS if "reload" not in name])
async def test_invalid_settings_stop_the_server(tmp_path: Path, name: str):
    (tmp_path / ".env").write_text("PORTT=1\n")
    with pytest.raises(RuntimeError, match="Setting PORTT: is not a setting"):
        await serving(name, tmp_path).__aenter__()


def test_importing_the_application_does_no_work(tmp_path: Path):
    done = subprocess.run(
        [sys.executable, "-c", f"import {APP.partition(':')[0]}"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PORT": "no number"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert list(tmp_path.iterdir()) == []


async def test_without_a_lifespan_the_error_names_what_is_missing():
    transport = httpx.ASGITransport(Application())
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        with pytest.raises(RuntimeError, match="must run the application's lifespan"):
            await client.get("/")
