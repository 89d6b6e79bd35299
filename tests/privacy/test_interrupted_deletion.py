"""Account deletions that are interrupted, repeated, or concurrent with changes."""

import asyncio
from typing import Any

import pytest
from api import BRIEF, LOGIN, MARKDOWN, PASSWORD, SAVE, SIGNUP, Api
from deleted_accounts import DELETE, blogs_of, delete, gone, in_all_statuses, mark, oid

from cms_blog.accounts.admins.changes import complete_changes, new_mark
from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.service import save_blog
from cms_blog.errors import Unauthenticated
from cms_blog.privacy.service import resume_deletions, resuming_deletions

SAVED = {"brief": BRIEF, "title": "Balcony tomatoes", "markdown": MARKDOWN}


async def test_one_of_two_concurrent_admin_deletions_is_rejected(api: Api):
    pair = [await api.make_admin() for _ in range(2)]
    results = await asyncio.gather(*(delete(api, admin) for admin in pair))
    assert "AdminNeededError" in {result["__typename"] for result in results}
    users = await api.services.database["users"].find().to_list()
    assert users
    assert all("leaving" not in user or user["leaving"] is None for user in users)


async def test_one_of_two_interrupted_admin_deletions_is_cancelled(api: Api):
    pair = [await api.make_admin() for _ in range(2)]
    users = api.services.database["users"]
    for admin in pair:
        interrupted = new_mark(removal=True, update={"$set": {"leaving": "delete"}})
        await users.update_one({"_id": oid(admin)}, {"$set": {"admin_change": interrupted}})
    await complete_changes()
    await resume_deletions(api.services.storage.store)
    (left,) = await users.find().to_list()
    assert (left["role"], left.get("leaving"), "admin_change" in left) == ("admin", None, False)


async def test_interrupted_deletion_blocks_the_account_and_is_resumed(api: Api):
    author = await api.make_user()
    await api.make_blog(author)
    await mark(api, author)
    login = await api.execute(LOGIN, {"email": author.email, "password": PASSWORD})
    assert login["__typename"] == "InvalidCredentialsError"
    error = await api.error("{ dashboardStats { total } }", as_user=author)
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
    given = {"name": "Eve", "email": author.email, "password": PASSWORD}
    taken = await api.execute(SIGNUP, {"input": given})
    assert taken["__typename"] == "EmailTakenError"
    async with resuming_deletions(api.services.storage.store):
        assert await gone(api, author)
    assert await blogs_of(api, author) == []


async def test_resumed_deletion_keeps_the_original_choice(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    await in_all_statuses(api, author, admin)
    await mark(api, author, "keep")
    await resume_deletions(api.services.storage.store)
    assert [blog["status"] for blog in await blogs_of(api, author)] == ["published"]


async def test_save_that_started_before_the_deletion_is_undone(api: Api):
    author = await api.make_user()
    user = await UserDocument.get(oid(author))
    assert user is not None
    given = {
        "brief": {"focus_or_niche": "a", "targeted_keyword": "b", "targeted_audience": "c"},
        "title": "Late",
        "markdown": "Text.",
    }
    await mark(api, author, "keep")
    with pytest.raises(Unauthenticated):
        await save_blog(user, given, receipts=api.services.receipts, storage=api.services.storage)
    await resume_deletions(api.services.storage.store)
    with pytest.raises(Unauthenticated):
        await save_blog(user, given, receipts=api.services.receipts, storage=api.services.storage)
    assert await blogs_of(api, author) == []


@pytest.mark.parametrize("kept", ["DELETE", "KEEP"])
async def test_concurrent_saves_leave_no_blogs_behind(api: Api, kept: str):
    author = await api.make_user()
    blogs = [await api.make_blog(author) for _ in range(3)]

    async def save() -> None:
        await api.send(SAVE, {"input": SAVED}, as_user=author)

    async def request(blog: dict[str, Any]) -> None:
        document = "mutation ($id: ID!) { requestPublish(id: $id) { __typename } }"
        await api.send(document, {"id": blog["id"]}, as_user=author)

    deletion = asyncio.create_task(delete(api, author, kept))
    beside = [asyncio.create_task(request(blog)) for blog in blogs]
    for _ in range(30):
        beside.append(asyncio.create_task(save()))
        await asyncio.sleep(0.001)
    await asyncio.gather(*beside)
    assert (await deletion)["__typename"] == "DeleteAccountSuccess"
    assert await blogs_of(api, author) == []


@pytest.mark.parametrize("blogs", ["DELETE", "KEEP"])
async def test_approval_during_the_deletion_leaves_no_blog_between_two_states(api: Api, blogs: str):
    """The blog is deleted, or with KEEP it may be published; nothing else remains of it."""
    admin = await api.make_admin()
    for _ in range(5):
        author = await api.make_user()
        blog = await api.make_blog(author)
        await api.move("requestPublish", blog["id"], author)
        approved, deleted = await asyncio.gather(
            api.move("approveBlog", blog["id"], admin), delete(api, author, blogs)
        )
        assert deleted["__typename"] == "DeleteAccountSuccess"
        remaining = [(found["status"], found["slug"]) for found in await blogs_of(api, author)]
        if approved["__typename"] == "ApproveBlogSuccess" and blogs == "KEEP":
            assert remaining in ([], [("published", approved["blog"]["slug"])])
        else:
            assert approved["__typename"] in {"ApproveBlogSuccess", "NotFoundError"}
            assert remaining == []


async def test_concurrent_deletions_have_the_same_result(api: Api):
    author = await api.make_user()
    await api.make_blog(author)
    variables = {"password": PASSWORD, "blogs": "DELETE"}
    answers = await asyncio.gather(*(api.send(DELETE, variables, as_user=author) for _ in range(3)))
    told = [
        answer["errors"][0]["extensions"]["code"]
        if "errors" in answer
        else answer["data"]["deleteAccount"]["__typename"]
        for answer in answers
    ]
    assert told.count("DeleteAccountSuccess") == 1
    assert set(told) <= {"DeleteAccountSuccess", "InvalidCredentialsError", "UNAUTHENTICATED"}
    assert await blogs_of(api, author) == []
