"""Every mailed link: once, in time, unaltered, of its own kind, and while its cause lasts."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from api import PASSWORD, Api, Person
from bson import ObjectId
from httpx import ASGITransport, AsyncClient
from mailed_links import CHANGE_EMAIL, INVITE, REVOKE, USES, mailed_token, stored, token_in, use
from starlette.applications import Starlette

from cms_blog.accounts.documents import Role
from cms_blog.accounts.invitations.service import LIFETIME as INVITATION_LIFETIME
from cms_blog.accounts.links.addresses import CHANGE_LIFETIME, VERIFICATION_LIFETIME
from cms_blog.accounts.links.passwords import RESET_LIFETIME
from cms_blog.administration.service import reinstate, set_role, suspend
from cms_blog.context import Services
from cms_blog.graphql.types.node_ids import oid_of
from cms_blog.mail.messages import MailKind

RESET, VERIFY = MailKind.PASSWORD_RESET, MailKind.VERIFY_EMAIL
CHANGE, INVITATION = MailKind.CONFIRM_NEW_EMAIL, MailKind.INVITATION
LIFETIMES = {
    RESET: RESET_LIFETIME,
    VERIFY: VERIFICATION_LIFETIME,
    CHANGE: CHANGE_LIFETIME,
    INVITATION: INVITATION_LIFETIME,
}
SUCCESS = {
    RESET: "ResetPasswordSuccess",
    VERIFY: "VerifyEmailSuccess",
    CHANGE: "VerifyEmailSuccess",
    INVITATION: "AcceptInviteSuccess",
}
NEW, INVITED = "new-address@example.com", "invited@example.com"
INVALID = "This link is not valid, has expired, or was used already. Request a new one."
MINUTE = timedelta(minutes=1)


class World:
    """An admin who has asked for a new address and has invited someone."""

    def __init__(self, api: Api, person: Person, invitation: dict[str, Any]) -> None:
        self.api, self.person, self.invitation = api, person, invitation

    async def token(self, kind: MailKind, age: timedelta = timedelta()) -> str:
        user = await stored(self.api, self.person)
        data = {"invitation": user["invitations"][0]["id"]} if kind is INVITATION else None
        to = NEW if kind is CHANGE else None
        return await mailed_token(self.api, self.person, kind, to=to, data=data, age=age)

    async def outcome(self, kind: MailKind, token: str) -> str:
        result = await use(self.api, kind, token)
        if result["__typename"] == "InvalidLinkError":
            assert result["message"] == INVALID
        return result["__typename"]

    async def call(self, document: str, **variables: Any) -> None:
        result = await self.api.execute(document, variables, as_user=self.person)
        assert "Error" not in result["__typename"], result

    @property
    def oid(self) -> ObjectId:
        oid = oid_of("User", self.person.id)
        assert oid is not None
        return oid


class MadeWorld(NamedTuple):
    """A world, and the documents of its users."""

    world: World
    users: list[dict[str, Any]]


@pytest.fixture(scope="module")
async def made(app: Starlette, services: Services) -> MadeWorld:
    """A world made through the API, once for all tests."""
    users = services.database["users"]
    await users.delete_many({})
    async with AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as http:
        api = Api(http, services)
        person = await api.make_admin()
        # The only admin can't be deleted.
        await api.make_admin()
        await api.execute(CHANGE_EMAIL, {"email": NEW}, as_user=person)
        invited = await api.execute(INVITE, {"email": INVITED}, as_user=person)
    return MadeWorld(World(api, person, invited), await users.find().to_list())


@pytest.fixture
async def world(api: Api, made: MadeWorld) -> World:
    """The world as it was made, in an otherwise empty database."""
    await api.services.database["users"].insert_many(made.users)
    return World(api, made.world.person, made.world.invitation)


@pytest.mark.parametrize("kind", LIFETIMES)
async def test_a_link_works_once(world: World, kind: MailKind):
    token = await world.token(kind)
    assert await world.outcome(kind, token) == SUCCESS[kind]
    assert await world.outcome(kind, token) == "InvalidLinkError"


@pytest.mark.parametrize("kind", LIFETIMES)
async def test_a_link_works_until_it_expires(world: World, kind: MailKind):
    late = await world.token(kind, age=LIFETIMES[kind])
    assert await world.outcome(kind, late) == "InvalidLinkError"
    in_time = await world.token(kind, age=LIFETIMES[kind] - MINUTE)
    assert await world.outcome(kind, in_time) == SUCCESS[kind]


@pytest.mark.parametrize("kind", LIFETIMES)
async def test_an_altered_link_is_invalid(world: World, kind: MailKind):
    token = await world.token(kind)
    head, body, signature = token.split(".")
    other = "B" if signature[0] == "A" else "A"
    for altered in (f"{head}.{body}.{other}{signature[1:]}", token[:-1], f"{token}x", "", "\0"):
        assert await world.outcome(kind, altered) == "InvalidLinkError"
    assert await world.outcome(kind, token) == SUCCESS[kind]


async def test_tokens_of_other_kinds_are_invalid(world: World):
    """Links, sessions, previews and downloads, at every reader of the API."""
    api, person = world.api, world.person
    blog = await api.make_blog(person)
    documents = {
        "preview": (
            "mutation ($id: ID!) { createPreviewLink(blogId: $id, input: {}) "
            "{ ... on CreatePreviewLinkSuccess { token } } }"
        ),
        "export": "mutation { exportMyData { ... on ExportMyDataSuccess { url } } }",
    }
    preview = await api.execute(documents["preview"], {"id": blog["id"]}, as_user=person)
    export = await api.execute(documents["export"], as_user=person)
    tokens = {kind.value: await world.token(kind) for kind in LIFETIMES} | {
        "session": person.token,
        "preview": preview["token"],
        "export": export["url"].partition("ticket=")[2],
    }
    # `verifyEmail` takes the links of two kinds.
    readers = {RESET: [RESET], VERIFY: [VERIFY, CHANGE], INVITATION: [INVITATION]}
    for kind, accepted in readers.items():
        foreign = {name: token for name, token in tokens.items() if name not in accepted}
        for name, token in foreign.items():
            assert (name, await world.outcome(kind, token)) == (name, "InvalidLinkError")
    links = [tokens[kind] for kind in LIFETIMES]
    for token in links:
        assert (await api.http.get(f"/export?ticket={token}")).status_code == 401
        error = await api.error("{ viewer { id } }", as_user=Person("", "", token))
        assert error["extensions"]["code"] == "UNAUTHENTICATED"
        shown = await api.execute(
            "query ($token: String!) { previewBlog(token: $token) { title } }", {"token": token}
        )
        assert shown is None
    for kind in (INVITATION, VERIFY, RESET):
        assert await world.outcome(kind, tokens[kind]) == SUCCESS[kind]


async def _change_password(world: World) -> None:
    await world.call(
        f"""mutation {{ changePassword(
          input: {{currentPassword: "{PASSWORD}", newPassword: "a third horse"}}
        ) {{ __typename }} }}"""
    )


async def _log_out_everywhere(world: World) -> None:
    await world.call("mutation { logoutEverywhere { __typename } }")


async def _delete_account(world: World) -> None:
    await world.call(
        f"""mutation {{
          deleteAccount(input: {{password: "{PASSWORD}", blogs: DELETE}}) {{ __typename }}
        }}"""
    )


async def _begin_deletion(world: World) -> None:
    users = world.api.services.database["users"]
    await users.update_one({"_id": world.oid}, {"$set": {"leaving": "keep"}})


async def _reset(world: World) -> None:
    assert await world.outcome(RESET, await world.token(RESET)) == SUCCESS[RESET]


async def _verify(world: World) -> None:
    assert await world.outcome(VERIFY, await world.token(VERIFY)) == SUCCESS[VERIFY]


async def _replace_address(world: World) -> None:
    assert await world.outcome(CHANGE, await world.token(CHANGE)) == SUCCESS[CHANGE]


async def _ask_for_another_address(world: World) -> None:
    await world.call(CHANGE_EMAIL, email="another@example.com")


async def _ask_again(world: World) -> None:
    await world.call(CHANGE_EMAIL, email=NEW)


async def _take_new_address(world: World) -> None:
    await world.api.make_user(email=NEW)


async def _demote(world: World) -> None:
    await set_role(world.oid, Role.USER)


async def _demote_and_promote(world: World) -> None:
    await set_role(world.oid, Role.USER)
    await set_role(world.oid, Role.ADMIN)


async def _suspend(world: World) -> None:
    await suspend(world.oid)


async def _suspend_and_reinstate(world: World) -> None:
    await suspend(world.oid)
    await reinstate(world.oid)


async def _revoke(world: World) -> None:
    await world.call(REVOKE, id=world.invitation["invitation"]["id"])


async def _invite_again(world: World) -> None:
    await world.call(INVITE, email=INVITED)


type Cause = Callable[[World], Awaitable[None]]
ENDED: list[tuple[MailKind, Cause]] = [
    *(
        (RESET, end)
        for end in (
            *(_change_password, _log_out_everywhere, _replace_address, _reset),
            *(_delete_account, _begin_deletion),
        )
    ),
    *(
        (VERIFY, end)
        for end in (_verify, _replace_address, _suspend, _delete_account, _begin_deletion)
    ),
    *((CHANGE, end) for end in (_suspend, _suspend_and_reinstate, _demote)),
    # The reset link went to the same address.
    (VERIFY, _reset),
    *(
        (CHANGE, end)
        for end in (
            *(_change_password, _log_out_everywhere, _reset, _delete_account, _begin_deletion),
            *(_ask_for_another_address, _ask_again, _take_new_address),
        )
    ),
    *(
        (INVITATION, end)
        for end in (
            *(_demote, _demote_and_promote, _suspend, _suspend_and_reinstate),
            *(_revoke, _invite_again, _delete_account, _begin_deletion),
        )
    ),
]


@pytest.mark.parametrize(
    ("kind", "end"), ENDED, ids=[f"{kind.value}-{end.__name__[1:]}" for kind, end in ENDED]
)
async def test_a_link_ends_with_its_cause(world: World, kind: MailKind, end: Cause):
    token = await world.token(kind)
    await end(world)
    before = await world.api.services.database["users"].find().to_list()
    assert await world.outcome(kind, token) == "InvalidLinkError"
    assert await world.api.services.database["users"].find().to_list() == before


@pytest.mark.parametrize(
    ("kind", "event"),
    [
        (RESET, _verify),
        (VERIFY, _log_out_everywhere),
        (CHANGE, _verify),
        (INVITATION, _change_password),
        (INVITATION, _replace_address),
    ],
)
async def test_a_link_outlives_events_that_do_not_concern_it(
    world: World, kind: MailKind, event: Cause
):
    token = await world.token(kind)
    await event(world)
    assert await world.outcome(kind, token) == SUCCESS[kind]


async def test_a_reset_link_of_a_suspended_account_says_so(world: World):
    token = await world.token(RESET)
    await suspend(world.oid)
    # The suspension ends sessions, and so earlier links.
    assert await world.outcome(RESET, token) == "InvalidLinkError"
    later = await world.token(RESET)
    before = await stored(world.api, world.person)
    assert await world.outcome(RESET, later) == "AccountSuspendedError"
    assert await stored(world.api, world.person) == before
    await reinstate(world.oid)
    assert await world.outcome(RESET, later) == SUCCESS[RESET]


async def test_the_links_of_the_api_and_of_the_mail_are_the_same_invitation(world: World):
    mailed, given = await world.token(INVITATION), token_in(world.invitation["url"])
    assert await world.outcome(INVITATION, given) == SUCCESS[INVITATION]
    assert await world.outcome(INVITATION, mailed) == "InvalidLinkError"


def test_every_link_of_a_mail_is_in_the_table():
    assert LIFETIMES.keys() == SUCCESS.keys() == USES.keys()
