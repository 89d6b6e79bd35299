"""Account deletion."""

import pytest
from api import LOGIN, PASSWORD, Api
from deleted_accounts import DELETE, blogs_of, delete, in_all_statuses

PUBLIC = "query ($slug: String!) { publishedBlog(slug: $slug) { title author { id name } } }"


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


async def test_account_with_admin_email_cannot_be_deleted(api: Api):
    await api.make_admin()
    admin = await api.make_user(email="admin@example.com")
    result = await delete(api, admin)
    assert result["__typename"] == "AdminNeededError"
    assert "ADMIN_EMAIL" in result["message"]
