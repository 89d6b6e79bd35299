"""`relatedBlogs` through the endpoint: what is related, in which order, and to whom it is shown."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from api import Api, Person, oid_of

from cms_blog.blogs.related.service import MAX_CANDIDATES
from cms_blog.graphql.types.node_ids import encode_id

RELATED = """
  query ($id: ID!, $first: Int! = 10) {
    relatedBlogs(id: $id, first: $first) { title author { name } brief { tone } }
  }
"""
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


class Site:
    """Published blogs, each an hour newer than the one before."""

    def __init__(self, api: Api, author: Person) -> None:
        self.api, self.author, self.hours = api, author, 0
        self.blogs = api.services.database["blogs"]

    async def add(self, title: str, *tags: str, status: str = "published", **fields: Any) -> str:
        """Store a blog; return its id."""
        blog = await self.api.make_blog(self.author, title=title, tags=[*tags], markdown="x")
        self.hours += 1
        changes = {"status": status, "published_at": NOON + timedelta(hours=self.hours)}
        oid = oid_of("Blog", blog["id"])
        await self.blogs.update_one({"_id": oid}, {"$set": changes | fields})
        return blog["id"]

    async def related(self, blog_id: str, **given: Any) -> list[str]:
        found = await self.api.execute(RELATED, {"id": blog_id, **given})
        return [blog["title"] for blog in found]


@pytest.fixture
async def site(api: Api) -> Site:
    return Site(api, await api.make_user())


async def test_common_tags_and_words_make_blogs_related(site: Site):
    await site.add("Pruning apple trees", "Fruit")
    await site.add("Knitting socks", "Wool")
    await site.add("Balcony tomatoes", "Herbs")
    await site.add("Growing chillies", "BALCONY", "herbs")
    blog_id = await site.add("Balcony gardens", "Balcony", "Herbs")
    # Two tags; a tag and a word; nothing else.
    assert await site.related(blog_id) == ["Growing chillies", "Balcony tomatoes"]


async def test_a_tag_counts_as_much_as_three_words(site: Site):
    await site.add("Growing winter vegetables indoors")
    await site.add("Herbs", "Kitchen")
    await site.add("Growing winter vegetables")
    blog_id = await site.add("Growing winter vegetables indoors cheaply", "Kitchen")
    expected = ["Growing winter vegetables indoors", "Growing winter vegetables", "Herbs"]
    assert await site.related(blog_id) == expected


async def test_of_equal_blogs_the_latest_and_then_the_higher_id_is_first(site: Site):
    for title in ("First", "Second", "Third"):
        await site.add(title, "Herbs")
    blog_id = await site.add("Fourth", "Herbs")
    assert await site.related(blog_id) == ["Third", "Second", "First"]
    await site.blogs.update_many({}, {"$set": {"published_at": NOON}})
    assert await site.related(blog_id) == ["Third", "Second", "First"]
    assert await site.related(blog_id, first=2) == ["Third", "Second"]


async def test_short_words_of_alphabets_are_ignored(site: Site):
    await site.add("How to do it")
    blog_id = await site.add("How to eat")
    assert await site.related(blog_id) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("堆肥の作り方", "冬の堆肥"),
        ("김치 만들기", "김치 역사"),
        ("Größere Gärten", "GRÖSSERE Töpfe"),
        ("Огурцы дома", "огурцы"),
    ],
)
async def test_words_of_any_script_count(site: Site, one: str, other: str):
    await site.add(other)
    await site.add("Socks")
    blog_id = await site.add(one)
    assert await site.related(blog_id) == [other]


async def test_only_published_blogs_are_shown(site: Site):
    for status in ("saved", "pending", "rejected"):
        await site.add(f"Herbs {status}", "Herbs", status=status)
    later = datetime.now(UTC) + timedelta(days=1)
    await site.add("Herbs later", "Herbs", published_at=later)
    working = {"status": "editing", "tag_keys": ["herbs"], "search_words": ["herbs"]}
    await site.add("Socks", working=working)
    blog_id = await site.add("Herbs", "Herbs")
    assert await site.related(blog_id) == []
    found = await site.api.execute(RELATED, {"id": blog_id}, as_user=site.author)
    assert found == []


async def test_a_private_field_of_a_related_blog_is_null(site: Site):
    await site.add("Herbs", "Herbs")
    blog_id = await site.add("More", "Herbs")
    (found,) = await site.api.execute(RELATED, {"id": blog_id})
    assert (found["title"], found["brief"]) == ("Herbs", None)
    assert found["author"]["name"].startswith("Author ")


@pytest.mark.parametrize("status", ["saved", "pending", "rejected", "scheduled"])
async def test_a_blog_that_is_not_public_has_no_related_ones(site: Site, status: str):
    await site.add("Herbs", "Herbs")
    later = {"published_at": datetime.now(UTC) + timedelta(days=1)}
    fields: dict[str, Any] = later if status == "scheduled" else {}
    stored = "published" if status == "scheduled" else status
    blog_id = await site.add("Herbs", "Herbs", status=stored, **fields)
    for viewer in (None, site.author):
        assert await site.api.execute(RELATED, {"id": blog_id}, as_user=viewer) == []


async def test_unknown_ids_have_no_related_blogs(site: Site):
    blog_id = await site.add("Herbs", "Herbs")
    oid = oid_of("User", site.author.id)
    assert oid is not None
    for unknown in ("", "x", "💥", site.author.id, encode_id("Blog", oid), blog_id * 100):
        assert await site.related(unknown) == []


@pytest.mark.parametrize("first", [-1, 0, 11, 2**31 - 1])
async def test_first_is_from_1_to_10(site: Site, first: int):
    blog_id = await site.add("Herbs", "Herbs")
    error = await site.api.error(RELATED, {"id": blog_id, "first": first})
    assert error["extensions"]["code"] == "BAD_REQUEST"
    assert error["message"] == f"`first` must be from 1 to 10; not {first}."


async def test_a_blog_without_tags_and_words_has_no_related_ones(site: Site):
    await site.add("!?")
    assert await site.related(await site.add("🍅")) == []


async def test_values_that_look_like_expressions_are_compared_as_text(site: Site):
    await site.add("One", "$status", "$$ROOT")
    blog_id = await site.add("Two", "$status", "$$ROOT")
    assert await site.related(blog_id) == ["One"]


async def test_the_private_keyword_of_an_old_blog_is_not_used(site: Site):
    old = {"$unset": {"keyword_words": ""}, "$set": {"search_words": ["herbs", "secret"]}}
    blog_id = await site.add("Herbs")
    await site.blogs.update_one({"_id": oid_of("Blog", blog_id)}, old)
    await site.add("Secret")
    other = await site.add("Secret herbs")
    assert await site.related(blog_id) == ["Secret herbs"]
    assert await site.related(other) == ["Secret"]


async def test_the_newest_candidates_are_compared(site: Site):
    blog_id = await site.add("Growing winter vegetables", "Herbs")
    oldest = await site.add("Growing winter vegetables now", "Herbs")
    pattern = await site.blogs.find_one({"_id": oid_of("Blog", oldest)}, {"_id": 0})
    assert pattern is not None
    other = pattern | {"meta": {"title": "Other"}, "search_words": ["other"]}
    at = pattern["published_at"] + timedelta(days=1)
    others = [other | {"published_at": at} for _ in range(MAX_CANDIDATES - 1)]
    await site.blogs.insert_many([dict(each) for each in others])
    assert (await site.related(blog_id))[:2] == ["Growing winter vegetables now", "Other"]
    await site.blogs.insert_one(dict(other) | {"published_at": at})
    assert (await site.related(blog_id))[0] == "Other"
