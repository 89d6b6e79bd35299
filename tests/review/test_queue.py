"""Order and cursors of the review queue."""

from typing import Any

import pytest
from api import Commands
from bson import ObjectId
from stored_blogs import FIRST, SECOND, THIRD, Blogs

from cms_blog.blogs.documents import BlogStatus
from cms_blog.database.pagination import Listing, PageRequest, Position
from cms_blog.errors import BadRequest
from cms_blog.review.service import (
    QUEUE,
    admin_queue,
    count_waiting,
)


async def read_queue(status: BlogStatus, first: int, after: str | None = None) -> Any:
    return await admin_queue(
        status,
        page=PageRequest(first, after),
        projection={"author_id": 1, "status": 1},
        count=True,
    )


async def test_queue_is_sorted_by_request_time(blogs: Blogs):
    times = [None, THIRD, FIRST, None, SECOND]
    added = [await blogs.add(status="pending", requested_at=at) for at in times]
    await blogs.add(status="published", requested_at=FIRST)
    expected = [added[place]["_id"] for place in (0, 3, 2, 4, 1)]
    seen: list[ObjectId] = []
    after = None
    for place in range(5):
        page = await read_queue(BlogStatus.PENDING, 1, after)
        (blog,) = page.items
        seen.append(blog.oid)
        assert (page.total, page.has_next, page.has_previous) == (5, place < 4, place > 0)
        after = QUEUE.cursor(Position(blog.instant("requested_at"), blog.oid))
    assert seen == expected
    drafts = await read_queue(BlogStatus.SAVED, 5)
    assert [blog.oid for blog in drafts.items] == [blogs.bystander["_id"]]


async def test_blogs_without_and_with_a_request_time_are_scanned_separately(
    blogs: Blogs, commands: Commands
):
    """One filter for both has no bound in the index."""
    first, *others = [await blogs.add(status="pending", requested_at=at) for at in (None, FIRST)]
    with commands.sent() as sent:
        page = await read_queue(BlogStatus.PENDING, 5, QUEUE.cursor(Position(None, first["_id"])))
    assert [blog.oid for blog in page.items] == [blog["_id"] for blog in others]
    filters = [str(command["filter"]) for command in sent if command.get("find") == "blogs"]
    own = [text for text in filters if "working" not in text]
    assert ["$or" in text for text in own] == [False, False]


async def test_cursors_of_other_lists_are_rejected(blogs: Blogs):
    position = Position(FIRST, blogs.bystander["_id"])
    # The name stays the same, so that cursors of earlier releases stay valid.
    assert Listing("adminQueue", "requested_at", 1).position(QUEUE.cursor(position)) == position
    with pytest.raises(BadRequest):
        await read_queue(BlogStatus.PENDING, 1, Listing("blogs", "created_at", -1).cursor(position))


async def test_blogs_and_changes_that_wait_for_a_review_are_counted(blogs: Blogs):
    assert await count_waiting() == 0
    for status, copy in [
        ("pending", None),
        ("rejected", None),
        ("published", None),
        ("published", "editing"),
        ("published", "rejected"),
    ]:
        await blogs.add(status=status, working=copy and {"status": copy})
    assert await count_waiting() == 1
    for _ in range(2):
        await blogs.add(status="published", working={"status": "pending"})
    assert await count_waiting() == 3
