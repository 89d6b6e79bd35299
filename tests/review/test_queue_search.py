"""Search in the queue: by words of the text, the keyword and the author's name, and by author."""

from typing import Any

import pytest
from api import BRIEF, UPDATE, Api, Person

from cms_blog.accounts.name_search import name_prefixes, users_named
from cms_blog.maintenance.migrations.run import MIGRATIONS, migrate

QUEUE = """
  query (
    $search: String, $authorId: ID, $first: Int, $after: String, $status: BlogStatus! = PENDING
  ) {
    adminQueue(
      search: $search, authorId: $authorId, first: $first, after: $after, status: $status
    ) { totalCount nodes { title } pageInfo { endCursor hasNextPage } }
  }
"""


async def titles(api: Api, admin: Person, **arguments: Any) -> list[str]:
    page = await api.execute(QUEUE, arguments, as_user=admin)
    assert page["totalCount"] == len(page["nodes"])
    return [node["title"] for node in page["nodes"]]


async def pending(api: Api, author: Person, title: str, **given: Any) -> None:
    blog = await api.make_blog(author, title=title, markdown="Text.", **given)
    await api.move("requestPublish", blog["id"], author)


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("tom", ["Tomatoes"]),
        ("ZÜR", ["Tomatoes"]),
        ("basil keyw", ["Basil"]),
        ("lovel", ["Tomatoes", "Changed"]),
        ("ada tom", ["Tomatoes"]),
        ("o'br", ["Basil"]),
        ("acelov", []),
        ("ada basil", []),
        ("!?", []),
        (" ", ["Tomatoes", "Basil", "Changed"]),
        (None, ["Tomatoes", "Basil", "Changed"]),
        ("$where .*", []),
        ("\0", []),
    ],
)
async def test_words_begin_words_of_the_text_the_keyword_or_the_authors_name(
    api: Api, search: str | None, found: list[str]
):
    ada, sean = await api.make_user(name="Ada Lovelace"), await api.make_user(name="Seán O'Brien")
    admin = await api.make_admin()
    await pending(api, ada, "Tomatoes", brief=BRIEF | {"targetedKeyword": "Zurich"})
    await pending(api, sean, "Basil", brief=BRIEF | {"targetedKeyword": "keyword"})
    # A published blog with a pending working copy.
    brief = BRIEF | {"targetedKeyword": "other"}
    blog = await api.make_published(ada, admin, title="Changed", markdown="Text.", brief=brief)
    given = {"expectedRevision": 1, "title": "New title"}
    await api.execute(UPDATE, {"id": blog["id"], "input": given}, as_user=ada)
    await api.move("requestPublish", blog["id"], ada)
    assert await titles(api, admin, search=search) == found
    of_ada = [title for title in found if title != "Basil"]
    assert await titles(api, admin, search=search, authorId=ada.id) == of_ada


async def test_a_searched_queue_is_read_page_by_page(api: Api):
    ada, admin = await api.make_user(name="Ada"), await api.make_admin()
    for number in range(5):
        await pending(api, ada, f"Post {number}")
    variables: dict[str, Any] = {"search": "ada post", "authorId": ada.id, "first": 2}
    found: list[str] = []
    while True:
        page = await api.execute(QUEUE, variables, as_user=admin)
        found += [node["title"] for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        variables["after"] = page["pageInfo"]["endCursor"]
    assert found == [f"Post {number}" for number in range(5)]


async def test_the_status_applies_to_a_search(api: Api):
    ada, admin = await api.make_user(name="Ada"), await api.make_admin()
    await pending(api, ada, "Pending")
    await api.make_published(ada, admin, title="Public")
    assert await titles(api, admin, search="ada", status="PUBLISHED") == ["Public"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"search": "x" * 101}, "`search` must have at most 100 characters."),
        ({"authorId": "x"}, "`authorId` must be the `id` of a User."),
    ],
)
async def test_invalid_arguments_are_refused(api: Api, arguments: dict[str, Any], message: str):
    error = await api.error(QUEUE, arguments, as_user=await api.make_admin())
    assert error["message"] == message


async def test_the_search_is_for_admins(api: Api):
    error = await api.error(QUEUE, {"search": "a"}, as_user=await api.make_user())
    assert error["extensions"]["code"] == "FORBIDDEN"


def test_beginnings_of_names_are_bounded():
    assert name_prefixes("Ad Ál") == ["a", "ad", "al"]
    assert name_prefixes("x" * 80) == ["x" * length for length in range(1, 21)]
    assert name_prefixes("💥") == []
    assert len(name_prefixes(" ".join(map(chr, range(ord("a"), ord("z")))))) == 10


async def test_long_words_of_names_are_compared_as_a_whole(api: Api):
    await api.make_user(name="x" * 30 + "y")
    assert len(await users_named("x" * 30 + "y")) == 1
    assert await users_named("x" * 30 + "z") == []


async def test_accounts_of_earlier_releases_are_found_after_a_migration(api: Api):
    ada, admin = await api.make_user(name="Ada"), await api.make_admin()
    await pending(api, ada, "Old")
    database = api.services.database
    await database["users"].update_many({}, {"$unset": {"name_prefixes": ""}})
    assert await titles(api, admin, search="ada") == []
    for migration in MIGRATIONS:
        await migrate(migration, dry_run=False)
    assert await titles(api, admin, search="ada") == ["Old"]
