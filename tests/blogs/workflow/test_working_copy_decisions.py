"""Decisions on working copies: the queue, unpublishing, blogs of admins and of the first design."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from adjusted_settings import adjusted
from api import BRIEF, Api, Person, oid_of
from bson import ObjectId
from httpx import ASGITransport, AsyncClient
from working_copies import QUEUE, RESTORE, STATS, UNAPPROVED, edit, read, stored

from cms_blog.graphql.types.node_ids import encode_id
from cms_blog.server.app import create_app


async def test_unpublishing_keeps_the_approved_text_and_the_working_copy_as_a_version(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_published(author, admin)
    await edit(api, blog["id"], author, **UNAPPROVED)
    await api.move("requestPublish", blog["id"], author)
    draft = (await api.move("unpublishBlog", blog["id"], admin))["blog"]
    assert (draft["status"], draft["title"]) == ("SAVED", blog["title"])
    assert draft["viewerActions"] == [
        *("ADD_NOTE", "CREATE_PREVIEW_LINK", "REPUBLISH", "UPDATE_SLUG")
    ]
    shown = await read(api, blog["id"], author)
    assert shown["viewerActions"] == [
        *("UPDATE", "DELETE", "REQUEST_PUBLISH", "RESTORE_VERSION", "ADD_NOTE"),
        "CREATE_PREVIEW_LINK",
    ]
    assert shown["workingCopy"] is None
    assert (await api.execute(QUEUE, as_user=admin))["totalCount"] == 0
    assert (await api.execute(STATS, as_user=author))["publishedWithChanges"] == 0
    again = (await api.move("republishBlog", blog["id"], admin))["blog"]
    assert (again["status"], again["title"]) == ("PUBLISHED", blog["title"])
    assert (await read(api, blog["id"], author))["workingCopy"] is None
    # It is the version of its last edit, with its metadata.
    restored = await api.execute(
        RESTORE,
        {"id": blog["id"], "input": {"revision": 2, "expectedRevision": 3}},
        as_user=author,
    )
    assert restored["__typename"] == "RestoreVersionSuccess"
    copy = (await read(api, blog["id"], author))["workingCopy"]
    assert (copy["status"], copy["title"]) == ("EDITING", "Unapproved title")
    assert copy["content"]["markdown"] == UNAPPROVED["markdown"]
    assert copy["coverImageUrl"] == UNAPPROVED["coverImageUrl"]


async def test_the_reason_of_an_unpublishing_is_kept_in_the_history(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog_id = (await api.make_published(author, admin))["id"]
    unpublish = """
      mutation ($id: ID!, $input: UnpublishBlogInput) {
        unpublishBlog(id: $id, input: $input) {
          __typename ... on InvalidInputError { fields { path } }
        }
      }"""
    for reason in ("x" * 2_001, " "):
        variables = {"id": blog_id, "input": {"reason": reason}}
        result = await api.execute(unpublish, variables, as_user=admin)
        assert result == {"__typename": "InvalidInputError", "fields": [{"path": ["reason"]}]}
    for given, kept in [
        (None, None),
        ({}, None),
        ({"reason": None}, None),
        ({"reason": " $lander.\n"}, "$lander."),
        ({"reason": "x" * 2_000}, "x" * 2_000),
    ]:
        await api.execute(unpublish, {"id": blog_id, "input": given}, as_user=admin)
        draft = (await api.move("republishBlog", blog_id, admin))["blog"]
        review = draft["reviews"][-2]
        assert (review["decision"], review["feedback"]) == ("UNPUBLISHED", kept)


async def test_the_queue_lists_new_and_changed_posts_by_request_time(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    changed = [(await api.make_published(author, admin, title=f"Old {n}"))["id"] for n in range(3)]
    new = [(await api.make_blog(author, title=f"New {n}"))["id"] for n in range(3)]
    for n in (2, 0, 1):
        await edit(api, changed[n], author, title=f"Changed {n}")
        await api.move("requestPublish", changed[n], author)
        await api.move("requestPublish", new[n], author)
    blogs = api.services.database["blogs"]
    # A blog of an earlier release without a request time comes first.
    await blogs.update_one({"meta.title": "New 1"}, {"$unset": {"requested_at": ""}})
    # At one instant, the order is by id, in both parts.
    instant = datetime(2026, 1, 1, tzinfo=UTC)
    await blogs.update_one({"meta.title": "New 2"}, {"$set": {"requested_at": instant}})
    await blogs.update_one({"meta.title": "Old 2"}, {"$set": {"working.requested_at": instant}})
    expected = ["New 1", "Old 2", "New 2", "Old 0", "New 0", "Old 1"]
    page: dict[str, Any] = {}
    for first in (1, 4, 20):
        titles: list[str] = []
        after, more = None, True
        while more:
            page = await api.execute(QUEUE, {"first": first, "after": after}, as_user=admin)
            titles += [node["title"] for node in page["nodes"]]
            assert len(page["nodes"]) <= first
            assert page["totalCount"] == 6
            after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
        assert titles == expected, first
    assert page["nodes"][1] == {
        "title": "Old 2",
        "status": "PUBLISHED",
        "workingCopy": {"title": "Changed 2", "status": "PENDING"},
    }
    published = QUEUE.replace("(first:", "(status: PUBLISHED, first:")
    assert (await api.execute(published, as_user=admin))["totalCount"] == 3


async def test_the_dashboard_counts_published_blogs_with_a_working_copy(api: Api):
    author, other, admin = await api.make_user(), await api.make_user(), await api.make_admin()
    blogs = [(await api.make_published(author, admin))["id"] for _ in range(4)]
    foreign = (await api.make_published(other, admin))["id"]
    await edit(api, foreign, other, title="Other")
    for blog_id in blogs[:3]:
        await edit(api, blog_id, author, title="Other")
    for blog_id in blogs[:2]:
        await api.move("requestPublish", blog_id, author)
    await api.move("rejectBlog", blogs[0], admin, feedback="No.")
    counts = {"total": 4, "saved": 0, "pending": 0, "published": 4, "rejected": 0}
    stats = await api.execute(STATS, as_user=author)
    assert stats == counts | {"publishedWithChanges": 3}


# A published blog as the first release stored it.
FIRST_DESIGN: dict[str, Any] = {
    "status": "published",
    "meta": {
        "language": "English",
        "title": "Tomatoes",
        "focus_or_niche": "Gardens",
        "targeted_keyword": "tomatoes",
        "targeted_audience": "gardeners",
        "reference_links": "https://example.com/a, https://example.com/b",
        "intro_md": None,
        "outline": None,
        "cover_image_url": None,
    },
    "final_blog": {"markdown": "# Tomatoes\n\nThey grow.", "html": "<script>1</script>"},
    "created_at": datetime(2024, 1, 1, tzinfo=UTC),
    "updated_at": datetime(2024, 1, 1, tzinfo=UTC),
}


async def test_a_blog_of_the_first_design_passes_through_every_action(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    oid = ObjectId()
    blog_id = encode_id("Blog", oid)
    first = FIRST_DESIGN | {"_id": oid, "author_id": oid_of("User", author.id)}
    await api.services.database["blogs"].insert_one(first)
    steps: list[tuple[str, Person, dict[str, Any], tuple[str, str | None]]] = [
        ("edit", author, {"title": "Second"}, ("PUBLISHED", "EDITING")),
        ("discardWorkingCopy", author, {}, ("PUBLISHED", None)),
        ("edit", author, {"brief": BRIEF}, ("PUBLISHED", "EDITING")),
        ("requestPublish", author, {}, ("PUBLISHED", "PENDING")),
        ("withdrawBlog", author, {}, ("PUBLISHED", "EDITING")),
        ("requestPublish", author, {}, ("PUBLISHED", "PENDING")),
        ("rejectBlog", admin, {"feedback": "No."}, ("PUBLISHED", "REJECTED")),
        ("requestPublish", author, {}, ("PUBLISHED", "PENDING")),
        ("approveBlog", admin, {}, ("PUBLISHED", None)),
        ("unpublishBlog", admin, {}, ("SAVED", None)),
        ("republishBlog", admin, {}, ("PUBLISHED", None)),
        ("edit", author, {"title": "Third"}, ("PUBLISHED", "EDITING")),
        ("unpublishBlog", admin, {}, ("SAVED", None)),
        ("edit", author, {"title": "Fourth"}, ("SAVED", None)),
        ("requestPublish", author, {}, ("PENDING", None)),
        ("rejectBlog", admin, {"feedback": "No."}, ("REJECTED", None)),
        ("requestPublish", author, {}, ("PENDING", None)),
        ("approveBlog", admin, {}, ("PUBLISHED", None)),
    ]
    for step, person, given, expected in steps:
        if step == "edit":
            result = await edit(api, blog_id, person, **given)
        else:
            result = await api.move(step, blog_id, person, **given)
        assert result["__typename"].endswith("Success"), (step, result)
        shown = await read(api, blog_id, author)
        copy = shown["workingCopy"]
        assert (shown["status"], copy and copy["status"]) == expected, step
        raw = await stored(api, blog_id)
        added = [raw[name] for name in raw.keys() - first.keys() - {"provenance"}]
        assert None not in [*added, *raw.get("working", {}).values()], step
    raw = await stored(api, blog_id)
    assert raw["slug"] == "tomatoes"
    # The text of the first design is the first version. No edit shares that of a removed text.
    assert [(each["revision"], each["cause"]) for each in raw["versions"]] == [
        (1, "published"),
        (2, "edited"),
        (4, "edited"),
        (4, "published"),
        (5, "edited"),
        (7, "edited"),
        (7, "published"),
    ]


async def test_another_admin_must_approve_an_admins_blog(api: Api):
    alone = await api.make_admin()
    blog_id = (await api.make_blog(alone))["id"]
    await api.move("requestPublish", blog_id, alone)
    assert "APPROVE" in (await read(api, blog_id, alone))["viewerActions"]
    other = await api.make_admin()
    assert "APPROVE" not in (await read(api, blog_id, alone))["viewerActions"]
    assert "REJECT" in (await read(api, blog_id, alone))["viewerActions"]
    before = await stored(api, blog_id)
    refused = await api.move("approveBlog", blog_id, alone)
    assert refused == {
        "__typename": "SelfApprovalError",
        "message": "You can't approve your own blog. Ask another admin to review it.",
    }
    assert await stored(api, blog_id) == before
    assert "APPROVE" in (await read(api, blog_id, other))["viewerActions"]
    assert (await api.move("approveBlog", blog_id, other))["__typename"] == "ApproveBlogSuccess"
    # The same for a working copy; an admin who is leaving does not count.
    await edit(api, blog_id, alone, title="Second")
    await api.move("requestPublish", blog_id, alone)
    refused = await api.move("approveBlog", blog_id, alone)
    assert refused["__typename"] == "SelfApprovalError"
    await api.services.database["users"].update_one(
        {"email": other.email}, {"$set": {"leaving": "keep"}}
    )
    assert "APPROVE" in (await read(api, blog_id, alone))["viewerActions"]
    assert (await api.move("approveBlog", blog_id, alone))["__typename"] == "ApproveBlogSuccess"


async def test_self_approval_can_be_allowed(api: Api):
    author, _ = await api.make_admin(), await api.make_admin()
    blog_id = (await api.make_blog(author))["id"]
    await api.move("requestPublish", blog_id, author)
    settings = adjusted(api.services.settings, require_other_approver=False)
    app = create_app(replace(api.services, settings=settings))
    async with AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as http:
        allowing = Api(http, api.services)
        assert "APPROVE" in (await read(allowing, blog_id, author))["viewerActions"]
        result = await allowing.move("approveBlog", blog_id, author)
    assert result["__typename"] == "ApproveBlogSuccess"
