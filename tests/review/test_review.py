"""The review queue, the decisions of admins, and the public pages."""

import asyncio
from typing import Any

import pytest
from api import BLOG_FIELDS, DECISION_INPUTS, UPDATE, Api, Person
from bson import ObjectId

from cms_blog.graphql.types.node_ids import encode_id

QUEUE = """
  query Queue($status: BlogStatus! = PENDING, $first: Int! = 20, $after: String) {
    adminQueue(status: $status, first: $first, after: $after) {
      nodes { id title authorEmail author { name } viewerActions }
      pageInfo { hasNextPage endCursor }
      totalCount
    }
  }
"""
PUBLIC_LIST = """
  query Public($search: String, $first: Int! = 20, $after: String) {
    publishedBlogs(search: $search, first: $first, after: $after) {
      nodes { title slug }
      pageInfo { hasNextPage endCursor }
      totalCount
    }
  }
"""
PUBLIC = (
    "query Public($slug: String!) { publishedBlog(slug: $slug) { ...BlogFields } }" + BLOG_FIELDS
)


async def make_pending(api: Api, author: Person, **overrides: Any) -> dict[str, Any]:
    blog = await api.make_blog(author, **overrides)
    return (await api.move("requestPublish", blog["id"], author))["blog"]


async def test_approval_publishes_the_blog(api: Api):
    ada, admin = await api.make_user(name="Ada"), await api.make_admin()
    blog = await make_pending(api, ada)
    approved = (await api.move("approveBlog", blog["id"], admin))["blog"]
    assert approved["status"] == "PUBLISHED"
    assert approved["slug"] == "balcony-tomatoes"
    assert approved["publishedAt"] is not None
    actions = ["UNPUBLISH", "ADD_NOTE", "CREATE_PREVIEW_LINK", "UPDATE_SLUG"]
    assert approved["viewerActions"] == actions
    (review,) = approved["reviews"]
    assert review["decision"] == "APPROVED"
    assert review["feedback"] is None
    assert review["reviewer"]["id"] == admin.id
    public = await api.execute(PUBLIC, {"slug": "balcony-tomatoes"})
    assert public == approved | {
        "authorEmail": None,
        "viewerActions": [],
        "brief": None,
        "reviews": [],
    }


async def test_decisions_keep_their_ids_and_name_the_revision(api: Api):
    ada, admin = await api.make_user(), await api.make_admin()
    blog_id = (await make_pending(api, ada))["id"]
    document = "query ($id: ID!) { blog(id: $id) { reviews { id decision revision } } }"
    seen: list[list[dict[str, Any]]] = []
    await api.move("rejectBlog", blog_id, admin, feedback="No.")
    seen.append((await api.execute(document, {"id": blog_id}, as_user=ada))["reviews"])
    await api.execute(
        UPDATE,
        {"id": blog_id, "input": {"expectedRevision": 1, "title": "Better"}},
        as_user=ada,
    )
    await api.move("requestPublish", blog_id, ada)
    for field in ("approveBlog", "unpublishBlog", "republishBlog"):
        await api.move(field, blog_id, admin)
        seen.append((await api.execute(document, {"id": blog_id}, as_user=ada))["reviews"])
    last = seen[-1]
    assert [(each["decision"], each["revision"]) for each in last] == [
        ("REJECTED", 1),
        ("APPROVED", 2),
        ("UNPUBLISHED", 2),
        ("REPUBLISHED", 2),
    ]
    assert len({each["id"] for each in last}) == 4
    assert seen == [last[:number] for number in (1, 2, 3, 4)]


async def test_decision_of_an_earlier_release_has_an_id_and_no_revision(api: Api):
    ada, admin = await api.make_user(), await api.make_admin()
    blog_id = (await make_pending(api, ada))["id"]
    await api.move("rejectBlog", blog_id, admin, feedback="No.")
    blogs = api.services.database["blogs"]
    document = "query ($id: ID!) { blog(id: $id) { reviews { id revision } } }"
    (now,) = (await api.execute(document, {"id": blog_id}, as_user=ada))["reviews"]
    await blogs.update_one({}, {"$unset": {"reviews.0.revision": ""}})
    (earlier,) = (await api.execute(document, {"id": blog_id}, as_user=ada))["reviews"]
    assert (earlier["id"], earlier["revision"]) == (now["id"], None)


