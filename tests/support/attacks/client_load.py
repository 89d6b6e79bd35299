"""Clients that read and write continuously, and record failed requests."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

import httpx
from api import BRIEF, MARKDOWN
from server_process import CONNECTION_LIMITS

SAVE = """
  mutation Save($input: SaveBlogInput!) {
    saveBlog(input: $input) { ... on SaveBlogSuccess { blog { id } } }
  }
"""
READ = "{ dashboardStats { total } }"
# Pause between the requests of a client, so that the servers get CPU time.
_PAUSE_SECONDS = 0.02


class Load:
    """Load of several clients, each with its own keep-alive connection."""

    def __init__(self, urls: Sequence[httpx.URL], token: str) -> None:
        self._urls = urls
        self._headers = {"Authorization": f"Bearer {token}"}
        self.answers = 0
        self.saved: set[str] = set()
        self.failures: list[str] = []

    @asynccontextmanager
    async def running(self, clients: int) -> AsyncGenerator["Load"]:
        """Run this number of clients during the block."""
        ended = asyncio.Event()
        tasks = [asyncio.create_task(self._client(n, ended)) for n in range(clients)]
        try:
            yield self
        finally:
            ended.set()
            await asyncio.gather(*tasks)

    async def done(self, more: int) -> None:
        """Wait for this number of further responses."""
        enough = self.answers + more
        async with asyncio.timeout(60):
            while self.answers < enough:  # noqa: ASYNC110 - counted, not signalled
                await asyncio.sleep(0.01)

    async def _client(self, number: int, ended: asyncio.Event) -> None:
        url = self._urls[number % len(self._urls)]
        async with httpx.AsyncClient(
            base_url=url, headers=self._headers, timeout=30, limits=CONNECTION_LIMITS
        ) as http:
            for turn in count():
                if ended.is_set():
                    return
                try:
                    await self._turn(http, writes=(turn + number) % 4 == 0)
                except (httpx.HTTPError, AssertionError, KeyError) as failure:
                    self.failures.append(repr(failure))
                self.answers += 1
                await asyncio.sleep(_PAUSE_SECONDS)

    async def _turn(self, http: httpx.AsyncClient, *, writes: bool) -> None:
        given: dict[str, Any] = {"brief": BRIEF, "title": "Tomatoes", "markdown": MARKDOWN}
        body = {"query": SAVE, "variables": {"input": given}} if writes else {"query": READ}
        response = await http.post("/graphql", json=body)
        assert response.status_code == 200, response.text
        answer = response.json()
        assert "errors" not in answer, answer
        if writes:
            self.saved.add(answer["data"]["saveBlog"]["blog"]["id"])
