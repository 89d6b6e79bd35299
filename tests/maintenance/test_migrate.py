"""`cms-blog migrate`: documents of earlier releases."""

import asyncio
import signal
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from api import MARKDOWN, UPDATE, Api, Person
from bson import ObjectId
from cli_process import begin
from mongo_process import UpdateLimiter, database_server
from old_blogs import DAY, old_blog
from pymongo import AsyncMongoClient

from cms_blog.blogs.content.markdown import RENDERER, render
from cms_blog.database.document import SCHEMA_VERSION
from cms_blog.maintenance.image_references import readdress
from cms_blog.maintenance.migrations.changes import Changes
from cms_blog.maintenance.migrations.run import MIGRATIONS, migrate

USERS, BLOGS = MIGRATIONS
READ = """
  query Read($slug: String!) {
    publishedBlog(slug: $slug) {
      title publishedAt revision
      brief { referenceLinks creativity }
      content { markdown html sections { anchor } }
    }
  }
"""
COVER = "https://example.com/cover.png?a=1&copy=2"
READ_ONE = """
  query Read($id: ID!) {
    blog(id: $id) { title coverImageUrl content { markdown html sections { level } } }
  }
"""
SEARCH = "query Search($words: String!) { blogs(search: $words) { nodes { title } } }"


async def stored(api: Api, author: Person, *blogs: dict[str, Any]) -> list[ObjectId]:
    user = await api.services.database["users"].find_one({"email": author.email})
    assert user is not None
    made = [old_blog(user["_id"]) | blog for blog in blogs]
    await api.services.database["blogs"].insert_many(made)
    return [blog["_id"] for blog in made]


async def age(api: Api) -> None:
    """Convert all blogs to the last version that included titles in texts."""
    blogs = api.services.database["blogs"]
    await blogs.update_many({}, {"$set": {"final_blog.renderer": 2, "final_blog.html": "old"}})


async def one(api: Api, oid: ObjectId) -> dict[str, Any]:
    found = await api.services.database["blogs"].find_one({"_id": oid})
    assert found is not None
    return found


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


@pytest.mark.parametrize(
    ("title", "heading"),
    [
        ("Balcony tomatoes", "# Balcony tomatoes"),
        ("How to use List<String> in Java", "# How to use List<String> in Java"),
        ("How to use List<String> in Java", "# How to use List\\<String\\> in Java"),
        ("__init__ explained", "# __init__ explained"),
        ("C#", "# C#"),
        ("`*a*` & [b]", "# `*a*` & [b]"),
        ("Balcony tomatoes", "Balcony  tomatoes\n==="),
    ],
)
@pytest.mark.parametrize("migrated", [False, True])
async def test_title_and_cover_are_removed_from_old_texts(
    api: Api, title: str, heading: str, migrated: bool
):
    author = await api.make_user()
    label = title.replace("[", "(").replace("]", ")")
    markdown = f"{heading}\n\n![{label}](<{COVER}>)\n\nText.\n\n# {title}\n\n![x]({COVER})"
    blog = await api.make_blog(author, title=title, coverImageUrl=COVER, markdown=markdown)
    await age(api)
    report = await migrate(BLOGS, dry_run=not migrated)
    assert report.kinds["title and cover removed from the text"] == 1
    after = await api.execute(READ_ONE, {"id": blog["id"]}, as_user=author)
    kept = f"Text.\n\n# {title}\n\n![x]({COVER})"
    assert after["title"] == title
    assert after["content"]["markdown"] == kept
    assert after["content"]["html"] == render(kept).html
    assert [each["level"] for each in after["content"]["sections"]] == [1]
    if migrated:
        assert (await migrate(BLOGS, dry_run=False)).changed == 0


@pytest.mark.parametrize(
    "markdown",
    [
        "# Balcony tomatoes!\n\nText.",
        "# Balcony\n\n# Balcony tomatoes\n\nText.",
        "## Balcony tomatoes\n\nText.",
        "> # Balcony tomatoes\n\nText.",
        "Text.\n\n# Balcony tomatoes",
        f"![x]({COVER}.webp)\n\nText.",
        f"![x]({COVER})\nText.",
        f"![x]({COVER}) ![x]({COVER})\n\nText.",
        f"[![x]({COVER})](https://example.com/)\n\nText.",
        f"Text.\n\n![x]({COVER})",
        # The text would be empty.
        "# Balcony tomatoes",
        f"# Balcony tomatoes\n\n![x]({COVER})",
    ],
)
async def test_other_parts_of_old_texts_are_kept(api: Api, markdown: str):
    author = await api.make_user()
    blog = await api.make_blog(author, coverImageUrl=COVER, markdown=markdown)
    await age(api)
    await migrate(BLOGS, dry_run=False)
    after = await api.execute(READ_ONE, {"id": blog["id"]}, as_user=author)
    assert after["content"]["markdown"] == markdown


@pytest.mark.parametrize(
    "markdown",
    [
        f"# Balcony tomatoes\n\n![x]({COVER})\n\nText.",
        f"![x]({COVER})\n\n# Balcony tomatoes\n\nText.",
        f"# Balcony tomatoes\n![x]({COVER})\n\nText.",
    ],
)
@pytest.mark.parametrize("change", [{"title": "Other"}, {"coverImageUrl": None}])
async def test_edit_of_an_old_blog_removes_title_and_cover_from_its_text(
    api: Api, markdown: str, change: dict[str, Any]
):
    author = await api.make_user()
    blog = await api.make_blog(author, coverImageUrl=COVER, markdown=markdown)
    await age(api)
    variables = {"id": blog["id"], "input": {"expectedRevision": 1} | change}
    result = await api.execute(UPDATE, variables, as_user=author)
    assert result["__typename"] == "UpdateBlogSuccess"
    after = await api.execute(READ_ONE, {"id": blog["id"]}, as_user=author)
    assert after["content"]["markdown"] == "Text."
    assert (await migrate(BLOGS, dry_run=False)).changed == 0


