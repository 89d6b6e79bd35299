"""Slugs are unique, also old ones and those that are chosen at once."""

import asyncio
from collections import Counter

from api import oid_of
from slug_changes import TAKEN, Slugs

from cms_blog.blogs.slugs.service import MAX_SLUGS


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
