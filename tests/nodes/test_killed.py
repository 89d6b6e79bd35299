"""Nodes killed under load: all acknowledged writes exist exactly once."""

import asyncio
import json
import logging
import signal
from collections import Counter
from collections.abc import Awaitable, Callable
from functools import partial
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import httpx
from api import BRIEF, MARKDOWN, PASSWORD, SAVE, SIGNUP, UPDATE, move_document
from node_cluster import Cluster, cluster
from PIL import Image
from sample_images import encoded
from test_two_nodes import UPLOAD

SAVES, UPLOADS, DECISIONS, EDITS = 240, 120, 90, 50
CONCURRENCY = 24
PAGE = """
  query Page($after: String) {
    blogs(first: 100, after: $after) {
      nodes { id title revision status reviews { decision } content { markdown } }
      pageInfo { hasNextPage endCursor }
    }
  }
"""

_log = logging.getLogger(__name__)

type Job = Callable[[], Awaitable[object]]


class RetryingClient:
    """A client that repeats requests without a response on the next node."""

    def __init__(self, cluster: Cluster, token: str = "") -> None:
        self._cluster = cluster
        self.token = token
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._turns = count()
        self.lost = 0
        self.repeated = 0

    async def send(self, **request: Any) -> Any:
        """Return the value of the only field in the response."""
        for tries in range(100):
            nodes = self._cluster.nodes
            node = nodes[next(self._turns) % len(nodes)]
            try:
                response = await node.http.post("/graphql", **request)
            except (httpx.TransportError, RuntimeError):
                # The node was killed before or during the request.
                self.lost += 1
                await asyncio.sleep(0.02)
                continue
            self.repeated += tries > 0
            answer = response.json()
            assert "errors" not in answer, answer
            (value,) = answer["data"].values()
            return value
        raise AssertionError("no node responds")

    async def execute(self, query: str, **variables: Any) -> Any:
        body = {"query": query, "variables": variables}
        return await self.send(json=body, headers=self._headers)

    async def upload(self, image: bytes) -> Any:
        operations = {"query": UPLOAD, "variables": {"file": None}}
        form = {"operations": json.dumps(operations), "map": '{"0": ["variables.file"]}'}
        files = {"0": ("a.png", image)}
        headers = self._headers | {"GraphQL-Require-Preflight": "1"}
        return await self.send(data=form, files=files, headers=headers)


async def all_blogs(client: RetryingClient) -> list[dict[str, Any]]:
    blogs: list[dict[str, Any]] = []
    after = None
    while True:
        page = await client.execute(PAGE, after=after)
        blogs += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return blogs


