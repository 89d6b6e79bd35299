"""Invitations: who makes, sees, revokes and accepts them, and SIGNUPS."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from adjusted_settings import adjusted
from api import PASSWORD, SIGNUP, Api
from bson import ObjectId
from httpx import ASGITransport, AsyncClient
from mailed_links import CHANGE_EMAIL, INVITE, REVOKE, mailed_token, message, stored, token_in, use
from manual_storage import ManualClock, ManualStorage

from cms_blog.accounts.documents import UserDocument
from cms_blog.accounts.invitations.service import LIFETIME, MAX_OPEN
from cms_blog.limits import Limits
from cms_blog.mail.messages import MailKind
from cms_blog.mail.service import Mail
from cms_blog.privacy.export import export_chunks
from cms_blog.rate_limits import RateLimits
from cms_blog.server.app import create_app

INVITATION = MailKind.INVITATION
LIST = "{ invitations { id email role expiresAt invitedBy { id } } }"
INVITED = "invited@example.com"


async def test_an_invitation_is_listed_mailed_and_accepted(api: Api):
    admin = await api.make_admin()
    result = await api.execute(INVITE, {"email": " Invited@Example.com"}, as_user=admin)
    invitation = result["invitation"]
    assert (invitation["email"], invitation["role"]) == (INVITED, "USER")
    assert invitation["invitedBy"] == {"id": admin.id}
    left = datetime.fromisoformat(invitation["expiresAt"]) - datetime.now(UTC)
    assert LIFETIME - timedelta(minutes=10) < left <= LIFETIME
    assert await api.execute(LIST, as_user=admin) == [invitation]
    data = {"invitation": (await stored(api, admin))["invitations"][0]["id"]}
    mail = await message(api, admin, INVITATION, to=INVITED, data=data)
    assert mail is not None
    assert mail.to == INVITED
    assert str(mail.values["url"]).startswith("http://127.0.0.1:5180/accept-invite#token=")
    assert result["url"].startswith("http://127.0.0.1:5180/accept-invite#token=")
    accepted = await use(api, INVITATION, token_in(result["url"]), name=" Ada  Lovelace ")
    # The link was passed on by hand, so the address is not verified.
    assert accepted["session"]["viewer"] == {
        "email": INVITED,
        "emailVerified": False,
        "role": "USER",
        "user": {"name": "Ada Lovelace"},
    }
    assert await api.execute(LIST, as_user=admin) == []
    assert await message(api, admin, INVITATION, to=INVITED, data=data) is None


async def test_the_mailed_link_verifies_the_address(api: Api):
    admin = await api.make_admin()
    await api.execute(INVITE, {"email": INVITED, "role": "ADMIN"}, as_user=admin)
    data = {"invitation": (await stored(api, admin))["invitations"][0]["id"]}
    token = await mailed_token(api, admin, INVITATION, data=data)
    viewer = (await use(api, INVITATION, token))["session"]["viewer"]
    assert (viewer["emailVerified"], viewer["role"]) == (True, "ADMIN")


async def test_the_export_has_own_invitations_and_a_waiting_address(api: Api):
    admin = await api.make_admin()
    await api.execute(INVITE, {"email": INVITED, "role": "ADMIN"}, as_user=admin)
    await api.execute(CHANGE_EMAIL, {"email": "new@example.com"}, as_user=admin)
    user = UserDocument.read(await stored(api, admin))
    exported = json.loads(b"".join([chunk async for chunk in export_chunks(user)]))["account"]
    (invitation,) = exported["invitations"]
    assert (invitation["email"], invitation["role"]) == (INVITED, "ADMIN")
    assert (exported["emailVerified"], exported["pendingEmail"]) == (False, "new@example.com")


async def test_only_admins_make_see_and_revoke_invitations(api: Api):
    admin, user = await api.make_admin(), await api.make_user()
    made = (await api.execute(INVITE, {"email": INVITED}, as_user=admin))["invitation"]
    calls: list[tuple[str, dict[str, Any]]] = [
        (INVITE, {"email": "b@example.com"}),
        (REVOKE, {"id": made["id"]}),
        (LIST, {}),
    ]
    for document, variables in calls:
        for person, code in ((user, "FORBIDDEN"), (None, "UNAUTHENTICATED")):
            error = await api.error(document, variables, as_user=person)
            assert error["extensions"]["code"] == code
    assert await api.execute(LIST, as_user=admin) == [made]


async def test_invitations_of_all_admins_are_listed_newest_first_and_revoked_by_any(api: Api):
    one, two = await api.make_admin(), await api.make_admin()
    made = [
        (await api.execute(INVITE, {"email": f"{n}@example.com"}, as_user=person))["invitation"]
        for n, person in enumerate((one, two, one))
    ]
    assert await api.execute(LIST, as_user=two) == made[::-1]
    assert await api.execute(REVOKE, {"id": made[0]["id"]}, as_user=two) == {
        "__typename": "RevokeInvitationSuccess",
        "revokedId": made[0]["id"],
    }
    assert await api.execute(LIST, as_user=one) == [made[2], made[1]]
    for wrong in (made[0]["id"], one.id, "", "x"):
        result = await api.execute(REVOKE, {"id": wrong}, as_user=two)
        assert result["__typename"] == "NotFoundError"


async def test_a_second_invitation_to_an_address_replaces_the_first(api: Api):
    admin = await api.make_admin()
    first = await api.execute(INVITE, {"email": INVITED}, as_user=admin)
    second = await api.execute(INVITE, {"email": INVITED, "role": "ADMIN"}, as_user=admin)
    assert await api.execute(LIST, as_user=admin) == [second["invitation"]]
    outcome = await use(api, INVITATION, token_in(first["url"]))
    assert outcome["__typename"] == "InvalidLinkError"


async def test_people_with_an_account_are_not_invited(api: Api):
    admin, ada = await api.make_admin(), await api.make_user()
    result = await api.execute(INVITE, {"email": ada.email}, as_user=admin)
    assert result["__typename"] == "EmailTakenError"
    made = await api.execute(INVITE, {"email": INVITED}, as_user=admin)
    await api.make_user(email=INVITED)
    taken = await use(api, INVITATION, token_in(made["url"]))
    assert taken["__typename"] == "EmailTakenError"


async def test_expired_invitations_are_not_listed_and_make_room(api: Api):
    admin = await api.make_admin()
    users = api.services.database["users"]
    late = datetime.now(UTC) + timedelta(days=1)
    entry = {"email": "x@example.com", "role": "user", "expires_at": late}
    entries = [entry | {"id": ObjectId(), "email": f"{n}@example.com"} for n in range(MAX_OPEN)]
    await users.update_one({"email": admin.email}, {"$set": {"invitations": entries}})
    refused = await api.execute(INVITE, {"email": INVITED}, as_user=admin)
    assert refused["fields"] == [{"path": ["email"], "code": "TOO_MANY"}]
    assert len((await stored(api, admin))["invitations"]) == MAX_OPEN
    now = datetime.now(UTC)
    await users.update_one({"email": admin.email}, {"$set": {"invitations.0.expires_at": now}})
    assert len(await api.execute(LIST, as_user=admin)) == MAX_OPEN - 1
    made = await api.execute(INVITE, {"email": INVITED}, as_user=admin)
    assert made["__typename"] == "InviteUserSuccess"
    assert len((await stored(api, admin))["invitations"]) == MAX_OPEN


async def test_invalid_data_does_not_use_the_invitation(api: Api):
    admin = await api.make_admin()
    token = token_in((await api.execute(INVITE, {"email": INVITED}, as_user=admin))["url"])
    wrong: list[tuple[dict[str, str], str]] = [
        ({"name": " "}, "name"),
        ({"password": "x"}, "password"),
    ]
    for given, field in wrong:
        refused = await use(api, INVITATION, token, **given)
        assert refused["fields"] == [{"path": [field]}]
    assert (await use(api, INVITATION, token))["__typename"] == "AcceptInviteSuccess"


async def test_parallel_uses_of_one_invitation_make_one_account(api: Api):
    admin = await api.make_admin()
    token = token_in((await api.execute(INVITE, {"email": INVITED}, as_user=admin))["url"])
    results = await asyncio.gather(*(use(api, INVITATION, token) for _ in range(5)))
    outcomes = [result["__typename"] for result in results]
    assert outcomes.count("AcceptInviteSuccess") == 1
    assert set(outcomes) <= {"AcceptInviteSuccess", "InvalidLinkError", "EmailTakenError"}
    assert await api.services.database["users"].count_documents({"email": INVITED}) == 1


async def elsewhere(api: Api, document: str, variables: dict[str, Any], **changes: Any) -> Any:
    """Execute as the admin in `changes` on a server with other services."""
    person = changes.pop("person", None)
    services = replace(api.services, **changes)
    transport = ASGITransport(create_app(services))
    async with AsyncClient(transport=transport, base_url="http://testserver") as http:
        return await Api(http, services).execute(document, variables, as_user=person)


async def test_without_mail_the_link_is_passed_on_by_hand(api: Api):
    admin = await api.make_admin()
    made = await elsewhere(
        api, INVITE, {"email": INVITED}, person=admin, mail=Mail(available=False)
    )
    assert made["url"].partition("#token=")[2]
    assert "outbox" not in await stored(api, admin)


@pytest.mark.parametrize(
    ("signups", "by_oneself", "by_invitation"),
    [
        ("open", "SignupSuccess", "AcceptInviteSuccess"),
        ("invite", "SignupClosedError", "AcceptInviteSuccess"),
        ("closed", "SignupClosedError", "SignupClosedError"),
    ],
)
async def test_signups_decide_about_new_accounts(
    api: Api, signups: str, by_oneself: str, by_invitation: str
):
    admin = await api.make_admin()
    made = await api.execute(INVITE, {"email": INVITED}, as_user=admin)
    settings = api.services.settings.model_copy(update={"signups": signups})
    given = {"name": "Ada", "email": "self@example.com", "password": PASSWORD}
    result = await elsewhere(api, SIGNUP, {"input": given}, settings=settings)
    assert result["__typename"] == by_oneself
    accept = """
      mutation ($token: String!, $password: String!) {
        acceptInvite(input: {token: $token, name: "Ada", password: $password}) { __typename }
      }"""
    variables = {"token": token_in(made["url"]), "password": PASSWORD}
    result = await elsewhere(api, accept, variables, settings=settings)
    assert result["__typename"] == by_invitation
    again = await elsewhere(
        api, INVITE, {"email": "c@example.com"}, settings=settings, person=admin
    )
    expected = "SignupClosedError" if signups == "closed" else "InviteUserSuccess"
    assert again["__typename"] == expected


async def test_invitations_of_an_admin_are_limited(api: Api):
    assert Limits().rate_limit_invitations == "50/day"
    admin, other = await api.make_admin(), await api.make_admin()
    clock = ManualClock()
    settings = adjusted(api.services.settings, rate_limit_invitations="2/day")
    limits = RateLimits(settings, storage=ManualStorage(clock), clock=clock)
    services = replace(api.services, settings=settings, rate_limits=limits)
    transport = ASGITransport(create_app(services, clock))
    async with AsyncClient(transport=transport, base_url="http://testserver") as http:
        here = Api(http, services)
        for _ in range(2):
            # Refused ones count as well: they tell whether an address has an account.
            made = await here.execute(INVITE, {"email": admin.email}, as_user=admin)
            assert made["__typename"] == "EmailTakenError"
        error = await here.error(INVITE, {"email": INVITED}, as_user=admin)
        assert error["extensions"]["code"] == "RATE_LIMITED"
        made = await here.execute(INVITE, {"email": INVITED}, as_user=other)
        assert made["__typename"] == "InviteUserSuccess"
