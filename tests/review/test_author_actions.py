"""Stored effect of the actions of authors, and of deletions."""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from api import Commands
from interleaving import accompanied, install
from stored_blogs import (
    AT_3,
    FIRST,
    SECOND,
    Blogs,
    is_recent,
    make_user,
    taken_events,
)

from cms_blog.accounts.documents import Role
from cms_blog.blogs.workflow.deletion import delete_blog
from cms_blog.blogs.workflow.rules import BlogAction, BlogStatusConflict
from cms_blog.blogs.workflow.transitions import (
    move,
    now,
    request_publish,
    withdraw_blog,
)
from cms_blog.errors import NotFound
from cms_blog.outbox.announcements import Announcement, announced
from cms_blog.review.service import reject

COPY: dict[str, Any] = {"status": "pending", "updated_at": FIRST, "requested_at": FIRST}


async def test_publication_request_changes_exactly_its_fields(blogs: Blogs):
    blog = await blogs.add(status="rejected", feedback="No.")
    returned = await request_publish(blogs.author, blog["_id"])
    after = await blogs.read(blog)
    assert returned.raw == after
    assert taken_events(after) == ["review_requested"]
    times = {name: after[name] for name in ("requested_at", "updated_at")}
    assert all(map(is_recent, times.values()))
    del blog["feedback"]
    assert after == blog | times | {"status": "pending"}


@pytest.mark.parametrize(
    "kept", [{}, {"slug": "kept", "slugs": ["kept"], "first_published_at": FIRST}]
)
async def test_withdrawal_changes_exactly_its_fields(blogs: Blogs, kept: dict[str, Any]):
    blog = await blogs.add(status="pending", requested_at=FIRST, **kept)
    returned = await withdraw_blog(blogs.author, blog["_id"])
    after = await blogs.read(blog)
    assert returned.raw == after
    assert is_recent(after["updated_at"])
    del blog["requested_at"]
    assert after == blog | {"status": "saved", "updated_at": after["updated_at"]}


async def test_a_withdrawal_keeps_the_announcement_of_an_earlier_publication(blogs: Blogs):
    due = announced(Announcement.BLOG_PUBLISHED, at=FIRST)
    outbox = {"outbox": [due], "outbox_due": FIRST, "outbox_since": FIRST}
    blog = await blogs.add(status="pending", **outbox)
    await withdraw_blog(blogs.author, blog["_id"])
    after = await blogs.read(blog)
    assert after == blog | {"status": "saved", "updated_at": after["updated_at"]}


async def test_request_for_a_working_copy_changes_exactly_its_fields(blogs: Blogs):
    rejected = {"status": "rejected", "feedback": "No.", "updated_at": FIRST}
    blog = await blogs.add(status="published", published_at=FIRST, working=rejected)
    await request_publish(blogs.author, blog["_id"])
    after = await blogs.read(blog)
    told, submitted = after["outbox"]
    assert (told["kind"], submitted["kind"]) == ("review_requested", "blog.submitted")
    assert told["data"]["by"] == blogs.author.oid
    assert taken_events(after) == ["review_requested"]
    times = {name: after["working"][name] for name in ("requested_at", "updated_at")}
    assert all(map(is_recent, times.values()))
    assert after == blog | {"working": {"status": "pending"} | times}


async def test_withdrawal_of_a_working_copy_changes_exactly_its_fields(blogs: Blogs):
    blog = await blogs.add(status="published", published_at=FIRST, working=COPY)
    await withdraw_blog(blogs.author, blog["_id"])
    after = await blogs.read(blog)
    updated_at = after["working"]["updated_at"]
    assert is_recent(updated_at)
    assert after == blog | {"working": {"status": "editing", "updated_at": updated_at}}


async def test_rejection_of_a_working_copy_changes_exactly_its_fields(blogs: Blogs):
    blog = await blogs.add(status="published", published_at=FIRST, working=COPY)
    await reject(blogs.admin, blog["_id"], AT_3 | {"feedback": "$ources?"})
    after = await blogs.read(blog)
    assert [entry["kind"] for entry in after["outbox"]] == ["rejected", "blog.rejected"]
    assert after["outbox"][0]["data"]["by"] == blogs.admin.oid
    assert taken_events(after) == ["rejected"]
    (review,) = after.pop("reviews")
    assert (review["decision"], review["feedback"]) == ("rejected", "$ources?")
    updated_at = after["working"]["updated_at"]
    assert is_recent(updated_at)
    changed = {"status": "rejected", "feedback": "$ources?", "updated_at": updated_at}
    assert after == blog | {"working": COPY | changed}


# -- concurrent actions


