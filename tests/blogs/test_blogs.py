"""Blogs through the API: saving, reading, lists, editing, deleting, actions of authors."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from api import BLOG_FIELDS, BRIEF, MARKDOWN, SAVE, UPDATE, Api, Person
from bson import ObjectId
from consistency import Stored

from cms_blog.blogs.brief import Creativity, PostLength
from cms_blog.blogs.documents import Meta
from cms_blog.graphql.types.node_ids import decode_id, encode_id

BLOG = "query Blog($id: ID!) { blog(id: $id) { ...BlogFields } }" + BLOG_FIELDS
DELETE = """
  mutation Delete($id: ID!) {
    deleteBlog(id: $id) {
      __typename
      ... on DeleteBlogSuccess { deletedId }
      ... on BlogStatusError { blog { status } }
      ... on UserError { message }
    }
  }
"""
LIST = """
  query List($status: BlogStatus, $search: String, $first: Int! = 20, $after: String) {
    blogs(status: $status, search: $search, first: $first, after: $after) {
      nodes { id title status }
      edges { cursor }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      totalCount
    }
  }
"""
STATS = "{ dashboardStats { total saved pending published rejected } }"
NO_BLOG = "There is no such blog, or it is not yours. It may have been deleted."


def oid_in(node_id: str) -> ObjectId:
    decoded = decode_id(node_id)
    assert decoded is not None
    return decoded[1]


async def stored(api: Api, blog: dict[str, Any]) -> dict[str, Any] | None:
    return await api.services.database["blogs"].find_one({"_id": oid_in(blog["id"])})


async def save(api: Api, author: Person, **overrides: Any) -> dict[str, Any]:
    given = {"brief": BRIEF, "title": "Tomatoes", "markdown": MARKDOWN} | overrides
    return await api.execute(SAVE, {"input": given}, as_user=author)


async def update(api: Api, author: Person, blog_id: str, **given: Any) -> dict[str, Any]:
    return await api.execute(UPDATE, {"id": blog_id, "input": given}, as_user=author)


async def test_save_stores_all_fields(api: Api):
    ada = await api.make_user(name="Ada")
    blog = await api.make_blog(
        ada,
        title="  Balcony   tomatoes ",
        selectedIdea="An idea",
        introMarkdown="An *intro*.",
        outline=["One", "Two"],
        tags=["Herbs"],
        imagePrompt="A red tomato",
        coverImageUrl="https://example.com/a.png",
        brief=BRIEF
        | {
            "tone": "Funny",
            "creativity": "HIGH",
            "language": "German",
            "referenceLinks": ["https://example.com/1", "http://example.com/2?a=b#c"],
            "length": "SHORT",
        },
    )
    assert blog["createdAt"] == blog["updatedAt"]
    created = datetime.fromisoformat(blog.pop("createdAt"))
    assert abs((datetime.now(UTC) - created).total_seconds()) < 60
    del blog["updatedAt"]
    assert blog.pop("id") != ""
    assert blog.pop("content") == {
        "markdown": MARKDOWN.strip(),
        "html": '<h1 id="section-balcony-tomatoes">Balcony tomatoes</h1>\n'
        "<p>They grow anywhere.</p>\n"
        '<h2 id="section-sun">Sun</h2>\n<p>Six hours a day.</p>\n',
        "excerpt": "They grow anywhere. Six hours a day.",
        "wordCount": 10,
        "readingMinutes": 1,
        "sections": [
            {
                "heading": "Balcony tomatoes",
                "level": 1,
                "anchor": "section-balcony-tomatoes",
                "markdown": "# Balcony tomatoes\n\nThey grow anywhere.\n\n",
                "html": '<h1 id="section-balcony-tomatoes">Balcony tomatoes</h1>\n'
                "<p>They grow anywhere.</p>\n",
            },
            {
                "heading": "Sun",
                "level": 2,
                "anchor": "section-sun",
                "markdown": "## Sun\n\nSix hours a day.",
                "html": '<h2 id="section-sun">Sun</h2>\n<p>Six hours a day.</p>\n',
            },
        ],
    }
    assert blog == {
        "title": "Balcony tomatoes",
        "slug": None,
        "status": "SAVED",
        "feedback": None,
        "revision": 1,
        "viewerActions": [
            *("UPDATE", "DELETE", "REQUEST_PUBLISH", "RESTORE_VERSION", "ADD_NOTE"),
            *("CREATE_PREVIEW_LINK", "UPDATE_SLUG"),
        ],
        "requestedAt": None,
        "publishedAt": None,
        "firstPublishedAt": None,
        "selectedIdea": "An idea",
        "introMarkdown": "An *intro*.",
        "outline": ["One", "Two"],
        "tags": ["Herbs"],
        "imagePrompt": "A red tomato",
        "coverImageUrl": "https://example.com/a.png",
        "authorEmail": None,
        "author": {"id": ada.id, "name": "Ada"},
        "brief": {
            "language": "German",
            "tone": "Funny",
            "creativity": "HIGH",
            "focusOrNiche": "Balcony gardening",
            "targetedKeyword": "balcony tomatoes",
            "targetedAudience": "people with small flats",
            "referenceLinks": ["https://example.com/1", "http://example.com/2?a=b#c"],
            "length": "SHORT",
        },
        "reviews": [],
    }


async def test_a_saved_blog_reads_the_same(api: Api):
    ada = await api.make_user()
    blog = await api.make_blog(ada)
    assert await api.execute(BLOG, {"id": blog["id"]}, as_user=ada) == blog


async def test_stored_documents_have_the_shape_of_the_first_version(api: Api):
    ada = await api.make_user()
    document = await stored(api, await api.make_blog(ada, coverImageUrl="https://e.com/a.png"))
    assert document is not None
    assert document["author_id"] == oid_in(ada.id)
    assert document["status"] == "saved"
    assert document["meta"]["creativity"] == "Medium"
    assert document["meta"]["length"] == "Medium"
    assert document["meta"]["title"] == "Balcony tomatoes"
    assert document["final_blog"]["markdown"] == MARKDOWN.strip()
    assert document["final_blog"]["html"].startswith("<h1")
    assert set(document["final_blog"]["render"]) == {
        "title",
        "cover_image_url",
        "intro_md",
        "sections",
        "conclusion_md",
        "references",
    }


async def test_an_old_blog_without_a_text_can_be_edited(api: Api):
    author = await api.make_user()
    blog = await api.make_blog(author)
    await api.services.database["blogs"].update_one({}, {"$set": {"final_blog": None}})
    edited = await update(api, author, blog["id"], expectedRevision=1, title="Anew")
    assert edited["blog"]["title"] == "Anew"


@pytest.mark.parametrize("stored", ["Epic", "", None, 7, ["Short"], {}])
def test_unknown_creativity_and_length_read_as_medium(stored: object):
    meta = Meta.model_validate({"creativity": stored, "length": stored})
    assert (meta.creativity, meta.length) == (Creativity.MEDIUM, PostLength.MEDIUM)


async def test_a_blog_of_the_first_version_can_be_read_and_edited(api: Api):
    ada = await api.make_user()
    instant = datetime(2025, 1, 2, 3, 4, 5, 678000, UTC)
    result = await api.services.database["blogs"].insert_one(
        {
            "author_id": oid_in(ada.id),
            "status": "saved",
            "meta": {
                "language": "English",
                "tone": None,
                "creativity": "wild",
                "focus_or_niche": "Cars",
                "targeted_keyword": "cars",
                "targeted_audience": "drivers",
                "reference_links": "https://a.example, https://b.example,",
                "title": "Cars",
            },
            "final_blog": {
                "render": {"sections": [{"heading": "Old", "bullets": []}]},
                "markdown": "# Cars\n\n<script>alert(1)</script>\nOld.",
                "html": "<h1>Cars</h1><script>alert(1)</script>",
            },
            "feedback": "ignored",
            "created_at": instant,
            "updated_at": instant,
        }
    )
    blog_id = encode_id("Blog", result.inserted_id)
    blog = await api.execute(BLOG, {"id": blog_id}, as_user=ada)
    assert blog["createdAt"] == "2025-01-02T03:04:05.678Z"
    assert blog["revision"] == 1
    assert blog["feedback"] is None
    assert blog["brief"]["creativity"] == "MEDIUM"
    assert blog["brief"]["length"] == "MEDIUM"
    assert blog["brief"]["referenceLinks"] == ["https://a.example", "https://b.example"]
    assert blog["content"]["html"] == "\n<p>Old.</p>\n"
    assert blog["content"]["sections"] == []
    changed = await update(api, ada, blog_id, expectedRevision=1, title="Better cars")
    assert (changed["blog"]["revision"], changed["blog"]["title"]) == (2, "Better cars")
    assert changed["blog"]["content"] == blog["content"]


@pytest.mark.parametrize(
    ("overrides", "path", "message"),
    [
        ({"title": ""}, ["title"], "can't be empty"),
        ({"title": "x" * 201}, ["title"], "must have at most 200 characters"),
        ({"markdown": " \n "}, ["markdown"], "can't be empty"),
        ({"markdown": "x" * 100_001}, ["markdown"], "must have at most 100,000 characters"),
        (
            {"markdown": ">" * 5_000},
            ["markdown"],
            "has too many nested quotes, lists or tags",
        ),
        ({"outline": ["x"] * 31}, ["outline"], "must have at most 30 entries"),
        ({"outline": ["ok", ""]}, ["outline", "1"], "can't be empty"),
        ({"selectedIdea": "x" * 501}, ["selectedIdea"], "must have at most 500 characters"),
        (
            {"brief": BRIEF | {"tone": "x" * 61}},
            ["brief", "tone"],
            "must have at most 60 characters",
        ),
        (
            {"brief": BRIEF | {"referenceLinks": ["https://a.example"] * 21}},
            ["brief", "referenceLinks"],
            "must have at most 20 entries",
        ),
        (
            {"coverImageUrl": "https://a.example/" + "x" * 2_048},
            ["coverImageUrl"],
            "must have at most 2,048 characters",
        ),
    ],
)
async def test_invalid_input_is_reported_and_not_saved(
    api: Api, overrides: dict[str, Any], path: list[str], message: str
):
    ada = await api.make_user()
    result = await save(api, ada, **overrides)
    assert result["__typename"] == "InvalidInputError"
    assert result["fields"] == [{"path": path, "message": message}]
    assert await api.services.database["blogs"].count_documents({}) == 0


async def test_saving_requires_authentication(api: Api):
    given = {"brief": BRIEF, "title": "T", "markdown": "M"}
    error = await api.error(SAVE, {"input": given})
    assert error["extensions"]["code"] == "UNAUTHENTICATED"


async def test_drafts_are_hidden_from_others(api: Api):
    ada, eve = await api.make_user(), await api.make_user()
    admin = await api.make_admin()
    blog = await api.make_blog(ada)
    assert await api.execute(BLOG, {"id": blog["id"]}) is None
    assert await api.execute(BLOG, {"id": blog["id"]}, as_user=eve) is None
    seen = await api.execute(BLOG, {"id": blog["id"]}, as_user=admin)
    assert seen["authorEmail"] == ada.email
    assert seen["viewerActions"] == ["ADD_NOTE", "CREATE_PREVIEW_LINK"]


@pytest.mark.parametrize("bad", ["", "x", "QmxvZzp4", "Qmxv" * 100, "💥", "VXNlcjo=", "\u0000"])
async def test_invalid_ids_are_not_found(api: Api, bad: str):
    ada = await api.make_user()
    assert await api.execute(BLOG, {"id": bad}, as_user=ada) is None
    assert await api.execute("query($id: ID!){node(id:$id){id}}", {"id": bad}) is None
    result = await api.execute(DELETE, {"id": bad}, as_user=ada)
    assert result == {"__typename": "NotFoundError", "message": NO_BLOG}


async def test_nodes_are_fetched_again_by_their_ids(api: Api):
    ada, eve = await api.make_user(name="Ada"), await api.make_user()
    blog = await api.make_blog(ada)
    node = """
      query($id: ID!) { node(id: $id) { __typename id ... on Blog { title } ... on User { name } } }
    """
    shown = {"__typename": "Blog", "id": blog["id"], "title": "Balcony tomatoes"}
    assert await api.execute(node, {"id": blog["id"]}, as_user=ada) == shown
    assert await api.execute(node, {"id": blog["id"]}, as_user=eve) is None
    user = {"__typename": "User", "id": ada.id, "name": "Ada"}
    assert await api.execute(node, {"id": ada.id}, as_user=eve) == user
    assert await api.execute(node, {"id": encode_id("User", ObjectId())}) is None
    assert await api.execute(node, {"id": encode_id("Other", oid_in(blog["id"]))}) is None


async def test_pages_are_sorted_newest_first(api: Api):
    ada, eve = await api.make_user(), await api.make_user()
    titles = [f"Blog {n}" for n in range(7)]
    for title in titles:
        await api.make_blog(ada, title=title)
    await api.make_blog(eve)
    seen: list[str] = []
    after = None
    sizes: list[int] = []
    while True:
        page = await api.execute(LIST, {"first": 3, "after": after}, as_user=ada)
        assert page["totalCount"] == 7
        seen += [node["title"] for node in page["nodes"]]
        sizes.append(len(page["nodes"]))
        info = page["pageInfo"]
        assert info["hasPreviousPage"] is (after is not None)
        assert info["startCursor"] == page["edges"][0]["cursor"]
        assert info["endCursor"] == page["edges"][-1]["cursor"]
        after = info["endCursor"]
        if not info["hasNextPage"]:
            break
    assert seen == titles[::-1]
    assert sizes == [3, 3, 1]


async def test_pagination_with_equal_dates(api: Api):
    ada = await api.make_user()
    for n in range(5):
        await api.make_blog(ada, title=f"Blog {n}")
    await api.services.database["blogs"].update_many(
        {}, {"$set": {"created_at": datetime(2025, 1, 1, tzinfo=UTC)}}
    )
    seen: list[str] = []
    after = None
    for _ in range(5):
        page = await api.execute(LIST, {"first": 1, "after": after}, as_user=ada)
        seen.append(page["nodes"][0]["title"])
        after = page["pageInfo"]["endCursor"]
    assert sorted(seen) == [f"Blog {n}" for n in range(5)]


async def test_an_empty_list(api: Api):
    ada = await api.make_user()
    assert await api.execute(LIST, as_user=ada) == {
        "nodes": [],
        "edges": [],
        "pageInfo": {
            "hasNextPage": False,
            "hasPreviousPage": False,
            "startCursor": None,
            "endCursor": None,
        },
        "totalCount": 0,
    }


@pytest.mark.parametrize("first", [0, -1, 101, 2_147_483_647])
async def test_first_must_be_from_1_to_100(api: Api, first: int):
    error = await api.error(LIST, {"first": first}, as_user=await api.make_user())
    assert error["extensions"]["code"] in {"BAD_REQUEST", "QUERY_TOO_EXPENSIVE"}


async def test_cursors_of_other_lists_are_rejected(api: Api):
    ada, admin = await api.make_user(), await api.make_admin()
    await api.make_published(ada, admin)
    page = await api.execute("{ publishedBlogs { pageInfo { endCursor } } }")
    for after in (page["pageInfo"]["endCursor"], "", "x", "💥", "A" * 28, "=" * 5_000):
        error = await api.error(LIST, {"after": after}, as_user=ada)
        assert error["message"].startswith("`after` must be a cursor of this list")
        assert error["extensions"]["code"] == "BAD_REQUEST"


async def test_search_by_prefixes(api: Api):
    ada = await api.make_user()
    await api.make_blog(
        ada, title="Crème brûlée at home", brief=BRIEF | {"targetedKeyword": "eggs"}
    )
    await api.make_blog(ada, title="Tomatoes (c++)", brief=BRIEF | {"targetedKeyword": "garden"})

    async def found(search: str | None) -> list[str]:
        page = await api.execute(LIST, {"search": search}, as_user=ada)
        assert page["totalCount"] == len(page["nodes"])
        return [node["title"].split()[0] for node in page["nodes"]]

    assert await found("creme") == ["Crème"]
    assert await found("BRÛ cr") == ["Crème"]
    assert await found("egg") == ["Crème"]
    assert await found("gard tom") == ["Tomatoes"]
    assert await found("egg tom") == []
    assert await found("reme") == []
    assert await found(".*") == []
    assert await found("c++") == ["Tomatoes", "Crème"]
    assert await found("  ") == await found(None) == ["Tomatoes", "Crème"]
    error = await api.error(LIST, {"search": "x" * 101}, as_user=ada)
    assert error["extensions"]["code"] == "BAD_REQUEST"


async def test_lists_and_counts_by_status(api: Api):
    ada, admin = await api.make_user(), await api.make_admin()
    await api.make_blog(ada, title="Draft")
    pending = await api.make_blog(ada, title="Pending")
    await api.move("requestPublish", pending["id"], ada)
    rejected = await api.make_blog(ada, title="Rejected")
    await api.move("requestPublish", rejected["id"], ada)
    await api.move("rejectBlog", rejected["id"], admin, feedback="No.")
    await api.make_published(ada, admin, title="Published")
    await api.make_blog(admin)
    for status, title in {
        "SAVED": "Draft",
        "PENDING": "Pending",
        "REJECTED": "Rejected",
        "PUBLISHED": "Published",
    }.items():
        page = await api.execute(LIST, {"status": status}, as_user=ada)
        assert [node["title"] for node in page["nodes"]] == [title]
    assert await api.execute(STATS, as_user=ada) == {
        "total": 4,
        "saved": 1,
        "pending": 1,
        "published": 1,
        "rejected": 1,
    }


async def test_an_update_changes_only_the_given_fields(api: Api):
    ada = await api.make_user()
    blog = await api.make_blog(ada, coverImageUrl="https://example.com/a.png")
    result = await update(api, ada, blog["id"], expectedRevision=1, title="New title")
    assert result["blog"] == blog | {
        "title": "New title",
        "revision": 2,
        "updatedAt": result["blog"]["updatedAt"],
    }
    assert result["blog"]["updatedAt"] >= blog["updatedAt"]
    result = await update(api, ada, blog["id"], expectedRevision=2, coverImageUrl=None)
    assert (result["blog"]["coverImageUrl"], result["blog"]["revision"]) == (None, 3)
    result = await update(api, ada, blog["id"], expectedRevision=3, markdown="Just *this*.")
    assert result["blog"]["content"]["html"] == "<p>Just <em>this</em>.</p>\n"
    assert result["blog"]["content"]["sections"] == []
    document = await stored(api, blog)
    assert document is not None
    assert document["final_blog"]["render"]["title"] == "New title"
    assert (await api.execute(LIST, {"search": "new"}, as_user=ada))["totalCount"] == 1


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({}, ["expectedRevision"]),
        ({"title": None}, ["title"]),
        ({"title": ""}, ["title"]),
        ({"title": "x" * 201}, ["title"]),
        ({"markdown": None}, ["markdown"]),
        ({"markdown": ""}, ["markdown"]),
        ({"markdown": "x" * 100_001}, ["markdown"]),
        ({"markdown": ">" * 60_000}, ["markdown"]),
    ],
)
async def test_an_invalid_update_changes_nothing(api: Api, given: dict[str, Any], path: list[str]):
    ada = await api.make_user()
    blog = await api.make_blog(ada)
    result = await update(api, ada, blog["id"], expectedRevision=1, **given)
    assert result["__typename"] == "InvalidInputError"
    assert [field["path"] for field in result["fields"]] == [path]
    assert await api.execute(BLOG, {"id": blog["id"]}, as_user=ada) == blog


async def test_one_of_several_concurrent_updates_succeeds(api: Api):
    ada = await api.make_user()
    blog = await api.make_blog(ada)
    results = await asyncio.gather(
        *(update(api, ada, blog["id"], expectedRevision=1, title=f"Title {n}") for n in range(8))
    )
    names = sorted(result["__typename"] for result in results)
    assert names == ["EditConflictError"] * 7 + ["UpdateBlogSuccess"]
    winner = next(r["blog"] for r in results if r["__typename"] == "UpdateBlogSuccess")
    assert winner["revision"] == 2
    assert all(result["blog"] == winner for result in results)
    stale = await update(api, ada, blog["id"], expectedRevision=1, title="Late")
    assert stale["message"] == (
        "The blog has been edited since you read it and is now at revision 2. "
        "Reload it and try again."
    )


async def test_other_users_can_not_edit_delete_or_move_a_blog(api: Api):
    ada, eve, admin = await api.make_user(), await api.make_user(), await api.make_admin()
    blog = await api.make_blog(ada)
    await api.make_published(ada, admin)
    before = await api.services.database["blogs"].find({}).to_list()
    for other in (eve, admin):
        result = await update(api, other, blog["id"], expectedRevision=1, title="Mine")
        assert result == {"__typename": "NotFoundError", "message": NO_BLOG}
        assert (await api.execute(DELETE, {"id": blog["id"]}, as_user=other))["message"] == NO_BLOG
        for step in ("requestPublish", "withdrawBlog"):
            assert (await api.move(step, blog["id"], other))["message"] == NO_BLOG
    assert await api.services.database["blogs"].find({}).to_list() == before


async def test_deletion_is_permanent(api: Api):
    ada = await api.make_user()
    blog = await api.make_blog(ada)
    results = await asyncio.gather(
        *(api.execute(DELETE, {"id": blog["id"]}, as_user=ada) for _ in range(3))
    )
    names = sorted(result["__typename"] for result in results)
    assert names == ["DeleteBlogSuccess", "NotFoundError", "NotFoundError"]
    # Of the blog, only its events are left.
    assert Stored(await stored(api, blog)).blog is None


async def test_a_withdrawn_blog_is_a_draft(api: Api):
    ada = await api.make_user()
    blog = await api.make_blog(ada)
    pending = (await api.move("requestPublish", blog["id"], ada))["blog"]
    assert pending["status"] == "PENDING"
    assert pending["requestedAt"] is not None
    assert pending["viewerActions"] == ["WITHDRAW", "ADD_NOTE", "CREATE_PREVIEW_LINK"]
    saved = (await api.move("withdrawBlog", blog["id"], ada))["blog"]
    assert saved == blog | {"updatedAt": saved["updatedAt"]}


async def test_own_lists_require_authentication(api: Api):
    for document in (LIST, STATS):
        assert (await api.error(document))["extensions"]["code"] == "UNAUTHENTICATED"
