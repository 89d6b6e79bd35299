"""Scheduled posts through the API: they are private until their time, and public from then on."""

from datetime import UTC, datetime, timedelta

import pytest
from api import PASSWORD, UPDATE, Api, Person

from cms_blog.graphql.types.node_ids import oid_of

SHOWN = """
  query ($id: ID!, $slug: String!) {
    blog(id: $id) { status title }
    node(id: $id) { id }
    publishedBlog(slug: $slug) { title }
    publishedBlogs(search: "Soon") { totalCount nodes { title } edges { node { status } } }
  }
"""
SEEN = """
  query ($id: ID!) {
    blog(id: $id) { status slug publishedAt firstPublishedAt viewerActions workingCopy { id } }
  }
"""
STATS = "{ dashboardStats { total published scheduled publishedWithChanges } }"
MALFORMED = [
    "",
    "tomorrow",
    "2027-13-01T00:00:00Z",
    "2027-01-01T00:00:00",
    "2027-01-01",
    "0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59-01:00",
    # Arabic-Indic digits.
    "2027-01-01T00:00:00Z".translate({ord(str(digit)): 0x660 + digit for digit in range(10)}),
    "2027-01-01T00:00:00Z\u0000",
    "9" * 10_000,
]
HIDDEN: dict[str, object] = {"totalCount": 0, "nodes": [], "edges": []}