async def test_rejected_blog_has_feedback_and_can_be_requested_again(api: Api):
    ada, admin = await api.make_user(), await api.make_admin()
    blog = await make_pending(api, ada)
    rejected = (await api.move("rejectBlog", blog["id"], admin, feedback=" More\nsun. "))["blog"]
    assert (rejected["status"], rejected["feedback"]) == ("REJECTED", "More\nsun.")
    again = (await api.move("requestPublish", blog["id"], ada))["blog"]
    assert (again["status"], again["feedback"]) == ("PENDING", None)
    approved = (await api.move("approveBlog", blog["id"], admin))["blog"]
    assert [(r["decision"], r["feedback"]) for r in approved["reviews"]] == [
        ("REJECTED", "More\nsun."),
        ("APPROVED", None),
    ]


@pytest.mark.parametrize("feedback", ["", " \n ", "x" * 2_001])
async def test_feedback_length_is_validated(api: Api, feedback: str):
    ada, admin = await api.make_user(), await api.make_admin()
    blog = await make_pending(api, ada)
    result = await api.move("rejectBlog", blog["id"], admin, feedback=feedback)
    assert result["__typename"] == "InvalidInputError"
    page = await api.execute(QUEUE, as_user=admin)
    assert [node["id"] for node in page["nodes"]] == [blog["id"]]


async def test_unpublished_blog_is_a_draft_with_its_slug(api: Api):
    ada, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_published(ada, admin)
    draft = (await api.move("unpublishBlog", blog["id"], admin))["blog"]
    assert (draft["status"], draft["slug"]) == ("SAVED", "balcony-tomatoes")
    assert draft["publishedAt"] is draft["requestedAt"] is None
    assert [review["decision"] for review in draft["reviews"]] == ["APPROVED", "UNPUBLISHED"]
    assert await api.execute(PUBLIC, {"slug": "balcony-tomatoes"}) is None
    assert (await api.execute(PUBLIC_LIST))["totalCount"] == 0
    await api.move("requestPublish", blog["id"], ada)
    again = (await api.move("approveBlog", blog["id"], admin))["blog"]
    assert again["slug"] == "balcony-tomatoes"


async def test_slugs_are_unique_for_any_title(api: Api):
    ada, admin = await api.make_user(), await api.make_admin()
    blogs = await asyncio.gather(
        *(api.make_published(ada, admin, title="Über Käse!") for _ in range(4))
    )
    slugs = {blog["slug"] for blog in blogs}
    assert len(slugs) == 4
    assert "ueber-kaese" in slugs
    assert all(slug.startswith("ueber-kaese") for slug in slugs)
    for title, slug in {"🍅🍅": "blog", "बागवानी": "baagvaanii", "x" * 200: "x" * 80}.items():
        assert (await api.make_published(ada, admin, title=title))["slug"] == slug


async def test_one_of_two_concurrent_decisions_succeeds(api: Api):
    ada = await api.make_user()
    first, second = await api.make_admin(), await api.make_admin()
    await make_pending(api, ada)
    blogs = api.services.database["blogs"]
    pattern = await blogs.find_one({})
    assert pattern is not None
    ids = [ObjectId() for _ in range(50)]
    await blogs.insert_many([pattern | {"_id": id_} for id_ in ids])
    for blog_id in (encode_id("Blog", id_) for id_ in ids):
        results = await asyncio.gather(
            api.move("approveBlog", blog_id, first),
            api.move("rejectBlog", blog_id, second, feedback="No."),
        )
        names = sorted(result["__typename"] for result in results)
        assert names[0] == "ApproveBlogSuccess" or names[1] == "RejectBlogSuccess"
        assert "BlogStatusError" in names
        winner, loser = sorted(results, key=lambda result: "message" in result)
        assert loser["blog"]["status"] == winner["blog"]["status"]
        assert len(winner["blog"]["reviews"]) == len(loser["blog"]["reviews"]) == 1


DECISIONS = {
    "approveBlog": {},
    "rejectBlog": {"feedback": "No."},
    "unpublishBlog": {},
    "republishBlog": {},
}


@pytest.mark.parametrize("decision", DECISIONS)
async def test_decisions_require_an_admin(api: Api, decision: str):
    ada, admin = await api.make_user(), await api.make_admin()
    await make_pending(api, ada)
    await api.make_published(ada, admin)
    blogs = await api.services.database["blogs"].find({}).to_list()
    fields = "expectedRevision: 1" + (', feedback: "No."' if decision == "rejectBlog" else "")
    given = f", input: {{{fields}}}" if decision in DECISION_INPUTS else ""
    document = f'mutation {{ {decision}(id: "x"{given}) {{ __typename }} }}'
    assert (await api.error(document))["extensions"]["code"] == "UNAUTHENTICATED"
    assert (await api.error(document, as_user=ada))["extensions"]["code"] == "FORBIDDEN"
    assert (await api.execute(document, as_user=admin)) == {"__typename": "NotFoundError"}
    assert await api.services.database["blogs"].find({}).to_list() == blogs


