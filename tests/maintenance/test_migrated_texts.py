"""Titles and covers that earlier releases included in texts."""

from dataclasses import replace
from typing import Any

import pytest
from api import MARKDOWN, UPDATE, Api
from old_documents import BLOGS, COVER, READ_ONE, age

from cms_blog.blogs.content.markdown import render
from cms_blog.maintenance.image_references import readdress
from cms_blog.maintenance.migrations.changes import Changes
from cms_blog.maintenance.migrations.run import migrate


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
