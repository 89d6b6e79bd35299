"""Reset of forgotten passwords: the request, the link, and its effects."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from adjusted_settings import adjusted
from api import LOGIN, PASSWORD, Api, Commands
from httpx import ASGITransport, AsyncClient
from mailed_links import NEW_PASSWORD, REQUEST_RESET, mailed_token, message, stored, use
from manual_storage import ManualClock, ManualStorage

from cms_blog.mail.messages import MailKind
from cms_blog.mail.service import Mail
from cms_blog.rate_limits import RateLimits
from cms_blog.server.app import create_app

RESET = MailKind.PASSWORD_RESET
VIEWER = "{ viewer { email } }"
HOUR = 3_600


async def log_in(api: Api, email: str, password: str) -> str:
    given = {"email": email, "password": password}
    return (await api.execute(LOGIN, given))["__typename"]


def queued_by(command: dict[str, Any]) -> list[tuple[str, str | None]]:
    """The kinds and recipients of the mails that an update queues."""
    stages = command["updates"][0]["u"]
    (appended,) = (stage["$set"]["outbox"] for stage in stages if "$set" in stage)
    _, newest, _ = appended["$slice"][0]["$concatArrays"]
    entries = newest["$slice"][0]["$concatArrays"][1]["$literal"]
    return [(entry["kind"], entry.get("to")) for entry in entries]


@pytest.mark.parametrize("spelling", ["ada@example.com", " Ada@EXAMPLE.com "])
async def test_the_request_queues_a_mail_to_the_account(
    api: Api, commands: Commands, spelling: str
):
    ada = await api.make_user(email="ada@example.com")
    with commands.sent() as sent:
        await api.execute(REQUEST_RESET, {"email": spelling})
    (update,) = (command for command in sent if "update" in command)
    assert update["update"] == "users"
    assert update["updates"][0]["q"] == {"_id": (await stored(api, ada))["_id"]}
    assert queued_by(update) == [("password_reset", None)]
    mail = await message(api, ada, RESET)
    assert mail is not None
    assert mail.to == ada.email
    assert str(mail.values["url"]).startswith("http://127.0.0.1:5180/reset-password#token=")


async def test_the_answer_and_the_commands_are_the_same_without_an_account(
    api: Api, commands: Commands
):
    ada, leaving = await api.make_user(), await api.make_user()
    await api.services.database["users"].update_one(
        {"email": leaving.email}, {"$set": {"leaving": "keep"}}
    )
    seen: list[tuple[Any, list[str], int]] = []
    for email in (ada.email, "unknown@example.com", "other@example.com", leaving.email):
        with commands.sent() as sent:
            answer = await api.execute(REQUEST_RESET, {"email": email})
        names = [next(iter(command)) for command in sent]
        # An update that matches nothing writes nothing, which takes less time.
        (update,) = (command for command in sent if "update" in command)
        collection = api.services.database[update["update"]]
        found = await collection.count_documents(update["updates"][0]["q"])
        seen.append((answer, names, found))
    assert seen == [seen[0]] * 4
    assert seen[0][1].count("update") == seen[0][2] == 1


async def test_the_entries_of_unknown_addresses_do_not_accumulate(api: Api):
    for number in range(3):
        await api.execute(REQUEST_RESET, {"email": f"unknown{number}@example.com"})
    decoys = await api.services.database["server"].find({"_id": "no_account"}).to_list()
    assert [len(each["outbox"]) for each in decoys] == [1]


async def test_a_reset_replaces_the_password_and_ends_all_sessions(api: Api):
    ada = await api.make_user()
    result = await use(api, RESET, await mailed_token(api, ada, RESET))
    session = result["session"]
    assert session["viewer"] == {"email": ada.email, "emailVerified": True, "role": "USER"}
    error = await api.error(VIEWER, as_user=ada)
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
    new = replace(ada, token=session["accessToken"])
    assert (await api.execute(VIEWER, as_user=new))["email"] == ada.email
    assert await log_in(api, ada.email, PASSWORD) == "InvalidCredentialsError"
    assert await log_in(api, ada.email, NEW_PASSWORD) == "LoginSuccess"


async def test_an_invalid_password_does_not_use_the_link(api: Api):
    ada = await api.make_user()
    token = await mailed_token(api, ada, RESET)
    for password in ("short", " " * 8, "password1"):
        refused = await use(api, RESET, token, password=password)
        assert refused["__typename"] == "InvalidInputError"
        assert refused["fields"] == [{"path": ["newPassword"]}]
    assert (await use(api, RESET, token))["__typename"] == "ResetPasswordSuccess"


async def test_parallel_uses_of_one_link_succeed_once(api: Api):
    ada = await api.make_user()
    token = await mailed_token(api, ada, RESET)
    results = await asyncio.gather(*(use(api, RESET, token) for _ in range(5)))
    outcomes = sorted(result["__typename"] for result in results)
    assert outcomes == ["InvalidLinkError"] * 4 + ["ResetPasswordSuccess"]


async def test_accounts_of_the_first_releases_can_be_reset(api: Api):
    """They have no session epoch, and an address as it was typed."""
    ada = await api.make_user(email="ada@example.com")
    await api.services.database["users"].update_one(
        {"email": ada.email},
        {
            "$set": {"email": "Ada@Example.com"},
            "$unset": {"session_epoch": "", "schema_version": "", "email_verified": ""},
        },
    )
    await api.execute(REQUEST_RESET, {"email": ada.email})
    assert [entry["kind"] for entry in (await stored(api, ada)).get("outbox", ())] in (
        ["password_reset"],
        # Sent meanwhile.
        [],
    )
    token = await mailed_token(api, ada, RESET)
    assert (await use(api, RESET, token))["__typename"] == "ResetPasswordSuccess"


@pytest.mark.parametrize("email", ["", "ada", "ada@", "x" * 255 + "@example.com"])
async def test_a_malformed_address_is_refused(api: Api, email: str):
    refused = await api.execute(REQUEST_RESET, {"email": email})
    assert refused["__typename"] == "InvalidInputError"


async def test_without_mail_the_request_says_so(api: Api):
    services = replace(api.services, mail=Mail(available=False))
    transport = ASGITransport(create_app(services))
    async with AsyncClient(transport=transport, base_url="http://testserver") as http:
        refused = await Api(http, services).execute(REQUEST_RESET, {"email": "ada@example.com"})
    assert refused["__typename"] == "MailUnavailableError"


async def test_three_requests_an_hour_per_address_and_per_client(api: Api):
    clock = ManualClock()
    settings = adjusted(
        api.services.settings, rate_limit_links="3/hour", rate_limit_requests="1000/minute"
    )
    limits = RateLimits(settings, storage=ManualStorage(clock), clock=clock)
    services = replace(api.services, settings=settings, rate_limits=limits)
    app = create_app(services, clock)

    async def answers(client: str, email: str) -> str:
        transport = ASGITransport(app, client=(client, 1))
        async with AsyncClient(transport=transport, base_url="http://testserver") as http:
            answer = await Api(http, services).send(REQUEST_RESET, {"email": email})
        if "errors" in answer:
            return answer["errors"][0]["extensions"]["code"]
        return answer["data"]["requestPasswordReset"]["__typename"]

    granted, refused = "RequestPasswordResetSuccess", "RATE_LIMITED"
    one = [await answers("192.0.2.1", "Ada@example.com") for _ in range(3)]
    assert one == [granted] * 3
    # One address from anywhere, and any address from one client.
    assert await answers("192.0.2.2", "ada@example.com") == refused
    assert await answers("192.0.2.1", "other@example.com") == refused
    assert await answers("192.0.2.2", "other@example.com") == granted
    clock.advance(HOUR)
    assert await answers("192.0.2.1", "ada@example.com") == granted