@pytest.mark.parametrize("decision", DECISIONS)
async def test_decision_in_another_status_gets_blog_status_error(api: Api, decision: str):
    ada, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_blog(ada)
    result = await api.move(decision, blog["id"], admin, **DECISIONS[decision])
    assert result["__typename"] == "BlogStatusError"
    assert result["blog"]["status"] == "SAVED"


async def test_queue_is_ordered_by_request_time(api: Api):
    ada, eve, admin = await api.make_user(name="Ada"), await api.make_user(), await api.make_admin()
    first = await make_pending(api, ada, title="First")
    await make_pending(api, eve, title="Second")
    await make_pending(api, ada, title="Third")
    await api.move("withdrawBlog", first["id"], ada)
    await api.move("requestPublish", first["id"], ada)
    titles: list[str] = []
    page: dict[str, Any] = {}
    after = None
    for _ in range(3):
        page = await api.execute(QUEUE, {"first": 1, "after": after}, as_user=admin)
        titles += [node["title"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        assert page["totalCount"] == 3
    assert titles == ["Second", "Third", "First"]
    assert page["pageInfo"]["hasNextPage"] is False
    assert page["nodes"][0]["author"]["name"] == "Ada"
    assert page["nodes"][0]["authorEmail"] == ada.email
    assert page["nodes"][0]["viewerActions"] == [
        "APPROVE",
        "REJECT",
        "ADD_NOTE",
        "CREATE_PREVIEW_LINK",
    ]


async def test_queue_pagination_continues_past_blogs_without_a_date(api: Api):
    """Blogs without `requested_at`, from an earlier release, come first."""
    ada, admin = await api.make_user(), await api.make_admin()
    for number in range(6):
        await make_pending(api, ada, title=f"Blog {number}")
    await api.services.database["blogs"].update_many(
        {"meta.title": {"$in": ["Blog 1", "Blog 4"]}}, {"$unset": {"requested_at": ""}}
    )
    titles: list[str] = []
    after = None
    for _ in range(6):
        page = await api.execute(QUEUE, {"first": 1, "after": after}, as_user=admin)
        titles += [node["title"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
    assert titles == [f"Blog {number}" for number in (1, 4, 0, 2, 3, 5)]


async def test_queue_of_any_status_requires_an_admin(api: Api):
    ada, admin = await api.make_user(), await api.make_admin()
    draft = await api.make_blog(ada)
    page = await api.execute(QUEUE, {"status": "SAVED"}, as_user=admin)
    assert [node["id"] for node in page["nodes"]] == [draft["id"]]
    assert (await api.error(QUEUE))["extensions"]["code"] == "UNAUTHENTICATED"
    assert (await api.error(QUEUE, as_user=ada))["extensions"]["code"] == "FORBIDDEN"


async def test_public_list_is_ordered_by_publication_time(api: Api):
    ada, admin = await api.make_user(), await api.make_admin()
    for title in ("One", "Two", "Three"):
        await api.make_published(ada, admin, title=title)
    await make_pending(api, ada, title="Hidden")
    # A blog that an earlier release published, without `published_at`.
    await api.services.database["blogs"].update_one(
        {"meta.title": "Two"}, {"$unset": {"published_at": ""}}
    )
    titles: list[str] = []
    page: dict[str, Any] = {}
    after = None
    for _ in range(3):
        page = await api.execute(PUBLIC_LIST, {"first": 1, "after": after})
        titles += [node["title"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        assert page["totalCount"] == 3
    assert titles == ["Three", "One", "Two"]
    assert page["pageInfo"]["hasNextPage"] is False


async def test_public_list_can_be_searched(api: Api):
    ada, admin = await api.make_user(), await api.make_admin()
    await api.make_published(ada, admin, title="Repairing wheels")
    await api.make_published(ada, admin, title="Tomatoes")
    page = await api.execute(PUBLIC_LIST, {"search": "WHE rep"})
    assert [node["title"] for node in page["nodes"]] == ["Repairing wheels"]
    assert page["totalCount"] == 1


@pytest.mark.parametrize("slug", ["", "nothing", "💥", "x" * 10_000, "\u0000", "$ne"])
async def test_unknown_slug_returns_null(api: Api, slug: str):
    assert await api.execute(PUBLIC, {"slug": slug}) is None


async def test_deleted_author_is_shown_as_deleted_user(api: Api):
    ada, admin = await api.make_user(), await api.make_admin()
    await api.make_published(ada, admin)
    await api.services.database["users"].delete_many({})
    public = await api.execute(PUBLIC, {"slug": "balcony-tomatoes"})
    assert public["author"] == {"id": ada.id, "name": "Deleted user"}
