"""Two actions at once: the outcomes and the document are those of one of the two orders."""

import asyncio
import logging
import os
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations_with_replacement
from typing import Any

import pytest
from bson import ObjectId
from consistency import Stored
from editorial_model import ADMIN_ACTIONS, AUTHOR_ACTIONS, SUCCESS, possible_actions, take
from editorial_posts import Post, Step, Text, Version
from editorial_views import ADMINS, AUTHORS
from interleaving import install, interrupted
from newsroom import Newsroom, id_of

pytestmark = pytest.mark.slow

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
# Of each pair of actions at once, and of commands of one action.
ROUNDS = int(os.environ.get("ROUNDS", "1"))
_MAX_COMMANDS = 20
_log = logging.getLogger(__name__)

type Pair = tuple[Step, Step]
type Result = tuple[tuple[str, ...], Post | None]


def _stored_action(action: str) -> str:
    return "APPROVE" if action == "SCHEDULE" else action


def step_for(action: str, post: Post, actor: str, title: str = "Pears") -> Step:
    later, action = action == "SCHEDULE", _stored_action(action)
    changes: dict[str, Any] = {"title": title} if action == "UPDATE" else {}
    feedback = f"By {actor}." if action in {"REJECT", "UNPUBLISH"} else ""
    slug = f"chosen-{title.lower()}" if action == "UPDATE_SLUG" else ""
    return Step(action, actor, post.revision, changes, feedback, 1, later, slug)


def actor_of(action: str, post: Post) -> str:
    if action == "UPDATE_SLUG":
        return ADMINS[0] if post.is_or_was_public else AUTHOR
    return ADMINS[0] if action in {*ADMIN_ACTIONS, "SCHEDULE"} else AUTHOR


def pairs_in(post: Post) -> list[Pair]:
    """Return the pairs of actions that are possible now, or one after the other.

    Of two admins, each may take either action; that is one pair.
    """
    actions = [*AUTHOR_ACTIONS, *ADMIN_ACTIONS, "SCHEDULE", "UPDATE_SLUG"]
    possible = {a for a in actions if _stored_action(a) in possible_actions(post)}
    found: list[Pair] = []
    for one, other in combinations_with_replacement(actions, 2):
        both_admins = actor_of(one, post) == actor_of(other, post) == ADMINS[0]
        actor = ADMINS[1] if both_admins else actor_of(other, post)
        pair = (step_for(one, post, actor_of(one, post)), step_for(other, post, actor))
        orders = [outcomes for outcomes, _ in serial_results(post, pair)]
        if possible.issuperset({one, other}) or (SUCCESS, SUCCESS) in orders:
            found.append(pair)
        if one == other and one in possible & {"UPDATE", "UPDATE_SLUG"}:
            # To different texts and slugs, too.
            found.append((pair[0], step_for(other, post, actor, title="Plums")))
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
            oid, known = ObjectId(), self._pattern["versions"]
            ids = {entry["version_id"]: ObjectId() for entry in known}
            entries = [entry | {"version_id": ids[entry["version_id"]]} for entry in known]
            blog = {**self._pattern, "_id": oid, "versions": entries}
            if blog.get("slug"):
                blog["slug"] = f"slug-{oid}"
                blog["slugs"] = [blog["slug"]]
            blogs.append(blog)
            versions += [{**each, "_id": ids[each["_id"]], "blog_id": oid} for each in self._texts]
        await self._newsroom.blogs.insert_many(blogs)
        if versions:
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


