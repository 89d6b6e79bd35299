"""Two actions at once: the outcomes and the document are those of one of the two orders."""

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations_with_replacement
from typing import Any

import pytest
from bson import ObjectId
from consistency import Stored
from editorial_model import ADMIN_ACTIONS, AUTHOR_ACTIONS, possible_actions, take
from editorial_posts import Post, Step, Text, Version
from editorial_views import ADMINS, AUTHORS
from newsroom import Newsroom, id_of

from cms_blog.blogs.workflow import transitions

AUTHOR = AUTHORS[0]
TEXT = Text("Tomatoes", "Six hours of sun.", ("Garden",))
_PUBLISHED = ("REQUEST_PUBLISH", "APPROVE")
_PENDING_COPY = (*_PUBLISHED, "UPDATE", "REQUEST_PUBLISH")
# The actions that lead to each state.
STATES = {
    "SAVED": (),
    "PENDING": ("REQUEST_PUBLISH",),
    "SCHEDULED": ("REQUEST_PUBLISH", "SCHEDULE"),
    "PUBLISHED": _PUBLISHED,
    "EDITING": (*_PUBLISHED, "UPDATE"),
    "PENDING COPY": _PENDING_COPY,
    "REJECTED COPY": (*_PENDING_COPY, "REJECT"),
    "UNPUBLISHED": (*_PUBLISHED, "UNPUBLISH"),
}
_log = logging.getLogger(__name__)

type Pair = tuple[Step, Step]
type Result = tuple[tuple[str, ...], Post | None]


def step_for(action: str, post: Post, actor: str, title: str = "Pears") -> Step:
    later, action = action == "SCHEDULE", "APPROVE" if action == "SCHEDULE" else action
    changes: dict[str, Any] = {"title": title} if action == "UPDATE" else {}
    feedback = f"By {actor}." if action in {"REJECT", "UNPUBLISH"} else ""
    return Step(action, actor, post.revision, changes, feedback, restored=1, later=later)


def actor_of(action: str) -> str:
    return ADMINS[0] if action in {*ADMIN_ACTIONS, "SCHEDULE"} else AUTHOR


def pairs_in(post: Post) -> list[Pair]:
    """Return the pairs of actions that the state allows: each with each, and with itself.

    Of two admins, each may take either action; that is one pair.
    """
    actions = [a for a in (*AUTHOR_ACTIONS, *ADMIN_ACTIONS) if a in possible_actions(post)]
    if post.status == "PENDING":
        actions.append("SCHEDULE")
    found: list[Pair] = []
    for one, other in combinations_with_replacement(actions, 2):
        both_admins = actor_of(one) == actor_of(other) == ADMINS[0]
        actor = ADMINS[1] if both_admins else actor_of(other)
        found.append((step_for(one, post, actor_of(one)), step_for(other, post, actor)))
        if one == other == "UPDATE":
            # Of different texts, too.
            found.append((found[-1][0], step_for(other, post, actor, title="Plums")))
    return found


def serial_results(post: Post, pair: Pair) -> list[Result]:
    """Return the outcomes and the post after the pair in either order."""
    results: list[Result] = []
    for order in ((0, 1), (1, 0)):
        after: Post | None = post
        outcomes = ["", ""]
        for place in order:
            outcomes[place], after = take(after, pair[place], {*ADMINS}, "slug")
        results.append((tuple(outcomes), after))
    return results


class Copies:
    """Copies of a stored blog, with its versions."""

    def __init__(self, newsroom: Newsroom, pattern: Stored) -> None:
        assert pattern.blog is not None
        self._newsroom, self._pattern = newsroom, pattern.blog
        self._texts = pattern.versions

    async def insert(self, number: int) -> list[ObjectId]:
        blogs: list[dict[str, Any]] = []
        versions: list[dict[str, Any]] = []
        for _ in range(number):
            oid, ids = ObjectId(), {each["_id"]: ObjectId() for each in self._texts}
            entries = [e | {"version_id": ids[e["version_id"]]} for e in self._pattern["versions"]]
            blog = {**self._pattern, "_id": oid, "versions": entries}
            if blog.get("slug"):
                blog["slug"] = f"slug-{oid}"
            blogs.append(blog)
            versions += [{**each, "_id": ids[each["_id"]], "blog_id": oid} for each in self._texts]
        await self._newsroom.blogs.insert_many(blogs)
        await self._newsroom.versions.insert_many(versions)
        return [blog["_id"] for blog in blogs]

    async def stored(self, ids: Sequence[ObjectId]) -> list[Stored]:
        blogs = await self._newsroom.blogs.find({"_id": {"$in": ids}}).to_list()
        versions = await self._newsroom.versions.find({"blog_id": {"$in": ids}}).to_list()
        by_id = {blog["_id"]: blog for blog in blogs}
        return [
            Stored(by_id.get(oid), [each for each in versions if each["blog_id"] == oid])
            for oid in ids
        ]