async def test_readdressing_an_old_blog_removes_the_cover_from_its_text(api: Api):
    author = await api.make_user()
    old, new = "http://old.example/uploads", "https://new.example"
    name = f"{'a' * 32}.png"
    markdown = f"# Balcony tomatoes\n\n![x]({old}/{name})\n\nText."
    blog = await api.make_blog(author, coverImageUrl=f"{old}/{name}", markdown=markdown)
    await age(api)
    assert [changed async for changed in readdress(old, new)] == [True]
    after = await api.execute(READ_ONE, {"id": blog["id"]}, as_user=author)
    assert after["coverImageUrl"] == f"{new}/{name}"
    assert after["content"]["markdown"] == "Text."


async def test_concurrent_edit_of_the_text_is_kept(api: Api):
    author = await api.make_user()
    blog = await api.make_blog(author)
    await age(api)

    async def edited_meanwhile(raw: dict[str, Any]) -> Changes:
        changes = await BLOGS.changes_of(raw)
        change = {"expectedRevision": 1, "title": "Other", "markdown": "Edited."}
        variables = {"id": blog["id"], "input": change}
        await api.execute(UPDATE, variables, as_user=author)
        return changes

    report = await migrate(replace(BLOGS, changes_of=edited_meanwhile), dry_run=False)
    assert (report.changed, report.unfit) == (0, {})
    after = await api.execute(READ_ONE, {"id": blog["id"]}, as_user=author)
    assert (after["title"], after["content"]["markdown"]) == ("Other", "Edited.")


async def test_title_in_a_new_text_is_kept(api: Api):
    author = await api.make_user()
    blog = await api.make_blog(author)
    await migrate(BLOGS, dry_run=False)
    after = await api.execute(READ_ONE, {"id": blog["id"]}, as_user=author)
    assert after["content"]["markdown"] == MARKDOWN.strip()


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


async def test_concurrent_edit_is_kept(api: Api):
    author = await api.make_user()
    (oid,) = await stored(api, author, {})
    blogs = api.services.database["blogs"]

    async def edited_meanwhile(raw: dict[str, Any]) -> Changes:
        changes = await BLOGS.changes_of(raw)
        if raw["meta"]["title"] != "Edited":
            edit = {"meta.title": "Edited", "revision": 2, "updated_at": datetime.now(UTC)}
            await blogs.update_one({"_id": oid}, {"$set": edit})
        return changes

    await migrate(replace(BLOGS, changes_of=edited_meanwhile), dry_run=False)
    after = await one(api, oid)
    assert (after["meta"]["title"], after["revision"]) == ("Edited", 2)
    assert after["search_words"][:2] == ["edited", "they"]
    assert after["keyword_words"] == ["balcony", "tomatoes"]
    assert after["schema_version"] == SCHEMA_VERSION


async def test_concurrent_runs_share_the_work(api: Api):
    author = await api.make_user()
    await stored(api, author, *({"_id": ObjectId(), "status": "published"} for _ in range(40)))
    reports = await asyncio.gather(*(migrate(BLOGS, dry_run=False) for _ in range(2)))
    assert [report.unfit for report in reports] == [{}, {}]
    assert sum(report.changed for report in reports) == 40
    slugs = [blog["slug"] async for blog in api.services.database["blogs"].find()]
    assert len(set(slugs)) == 40


def _published(author: ObjectId, title: str) -> dict[str, Any]:
    blog = old_blog(author, status="published")
    blog["meta"]["title"] = title
    return blog


async def said(process: asyncio.subprocess.Process) -> tuple[int | None, Sequence[str]]:
    out, _ = await process.communicate()
    return process.returncode, out.decode().splitlines()


async def test_killed_command_is_continued(tmp_path: Path):
    async with (
        database_server(tmp_path / "database") as database,
        AsyncMongoClient[dict[str, Any]](database.uri) as client,
    ):
        env = {"MONGODB_URI": database.uri, "MONGODB_DB": "test"}
        blogs, author = client.test.blogs, ObjectId()
        await blogs.insert_many(
            [_published(author, f"Tomatoes {number}") for number in range(60)]
            + [old_blog(author, status="archived")]
        )
        status, lines = await said(await begin(tmp_path, "migrate", "--dry-run", **env))
        assert lines[:2] == [
            "users: 0 checked, 0 would be migrated",
            "blogs: 61 checked, 60 would be migrated",
        ]
        assert lines[-1] == "Dry run: nothing was changed."
        assert status == 1
        # Blogs are migrated ten at a time: the third group starts after the 20th blog.
        limiter = UpdateLimiter(database.port, updates=20)
        async with limiter.running() as port:
            relayed = env | {"MONGODB_URI": database.uri.replace(f":{database.port}", f":{port}")}
            killed = await begin(tmp_path, "migrate", **relayed)
            await limiter.exhausted.wait()
            killed.send_signal(signal.SIGKILL)
            await killed.communicate()
        done = await blogs.count_documents({"schema_version": SCHEMA_VERSION})
        assert done == 20
        status, lines = await said(await begin(tmp_path, "migrate", **env))
        assert lines[1] == f"blogs: 61 checked, {60 - done} migrated"
        assert lines[-1].endswith("not migrated: unknown status 'archived'")
        assert status == 1
        assert len(await blogs.distinct("slug", {"status": "published"})) == 60
        assert "slug_1" in await blogs.index_information()