class Rounds:
    """Rounds of two actions on copies of one post; each is compared with both orders."""

    def __init__(self, newsroom: Newsroom, post: Post, pair: Pair, copies: Copies) -> None:
        self._newsroom, self._pair, self._copies = newsroom, pair, copies
        self._serial = serial_results(post, pair)

    async def together(self, number: int) -> Counter[int]:
        """Take both actions at once; return how often each order was seen."""
        ids = await self._copies.insert(number)
        outcomes = [
            await asyncio.gather(*(self._kind(oid, place) for place in range(2))) for oid in ids
        ]
        return Counter(await self._orders(ids, outcomes))

    async def interleaved(self, place: int) -> int:
        """Take the other action between each two commands of this one; return the rounds."""
        ids: list[ObjectId] = []
        outcomes: list[Sequence[str]] = []
        for commands in range(_MAX_COMMANDS):
            (oid,) = await self._copies.insert(1)
            found = await interrupted(
                partial(self._kind, oid, place), commands, partial(self._kind, oid, 1 - place)
            )
            if found is None:
                await self._orders(ids, outcomes)
                return commands
            ids.append(oid)
            outcomes.append(found[::-1] if place else found)
        raise AssertionError("an action does not end")

    async def _kind(self, oid: ObjectId, place: int) -> str:
        step = self._pair[place]
        # Of each copy another one.
        step = replace(step, slug=f"{step.slug}-{oid}") if step.slug else step
        return (await self._newsroom.take(id_of(oid), step)).kind

    async def _orders(self, ids: list[ObjectId], outcomes: Sequence[Sequence[str]]) -> list[int]:
        orders: list[int] = []
        stored = await self._copies.stored(ids)
        for oid, outcome, found in zip(ids, outcomes, stored, strict=True):
            after = found.read(AUTHOR)
            if after is not None and after.slug is not None:
                after = with_slugs(after, lambda slug, oid=oid: plain_slug(slug, oid))
            assert (tuple(outcome), after) in self._serial, self._pair
            orders.append(self._serial.index((tuple(outcome), after)))
        return orders


def with_slugs(post: Post, name: Callable[[str], str]) -> Post:
    """Return the post with other names of its slugs."""
    return replace(post, slug=post.slug and name(post.slug), slugs=tuple(map(name, post.slugs)))


def plain_slug(slug: str, oid: ObjectId) -> str:
    """Return the slug as the model has it: generated ones depend on the other blogs."""
    return slug.removesuffix(f"-{oid}") if slug.startswith("chosen") else "slug"


async def make(newsroom: Newsroom, state: str) -> Post:
    """Lead a new blog to this state."""
    await newsroom.clear()
    blog_id = await newsroom.save(AUTHOR, TEXT)
    post: Post | None = Post(AUTHOR, TEXT, versions=(Version(1, "SAVED", TEXT),))
    for action in STATES[state]:
        assert post is not None
        step = step_for(action, post, actor_of(action, post), title="Apples")
        _, post = take(post, step, {*ADMINS}, "tomatoes")
        await newsroom.take(blog_id, step)
    (await newsroom.stored(blog_id)).assert_agrees(post)
    assert post is not None
    return with_slugs(post, lambda _: "slug")


async def rounds_in(newsroom: Newsroom, state: str) -> AsyncIterator[Rounds]:
    """Yield each pair of actions that the state allows."""
    post = await make(newsroom, state)
    pattern = await newsroom.stored(next(iter(await newsroom.ids())))
    for pair in pairs_in(post):
        yield Rounds(newsroom, post, pair, Copies(newsroom, pattern))


@pytest.mark.parametrize("state", STATES)
async def test_an_action_in_the_middle_of_another_is_before_or_after_it(
    newsroom: Newsroom, state: str, monkeypatch: pytest.MonkeyPatch
):
    install(monkeypatch)
    number = 0
    async for rounds in rounds_in(newsroom, state):
        number += await rounds.interleaved(0) + await rounds.interleaved(1)
    _log.info("%s: %d rounds", state, number)


@pytest.mark.parametrize("state", STATES)
async def test_two_actions_at_once_are_one_of_both_orders(newsroom: Newsroom, state: str):
    seen = Counter[int]()
    async for rounds in rounds_in(newsroom, state):
        seen += await rounds.together(ROUNDS)
    _log.info("%s: %d rounds; orders seen: %s", state, seen.total(), dict(seen))
