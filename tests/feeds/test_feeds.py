"""Content of the feeds, read by feedparser and by a check of JSON Feed's rules."""

import xml.etree.ElementTree as ET
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any, cast

import pytest
from api import Api
from bson import ObjectId
from feed_posts import ATOM, SERVER, SITE, START, client_of, elements, make_post, parsed
from httpx import AsyncClient, Response

from cms_blog.database.clock import now
from cms_blog.feeds.atom import Feed, atom
from cms_blog.feeds.json_feed import json_feed
from cms_blog.feeds.service import POSTS_IN_FEED, Author, Location, Post, urn_of
from cms_blog.feeds.xml import valid_text
from cms_blog.graphql.types.node_ids import encode_id, oid_of

FEEDS = ["/feed.xml", "/feed.json"]


@pytest.fixture
async def client(api: Api) -> AsyncIterator[AsyncClient]:
    """A client, on an empty database."""
    async with client_of(api.services) as client:
        yield client


async def add(api: Api, *posts: dict[str, Any]) -> None:
    await api.services.database["blogs"].insert_many(posts)


def items_of(response: Response) -> list[dict[str, Any]]:
    """Return the items of a JSON feed that follows the rules of JSON Feed 1.1."""
    assert response.headers["content-type"] == "application/feed+json; charset=utf-8"
    feed = response.json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert isinstance(feed["title"], str)
    for name in ("home_page_url", "feed_url"):
        assert feed[name].startswith("https://")
    items = cast("list[dict[str, Any]]", feed["items"])
    for item in items:
        assert isinstance(item["id"], str)
        assert isinstance(item["content_html"], str)
        for name in ("date_published", "date_modified"):
            assert datetime.fromisoformat(item[name]).tzinfo is not None
        assert all(isinstance(author["name"], str) for author in item["authors"])
    assert len({item["id"] for item in items}) == len(items)
    return items


async def ids_in(client: AsyncClient, path: str) -> list[str]:
    response = await client.get(path)
    if path.endswith(".json"):
        return [item["id"] for item in items_of(response)]
    return [entry.id for entry in parsed(response).entries]


MARKDOWN = (
    "# Heading\n\nA [link](/about?a=1&b=2), a [heading](#heading), ![cover](pic.png), "
    "a <b>note</b>[^1] & `<script>alert(1)</script>`.\n\n[^1]: The note.\n"
)
PAGE = f"{SITE}/posts/post-1"


async def test_an_atom_entry_has_the_whole_post(api: Api, client: AsyncClient):
    author = await api.make_user(name="Ada <Lovelace>")
    oid = oid_of("User", author.id)
    assert oid is not None
    await api.services.database["users"].update_one(
        {"_id": oid}, {"$set": {"website_url": "https://ada.example/"}}
    )
    meta = {"cover_image_url": "https://cms.example/uploads/" + "a" * 32 + ".webp"}
    post = make_post(1, oid, MARKDOWN, meta=meta, tags=["C & C++", "Web"], tag_keys=["c & c++"])
    post["approved_at"] = START + timedelta(days=2)
    await add(api, post)
    response = await client.get("/feed.xml")
    assert response.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = parsed(response)
    assert feed.version == "atom10"
    assert (feed.feed.title, feed.feed.id) == ("Our Blog", f"{SERVER}/feed.xml")
    assert [(link.rel, link.href) for link in feed.feed.links] == [
        ("self", f"{SERVER}/feed.xml"),
        ("alternate", f"{SITE}/"),
    ]
    (entry,) = feed.entries
    assert (entry.title, entry.id, entry.link) == ("Post 1", urn_of(post["_id"]), PAGE)
    assert (entry.published, entry.updated) == ("2024-05-01T13:00:00Z", "2024-05-03T12:00:00Z")
    assert feed.feed.updated == entry.updated
    assert (entry.author_detail.name, entry.author_detail.href) == (
        "Ada <Lovelace>",
        "https://ada.example/",
    )
    assert [tag.term for tag in entry.tags] == ["C & C++", "Web"]
    assert entry.summary == "Excerpt 1."
    (enclosure,) = entry.enclosures
    assert (enclosure.type, enclosure.href) == ("image/webp", meta["cover_image_url"])
    (content,) = entry.content
    assert (content.type, content.language) == ("text/html", "en")
    for href in (
        'href="https://site.example/about?a=1&amp;b=2"',
        f'href="{PAGE}#section-heading"',
        f'src="{SITE}/posts/pic.png"',
        f'href="{PAGE}#footnote-1"',
        'id="section-heading"',
        'id="footnote-1"',
        "<b>note</b>",
        "&lt;script&gt;",
    ):
        assert href in content.value
    assert "<script" not in content.value


