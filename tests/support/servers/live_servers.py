"""Serves applications on real ports, and reads the subscription as a client."""

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
    """Serve the application with uvicorn on a free local port."""
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
    """Return the server's base URL."""
    return f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"


@asynccontextmanager
async def served(app: Any) -> AsyncGenerator[str]:
    """Serve the application during the block; yield its base URL."""
    async with listening(app) as server:
        yield address_of(server)


async def events(url: str, author: Person, **variables: Any) -> AsyncGenerator[dict[str, Any]]:
    """Yield the events of the subscription as they arrive."""
    headers = {"Authorization": f"Bearer {author.token}", "Accept": "text/event-stream"}
    body = {"query": STREAM, "variables": {"input": INPUT} | variables}
    async with (
        httpx.AsyncClient(timeout=60) as client,
        client.stream("POST", f"{url}/graphql", json=body, headers=headers) as response,
    ):
        async for line in response.aiter_lines():
            if line.startswith("data:") and len(line) > len("data: "):
                yield json.loads(line.removeprefix("data:"))["data"]["generateBlog"]