class Work:
    """The jobs of the test, and the acknowledged results."""

    def __init__(self, author: RetryingClient, admin: RetryingClient) -> None:
        self._author, self._admin = author, admin
        self.saved: dict[str, str] = {}
        self.urls: list[str] = []
        self.edited: list[str] = []
        self.decided: list[str] = []
        self.done = 0
        self._progress = asyncio.Condition()

    async def save(self, title: str) -> str:
        given = {"brief": BRIEF, "title": title, "markdown": MARKDOWN, "idempotencyKey": title}
        result = await self._author.execute(SAVE, input=given)
        assert result["__typename"] == "SaveBlogSuccess"
        self.saved[title] = result["blog"]["id"]
        return result["blog"]["id"]

    async def upload(self, number: int) -> None:
        shade = (number % 256, number // 256, 99)
        image = encoded(Image.new("RGB", (8, 8), shade), "PNG")
        result = await self._author.upload(image)
        self.urls.append(result["image"]["url"])

    async def edit(self, title: str) -> None:
        change = {"expectedRevision": 1, "markdown": f"# Edited\n\n{title}\n"}
        result = await self._author.execute(UPDATE, id=self.saved[title], input=change)
        # A repeated update is acknowledged, too.
        assert result["__typename"] == "UpdateBlogSuccess"
        assert result["blog"]["revision"] == 2
        self.edited.append(title)

    async def decide(self, title: str) -> None:
        """Request publication and approve it. A repeated action returns BlogStatusError."""
        blog_id = self.saved[title]
        reviewed: dict[str, int] = {}
        for client, step, name, status in (
            (self._author, "requestPublish", "RequestPublishSuccess", "PENDING"),
            (self._admin, "approveBlog", "ApproveBlogSuccess", "PUBLISHED"),
        ):
            result = await client.execute(move_document(step), id=blog_id, input=reviewed)
            assert result["__typename"] in {name, "BlogStatusError"}
            assert result["blog"]["status"] == status
            reviewed = {"expectedRevision": result["blog"]["revision"]}
        self.decided.append(title)

    async def reaches(self, done: int) -> None:
        """Wait until this number of jobs is done."""
        async with self._progress:
            await self._progress.wait_for(lambda: self.done >= done)

    async def all_of(self, jobs: list[Job]) -> None:
        """Run the jobs concurrently."""

        async def worker() -> None:
            while jobs:
                await jobs.pop()()
                async with self._progress:
                    self.done += 1
                    self._progress.notify_all()

        await asyncio.gather(*(worker() for _ in range(CONCURRENCY)))


def jobs_for(work: Work, decided: list[str], edited: list[str]) -> list[Job]:
    jobs: list[Job] = [
        *(partial(work.save, f"New {n}") for n in range(SAVES)),
        *(partial(work.upload, n) for n in range(UPLOADS)),
        *(partial(work.decide, title) for title in decided),
        *(partial(work.edit, title) for title in edited),
    ]
    Random(1).shuffle(jobs)
    return jobs


async def kill_nodes(made: Cluster, work: Work, total: int) -> None:
    """Kill one node after a third of the jobs, the other after two thirds; restart each."""
    for part, node in enumerate(list(made.nodes), 1):
        await work.reaches(total * part // 3)
        assert await made.end(node, signal.SIGKILL) == -signal.SIGKILL
        await made.add(node.port)


async def signed_up(made: Cluster, name: str) -> RetryingClient:
    given = {"name": name, "email": f"{name}@example.com", "password": PASSWORD}
    result = await RetryingClient(made).execute(SIGNUP, input=given)
    return RetryingClient(made, result["session"]["accessToken"])


async def test_killed_nodes_lose_and_repeat_no_write(tmp_path: Path):
    limits = '{"rate_limit_uploads": "10000/hour", "max_operations_per_client": 1000}'
    async with cluster(tmp_path, LIMITS=limits) as made:
        author, admin = await signed_up(made, "author"), await signed_up(made, "admin")
        work = Work(author, admin)
        decided = [f"Decided {n}" for n in range(DECISIONS)]
        edited = [f"Edited {n}" for n in range(EDITS)]
        await work.all_of([partial(work.save, title) for title in decided + edited])
        work.done = 0
        jobs = jobs_for(work, decided, edited)
        assert len(jobs) == 500
        await asyncio.gather(work.all_of(jobs), kill_nodes(made, work, 500))
        lost, repeated = author.lost + admin.lost, author.repeated + admin.repeated
        _log.info("500 jobs: %d requests without an answer, %d repeated", lost, repeated)
        # Otherwise no node was killed during a request.
        assert lost > 0
        assert repeated > 0
        blogs = {blog["title"]: blog for blog in await all_blogs(author)}
        assert Counter(blog["title"] for blog in await all_blogs(author)).most_common(1)[0][1] == 1
        assert {title: blog["id"] for title, blog in blogs.items()} == work.saved
        assert len(blogs) == SAVES + DECISIONS + EDITS
        assert sorted(work.decided) == sorted(decided)
        for title in decided:
            assert blogs[title]["status"] == "PUBLISHED"
            assert [review["decision"] for review in blogs[title]["reviews"]] == ["APPROVED"]
        assert sorted(work.edited) == sorted(edited)
        for title in edited:
            assert blogs[title]["revision"] == 2
            assert blogs[title]["content"]["markdown"] == f"# Edited\n\n{title}"
        # Repeated uploads are stored once: images are content-addressed.
        assert len(work.urls) == len(set(work.urls)) == UPLOADS
        assert made.images() == {url.rpartition("/")[2] for url in work.urls}
        images = await asyncio.gather(
            *(made.nodes[0].http.get(httpx.URL(url).path) for url in work.urls)
        )
        assert {image.status_code for image in images} == {200}