async def test_a_json_item_has_the_whole_post(api: Api, client: AsyncClient):
    post = make_post(1, ObjectId(), MARKDOWN, tags=["Web"], tag_keys=["web"])
    await add(api, post)
    (item,) = items_of(await client.get("/feed.json"))
    assert item.pop("content_html").count(f'href="{PAGE}#') == 3
    assert item == {
        "id": urn_of(post["_id"]),
        "url": PAGE,
        "title": "Post 1",
        "summary": "Excerpt 1.",
        "date_published": "2024-05-01T13:00:00Z",
        "date_modified": "2024-05-01T13:00:00Z",
        "authors": [{"name": "Deleted user"}],
        "tags": ["Web"],
        "language": "en",
    }


@pytest.mark.parametrize("path", FEEDS)
async def test_a_feed_has_the_newest_posts_first(api: Api, client: AsyncClient, path: str):
    posts = [make_post(number, ObjectId()) for number in range(POSTS_IN_FEED + 2)]
    await add(api, *posts)
    newest = [urn_of(post["_id"]) for post in reversed(posts)]
    assert await ids_in(client, path) == newest[:POSTS_IN_FEED]


@pytest.mark.parametrize("path", FEEDS)
async def test_only_public_posts_with_a_page_are_in_a_feed(
    api: Api, client: AsyncClient, path: str
):
    public = make_post(1, ObjectId())
    later = now() + timedelta(minutes=1)
    others = [
        make_post(number, ObjectId()) | {"status": status}
        for number, status in enumerate(["saved", "pending", "rejected"], start=2)
    ]
    scheduled = make_post(9, ObjectId()) | {"published_at": later, "first_published_at": later}
    without_page = make_post(10, ObjectId())
    del without_page["slug"]
    await add(api, public, *others, scheduled, without_page)
    assert await ids_in(client, path) == [urn_of(public["_id"])]


@pytest.mark.parametrize("path", FEEDS)
async def test_a_feed_without_posts_is_valid(client: AsyncClient, path: str):
    assert await ids_in(client, path) == []
    assert "last-modified" not in (await client.get(path)).headers


async def test_the_id_of_a_post_never_changes(api: Api, client: AsyncClient):
    oid = ObjectId("665f00000000000000000001")
    assert urn_of(oid) == "urn:uuid:01bf215d-7c77-5f5a-aa67-685084e5011a"
    await add(api, make_post(1, ObjectId()) | {"_id": oid})
    first = await ids_in(client, "/feed.xml")
    await api.services.database["blogs"].update_one({"_id": oid}, {"$set": {"slug": "other"}})
    async with client_of(api.services, site_url="https://new.example") as moved:
        assert await ids_in(moved, "/feed.xml") == first
        assert parsed(await moved.get("/feed.xml")).entries[0].link.endswith("/posts/other")


