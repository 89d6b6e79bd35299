"""Stored effect of each review decision and workflow action, without HTTP and GraphQL."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bson import ObjectId

from cms_blog.accounts.documents import Role, UserDocument
from cms_blog.blogs.documents import BlogStatus
from cms_blog.blogs.records import BlogRecord
from cms_blog.blogs.workflow import (
    BlogAction,
    BlogStatusConflict,
    EditConflict,
    conflict,
    delete_blog,
    now,
    request_publish,
    withdraw_blog,
)
from cms_blog.context import Services
from cms_blog.database.pagination import Listing, Position
from cms_blog.errors import BadRequest, DomainError, InvalidInput, NotFound
from cms_blog.review.service import (
    MAX_FEEDBACK,
    MAX_REVIEWS,
    QUEUE,
    admin_queue,
    approve,
    reject,
    republish,
    slugs_for,
    unpublish,
)

FIRST = datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
SECOND, THIRD = FIRST + timedelta(days=1), FIRST + timedelta(days=2)
AT_3 = {"expected_revision": 3}


class Blogs:
    """The collection, with a blog of another author and two accounts."""

    def __init__(self, services: Services) -> None:
        self.stored = services.database["blogs"]
        self.users = services.database["users"]
        self.author = make_user(Role.USER)
        self.admin = make_user(Role.ADMIN)
        self.bystander = make_blog(ObjectId(), status="saved", title="Other")

    async def add(self, **fields: Any) -> dict[str, Any]:
        blog = make_blog(self.author.oid, **fields)
        await self.stored.insert_one(blog)
        return blog

    async def read(self, blog: dict[str, Any]) -> dict[str, Any]:
        found = await self.stored.find_one({"_id": blog["_id"]})
        assert found is not None
        return found


def make_user(role: Role) -> UserDocument:
    oid = ObjectId()
    raw = {"_id": oid, "name": "Ada", "email": f"{oid}@a.example", "role": role}
    return UserDocument.read({**raw, "created_at": FIRST})


def make_blog(author: ObjectId, title: str = "Tomatoes", **fields: Any) -> dict[str, Any]:
    common = {"_id": ObjectId(), "author_id": author, "revision": 3, "updated_at": FIRST}
    blog = {**common, "meta": {"title": title}, "created_at": FIRST, **fields}
    return {name: value for name, value in blog.items() if value is not None}


def make_review(decision: str, at: datetime, feedback: str | None = None) -> dict[str, Any]:
    return {
        "decision": decision,
        "feedback": feedback,
        "reviewer_id": ObjectId(),
        "decided_at": at,
    }


def is_recent(instant: datetime) -> bool:
    return timedelta(0) <= datetime.now(UTC) - instant < timedelta(minutes=1)


@pytest.fixture
async def blogs(services: Services) -> AsyncIterator[Blogs]:
    """Blogs and accounts; no action may change the blog of another author."""
    found = Blogs(services)
    for collection in (found.stored, found.users):
        await collection.delete_many({})
    await found.stored.insert_one(found.bystander)
    for user in (found.admin, found.author):
        raw = {"_id": user.oid, "name": user.name, "email": user.email, "role": user.role.value}
        await found.users.insert_one(raw | {"created_at": FIRST})
    yield found
    assert await found.read(found.bystander) == found.bystander


# -- approval


async def test_approval_changes_exactly_its_fields(blogs: Blogs):
    blog = await blogs.add(
        status="pending",
        requested_at=SECOND,
        feedback="Old.",
        unpublished_at=SECOND,
        was_published_at=SECOND,
    )
    returned = await approve(blogs.admin, blog["_id"], AT_3)
    after = await blogs.read(blog)
    assert returned.raw == after
    instant = after["approved_at"]
    assert is_recent(instant)
    assert is_recent(after.pop("updated_at"))
    kept = {name: blog[name] for name in ("_id", "author_id", "revision", "meta", "created_at")}
    assert after == kept | {
        "status": "published",
        "requested_at": SECOND,
        "slug": "tomatoes",
        "published_at": instant,
        "first_published_at": instant,
        "approved_at": instant,
        "approved_revision": 3,
        "reviews": [
            {
                "decision": "approved",
                "feedback": None,
                "reviewer_id": blogs.admin.oid,
                "decided_at": instant,
            }
        ],
    }


@pytest.mark.parametrize(
    ("fields", "first"),
    [
        ({"first_published_at": SECOND, "published_at": THIRD}, SECOND),
        # An earlier release did not store the first publication.
        (
            {
                "reviews": [
                    make_review("rejected", FIRST),
                    make_review("approved", THIRD),
                    make_review("approved", SECOND),
                ]
            },
            SECOND,
        ),
    ],
)
async def test_later_approval_keeps_the_first_publication_time(
    blogs: Blogs, fields: dict[str, Any], first: datetime
):
    blog = await blogs.add(status="pending", **fields)
    after = (await approve(blogs.admin, blog["_id"], AT_3)).raw
    assert after["published_at"] == after["first_published_at"] == first
    assert is_recent(after["approved_at"])


async def test_earlier_rejection_is_no_publication(blogs: Blogs):
    blog = await blogs.add(status="pending", reviews=[make_review("rejected", FIRST)])
    after = (await approve(blogs.admin, blog["_id"], AT_3)).raw
    assert is_recent(after["published_at"])
    assert [entry["decision"] for entry in after["reviews"]] == ["rejected", "approved"]


async def test_approval_uses_the_first_free_slug(blogs: Blogs):
    found = [await blogs.add(status="pending") for _ in range(3)]
    oid = found[2]["_id"]
    await blogs.add(status="saved", slug=f"tomatoes-{str(oid)[-6:]}")
    slugs = [(await approve(blogs.admin, blog["_id"], AT_3)).slug for blog in found]
    assert slugs == ["tomatoes", f"tomatoes-{str(found[1]['_id'])[-6:]}", f"tomatoes-{oid}"]


async def test_slug_has_the_id_if_the_database_does_not_enforce_uniqueness(blogs: Blogs):
    new, old = await blogs.add(status="pending"), await blogs.add(status="pending", slug="kept")
    for blog, slug in ((new, f"tomatoes-{new['_id']}"), (old, "kept")):
        approved = await approve(blogs.admin, blog["_id"], AT_3, slugs_are_unique=False)
        assert approved.slug == slug


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("x" * 80, "x" * 80),
        ("x" * 81, "x" * 80),
        ("abcdef " * 20, "-".join(["abcdef"] * 11)),
        ("Über Käse!", "uber-kase"),
        ("🍅", "blog"),
        ("", "blog"),
    ],
)
def test_slug_candidates(title: str, slug: str):
    raw = make_blog(ObjectId(), title, status="pending")
    oid = str(raw["_id"])
    assert slugs_for(BlogRecord.of(raw)) == [slug, f"{slug}-{oid[-6:]}", f"{slug}-{oid}"]
    assert slugs_for(BlogRecord.of(raw | {"slug": "kept"})) == ["kept"]


async def test_time_of_publication_is_rejected(blogs: Blogs):
    blog = await blogs.add(status="pending")
    with pytest.raises(InvalidInput) as invalid:
        await approve(blogs.admin, blog["_id"], AT_3 | {"publish_at": THIRD})
    assert [problem.path for problem in invalid.value.problems] == [("publishAt",)]
    assert await blogs.read(blog) == blog


async def test_approval_does_not_read_the_text(blogs: Blogs):
    blog = await blogs.add(status="pending", final_blog="not an object")
    assert (await approve(blogs.admin, blog["_id"], AT_3)).status is BlogStatus.PUBLISHED


# -- other decisions


@pytest.mark.parametrize("feedback", ["$meta.title", "x" * MAX_FEEDBACK])
async def test_rejection_changes_exactly_its_fields(blogs: Blogs, feedback: str):
    first = make_review("rejected", FIRST, "Old.")
    blog = await blogs.add(status="pending", requested_at=SECOND, reviews=[first])
    returned = await reject(blogs.admin, blog["_id"], AT_3 | {"feedback": feedback})
    after = await blogs.read(blog)
    assert returned.raw == after
    (old, new) = after["reviews"]
    assert old == first
    assert is_recent(new.pop("decided_at"))
    assert new == {
        "decision": "rejected",
        "feedback": feedback,
        "reviewer_id": blogs.admin.oid,
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
    kept = ("_id", "author_id", "revision", "meta", "created_at", "slug", "approved_revision")
    assert after == {name: blog[name] for name in kept} | {
        "status": "saved",
        "unpublished_at": instant,
        "was_published_at": SECOND,
        "first_published_at": FIRST,
        "reviews": [entry],
    }


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
    assert after == same | {
        "status": "published",
        "published_at": published or entry["decided_at"],
        "updated_at": after["updated_at"],
        "reviews": [entry],
    }
    assert is_recent(after["updated_at"])


# -- author actions


async def test_publication_request_changes_exactly_its_fields(blogs: Blogs):
    blog = await blogs.add(status="rejected", feedback="No.")
    returned = await request_publish(blogs.author, blog["_id"])
    after = await blogs.read(blog)
    assert returned.raw == after
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
    assert await blogs.stored.count_documents({}) == 1


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
    left = await blogs.stored.distinct("_id")
    assert set(left) == {pending["_id"], blogs.bystander["_id"]}


async def test_author_can_not_delete_a_pending_blog(blogs: Blogs):
    blog = await blogs.add(status="pending")
    with pytest.raises(BlogStatusConflict) as refused:
        await delete_blog(blogs.author, blog["_id"])
    assert refused.value.blog.raw == blog
    assert "requires REJECTED or SAVED." in refused.value.message


# -- errors

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
    ("action", "status", "named"),
    [
        (BlogAction.UPDATE, "pending", "The blog is PENDING, but this action requires REJECTED or"),
        (BlogAction.REJECT, "saved", "The blog is SAVED, but this action requires PENDING."),
        (BlogAction.REPUBLISH, "pending", "but this action requires SAVED."),
        (BlogAction.REPUBLISH, "saved", "unpublished and has not been edited"),
        (BlogAction.UNPUBLISH, "published", "requires PUBLISHED."),
    ],
)
def test_status_conflicts_name_the_status(action: BlogAction, status: str, named: str):
    blog = BlogRecord.of(make_blog(ObjectId(), status=status))
    error = BlogStatusConflict(blog, action)
    assert named in error.message
    assert error.blog is blog


# -- the queue


async def read_queue(status: BlogStatus, first: int, after: str | None = None) -> Any:
    return await admin_queue(
        status, first=first, after=after, projection={"author_id": 1, "status": 1}, count=True
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


async def test_cursors_of_other_lists_are_rejected(blogs: Blogs):
    position = Position(FIRST, blogs.bystander["_id"])
    # The name stays the same, so that cursors of earlier releases stay valid.
    assert Listing("adminQueue", "requested_at", 1).position(QUEUE.cursor(position)) == position
    with pytest.raises(BadRequest):
        await read_queue(BlogStatus.PENDING, 1, Listing("blogs", "created_at", -1).cursor(position))
