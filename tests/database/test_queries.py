"""Indexes that serve the database commands of each operation and route."""

import re
from functools import partial
from pathlib import Path

import pytest
from api import Commands
from index_use import answered_by, assert_partial_indexes_are_usable
from mongodb_plans import SORTED, is_allowed
from observed_operations import ASKED, sent_for
from query_world import World
from served_schema import served_schema

from cms_blog.blogs.queries import seconds_to_next_publication
from cms_blog.feeds import sitemap

# They read the viewer and no more.
NOTHING_READ = {
    "viewer",
    "renewSession",
    "exportMyData",
    "generationService",
    "previewContent",
    "uploadImage",
    "regenerateSection",
    "rewriteText",
    "translateBlog",
} | {
    f"generate{name}"
    for name in ("Ideas", "Titles", "Intros", "Outlines", "ImagePrompts", "CoverImage", "Blog")
}


def table(project: Path) -> dict[str, list[str]]:
    """Rows of docs/reference/queries.md: the query, and `find blogs: index` per command."""
    text = (project / "docs" / "reference" / "queries.md").read_text()
    rows = re.findall(r"^\| `(.+?)` \| (.+?) \| (.+?) \|$", text, re.MULTILINE)
    return {
        asked: [
            f"{command}: {index}"
            for command, index in zip(
                re.findall(r"`(.+?)`", sent), re.findall(r"`(.+?)`", indexes), strict=True
            )
        ]
        for asked, sent, indexes in rows
    }


@pytest.mark.parametrize("name", ASKED)
async def test_each_query_uses_the_index_in_the_table(
    world: World, commands: Commands, project: Path, name: str
):
    viewers, *sent = await sent_for(world, ASKED[name], commands)
    assert await answered_by(world, viewers) == "find users: _id_"
    may_sort = name in SORTED
    answered = [
        await answered_by(world, command, may_sort=may_sort)
        for command in sent
        # An insert looks for nothing.
        if "insert" not in command
    ]
    for command in sent:
        assert_partial_indexes_are_usable(command)
    expected = table(project)[name]
    if world.api.services.settings.mongodb_uri is None:
        assert answered == expected
    else:
        assert len(answered) == len(expected)
        assert all(map(partial(is_allowed, name), expected, answered)), (answered, expected)


# Routes other than GraphQL, by what their rows of the table begin with: the path, and its part.
ROUTES = {
    "GET /feed.xml": "/feed.xml",
    "GET /feed.json": "/feed.json",
    "GET /feeds/tags/{tag}.xml": "/feeds/tags/herbs.xml",
    "GET /feeds/authors/{id}.xml": "/feeds/authors/{id}.xml",
    "GET /sitemap.xml": "/sitemap.xml",
    "GET /sitemap-{part}.xml": "/sitemap-1.xml",
}


@pytest.mark.parametrize("name", ROUTES)
async def test_each_route_uses_the_index_in_the_table(
    world: World, commands: Commands, project: Path, name: str
):
    blogs = world.api.services.database["blogs"]
    tags = {"tags": ["Herbs"], "tag_keys": ["herbs"]}
    await blogs.update_many({"status": "published"}, {"$set": tags})
    with commands.sent() as sent:
        response = await world.api.http.get(ROUTES[name].format(id=world.author.id))
    assert response.status_code == 200
    answered = [await answered_by(world, command) for command in sent]
    for command in sent:
        assert_partial_indexes_are_usable(command)
    if world.api.services.settings.mongodb_uri is None:
        assert answered == table(project)[name]


async def test_an_index_of_the_sitemap_counts_the_posts_and_reads_its_parts(
    world: World, commands: Commands, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sitemap, "MAX_URLS", 1)
    with commands.sent() as sent:
        assert "sitemapindex" in (await world.api.http.get("/sitemap.xml")).text
    counting, *reading = [await answered_by(world, command) for command in sent]
    assert counting.startswith("count blogs: status_1_")
    assert len(reading) > 1
    assert set(reading) == {"find blogs: status_1_published_at_-1__id_-1"}


async def test_the_next_publication_is_read_from_an_index(world: World, commands: Commands):
    with commands.sent() as sent:
        await seconds_to_next_publication()
    answered = [await answered_by(world, command) for command in sent]
    assert answered == ["find blogs: status_1_published_at_-1__id_-1"]


def test_the_table_has_every_field_of_the_api(project: Path):
    schema = served_schema()
    assert schema.query_type is not None
    assert schema.mutation_type is not None
    fields = {*schema.query_type.fields, *schema.mutation_type.fields}
    assert set(table(project)) == {*ASKED, *ROUTES}
    assert {re.split(r"\W", name)[0] for name in ASKED} == fields - NOTHING_READ
