"""Errors of decisions and workflow actions that don't apply."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from bson import ObjectId
from stored_blogs import FIRST, Blogs, make_blog

from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.records import BlogRecord
from cms_blog.blogs.workflow.deletion import delete_blog
from cms_blog.blogs.workflow.rules import BlogAction, BlogStatusConflict, EditConflict
from cms_blog.blogs.workflow.transitions import (
    conflict,
    request_publish,
    withdraw_blog,
)
from cms_blog.errors import DomainError, InvalidInput, NotFound
from cms_blog.review.approval import approve
from cms_blog.review.service import reject, republish, unpublish

type Decision = Callable[[UserDocument, ObjectId, int], Awaitable[object]]
DECISIONS: dict[str, Decision] = {
    "approve": lambda user, oid, revision: approve(user, oid, {"expected_revision": revision}),
    "reject": lambda user, oid, revision: reject(
        user, oid, {"expected_revision": revision, "feedback": "No."}
    ),
    "republish": lambda user, oid, revision: republish(user, oid, {"expected_revision": revision}),
    "unpublish": lambda user, oid, _: unpublish(user, oid),
    "delete": lambda user, oid, _: delete_blog(user, oid),
    "request": lambda user, oid, _: request_publish(user, oid),
    "withdraw": lambda user, oid, _: withdraw_blog(user, oid),
}
# A state in which each decision is possible.
POSSIBLE: dict[str, dict[str, Any]] = {
    "approve": {"status": "pending"},
    "reject": {"status": "pending"},
    "republish": {"status": "saved", "unpublished_at": FIRST, "approved_revision": 3},
    "unpublish": {"status": "published"},
    "delete": {"status": "saved"},
    "request": {"status": "saved"},
    "withdraw": {"status": "pending"},
}
OTHERS = {
    "approve": "saved",
    "reject": "published",
    "republish": "saved",
    "unpublish": "pending",
    "delete": "published",
    "request": "published",
    "withdraw": "rejected",
}
BY_ADMINS = ("approve", "reject", "republish", "unpublish")


@pytest.mark.parametrize("decision", DECISIONS)
async def test_decision_on_a_missing_blog_is_not_found(blogs: Blogs, decision: str):
    with pytest.raises(NotFound):
        await DECISIONS[decision](blogs.admin, ObjectId(), 3)


@pytest.mark.parametrize("decision", DECISIONS)
async def test_decision_in_another_status_is_a_conflict(blogs: Blogs, decision: str):
    blog = await blogs.add(status=OTHERS[decision])
    user = blogs.admin if decision in BY_ADMINS else blogs.author
    with pytest.raises(BlogStatusConflict) as refused:
        await DECISIONS[decision](user, blog["_id"], 3)
    assert refused.value.blog.raw == blog
    assert await blogs.read(blog) == blog


@pytest.mark.parametrize("decision", ["delete", "request", "withdraw"])
async def test_admins_can_not_act_as_authors(blogs: Blogs, decision: str):
    blog = await blogs.add(**POSSIBLE[decision])
    with pytest.raises(NotFound):
        await DECISIONS[decision](blogs.admin, blog["_id"], 3)
    assert await blogs.read(blog) == blog


@pytest.mark.parametrize("revision", [2, 4])
@pytest.mark.parametrize("decision", ["approve", "reject", "republish"])
async def test_decision_on_another_revision_is_an_edit_conflict(
    blogs: Blogs, decision: str, revision: int
):
    blog = await blogs.add(**POSSIBLE[decision])
    with pytest.raises(EditConflict) as refused:
        await DECISIONS[decision](blogs.admin, blog["_id"], revision)
    assert refused.value.blog.raw == blog
    assert await blogs.read(blog) == blog


@pytest.mark.parametrize("decision", ["approve", "reject", "republish"])
async def test_the_expected_revision_is_required(blogs: Blogs, decision: str):
    blog = await blogs.add(**POSSIBLE[decision])
    with pytest.raises(InvalidInput):
        await DECISIONS[decision](blogs.admin, blog["_id"], None)  # pyright: ignore[reportArgumentType] - the wrong input
    assert await blogs.read(blog) == blog


@pytest.mark.parametrize(
    ("status", "revision", "error"),
    [
        # The status decides before the revision.
        ("published", 2, BlogStatusConflict),
        ("published", None, BlogStatusConflict),
        ("pending", 2, EditConflict),
        ("pending", 3, BlogStatusConflict),
        ("pending", None, BlogStatusConflict),
    ],
)
async def test_error_of_an_update_that_matched_nothing(
    blogs: Blogs, status: str, revision: int | None, error: type[DomainError]
):
    blog = await blogs.add(status=status)
    found = await conflict(BlogAction.APPROVE, blogs.admin, blog["_id"], revision=revision)
    assert type(found) is error


@pytest.mark.parametrize(
    ("given", "error"), [({}, NotFound), ({"orphaned": True}, BlogStatusConflict)]
)
async def test_admins_may_act_on_blogs_that_are_orphaned(
    blogs: Blogs, given: dict[str, Any], error: type[DomainError]
):
    blog = await blogs.add(status="pending")
    found = await conflict(BlogAction.DELETE, blogs.admin, blog["_id"], **given)
    assert type(found) is error


@pytest.mark.parametrize(
    ("action", "status", "named"),
    [
        (BlogAction.UPDATE, "pending", "The blog is PENDING, but this action requires REJECTED or"),
        (BlogAction.REJECT, "saved", "The blog is SAVED, but this action requires PENDING or"),
        (BlogAction.REPUBLISH, "pending", "but this action requires SAVED."),
        (BlogAction.REPUBLISH, "saved", "unpublished and has not been edited"),
        (BlogAction.UNPUBLISH, "published", "requires PUBLISHED or SCHEDULED."),
    ],
)
def test_status_conflicts_name_the_status(action: BlogAction, status: str, named: str):
    blog = BlogRecord.of(make_blog(ObjectId(), status=status))
    error = BlogStatusConflict(blog, action)
    assert named in error.message
    assert error.blog is blog
