"""Nodes killed during editorial actions: every acknowledged action holds, and none is half done."""

import asyncio
import logging
import signal
from collections import Counter
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import httpx
from api import BRIEF, PASSWORD, SIGNUP
from consistency import Stored
from editorial_model import EDITS, SUCCESS, possible_actions, take
from editorial_posts import Post, Step, Text, Version
from newsroom import DOCUMENTS, SAVE, outcome_of, variables_of
from node_cluster import Cluster, cluster
from pymongo import AsyncMongoClient

from cms_blog.graphql.types.node_ids import oid_of

ACTIONS, BLOGS = 500, 20
AUTHOR, ADMIN = "author", "admin"
_log = logging.getLogger(__name__)


class Desk:
    """An author and an admin who work on one blog, one action after the other."""

    def __init__(self, newsroom: "Newsrooms", number: int) -> None:
        self._newsroom, self._random, self._words = newsroom, Random(number), count(1)
        self._text = Text(f"Title {number}", f"Text {number}.")
        self.post = Post(AUTHOR, self._text, versions=(Version(1, "SAVED", self._text),))
        self.blog_id = ""

    async def save(self) -> None:
        given = {"brief": BRIEF, "title": self._text.title, "markdown": self._text.markdown}
        answer = await self._newsroom.send(AUTHOR, SAVE, {"input": given})
        assert answer is not None
        self.blog_id = answer["data"]["saveBlog"]["blog"]["id"]

    def _next_step(self) -> Step:
        action = self._random.choice(sorted(possible_actions(self.post) - {"DELETE"}))
        decides = action in {"APPROVE", "REJECT", "UNPUBLISH", "REPUBLISH"}
        decides = decides or (action == "UPDATE_SLUG" and self.post.is_or_was_public)
        word = next(self._words)
        changes = {"title": f"{self._text.title} {word}", "markdown": f"Text {word}."}
        restored = self._random.choice(self.post.versions).revision
        return Step(
            action,
            ADMIN if decides else AUTHOR,
            self.post.revision,
            changes if action == "UPDATE" else {},
            f"Reason {word}." if action in {"REJECT", "UNPUBLISH"} else "",
            restored if action in EDITS else 0,
            # Own old ones, too.
            slug=f"{self._text.title}-{word % 40}".lower().replace(" ", "-x")
            if action == "UPDATE_SLUG"
            else "",
        )

    async def act(self) -> None:
        """Take an action. After a lost response, the blog is as before or as after it."""
        step, before = self._next_step(), self.post
        slug = before.edited_text.title.lower().replace(" ", "-")
        expected, after = take(before, step, {ADMIN}, slug)
        assert after is not None
        variables = variables_of(self.blog_id, step)
        answer = await self._newsroom.send(step.actor or "", DOCUMENTS[step.action], variables)
        if answer is None:
            found = await self._newsroom.stored(self.blog_id)
            self.post = found.read(AUTHOR) or before
            assert self.post in {before, after}, step
            self._newsroom.counts["unanswered"] += 1
            self._newsroom.counts["unanswered, found"] += self.post == after
            return
        assert (outcome_of(answer).kind, expected) == (SUCCESS, SUCCESS), (step, answer)
        self.post = after
        self._newsroom.counts["acknowledged"] += 1


class Newsrooms:
    """The nodes of a cluster, and its database."""

    def __init__(self, made: Cluster, database: Any, tokens: dict[str, str]) -> None:
        self._cluster, self._tokens, self._turns = made, tokens, count()
        self._blogs, self._versions = database["blogs"], database["blog_versions"]
        self.counts = Counter[str]()

    async def send(self, person: str, document: str, variables: dict[str, Any]) -> Any:
        """Send an operation to the next node; return None if there is no response."""
        headers = {"Authorization": f"Bearer {self._tokens[person]}"}
        body = {"query": document, "variables": variables}
        nodes = self._cluster.nodes
        node = nodes[next(self._turns) % len(nodes)]
        try:
            response = await node.http.post("/graphql", json=body, headers=headers)
        except (httpx.TransportError, RuntimeError):
            # The node was killed. The database may still work on its last commands.
            await asyncio.sleep(0.5)
            return None
        return response.json()

    async def stored(self, blog_id: str) -> Stored:
        oid = oid_of("Blog", blog_id)
        blog = await self._blogs.find_one({"_id": oid})
        entries = [each["version_id"] for each in blog["versions"]]
        # Texts without an entry may be left by a killed node, and are swept later.
        versions = await self._versions.find({"_id": {"$in": entries}}).to_list()
        return Stored(blog, versions)


async def kill_nodes(made: Cluster, counts: Counter[str]) -> None:
    """Kill one node after a third of the actions, the other after two thirds; restart each."""
    for part, node in enumerate(list(made.nodes), 1):
        while counts["begun"] < ACTIONS * part // 3:  # noqa: ASYNC110 - counted, not signalled
            await asyncio.sleep(0.005)
        assert await made.end(node, signal.SIGKILL) == -signal.SIGKILL
        await made.add(node.port)


async def token_of(made: Cluster, name: str) -> str:
    given = {"name": name, "email": f"{name}@example.com", "password": PASSWORD}
    return (await made.nodes[0].server.execute(SIGNUP, input=given))["session"]["accessToken"]


async def test_killed_nodes_half_apply_no_editorial_action(tmp_path: Path):
    async with cluster(tmp_path) as made:
        tokens = {name: await token_of(made, name) for name in (AUTHOR, ADMIN)}
        client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(
            made.env["MONGODB_URI"], tz_aware=True
        )
        async with client:
            newsrooms = Newsrooms(made, client["cms_blog"], tokens)
            desks = [Desk(newsrooms, number) for number in range(BLOGS)]
            await asyncio.gather(*(desk.save() for desk in desks))

            async def work(desk: Desk) -> None:
                for _ in range(ACTIONS // BLOGS):
                    newsrooms.counts["begun"] += 1
                    await desk.act()

            await asyncio.gather(*map(work, desks), kill_nodes(made, newsrooms.counts))
            counts = newsrooms.counts
            for desk in desks:
                (await newsrooms.stored(desk.blog_id)).assert_agrees(desk.post)
            _log.info("%s; consistent blogs: %d", dict(counts), len(desks))
            assert counts["acknowledged"] + counts["unanswered"] == ACTIONS
            # Otherwise no node was killed during an action.
            assert counts["unanswered"] > 0
