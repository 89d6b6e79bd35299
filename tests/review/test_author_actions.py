"""Stored effect of the actions of authors, and of deletions."""

from datetime import UTC, datetime, timedelta

import pytest
from stored_blogs import (
    FIRST,
    Blogs,
    is_recent,
    make_user,
    taken_events,
)

from cms_blog.accounts.documents import Role
from cms_blog.blogs.workflow.deletion import delete_blog
from cms_blog.blogs.workflow.rules import BlogStatusConflict
from cms_blog.blogs.workflow.transitions import (
    now,
    request_publish,
    withdraw_blog,
)
from cms_blog.errors import NotFound


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


async def test_withdrawal_changes_exactly_its_fields(blogs: Blogs):
    blog = await blogs.add(status="pending", requested_at=FIRST)
    returned = await withdraw_blog(blogs.author, blog["_id"])
    after = await blogs.read(blog)
    assert returned.raw == after
    assert is_recent(after["updated_at"])
    del blog["requested_at"]
    assert after == blog | {"status": "saved", "updated_at": after["updated_at"]}


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