@pytest.mark.parametrize(("conflicts", "withdrawn"), [(2, True), (3, False)])
async def test_an_action_follows_a_post_into_another_state_at_most_twice(
    blogs: Blogs, monkeypatch: pytest.MonkeyPatch, conflicts: int, withdrawn: bool
):
    install(monkeypatch)
    blog = await blogs.add(status="pending")
    states = [{"status": "published", "working": COPY}, {"status": "pending", "working": None}]

    async def before(commands: int) -> None:
        # An attempt updates the post, then the working copy.
        attempt, command = divmod(commands, 2)
        if attempt < conflicts:
            await blogs.stored.update_one({"_id": blog["_id"]}, {"$set": states[command]})

    action = partial(withdraw_blog, blogs.author, blog["_id"])
    if withdrawn:
        assert (await accompanied(action, before)).raw["status"] == "saved"
    else:
        with pytest.raises(BlogStatusConflict):
            await accompanied(action, before)
        assert (await blogs.read(blog))["status"] == "pending"


async def test_an_action_that_the_state_does_not_allow_is_not_repeated(
    blogs: Blogs, commands: Commands
):
    blog = await blogs.add(status="rejected")
    with commands.seen() as seen, pytest.raises(BlogStatusConflict):
        await withdraw_blog(blogs.author, blog["_id"])
    assert seen == ["findAndModify", "findAndModify", "find"]
    with commands.seen() as seen, pytest.raises(NotFound):
        await withdraw_blog(make_user(Role.USER), blog["_id"])
    assert seen == ["findAndModify", "findAndModify", "find"]


@pytest.mark.parametrize("state", [{"status": "pending"}, {"status": "published", "working": COPY}])
async def test_a_post_that_does_not_meet_the_condition_of_an_action_is_a_conflict(
    blogs: Blogs, commands: Commands, state: dict[str, Any]
):
    blog = await blogs.add(**state, approved_at=FIRST)
    withdraw = partial(move, BlogAction.WITHDRAW, blogs.author, blog["_id"], blog={}, copy={})
    with commands.seen() as seen, pytest.raises(BlogStatusConflict):
        await withdraw(where={"approved_at": SECOND})
    assert seen == ["findAndModify", "findAndModify", "find"]
    assert await blogs.read(blog) == blog
    assert (await withdraw(where={"approved_at": FIRST})).oid == blog["_id"]


@pytest.mark.parametrize(
    ("action", "changed"),
    [
        (BlogAction.WITHDRAW, ["blog"]),
        (BlogAction.WITHDRAW, ["copy"]),
        (BlogAction.UNPUBLISH, ["blog", "copy"]),
        (BlogAction.DISCARD_WORKING_COPY, ["blog", "copy"]),
    ],
)
async def test_an_action_tries_only_steps_that_have_a_rule_and_changes(
    blogs: Blogs, commands: Commands, action: BlogAction, changed: list[str]
):
    blog = await blogs.add(status="rejected")
    actor = blogs.admin if action is BlogAction.UNPUBLISH else blogs.author
    changes: dict[str, Any] = {name: {} for name in changed}
    with commands.seen() as seen, pytest.raises(BlogStatusConflict):
        await move(action, actor, blog["_id"], **changes)
    assert seen == ["findAndModify", "find"]


def test_times_are_in_whole_milliseconds():
    instants = [now() for _ in range(100)]
    assert all(instant.microsecond % 1000 == 0 for instant in instants)
    assert all(instant.utcoffset() == timedelta(0) for instant in instants)
    assert timedelta(0) <= datetime.now(UTC) - instants[-1] < timedelta(seconds=1)


# -- deletion


async def test_authors_delete_their_drafts(blogs: Blogs):
    blog = await blogs.add(status="saved")
    await delete_blog(blogs.author, blog["_id"])
    assert await blogs.stored.count_documents({"status": {"$ne": "deleted"}}) == 1


async def test_admins_delete_drafts_of_deleted_accounts(blogs: Blogs):
    draft, pending = await blogs.add(status="rejected"), await blogs.add(status="pending")
    with pytest.raises(NotFound):
        await delete_blog(blogs.admin, draft["_id"])
    await blogs.users.delete_one({"_id": blogs.author.oid})
    with pytest.raises(NotFound):
        await delete_blog(make_user(Role.USER), draft["_id"])
    await delete_blog(blogs.admin, draft["_id"])
    with pytest.raises(BlogStatusConflict) as refused:
        await delete_blog(blogs.admin, pending["_id"])
    assert refused.value.blog.oid == pending["_id"]
    left = await blogs.stored.distinct("_id", {"status": {"$ne": "deleted"}})
    assert set(left) == {pending["_id"], blogs.bystander["_id"]}


async def test_author_can_not_delete_a_pending_blog(blogs: Blogs):
    blog = await blogs.add(status="pending")
    with pytest.raises(BlogStatusConflict) as refused:
        await delete_blog(blogs.author, blog["_id"])
    assert refused.value.blog.raw == blog
    assert "requires REJECTED or SAVED." in refused.value.message
