"""Retries after a lost response: repeated mutations have no further effect."""

import asyncio
from typing import Any

import pytest
from api import BRIEF, MARKDOWN, SAVE, UPDATE, Api, Person

KEY = "0b1e7e0c-6d0f-4b0e-9f5e-2a0f3f0b8a11"
NEW = {"brief": BRIEF, "title": "Balcony tomatoes", "markdown": MARKDOWN}


async def save(api: Api, author: Person, **changed: Any) -> dict[str, Any]:
    given = NEW | {"idempotencyKey": KEY} | changed
    return await api.execute(SAVE, {"input": given}, as_user=author)


async def update(api: Api, author: Person, blog: dict[str, Any], **changes: Any) -> dict[str, Any]:
    given = {"expectedRevision": blog["revision"]} | changes
    return await api.execute(UPDATE, {"id": blog["id"], "input": given}, as_user=author)


async def count(api: Api) -> int:
    return await api.services.database["blogs"].count_documents({})


async def test_saving_again_with_the_same_key_returns_the_same_blog(api: Api):
    author = await api.make_user()
    first = await save(api, author)
    assert await save(api, author) == first
    # Equal after validation.
    assert await save(api, author, title="Balcony  tomatoes ", outline=[]) == first
    assert await count(api) == 1


async def test_concurrent_saves_with_one_key_create_one_blog(api: Api):
    author = await api.make_user()
    results = await asyncio.gather(*(save(api, author) for _ in range(10)))
    assert {result["blog"]["id"] for result in results} == {results[0]["blog"]["id"]}
    assert await count(api) == 1


async def test_saving_again_returns_the_current_blog(api: Api):
    author = await api.make_user()
    blog = (await save(api, author))["blog"]
    await update(api, author, blog, title="Other")
    await api.move("requestPublish", blog["id"], author)
    again = (await save(api, author))["blog"]
    assert (again["id"], again["title"], again["status"]) == (blog["id"], "Other", "PENDING")


@pytest.mark.parametrize(
    "other", [{"title": "Other"}, {"markdown": "Other"}, {"outline": ["Other"]}, {"metaTitle": "O"}]
)
async def test_a_key_of_another_blog_is_rejected(api: Api, other: dict[str, Any]):
    author = await api.make_user()
    await save(api, author)
    refused = await save(api, author, **other)
    assert refused["__typename"] == "InvalidInputError"
    assert [field["path"] for field in refused["fields"]] == [["idempotencyKey"]]
    assert await count(api) == 1


async def test_keys_are_scoped_to_the_author_and_optional(api: Api):
    ada, bob = await api.make_user(), await api.make_user()
    saved = [
        await save(api, ada),
        await save(api, bob),
        await save(api, ada, idempotencyKey="another"),
        await save(api, ada, idempotencyKey=None),
        await save(api, ada, idempotencyKey=None),
    ]
    assert len({result["blog"]["id"] for result in saved}) == 5


async def test_a_key_can_be_reused_after_the_blog_is_deleted(api: Api):
    author = await api.make_user()
    first = (await save(api, author))["blog"]
    document = "mutation ($id: ID!) { deleteBlog(id: $id) { __typename } }"
    await api.execute(document, {"id": first["id"]}, as_user=author)
    # A repeated deletion returns NotFoundError.
    again = await api.execute(document, {"id": first["id"]}, as_user=author)
    assert again["__typename"] == "NotFoundError"
    assert (await save(api, author, title="Other"))["__typename"] == "SaveBlogSuccess"


@pytest.mark.parametrize("key", ["", " ", "x" * 101, "a\u0000b", "a\nb", "a\u200bb"])
async def test_invalid_keys_are_rejected(api: Api, key: str):
    refused = await save(api, await api.make_user(), idempotencyKey=key)
    assert [field["path"] for field in refused["fields"]] == [["idempotencyKey"]]


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Other"},
        {"markdown": "# Other\n\nText.\n"},
        {"title": "Other", "metaTitle": "Found", "coverImageUrl": "https://example.com/a.png"},
        {"coverImageUrl": None, "coverImageAlt": None},
    ],
)
async def test_a_repeated_update_succeeds(api: Api, changes: dict[str, Any]):
    author = await api.make_user()
    blog = await api.make_blog(author, coverImageUrl="https://example.com/b.png")
    first = await update(api, author, blog, **changes)
    assert first["__typename"] == "UpdateBlogSuccess"
    assert await update(api, author, blog, **changes) == first
    assert first["blog"]["revision"] == 2


async def test_concurrent_equal_updates_are_applied_once(api: Api):
    author = await api.make_user()
    blog = await api.make_blog(author)
    results = await asyncio.gather(*(update(api, author, blog, title="Other") for _ in range(10)))
    assert [result["blog"]["revision"] for result in results] == [2] * 10
    assert {result["__typename"] for result in results} == {"UpdateBlogSuccess"}


async def test_different_and_outdated_updates_are_conflicts(api: Api):
    author = await api.make_user()
    blog = await api.make_blog(author)
    changed = (await update(api, author, blog, title="Other", metaTitle="Found"))["blog"]
    for other in (
        {"title": "Third"},
        {"title": "Other"},
        {"title": "Other", "metaTitle": "Found", "markdown": "Text"},
    ):
        result = await update(api, author, blog, **other)
        assert result["__typename"] == "EditConflictError", other
        assert result["blog"]["revision"] == 2
    await update(api, author, changed, title="Third")
    overtaken = await update(api, author, blog, title="Other", metaTitle="Found")
    assert overtaken["__typename"] == "EditConflictError"


async def test_a_repeated_action_returns_the_current_status(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_blog(author)
    for field, person, status in (
        ("requestPublish", author, "PENDING"),
        ("approveBlog", admin, "PUBLISHED"),
        ("unpublishBlog", admin, "SAVED"),
    ):
        done = await api.move(field, blog["id"], person)
        again = await api.move(field, blog["id"], person)
        assert again["__typename"] == "BlogStatusError"
        assert again["blog"] == done["blog"]
        assert again["blog"]["status"] == status
