"""Nodes that are killed between a change and its event, and a receiver with faults.

Every change is announced at least once, in the order of the changes of a post, and nothing else is.
`ROUNDS=200 .venv/bin/pytest --junitxml=FILE tests/nodes/test_killed_webhooks.py` for more than the
few rounds of a usual run, and the figures.
"""

import asyncio
import json
import os
import signal
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import httpx
from api import BRIEF, PASSWORD, SAVE, SIGNUP, move_document
from cli_process import command
from free_ports import free_port
from node_cluster import Node, until
from server_process import Server, start
from webhook_receiver import SECRET, WebhookReceiver, webhook_receiver

from cms_blog.database.embedded import process as embedded

ROUNDS = int(os.environ.get("ROUNDS", "3"))
FAULTS = ["200"] * 4 + ["500", "hang", "redirect", "die"]
STATUS = "query ($id: ID!) { blog(id: $id) { status } }"
DELETE = "mutation ($id: ID!) { deleteBlog(id: $id) { __typename } }"
# Action, status afterwards, and event.
STEPS = [
    ("requestPublish", "PENDING", "blog.submitted"),
    ("rejectBlog", "REJECTED", "blog.rejected"),
    ("requestPublish", "PENDING", "blog.submitted"),
    ("approveBlog", "PUBLISHED", "blog.published"),
    ("unpublishBlog", "SAVED", "blog.unpublished"),
    ("republishBlog", "PUBLISHED", "blog.published"),
    ("unpublishBlog", "SAVED", "blog.unpublished"),
    ("deleteBlog", None, "blog.deleted"),
]
INPUTS = {
    "rejectBlog": {"expectedRevision": 1, "feedback": "Longer."},
    "approveBlog": {"expectedRevision": 1},
    "republishBlog": {"expectedRevision": 1},
}


