"""Origin of a blog's sentences, through the API."""

from dataclasses import replace
from typing import Any

import orjson
from adjusted_settings import adjusted
from api import Api, Person
from generation_documents import STEPS
from httpx import ASGITransport, AsyncClient

from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.content.checks.provenance import (
    MAX_RECEIPTS,
    sentences_of,
)
from cms_blog.blogs.content.markdown import render
from cms_blog.generation import prompts
from cms_blog.graphql.types.node_ids import oid_of
from cms_blog.privacy.export import export_chunks
from cms_blog.server.app import create_app

PROVENANCE = "provenance { sentences generated other approvedAt approvedBy { id } }"


SAVE = f"""
  mutation ($input: SaveBlogInput!) {{
    saveBlog(input: $input) {{
      __typename
      ... on SaveBlogSuccess {{ blog {{ id revision {PROVENANCE} }} }}
      ... on InvalidInputError {{ fields {{ path message }} }}
    }}
  }}"""


UPDATE = f"""
  mutation ($id: ID!, $input: UpdateBlogInput!) {{
    updateBlog(id: $id, input: $input) {{
      __typename
      ... on UpdateBlogSuccess {{ blog {{ id revision {PROVENANCE} }} }}
      ... on InvalidInputError {{ fields {{ path message }} }}
    }}
  }}"""


READ = f"query ($id: ID!) {{ blog(id: $id) {{ {PROVENANCE} }} }}"


async def generated_post(api: Api, author: Person) -> tuple[dict[str, Any], str, list[str]]:
    """Generate intros and a post; return the input of the post, its text, and both receipts."""
    document, given = STEPS["generateIntros"]
    intros = await api.execute(
        document.replace("usage", "receipt usage"), {"input": given}, as_user=author
    )
    document, given = STEPS["generateBlog"]
    given = given | {"introMarkdown": intros["options"][0]}
    post = await api.execute(
        document.replace("usage", "receipt usage"), {"input": given}, as_user=author
    )
    return given, post["content"]["markdown"], [intros["receipt"], post["receipt"]]


def shown(result: dict[str, Any]) -> tuple[int, int, int]:
    found = result["blog"]["provenance"]
    return found["sentences"], found["generated"], found["other"]


async def saved(api: Api, author: Person, markdown: str, receipts: list[str]) -> dict[str, Any]:
    given = {
        "brief": STEPS["generateBlog"][1]["brief"],
        "title": "Balcony tomatoes",
        "markdown": markdown,
        "receipts": receipts,
    }
    return await api.execute(SAVE, {"input": given}, as_user=author)


async def generators(api: Api, blog_id: str) -> list[dict[str, Any]]:
    raw = await api.services.database["blogs"].find_one({"_id": oid_of("Blog", blog_id)})
    assert raw is not None
    return raw["provenance"]["generators"]


async def test_three_sentences_added_by_hand_are_exactly_three_other(api: Api):
    author = await api.make_user()
    _, markdown, receipts = await generated_post(api, author)
    result = await saved(api, author, markdown, receipts)
    sentences, all_generated, other = shown(result)
    assert (sentences, other) == (all_generated, 0)
    assert sentences > 20
    changes = {
        "expectedRevision": 1,
        "markdown": f"I wrote this.\n\n{markdown}\nThis is mine. So is this.\n",
    }
    blog_id = result["blog"]["id"]
    result = await api.execute(UPDATE, {"id": blog_id, "input": changes}, as_user=author)
    assert shown(result) == (sentences + 3, sentences, 3)


async def test_the_chosen_intro_is_generated_only_by_the_step_that_wrote_it(api: Api):
    author = await api.make_user()
    given, markdown, (intros, post) = await generated_post(api, author)
    by_intros = [*sentences_of(render(given["introMarkdown"]))]
    _, _, other = shown(await saved(api, author, markdown, [post]))
    assert other == len(by_intros)
    _, _, other = shown(await saved(api, author, markdown, [post, intros]))
    assert other == 0


