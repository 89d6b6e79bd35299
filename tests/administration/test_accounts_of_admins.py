"""The list of accounts, changes of roles, and suspension, through the API."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from api import LOGIN, PASSWORD, Api, Person
from bson import ObjectId

from cms_blog.graphql.types.node_ids import encode_id, oid_of

LIST = """
  query (
    $search: String, $role: Role, $suspended: Boolean
    $first: Int, $after: String, $last: Int, $before: String
  ) {
    accounts(
      search: $search, role: $role, suspended: $suspended
      first: $first, after: $after, last: $last, before: $before
    ) {
      nodes { id email role suspended lastLoginAt user { id name } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      totalCount
    }
  }
"""
ROLE = """
  mutation ($id: ID!, $role: Role!) {
    setAccountRole(id: $id, input: {role: $role}) {
      __typename
      ... on SetAccountRoleSuccess { account { id role } }
      ... on UserError { message }
    }
  }
"""
SUSPEND = """
  mutation ($id: ID!) {
    suspendAccount(id: $id) {
      __typename
      ... on SuspendAccountSuccess { account { suspended stats { total published } } }
      ... on UserError { message }
    }
  }
"""
REINSTATE = SUSPEND.replace("suspendAccount", "reinstateAccount").replace("Suspend", "Reinstate")
VIEWER = "{ viewer { email role } }"


def account_id(person: Person) -> str:
    oid = oid_of("User", person.id)
    assert oid is not None
    return encode_id("Account", oid)


async def emails(api: Api, admin: Person, **given: Any) -> list[str]:
    page = await api.execute(LIST, given, as_user=admin)
    return [node["email"] for node in page["nodes"]]


async def change(api: Api, document: str, person: Person, by: Person, **given: Any) -> Any:
    return await api.execute(document, {"id": account_id(person), **given}, as_user=by)


async def test_pages_run_in_both_directions_newest_first(api: Api):
    people = [await api.make_user() for _ in range(4)]
    admin = await api.make_admin()
    newest = [person.email for person in (admin, *reversed(people))]
    page = await api.execute(LIST, {"first": 2}, as_user=admin)
    assert [node["email"] for node in page["nodes"]] == newest[:2]
    assert page["totalCount"] == 5
    assert page["pageInfo"]["hasNextPage"]
    end = page["pageInfo"]["endCursor"]
    assert await emails(api, admin, first=2, after=end) == newest[2:4]
    page = await api.execute(LIST, {"last": 2}, as_user=admin)
    assert [node["email"] for node in page["nodes"]] == newest[3:]
    assert page["pageInfo"]["hasPreviousPage"]
    assert await emails(api, admin, last=2, before=page["pageInfo"]["startCursor"]) == newest[1:3]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"search": "ad"}, {"lovelace", "adam"}),
        ({"search": "ADA LOVE"}, {"lovelace"}),
        ({"search": "love ad"}, {"lovelace"}),
        ({"search": "lovelace@"}, {"lovelace"}),
        ({"search": "Lovelace@Example.COM"}, {"lovelace"}),
        ({"search": "zoe adam"}, {"adam"}),
        ({"search": "example.com"}, set[str]()),
        ({"search": "!?"}, set[str]()),
        ({"search": "ad", "role": "USER"}, {"adam"}),
        ({"search": "ad", "role": "ADMIN"}, {"lovelace"}),
        ({"search": "ad", "suspended": True}, {"adam"}),
        ({"search": "ad", "suspended": False}, {"lovelace"}),
        ({"suspended": True}, {"adam"}),
        ({"suspended": False, "role": "USER"}, {"bob"}),
        ({"role": "ADMIN"}, {"lovelace"}),
        ({"role": "USER"}, {"adam", "bob"}),
    ],
)
async def test_accounts_are_found_by_name_address_role_and_suspension(
    api: Api, given: dict[str, Any], found: set[str]
):
    names = {"lovelace": "Ada Lovelace", "adam": "Zoë Adam", "bob": "Bob"}
    people = {
        key: await api.make_user(name=name, email=f"{key}@example.com")
        for key, name in names.items()
    }
    users = api.services.database["users"]
    await users.update_one({"email": "lovelace@example.com"}, {"$set": {"role": "admin"}})
    await change(api, SUSPEND, people["adam"], people["lovelace"])
    page = await api.execute(LIST, given, as_user=people["lovelace"])
    assert {node["email"].split("@")[0] for node in page["nodes"]} == found
    assert page["totalCount"] == len(found)


async def test_pages_of_a_search_run_in_both_directions(api: Api):
    people = [await api.make_user(name=f"Ada {number}") for number in range(5)]
    admin = await api.make_admin()
    newest = [person.email for person in reversed(people)]
    page = await api.execute(LIST, {"search": "ada", "first": 2}, as_user=admin)
    assert [node["email"] for node in page["nodes"]] == newest[:2]
    assert (page["pageInfo"]["hasNextPage"], page["totalCount"]) == (True, 5)
    end = page["pageInfo"]["endCursor"]
    assert await emails(api, admin, search="ada", first=3, after=end) == newest[2:]
    page = await api.execute(LIST, {"search": "ada", "last": 2}, as_user=admin)
    assert [node["email"] for node in page["nodes"]] == newest[3:]
    start = page["pageInfo"]["startCursor"]
    assert await emails(api, admin, search="ada", last=5, before=start) == newest[:3]


async def test_accounts_have_their_last_login_and_their_numbers_of_blogs(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    await api.make_blog(author)
    await api.make_published(author, admin)
    (before,) = (await api.execute(LIST, {"role": "USER"}, as_user=admin))["nodes"]
    assert before["lastLoginAt"] is None
    await api.execute(LOGIN, {"email": author.email, "password": "wrong horse"})
    (refused,) = (await api.execute(LIST, {"role": "USER"}, as_user=admin))["nodes"]
    assert refused["lastLoginAt"] is None
    await api.execute(LOGIN, {"email": author.email, "password": PASSWORD})
    (after,) = (await api.execute(LIST, {"role": "USER"}, as_user=admin))["nodes"]
    assert after["lastLoginAt"] is not None
    document = "{ accounts { nodes { user { id } stats { total saved published } } } }"
    nodes = (await api.execute(document, as_user=admin))["nodes"]
    stats = {node["user"]["id"]: node["stats"] for node in nodes}
    assert stats == {
        author.id: {"total": 2, "saved": 1, "published": 1},
        admin.id: {"total": 0, "saved": 0, "published": 0},
    }


async def test_everything_about_accounts_is_for_admins_only(api: Api):
    author, other = await api.make_user(), await api.make_user()
    for person, code in ((author, "FORBIDDEN"), (None, "UNAUTHENTICATED")):
        for document in (LIST, ROLE, SUSPEND, REINSTATE):
            given = {"id": account_id(other), "role": "ADMIN"} if document != LIST else {}
            if document in {SUSPEND, REINSTATE}:
                del given["role"]
            error = await api.error(document, given, as_user=person)
            assert error["extensions"]["code"] == code
    node = "query ($id: ID!) { node(id: $id) { id ... on Account { email } } }"
    given = {"id": account_id(other)}
    assert await api.execute(node, given, as_user=author) is None
    assert await api.execute(node, given) is None
    found = await api.execute(node, given, as_user=await api.make_admin())
    assert found == {"id": account_id(other), "email": other.email}


@pytest.mark.parametrize("unknown", [encode_id("Account", ObjectId("6" * 24)), "x", "VXNlcjoxMjM="])
async def test_unknown_accounts_are_not_found(api: Api, unknown: str):
    admin = await api.make_admin()
    for document in (ROLE, SUSPEND, REINSTATE):
        given = {"id": unknown} | ({"role": "ADMIN"} if document == ROLE else {})
        result = await api.execute(document, given, as_user=admin)
        assert result["__typename"] == "NotFoundError"


async def test_a_promotion_takes_effect_and_a_demotion_signs_out(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    promoted = await change(api, ROLE, author, admin, role="ADMIN")
    assert promoted["account"] == {"id": account_id(author), "role": "ADMIN"}
    assert (await api.execute(VIEWER, as_user=author))["role"] == "ADMIN"
    demoted = await change(api, ROLE, admin, author, role="USER")
    assert demoted["__typename"] == "SetAccountRoleSuccess"
    assert (await api.error(VIEWER, as_user=admin))["extensions"]["code"] == "UNAUTHENTICATED"
    last = await change(api, ROLE, author, author, role="USER")
    assert last["__typename"] == "AdminNeededError"
    assert (await change(api, SUSPEND, author, author))["__typename"] == "AdminNeededError"
    assert (await api.execute(VIEWER, as_user=author))["role"] == "ADMIN"


async def test_twenty_parallel_demotions_between_two_admins_leave_one_admin(api: Api):
    pair = [await api.make_admin() for _ in range(2)]
    demotions = [
        api.send(ROLE, {"id": account_id(pair[1 - number % 2]), "role": "USER"}, as_user=by)
        for number, by in enumerate(pair * 10)
    ]
    await asyncio.gather(*demotions)
    users = await api.services.database["users"].find().to_list()
    assert sorted(user["role"] for user in users) == ["admin", "user"]
    assert all("admin_change" not in user for user in users)


async def test_suspension_refuses_the_login_ends_sessions_and_keeps_published_blogs(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_published(author, admin)
    suspended = await change(api, SUSPEND, author, admin)
    assert suspended["account"] == {"suspended": True, "stats": {"total": 1, "published": 1}}
    assert (await api.error(VIEWER, as_user=author))["extensions"]["code"] == "UNAUTHENTICATED"
    login = {"email": author.email, "password": PASSWORD}
    assert (await api.execute(LOGIN, login))["__typename"] == "AccountSuspendedError"
    wrong = await api.execute(LOGIN, login | {"password": "wrong horse"})
    assert wrong["__typename"] == "InvalidCredentialsError"
    public = await api.execute(
        "query ($slug: String!) { publishedBlog(slug: $slug) { author { id } } }",
        {"slug": blog["slug"]},
    )
    assert public == {"author": {"id": author.id}}
    assert (await change(api, REINSTATE, author, admin))["account"]["suspended"] is False
    # The earlier sessions stay revoked.
    assert (await api.error(VIEWER, as_user=author))["extensions"]["code"] == "UNAUTHENTICATED"
    assert (await api.execute(LOGIN, login))["__typename"] == "LoginSuccess"


async def test_scheduled_blogs_of_a_suspended_author_stay_until_an_admin_unpublishes_them(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_blog(author)
    await api.move("requestPublish", blog["id"], author)
    later = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    await api.move("approveBlog", blog["id"], admin, publishAt=later)
    suspended = await change(api, SUSPEND, author, admin)
    assert suspended["account"] == {"suspended": True, "stats": {"total": 1, "published": 0}}
    status = "query ($id: ID!) { blog(id: $id) { status } }"
    shown = await api.execute(status, {"id": blog["id"]}, as_user=admin)
    assert shown == {"status": "SCHEDULED"}
    moved = await api.move("unpublishBlog", blog["id"], admin)
    assert moved["blog"]["status"] == "SAVED"


async def test_admins_may_delete_drafts_of_suspended_authors(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_blog(author)
    given = {"id": blog["id"]}
    document = "mutation ($id: ID!) { deleteBlog(id: $id) { __typename } }"
    actions = "query ($id: ID!) { blog(id: $id) { viewerActions } }"
    assert "DELETE" not in (await api.execute(actions, given, as_user=admin))["viewerActions"]
    assert (await api.execute(document, given, as_user=admin))["__typename"] == "NotFoundError"
    await change(api, SUSPEND, author, admin)
    assert "DELETE" in (await api.execute(actions, given, as_user=admin))["viewerActions"]
    assert (await api.execute(document, given, as_user=admin))["__typename"] == "DeleteBlogSuccess"


async def test_a_suspended_admin_does_not_count_as_another_approver(api: Api):
    first, second = await api.make_admin(), await api.make_admin()
    own = await api.make_blog(first)
    await api.move("requestPublish", own["id"], first)
    refused = await api.move("approveBlog", own["id"], first)
    assert refused["__typename"] == "SelfApprovalError"
    await change(api, SUSPEND, second, first)
    approved = await api.move("approveBlog", own["id"], first)
    assert approved["__typename"] == "ApproveBlogSuccess"
