"""Accounts and blogs as the first release stored them, through everything that came later."""

from typing import Any

from api import LOGIN, PASSWORD, Api, Person, oid_of
from bson import ObjectId
from mailed_links import (
    CHANGE_EMAIL,
    INVITE,
    NEW_PASSWORD,
    REQUEST_RESET,
    mailed_token,
    stored,
    token_in,
    use,
)
from old_blogs import DAY, old_blog

from cms_blog.accounts.documents import UserDocument
from cms_blog.graphql.types.node_ids import encode_id
from cms_blog.mail.messages import MailKind
from cms_blog.notifications.preferences import unsubscribe_url

NEW = "ada.new@example.com"
ACCOUNT = "account { role suspended email user { name } stats { total } lastLoginAt }"
OUTCOME = "__typename ... on UserError { message }"
PROFILE = f"""
  mutation ($input: UpdateProfileInput!) {{
    updateProfile(input: $input) {{
      {OUTCOME} ... on UpdateProfileSuccess {{ viewer {{ user {{ name bio }} mail {{ notes }} }} }}
    }}
  }}"""
SEND = f"mutation {{ sendVerificationEmail {{ {OUTCOME} }} }}"
SET_ROLE = f"""
  mutation ($id: ID!, $role: Role!) {{
    setAccountRole(id: $id, input: {{role: $role}}) {{
      {OUTCOME} ... on SetAccountRoleSuccess {{ {ACCOUNT} }}
    }}
  }}"""
SUSPEND = f"""
  mutation ($id: ID!) {{
    suspendAccount(id: $id) {{ {OUTCOME} ... on SuspendAccountSuccess {{ {ACCOUNT} }} }}
  }}"""
REINSTATE = SUSPEND.replace("suspendAccount", "reinstateAccount").replace("Suspend", "Reinstate")
DELETE = f"""
  mutation {{
    deleteAccount(input: {{password: "{NEW_PASSWORD}", blogs: DELETE}}) {{ {OUTCOME} }}
  }}"""


async def old_account(api: Api, email: str, role: str) -> Person:
    """An account with the fields of the first release alone, signed in."""
    users, made = api.services.database["users"], await api.make_user()
    known = await stored(api, made)
    old: dict[str, Any] = {
        "_id": ObjectId(),
        "name": "Ada Old",
        "email": email,
        "password_hash": known["password_hash"],
        "role": role,
        "created_at": DAY,
    }
    await users.insert_one(old)
    return await signed_in(api, email, PASSWORD)


async def signed_in(api: Api, email: str, password: str) -> Person:
    result = await api.execute(LOGIN, {"email": email, "password": password})
    session = result["session"]
    return Person(session["viewer"]["user"]["id"], email, session["accessToken"])


async def done(api: Api, person: Person, document: str, **given: Any) -> dict[str, Any]:
    """The result, which is a success."""
    result = await api.execute(document, given, as_user=person)
    assert result["__typename"].endswith("Success"), result
    return result


async def test_an_old_user_changes_the_profile_address_and_password(api: Api):
    ada = await old_account(api, "Ada.Old@Example.com", "user")
    changed = await done(api, ada, PROFILE, input={"bio": "Writes.", "mail": {"notes": False}})
    assert changed["viewer"] == {
        "user": {"name": "Ada Old", "bio": "Writes."},
        "mail": {"notes": False},
    }
    await done(api, ada, SEND)
    token = await mailed_token(api, ada, MailKind.VERIFY_EMAIL)
    verified = await use(api, MailKind.VERIFY_EMAIL, token)
    assert verified["email"] == "Ada.Old@Example.com"
    await done(api, ada, CHANGE_EMAIL, email=NEW)
    token = await mailed_token(api, ada, MailKind.CONFIRM_NEW_EMAIL, to=NEW)
    assert (await use(api, MailKind.CONFIRM_NEW_EMAIL, token))["email"] == NEW
    await done(api, ada, REQUEST_RESET, email=NEW)
    token = await mailed_token(api, ada, MailKind.PASSWORD_RESET)
    reset = await use(api, MailKind.PASSWORD_RESET, token)
    assert reset["session"]["viewer"]["emailVerified"]
    ada = await signed_in(api, NEW, NEW_PASSWORD)
    await done(api, ada, "mutation { renewSession { __typename } }")
    await done(api, ada, DELETE)


async def test_an_old_admin_invites_and_an_old_user_is_managed_and_notified(api: Api):
    admin = await old_account(api, "Root.Old@example.com", "admin")
    ada = await old_account(api, "Grace.Old@example.com", "user")
    oid = oid_of("User", ada.id)
    assert oid is not None
    account = encode_id("Account", oid)

    blog = old_blog(oid)
    await api.services.database["blogs"].insert_one(blog)
    blog_id = encode_id("Blog", blog["_id"])
    await api.move("requestPublish", blog_id, ada)
    await api.move("approveBlog", blog_id, admin)

    invited = await done(api, admin, INVITE, email="guest.of.old@example.com")
    accepted = await use(api, MailKind.INVITATION, token_in(invited["url"]))
    assert accepted["__typename"] == "AcceptInviteSuccess"

    for role in ("ADMIN", "USER"):
        changed = await done(api, admin, SET_ROLE, id=account, role=role)
        assert (changed["account"]["role"], changed["account"]["stats"]["total"]) == (role, 1)
    assert (await done(api, admin, SUSPEND, id=account))["account"]["suspended"]
    login = {"email": ada.email, "password": PASSWORD}
    assert (await api.execute(LOGIN, login))["__typename"] == "AccountSuspendedError"
    assert not (await done(api, admin, REINSTATE, id=account))["account"]["suspended"]
    await signed_in(api, ada.email, PASSWORD)
    listed = await api.execute("{ accounts(first: 50) { nodes { email } } }", as_user=admin)
    assert {ada.email, admin.email} <= {node["email"] for node in listed["nodes"]}

    user = UserDocument.read(await stored(api, ada))
    link = unsubscribe_url("", api.services.link_tokens, user, MailKind.BLOG_APPROVED)
    assert (await api.http.post(link)).status_code == 200
    assert (await stored(api, ada))["mail"] == {"decisions": False}
