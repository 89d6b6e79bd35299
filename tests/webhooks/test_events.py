"""Events from their change to the receivers, through the API and real HTTP requests."""

from datetime import datetime

from announced_events import DELETE, Hooks, published
from api import UPDATE, Api, Person

from cms_blog.graphql.types.node_ids import encode_id, oid_of

SUSPEND = "mutation ($id: ID!) { suspendAccount(id: $id) { __typename } }"


BLOG = "query ($id: ID!) { blog(id: $id) { id } node(id: $id) { id } }"


REVOKE = "mutation ($id: ID!) { revokePreviewLinks(blogId: $id) { __typename } }"


SLUG = """
  mutation Slug($id: ID!, $input: UpdateSlugInput!) {
    updateSlug(id: $id, input: $input) { __typename }
  }
"""


def account_id(person: Person) -> str:
    oid = oid_of("User", person.id)
    assert oid is not None
    return encode_id("Account", oid)


async def test_each_change_of_a_blog_is_announced_once_to_each_receiver(
    api: Api, hooks: Hooks, author: Person, admin: Person
):
    blog = await api.make_blog(author, title="Tomatoes")
    blog_id = blog["id"]
    await api.move("requestPublish", blog_id, author)
    await api.move("rejectBlog", blog_id, admin, expectedRevision=1, feedback="Longer.")
    events = await hooks.deliver()
    assert [each.type for each in events] == ["blog.submitted", "blog.rejected"]
    await api.move("requestPublish", blog_id, author)
    await api.move("approveBlog", blog_id, admin, expectedRevision=1)
    await api.move("unpublishBlog", blog_id, admin)
    await api.move("republishBlog", blog_id, admin, expectedRevision=1)
    events += await hooks.deliver()
    await api.move("unpublishBlog", blog_id, admin)
    await api.execute(DELETE, {"id": blog_id}, as_user=author)
    events += await hooks.deliver()
    assert [each.type.removeprefix("blog.") for each in events[2:]] == [
        *("submitted", "published", "unpublished", "published", "unpublished", "deleted")
    ]
    assert await hooks.deliver() == []
    other = hooks.receivers[1].accepted
    assert [(each.id, each.type) for each in other] == [(each.id, each.type) for each in events]
    assert len({each.id for each in events}) == len(events)
    assert {each.data["id"] for each in events} == {blog_id}


async def test_the_data_is_the_result_of_the_query(
    api: Api, hooks: Hooks, author: Person, admin: Person
):
    blog = await published(api, author, admin)
    submitted, event = await hooks.deliver()
    assert set(event.body) == {"type", "timestamp", "data"}
    assert datetime.fromisoformat(event.body["timestamp"]).tzinfo is not None
    data = event.data
    assert (data["id"], data["revision"], data["status"]) == (blog["id"], 1, "PUBLISHED")
    assert data["slug"] == data["blog"]["slug"] != ""
    assert (data["blog"]["title"], data["blog"]["author"]["name"]) == (blog["title"], "Ada")
    assert submitted.data["status"] == submitted.data["blog"]["status"] == "PUBLISHED"


async def test_nothing_of_a_blog_that_is_not_public_is_sent_with_its_publication(
    api: Api, hooks: Hooks, author: Person, admin: Person
):
    blog = await published(api, author, admin)
    await api.move("unpublishBlog", blog["id"], admin)
    events = await hooks.deliver()
    own = {"id", "slug", "status", "revision"}
    assert [(each.type, set(each.data)) for each in events[1:]] == [
        ("blog.published", own),
        ("blog.unpublished", own),
    ]
    assert {each.data["status"] for each in events} == {"SAVED"}


