"""Stored effect of an approval, and its slug."""

from datetime import datetime
from typing import Any

import pytest
from stored_blogs import (
    AT_3,
    FIRST,
    SECOND,
    THIRD,
    Blogs,
    is_recent,
    make_review,
    taken_events,
)

from cms_blog.blogs.documents import BlogStatus
from cms_blog.errors import InvalidInput
from cms_blog.review.approval import approve


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
    assert taken_events(after) == ["approved"]
    instant = after["approved_at"]
    assert is_recent(instant)
    assert is_recent(after.pop("updated_at"))
    (entry,) = after.pop("versions")
    own = {"revision": 3, "cause": "published", "by": blogs.admin.oid, "at": instant}
    assert entry == own | {"version_id": entry["version_id"], "in_blog": True}
    kept = {name: blog[name] for name in ("_id", "author_id", "revision", "meta", "created_at")}
    assert after == kept | {
        "status": "published",
        "requested_at": SECOND,
        "slug": "tomatoes",
        "slugs": ["tomatoes"],
        "published_at": instant,
        "first_published_at": instant,
        "approved_at": instant,
        "approved_revision": 3,
        "reviews": [
            {
                "decision": "approved",
                "feedback": None,
                "reviewer_id": blogs.admin.oid,
                "revision": 3,
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


async def test_time_of_publication_is_rejected(blogs: Blogs):
    blog = await blogs.add(status="pending")
    with pytest.raises(InvalidInput) as invalid:
        await approve(blogs.admin, blog["_id"], AT_3 | {"publish_at": THIRD})
    assert [problem.path for problem in invalid.value.problems] == [("publishAt",)]
    assert await blogs.read(blog) == blog


async def test_approval_does_not_read_what_is_derived_from_the_text(blogs: Blogs):
    final = {"markdown": "The text.", "html": ["not a string"], "render": "not an object"}
    blog = await blogs.add(status="pending", final_blog=final)
    assert (await approve(blogs.admin, blog["_id"], AT_3)).status is BlogStatus.PUBLISHED
