"""A cluster of nodes with a shared database, Redis and bucket."""

import asyncio
import re
import shutil
import signal
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

import httpx
import pytest
from free_ports import free_port
from s3_server import S3, s3_server
from server_process import Server, start

from cms_blog.database.embedded import process as embedded


@asynccontextmanager
async def redis_server(folder: Path) -> AsyncGenerator[str]:
    """Run a redis-server during the block; yield its URI."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not installed")
    port = free_port()
    arguments = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    process = await asyncio.create_subprocess_exec(
        program, *arguments, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(60):
            async for line in process.stdout:
                if b"Ready to accept connections" in line:
                    break
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        await process.communicate()


@dataclass
class Node:
    """A server with a fixed port across restarts."""

    port: int
    server: Server

    @property
    def http(self) -> httpx.AsyncClient:
        return self.server.http


@dataclass
class Cluster:
    """One database, one Redis, one bucket, and the nodes that share them."""

    folder: Path
    env: Mapping[str, str]
    s3: S3
    bucket: str
    nodes: list[Node] = field(default_factory=list[Node])

    async def add(self, port: int | None = None) -> Node:
        """Start a node and wait until it is ready."""
        port = port or free_port()
        # Separate folders: nodes share only the services of their settings.
        folder = self.folder / f"node-{port}"
        folder.mkdir(exist_ok=True)
        process = await start(folder, "--port", str(port), **self.env)
        node = Node(port, Server(process, folder))
        await node.server.started()
        self.nodes.append(node)
        return node

    async def end(self, node: Node, number: signal.Signals) -> int | None:
        """Send a signal to the node; return its exit status."""
        self.nodes.remove(node)
        status = await node.server.ended(number)
        await node.http.aclose()
        return status

    def images(self) -> set[str]:
        """Return the names of all images in the bucket."""
        with urlopen(f"{self.s3.endpoint}/{self.bucket}?list-type=2&max-keys=1000") as listed:
            return set(re.findall("<Key>(.+?)</Key>", listed.read().decode()))


@asynccontextmanager
async def cluster(folder: Path, **env: str) -> AsyncGenerator[Cluster]:
    """Start a cluster of two nodes."""
    with s3_server() as s3:
        bucket = s3.new_bucket()
        async with embedded.running(folder / "data") as uri, redis_server(folder) as redis:
            shared = {
                "MONGODB_URI": uri,
                "RATE_LIMIT_STORAGE": redis,
                "UPLOADS_URL": f"s3://{bucket}",
                "JWT_SECRET": "a secret that all nodes have in common",
                "ADMIN_EMAIL": "admin@example.com",
                "PUBLIC_BASE_URL": "http://nodes.example.com",
                "SESSION_CACHE_SECONDS": "1",
                "LIMITS": '{"max_operations_per_client": 1000, "public_cache_seconds": 1}',
                # The output is read after the end of the process, so it must fit into a pipe.
                "LOG_LEVEL": "ERROR",
            }
            made = Cluster(folder, s3.environment | shared | env, s3, bucket)
            try:
                for _ in range(2):
                    await made.add()
                yield made
            finally:
                for node in list(made.nodes):
                    await made.end(node, signal.SIGTERM)


async def until(condition: Callable[[], Awaitable[bool]], seconds: float = 10) -> None:
    """Wait until the condition is true."""
    async with asyncio.timeout(seconds):
        while not await condition():  # noqa: ASYNC110 - of another process, which signals nothing
            await asyncio.sleep(0.05)
