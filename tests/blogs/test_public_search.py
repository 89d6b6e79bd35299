"""Search by readers: public words find a blog, its private keyword does not."""

from typing import Any

import pytest
from api import BRIEF, Api, Person

from cms_blog.maintenance.migrations.run import MIGRATIONS, migrate

PUBLISHED = "query Found($words: String!) { publishedBlogs(search: $words) { nodes { title } } }"
OWN = "query Found($words: String!) { blogs(search: $words) { nodes { title } } }"
REPORT = """
  query Report($slug: String!) {
    publishedBlog(slug: $slug) { content { keywordReport { occurrences inTitle density } } }
  }
"""
PRIVATE = {
    "brief": BRIEF | {"targetedKeyword": "zebrafish tanks"},
    "title": "Crème for Fish",
    "markdown": "Aquaria need care.\n\nHeaters fail. " + "Much later. " * 40 + "Zebrafish tanks.",
}


@pytest.fixture
async def author(api: Api) -> Person:
    author = await api.make_user()
    await api.make_published(author, await api.make_admin(), **PRIVATE)
    return author


async def earlier_release(api: Api) -> None:
    """Store the words as an earlier release did."""
    words = ["creme", "for", "fish", "zebrafish", "tanks"]
    await api.services.database["blogs"].update_many(
        {}, {"$set": {"search_words": words}, "$unset": {"keyword_words": ""}}
    )


async def found(api: Api, words: str, user: Person | None = None, query: str = PUBLISHED) -> bool:
    page = await api.execute(query, {"words": words}, as_user=user)
    return bool(page["nodes"])


@pytest.mark.parametrize(
    ("words", "public"),
    [
        ("zebrafish", False),
        ("fish tanks", False),
        ("z", False),
        ("creme", True),
        ("FISH crème", True),
        ("aquaria", True),
        ("fish heaters", True),
        ("fish nothing", False),
    ],
)
async def test_readers_find_public_words_only(api: Api, author: Person, words: str, public: bool):
    other = await api.make_user()
    for user in (None, other, author):
        assert await found(api, words, user) is public
    # The author's own list is searched by the keyword, too.
    assert await found(api, words, author, OWN) is (words != "fish nothing")


@pytest.mark.parametrize(
    ("words", "before"), [("zebrafish", False), ("fish tanks", False), ("FISH", True)]
)
async def test_keywords_of_an_earlier_release_are_private_before_and_after_migration(
    api: Api, author: Person, words: str, before: bool
):
    await earlier_release(api)
    assert await found(api, words) is before
    assert await found(api, words, author, OWN)
    report = await migrate(MIGRATIONS[1], dry_run=False)
    assert report.kinds == {"search words": 1}
    assert await found(api, words) is before
    assert await found(api, words, author, OWN)
    assert await found(api, "aquaria")


async def test_an_edit_replaces_the_words(api: Api):
    author = await api.make_user()
    blog = await api.make_blog(author, **PRIVATE)
    await earlier_release(api)
    update = """
      mutation Update($id: ID!, $input: UpdateBlogInput!) { updateBlog(id: $id, input: $input) {
        __typename } }
    """
    for revision, change in enumerate(
        ({"title": "Other"}, {"markdown": "New text."}), start=blog["revision"]
    ):
        given = change | {"expectedRevision": revision}
        await api.execute(update, {"id": blog["id"], "input": given}, as_user=author)
    stored: Any = await api.services.database["blogs"].find_one({})
    assert stored["search_words"] == ["other", "new", "text"]
    assert stored["keyword_words"] == ["zebrafish", "tanks"]


async def test_the_keyword_report_is_for_the_author_and_admins(api: Api):
    author, admin, other = await api.make_user(), await api.make_admin(), await api.make_user()
    blog = await api.make_published(author, admin, **PRIVATE | {"title": "Zebrafish tanks"})

    async def report(user: Person | None) -> dict[str, Any]:
        content = (await api.execute(REPORT, {"slug": blog["slug"]}, as_user=user))["content"]
        return content["keywordReport"]

    empty = {"occurrences": 0, "inTitle": False, "density": 0}
    assert [await report(user) for user in (None, other)] == [empty] * 2
    for user in (author, admin):
        assert (await report(user))["occurrences"] == 1
        assert (await report(user))["inTitle"]
