"""Number of database commands of each operation."""

import pytest
from api import Commands
from query_world import World

PAGE = "pageInfo { hasNextPage endCursor } nodes { id title status author { id name } }"


WHOLE = """
  title status feedback viewerActions author { id name } brief { tone referenceLinks } outline
  content { markdown html sections { heading html } wordCount }
  reviews { decision reviewer { id name } }
"""


@pytest.mark.parametrize(
    ("field", "by"), [("blogs", "author"), ("publishedBlogs", "author"), ("adminQueue", "admin")]
)
@pytest.mark.parametrize("first", [5, 20])
async def test_a_page_with_its_authors_takes_the_same_commands_whatever_its_length(
    world: World, commands: Commands, field: str, by: str, first: int
):
    api = world.api
    blogs = api.services.database["blogs"]
    pattern = await blogs.find_one({"status": "published"}, {"_id": 0, "slug": 0, "slugs": 0})
    assert pattern is not None
    status = "pending" if field == "adminQueue" else "published"
    await blogs.insert_many([pattern | {"status": status} for _ in range(25)])
    document = f"query {{ {field}(first: {first}) {{ {PAGE} }} }}"
    with commands.seen() as seen:
        page = await api.execute(document, as_user=getattr(world, by))
    assert len(page["nodes"]) == first
    assert all(node["author"]["id"] == world.author.id for node in page["nodes"])
    viewer, *rest = seen
    # The queue has two parts: new posts, and published ones with changes.
    parts = 2 if field == "adminQueue" else 1
    assert (viewer, rest) == ("find", ["find"] * (parts + 1))


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("{ dashboardStats { total saved pending published rejected } }", ["aggregate"]),
        ("{ dashboardStats { total publishedWithChanges } }", ["aggregate", "count"]),
        ("query ($id: ID!) { blog(id: $id) { title content { html } } }", ["find"]),
        (f"query ($id: ID!) {{ blog(id: $id) {{ {WHOLE} }} }}", ["find", "find"]),
        ("{ blogs { totalCount nodes { title } } }", ["find", "count"]),
        ("{ viewer { email user { name } } }", []),
    ],
)
async def test_other_reads_take_one_command_and_one_for_users(
    world: World, commands: Commands, document: str, expected: list[str]
):
    with commands.seen() as seen:
        await world.api.execute(document, {"id": world.published}, as_user=world.author)
    assert seen == ["find", *expected]


async def test_only_selected_content_fields_are_read(world: World, commands: Commands):
    document = "query ($id: ID!) { blog(id: $id) { content { %s } } }"
    text = "__typename markdown html"
    with commands.sent() as sent:
        some = await world.api.execute(document % text, {"id": world.saved}, as_user=world.author)
        every = await world.api.execute(
            document % f"{text} excerpt wordCount metaTitle sections {{ heading markdown html }}",
            {"id": world.saved},
            as_user=world.author,
        )
    finds = [command["projection"] for command in sent if command.get("find") == "blogs"]
    assert set(finds[0]) == {
        "author_id",
        "status",
        "published_at",
        "final_blog.markdown",
        "final_blog.html",
        "final_blog.renderer",
        "meta.cover_image_url",
        "meta.title",
    }
    assert {"final_blog.render", "final_blog.excerpt", "final_blog.word_count"} < set(finds[1])
    assert some["content"].items() < every["content"].items()
    assert "".join(section["html"] for section in every["content"]["sections"])


async def test_an_anonymous_read_takes_two_commands(world: World, commands: Commands):
    with commands.seen() as seen:
        await world.api.execute(f"{{ publishedBlogs {{ {PAGE} }} }}")
    assert seen == ["find", "find"]
