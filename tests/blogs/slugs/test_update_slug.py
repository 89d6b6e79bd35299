"""`updateSlug`, through the endpoint."""

import pytest
from api import oid_of
from slug_changes import UPDATE_SLUG, Slugs

from cms_blog.graphql.types.node_ids import encode_id

# -- who, and when


async def test_the_author_chooses_the_slug_of_a_draft(slugs: Slugs):
    blog = await slugs.api.make_blog(slugs.author)
    changed = await slugs.changed(blog, "my-tomatoes", slugs.author)
    assert (changed["revision"], changed["status"]) == (2, "SAVED")
    assert "UPDATE_SLUG" in changed["viewerActions"]
    await slugs.api.move("requestPublish", blog["id"], slugs.author)
    approved = await slugs.api.move("approveBlog", blog["id"], slugs.admin)
    assert approved["blog"]["slug"] == "my-tomatoes"
    assert await slugs.found("my-tomatoes") == {"id": blog["id"], "slug": "my-tomatoes"}
    assert await slugs.found("balcony-tomatoes") is None


async def test_an_admin_changes_the_slug_of_a_published_blog(slugs: Slugs):
    blog = await slugs.published()
    refused = await slugs.update(blog, "pears", slugs.author)
    assert refused["__typename"] == "BlogStatusError"
    assert (
        refused["message"] == "Only an admin can change the slug of a blog that is or was public."
    )
    changed = await slugs.changed(blog, "pears", slugs.admin)
    assert (changed["status"], changed["revision"]) == ("PUBLISHED", 2)
    for slug in ("pears", "tomatoes"):
        assert await slugs.found(slug) == {"id": blog["id"], "slug": "pears"}


async def test_an_admin_does_not_change_the_slug_of_a_draft(slugs: Slugs):
    blog = await slugs.api.make_blog(slugs.author)
    refused = await slugs.update(blog, "pears", slugs.admin)
    assert refused["__typename"] == "BlogStatusError"
    message = "Only the author can change the slug before the first publication."
    assert refused["message"] == message


async def test_a_blog_in_review_keeps_its_slug(slugs: Slugs):
    blog = await slugs.api.make_blog(slugs.author)
    await slugs.api.move("requestPublish", blog["id"], slugs.author)
    for person in (slugs.author, slugs.admin):
        refused = await slugs.update(blog, "pears", person)
        assert refused["__typename"] == "BlogStatusError"
        assert "requires PUBLISHED or REJECTED or SAVED or SCHEDULED" in refused["message"]


async def test_other_people_find_no_blog(slugs: Slugs):
    other = await slugs.api.make_user()
    for blog in (await slugs.api.make_blog(slugs.author), await slugs.published()):
        refused = await slugs.update(blog, "pears", other)
        assert refused["__typename"] == "NotFoundError"
    for unknown in ("", "x", encode_id("User", oid_of("Blog", blog["id"])), slugs.author.id):  # pyright: ignore[reportArgumentType] - never None here
        refused = await slugs.update({"id": unknown}, "pears", slugs.admin, revision=1)
        assert refused["__typename"] == "NotFoundError"
    given = {"id": blog["id"], "input": {"slug": "pears", "expectedRevision": 1}}
    error = await slugs.api.error(UPDATE_SLUG, given)
    assert error["extensions"]["code"] == "UNAUTHENTICATED"


# -- revisions


@pytest.mark.parametrize("revision", [-1, 0, 2, 2**31 - 1])
async def test_another_revision_is_a_conflict(slugs: Slugs, revision: int):
    blog = await slugs.api.make_blog(slugs.author)
    before = await slugs.raw(blog)
    refused = await slugs.update(blog, "pears", slugs.author, revision)
    assert refused["__typename"] == "EditConflictError"
    assert refused["blog"] == {"id": blog["id"], "slug": None, "revision": 1}
    assert await slugs.raw(blog) == before


async def test_a_repeated_call_returns_the_changed_blog(slugs: Slugs):
    blog = await slugs.api.make_blog(slugs.author)
    first = await slugs.update(blog, "pears", slugs.author, 1)
    after = await slugs.raw(blog)
    # After a lost response, and at the current revision.
    for revision in (1, 2):
        assert await slugs.update(blog, "pears", slugs.author, revision) == first
    assert await slugs.raw(blog) == after
    refused = await slugs.update(blog, "plums", slugs.author, 1)
    assert refused["__typename"] == "EditConflictError"


async def test_a_new_slug_is_no_edit_of_an_unpublished_text(slugs: Slugs):
    blog = await slugs.published()
    await slugs.api.move("unpublishBlog", blog["id"], slugs.admin)
    refused = await slugs.update(blog, "pears", slugs.author)
    assert refused["__typename"] == "BlogStatusError"
    await slugs.changed(blog, "pears", slugs.admin)
    assert await slugs.found("tomatoes") is None
    again = await slugs.api.move("republishBlog", blog["id"], slugs.admin)
    assert (again["blog"]["status"], again["blog"]["slug"]) == ("PUBLISHED", "pears")
    assert await slugs.found("tomatoes") == {"id": blog["id"], "slug": "pears"}


async def test_a_new_slug_does_not_touch_the_working_copy(slugs: Slugs):
    blog = await slugs.published()
    edit = """
      mutation ($id: ID!, $input: UpdateBlogInput!) {
        updateBlog(id: $id, input: $input) { __typename }
      }"""
    given = {"expectedRevision": 1, "title": "Edited"}
    await slugs.api.execute(edit, {"id": blog["id"], "input": given}, as_user=slugs.author)
    await slugs.api.move("requestPublish", blog["id"], slugs.author)
    before = await slugs.raw(blog)
    await slugs.changed(blog, "pears", slugs.admin)
    after = await slugs.raw(blog)
    different = {name for name in after if after[name] != before.get(name)}
    # The change is announced, too.
    assert different == {"slug", "slugs", "revision", "updated_at", "outbox"}
    # The reviewer read an earlier revision.
    late = await slugs.api.move("approveBlog", blog["id"], slugs.admin, expectedRevision=2)
    assert late["__typename"] == "EditConflictError"
    approved = await slugs.api.move("approveBlog", blog["id"], slugs.admin)
    assert (approved["blog"]["title"], approved["blog"]["slug"]) == ("Edited", "pears")
