"""Blogs through the API: saving, reading, deleting, actions of authors."""

from datetime import UTC, datetime
from typing import Any

import pytest
from api import BRIEF, MARKDOWN, SAVE, Api
from blog_operations import BLOG, DELETE, NO_BLOG, oid_in, save
from bson import ObjectId

from cms_blog.graphql.types.node_ids import encode_id


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
