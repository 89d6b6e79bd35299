"""Accounts and blogs in each status, whose queries the tests of the database observe."""

from typing import Any, NamedTuple

from api import UPDATE, Api, Person


class World(NamedTuple):
    """Users, and the ids of the author's blogs."""

    api: Api
    author: Person
    admin: Person
    saved: str
    pending: str
    published: str
    unpublished: str
    # Published, with a working copy that is EDITING, or PENDING.
    edited: str
    changed: str


class MadeWorld(NamedTuple):
    """A world, and its documents by collection."""

    world: World
    documents: dict[str, list[dict[str, Any]]]


async def make_world(api: Api) -> World:
    author, admin = await api.make_user(), await api.make_admin()
    cover = {"coverImageUrl": f"https://cms.example.com/uploads/{'a' * 32}.png"}
    saved, pending = [(await api.make_blog(author, **cover))["id"] for _ in range(2)]
    await api.move("requestPublish", pending, author)
    published = await api.make_published(author, admin, title="Public tomatoes")
    unpublished = await api.make_published(author, admin, title="Unpublished tomatoes")
    await api.move("unpublishBlog", unpublished["id"], admin)
    edited, changed = [
        (await api.make_published(author, admin, title=title))["id"] for title in ("Edit", "Change")
    ]
    for blog_id in (edited, changed):
        given = {"expectedRevision": 1, "title": "Changed"}
        await api.execute(UPDATE, {"id": blog_id, "input": given}, as_user=author)
    await api.move("requestPublish", changed, author)
    ids = (saved, pending, published["id"], unpublished["id"], edited, changed)
    return World(api, author, admin, *ids)
