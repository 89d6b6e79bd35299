"""Publication at a set time: what is stored, and the bounds of the time."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bson import ObjectId
from stored_blogs import AT_3, FIRST, SECOND, Blogs, is_recent, taken_events

from cms_blog.blogs.documents import BlogStatus
from cms_blog.blogs.queries import count_by_status, seconds_to_next_publication
from cms_blog.blogs.records import BlogRecord
from cms_blog.blogs.workflow.publication import having_status, status_of
from cms_blog.blogs.workflow.transitions import withdraw_blog
from cms_blog.database.pagination import PageRequest
from cms_blog.errors import InvalidInput
from cms_blog.review.approval import approve, time_of_publication
from cms_blog.review.service import QUEUE, admin_queue, republish, unpublish

NOW = datetime(2026, 1, 2, 3, 4, 5, 678_000, tzinfo=UTC)
MOMENT = timedelta(milliseconds=1)
YEAR = timedelta(days=365)


def in_an_hour() -> datetime:
    at = datetime.now(UTC) + timedelta(hours=1)
    return at.replace(microsecond=0)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (None, None),
        (NOW - timedelta(minutes=1), None),
        (NOW, None),
        (NOW + MOMENT, NOW + MOMENT),
        (NOW + timedelta(microseconds=1_999), NOW + MOMENT),
        (NOW + timedelta(microseconds=999), None),
        (NOW + YEAR, NOW + YEAR),
    ],
)
def test_times_of_the_last_minute_and_none_mean_now(
    given: datetime | None, expected: datetime | None
):
    assert time_of_publication(given, NOW) == expected


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        (NOW - timedelta(minutes=1) - MOMENT, "in the past"),
        (datetime.min.replace(tzinfo=UTC), "in the past"),
        (NOW + YEAR + MOMENT, "more than a year ahead"),
        (datetime.max.replace(tzinfo=UTC), "more than a year ahead"),
    ],
)
def test_times_outside_the_bounds_are_refused(given: datetime, problem: str):
    with pytest.raises(InvalidInput) as refused:
        time_of_publication(given, NOW)
    (found,) = refused.value.problems
    assert found.path == ("publishAt",)
    assert problem in found.message


@pytest.mark.parametrize(
    ("published_at", "expected"),
    [
        (NOW + MOMENT, BlogStatus.SCHEDULED),
        (NOW, BlogStatus.PUBLISHED),
        (NOW - MOMENT, BlogStatus.PUBLISHED),
        # As in blogs of the first release.
        (None, BlogStatus.PUBLISHED),
    ],
)
async def test_a_blog_is_public_from_the_instant_of_its_publication(
    blogs: Blogs, published_at: datetime | None, expected: BlogStatus
):
    blog = await blogs.add(status="published", published_at=published_at)
    assert status_of(blog, NOW) is expected
    for status in BlogStatus:
        filter_ = {"_id": blog["_id"], **having_status({status}, NOW)}
        assert (await blogs.stored.find_one(filter_) is not None) is (status is expected)


@pytest.mark.parametrize("stored", ["saved", "pending", "rejected"])
async def test_the_time_matters_for_published_blogs_only(blogs: Blogs, stored: str):
    blog = await blogs.add(status=stored, published_at=NOW + MOMENT)
    status = BlogStatus(stored)
    assert status_of(blog, NOW) is status
    for statuses in ({status}, {*BlogStatus}, {status, BlogStatus.SCHEDULED}):
        filter_ = {"_id": blog["_id"], **having_status(statuses, NOW)}
        assert await blogs.stored.find_one(filter_) is not None
    others = {*BlogStatus} - {status}
    assert await blogs.stored.find_one({"_id": blog["_id"], **having_status(others, NOW)}) is None


async def schedule(blogs: Blogs, **fields: Any) -> tuple[dict[str, Any], datetime]:
    blog = await blogs.add(status="pending", requested_at=SECOND, **fields)
    at = in_an_hour()
    await approve(blogs.admin, blog["_id"], AT_3 | {"publish_at": at})
    return blog, at


async def test_scheduling_stores_the_time_and_the_decision(blogs: Blogs):
    blog, at = await schedule(blogs, feedback="Old.")
    after = await blogs.read(blog)
    assert taken_events(after) == ["scheduled"]
    assert is_recent(after.pop("approved_at"))
    assert is_recent(after.pop("updated_at"))
    assert [entry["cause"] for entry in after.pop("versions")] == ["published"]
    (review,) = after.pop("reviews")
    assert is_recent(review.pop("decided_at"))
    assert review == {
        "decision": "approved",
        "feedback": None,
        "reviewer_id": blogs.admin.oid,
        "revision": 3,
        "publish_at": at,
    }
    kept = {name: blog[name] for name in ("_id", "author_id", "revision", "meta", "created_at")}
    assert after == kept | {
        "status": "published",
        "requested_at": SECOND,
        "slug": "tomatoes",
        "slugs": ["tomatoes"],
        "published_at": at,
        "first_published_at": at,
        "approved_revision": 3,
    }
    record = BlogRecord.of(await blogs.read(blog))
    assert record.status is BlogStatus.SCHEDULED
    assert (record.published_at, record.first_published_at) == (at, None)


@pytest.mark.parametrize("by", ["author", "admin"])
async def test_a_cancelled_blog_that_was_never_public_keeps_nothing_of_the_approval(
    blogs: Blogs, by: str
):
    blog, _ = await schedule(blogs)
    if by == "author":
        await withdraw_blog(blogs.author, blog["_id"])
    else:
        await unpublish(blogs.admin, blog["_id"], {"reason": "Not yet."})
    after = await blogs.read(blog)
    gone = ("slug", "published_at", "first_published_at", "requested_at", "unpublished_at")
    assert after.keys().isdisjoint({*gone, "was_published_at"})
    assert after["status"] == "saved"
    # The next approval, of another title, is the first publication.
    new = {"status": "pending", "meta.title": "Pears"}
    await blogs.stored.update_one({"_id": blog["_id"]}, {"$set": new})
    again = (await approve(blogs.admin, blog["_id"], AT_3)).raw
    assert again["slug"] == "pears"
    assert is_recent(again["published_at"])
    assert again["first_published_at"] == again["published_at"]


@pytest.mark.parametrize("by", ["author", "admin"])
async def test_a_cancelled_blog_that_was_public_keeps_its_slug_and_first_publication(
    blogs: Blogs, by: str
):
    blog, at = await schedule(blogs, slug="kept", first_published_at=FIRST)
    scheduled = BlogRecord.of(await blogs.read(blog))
    assert (scheduled.raw["published_at"], scheduled.first_published_at) == (at, FIRST)
    if by == "author":
        await withdraw_blog(blogs.author, blog["_id"])
    else:
        await unpublish(blogs.admin, blog["_id"])
    after = await blogs.read(blog)
    assert (after["slug"], after["first_published_at"]) == ("kept", FIRST)
    assert "published_at" not in after
    again = {"status": "pending"}
    await blogs.stored.update_one({"_id": blog["_id"]}, {"$set": again})
    assert (await approve(blogs.admin, blog["_id"], AT_3)).raw["published_at"] == FIRST


async def test_a_scheduled_blog_of_an_earlier_release_keeps_its_first_approval(blogs: Blogs):
    review = {"decision": "approved", "reviewer_id": ObjectId(), "decided_at": FIRST}
    blog, at = await schedule(blogs, slug="kept", reviews=[review])
    after = await blogs.read(blog)
    assert (after["first_published_at"], after["published_at"]) == (FIRST, at)


async def test_a_post_that_became_public_is_unpublished_and_republished_at_its_time(blogs: Blogs):
    blog, _ = await schedule(blogs)
    # The time has come.
    due = {"published_at": SECOND, "first_published_at": SECOND}
    await blogs.stored.update_one({"_id": blog["_id"]}, {"$set": due})
    assert BlogRecord.of(await blogs.read(blog)).status is BlogStatus.PUBLISHED
    await unpublish(blogs.admin, blog["_id"])
    after = await blogs.read(blog)
    assert (after["was_published_at"], after["first_published_at"]) == (SECOND, SECOND)
    again = await republish(blogs.admin, blog["_id"], AT_3)
    assert again.status is BlogStatus.PUBLISHED
    assert (again.slug, again.raw["published_at"]) == ("tomatoes", SECOND)


async def test_changes_of_a_published_blog_are_not_scheduled(blogs: Blogs):
    working: dict[str, Any] = {
        "status": "pending",
        "meta": {"title": "New", "targeted_keyword": ""},
        "final_blog": {"excerpt": ""},
        "images": [],
        "updated_at": SECOND,
    }
    blog = await blogs.add(status="published", slug="kept", published_at=FIRST, working=working)
    with pytest.raises(InvalidInput, match="publishAt"):
        await approve(blogs.admin, blog["_id"], AT_3 | {"publish_at": in_an_hour()})
    assert await blogs.read(blog) == blog
    now = AT_3 | {"publish_at": datetime.now(UTC)}
    assert (await approve(blogs.admin, blog["_id"], now)).title == "New"


async def test_the_queue_of_scheduled_blogs_is_sorted_by_their_time(blogs: Blogs):
    hour, soon = timedelta(hours=1), in_an_hour()
    times = [soon + hour, soon, soon + 2 * hour]
    added = [
        await blogs.add(status="published", published_at=at, requested_at=FIRST) for at in times
    ]
    await blogs.add(status="published", published_at=FIRST)
    expected = [added[place]["_id"] for place in (1, 0, 2)]
    seen: list[ObjectId] = []
    after = None
    while True:
        page = await admin_queue(
            BlogStatus.SCHEDULED,
            page=PageRequest(1, after),
            projection={"author_id": 1, "status": 1},
            count=True,
        )
        assert page.total == 3
        seen.append(page.items[0].oid)
        after = QUEUE.cursor(page.positions[0])
        if not page.has_next:
            break
    assert seen == expected


async def test_counts_tell_scheduled_blogs_from_published_ones(blogs: Blogs):
    assert await seconds_to_next_publication() == float("inf")
    soon = in_an_hour()
    for at in (FIRST, None, soon, soon + timedelta(hours=1)):
        await blogs.add(status="published", published_at=at)
    await blogs.add(status="pending")
    counts = (await count_by_status([blogs.author.oid]))[blogs.author.oid]
    assert counts == {
        BlogStatus.SAVED: 0,
        BlogStatus.PENDING: 1,
        BlogStatus.PUBLISHED: 2,
        BlogStatus.REJECTED: 0,
        BlogStatus.SCHEDULED: 2,
    }
    assert 3_500 < await seconds_to_next_publication() <= 3_600
