"""Signup, login, password changes, session revocation and token validation through the API."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from adjusted_settings import adjusted
from api import LOGIN, PASSWORD, SIGNUP, Api, Person
from bson import ObjectId
from held_executor import HeldExecutor
from httpx import ASGITransport, AsyncClient
from manual_storage import ManualClock

from cms_blog.accounts.credentials import Passwords, Tokens
from cms_blog.accounts.lookup import by_email
from cms_blog.accounts.name_search import name_prefixes
from cms_blog.accounts.service import log_out_everywhere, reset_password
from cms_blog.accounts.user_cache import UserCache
from cms_blog.context import Services
from cms_blog.errors import InvalidInput, Unauthenticated
from cms_blog.server.app import create_app
from cms_blog.server.jwt_secret import jwt_secret

VIEWER = "{ viewer { email role user { id name joinedAt } } }"
CHANGE = """
  mutation Change($current: String!, $new: String!) {
    changePassword(input: {currentPassword: $current, newPassword: $new}) {
      __typename
      ... on ChangePasswordSuccess { session { accessToken } }
      ... on InvalidInputError { fields { path message code } }
      ... on UserError { message }
    }
  }
"""
LOGOUT = "mutation { logoutEverywhere { ... on LogoutEverywhereSuccess { viewer { email } } } }"


@asynccontextmanager
async def serving(services: Services) -> AsyncGenerator[Api]:
    """A client of a second server on the same database."""
    transport = ASGITransport(create_app(services), client=("192.0.2.99", 50_000))
    async with AsyncClient(transport=transport, base_url="http://testserver") as http:
        yield Api(http, services)


async def log_in(api: Api, email: str, password: str = PASSWORD) -> dict[str, Any]:
    return await api.execute(LOGIN, {"email": email, "password": password})


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


async def test_change_password_revokes_other_sessions(api: Api):
    ada = await api.make_user()
    second = (await log_in(api, ada.email))["session"]["accessToken"]
    result = await api.execute(CHANGE, {"current": PASSWORD, "new": "another horse"}, as_user=ada)
    fresh = Person(ada.id, ada.email, result["session"]["accessToken"])
    assert (await api.execute(VIEWER, as_user=fresh))["email"] == ada.email
    for token in (ada.token, second):
        error = await api.error(VIEWER, as_user=Person(ada.id, ada.email, token))
        assert error["extensions"]["code"] == "UNAUTHENTICATED"
    assert (await log_in(api, ada.email))["__typename"] == "InvalidCredentialsError"
    assert (await log_in(api, ada.email, "another horse"))["__typename"] == "LoginSuccess"


@pytest.mark.parametrize(
    ("current", "new", "typename"),
    [
        ("wrong password", "another horse", "InvalidCredentialsError"),
        ("", "another horse", "InvalidCredentialsError"),
        ("x" * 2000, "another horse", "InvalidCredentialsError"),
        (PASSWORD, "short", "InvalidInputError"),
        (PASSWORD, "x" * 1025, "InvalidInputError"),
        (PASSWORD, PASSWORD, "InvalidInputError"),
    ],
)
async def test_rejected_password_change_has_no_effect(
    api: Api, current: str, new: str, typename: str
):
    ada = await api.make_user()
    before = await api.services.database["users"].find_one({})
    result = await api.execute(CHANGE, {"current": current, "new": new}, as_user=ada)
    assert result["__typename"] == typename
    assert await api.services.database["users"].find_one({}) == before


async def test_sessions_of_an_account_that_is_being_deleted_stay_as_they_are(api: Api):
    ada, _ = await api.make_user(), await api.make_user()
    user = await by_email(ada.email)
    assert user is not None
    users, passwords = api.services.database["users"], api.services.passwords
    await users.update_one({"email": ada.email}, {"$set": {"leaving": "keep"}})
    before = await users.find().to_list()
    with pytest.raises(Unauthenticated):
        await log_out_everywhere(user)
    assert await reset_password(ada.email, "a third horse", passwords=passwords) is None
    assert await reset_password("unknown@a.example", "a third horse", passwords=passwords) is None
    assert await users.find().to_list() == before


async def test_refused_password_changes_say_why(api: Api):
    ada = await api.make_user()
    result = await api.execute(CHANGE, {"current": PASSWORD, "new": PASSWORD}, as_user=ada)
    problem = {"path": ["newPassword"], "code": "NOT_ALLOWED"}
    problem["message"] = "must differ from the current password"
    assert result["fields"] == [problem]
    wrong = {"current": "wrong password", "new": "another horse"}
    result = await api.execute(CHANGE, wrong, as_user=ada)
    assert result["message"] == "The current password is wrong."


async def test_one_of_two_concurrent_password_changes_succeeds(api: Api):
    ada = await api.make_user()
    results = await asyncio.gather(
        *(
            api.execute(CHANGE, {"current": PASSWORD, "new": f"another {n}"}, as_user=ada)
            for n in range(5)
        )
    )
    names = sorted(result["__typename"] for result in results)
    assert names == ["ChangePasswordSuccess", *["InvalidCredentialsError"] * 4]
    messages = {result["message"] for result in results if "message" in result}
    assert messages == {"The current password is wrong."}


async def test_renewed_session_has_a_later_token_and_the_same_viewer(api: Api):
    clock = ManualClock(datetime.now(UTC).timestamp())
    tokens = Tokens("s" * 32, lifetime=timedelta(minutes=5), clock=clock.datetime)
    document = """
      mutation { renewSession { ... on RenewSessionSuccess {
        session { accessToken expiresAt viewer { id email } } } } }
    """
    viewer = "{ viewer { id email } }"
    async with serving(replace(api.services, tokens=tokens)) as here:
        ada = await here.make_user()
        before = await here.execute(viewer, as_user=ada)
        clock.advance(299)
        session = (await here.execute(document, as_user=ada))["session"]
        assert session["viewer"] == before
        assert await here.execute(viewer, as_user=ada) == before
        clock.advance(299)
        renewed = Person(ada.id, ada.email, session["accessToken"])
        assert await here.execute(viewer, as_user=renewed) == before
        clock.advance(1)
        assert "errors" in await here.send(viewer, as_user=renewed)


async def test_renewed_session_ends_with_the_others(api: Api):
    ada = await api.make_user()
    document = """
      mutation { renewSession { ... on RenewSessionSuccess { session { accessToken } } } }
    """
    token = (await api.execute(document, as_user=ada))["session"]["accessToken"]
    await api.execute(LOGOUT, as_user=ada)
    renewed = Person(ada.id, ada.email, token)
    for later in (document, "{ viewer { id } }"):
        error = await api.error(later, as_user=renewed)
        assert error["extensions"]["code"] == "UNAUTHENTICATED"


async def test_logout_everywhere_revokes_the_current_session(api: Api):
    ada = await api.make_user()
    second = Person(ada.id, ada.email, (await log_in(api, ada.email))["session"]["accessToken"])
    assert (await api.execute(LOGOUT, as_user=ada))["viewer"]["email"] == ada.email
    for person in (ada, second):
        error = await api.error(VIEWER, as_user=person)
        assert error["extensions"]["code"] == "UNAUTHENTICATED"
    assert (await log_in(api, ada.email))["__typename"] == "LoginSuccess"


def forged(api: Api, person: Person, key: str | None = None, **claims: Any) -> str:
    """Return the user's token with changed claims; None removes a claim."""
    settings = api.services.settings
    mine = jwt.decode(person.token, options={"verify_signature": False}) | claims
    kept = {name: value for name, value in mine.items() if value is not None}
    return jwt.encode(kept, key or jwt_secret(settings), "HS256")


