"""Account deletion and data export."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import jwt
import pytest
from api import BRIEF, LOGIN, MARKDOWN, PASSWORD, SAVE, SIGNUP, Api, Commands, Person
from bson import ObjectId

from cms_blog.accounts.admins.changes import complete_changes, new_mark
from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.service import save_blog
from cms_blog.errors import Unauthenticated
from cms_blog.graphql.types.node_ids import oid_of
from cms_blog.privacy.export import export_chunks
from cms_blog.privacy.service import resume_deletions, resuming_deletions

DELETE = """
  mutation Delete($password: String!, $blogs: BlogsAtDeletion!) {
    deleteAccount(input: {password: $password, blogs: $blogs}) {
      __typename
      ... on DeleteAccountSuccess { deletedId }
      ... on InvalidInputError { fields { path message } }
      ... on UserError { message }
    }
  }
"""
EXPORT = "mutation { exportMyData { ... on ExportMyDataSuccess { url expiresAt } } }"
PUBLIC = "query ($slug: String!) { publishedBlog(slug: $slug) { title author { id name } } }"
SAVED = {"brief": BRIEF, "title": "Balcony tomatoes", "markdown": MARKDOWN}


async def delete(
    api: Api, person: Person, blogs: str = "DELETE", password: str = PASSWORD
) -> dict[str, Any]:
    variables = {"password": password, "blogs": blogs}
    return await api.execute(DELETE, variables, as_user=person)


def oid(person: Person) -> ObjectId:
    found = oid_of("User", person.id)
    assert found is not None
    return found


async def blogs_of(api: Api, person: Person) -> list[dict[str, Any]]:
    return await api.services.database["blogs"].find({"author_id": oid(person)}).to_list()


async def in_all_statuses(api: Api, author: Person, admin: Person) -> dict[str, dict[str, Any]]:
    """Create one blog per status; return them by status."""
    saved, pending, rejected = [await api.make_blog(author) for _ in range(3)]
    await api.move("requestPublish", pending["id"], author)
    await api.move("requestPublish", rejected["id"], author)
    await api.move("rejectBlog", rejected["id"], admin, feedback="More sun.")
    published = await api.make_published(author, admin)
    return {"SAVED": saved, "PENDING": pending, "REJECTED": rejected, "PUBLISHED": published}


async def mark(api: Api, person: Person, blogs: str = "delete") -> None:
    """Bring an account into the state of a deletion that was interrupted after its first step."""
    await api.services.database["users"].update_one(
        {"_id": oid(person)}, {"$set": {"leaving": blogs}, "$inc": {"session_epoch": 1}}
    )


async def gone(api: Api, person: Person) -> bool:
    for _ in range(1_000):
        if not await api.services.database["users"].find_one({"_id": oid(person)}):
            return True
        await asyncio.sleep(0.01)
    return False


# -- deletion


async def test_account_is_deleted_with_all_its_blogs(api: Api):
    author, other, admin = await api.make_user(), await api.make_user(), await api.make_admin()
    blogs = await in_all_statuses(api, author, admin)
    await api.make_published(other, admin)
    assert await delete(api, author) == {
        "__typename": "DeleteAccountSuccess",
        "deletedId": author.id,
    }
    assert await blogs_of(api, author) == []
    assert len(await blogs_of(api, other)) == 1
    assert await api.execute(PUBLIC, {"slug": blogs["PUBLISHED"]["slug"]}) is None
    error = await api.error("{ dashboardStats { total } }", as_user=author)
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
    login = await api.execute(LOGIN, {"email": author.email, "password": PASSWORD})
    assert login["__typename"] == "InvalidCredentialsError"


async def test_new_account_with_the_same_address_starts_empty(api: Api):
    author = await api.make_user()
    await api.make_blog(author)
    await delete(api, author, "KEEP")
    again = await api.make_user(email=author.email)
    assert again.id != author.id
    stats = await api.execute("{ dashboardStats { total } }", as_user=again)
    assert stats == {"total": 0}


async def test_kept_blogs_are_published_by_deleted_user(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    published = (await in_all_statuses(api, author, admin))["PUBLISHED"]
    await delete(api, author, "KEEP")
    assert [blog["slug"] for blog in await blogs_of(api, author)] == [published["slug"]]
    shown = await api.execute(PUBLIC, {"slug": published["slug"]})
    assert shown == {
        "title": "Balcony tomatoes",
        "author": {"id": author.id, "name": "Deleted user"},
    }
    document = "query ($id: ID!) { blog(id: $id) { authorEmail author { name } } }"
    seen = await api.execute(document, {"id": published["id"]}, as_user=admin)
    assert seen == {"authorEmail": None, "author": {"name": "Deleted user"}}
    unpublished = await api.move("unpublishBlog", published["id"], admin)
    assert unpublished["__typename"] == "UnpublishBlogSuccess"


async def test_wrong_password_deletes_nothing_and_is_rate_limited(api: Api):
    author = await api.make_user()
    await api.make_blog(author)
    for _ in range(5):
        result = await delete(api, author, password="wrong horse")
        assert result == {
            "__typename": "InvalidCredentialsError",
            "message": "The password is wrong.",
        }
    variables = {"password": PASSWORD, "blogs": "DELETE"}
    error = await api.error(DELETE, variables, as_user=author)
    assert error["extensions"]["code"] == "RATE_LIMITED"
    assert len(await blogs_of(api, author)) == 1
    assert (await api.execute("{ viewer { email } }", as_user=author))["email"] == author.email


@pytest.mark.parametrize("password", ["", "x" * 1_025])
async def test_invalid_password_input_is_reported(api: Api, password: str):
    result = await delete(api, await api.make_user(), password=password)
    assert result["__typename"] == "InvalidInputError"
    assert [field["path"] for field in result["fields"]] == [["password"]]


async def test_deletion_requires_sign_in(api: Api):
    error = await api.error(DELETE, {"password": PASSWORD, "blogs": "DELETE"})
    assert error["extensions"]["code"] == "UNAUTHENTICATED"


async def test_only_admin_cannot_be_deleted(api: Api):
    admin = await api.make_admin()
    result = await delete(api, admin)
    assert result["__typename"] == "AdminNeededError"
    assert await api.execute("{ viewer { role } }", as_user=admin) == {"role": "ADMIN"}
    other = await api.make_admin()
    assert (await delete(api, admin))["__typename"] == "DeleteAccountSuccess"
    assert (await delete(api, other))["__typename"] == "AdminNeededError"


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


async def test_account_with_admin_email_cannot_be_deleted(api: Api):
    await api.make_admin()
    admin = await api.make_user(email="admin@example.com")
    result = await delete(api, admin)
    assert result["__typename"] == "AdminNeededError"
    assert "ADMIN_EMAIL" in result["message"]


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


# -- export


async def link(api: Api, person: Person) -> str:
    answer: dict[str, str] = await api.execute(EXPORT, as_user=person)
    url = urlsplit(answer["url"])
    return f"{url.path}?{url.query}"


async def test_export_contains_all_data(api: Api):
    author, admin = await api.make_user(name="Ada"), await api.make_admin()
    blogs = await in_all_statuses(api, author, admin)
    await api.make_blog(admin)
    answer = await api.http.get(await link(api, author))
    assert answer.headers["Content-Type"] == "application/json"
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    expected = f'attachment; filename="cms-blog-export-{today}.json"'
    assert answer.headers["Content-Disposition"] == expected
    assert answer.headers["Cache-Control"] == "no-store"
    file = answer.json()
    assert (file["format"], file["version"]) == ("cms-blog-export", 1)
    viewer = await api.execute("{ viewer { email user { id name joinedAt } } }", as_user=author)
    assert file["account"]["email"] == viewer["email"]
    assert file["account"]["role"] == "USER"
    preferences = {"decisions": True, "notes": True, "reviewRequests": True}
    assert file["account"]["mailPreferences"] == preferences
    assert file["account"]["waitingMails"] == []
    assert file["account"]["id"] == viewer["user"]["id"]
    by_status = {blog["status"]: blog for blog in file["blogs"]}
    assert len(file["blogs"]) == 4
    for status, blog in by_status.items():
        made = blogs[status]
        assert blog["id"] == made["id"]
        assert blog["markdown"] == made["content"]["markdown"]
        assert blog["brief"] == made["brief"]
    rejected = by_status["REJECTED"]
    assert rejected["feedback"] == "More sun."
    assert [review["feedback"] for review in rejected["reviews"]] == ["More sun."]
    assert by_status["PUBLISHED"]["slug"] == blogs["PUBLISHED"]["slug"]
    for secret in ("argon2", "password", "<h1", PASSWORD, admin.id, admin.email):
        assert secret not in answer.text


async def test_invalid_export_link_is_rejected(api: Api):
    author = await api.make_user()
    path = await link(api, author)
    assert (await api.http.get(path)).status_code == 200
    for ticket in ("", "?ticket=", "?ticket=x", f"?ticket={author.token}", f"{path[7:]}x"):
        assert (await api.http.get(f"/export{ticket}")).status_code == 401
    ticket = path.partition("ticket=")[2]
    error = await api.error("{ dashboardStats { total } }", as_user=Person("", "", ticket))
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
    claims = jwt.decode(ticket, options={"verify_signature": False})
    assert timedelta(0) < timedelta(seconds=claims["exp"] - claims["iat"]) <= timedelta(minutes=5)
    await api.execute(
        "mutation { logoutEverywhere { ... on LogoutEverywhereSuccess { viewer { email } } } }",
        as_user=author,
    )
    assert (await api.http.get(path)).status_code == 401


async def test_export_requires_sign_in(api: Api):
    error = await api.error(EXPORT)
    assert error["extensions"]["code"] == "UNAUTHENTICATED"


async def test_exports_are_rate_limited(api: Api):
    path = await link(api, await api.make_user())
    codes = [(await api.http.get(path)).status_code for _ in range(21)]
    assert codes == [200] * 20 + [429]
    assert int((await api.http.get(path)).headers["Retry-After"]) > 0


async def test_export_is_streamed(api: Api, commands: Commands):
    author = await api.make_user()
    await api.make_blog(author)
    blogs = api.services.database["blogs"]
    # Versions would be read for each blog.
    await blogs.update_one({}, {"$unset": {"versions": ""}})
    pattern = await blogs.find_one({}, {"_id": 0})
    assert pattern is not None
    await blogs.insert_many([dict(pattern) for _ in range(199)])
    user = await UserDocument.get(oid(author))
    assert user is not None
    pieces = export_chunks(user)
    with commands.seen() as seen:
        text = b"".join([await anext(pieces) for _ in range(40)])
    assert seen == ["find", "find"]
    text += b"".join([piece async for piece in pieces])
    assert len(json.loads(text)["blogs"]) == 200


async def test_blog_of_the_first_release_is_exported(api: Api):
    author = await api.make_user()
    now = datetime.now(UTC)
    await api.services.database["blogs"].insert_one(
        {
            "author_id": oid(author),
            "status": "saved",
            "meta": {"title": "Old", "reference_links": "https://a.example, https://b.example"},
            "final_blog": {"markdown": "# Old", "html": "<h1>Old</h1>", "render": {}},
            "feedback": None,
            "created_at": now,
            "updated_at": now,
        }
    )
    (blog,) = (await api.http.get(await link(api, author))).json()["blogs"]
    assert blog["markdown"] == "# Old"
    assert blog["brief"]["referenceLinks"] == ["https://a.example", "https://b.example"]
