"""Visibility of blogs: public fields, decisions on outdated revisions, the cap on reviews."""

from typing import Any, cast

import pytest
from api import Api, oid_of
from graphql import (
    GraphQLField,
    GraphQLObjectType,
    build_schema,
    get_named_type,
)

from cms_blog.schema import create_schema

# Fields of a published blog that everyone may read. A field that is not listed is private.
PUBLIC_FIELDS = {
    *("id", "title", "slug", "status", "author", "coverImageUrl", "content", "references"),
    *("viewerActions", "revision", "createdAt", "updatedAt", "requestedAt"),
    *("publishedAt", "firstPublishedAt"),
}
# Private fields, with their value for anyone but the author and admins.
PRIVATE_FIELDS: dict[str, Any] = {
    "feedback": None,
    "authorEmail": None,
    "brief": None,
    "selectedIdea": None,
    "introMarkdown": None,
    "outline": [],
    "imagePrompt": None,
    "reviews": [],
}
MAX_REVIEWS = 100


def blog_fields() -> dict[str, GraphQLField]:
    blog = build_schema(create_schema().as_str()).type_map["Blog"]
    assert isinstance(blog, GraphQLObjectType)
    return dict(blog.fields)


def selection(name: str, field: GraphQLField) -> str:
    """The field with everything below it."""
    type_ = cast("object", get_named_type(cast("Any", field).type))
    if not isinstance(type_, GraphQLObjectType):
        return name
    below = [selection(child, found) for child, found in type_.fields.items()]
    return f"{name} {{ {' '.join(below)} }}"


def everything() -> str:
    return " ".join(selection(name, field) for name, field in blog_fields().items())


def test_each_field_of_a_blog_is_declared_public_or_private():
    assert PUBLIC_FIELDS & PRIVATE_FIELDS.keys() == set()
    assert blog_fields().keys() == PUBLIC_FIELDS | PRIVATE_FIELDS.keys()


@pytest.mark.parametrize("outsider", ["signed out", "another user"])
async def test_outsiders_read_only_the_public_fields(api: Api, outsider: str):
    author, admin = await api.make_user(), await api.make_admin()
    private = {
        "selectedIdea": "The private idea",
        "introMarkdown": "The private intro",
        "outline": ["The private heading"],
        "imagePrompt": "The private prompt",
    }
    blog = await api.make_blog(author, **private)
    await api.move("requestPublish", blog["id"], author)
    await api.move("rejectBlog", blog["id"], admin, feedback="The private feedback")
    await api.move("requestPublish", blog["id"], author)
    slug = (await api.move("approveBlog", blog["id"], admin))["blog"]["slug"]
    viewer = None if outsider == "signed out" else await api.make_user()

    one = f"query($slug: String!) {{ publishedBlog(slug: $slug) {{ {everything()} }} }}"
    listed = f"{{ publishedBlogs(first: 1) {{ nodes {{ {everything()} }} }} }}"
    (first,) = (await api.execute(listed, as_user=viewer))["nodes"]
    for shown in (await api.execute(one, {"slug": slug}, as_user=viewer), first):
        assert {name: shown[name] for name in PRIVATE_FIELDS} == PRIVATE_FIELDS
        assert "private" not in str(shown)
    for insider in (author, admin):
        shown = await api.execute(one, {"slug": slug}, as_user=insider)
        assert {name: shown[name] for name in private} == private
        assert [review["feedback"] for review in shown["reviews"]] == ["The private feedback", None]


@pytest.mark.parametrize("field", ["approveBlog", "rejectBlog"])
@pytest.mark.parametrize("offset", [-1, 1])
async def test_a_decision_on_another_revision_is_a_conflict(api: Api, field: str, offset: int):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_blog(author)
    await api.move("requestPublish", blog["id"], author)
    blogs = api.services.database["blogs"]
    before = await blogs.find_one({"_id": oid_of("Blog", blog["id"])})
    given = {"feedback": "Too short."} if field == "rejectBlog" else {}
    revision = blog["revision"] + offset
    result = await api.move(field, blog["id"], admin, expectedRevision=revision, **given)
    assert result["__typename"] == "EditConflictError"
    assert await blogs.find_one({"_id": oid_of("Blog", blog["id"])}) == before


async def test_a_text_that_was_edited_while_an_admin_read_it_is_not_published(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    reviewed = await api.make_blog(author)
    await api.move("requestPublish", reviewed["id"], author)
    await api.move("withdrawBlog", reviewed["id"], author)
    edit = """
      mutation($id: ID!, $input: UpdateBlogInput!) {
        updateBlog(id: $id, input: $input) { ... on UpdateBlogSuccess { blog { revision } } }
      }"""
    changes = {"expectedRevision": reviewed["revision"], "title": "Not reviewed"}
    await api.execute(edit, {"id": reviewed["id"], "input": changes}, as_user=author)
    await api.move("requestPublish", reviewed["id"], author)
    revision = reviewed["revision"]
    result = await api.move("approveBlog", reviewed["id"], admin, expectedRevision=revision)
    assert result["__typename"] == "EditConflictError"


async def test_the_latest_hundred_reviews_are_kept(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_blog(author)
    oid = oid_of("Blog", blog["id"])
    for number in range(MAX_REVIEWS + 1):
        await api.services.database["blogs"].update_one(
            {"_id": oid}, {"$set": {"status": "pending"}}
        )
        await api.move("rejectBlog", blog["id"], admin, feedback=f"Review {number}")
    raw = await api.services.database["blogs"].find_one({"_id": oid})
    assert raw is not None
    kept = [review["feedback"] for review in raw["reviews"]]
    assert kept == [f"Review {number}" for number in range(1, MAX_REVIEWS + 1)]