class Site:
    """Two nodes with one database, an author and an admin."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self._folder, self._env = folder, env
        self.nodes: list[Node] = []
        self.tokens: dict[str, str] = {}

    async def add(self, port: int) -> None:
        folder = self._folder / f"node-{port}"
        folder.mkdir(exist_ok=True)
        process = await start(folder, "--port", str(port), **self._env)
        node = Node(port, Server(process, folder))
        await node.server.started()
        self.nodes.append(node)

    async def sign_up(self) -> None:
        for person in ("author", "admin"):
            given = {"name": "Ada", "email": f"{person}@example.com", "password": PASSWORD}
            result = await self.nodes[0].server.execute(SIGNUP, input=given)
            self.tokens[person] = result["session"]["accessToken"]

    async def save(self, title: str) -> str:
        given = {"brief": BRIEF, "title": title, "markdown": "Text."}
        saved = await self.nodes[0].server.execute(SAVE, self.tokens["author"], input=given)
        return saved["blog"]["id"]

    async def act(self, node: Node, field: str, blog_id: str, **given: Any) -> Any:
        by_author = field in {"requestPublish", "deleteBlog"}
        document = DELETE if field == "deleteBlog" else move_document(field)
        variables: dict[str, Any] = {"id": blog_id}
        if field in INPUTS:
            variables["input"] = INPUTS[field] | given
        token = self.tokens["author" if by_author else "admin"]
        return await node.server.execute(document, token, **variables)

    async def redeliver(self) -> None:
        """Make all events that wait due now."""
        folder = self._folder / f"node-{self.nodes[0].port}"
        result = await command(folder, "webhooks", "redeliver", **self._env)
        assert result.status == 0, result.err

    async def status(self, blog_id: str) -> str | None:
        blog = await self.nodes[0].server.execute(STATUS, self.tokens["author"], id=blog_id)
        return None if blog is None else blog["status"]

    async def killed_during(self, field: str, blog_id: str, delay: float) -> None:
        """Take the action on a node that is killed after the delay, and start it again."""
        node = self.nodes.pop()
        acting = asyncio.create_task(self.act(node, field, blog_id))
        await asyncio.wait({acting}, timeout=delay)
        await node.server.ended(signal.SIGKILL)
        with suppress(httpx.TransportError, RuntimeError, AssertionError):
            await acting
        await node.http.aclose()
        # The database may still work on the last command.
        await asyncio.sleep(0.5)
        await self.add(node.port)


@asynccontextmanager
async def site(
    folder: Path, receiver: WebhookReceiver, *, timeout_seconds: float
) -> AsyncGenerator[Site]:
    async with embedded.running(folder / "data") as uri:
        env = {
            "MONGODB_URI": uri,
            "JWT_SECRET": "a secret that all nodes have in common",
            "ADMIN_EMAIL": "admin@example.com",
            "LOG_LEVEL": "ERROR",
            "WEBHOOK_URLS": receiver.url,
            "WEBHOOK_SECRET": SECRET,
            "LIMITS": json.dumps({"webhook_timeout_seconds": timeout_seconds}),
        }
        made = Site(folder, env)
        try:
            for _ in range(2):
                await made.add(free_port())
            await made.sign_up()
            yield made
        finally:
            for node in made.nodes:
                await node.server.ended(signal.SIGTERM)
                await node.http.aclose()


def announced(receiver: WebhookReceiver, blog_id: str) -> list[str]:
    """The types of the events of a post, without immediate repeats."""
    events = [(each.id, each.type) for each in receiver.accepted if each.data["id"] == blog_id]
    return [kind for (_, kind), _ in groupby(events)]


class Figures(NamedTuple):
    """Numbers of changes and of events, and of posts whose events arrived in another order."""

    changes: int
    announced: int
    missing: int
    invented: int
    out_of_order: int


def figures(receiver: WebhookReceiver, expected: dict[str, list[str]]) -> Figures:
    found = {each: announced(receiver, each) for each in expected}
    known, got = (
        Counter((oid, kind) for oid, kinds in each.items() for kind in kinds)
        for each in (expected, found)
    )
    strangers = {each.id for each in receiver.accepted if each.data["id"] not in expected}
    return Figures(
        changes=known.total(),
        announced=len({each.id for each in receiver.accepted}),
        missing=(known - got).total(),
        invented=(got - known).total() + len(strangers),
        out_of_order=sum(found[each] != expected[each] for each in expected),
    )


async def test_every_change_is_announced_in_order_though_nodes_are_killed(
    tmp_path: Path, record_testsuite_property: Callable[[str, object], None]
):
    random, expected = Random(0), dict[str, list[str]]()
    async with (
        webhook_receiver() as receiver,
        site(tmp_path, receiver, timeout_seconds=0.5) as nodes,
    ):
        for number in range(ROUNDS):
            blog_id = await nodes.save(f"Title {number}")
            expected[blog_id] = changes = list[str]()
            killed = random.randrange(len(STEPS))
            for index, (field, status, event) in enumerate(STEPS):
                receiver.faults = random.choices(FAULTS, k=3)
                if index == killed:
                    await nodes.killed_during(field, blog_id, random.uniform(0, 0.1))
                if index != killed or await nodes.status(blog_id) != status:
                    await nodes.act(random.choice(nodes.nodes), field, blog_id)
                changes.append(event)
        receiver.faults = []

        # Events that failed five times in a row would wait for ten minutes.
        await nodes.redeliver()

        async def complete() -> bool:
            return figures(receiver, expected).missing == 0

        with suppress(TimeoutError):
            await until(complete, 180)
        changes = sum(len(kinds) for kinds in expected.values())
        repeated = len(receiver.accepted) - len({each.id for each in receiver.accepted})
        found = figures(receiver, expected)
        # With `--junitxml`.
        numbers = {"rounds": ROUNDS, **found._asdict(), "requests": len(receiver.requests)}
        record_testsuite_property("figures", str(numbers | {"repeated": repeated}))
        assert found == Figures(changes, changes, 0, 0, 0)


async def test_a_scheduled_publication_is_announced_in_30_seconds_with_one_id(tmp_path: Path):
    async with (
        webhook_receiver() as receiver,
        site(tmp_path, receiver, timeout_seconds=10) as nodes,
    ):
        blog_ids = [await nodes.save(f"Title {number}") for number in range(5)]
        at = datetime.now(UTC) + timedelta(seconds=8)
        for blog_id in blog_ids:
            await nodes.act(nodes.nodes[0], "requestPublish", blog_id)
            publish_at = at.isoformat()
            await nodes.act(nodes.nodes[1], "approveBlog", blog_id, publishAt=publish_at)

        async def complete() -> bool:
            return all("blog.published" in announced(receiver, each) for each in blog_ids)

        await until(complete, 8 + 30)
        assert datetime.now(UTC) > at
        published = [each for each in receiver.requests if each.type == "blog.published"]
        assert sorted(each.data["id"] for each in published) == sorted(blog_ids)
        assert {each.data["status"] for each in published} == {"PUBLISHED"}
