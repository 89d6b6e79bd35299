"""Lists of own blogs: pages, search, and counts by status."""

from datetime import UTC, datetime

import pytest
from api import BRIEF, Api
from blog_operations import LIST, STATS


async def test_pages_are_sorted_newest_first(api: Api):
    ada, eve = await api.make_user(), await api.make_user()
    titles = [f"Blog {n}" for n in range(7)]
    for title in titles:
        await api.make_blog(ada, title=title)
    await api.make_blog(eve)
    seen: list[str] = []
    after = None
    sizes: list[int] = []
    while True:
        page = await api.execute(LIST, {"first": 3, "after": after}, as_user=ada)
        assert page["totalCount"] == 7
        seen += [node["title"] for node in page["nodes"]]
        sizes.append(len(page["nodes"]))
        info = page["pageInfo"]
        assert info["hasPreviousPage"] is (after is not None)
        assert info["startCursor"] == page["edges"][0]["cursor"]
        assert info["endCursor"] == page["edges"][-1]["cursor"]
        after = info["endCursor"]
        if not info["hasNextPage"]:
            break
    assert seen == titles[::-1]
    assert sizes == [3, 3, 1]


async def test_pagination_with_equal_dates(api: Api):
    ada = await api.make_user()
    for n in range(5):
        await api.make_blog(ada, title=f"Blog {n}")
    await api.services.database["blogs"].update_many(
        {}, {"$set": {"created_at": datetime(2025, 1, 1, tzinfo=UTC)}}
    )
    seen: list[str] = []
    after = None
    for _ in range(5):
        page = await api.execute(LIST, {"first": 1, "after": after}, as_user=ada)
        seen.append(page["nodes"][0]["title"])
        after = page["pageInfo"]["endCursor"]
    assert sorted(seen) == [f"Blog {n}" for n in range(5)]


async def test_an_empty_list(api: Api):
    ada = await api.make_user()
    assert await api.execute(LIST, as_user=ada) == {
        "nodes": [],
        "edges": [],
        "pageInfo": {
            "hasNextPage": False,
            "hasPreviousPage": False,
            "startCursor": None,
            "endCursor": None,
        },
        "totalCount": 0,
    }


@pytest.mark.parametrize("first", [0, -1, 101, 2_147_483_647])
async def test_first_must_be_from_1_to_100(api: Api, first: int):
    error = await api.error(LIST, {"first": first}, as_user=await api.make_user())
    assert error["extensions"]["code"] in {"BAD_REQUEST", "QUERY_TOO_EXPENSIVE"}


async def test_cursors_of_other_lists_are_rejected(api: Api):
    ada, admin = await api.make_user(), await api.make_admin()
    await api.make_published(ada, admin)
    page = await api.execute("{ publishedBlogs { pageInfo { endCursor } } }")
    for after in (page["pageInfo"]["endCursor"], "", "x", "💥", "A" * 28, "=" * 5_000):
        error = await api.error(LIST, {"after": after}, as_user=ada)
        assert error["message"].startswith("`after` must be a cursor of this list")
        assert error["extensions"]["code"] == "BAD_REQUEST"


async def test_search_by_prefixes(api: Api):
    ada = await api.make_user()
    await api.make_blog(
        ada, title="Crème brûlée at home", brief=BRIEF | {"targetedKeyword": "eggs"}
    )
    await api.make_blog(ada, title="Tomatoes (c++)", brief=BRIEF | {"targetedKeyword": "garden"})

    async def found(search: str | None) -> list[str]:
        page = await api.execute(LIST, {"search": search}, as_user=ada)
        assert page["totalCount"] == len(page["nodes"])
        return [node["title"].split()[0] for node in page["nodes"]]

    assert await found("creme") == ["Crème"]
    assert await found("BRÛ cr") == ["Crème"]
    assert await found("egg") == ["Crème"]
    assert await found("gard tom") == ["Tomatoes"]
    assert await found("egg tom") == []
    assert await found("reme") == []
    assert await found(".*") == []
    assert await found("c++") == ["Tomatoes", "Crème"]
    assert await found("  ") == await found(None) == ["Tomatoes", "Crème"]
    error = await api.error(LIST, {"search": "x" * 101}, as_user=ada)
    assert error["extensions"]["code"] == "BAD_REQUEST"


async def test_lists_and_counts_by_status(api: Api):
    ada, admin = await api.make_user(), await api.make_admin()
    await api.make_blog(ada, title="Draft")
    pending = await api.make_blog(ada, title="Pending")
    await api.move("requestPublish", pending["id"], ada)
    rejected = await api.make_blog(ada, title="Rejected")
    await api.move("requestPublish", rejected["id"], ada)
    await api.move("rejectBlog", rejected["id"], admin, feedback="No.")
    await api.make_published(ada, admin, title="Published")
    await api.make_blog(admin)
    for status, title in {
        "SAVED": "Draft",
        "PENDING": "Pending",
        "REJECTED": "Rejected",
        "PUBLISHED": "Published",
    }.items():
        page = await api.execute(LIST, {"status": status}, as_user=ada)
        assert [node["title"] for node in page["nodes"]] == [title]
    assert await api.execute(STATS, as_user=ada) == {
        "total": 4,
        "saved": 1,
        "pending": 1,
        "published": 1,
        "rejected": 1,
    }


async def test_own_lists_require_authentication(api: Api):
    for document in (LIST, STATS):
        assert (await api.error(document))["extensions"]["code"] == "UNAUTHENTICATED"
