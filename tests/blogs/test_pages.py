"""Pages of all lists, compared with the connections of a model of Relay's specification."""

from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest
from api import UPDATE, Api, Person
from stored_blogs import FIRST, make_blog

from cms_blog.graphql.types.node_ids import oid_of

PAGE = """
  nodes { title } edges { cursor node { title } } totalCount
  pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
"""
ARGUMENTS = "$first: Int, $after: String, $last: Int, $before: String"
PASSED = "first: $first, after: $after, last: $last, before: $before"
LISTS = ["blogs", "publishedBlogs", "adminQueue"]
COUNT = 5
# Blogs that wait in the queue: new ones and changed ones.
WAITING = 7


@dataclass
class World:
    """Five blogs in each list, and two more in the queue."""

    api: Api
    author: Person
    admin: Person

    async def page(self, name: str, **arguments: Any) -> dict[str, Any]:
        reader = self.admin if name == "adminQueue" else self.author
        document = f"query ({ARGUMENTS}) {{ {name}({PASSED}) {{ {PAGE} }} }}"
        return await self.api.execute(document, arguments, as_user=reader)

    async def error(self, name: str, **arguments: Any) -> dict[str, Any]:
        document = f"query ({ARGUMENTS}) {{ {name}({PASSED}) {{ {PAGE} }} }}"
        return await self.api.error(document, arguments, as_user=self.admin)


@pytest.fixture
async def world(api: Api) -> World:
    author, admin, other = await api.make_user(), await api.make_admin(), await api.make_user()
    for number in range(COUNT):
        await api.make_blog(author, title=f"Draft {number}")
        public = await api.make_published(other, admin, title=f"Public {number}")
        if number in {1, 3}:
            changes = {"title": f"Changed {number}", "expectedRevision": public["revision"]}
            given = {"id": public["id"], "input": changes}
            result = await api.execute(UPDATE, given, as_user=other)
            assert result["__typename"] == "UpdateBlogSuccess"
            await api.move("requestPublish", public["id"], other)
        waiting = await api.make_blog(other, title=f"Waiting {number}")
        await api.move("requestPublish", waiting["id"], other)
    return World(api, author, admin)


def expected(cursors: list[str], arguments: dict[str, Any]) -> tuple[list[str], bool, bool]:
    """Section 4.4 of the specification: cursors of the page, `hasPreviousPage`, `hasNextPage`."""
    first, last = arguments.get("first"), arguments.get("last")
    after, before = arguments.get("after"), arguments.get("before")
    start = 0 if after is None else cursors.index(after) + 1
    end = len(cursors) if before is None else cursors.index(before)
    within = cursors[start:end]
    if last is not None:
        return within[-last:], len(within) > last, before is not None
    size = 20 if first is None else first
    return within[:size], after is not None, len(within) > size


async def test_pages_have_the_items_of_relays_specification(world: World):
    ends, sizes = [None, 1, -1], [{}, {"first": 2}, {"last": 2}]
    for name in LISTS:
        full = await world.page(name)
        cursors = [edge["cursor"] for edge in full["edges"]]
        assert len(cursors) == (WAITING if name == "adminQueue" else COUNT)
        for size, after, before in product(sizes, ends, ends):
            arguments: dict[str, Any] = {
                "after": None if after is None else cursors[after],
                "before": None if before is None else cursors[before],
                **size,
            }
            page = await world.page(name, **arguments)
            shown, has_previous, has_next = expected(cursors, arguments)
            assert page["edges"] == [edge for edge in full["edges"] if edge["cursor"] in shown]
            assert page["nodes"] == [edge["node"] for edge in page["edges"]]
            assert page["pageInfo"] == {
                "hasPreviousPage": has_previous,
                "hasNextPage": has_next,
                "startCursor": shown[0] if shown else None,
                "endCursor": shown[-1] if shown else None,
            }, arguments
            assert page["totalCount"] == len(cursors)


async def test_pages_cross_from_dated_to_undated_posts_both_ways(api: Api):
    admin = await api.make_admin()
    author_id = oid_of("User", admin.id)
    assert author_id is not None
    dates = [FIRST, FIRST, None, None]
    posts = [
        make_blog(author_id, f"Post {number}", status="published", published_at=at)
        for number, at in enumerate(dates)
    ]
    await api.services.database["blogs"].insert_many(posts)
    world = World(api, admin, admin)
    full = await world.page("publishedBlogs")
    cursors = [edge["cursor"] for edge in full["edges"]]
    # Equal dates, and missing ones, are in descending order of ids.
    titles = [node["title"] for node in full["nodes"]]
    assert titles == [f"Post {number}" for number in (1, 0, 3, 2)]
    ends = [None, *cursors]
    sizes: list[dict[str, int]] = [{name: size} for name in ("first", "last") for size in (1, 3)]
    for size, after, before in product(sizes, ends, ends):
        arguments: dict[str, Any] = {"after": after, "before": before, **size}
        page = await world.page("publishedBlogs", **arguments)
        shown, has_previous, has_next = expected(cursors, arguments)
        assert [edge["cursor"] for edge in page["edges"]] == shown, arguments
        found = page["pageInfo"]["hasPreviousPage"], page["pageInfo"]["hasNextPage"]
        assert found == (has_previous, has_next), arguments


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"first": 1, "last": 1}, "`first` and `last` exclude each other. Pass one of them."),
        ({"last": 0}, "`last` must be from 1 to 100; not 0."),
        ({"last": -1}, "`last` must be from 1 to 100; not -1."),
        ({"last": 101}, "`last` must be from 1 to 100; not 101."),
        ({"first": 0}, "`first` must be from 1 to 100; not 0."),
        ({"before": "x"}, "`before` must be a cursor of this list: "),
        ({"after": "x"}, "`after` must be a cursor of this list: "),
    ],
)
async def test_invalid_pages_are_bad_requests(
    api: Api, name: str, arguments: dict[str, Any], message: str
):
    admin = await api.make_admin()
    error = await World(api, admin, admin).error(name, **arguments)
    assert error["extensions"]["code"] == "BAD_REQUEST"
    assert error["message"].startswith(message)