async def run_rounds(newsroom: Newsroom, post: Post, pair: Pair, number: int) -> Counter[Any]:
    """Take both actions at once on each of the copies; return how often each order was seen."""
    stored = await newsroom.stored(next(iter(await newsroom.ids())))
    copies = Copies(newsroom, stored)
    ids = await copies.insert(number)
    serial = serial_results(post, pair)
    seen = Counter[Any]()
    outcomes = [
        tuple(
            each.kind
            for each in await asyncio.gather(*(newsroom.take(id_of(oid), s) for s in pair))
        )
        for oid in ids
    ]
    for outcome, found in zip(outcomes, await copies.stored(ids), strict=True):
        after = found.read(AUTHOR)
        if after is not None and after.slug is not None:
            after = replace(after, slug="slug")
        assert (outcome, after) in serial, pair
        seen[serial.index((outcome, after))] += 1
    await newsroom.blogs.delete_many({"_id": {"$in": ids}})
    await newsroom.versions.delete_many({"blog_id": {"$in": ids}})
    return seen


async def make(newsroom: Newsroom, state: str) -> Post:
    """Lead a new blog to this state."""
    await newsroom.clear()
    blog_id = await newsroom.save(AUTHOR, TEXT)
    post: Post | None = Post(AUTHOR, TEXT, versions=(Version(1, "SAVED", TEXT),))
    for action in STATES[state]:
        assert post is not None
        step = step_for(action, post, actor_of(action), title="Apples")
        _, post = take(post, step, {*ADMINS}, "tomatoes")
        await newsroom.take(blog_id, step)
    (await newsroom.stored(blog_id)).assert_agrees(post)
    assert post is not None
    return replace(post, slug=post.slug and "slug")


async def run_all(newsroom: Newsroom, rounds: dict[str, int]) -> None:
    """Run this number of rounds for each pair, by state."""
    pairs, orders = 0, Counter[Any]()
    for state, number in rounds.items():
        post = await make(newsroom, state)
        for pair in pairs_in(post):
            orders += await run_rounds(newsroom, post, pair, number)
            pairs += 1
    _log.info("%d pairs, %d rounds; orders seen: %s", pairs, orders.total(), dict(orders))


async def test_an_action_meets_a_blog_that_moves_between_its_two_updates(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
):
    post = await make(newsroom, "EDITING")
    blog_id = next(iter(await newsroom.ids()))
    change = getattr(transitions, "_change")  # noqa: B009 - the instant between both commands
    outcomes = list[str]()

    async def then_unpublish(*args: Any) -> Any:
        raw = await change(*args)
        if raw is None:
            # The blog's own text was no draft when the action asked, and next the copy is gone.
            monkeypatch.setattr(transitions, "_change", change)
            outcomes.append((await newsroom.take(blog_id, unpublish)).kind)
        return raw

    unpublish = step_for("UNPUBLISH", post, ADMINS[0])
    monkeypatch.setattr(transitions, "_change", then_unpublish)
    requested = await newsroom.take(blog_id, step_for("REQUEST_PUBLISH", post, AUTHOR))
    assert (requested.kind, outcomes) == ("Success", ["Success"])


async def test_two_actions_at_once_are_one_of_both_orders(newsroom: Newsroom):
    await run_all(newsroom, dict.fromkeys(("SAVED", "PUBLISHED", "PENDING COPY"), 1))


@pytest.mark.slow
async def test_many_rounds_of_two_actions_at_once_are_one_of_both_orders(newsroom: Newsroom):
    # More where the author and both admins compete.
    most = dict.fromkeys(("PENDING", "PENDING COPY"), 50)
    await run_all(newsroom, dict.fromkeys(STATES, 5) | most)
