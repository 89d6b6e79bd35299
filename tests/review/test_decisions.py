"""Stored effect of rejection, unpublishing and republication."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from stored_blogs import AT_3, FIRST, SECOND, THIRD, Blogs, is_recent, make_review, taken_events

from cms_blog.errors import InvalidInput
from cms_blog.outbox.announcements import Announcement, announced
from cms_blog.review.history import MAX_REVIEWS
from cms_blog.review.service import MAX_FEEDBACK, reject, republish, unpublish


@pytest.mark.parametrize("feedback", ["$meta.title", "x" * MAX_FEEDBACK])
async def test_rejection_changes_exactly_its_fields(blogs: Blogs, feedback: str):
    first = make_review("rejected", FIRST, "Old.")
    blog = await blogs.add(status="pending", requested_at=SECOND, reviews=[first])
    returned = await reject(blogs.admin, blog["_id"], AT_3 | {"feedback": feedback})
    after = await blogs.read(blog)
    assert returned.raw == after
    assert taken_events(after) == ["rejected"]
    (old, new) = after["reviews"]
    assert old == first
    assert is_recent(new.pop("decided_at"))
    assert new == {
        "decision": "rejected",
        "feedback": feedback,
        "reviewer_id": blogs.admin.oid,
        "revision": 3,
    }
    assert is_recent(after["updated_at"])
    changed = {"status": "rejected", "feedback": feedback}
    same = {"updated_at": after["updated_at"], "reviews": after["reviews"]}
    assert after == blog | changed | same


@pytest.mark.parametrize("feedback", ["", " \n", "x" * 2_001])
async def test_invalid_feedback_is_rejected(blogs: Blogs, feedback: str):
    blog = await blogs.add(status="pending")
    with pytest.raises(InvalidInput) as invalid:
        await reject(blogs.admin, blog["_id"], AT_3 | {"feedback": feedback})
    assert [problem.path for problem in invalid.value.problems] == [("feedback",)]
    assert await blogs.read(blog) == blog


@pytest.mark.parametrize("earlier", [MAX_REVIEWS - 1, MAX_REVIEWS])
async def test_the_latest_100_decisions_are_kept(blogs: Blogs, earlier: int):
    reviews = [make_review("rejected", FIRST, str(number)) for number in range(earlier)]
    blog = await blogs.add(status="pending", reviews=reviews)
    after = (await reject(blogs.admin, blog["_id"], AT_3 | {"feedback": "New."})).reviews
    assert [entry.feedback for entry in after] == [*map(str, range(earlier)), "New."][-100:]


async def test_unpublishing_changes_exactly_its_fields(blogs: Blogs):
    blog = await blogs.add(
        status="published",
        slug="kept",
        requested_at=SECOND,
        published_at=SECOND,
        first_published_at=FIRST,
        approved_revision=2,
    )
    returned = await unpublish(blogs.admin, blog["_id"])
    after = await blogs.read(blog)
    assert returned.raw == after
    (entry,) = after["reviews"]
    instant = entry["decided_at"]
    assert (entry["decision"], entry["reviewer_id"]) == ("unpublished", blogs.admin.oid)
    assert is_recent(instant)
    assert is_recent(after.pop("updated_at"))
    kept = ("_id", "author_id", "revision", "meta", "created_at", "slug")
    assert [entry["kind"] for entry in after["outbox"]] == ["blog.unpublished"]
    assert taken_events(after) == []
    assert after == {name: blog[name] for name in kept} | {
        "status": "saved",
        # Of the public text, however many edits of working copies were counted since.
        "approved_revision": 3,
        "unpublished_at": instant,
        "was_published_at": SECOND,
        "first_published_at": FIRST,
        "reviews": [entry],
    }


@pytest.mark.parametrize(
    ("given", "feedback"),
    [(None, None), ({}, None), ({"reason": None}, None), ({"reason": " $lander.\n"}, "$lander.")],
)
async def test_unpublishing_keeps_its_reason_if_there_is_one(
    blogs: Blogs, given: object, feedback: str | None
):
    blog = await blogs.add(status="published")
    (entry,) = (await unpublish(blogs.admin, blog["_id"], given)).raw["reviews"]
    assert (entry["decision"], entry["feedback"]) == ("unpublished", feedback)


@pytest.mark.parametrize(
    ("ahead", "kinds"), [(False, ["blog.published", "blog.unpublished"]), (True, [])]
)
async def test_unpublishing_removes_the_announcement_of_a_publication_that_is_ahead(
    blogs: Blogs, ahead: bool, kinds: list[str]
):
    at = datetime.now(UTC) + timedelta(hours=1) if ahead else SECOND
    scheduled = announced(Announcement.BLOG_PUBLISHED, at=at)
    outbox = {"outbox": [scheduled], "outbox_due": at, "outbox_since": at}
    blog = await blogs.add(status="published", published_at=at, approved_at=FIRST, **outbox)
    await unpublish(blogs.admin, blog["_id"])
    after = await blogs.read(blog)
    assert [entry["kind"] for entry in after.get("outbox", ())] == kinds


@pytest.mark.parametrize(("revision", "approved"), [(3, 3), (None, 1)])
async def test_unpublishing_completes_blogs_of_earlier_releases(
    blogs: Blogs, revision: int | None, approved: int
):
    blog = await blogs.add(status="published", published_at=SECOND, revision=revision)
    after = await unpublish(blogs.admin, blog["_id"])
    assert after.raw["first_published_at"] == SECOND
    assert after.raw["approved_revision"] == approved
    assert after.is_as_approved


@pytest.mark.parametrize(
    ("fields", "published"),
    [
        ({"was_published_at": SECOND, "first_published_at": FIRST}, SECOND),
        ({"first_published_at": FIRST}, FIRST),
        ({}, None),
    ],
)
async def test_republication_changes_exactly_its_fields(
    blogs: Blogs, fields: dict[str, Any], published: datetime | None
):
    blog = await blogs.add(status="saved", unpublished_at=THIRD, approved_revision=3, **fields)
    returned = await republish(blogs.admin, blog["_id"], AT_3)
    after = await blogs.read(blog)
    assert returned.raw == after
    (entry,) = after["reviews"]
    assert (entry["decision"], entry["reviewer_id"]) == ("republished", blogs.admin.oid)
    assert is_recent(entry["decided_at"])
    gone = {"unpublished_at", "was_published_at"}
    same = {name: value for name, value in blog.items() if name not in gone}
    assert [entry["kind"] for entry in after["outbox"]] == ["blog.published"]
    assert taken_events(after) == []
    assert after == same | {
        "status": "published",
        "published_at": published or entry["decided_at"],
        "updated_at": after["updated_at"],
        "reviews": [entry],
    }
    assert is_recent(after["updated_at"])
