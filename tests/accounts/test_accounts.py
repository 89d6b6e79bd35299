"""Signup, login and password rules through the API."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from account_operations import CHANGE, VIEWER, log_in
from api import PASSWORD, SIGNUP, Api, Person

from cms_blog.accounts.credentials import Passwords
from cms_blog.accounts.name_search import name_prefixes
from cms_blog.accounts.service import reset_password
from cms_blog.errors import InvalidInput


async def test_signup_returns_a_session(api: Api):
    result = await api.execute(
        SIGNUP,
        {"input": {"name": " Ada  Lovelace ", "email": "Ada@Example.com", "password": PASSWORD}},
    )
    session = result["session"]
    assert session["viewer"]["email"] == "ada@example.com"
    assert session["viewer"]["role"] == "USER"
    assert session["viewer"]["user"]["name"] == "Ada Lovelace"
    ada = Person("", "", session["accessToken"])
    viewer = await api.execute(VIEWER, as_user=ada)
    assert viewer["email"] == "ada@example.com"
    stored = await api.services.database["users"].find_one({})
    assert stored is not None
    assert stored["password_hash"].startswith("$argon2id$")
    assert PASSWORD not in str(stored)
    assert stored["name_prefixes"] == name_prefixes("Ada Lovelace")
    assert timedelta(0) <= datetime.now(UTC) - stored["created_at"] < timedelta(minutes=1)
    # Absent instead of null, as partial indexes require.
    assert None not in stored.values()
    again = {"name": "Eve", "email": " ADA@example.com", "password": PASSWORD}
    assert await api.execute(SIGNUP, {"input": again}) == {
        "__typename": "EmailTakenError",
        "message": "An account with ada@example.com already exists. "
        "Log in, or use another address.",
    }


async def test_viewer_is_null_when_signed_out(api: Api):
    assert await api.execute(VIEWER) is None


@pytest.mark.parametrize(
    ("field", "value", "message", "code"),
    [
        ("name", "", "can't be empty", "BLANK"),
        ("name", " \n ", "can't be empty", "BLANK"),
        ("name", "x" * 81, "must have at most 80 characters", "TOO_LONG"),
        ("email", "", "can't be empty", "BLANK"),
        ("email", "ada", "must be an e-mail address, for example ada@example.com", "MALFORMED"),
        ("email", "a@" + "b" * 260 + ".com", "must have at most 254 characters", "TOO_LONG"),
        ("password", "7 chars", "must have at least 8 characters", "TOO_SHORT"),
        ("password", "x" * 1025, "must have at most 1,024 characters", "TOO_LONG"),
        ("password", " " * 8, "can't consist of whitespace only", "BLANK"),
        (
            *("password", "Password1"),
            *("is one of the most common passwords; choose another one", "NOT_ALLOWED"),
        ),
    ],
)
async def test_signup_reports_the_invalid_field(
    api: Api, field: str, value: str, message: str, code: str
):
    given = {"name": "Ada", "email": "ada@example.com", "password": PASSWORD} | {field: value}
    result = await api.execute(SIGNUP, {"input": given})
    assert result == {
        "__typename": "InvalidInputError",
        "fields": [{"path": [field], "message": message, "code": code}],
        "message": f"{field}: {message}",
    }
    assert await api.services.database["users"].count_documents({}) == 0


async def test_signup_reports_all_invalid_fields(api: Api):
    result = await api.execute(SIGNUP, {"input": {"name": "", "email": "x", "password": "y"}})
    assert [field["path"] for field in result["fields"]] == [["name"], ["email"], ["password"]]
    assert result["message"] == "name: can't be empty (2 more: see `fields`)"


@pytest.mark.parametrize("password", ["q7!x:2pw", "pässwörd 🔑", "ﬁ" * 1024, "  spaces  "])
async def test_passwords_are_not_normalised(api: Api, password: str):
    ada = await api.make_user(password=password)
    assert (await log_in(api, ada.email, password))["__typename"] == "LoginSuccess"
    other = await log_in(api, ada.email, password.strip() + "!")
    assert other["__typename"] == "InvalidCredentialsError"


async def test_concurrent_signups_with_one_address_create_one_account(api: Api):
    given = {"name": "Ada", "email": "ada@example.com", "password": PASSWORD}
    spellings = ["ada@example.com", "ADA@EXAMPLE.COM"] * 25
    results = await asyncio.gather(
        *(api.execute(SIGNUP, {"input": given | {"email": email}}) for email in spellings)
    )
    names = sorted(result["__typename"] for result in results)
    assert names == ["EmailTakenError"] * 49 + ["SignupSuccess"]
    messages = {result["message"] for result in results if "message" in result}
    assert messages == {
        "An account with ada@example.com already exists. Log in, or use another address."
    }
    assert await api.services.database["users"].count_documents({}) == 1


async def test_signup_with_admin_email_creates_an_admin(api: Api):
    result = await api.execute(
        SIGNUP, {"input": {"name": "Root", "email": "ADMIN@example.com", "password": PASSWORD}}
    )
    assert result["session"]["viewer"]["role"] == "ADMIN"


async def test_login_ignores_the_case_of_the_address(api: Api):
    ada = await api.make_user(email="ada@example.com")
    result = await log_in(api, " ADA@example.COM ")
    assert result["session"]["viewer"]["user"]["id"] == ada.id


async def test_unknown_address_and_wrong_password_get_the_same_error(api: Api):
    ada = await api.make_user()
    wrong = await log_in(api, ada.email, "wrong password")
    unknown = await log_in(api, "unknown@example.com", "wrong password")
    assert wrong == unknown
    assert wrong["__typename"] == "InvalidCredentialsError"


async def test_only_the_password_shows_that_an_account_is_suspended(api: Api):
    ada = await api.make_user()
    await api.services.database["users"].update_one({}, {"$set": {"suspended": True}})
    assert await log_in(api, ada.email) == {
        "__typename": "AccountSuspendedError",
        "message": "This account is suspended. Contact an administrator of this site.",
    }
    wrong = await log_in(api, ada.email, "wrong password")
    assert wrong["__typename"] == "InvalidCredentialsError"


async def test_an_account_that_is_being_deleted_is_unknown_to_the_login(api: Api):
    ada = await api.make_user()
    await api.services.database["users"].update_one({}, {"$set": {"leaving": "keep"}})
    assert await log_in(api, ada.email) == await log_in(api, "unknown@example.com")


async def test_login_stores_its_time(api: Api):
    ada, other = await api.make_user(), await api.make_user()
    before = datetime.now(UTC).replace(microsecond=0)
    await log_in(api, ada.email)
    await log_in(api, other.email, "wrong password")
    stored = {raw["email"]: raw async for raw in api.services.database["users"].find()}
    assert before <= stored[ada.email]["last_login_at"] <= datetime.now(UTC)
    assert "last_login_at" not in stored[other.email]


async def test_login_rehashes_outdated_hashes(api: Api):
    ada = await api.make_user()
    users = api.services.database["users"]
    weak = await Passwords(memory_kib=8_192, iterations=2).hash(PASSWORD)
    await users.update_one({"email": ada.email}, {"$set": {"password_hash": weak}})
    assert (await log_in(api, ada.email))["__typename"] == "LoginSuccess"
    stored = await users.find_one({"email": ada.email})
    assert stored is not None
    assert "t=1," in stored["password_hash"]
    assert (await log_in(api, ada.email))["__typename"] == "LoginSuccess"


@pytest.mark.parametrize("name", ["\u200b\u200b", "\u3164", "\u2800 \u00ad"])
async def test_name_without_visible_characters_is_empty(api: Api, name: str):
    given = {"name": name, "email": "ada@example.com", "password": PASSWORD}
    result = await api.execute(SIGNUP, {"input": given})
    assert result["fields"] == [{"path": ["name"], "message": "can't be empty", "code": "BLANK"}]


@pytest.mark.parametrize("password", ["Password1", " " * 8])
async def test_weak_passwords_are_rejected_by_every_operation(api: Api, password: str):
    given = {"name": "Ada", "email": "ada@example.com", "password": password}
    result = await api.execute(SIGNUP, {"input": given})
    assert [field["path"] for field in result["fields"]] == [["password"]]
    ada = await api.make_user()
    result = await api.execute(CHANGE, {"current": PASSWORD, "new": password}, as_user=ada)
    assert [field["path"] for field in result["fields"]] == [["newPassword"]]
    with pytest.raises(InvalidInput):
        await reset_password(ada.email, password, passwords=api.services.passwords)
    assert (await log_in(api, ada.email))["__typename"] == "LoginSuccess"


async def test_existing_weak_passwords_still_log_in(api: Api):
    ada = await api.make_user()
    encoded = await api.services.passwords.hash("password1")
    users = api.services.database["users"]
    await users.update_one({"email": ada.email}, {"$set": {"password_hash": encoded}})
    assert (await log_in(api, ada.email, "password1"))["__typename"] == "LoginSuccess"
