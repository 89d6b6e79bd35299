"""The fields of `Blog`: their declarations, projections and visibility."""

from datetime import UTC, datetime
from typing import Any, cast

import orjson
import pytest
import strawberry
from api import BRIEF, Api, oid_of
from bson import ObjectId
from graphql import (
    GraphQLField,
    GraphQLObjectType,
    get_named_type,
)
from pydantic import BaseModel
from sample_images import picture
from served_schema import served_schema

from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.documents import BlogDocument, FinalBlog, Meta
from cms_blog.blogs.presentation import FIELDS, fields_of
from cms_blog.blogs.records import stored_at
from cms_blog.privacy.export import export_chunks

# Fields of a published blog that everyone may read. A field that is not listed is private.
PUBLIC_FIELDS = {
    *("id", "title", "slug", "status", "author", "coverImageUrl", "content", "references"),
    *("viewerActions", "revision", "createdAt", "updatedAt", "requestedAt"),
    *("publishedAt", "firstPublishedAt", "tags", "languageTag", "coverImage"),
    "structuredData",
}
# Fields of the objects in public fields, all of them public except NESTED_PRIVATE.
NESTED_FIELDS = {
    "User": {"id", "name", "joinedAt", "bio", "avatarUrl", "websiteUrl"},
    "BlogContent": {
        *("markdown", "html", "sections", "excerpt", "wordCount", "readingMinutes", "metaTitle"),
        *("metaDescription", "coverImageAlt", "keywordReport", "unsourcedClaims", "styleFindings"),
    },
    "Section": {"heading", "level", "anchor", "markdown", "html"},
    "KeywordReport": {"occurrences", "density", "inTitle", "inFirstParagraph", "inHeadings"},
    "UnsourcedClaim": {"kind", "sentence", "anchor"},
    "StyleFinding": {"rule", "quote", "suggestion", "anchor"},
    "Reference": {"url", "title", "status"},
    "Image": {"url", "width", "height", "bytes", "mediaType", "alt", "variants", "srcset"},
    "ImageVariant": {"url", "width", "height"},
}
# Fields of `content`, with their value for anyone but the author and admins.
NO_REPORT = {
    "occurrences": 0,
    "density": 0,
    "inTitle": False,
    "inFirstParagraph": False,
    "inHeadings": 0,
}
NESTED_PRIVATE: dict[str, Any] = {
    "unsourcedClaims": [],
    "styleFindings": [],
    "keywordReport": NO_REPORT,
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
    "provenance": None,
    "workingCopy": None,
    "versions": [],
    "notes": [],
}
# Fields that the export of personal data does not need: `markdown` stands for `content`,
# `coverImageUrl` and the brief for what is derived from them.
NOT_EXPORTED = {
    *("author", "authorEmail", "content", "viewerActions"),
    *("coverImage", "languageTag", "structuredData"),
}

WHEN = datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)
# Values for every field of `Blog`: as a client saves them, and as the server sets them later.
GIVEN: dict[str, Any] = {
    "brief": BRIEF
    | {"referenceLinks": ["https://example.com/"], "tone": "Dry", "language": "Dari"}
    | {"creativity": "LOW", "length": "LONG"},
    "selectedIdea": "An idea",
    "introMarkdown": "An intro",
    "outline": ["A heading"],
    "imagePrompt": "A prompt",
    "coverImageUrl": "https://example.com/cover.png",
    "metaTitle": "A title for search engines",
    "metaDescription": "A description for search engines",
    "coverImageAlt": "A description of the cover",
    "tags": ["Herbs", "Roof gardens"],
    "references": [{"url": "https://example.com/", "title": "A page", "status": "READ"}],
}
NOTE = {"id": ObjectId(), "author_id": ObjectId(), "body": "A note", "created_at": WHEN}
SET: dict[str, Any] = {
    "feedback": "Feedback",
    "revision": 7,
    "requested_at": WHEN,
    "published_at": WHEN,
    "first_published_at": WHEN,
    "provenance": {"digests": b"12345678", "sentences": 3, "generated": 2},
    "reviews": [{"decision": "rejected", "feedback": "Feedback", "decided_at": WHEN}],
    "notes": [NOTE | {"quote": "They grow anywhere.", "resolved_at": WHEN, "revision": 1}],
}
# Stored fields that are absent until an edit or a decision sets them, so that no document class has
# them.
SET_LATER = {
    *("first_published_at", "approved_at", "approved_revision", "unpublished_at", "versions"),
    *("notes", "slug_chosen"),
    *(f"working.{name}" for name in ("status", "feedback", "requested_at", "updated_at", "meta")),
    "working.tags",
}


def blog_fields() -> dict[str, GraphQLField]:
    blog = served_schema().type_map["Blog"]
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