async def test_every_invalid_token_gets_the_same_error(api: Api):
    ada, gone = await api.make_user(), await api.make_user()
    await api.services.database["users"].delete_one({"email": gone.email})
    now = datetime.now(UTC)
    claims = jwt.decode(ada.token, options={"verify_signature": False})
    tokens = {
        "garbage": "x",
        "alg none": jwt.encode(claims, "", "none"),
        "another algorithm": jwt.encode(claims, "k" * 64, "HS512"),
        "another key": forged(api, ada, key="another secret of more than 32 bytes"),
        "another issuer": forged(api, ada, iss="other"),
        "another audience": forged(api, ada, aud="other"),
        "expired": forged(api, ada, exp=now - timedelta(seconds=1)),
        "not yet valid": forged(api, ada, nbf=now + timedelta(hours=1)),
        "issued tomorrow": forged(api, ada, iat=now + timedelta(days=1)),
        "no sub": forged(api, ada, sub=None),
        "no exp": forged(api, ada, exp=None),
        "no jti": forged(api, ada, jti=None),
        "malformed sub": forged(api, ada, sub="other"),
        "unknown user": forged(api, ada, sub=str(ObjectId())),
        "another epoch": forged(api, ada, epoch=7),
        "malformed epoch": forged(api, ada, epoch="x"),
        "deleted user": gone.token,
    }
    answers: dict[str, Any] = {}
    for name, token in tokens.items():
        error = await api.error(VIEWER, as_user=Person("", "", token))
        answers[name] = (error["message"], error["extensions"]["code"])
    expected = ("Your session is not valid or has ended. Sign in again.", "UNAUTHENTICATED")
    assert answers == dict.fromkeys(tokens, expected)


