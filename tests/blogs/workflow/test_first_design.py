"""Blogs of the first release pass through the whole workflow without a migration."""

from typing import Any

import pytest
from consistency import Stored, post_of
from editorial_model import ACTIONS, SUCCESS, actions_of, possible_actions, take
from editorial_posts import Post, Step
from editorial_views import ADMINS, AUTHORS, VIEWERS
from newsroom import PUBLIC, READ, Newsroom, id_of
from old_blogs import old_blog

AUTHOR, ADMIN = AUTHORS[0], ADMINS[0]
STATUSES = {
    "saved": {},
    "pending": {},
    "rejected": {"feedback": "Too short."},
    "published": {},
}
TO_PUBLIC = ("UPDATE", "REQUEST_PUBLISH", "WITHDRAW", "REQUEST_PUBLISH", "REJECT")
WAY = (
    *TO_PUBLIC,
    *("UPDATE", "REQUEST_PUBLISH", "APPROVE"),
    # The working copy.
    *TO_PUBLIC,
    *("UPDATE", "REQUEST_PUBLISH", "APPROVE", "UPDATE", "DISCARD_WORKING_COPY"),
    *("UPDATE", "UPDATE_SLUG", "UNPUBLISH", "UPDATE_SLUG", "REPUBLISH", "RESTORE_VERSION"),
    *("UNPUBLISH", "REQUEST_PUBLISH", "SCHEDULE", "UPDATE_SLUG", "WITHDRAW", "DELETE"),
)
# That of a public blog begins with its working copy.
WAYS = {"saved": WAY, "published": WAY[len(TO_PUBLIC) + 3 :]}


async def stored_first(newsroom: Newsroom, status: str) -> tuple[str, Post]:
    """Store a blog of the first release."""
    await newsroom.clear()
    raw = old_blog(newsroom.oid(AUTHOR), status=status, **STATUSES[status])
    await newsroom.blogs.insert_one(raw)
    Stored(raw).assert_agrees(post := post_of(raw, (), AUTHOR))
    return id_of(raw["_id"]), post


def step_for(action: str, post: Post, number: int = 0) -> Step:
    """Return the action by someone who may take it."""
    later = action == "SCHEDULE"
    action = "APPROVE" if later else action
    (actor, *_) = [name for name in VIEWERS if action in actions_of(post, name, {*ADMINS})]
    changes: dict[str, Any] = {"title": f"Title {number}"} if action == "UPDATE" else {}
    feedback = "Too short." if action in {"REJECT", "UNPUBLISH"} else ""
    restored = post.versions[0].revision if action == "RESTORE_VERSION" else 0
    slug = f"slug-{number}" if action == "UPDATE_SLUG" else ""
    return Step(action, actor, post.revision, changes, feedback, restored, later, slug)


@pytest.mark.parametrize("status", STATUSES)
async def test_each_action_takes_a_blog_of_the_first_release(newsroom: Newsroom, status: str):
    taken = 0
    _, post = await stored_first(newsroom, status)
    # There are no versions yet.
    for action in sorted(possible_actions(post) - {"RESTORE_VERSION"}):
        blog_id, post = await stored_first(newsroom, status)
        await assert_taken(newsroom, blog_id, post, step_for(action, post))
        taken += 1
    assert taken == {"saved": 4, "pending": 3, "rejected": 4, "published": 3}[status]


@pytest.mark.parametrize("status", WAYS)
async def test_a_blog_of_the_first_release_takes_every_action(newsroom: Newsroom, status: str):
    blog_id, first = await stored_first(newsroom, status)
    post: Post | None = first
    for number, action in enumerate(WAYS[status]):
        assert post is not None
        post = await assert_taken(newsroom, blog_id, post, step_for(action, post, number))
    assert post is None
    assert {*WAYS["saved"]} == {*ACTIONS, "SCHEDULE"}


async def assert_taken(newsroom: Newsroom, blog_id: str, post: Post, step: Step) -> Post | None:
    """The action succeeds, the document agrees with the model, and everyone can read the blog."""
    text = post.text if post.copy is None else post.copy.text
    slug = text.title.lower().replace(" ", "-")
    expected, after = take(post, step, {*ADMINS}, slug)
    found = await newsroom.take(blog_id, step)
    assert found.kind == expected == SUCCESS, step
    (await newsroom.stored(blog_id)).assert_agrees(after)
    seen = await newsroom.read(READ, ADMIN, blog_id)
    assert (seen["blog"] is None) == (after is None)
    slug = (after and after.slug) or "no-slug"
    pages = await newsroom.read(PUBLIC, None, blog_id, slug=slug, search="march")
    is_public = after is not None and after.status == "PUBLISHED"
    assert (pages["blog"] is not None) == is_public
    assert pages["publishedBlogs"]["totalCount"] == is_public
    return after