def test_each_field_of_the_objects_in_public_fields_is_listed():
    types = served_schema().type_map
    found: dict[str, set[str]] = {}
    waiting: list[object] = [blog_fields()[name].type for name in PUBLIC_FIELDS]  # pyright: ignore[reportUnknownMemberType] - graphql-core leaves the items of lists open
    while waiting:
        type_ = types[str(waiting.pop()).strip("[]!")]
        if isinstance(type_, GraphQLObjectType) and type_.name not in found:
            found[type_.name] = {*type_.fields}
            waiting += [field.type for field in type_.fields.values()]  # pyright: ignore[reportUnknownMemberType] - as above
    assert found == NESTED_FIELDS


def test_the_declared_visibility_is_as_listed():
    assert {name for name, field in FIELDS.items() if field.source.public} == PUBLIC_FIELDS


async def test_each_field_alone_reads_the_same_as_from_the_whole_document(api: Api):
    samples = [await read_whole_and_alone(api, status) for status in ("rejected", "published")]
    for whole, alone in samples:
        assert alone == whole
    without_value = [name for name in FIELDS if not any(whole[name] for whole, _ in samples)]
    without_value += [name for name, value in samples[0][0]["workingCopy"].items() if not value]
    assert without_value == [], "add a value to GIVEN or to SET"


async def read_whole_and_alone(api: Api, status: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A blog as read without a projection, and with the projection of each single field."""
    author = await api.make_admin()
    cover = await api.services.storage.put(picture(), "image/png")
    blog = await api.make_blog(author, **GIVEN | {"coverImageUrl": cover})
    reviews = [review | {"reviewer_id": oid_of("User", author.id)} for review in SET["reviews"]]
    changes = SET | {"status": status, "slug": status, "reviews": reviews}
    blogs = api.services.database["blogs"]
    raw = await blogs.find_one({"_id": oid_of("Blog", blog["id"])})
    assert raw is not None
    texts = {name: raw[name] for name in ("meta", "final_blog", "images", "tags")}
    times = {"updated_at": WHEN, "requested_at": WHEN}
    working = {"status": "rejected", "feedback": "Feedback"} | texts | times
    await blogs.update_one({"_id": raw["_id"]}, {"$set": changes | {"working": working}})
    # A refused action reads the whole document.
    refused = f"""
      mutation ($id: ID!) {{
        withdrawBlog(id: $id) {{ ... on BlogStatusError {{ blog {{ {everything()} }} }} }}
      }}"""
    whole = (await api.execute(refused, {"id": blog["id"]}, as_user=author))["blog"]
    alone: dict[str, Any] = {}
    for name, field in blog_fields().items():
        one = f"query($id: ID!) {{ blog(id: $id) {{ {selection(name, field)} }} }}"
        alone |= await api.execute(one, {"id": blog["id"]}, as_user=author)
    return whole, alone


def test_the_declared_paths_are_stored():
    models: dict[str, type[BaseModel]] = {"": BlogDocument, "meta": Meta, "final_blog": FinalBlog}
    paths = {path for field in FIELDS.values() for path in field.source.stored} - SET_LATER
    split = [path.rpartition(".") for path in sorted(paths)]
    assert [parts for parts in split if parts[2] not in models[parts[0]].model_fields] == []


def test_a_field_without_a_source_is_an_error_at_import():
    @strawberry.type
    class Forgotten:
        views: int | None = strawberry.field(description="Number of views.")

    with pytest.raises(TypeError, match="views: declare how the field is read"):
        fields_of(Forgotten)


def test_a_private_field_must_be_nullable_or_a_list():
    @strawberry.type
    class NonNull:
        views: int = strawberry.field(metadata=stored_at("views"))

    with pytest.raises(TypeError, match="views: a private field must be nullable or a list"):
        fields_of(NonNull)


def test_a_field_is_private_by_default():
    @strawberry.type
    class Valid:
        views: int | None = strawberry.field(metadata=stored_at("views"))

    assert not fields_of(Valid)["views"].source.public


async def test_each_field_is_in_the_export_of_personal_data(api: Api):
    author = await api.make_user()
    await api.make_blog(author)
    raw = await api.services.database["users"].find_one({"_id": oid_of("User", author.id)})
    assert raw is not None
    text = b"".join([chunk async for chunk in export_chunks(UserDocument.read(raw))])
    (blog,) = orjson.loads(text)["blogs"]
    assert FIELDS.keys() - blog.keys() == NOT_EXPORTED


@pytest.mark.parametrize("outsider", ["signed out", "another user"])
async def test_outsiders_read_only_the_public_fields(api: Api, outsider: str):
    author, admin = await api.make_user(), await api.make_admin()
    private = {
        "selectedIdea": "The private idea",
        "introMarkdown": "The private intro",
        "outline": ["The private heading"],
        "imagePrompt": "The private prompt",
    }
    blog = await api.make_blog(author, markdown="It sold 90 % more.", **private)
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
        assert {name: shown["content"][name] for name in NESTED_PRIVATE} == NESTED_PRIVATE
        assert "private" not in str(shown)
    for insider in (author, admin):
        shown = await api.execute(one, {"slug": slug}, as_user=insider)
        assert {name: shown[name] for name in private} == private
        assert shown["content"]["unsourcedClaims"]
        assert [review["feedback"] for review in shown["reviews"]] == ["The private feedback", None]