async def test_authorization_header_without_bearer_token_is_rejected(api: Api):
    for header in ("Basic YTpi", "Bearer", "Bearer ", "token"):
        response = await api.http.post(
            "/graphql", json={"query": VIEWER}, headers={"Authorization": header}
        )
        assert response.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


def test_token_contains_only_the_required_claims():
    token = Tokens("s" * 32, lifetime=timedelta(minutes=5)).issue(ObjectId(), 3)
    claims = jwt.decode(token.text, options={"verify_signature": False})
    assert set(claims) == {"sub", "iat", "exp", "jti", "iss", "aud", "epoch"}
    assert claims["exp"] - claims["iat"] == 300
    assert jwt.get_unverified_header(token.text) == {"alg": "HS256", "typ": "JWT"}


async def test_addresses_stored_without_normalisation_log_in(api: Api):
    """Early releases stored addresses as typed."""
    ada = await api.make_user(email="ada@example.com")
    users = api.services.database["users"]
    await users.update_one(
        {"email": ada.email},
        {"$set": {"email": "Ada@example.com"}, "$unset": {"session_epoch": ""}},
    )
    assert (await log_in(api, "Ada@example.com"))["__typename"] == "LoginSuccess"


@pytest.mark.parametrize(
    ("stored", "given"),
    [
        ("Ada@example.com", "ada@example.com"),
        ("ADA.L+1@EXAMPLE.COM", "ada.l+1@Example.com"),
        ("aDa@example.com", "Ada@Example.com"),
        ("ada@xn--bcher-kva.example", "ada@b\u00fccher.example"),
        ("Ada@bu\u0308cher.example", "ada@xn--bcher-kva.example"),
        ("\u00c9va@example.com", "e\u0301va@example.com"),
        ("A@x.org", "a@x.org"),
    ],
)
async def test_addresses_of_an_early_release_are_taken_before_migration(
    api: Api, stored: str, given: str
):
    user = await api.make_user()
    await api.services.database["users"].update_one(
        {"email": user.email}, {"$set": {"email": stored}, "$unset": {"schema_version": ""}}
    )
    again = {"name": "Ada", "email": given, "password": PASSWORD}
    assert (await api.execute(SIGNUP, {"input": again}))["__typename"] == "EmailTakenError"
    # The owner can log in with every spelling.
    session = (await log_in(api, given))["session"]
    assert session["viewer"]["user"]["id"] == user.id
    # Similar addresses are not taken.
    other = {"name": "Bob", "email": f"x{given}", "password": PASSWORD}
    assert (await api.execute(SIGNUP, {"input": other}))["__typename"] == "SignupSuccess"


IDN = "ada@b\u00fccher.example"


SPELLINGS = [
    IDN,
    "ada@xn--bcher-kva.example",
    "Ada@bu\u0308cher.EXAMPLE",
    # Invisible characters, as copied from other programs.
    f"\u202a{IDN}\u202c",
    "\ufeffada\u200b@b\u00fccher.example\u2060",
    f" {IDN}\x00",
]


@pytest.mark.parametrize("typed", SPELLINGS)
@pytest.mark.parametrize("again", SPELLINGS)
async def test_spellings_of_one_address_share_an_account(api: Api, typed: str, again: str):
    ada = await api.make_user(email=typed)
    assert (await api.execute(VIEWER, as_user=ada))["email"] == IDN
    given = {"name": "Eve", "email": again, "password": PASSWORD}
    assert (await api.execute(SIGNUP, {"input": given}))["__typename"] == "EmailTakenError"
    result = await log_in(api, again)
    assert result["session"]["viewer"]["user"]["id"] == ada.id
    passwords = api.services.passwords
    reset = await reset_password(again, "a third horse", passwords=passwords)
    assert reset is not None
    assert (await log_in(api, typed, "a third horse"))["__typename"] == "LoginSuccess"


async def test_special_use_domains_are_accepted_in_development_only(api: Api):
    given = {"name": "QA", "email": "qa@site.test", "password": PASSWORD}
    assert (await api.execute(SIGNUP, {"input": given}))["__typename"] == "SignupSuccess"
    assert (await log_in(api, "QA@site.test"))["__typename"] == "LoginSuccess"
    settings = adjusted(api.services.settings, env="prod")
    async with serving(replace(api.services, settings=settings)) as prod:
        result = await prod.execute(SIGNUP, {"input": given | {"email": "qa@blog.local"}})
        assert result["fields"] == [
            {
                "path": ["email"],
                "message": "has a reserved domain, which can't receive e-mail",
                "code": "NOT_ALLOWED",
            }
        ]
        # An account from development still signs in.
        assert (await log_in(prod, "qa@site.test"))["__typename"] == "LoginSuccess"


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