async def test_a_deleted_blog_is_hidden_until_its_deletion_is_announced(
    api: Api, hooks: Hooks, author: Person, admin: Person
):
    blog = await api.make_blog(author, idempotencyKey="key")
    await api.move("requestPublish", blog["id"], author)
    await api.move("rejectBlog", blog["id"], admin, expectedRevision=1, feedback="No.")
    await api.execute(DELETE, {"id": blog["id"]}, as_user=author)
    raw = await hooks.raw(blog["id"])
    assert raw is not None
    fields = {"_id", "status", "deleted", "schema_version", "outbox", "outbox_due", "outbox_since"}
    assert set(raw) == fields
    for person in (author, admin):
        answer = await api.send(BLOG, {"id": blog["id"]}, as_user=person)
        assert answer["data"] == {"blog": None, "node": None}
        assert (await api.execute(DELETE, {"id": blog["id"]}, as_user=person))[
            "__typename"
        ] == "NotFoundError"
    for field in ("requestPublish", "withdrawBlog", "unpublishBlog"):
        document = f"mutation ($id: ID!) {{ {field}(id: $id) {{ __typename }} }}"
        person = admin if field == "unpublishBlog" else author
        answer = await api.execute(document, {"id": blog["id"]}, as_user=person)
        assert answer["__typename"] == "NotFoundError", field
    answer = await api.execute(REVOKE, {"id": blog["id"]}, as_user=admin)
    assert answer["__typename"] == "NotFoundError"
    *_, event = await hooks.deliver()
    assert event.data == {"id": blog["id"], "slug": None, "revision": 1, "status": "DELETED"}
    assert await hooks.raw(blog["id"]) is None


async def test_a_blog_can_be_saved_again_while_its_deletion_is_announced(
    api: Api, hooks: Hooks, author: Person
):
    first = await api.make_blog(author, idempotencyKey="key")
    await api.execute(DELETE, {"id": first["id"]}, as_user=author)
    again = await api.make_blog(author, idempotencyKey="key")
    assert again["id"] == first["id"]
    assert [each.type for each in await hooks.deliver()] == ["blog.deleted"]
    raw = await hooks.raw(first["id"])
    assert raw is not None
    assert (raw["status"], "deleted" in raw, "outbox" in raw) == ("saved", False, False)


async def test_a_new_slug_of_a_published_blog_is_announced(
    api: Api, hooks: Hooks, author: Person, admin: Person
):
    blog = await published(api, author, admin)
    await hooks.deliver()
    for slug in ("other", "third"):
        raw = await hooks.raw(blog["id"])
        assert raw is not None
        given = {"slug": slug, "expectedRevision": raw["revision"]}
        await api.execute(SLUG, {"id": blog["id"], "input": given}, as_user=admin)
    *_, event = await hooks.deliver()
    assert (event.type, event.data["slug"]) == ("blog.updated", "third")
    assert event.data["blog"]["slug"] == "third"


async def test_approved_changes_of_a_published_blog_are_announced(
    api: Api, hooks: Hooks, author: Person, admin: Person
):
    blog = await published(api, author, admin)
    given = {"expectedRevision": 1, "title": "Other", "markdown": "Another text."}
    await hooks.deliver()
    await api.execute(UPDATE, {"id": blog["id"], "input": given}, as_user=author)
    assert await hooks.deliver() == []
    await api.move("requestPublish", blog["id"], author)
    (submitted,) = await hooks.deliver()
    assert submitted.type == "blog.submitted"
    # The changes are not public yet.
    assert submitted.data["blog"]["title"] == blog["title"]
    await api.move("approveBlog", blog["id"], admin)
    (event,) = await hooks.deliver()
    raw = await hooks.raw(blog["id"])
    assert raw is not None
    assert (event.type, event.data["revision"]) == ("blog.updated", raw["revision"])
    assert (event.data["blog"]["title"], event.data["status"]) == ("Other", "PUBLISHED")


async def test_suspensions_are_announced_once_also_of_admins(
    api: Api, hooks: Hooks, author: Person
):
    """The suspension of an admin is marked first, and takes effect later."""
    admins = [await api.make_admin() for _ in range(2)]
    for person in (author, admins[0], admins[0]):
        await api.execute(SUSPEND, {"id": account_id(person)}, as_user=admins[1])
    events = await hooks.deliver()
    assert sorted(each.data["id"] for each in events) == sorted([author.id, admins[0].id])
    assert {each.data["suspended"] for each in events} == {True}
