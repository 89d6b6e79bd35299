"""`updateSlug`, and old slugs, through the endpoint."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from api import Api, Person, oid_of
from httpx import ASGITransport, AsyncClient
from old_blogs import old_blog

from cms_blog.blogs.slugs.service import MAX_SLUGS
from cms_blog.context import Services
from cms_blog.database.indexes import Indexes
from cms_blog.graphql.types.node_ids import encode_id
from cms_blog.server.app import create_app

UPDATE_SLUG = """
  mutation ($id: ID!, $input: UpdateSlugInput!) {
    updateSlug(id: $id, input: $input) {
      __typename
      ... on UpdateSlugSuccess { blog { id slug status revision viewerActions } }
      ... on EditConflictError { blog { id slug revision } }
      ... on BlogStatusError { blog { id slug } }
      ... on InvalidInputError { fields { path message code } }
      ... on UserError { message }
    }
  }
"""
PUBLIC = "query ($slug: String!) { publishedBlog(slug: $slug) { id slug } }"
TAKEN = [{"path": ["slug"], "message": "is or was the slug of another blog", "code": "TAKEN"}]


class Slugs:
    """An author, an admin, and their changes of slugs."""

    def __init__(self, api: Api, author: Person, admin: Person) -> None:
        self.api, self.author, self.admin = api, author, admin
        self.blogs = api.services.database["blogs"]

    async def raw(self, blog: dict[str, Any]) -> dict[str, Any]:
        found = await self.blogs.find_one({"_id": oid_of("Blog", blog["id"])})
        assert found is not None
        return found

    async def update(
        self, blog: dict[str, Any], slug: str, person: Person, revision: int | None = None
    ) -> dict[str, Any]:
        """Change the slug, by default at the current revision."""
        current = (await self.raw(blog)).get("revision", 1) if revision is None else revision
        given = {"slug": slug, "expectedRevision": current}
        return await self.api.execute(
            UPDATE_SLUG, {"id": blog["id"], "input": given}, as_user=person
        )

    async def changed(self, blog: dict[str, Any], slug: str, person: Person) -> dict[str, Any]:
        """Change the slug; return the blog."""
        result = await self.update(blog, slug, person)
        assert result["__typename"] == "UpdateSlugSuccess", result
        assert result["blog"]["slug"] == slug
        return result["blog"]

    async def found(self, slug: str) -> dict[str, Any] | None:
        return await self.api.execute(PUBLIC, {"slug": slug})

    async def published(self, title: str = "Tomatoes") -> dict[str, Any]:
        return await self.api.make_published(self.author, self.admin, title=title)


@pytest.fixture
async def slugs(api: Api) -> Slugs:
    return Slugs(api, await api.make_user(), await api.make_admin())


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


# -- one blog for each slug


async def test_slugs_of_other_blogs_are_taken(slugs: Slugs):
    public, draft = await slugs.published(), await slugs.api.make_blog(slugs.author)
    await slugs.changed(public, "pears", slugs.admin)
    chosen = await slugs.api.make_blog(slugs.author)
    await slugs.changed(chosen, "plums", slugs.author)
    before = await slugs.raw(draft)
    # A current slug, an old one, and that of a draft.
    for slug in ("pears", "tomatoes", "plums"):
        refused = await slugs.update(draft, slug, slugs.author)
        assert (refused["__typename"], refused["fields"]) == ("InvalidInputError", TAKEN)
    assert await slugs.raw(draft) == before


async def test_a_generated_slug_differs_from_old_ones(slugs: Slugs):
    first = await slugs.published()
    await slugs.changed(first, "pears", slugs.admin)
    second = await slugs.published()
    assert second["slug"] == f"tomatoes-{str(oid_of('Blog', second['id']))[-6:]}"
    assert await slugs.found("tomatoes") == {"id": first["id"], "slug": "pears"}


async def test_a_blog_takes_its_old_slug_back(slugs: Slugs):
    blog = await slugs.published()
    for slug in ("pears", "tomatoes", "pears"):
        await slugs.changed(blog, slug, slugs.admin)
    assert (await slugs.raw(blog))["slugs"] == ["tomatoes", "pears"]
    assert await slugs.found("tomatoes") == {"id": blog["id"], "slug": "pears"}


async def test_drafts_can_swap_their_slugs_and_public_blogs_can_not(slugs: Slugs):
    one, other = [await slugs.api.make_blog(slugs.author) for _ in range(2)]
    await slugs.changed(one, "pears", slugs.author)
    await slugs.changed(other, "plums", slugs.author)
    # Nobody has seen the earlier slug of a draft.
    await slugs.changed(one, "between", slugs.author)
    await slugs.changed(other, "pears", slugs.author)
    await slugs.changed(one, "plums", slugs.author)
    assert [(await slugs.raw(each))["slugs"] for each in (one, other)] == [["plums"], ["pears"]]
    first, second = await slugs.published("First"), await slugs.published("Second")
    await slugs.changed(first, "between", slugs.admin)
    for blog, slug in ((second, "first"), (first, "second")):
        assert (await slugs.update(blog, slug, slugs.admin))["fields"] == TAKEN


async def test_the_slugs_of_a_deleted_blog_are_free(slugs: Slugs):
    blog = await slugs.published()
    await slugs.changed(blog, "pears", slugs.admin)
    await slugs.api.move("unpublishBlog", blog["id"], slugs.admin)
    delete = "mutation ($id: ID!) { deleteBlog(id: $id) { __typename } }"
    await slugs.api.execute(delete, {"id": blog["id"]}, as_user=slugs.author)
    other = await slugs.published()
    assert other["slug"] == "tomatoes"
    await slugs.changed(other, "pears", slugs.admin)


async def test_one_of_twenty_drafts_gets_a_slug_that_all_choose(slugs: Slugs):
    drafts = [await slugs.api.make_blog(slugs.author) for _ in range(20)]
    answers = await asyncio.gather(
        *(slugs.update(each, "best", slugs.author, 1) for each in drafts)
    )
    assert Counter(each["__typename"] for each in answers) == {
        "UpdateSlugSuccess": 1,
        "InvalidInputError": 19,
    }
    assert [each["fields"] for each in answers if "fields" in each] == [TAKEN] * 19
    assert await slugs.blogs.count_documents({"slugs": "best"}) == 1


async def test_one_of_twenty_changes_of_a_blog_is_made(slugs: Slugs):
    blog = await slugs.published()
    wanted = [f"slug-{number}" for number in range(20)]
    answers = await asyncio.gather(*(slugs.update(blog, each, slugs.admin, 1) for each in wanted))
    assert Counter(each["__typename"] for each in answers) == {
        "UpdateSlugSuccess": 1,
        "EditConflictError": 19,
    }
    (slug,) = [
        each["blog"]["slug"] for each in answers if each["__typename"] != "EditConflictError"
    ]
    assert (await slugs.raw(blog))["slugs"] == ["tomatoes", slug]


async def test_a_slug_chosen_during_approvals_has_one_blog(slugs: Slugs):
    pending = [await slugs.api.make_blog(slugs.author, title="Best") for _ in range(6)]
    for blog in pending:
        await slugs.api.move("requestPublish", blog["id"], slugs.author)
    drafts = [await slugs.api.make_blog(slugs.author) for _ in range(6)]
    approvals = (slugs.api.move("approveBlog", each["id"], slugs.admin) for each in pending)
    choices = (slugs.update(each, "best", slugs.author, 1) for each in drafts)
    answers = await asyncio.gather(*choices, *approvals)
    assert {each["__typename"] for each in answers[6:]} == {"ApproveBlogSuccess"}
    assert await slugs.blogs.count_documents({"slugs": "best"}) == 1
    taken = [raw["slug"] async for raw in slugs.blogs.find({"slug": {"$type": "string"}})]
    assert len(taken) == len({*taken})


async def test_a_blog_has_at_most_fifty_slugs(slugs: Slugs):
    blog = await slugs.published()
    old = [f"old-{number}" for number in range(MAX_SLUGS - 2)]
    given = {"$set": {"slugs": [*old, "tomatoes"]}}
    await slugs.blogs.update_one({"_id": oid_of("Blog", blog["id"])}, given)
    await slugs.changed(blog, "last", slugs.admin)
    refused = await slugs.update(blog, "one-more", slugs.admin)
    assert [each["code"] for each in refused["fields"]] == ["TOO_MANY"]
    await slugs.changed(blog, "old-0", slugs.admin)
    assert len((await slugs.raw(blog))["slugs"]) == MAX_SLUGS


async def test_the_id_at_the_end_of_a_slug_is_that_of_its_blog(slugs: Slugs):
    blog, other = [await slugs.api.make_blog(slugs.author) for _ in range(2)]
    oid, others = oid_of("Blog", blog["id"]), oid_of("Blog", other["id"])
    for slug in (f"tomatoes-{others}", str(others), "a" * 24):
        refused = await slugs.update(blog, slug, slugs.author)
        assert [each["code"] for each in refused["fields"]] == ["NOT_ALLOWED"]
    await slugs.changed(blog, f"tomatoes-{oid}", slugs.author)


# -- scheduled posts


async def scheduled(slugs: Slugs, blog: dict[str, Any]) -> None:
    at = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    await slugs.api.move("requestPublish", blog["id"], slugs.author)
    approved = await slugs.api.move("approveBlog", blog["id"], slugs.admin, publishAt=at)
    assert approved["blog"]["status"] == "SCHEDULED"


async def test_the_author_changes_the_slug_of_a_scheduled_blog(slugs: Slugs):
    blog = await slugs.api.make_blog(slugs.author, title="Soon")
    await scheduled(slugs, blog)
    assert (await slugs.update(blog, "pears", slugs.admin))["__typename"] == "BlogStatusError"
    await slugs.changed(blog, "pears", slugs.author)
    assert [await slugs.found(each) for each in ("soon", "pears")] == [None, None]
    withdrawn = await slugs.api.move("withdrawBlog", blog["id"], slugs.author)
    assert withdrawn["blog"]["slug"] == "pears"
    raw = await slugs.raw(blog)
    assert (raw["slugs"], "first_published_at" in raw) == (["pears"], False)
    assert (await slugs.published("Soon"))["slug"] == "soon"
    # It is still the author's to change.
    await slugs.changed(blog, "plums", slugs.author)


@pytest.mark.parametrize("field", ["withdrawBlog", "unpublishBlog"])
async def test_a_cancelled_publication_frees_a_generated_slug(slugs: Slugs, field: str):
    blog = await slugs.api.make_blog(slugs.author, title="Soon")
    await scheduled(slugs, blog)
    assert (await slugs.raw(blog))["slugs"] == ["soon"]
    person = slugs.author if field == "withdrawBlog" else slugs.admin
    await slugs.api.move(field, blog["id"], person)
    assert not (await slugs.raw(blog)).keys() & {"slug", "slugs", "slug_chosen"}
    assert (await slugs.published("Soon"))["slug"] == "soon"


async def test_a_blog_that_is_scheduled_again_keeps_its_slugs(slugs: Slugs):
    blog = await slugs.published()
    await slugs.changed(blog, "pears", slugs.admin)
    await slugs.api.move("unpublishBlog", blog["id"], slugs.admin)
    await scheduled(slugs, blog)
    assert (await slugs.update(blog, "plums", slugs.author))["__typename"] == "BlogStatusError"
    await slugs.changed(blog, "plums", slugs.admin)
    await slugs.api.move("withdrawBlog", blog["id"], slugs.author)
    assert (await slugs.raw(blog))["slugs"] == ["tomatoes", "pears", "plums"]


# -- documents of earlier releases, and sharded collections


async def old(slugs: Slugs, **fields: Any) -> dict[str, Any]:
    """Store a blog of a release without `slugs`."""
    author = oid_of("User", slugs.author.id)
    assert author is not None
    raw = old_blog(author, **fields)
    await slugs.blogs.insert_one(raw)
    return {"id": encode_id("Blog", raw["_id"])}


async def test_slugs_of_earlier_releases_resolve_and_are_taken(slugs: Slugs):
    blog = await old(slugs, status="published", slug="old")
    assert await slugs.found("old") == {"id": blog["id"], "slug": "old"}
    draft = await slugs.api.make_blog(slugs.author)
    assert (await slugs.update(draft, "old", slugs.author))["fields"] == TAKEN
    await slugs.changed(blog, "new", slugs.admin)
    assert await slugs.found("old") == {"id": blog["id"], "slug": "new"}
    assert (await slugs.update(draft, "old", slugs.author))["fields"] == TAKEN


async def test_a_blog_that_an_earlier_release_unpublished_was_public(slugs: Slugs):
    blog = await old(slugs, status="saved", slug="old")
    assert (await slugs.update(blog, "new", slugs.author))["__typename"] == "BlogStatusError"
    await slugs.changed(blog, "new", slugs.admin)
    # Still, after the change.
    assert (await slugs.update(blog, "newer", slugs.author))["__typename"] == "BlogStatusError"
    assert (await slugs.raw(blog))["slugs"] == ["old", "new"]


async def test_slugs_have_the_id_if_the_database_does_not_enforce_uniqueness(
    slugs: Slugs, services: Services
):
    refused = Indexes()
    refused.refused["blogs.slugs_1"] = "the collection is sharded"
    transport = ASGITransport(create_app(replace(services, indexes=refused)))
    async with AsyncClient(transport=transport, base_url="http://testserver") as http:
        sharded = Slugs(Api(http, services), slugs.author, slugs.admin)
        blog = await sharded.api.make_blog(slugs.author)
        oid = oid_of("Blog", blog["id"])
        for slug in ("pears", f"pears-{oid}"):
            result = await sharded.update(blog, slug, slugs.author)
            assert result["blog"]["slug"] == f"pears-{oid}"
        for length, typename in ((95, "UpdateSlugSuccess"), (96, "InvalidInputError")):
            result = await sharded.update(blog, "x" * length, slugs.author)
            assert result["__typename"] == typename
        # From before the collection was sharded.
        kept = await old(slugs, status="published", slug="old")
        await sharded.update(kept, "new", slugs.admin)
        await sharded.changed(kept, "old", slugs.admin)
