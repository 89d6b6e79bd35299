"""Values that are derived from a text: lists read them without the text, also of old documents."""

from typing import Any

import pytest
from api import UPDATE, Api, Commands, Person

from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.articles.text import with_texts
from cms_blog.blogs.content.markdown import RENDERER
from cms_blog.blogs.documents import BlogDocument
from cms_blog.blogs.records import BlogRecord
from cms_blog.graphql.types.node_ids import oid_of
from cms_blog.maintenance.migrations.run import MIGRATIONS, migrate

DERIVED = "excerpt wordCount readingMinutes metaTitle metaDescription coverImageAlt"
MINE = "{ blogs { nodes { id content { %s } workingCopy { content { %s } } } } }"
TEXTS = ("Some words about *tomatoes* and their soil.", "A second text: it is longer by a little.")


async def make_blogs(api: Api) -> tuple[Person, str, str]:
    """An author with a draft and a published blog that has a working copy."""
    author, admin = await api.make_user(), await api.make_admin()
    draft = await api.make_blog(author, markdown=TEXTS[0])
    published = await api.make_published(author, admin, markdown=TEXTS[0])
    given = {"expectedRevision": 1, "markdown": TEXTS[1]}
    await api.execute(UPDATE, {"id": published["id"], "input": given}, as_user=author)
    return author, draft["id"], published["id"]


async def outdate(api: Api) -> None:
    """Store all texts as by an earlier release, which derived nothing from them."""
    old = {"renderer": RENDERER - 1, "html": "<script>old</script>"}
    blogs = api.services.database["blogs"]
    async for blog in blogs.find():
        for parent, path in ((blog, ""), (blog.get("working"), "working.")):
            if parent:
                text = {"markdown": parent["final_blog"]["markdown"]} | old
                await blogs.update_one({"_id": blog["_id"]}, {"$set": {f"{path}final_blog": text}})


async def shown(api: Api, author: Person, fields: str) -> list[dict[str, Any]]:
    answer = await api.execute(MINE % (fields, fields), as_user=author)
    return answer["nodes"]


def of_blogs(sent: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [command for command in sent if command.get("find") == "blogs"]


async def test_derived_values_are_read_without_the_text(api: Api, commands: Commands):
    author, *_ = await make_blogs(api)
    with commands.sent() as sent:
        await shown(api, author, f"__typename {DERIVED}")
    (command,) = of_blogs(sent)
    read = {path for path in command["projection"] if "final_blog" in path}
    names = ("renderer", "excerpt", "word_count", "reading_minutes")
    assert read == {f"{path}final_blog.{name}" for path in ("", "working.") for name in names}


@pytest.mark.parametrize(
    ("field", "stored"),
    [("markdown", "markdown"), ("html", "html"), ("excerpt", "excerpt"), ("metaTitle", None)],
)
async def test_each_field_reads_its_own_value(
    api: Api, commands: Commands, field: str, stored: str | None
):
    author, *_ = await make_blogs(api)
    with commands.sent() as sent:
        await shown(api, author, field)
    (command,) = of_blogs(sent)
    read = {path for path in command["projection"] if path.startswith("final_blog")}
    assert read == {"final_blog.renderer"} | ({f"final_blog.{stored}"} if stored else set())


@pytest.mark.parametrize("fields", [DERIVED, "wordCount", "html", "markdown", "html excerpt"])
async def test_values_of_another_renderer_are_derived_again(
    api: Api, commands: Commands, fields: str
):
    author, *_ = await make_blogs(api)
    before = await shown(api, author, fields)
    await outdate(api)
    with commands.sent() as sent:
        assert await shown(api, author, fields) == before
    first, *again = of_blogs(sent)
    assert ["final_blog.markdown" in command["projection"] for command in again] == (
        [] if fields == "markdown" else [True]
    )
    assert "final_blog.html" not in {path for command in again for path in command["projection"]}
    # Texts of the current renderer are not read again.
    for migration in MIGRATIONS:
        await migrate(migration, dry_run=False)
    with commands.sent() as sent:
        assert await shown(api, author, fields) == before
    (only,) = of_blogs(sent)
    assert only["projection"] == first["projection"]


async def test_the_text_is_read_again_for_old_documents_only(api: Api, commands: Commands):
    author, draft, _ = await make_blogs(api)
    blogs = api.services.database["blogs"]
    oid = oid_of("Blog", draft)
    await blogs.update_one({"_id": oid}, {"$unset": {"final_blog.renderer": ""}})
    with commands.sent() as sent:
        await shown(api, author, DERIVED)
    _, again = of_blogs(sent)
    assert again["filter"] == {"_id": {"$in": [oid]}}


@pytest.mark.parametrize("value", [None, {}])
async def test_a_blog_without_text_has_no_values(api: Api, value: object):
    author, draft, _ = await make_blogs(api)
    blogs = api.services.database["blogs"]
    await blogs.update_one({"_id": oid_of("Blog", draft)}, {"$set": {"final_blog": value}})
    nodes = await shown(api, author, "excerpt wordCount readingMinutes html")
    (content,) = [node["content"] for node in nodes if node["id"] == draft]
    assert content == {"excerpt": "", "wordCount": 0, "readingMinutes": 1, "html": ""}


async def test_a_text_that_ceased_to_be_public_is_not_read(api: Api):
    author, _, published = await make_blogs(api)
    await outdate(api)
    blogs, oid = api.services.database["blogs"], oid_of("Blog", published)
    fields = frozenset({"content", "content.excerpt"})
    parts = {"author_id": 1, "status": 1, "published_at": 1, "final_blog.renderer": 1}

    async def excerpt_after(change: dict[str, Any], *, signed_in: bool) -> str:
        records = [BlogRecord.of(raw) async for raw in blogs.find({"_id": oid}, parts)]
        await blogs.update_one({"_id": oid}, {"$set": change})
        user = await UserDocument.get(str(oid_of("User", author.id))) if signed_in else None
        (record,) = await with_texts(records, user, fields)
        return record.final_blog.markdown

    assert await excerpt_after({}, signed_in=False) == TEXTS[0]
    hidden = {"status": "saved", "final_blog.markdown": "A secret."}
    assert await excerpt_after(hidden, signed_in=False) == ""
    assert await excerpt_after(hidden, signed_in=True) == "A secret."


async def test_a_blog_that_was_deleted_meanwhile_keeps_what_was_read(api: Api):
    _, _, published = await make_blogs(api)
    await outdate(api)
    blogs, oid = BlogDocument.collection(), oid_of("Blog", published)
    raw = await blogs.find_one(
        {"_id": oid}, {"author_id": 1, "status": 1, "final_blog.renderer": 1}
    )
    assert raw is not None
    await blogs.update_one(
        {"_id": oid}, {"$set": {"status": "deleted"}, "$unset": {"author_id": ""}}
    )
    (record,) = await with_texts([BlogRecord.of(raw)], None, frozenset({"content"}))
    assert record.final_blog.markdown == ""
