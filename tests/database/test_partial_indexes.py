"""Partial indexes: MongoDB can prove that the queries they are meant for imply their conditions."""

from typing import Any

import pytest
from api import Commands
from index_use import PARTIAL_INDEXES, answered_by, assert_partial_indexes_are_usable
from observed_operations import ASKED, sent_for
from partial_indexes import implies
from query_world import World

from cms_blog.accounts.admins.changes import complete_changes
from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.documents import BlogDocument
from cms_blog.graphql.types.node_ids import oid_of
from cms_blog.outbox.claims import due_documents, earliest
from cms_blog.privacy.export import export_chunks
from cms_blog.privacy.service import resume_deletions
from cms_blog.privacy.unused_images import delete_unused


async def test_mongodb_can_use_each_partial_index_for_a_query(world: World, commands: Commands):
    asked = (
        *(
            "publishedBlog",
            "publishedBlog(old slug)",
            "publishedBlogs(tag)",
            "publishedBlogs(authorId)",
        ),
        *("adminQueue", "dashboardStats { publishedWithChanges }", "accounts(suspended)"),
    )
    sent = [each for name in asked for each in await sent_for(world, ASKED[name], commands)]
    with commands.sent() as unfinished:
        await complete_changes()
        await resume_deletions(world.api.services.storage.store)
    await world.api.make_admin()
    with commands.sent() as leaving:
        await world.api.execute(ASKED["deleteAccount"].document, as_user=world.admin)
    author = await UserDocument.get(oid_of("User", world.author.id))
    assert author is not None
    with commands.sent() as exported:
        assert [chunk async for chunk in export_chunks(author)]
    with commands.sent() as unused:
        await delete_unused([f"{'f' * 32}.png"], world.api.services.storage.store)
    with commands.sent() as due:
        for kind in (UserDocument, BlogDocument):
            [_ async for _ in due_documents(kind)]
            await earliest(kind, "outbox_since")
    queries = [
        command
        for command in (*sent, *unfinished, *leaving, *exported, *unused, *due)
        if not command.keys().isdisjoint({"find", "count"})
    ]
    answered = {
        await answered_by(world, command)
        for command in queries
        if assert_partial_indexes_are_usable(command)
    }
    assert answered == {
        "find blogs: slug_1",
        "find blogs: slugs_1",
        "find blogs: status_1_tag_keys_1_published_at_-1__id_-1",
        "find blogs: author_id_1_published_at_-1__id_-1",
        "find blogs: working.status_1_working.requested_at_1__id_1",
        "find blogs: working.status_1_author_id_1_status_1",
        "count blogs: working.status_1_author_id_1_status_1",
        "find blogs: note_authors_1",
        "find users: leaving_1",
        "find users: admin_change.at_1",
        "find users: images_1",
        "find users: suspended_1_role_1_created_at_-1__id_-1",
        "find users: outbox_due_1",
        "find blogs: outbox_due_1",
        "find users: outbox_since_1",
        "find blogs: outbox_since_1",
    }
    assert len(PARTIAL_INDEXES) == len({command.partition(" ")[2] for command in answered})


@pytest.mark.parametrize(
    ("query", "partial_filter", "proven"),
    [
        ({"f": "x"}, {"f": {"$type": "string"}}, False),
        ({"f": {"$in": ["x"]}}, {"f": {"$type": "string"}}, False),
        ({"f": {"$eq": "x", "$type": "string"}}, {"f": {"$type": "string"}}, True),
        ({"f": {"$type": ["string", "int"]}}, {"f": {"$type": "string"}}, False),
        ({"f": {"$type": "string"}}, {"f": {"$type": ["string", "int"]}}, True),
        ({"f": "x"}, {"f": {"$exists": True}}, True),
        ({"f": None}, {"f": {"$exists": True}}, False),
        ({"f": {"$in": ["x", None]}}, {"f": {"$exists": True}}, False),
        ({"f": {"$in": ["x", "y"]}}, {"f": {"$exists": True}}, True),
        ({"g": "x"}, {"f": {"$exists": True}}, False),
        ({"f": 5}, {"f": {"$gt": 5}}, False),
        ({"f": 5}, {"f": {"$gte": 5}}, True),
        ({"f": {"$gte": 5}}, {"f": {"$gt": 5}}, False),
        ({"f": {"$gt": 5}}, {"f": {"$gte": 5}}, True),
        ({"f": {"$lt": 9}}, {"f": {"$gt": 5}}, False),
        ({"f": {"$in": [6, 7]}}, {"f": {"$gt": 5}}, True),
        ({"f": {"$in": [5, 7]}}, {"f": {"$gt": 5}}, False),
        ({"f": "x"}, {"f": {"$gt": 5}}, False),
        ({"f": "x"}, {"f": "x", "g": 1}, False),
        ({"$and": [{"g": 1}, {"f": "x"}]}, {"f": "x", "g": 1}, True),
    ],
)
def test_implication_of_partial_filters_follows_mongodbs_rules(
    query: dict[str, Any], partial_filter: dict[str, Any], proven: bool
):
    assert implies(query, partial_filter) is proven