async def schedule(api: Api, author: Person, admin: Person, **overrides: str) -> tuple[str, str]:
    """Schedule a post; return its id and the time of its publication."""
    blog = await api.make_blog(author, title="Soon", **overrides)
    await api.move("requestPublish", blog["id"], author)
    at = (datetime.now(UTC) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    await api.move("approveBlog", blog["id"], admin, expectedRevision=1, publishAt=at)
    return blog["id"], at


async def let_time_pass(api: Api, blog_id: str) -> None:
    """Move the time of publication into the past, as if it had come."""
    past = datetime.now(UTC) - timedelta(milliseconds=1)
    stored = {"published_at": past, "first_published_at": past}
    await api.services.database["blogs"].update_one(
        {"_id": oid_of("Blog", blog_id)}, {"$set": stored}
    )


async def test_a_scheduled_post_is_private_until_its_time_and_public_from_then_on(api: Api):
    author, admin, other = await api.make_user(), await api.make_admin(), await api.make_user()
    blog_id, at = await schedule(api, author, admin)
    given = {"id": blog_id, "slug": "soon"}
    for reader in (other, None):
        shown = await api.send(SHOWN, given, as_user=reader)
        assert shown["data"] == {
            "blog": None,
            "node": None,
            "publishedBlog": None,
            "publishedBlogs": HIDDEN,
        }
    seen = {
        "status": "SCHEDULED",
        "slug": "soon",
        "publishedAt": at,
        "firstPublishedAt": None,
        "workingCopy": None,
    }
    for person, actions in ((author, ["WITHDRAW"]), (admin, ["UNPUBLISH"])):
        blog = await api.execute(SEEN, {"id": blog_id}, as_user=person)
        assert blog.items() >= seen.items()
        assert {*actions} <= {*blog["viewerActions"]}
        assert {"UPDATE", "DELETE", "APPROVE", "REPUBLISH"}.isdisjoint(blog["viewerActions"])
    # Not even the author finds it in the public list.
    shown = await api.send(SHOWN, given, as_user=author)
    assert (shown["data"]["publishedBlog"], shown["data"]["publishedBlogs"]) == (None, HIDDEN)
    counts = {"total": 1, "published": 0, "scheduled": 1, "publishedWithChanges": 0}
    assert await api.execute(STATS, as_user=author) == counts
    await let_time_pass(api, blog_id)
    for reader in (other, None):
        shown = (await api.send(SHOWN, given, as_user=reader))["data"]
        assert shown["blog"] == {"status": "PUBLISHED", "title": "Soon"}
        assert shown["publishedBlog"] == {"title": "Soon"}
        assert shown["publishedBlogs"] == {
            "totalCount": 1,
            "nodes": [{"title": "Soon"}],
            "edges": [{"node": {"status": "PUBLISHED"}}],
        }
    counts |= {"published": 1, "scheduled": 0}
    assert await api.execute(STATS, as_user=author) == counts


@pytest.mark.parametrize("status", ["SCHEDULED", "PUBLISHED"])
async def test_lists_tell_scheduled_from_published_posts(api: Api, status: str):
    author, admin = await api.make_user(), await api.make_admin()
    scheduled, _ = await schedule(api, author, admin)
    published = (await api.make_published(author, admin, title="Public"))["id"]
    expected = scheduled if status == "SCHEDULED" else published
    page = f"(status: {status}) {{ totalCount nodes {{ id status }} }}"
    for field, person in (("blogs", author), ("adminQueue", admin)):
        found = await api.execute(f"{{ {field}{page} }}", as_user=person)
        assert found == {"totalCount": 1, "nodes": [{"id": expected, "status": status}]}


async def test_a_scheduled_post_is_edited_after_its_withdrawal_only(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog_id, _ = await schedule(api, author, admin)
    edit = {"id": blog_id, "input": {"expectedRevision": 1, "title": "Later"}}
    refused = await api.execute(UPDATE, edit, as_user=author)
    assert refused["__typename"] == "BlogStatusError"
    assert "The blog is SCHEDULED" in refused["message"]
    withdrawn = await api.move("withdrawBlog", blog_id, author)
    assert withdrawn["blog"]["status"] == "SAVED"
    edited = await api.execute(UPDATE, edit, as_user=author)
    assert edited["__typename"] == "UpdateBlogSuccess"
    seen = await api.execute(SEEN, {"id": blog_id}, as_user=author)
    assert (seen["slug"], seen["publishedAt"], seen["firstPublishedAt"]) == (None, None, None)


@pytest.mark.parametrize(
    ("instant", "problem"),
    [
        *((each, "must be a date and time with offset (RFC 3339)") for each in MALFORMED),
        ("2026-01-01T00:00:00Z", "is in the past"),
        ("9998-01-01T00:00:00+14:00", "is more than a year ahead"),
    ],
)
async def test_a_time_that_is_malformed_or_out_of_bounds_is_refused(
    api: Api, instant: str, problem: str
):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_blog(author)
    await api.move("requestPublish", blog["id"], author)
    document = (
        "mutation ($id: ID!, $input: ApproveBlogInput!) {"
        " approveBlog(id: $id, input: $input) {"
        " __typename ... on InvalidInputError { fields { path message } } } }"
    )
    given = {"expectedRevision": 1, "publishAt": instant}
    answer = await api.execute(document, {"id": blog["id"], "input": given}, as_user=admin)
    assert answer["__typename"] == "InvalidInputError"
    (field,) = answer["fields"]
    assert field["path"] == ["publishAt"]
    assert problem in field["message"]
    status = await api.execute(SEEN, {"id": blog["id"]}, as_user=author)
    assert status["status"] == "PENDING"


@pytest.mark.parametrize("kept", ["DELETE", "KEEP"])
async def test_scheduled_posts_of_a_deleted_account_are_never_published(api: Api, kept: str):
    author, admin = await api.make_user(), await api.make_admin()
    await schedule(api, author, admin)
    public = (await api.make_published(author, admin, title="Public"))["id"]
    document = (
        "mutation ($input: DeleteAccountInput!) {"
        " deleteAccount(input: $input) { __typename ... on UserError { message } } }"
    )
    given = {"password": PASSWORD, "blogs": kept}
    answer = await api.execute(document, {"input": given}, as_user=author)
    assert answer["__typename"] == "DeleteAccountSuccess"
    # Of deleted blogs, only their events are left.
    left = (
        await api.services.database["blogs"]
        .find({"status": {"$ne": "deleted"}}, {"_id": 1})
        .to_list()
    )
    expected = [oid_of("Blog", public)] if kept == "KEEP" else []
    assert [blog["_id"] for blog in left] == expected