async def test_a_blog_stores_its_models_and_prompt_versions(api: Api):
    author = await api.make_user()
    _, markdown, receipts = await generated_post(api, author)
    blog_id = (await saved(api, author, markdown, receipts))["blog"]["id"]
    # The emulator is no model.
    expected = [{"model": "offline", "prompts": prompts.VERSION}]
    assert await generators(api, blog_id) == expected
    changes = {"expectedRevision": 1, "markdown": "Mine alone."}
    await api.execute(UPDATE, {"id": blog_id, "input": changes}, as_user=author)
    assert await generators(api, blog_id) == expected
    raw = await api.services.database["users"].find_one({"_id": oid_of("User", author.id)})
    assert raw is not None
    text = b"".join([chunk async for chunk in export_chunks(UserDocument.read(raw))])
    (blog,) = orjson.loads(text)["blogs"]
    assert blog["provenance"]["generators"] == [
        {"model": "offline", "promptVersion": prompts.VERSION}
    ]


async def test_receipts_alone_are_added_by_an_update(api: Api):
    author = await api.make_user()
    _, markdown, receipts = await generated_post(api, author)
    result = await saved(api, author, markdown, receipts[1:])
    changes = {"expectedRevision": 1, "receipts": receipts[:1]}
    variables = {"id": result["blog"]["id"], "input": changes}
    assert shown(await api.execute(UPDATE, variables, as_user=author))[2] == 0


async def test_other_people_s_receipts_and_too_many_are_refused(api: Api):
    author, thief = await api.make_user(), await api.make_user()
    _, markdown, receipts = await generated_post(api, author)
    result = await saved(api, thief, markdown, receipts)
    assert [field["path"] for field in result["fields"]] == [["receipts", "0"]]
    result = await saved(api, author, markdown, receipts[:1] * (MAX_RECEIPTS + 1))
    assert [field["path"] for field in result["fields"]] == [["receipts"]]
    result = await saved(api, author, markdown, receipts[:1] * MAX_RECEIPTS)
    assert result["__typename"] == "SaveBlogSuccess"
    blog = await api.make_blog(thief)
    changes = {"expectedRevision": 1, "receipts": receipts}
    result = await api.execute(UPDATE, {"id": blog["id"], "input": changes}, as_user=thief)
    assert [field["path"] for field in result["fields"]] == [["receipts", "0"]]


async def test_provenance_names_the_last_approval_and_is_private(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    _, markdown, receipts = await generated_post(api, author)
    blog_id = (await saved(api, author, markdown, receipts))["blog"]["id"]
    shown = await api.execute(READ, {"id": blog_id}, as_user=author)
    assert (shown["provenance"]["approvedBy"], shown["provenance"]["approvedAt"]) == (None, None)
    await api.move("requestPublish", blog_id, author)
    await api.move("approveBlog", blog_id, admin)
    await api.move("unpublishBlog", blog_id, admin)
    await api.move("republishBlog", blog_id, admin)
    for viewer in (author, admin):
        shown = await api.execute(READ, {"id": blog_id}, as_user=viewer)
        assert shown["provenance"]["approvedBy"] == {"id": admin.id}
        assert shown["provenance"]["approvedAt"]
    for outsider in (None, await api.make_user()):
        assert await api.execute(READ, {"id": blog_id}, as_user=outsider) == {"provenance": None}


async def test_the_operator_can_publish_provenance(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    _, markdown, receipts = await generated_post(api, author)
    blog_id = (await saved(api, author, markdown, receipts))["blog"]["id"]
    await api.move("requestPublish", blog_id, author)
    await api.move("approveBlog", blog_id, admin)
    settings = adjusted(api.services.settings, publish_provenance=True)
    app = create_app(replace(api.services, settings=settings))
    async with AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as http:
        public = Api(http, api.services)
        shown = await public.execute(READ, {"id": blog_id})
    assert shown["provenance"]["other"] == 0
    assert shown["provenance"]["approvedBy"] == {"id": admin.id}


async def test_without_receipts_provenance_is_null(api: Api):
    author = await api.make_user()
    blog = await api.make_blog(author)
    shown = await api.execute(READ, {"id": blog["id"]}, as_user=author)
    assert shown == {"provenance": None}