async def test_updated_follows_the_public_text_and_no_other_change(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_published(author, admin)
    async with client_of(api.services) as client:

        async def updated() -> str:
            return parsed(await client.get("/feed.xml")).entries[0].updated

        stored = api.services.database["blogs"]
        approved = START - timedelta(days=1)
        times = {"approved_at": approved, "published_at": approved, "first_published_at": approved}
        await stored.update_one({}, {"$set": times})
        before = await updated()
        assert before == "2024-04-30T12:00:00Z"
        edit = """
          mutation ($id: ID!) {
            updateBlog(id: $id, input: {expectedRevision: 1, title: "Other"}) {
              ... on UserError { message } __typename
            }
          }"""
        await api.execute(edit, {"id": blog["id"]}, as_user=author)
        await stored.update_one({}, {"$set": {"slug": "moved", "updated_at": now()}})
        assert await updated() == before
        await api.move("requestPublish", blog["id"], author)
        assert await updated() == before
        await api.move("approveBlog", blog["id"], admin)
        assert await updated() > before
        again = parsed(await client.get("/feed.xml")).entries[0]
        assert (again.title, again.published) == ("Other", before)


async def test_feeds_of_tags_and_authors_have_their_posts(api: Api, client: AsyncClient):
    ada, grace = ObjectId(), ObjectId()
    posts = [
        make_post(1, ada, tags=["c/c++"], tag_keys=["c/c++"]),
        make_post(2, grace, tags=["C/C++"], tag_keys=["c/c++"]),
        make_post(3, ada),
    ]
    await add(api, *posts)
    urns = [urn_of(post["_id"]) for post in posts]
    for path in ("/feeds/tags/c/c++.xml", "/feeds/tags/C%2FC%2B%2B.xml"):
        feed = parsed(await client.get(path))
        assert [entry.id for entry in feed.entries] == [urns[1], urns[0]]
        assert feed.feed.title == "Our Blog: C/C++"
        assert feed.feed.id == f"{SERVER}/feeds/tags/C%2FC%2B%2B.xml"
        assert feed.feed.links[1].href == f"{SITE}/tags/C%2FC%2B%2B"
    user_id = encode_id("User", ada)
    feed = parsed(await client.get(f"/feeds/authors/{user_id}.xml"))
    assert [entry.id for entry in feed.entries] == [urns[2], urns[0]]
    assert feed.feed.title == "Our Blog: Deleted user"
    assert feed.feed.id == f"{SERVER}/feeds/authors/{user_id.replace('=', '%3D')}.xml"


HOSTILE = [
    "\x00\x01\x08\x0b\x0c\x0e\x1f\x7f\x85",
    "]]>",
    "<script>alert(1)</script>",
    "&amp;&lt;&#0;&nbsp;",
    "\"'",
    "\ufffe\uffff",
    "\ud800 \udfff",
    "\U0010ffff \U0001f600",
    "\u202e\u2066 \u05e9\u05dc\u05d5\u05dd",
    "<!--",
    "-->",
    "<![CDATA[",
    "<?xml?>",
    "a\r\nb\tc",
    "x" * 100_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_stay_well_formed(text: str):
    location = Location(f"{SITE}/posts/a", START, START)
    post = Post(
        *(urn_of(ObjectId("665f00000000000000000001")), location, text, f"<p>{text}</p>", text),
        *(Author(text, text), [text], "en", text, START),
    )
    feed = Feed(text, f"{SERVER}/feed.xml", SITE, [post])
    shown = valid_text(text)
    root = ET.fromstring(b"".join(atom(feed).chunks()))
    entry = root.find(f"{ATOM}entry")
    assert entry is not None
    read = {each.tag.removeprefix(ATOM): each.text for each in entry}
    # XML normalises line ends.
    lines = shown.replace("\r\n", "\n")
    assert (read["title"], read["summary"], read["content"]) == (lines, lines, f"<p>{lines}</p>")
    items = items_of(Response(200, content=b"".join(json_feed(feed).chunks()), headers=JSON))
    assert (items[0]["title"], items[0]["tags"]) == (shown, [shown])


JSON = {"content-type": "application/feed+json; charset=utf-8"}


async def test_stored_control_characters_stay_well_formed(api: Api, client: AsyncClient):
    text = "".join(HOSTILE[:6])
    post = make_post(1, ObjectId(), tags=[text], meta={"title": text})
    post["final_blog"]["html"] = f"<p>{text}</p>"
    await add(api, post)
    title = elements(await client.get("/feed.xml")).find(f"{ATOM}entry/{ATOM}title")
    assert title is not None
    assert title.text == valid_text(text)
    (item,) = items_of(await client.get("/feed.json"))
    assert item["title"] == valid_text(text)
