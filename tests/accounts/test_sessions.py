"""Password changes, session revocation and token validation through the API."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from account_operations import CHANGE, LOGOUT, VIEWER, log_in, serving
from api import PASSWORD, Api, Person
from bson import ObjectId
from held_executor import HeldExecutor
from manual_storage import ManualClock

from cms_blog.accounts.credentials import Passwords, Tokens
from cms_blog.accounts.lookup import by_email
from cms_blog.accounts.service import log_out_everywhere, reset_password
from cms_blog.accounts.user_cache import UserCache
from cms_blog.errors import Unauthenticated
from cms_blog.server.jwt_secret import jwt_secret


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
