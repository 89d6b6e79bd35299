"""Verification and change of e-mail addresses, and ADMIN_EMAIL with mail configured."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from adjusted_settings import adjusted
from api import LOGIN, PASSWORD, SIGNUP, Api, Commands, Person
from bson import ObjectId
from httpx import ASGITransport, AsyncClient
from mailed_links import CHANGE_EMAIL, mailed_token, message, stored, use
from pydantic import SecretStr

from cms_blog.accounts.documents import Role
from cms_blog.administration.service import set_role
from cms_blog.mail.messages import MailKind
from cms_blog.mail.service import Mail
from cms_blog.outbox.wakeup import Wakeup
from cms_blog.rate_limits import RateLimits
from cms_blog.server.app import create_app

VERIFY, CHANGE = MailKind.VERIFY_EMAIL, MailKind.CONFIRM_NEW_EMAIL
SEND = "mutation { sendVerificationEmail { __typename ... on UserError { message } } }"
VIEWER = "{ viewer { email emailVerified pendingEmail role } }"
NEW = "new-address@example.com"


def entries_in(commands: list[dict[str, Any]]) -> list[tuple[str, str | None]]:
    """The kinds and recipients of the mails that a change queues."""
    (update,) = (command["update"] for command in commands if "findAndModify" in command)
    entries: list[dict[str, Any]]
    _, appended, _ = update[0]["$set"]["outbox"]["$slice"][0]["$concatArrays"]
    entries = appended["$slice"][0]["$concatArrays"][1]["$literal"]
    return [(entry["kind"], entry.get("to")) for entry in entries]


async def test_a_new_account_is_unverified_until_its_link_is_opened(api: Api):
    ada = await api.make_user()
    unverified = {"email": ada.email, "emailVerified": False, "pendingEmail": None, "role": "USER"}
    assert await api.execute(VIEWER, as_user=ada) == unverified
    assert (await api.execute(SEND, as_user=ada))["__typename"] == "SendVerificationEmailSuccess"
    mail = await message(api, ada, VERIFY)
    assert mail is not None
    assert mail.to == ada.email
    assert str(mail.values["url"]).startswith("http://127.0.0.1:5180/verify-email#token=")
    result = await use(api, VERIFY, await mailed_token(api, ada, VERIFY))
    assert result["email"] == ada.email
    assert await api.execute(VIEWER, as_user=ada) == unverified | {"emailVerified": True}
    # A mail that was still waiting is dropped.
    assert await message(api, ada, VERIFY) is None


async def test_a_verified_address_gets_no_further_mail(api: Api, commands: Commands):
    ada = await api.make_user()
    await use(api, VERIFY, await mailed_token(api, ada, VERIFY))
    with commands.seen() as seen:
        result = await api.execute(SEND, as_user=ada)
    assert (result["__typename"], seen) == ("SendVerificationEmailSuccess", ["find"])


async def test_a_new_address_replaces_the_old_one_when_confirmed(api: Api, commands: Commands):
    ada = await api.make_user()
    with commands.sent() as sent:
        result = await api.execute(CHANGE_EMAIL, {"email": " New-Address@Example.com"}, as_user=ada)
    assert result["viewer"] == {"email": ada.email, "pendingEmail": NEW}
    assert entries_in(sent) == [
        ("confirm_new_email", NEW),
        ("email_change_requested", ada.email),
    ]
    token = await mailed_token(api, ada, CHANGE, to=NEW)
    with commands.sent() as sent:
        assert (await use(api, CHANGE, token))["email"] == NEW
    assert entries_in(sent) == [("email_changed", ada.email)]
    notice = await message(api, ada, MailKind.EMAIL_CHANGED, to=ada.email)
    assert notice is not None
    assert (notice.to, notice.values["new_email"]) == (ada.email, NEW)
    assert await api.execute(VIEWER, as_user=ada) == {
        "email": NEW,
        "emailVerified": True,
        "pendingEmail": None,
        "role": "USER",
    }
    assert "pending_email" not in await stored(api, ada)
    for email, outcome in ((ada.email, "InvalidCredentialsError"), (NEW, "LoginSuccess")):
        given = {"email": email, "password": PASSWORD}
        assert (await api.execute(LOGIN, given))["__typename"] == outcome


async def test_an_address_may_begin_like_a_field_of_the_database(api: Api):
    ada = await api.make_user()
    await api.execute(CHANGE_EMAIL, {"email": "$email@example.com"}, as_user=ada)
    token = await mailed_token(api, ada, CHANGE, to="$email@example.com")
    assert (await use(api, CHANGE, token))["email"] == "$email@example.com"


@pytest.mark.parametrize(
    ("given", "outcome"),
    [
        ({"email": NEW, "password": "wrong horse"}, "InvalidCredentialsError"),
        ({"email": "nothing"}, "InvalidInputError"),
        ({"email": "Ada@example.com"}, "InvalidInputError"),
    ],
)
async def test_a_refused_change_changes_nothing(api: Api, given: dict[str, Any], outcome: str):
    ada = await api.make_user(email="ada@example.com")
    before = await stored(api, ada)
    assert (await api.execute(CHANGE_EMAIL, given, as_user=ada))["__typename"] == outcome
    assert await stored(api, ada) == before


async def test_a_change_does_not_reveal_whether_the_address_has_an_account(
    api: Api, commands: Commands
):
    ada, taken = await api.make_user(), await api.make_user()
    seen: list[tuple[list[str], str]] = []
    for email in (NEW, taken.email):
        with commands.seen() as names:
            result = await api.execute(CHANGE_EMAIL, {"email": email}, as_user=ada)
        assert result["viewer"]["pendingEmail"] == email
        seen.append((names, result["__typename"]))
    assert seen[0] == seen[1]
    # The owner of the address gets no mail about it.
    assert await message(api, ada, CHANGE, to=taken.email) is None


async def test_a_change_that_was_not_confirmed_in_time_is_not_shown(api: Api):
    ada = await api.make_user()
    await api.execute(CHANGE_EMAIL, {"email": NEW}, as_user=ada)
    await api.services.database["users"].update_one(
        {"email": ada.email}, {"$set": {"pending_email.expires_at": datetime.now(UTC)}}
    )
    assert (await api.execute(VIEWER, as_user=ada))["pendingEmail"] is None
    assert await message(api, ada, CHANGE, to=NEW) is None


async def test_the_mail_of_an_earlier_change_is_dropped(api: Api):
    ada = await api.make_user()
    for email in ("first@example.com", NEW):
        await api.execute(CHANGE_EMAIL, {"email": email}, as_user=ada)
    assert await message(api, ada, CHANGE, to="first@example.com") is None
    assert await message(api, ada, CHANGE, to=NEW) is not None


async def active_admins(api: Api) -> list[ObjectId]:
    """The recorded set; accounts with a change that is not completed are in none."""
    found = await api.services.database["server"].find_one({"_id": "admins"})
    assert found is not None
    assert await api.services.database["users"].find_one({"admin_change": {"$ne": None}}) is None
    return found["ids"]


async def signed_up(api: Api, **changes: Any) -> tuple[str, Person]:
    """The role of a new account with ADMIN_EMAIL on a server with other settings."""
    services = replace(api.services, settings=api.services.settings.model_copy(update=changes))
    async with AsyncClient(
        transport=ASGITransport(create_app(services)), base_url="http://testserver"
    ) as http:
        given = {"name": "Ada", "email": "Admin@example.com", "password": PASSWORD}
        result = await Api(http, services).execute(SIGNUP, {"input": given})
    session = result["session"]
    token = session["accessToken"]
    person = Person(session["viewer"]["user"]["id"], "admin@example.com", token)
    return (await api.execute(VIEWER, as_user=person))["role"], person


class Woken(Wakeup):
    """A signal that counts its calls."""

    number = 0

    def wake(self) -> None:
        self.number += 1


@pytest.mark.parametrize(
    ("smtp_url", "number"),
    [(SecretStr("smtp://127.0.0.1:1"), 1), (None, 0)],
    ids=["with mail", "without mail"],
)
async def test_a_sign_up_starts_the_delivery_of_its_mail(
    api: Api, smtp_url: SecretStr | None, number: int
):
    wakeup = Woken()
    mail = Mail(available=smtp_url is not None, wakeup=wakeup)
    await signed_up(Api(api.http, replace(api.services, mail=mail)), smtp_url=smtp_url)
    assert wakeup.number == number


async def test_with_mail_admin_email_grants_the_role_to_a_verified_address_only(api: Api):
    role, person = await signed_up(api, smtp_url=SecretStr("smtp://127.0.0.1:1"))
    assert role == "USER"
    assert [each["kind"] for each in (await stored(api, person))["outbox"]] == ["verify_email"]
    await use(api, VERIFY, await mailed_token(api, person, VERIFY))
    assert (await api.execute(VIEWER, as_user=person))["role"] == "ADMIN"
    assert await active_admins(api) == [(await stored(api, person))["_id"]]


async def test_with_mail_a_reset_verifies_admin_email(api: Api):
    """The owner of the address takes over an account that another person created with it."""
    _, person = await signed_up(api, smtp_url=SecretStr("smtp://127.0.0.1:1"))
    token = await mailed_token(api, person, MailKind.PASSWORD_RESET)
    result = await use(api, MailKind.PASSWORD_RESET, token)
    assert result["session"]["viewer"]["role"] == "ADMIN"
    assert await active_admins(api) == [(await stored(api, person))["_id"]]


async def test_a_reset_does_not_restore_the_role_of_a_demoted_admin_with_admin_email(api: Api):
    _, person = await signed_up(api, smtp_url=SecretStr("smtp://127.0.0.1:1"))
    await use(api, VERIFY, await mailed_token(api, person, VERIFY))
    await api.make_admin()
    await set_role((await stored(api, person))["_id"], Role.USER)
    token = await mailed_token(api, person, MailKind.PASSWORD_RESET)
    viewer = (await use(api, MailKind.PASSWORD_RESET, token))["session"]["viewer"]
    assert (viewer["emailVerified"], viewer["role"]) == (True, "USER")


async def test_changes_to_an_address_do_not_count_for_the_owner_of_it(api: Api):
    """Otherwise others would notice the account by the limit, and could lock the owner out."""
    ada, eve = await api.make_user(), await api.make_user()
    settings = adjusted(api.services.settings, rate_limit_links="1/hour")
    app = create_app(replace(api.services, rate_limits=RateLimits(settings)))

    async def outcome(client: str, document: str, by: Person, **given: Any) -> str:
        transport = ASGITransport(app, client=(client, 1))
        async with AsyncClient(transport=transport, base_url="http://testserver") as http:
            return (await Api(http, api.services).execute(document, given, as_user=by))[
                "__typename"
            ]

    changed = await outcome("192.0.2.1", CHANGE_EMAIL, eve, email=ada.email)
    assert changed == "ChangeEmailSuccess"
    assert await outcome("192.0.2.2", SEND, ada) == "SendVerificationEmailSuccess"


async def test_without_mail_admin_email_grants_the_role_at_sign_up(api: Api):
    role, person = await signed_up(api)
    assert role == "ADMIN"
    raw = await stored(api, person)
    assert raw.keys().isdisjoint({"outbox", "admin_change"})
    assert await active_admins(api) == [raw["_id"]]


@pytest.mark.parametrize("document", [SEND, CHANGE_EMAIL])
async def test_without_mail_both_say_so(api: Api, document: str):
    ada = await api.make_user()
    services = replace(api.services, mail=Mail(available=False))
    transport = ASGITransport(create_app(services))
    async with AsyncClient(transport=transport, base_url="http://testserver") as http:
        given = {"email": NEW} if document == CHANGE_EMAIL else {}
        refused = await Api(http, services).execute(document, given, as_user=ada)
    assert refused["__typename"] == "MailUnavailableError"
