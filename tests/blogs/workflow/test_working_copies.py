"""Edits, approvals and visibility of working copies, through the endpoint."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from adjusted_settings import adjusted
from api import BRIEF, Api, Person
from httpx import ASGITransport, AsyncClient
from working_copies import OTHER_PICTURE, PICTURE, UNAPPROVED, edit, read, stored

from cms_blog.server.app import create_app

PUBLIC_FIELDS = """
  id title slug status coverImageUrl viewerActions revision createdAt updatedAt requestedAt
  publishedAt firstPublishedAt author { id name } references { url title }
  content { markdown html excerpt wordCount metaTitle metaDescription coverImageAlt }
  workingCopy { title }
"""


PUBLIC_PAGES = [
    f'{{ publishedBlog(slug: "balcony-tomatoes") {{ {PUBLIC_FIELDS} }} }}',
    f"{{ publishedBlogs {{ nodes {{ {PUBLIC_FIELDS} }} totalCount pageInfo {{ endCursor }} }} }}",
    f'{{ publishedBlogs(search: "tomato") {{ nodes {{ {PUBLIC_FIELDS} }} }} }}',
    f'{{ publishedBlogs(search: "unapproved") {{ nodes {{ {PUBLIC_FIELDS} }} }} }}',
]


@pytest.fixture
async def public(api: Api) -> AsyncIterator[AsyncClient]:
    """A signed-out client of a server with the response cache, whose entries expire at once."""
    settings = adjusted(api.services.settings, public_cache_seconds=0.001)
    app = create_app(replace(api.services, settings=settings))
    async with AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as http:
        yield http


async def public_pages(public: AsyncClient) -> list[tuple[bytes, str]]:
    """Body and ETag of each public page."""
    found = [await public.post("/graphql", json={"query": query}) for query in PUBLIC_PAGES]
    return [(response.content, response.headers["etag"]) for response in found]


async def test_the_public_pages_stay_the_same_until_the_approval(api: Api, public: AsyncClient):
    author, admin = await api.make_user(), await api.make_admin()
    blog_id = (await api.make_published(author, admin, coverImageUrl=PICTURE))["id"]
    before = await public_pages(public)
    assert b"balcony-tomatoes" in before[0][0]
    assert b'"nodes":[]' in before[3][0]
    steps: list[tuple[str, Person, dict[str, Any]]] = [
        ("edit", author, UNAPPROVED),
        ("requestPublish", author, {}),
        ("rejectBlog", admin, {"feedback": "Unapproved."}),
        ("edit", author, {"title": "Unapproved again", "brief": BRIEF | {"tone": "Dry"}}),
        ("requestPublish", author, {}),
        ("withdrawBlog", author, {}),
        ("discardWorkingCopy", author, {}),
        ("edit", author, UNAPPROVED),
        ("requestPublish", author, {}),
    ]
    for step, person, given in steps:
        if step == "edit":
            result = await edit(api, blog_id, person, **given)
        else:
            result = await api.move(step, blog_id, person, **given)
        assert result["__typename"].endswith("Success"), (step, result)
        assert await public_pages(public) == before, step
    await api.move("approveBlog", blog_id, admin)
    after = await public_pages(public)
    assert [old == new for old, new in zip(before, after, strict=True)] == [False] * 4
    assert b"Unapproved title" in after[3][0]


async def test_an_approval_replaces_the_text_and_keeps_slug_and_first_publication(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    published = await api.make_published(author, admin, coverImageUrl=PICTURE)
    brief = BRIEF | {"targetedKeyword": "raised beds"}
    await edit(api, published["id"], author, **UNAPPROVED, brief=brief, selectedIdea="Beds")
    await api.move("requestPublish", published["id"], author)
    approved = (await api.move("approveBlog", published["id"], admin))["blog"]
    kept = ("id", "slug", "firstPublishedAt", "createdAt", "status", "author")
    assert {name: approved[name] for name in kept} == {name: published[name] for name in kept}
    assert approved["publishedAt"] > published["publishedAt"]
    assert approved["title"] == UNAPPROVED["title"]
    assert approved["content"]["markdown"] == UNAPPROVED["markdown"]
    assert approved["coverImageUrl"] == OTHER_PICTURE
    assert approved["selectedIdea"] == "Beds"
    assert approved["brief"]["targetedKeyword"] == "raised beds"
    assert [review["decision"] for review in approved["reviews"]] == ["APPROVED", "APPROVED"]
    raw = await stored(api, published["id"])
    assert "working" not in raw
    assert raw["images"] == [f"{'b' * 32}.png"]
    assert raw["search_words"][:5] == ["unapproved", "title", "an", "text", "read"]
    assert raw["keyword_words"] == ["raised", "beds"]
    assert raw["approved_revision"] == raw["revision"] == approved["revision"]
    found = await api.execute('{ publishedBlogs(search: "unappr") { nodes { id } } }')
    assert found["nodes"] == [{"id": published["id"]}]


async def test_the_working_copy_is_visible_to_the_author_and_admins(api: Api):
    author, other = await api.make_user(), await api.make_user()
    admin = await api.make_admin()
    blog = await api.make_published(author, admin)
    assert (await read(api, blog["id"], author))["workingCopy"] is None
    edited = await edit(api, blog["id"], author, **UNAPPROVED)
    assert edited["blog"]["title"] == blog["title"]
    for insider in (author, admin):
        shown = await read(api, blog["id"], insider)
        assert shown["title"] == blog["title"]
        assert shown["content"]["markdown"] == blog["content"]["markdown"]
        assert (shown["revision"], shown["updatedAt"]) == (2, blog["updatedAt"])
        copy = shown["workingCopy"]
        assert (copy["status"], copy["title"]) == ("EDITING", "Unapproved title")
        assert copy["content"]["markdown"] == UNAPPROVED["markdown"]
        assert copy["content"]["sections"] == [{"heading": "Unapproved heading"}]
        assert copy["content"]["metaTitle"] == "Unapproved title"
        assert len(copy["content"]["unsourcedClaims"]) == 1
        assert copy["coverImageUrl"] == OTHER_PICTURE
        assert copy["author"] == {"id": author.id}
        assert copy["brief"]["targetedKeyword"] == BRIEF["targetedKeyword"]
        assert copy["updatedAt"] > blog["updatedAt"]
        assert copy["feedback"] is copy["requestedAt"] is None
    for outsider in (other, None):
        shown = await read(api, blog["id"], outsider)
        assert shown["workingCopy"] is None
        assert (shown["revision"], shown["viewerActions"]) == (1, [])
        assert "napproved" not in str(shown)


async def test_only_the_selected_part_of_a_working_copy_is_read(api: Api, commands: Any):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_published(author, admin)
    await edit(api, blog["id"], author, **UNAPPROVED)
    query = "query ($id: ID!) { blog(id: $id) { workingCopy { title %s } } }"
    found: list[set[str]] = []
    for content in ("", "content { markdown }", "content { sections { html } }"):
        with commands.sent() as sent:
            await api.execute(query % content, {"id": blog["id"]}, as_user=author)
        (projection,) = [each["projection"] for each in sent if each.get("find") == "blogs"]
        found.append({path for path in projection if "final_blog" in path})
    text = {f"working.final_blog.{name}" for name in ("markdown", "renderer")}
    assert found[0] == set()
    assert found[1] == text
    assert found[2] > text


async def test_a_rejection_gives_feedback_on_the_working_copy_only(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog_id = (await api.make_published(author, admin))["id"]
    await edit(api, blog_id, author, **UNAPPROVED)
    await api.move("requestPublish", blog_id, author)
    pending = await read(api, blog_id, author)
    assert pending["workingCopy"]["status"] == "PENDING"
    assert pending["workingCopy"]["requestedAt"] > pending["requestedAt"]
    assert pending["viewerActions"] == ["WITHDRAW", "ADD_NOTE", "CREATE_PREVIEW_LINK"]
    refused = await edit(api, blog_id, author, title="Other")
    assert refused["message"].startswith("The blog is PUBLISHED (working copy: PENDING), but this ")
    assert "PUBLISHED (working copy: EDITING or REJECTED or none)" in refused["message"]
    await api.move("rejectBlog", blog_id, admin, feedback="$ources?")
    rejected = await read(api, blog_id, author)
    assert (rejected["status"], rejected["feedback"]) == ("PUBLISHED", None)
    assert rejected["workingCopy"]["status"] == "REJECTED"
    assert rejected["workingCopy"]["feedback"] == "$ources?"
    assert rejected["reviews"][-1] == {"decision": "REJECTED", "feedback": "$ources?"}
    await api.move("requestPublish", blog_id, author)
    again = await read(api, blog_id, author)
    assert (again["workingCopy"]["status"], again["workingCopy"]["feedback"]) == ("PENDING", None)
