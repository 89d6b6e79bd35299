"""Updates of blogs, and who may change them."""

import asyncio
from typing import Any

import pytest
from api import Api
from blog_operations import BLOG, DELETE, LIST, NO_BLOG, stored, update
from consistency import Stored


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