# -- expiry and concurrency


async def test_token_expires_between_two_requests(api: Api):
    clock = ManualClock(datetime.now(UTC).timestamp())
    tokens = Tokens("s" * 32, lifetime=timedelta(minutes=5), clock=clock.datetime)
    async with serving(replace(api.services, tokens=tokens)) as here:
        ada = await here.make_user()
        clock.advance(299)
        assert (await here.execute(VIEWER, as_user=ada))["email"] == ada.email
        clock.advance(1)
        error = await here.error(VIEWER, as_user=ada)
        assert error["extensions"]["code"] == "UNAUTHENTICATED"


async def test_token_expires_during_change_password(api: Api):
    clock = ManualClock(datetime.now(UTC).timestamp())
    tokens = Tokens("s" * 32, lifetime=timedelta(minutes=5), clock=clock.datetime)
    executor = HeldExecutor()
    passwords = Passwords(memory_kib=8_192, iterations=1, executor=executor)
    async with serving(replace(api.services, tokens=tokens, passwords=passwords)) as here:
        executor.release()
        ada = await here.make_user()
        executor.hold()
        variables = {"current": PASSWORD, "new": "another horse"}
        change = asyncio.create_task(here.execute(CHANGE, variables, as_user=ada))
        await executor.reached()
        clock.advance(301)
        executor.release()
        # The token was valid when the request started; the new session starts when it ends.
        session = (await change)["session"]
        fresh = Person(ada.id, ada.email, session["accessToken"])
        assert (await here.execute(VIEWER, as_user=fresh))["email"] == ada.email
        error = await here.error(VIEWER, as_user=ada)
        assert error["extensions"]["code"] == "UNAUTHENTICATED"


async def test_rehash_at_login_does_not_undo_a_password_change(api: Api):
    ada = await api.make_user()
    users = api.services.database["users"]
    weak = await Passwords(memory_kib=8_192, iterations=2).hash(PASSWORD)
    await users.update_one({"email": ada.email}, {"$set": {"password_hash": weak}})
    # The password is verified immediately; the rehash is held.
    executor = HeldExecutor(free=1)
    passwords = Passwords(memory_kib=8_192, iterations=1, executor=executor)
    async with serving(replace(api.services, passwords=passwords)) as here:
        login = asyncio.create_task(log_in(here, ada.email))
        await executor.reached()
        result = await api.execute(
            CHANGE, {"current": PASSWORD, "new": "another horse"}, as_user=ada
        )
        assert result["__typename"] == "ChangePasswordSuccess"
        executor.release()
        session = (await login)["session"]
    # The login used the old password: its session is revoked, and the new password is kept.
    error = await api.error(VIEWER, as_user=Person(ada.id, ada.email, session["accessToken"]))
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
    assert (await log_in(api, ada.email))["__typename"] == "InvalidCredentialsError"
    assert (await log_in(api, ada.email, "another horse"))["__typename"] == "LoginSuccess"


async def test_cancelled_change_invalidates_the_user_cache(api: Api):
    """The change may be stored although its request was cancelled."""
    executor = HeldExecutor(free=1)
    passwords = Passwords(memory_kib=8_192, iterations=1, executor=executor)
    services = replace(api.services, passwords=passwords, user_cache=UserCache(60))
    ada = await api.make_user()
    async with serving(services) as here:
        assert (await here.execute(VIEWER, as_user=ada))["email"] == ada.email
        variables = {"current": PASSWORD, "new": "another horse"}
        change = asyncio.create_task(here.execute(CHANGE, variables, as_user=ada))
        await executor.reached()
        await api.execute(LOGOUT, as_user=ada)
        change.cancel()
        await asyncio.wait({change})
        executor.release()
        error = await here.error(VIEWER, as_user=ada)
        assert error["extensions"]["code"] == "UNAUTHENTICATED"


@pytest.mark.parametrize("mutation", [LOGOUT, CHANGE])
async def test_password_change_and_logout_require_sign_in(api: Api, mutation: str):
    error = await api.error(mutation, {"current": PASSWORD, "new": "another horse"})
    assert (error["message"], error["extensions"]["code"]) == (
        "Sign in to do this.",
        "UNAUTHENTICATED",
    )
