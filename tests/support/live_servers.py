"""Applications on real ports, and the subscription as a client reads it from one."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import uvicorn
from api import Person
from generation_documents import STEPS, STREAM

INPUT = STEPS["generateBlog"][1]


@asynccontextmanager
async def listening(app: Any) -> AsyncGenerator[uvicorn.Server]:
    """The application on a port of this machine, by uvicorn."""
    config = uvicorn.Config(app, port=0, lifespan="off", log_config=None, loop="none")
    server = uvicorn.Server(config)
    config.load()
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    running = asyncio.create_task(server.main_loop())
    try:
        yield server
    finally:
        server.should_exit = True
        await running
        await server.shutdown()


def address_of(server: uvicorn.Server) -> str:
    """Where it listens."""
    return f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"


@asynccontextmanager
async def served(app: Any) -> AsyncGenerator[str]:
    """The application's address, while the block runs."""
    async with listening(app) as server:
        yield address_of(server)


async def events(url: str, author: Person, **variables: Any) -> AsyncGenerator[dict[str, Any]]:
    """What the subscription sends, as it arrives."""
    headers = {"Authorization": f"Bearer {author.token}", "Accept": "text/event-stream"}
    body = {"query": STREAM, "variables": {"input": INPUT} | variables}
    async with (
        httpx.AsyncClient(timeout=10) as client,
        client.stream("POST", f"{url}/graphql", json=body, headers=headers) as response,
    ):
        async for line in response.aiter_lines():
            if line.startswith("data:") and len(line) > len("data: "):
                yield json.loads(line.removeprefix("data:"))["data"]["generateBlog"]
