"""`cms-blog migrate`: documents of earlier releases."""

from typing import Any

import pytest
from api import MARKDOWN, Api
from bson import ObjectId
from old_blogs import DAY
from old_documents import BLOGS, READ, SEARCH, USERS, one, stored

from cms_blog.blogs.content.markdown import RENDERER
from cms_blog.database.document import SCHEMA_VERSION
from cms_blog.maintenance.migrations.run import MIGRATIONS, migrate


async def test_migrated_blog_equals_a_new_blog(api: Api):
    author = await api.make_user()
    (oid,) = await stored(api, author, {"status": "published"})
    report = await migrate(BLOGS, dry_run=False)
    assert (report.looked_at, report.changed, report.unfit) == (1, 1, {})
    assert await api.execute(READ, {"slug": "tomatoes-in-march"}, as_user=author) == {
        "title": "Tomatoes in March",
        "publishedAt": "2025-03-01T00:00:00.000Z",
        "revision": 1,
        "brief": {
            "referenceLinks": ["https://example.com/a", "https://example.com/b"],
            "creativity": "HIGH",
        },
        "content": {
            "markdown": MARKDOWN,
            "html": (
                '<h1 id="section-balcony-tomatoes">Balcony tomatoes</h1>\n'
                "<p>They grow anywhere.</p>\n"
                '<h2 id="section-sun">Sun</h2>\n<p>Six hours a day.</p>\n'
            ),
            "sections": [{"anchor": "section-balcony-tomatoes"}, {"anchor": "section-sun"}],
        },
    }
    found = await api.execute(SEARCH, {"words": "march balc"}, as_user=author)
    assert found == {"nodes": [{"title": "Tomatoes in March"}]}
    after = await one(api, oid)
    assert after["schema_version"] == SCHEMA_VERSION
    assert after["final_blog"]["renderer"] == RENDERER
    assert after["meta"]["reference_links"] == ["https://example.com/a", "https://example.com/b"]
    assert after["meta"]["from_elsewhere"] == 7
    assert after["updated_at"] == DAY


async def test_second_run_changes_nothing(api: Api):
    author = await api.make_user()
    (oid,) = await stored(api, author, {"status": "pending"})
    await migrate(BLOGS, dry_run=False)
    after = await one(api, oid)
    assert after["requested_at"] == DAY
    report = await migrate(BLOGS, dry_run=False)
    assert (report.looked_at, report.changed) == (1, 0)
    assert await one(api, oid) == after


async def test_search_words_of_an_earlier_release_are_replaced(api: Api):
    author = await api.make_user()
    await api.make_blog(author, title="खाद बनाना सीखें")
    blogs = api.services.database["blogs"]
    earlier = {"search_words": ["ख", "द", "बन", "न", "स"], "final_blog.renderer": RENDERER - 1}
    await blogs.update_many({}, {"$set": earlier})
    # Before the migration, the blog is found by its old search words.
    listed = "query List { blogs { nodes { title } } }"
    assert (await api.execute(listed, as_user=author))["nodes"] == [{"title": "खाद बनाना सीखें"}]
    report = await migrate(BLOGS, dry_run=False)
    assert report.kinds["search words"] == 1
    found = await api.execute(SEARCH, {"words": "बनाना"}, as_user=author)
    assert found == {"nodes": [{"title": "खाद बनाना सीखें"}]}


async def test_new_blogs_are_not_migrated(api: Api):
    await api.make_blog(await api.make_user())
    assert [(await migrate(kind, dry_run=True)).changed for kind in MIGRATIONS] == [0, 0]


async def test_blog_of_another_renderer_is_migrated(api: Api):
    author = await api.make_user()
    await api.make_blog(author, title="Tomatoes")
    blogs = api.services.database["blogs"]
    await blogs.update_many({}, {"$set": {"final_blog.renderer": 1, "final_blog.html": "old"}})
    report = await migrate(BLOGS, dry_run=False)
    assert report.kinds == {"HTML of the current renderer": 1}
    (blog,) = await blogs.find().to_list()
    assert blog["final_blog"]["html"].startswith('<h1 id="section-balcony')


async def test_dry_run_reports_the_changes_without_making_them(api: Api):
    author = await api.make_user()
    (oid,) = await stored(api, author, {"status": "published"})
    before = await one(api, oid)
    dry = await migrate(BLOGS, dry_run=True)
    assert await one(api, oid) == before
    real = await migrate(BLOGS, dry_run=False)
    assert dry == real
    assert real.kinds == {
        "HTML of the current renderer": 1,
        "a slug": 1,
        "a revision": 1,
        "dates": 1,
        "new fields of the brief": 1,
        "image names": 1,
        "search words": 1,
    }


async def test_blogs_with_equal_titles_get_unique_slugs(api: Api):
    author = await api.make_user()
    await stored(api, author, *({"_id": ObjectId(), "status": "published"} for _ in range(3)))
    assert (await migrate(BLOGS, dry_run=False)).changed == 3
    slugs = [blog["slug"] async for blog in api.services.database["blogs"].find()]
    assert len(set(slugs)) == 3
    assert "tomatoes-in-march" in slugs


async def test_slugs_contain_ids_without_a_unique_index(api: Api):
    author = await api.make_user()
    (oid,) = await stored(api, author, {"status": "published"})
    await migrate(BLOGS, dry_run=False, slugs_are_unique=False)
    assert (await one(api, oid))["slug"] == f"tomatoes-in-march-{oid}"


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ({"status": "archived"}, "unknown status 'archived'"),
        (
            {"final_blog": {"html": "<p>Only this.</p>", "markdown": ""}},
            "the text is HTML without Markdown, which can't be sanitised",
        ),
        ({"meta": {"outline": [{"a": 1}]}}, "outline.0: Input should be a valid string"),
    ],
)
async def test_invalid_documents_are_unchanged_and_reported(
    api: Api, broken: dict[str, Any], reason: str
):
    author = await api.make_user()
    bad, good = await stored(api, author, {"_id": ObjectId()} | broken, {"_id": ObjectId()})
    before = await one(api, bad)
    report = await migrate(BLOGS, dry_run=False)
    assert report.unfit == {str(bad): reason}
    assert await one(api, bad) == before
    assert (await one(api, good))["schema_version"] == SCHEMA_VERSION


async def test_old_accounts_are_migrated_unless_the_address_is_taken(api: Api):
    users = api.services.database["users"]
    await users.delete_many({})
    old = {"name": "Ada", "password_hash": "x", "created_at": DAY}
    await users.insert_many(
        [
            {"_id": ObjectId(b"1" * 12), "email": "Ada@Example.com", **old},
            {"_id": ObjectId(b"2" * 12), "email": "ada@example.com", **old},
            {"_id": ObjectId(b"3" * 12), "email": "Bob@example.com", **old},
        ]
    )
    report = await migrate(USERS, dry_run=False)
    taken = "another document already has its e-mail address or slug"
    assert report.unfit == {str(ObjectId(b"1" * 12)): taken}
    assert [user["email"] async for user in users.find(sort={"_id": 1})] == [
        "Ada@Example.com",
        "ada@example.com",
        "bob@example.com",
    ]
    bob = await users.find_one({"email": "bob@example.com"})
    assert bob is not None
    assert (bob["role"], bob["session_epoch"]) == ("user", 0)
