"""Working copies of published blogs, through the endpoint."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from adjusted_settings import adjusted
from api import BRIEF, UPDATE, Api, Person, oid_of
from bson import ObjectId
from httpx import ASGITransport, AsyncClient

from cms_blog.graphql.types.node_ids import encode_id
from cms_blog.server.app import create_app

COPY = """
  id status title coverImageUrl selectedIdea introMarkdown outline imagePrompt feedback
  updatedAt requestedAt author { id } brief { tone targetedKeyword }
  content { markdown html wordCount sections { heading } metaTitle unsourcedClaims { sentence } }
  references { url }
"""
READ = f"""
  query ($id: ID!) {{
    blog(id: $id) {{
      status title revision viewerActions feedback requestedAt updatedAt
      content {{ markdown }} reviews {{ decision feedback }}
      workingCopy {{ {COPY} }}
    }}
  }}
"""
PUBLIC_FIELDS = """
  id title slug status coverImageUrl viewerActions revision createdAt updatedAt requestedAt
  publishedAt firstPublishedAt author { id name } references { url title }
  content { markdown html excerpt wordCount metaTitle metaDescription coverImageAlt }
  workingCopy { title }
"""
PUBLIC_PAGES = [
    f'{{ publishedBlog(slug: "balcony-tomatoes") {{ {PUBLIC_FIELDS} }} }}',
    f"{{ publishedBlogs {{ nodes {{ {PUBLIC_FIELDS} }} totalCount pageInfo {{ endCursor }} }} }}",
    f'{{ publishedBlogs(search: "tomato") {{ nodes {{ {PUBLIC_FIELDS} }} }} }}',
    f'{{ publishedBlogs(search: "unapproved") {{ nodes {{ {PUBLIC_FIELDS} }} }} }}',
]
RESTORE = """
  mutation ($id: ID!, $input: RestoreVersionInput!) {
    restoreVersion(id: $id, input: $input) { __typename }
  }
"""
QUEUE = """
  query ($first: Int! = 20, $after: String) {
    adminQueue(first: $first, after: $after) {
      nodes { title status workingCopy { title status } }
      pageInfo { hasNextPage endCursor }
      totalCount
    }
  }
"""
STATS = "{ dashboardStats { total saved pending published rejected publishedWithChanges } }"
PICTURE, OTHER_PICTURE = (f"https://cms.example.com/uploads/{name * 32}.png" for name in "ab")
UNAPPROVED = {
    "title": "Unapproved title",
    "markdown": "An unapproved text, read by 90 % of all.\n\n## Unapproved heading",
    "coverImageUrl": OTHER_PICTURE,
}


async def edit(api: Api, blog_id: str, author: Person, **changes: Any) -> dict[str, Any]:
    """Edit the current revision; return the result."""
    revision = (await stored(api, blog_id)).get("revision", 1)
    given = {"expectedRevision": revision} | changes
    return await api.execute(UPDATE, {"id": blog_id, "input": given}, as_user=author)


async def read(api: Api, blog_id: str, person: Person | None) -> dict[str, Any]:
    return await api.execute(READ, {"id": blog_id}, as_user=person)


async def stored(api: Api, blog_id: str) -> dict[str, Any]:
    raw = await api.services.database["blogs"].find_one({"_id": oid_of("Blog", blog_id)})
    assert raw is not None
    return raw


@pytest.fixture
async def public(api: Api) -> AsyncIterator[AsyncClient]:
    """A signed-out client of a server with the response cache, whose entries expire at once."""
    settings = adjusted(api.services.settings, public_cache_seconds=0.001)
    app = create_app(replace(api.services, settings=settings))
    async with AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as http:
        yield http


async def public_pages(public: AsyncClient) -> list[tuple[bytes, str]]:
    """Body and ETag of each public page."""
    found = [await public.post("/graphql", json={"query": query}) for query in PUBLIC_PAGES]
    return [(response.content, response.headers["etag"]) for response in found]


async def test_the_public_pages_stay_the_same_until_the_approval(api: Api, public: AsyncClient):
    author, admin = await api.make_user(), await api.make_admin()
    blog_id = (await api.make_published(author, admin, coverImageUrl=PICTURE))["id"]
    before = await public_pages(public)
    assert b"balcony-tomatoes" in before[0][0]
    assert b'"nodes":[]' in before[3][0]
    steps: list[tuple[str, Person, dict[str, Any]]] = [
        ("edit", author, UNAPPROVED),
        ("requestPublish", author, {}),
        ("rejectBlog", admin, {"feedback": "Unapproved."}),
        ("edit", author, {"title": "Unapproved again", "brief": BRIEF | {"tone": "Dry"}}),
        ("requestPublish", author, {}),
        ("withdrawBlog", author, {}),
        ("discardWorkingCopy", author, {}),
        ("edit", author, UNAPPROVED),
        ("requestPublish", author, {}),
    ]
    for step, person, given in steps:
        if step == "edit":
            result = await edit(api, blog_id, person, **given)
        else:
            result = await api.move(step, blog_id, person, **given)
        assert result["__typename"].endswith("Success"), (step, result)
        assert await public_pages(public) == before, step
    await api.move("approveBlog", blog_id, admin)
    after = await public_pages(public)
    assert [old == new for old, new in zip(before, after, strict=True)] == [False] * 4
    assert b"Unapproved title" in after[3][0]


async def test_an_approval_replaces_the_text_and_keeps_slug_and_first_publication(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    published = await api.make_published(author, admin, coverImageUrl=PICTURE)
    brief = BRIEF | {"targetedKeyword": "raised beds"}
    await edit(api, published["id"], author, **UNAPPROVED, brief=brief, selectedIdea="Beds")
    await api.move("requestPublish", published["id"], author)
    approved = (await api.move("approveBlog", published["id"], admin))["blog"]
    kept = ("id", "slug", "firstPublishedAt", "createdAt", "status", "author")
    assert {name: approved[name] for name in kept} == {name: published[name] for name in kept}
    assert approved["publishedAt"] > published["publishedAt"]
    assert approved["title"] == UNAPPROVED["title"]
    assert approved["content"]["markdown"] == UNAPPROVED["markdown"]
    assert approved["coverImageUrl"] == OTHER_PICTURE
    assert approved["selectedIdea"] == "Beds"
    assert approved["brief"]["targetedKeyword"] == "raised beds"
    assert [review["decision"] for review in approved["reviews"]] == ["APPROVED", "APPROVED"]
    raw = await stored(api, published["id"])
    assert "working" not in raw
    assert raw["images"] == [f"{'b' * 32}.png"]
    assert raw["search_words"][:5] == ["unapproved", "title", "an", "text", "read"]
    assert raw["keyword_words"] == ["raised", "beds"]
    assert raw["approved_revision"] == raw["revision"] == approved["revision"]
    found = await api.execute('{ publishedBlogs(search: "unappr") { nodes { id } } }')
    assert found["nodes"] == [{"id": published["id"]}]


async def test_the_working_copy_is_visible_to_the_author_and_admins(api: Api):
    author, other = await api.make_user(), await api.make_user()
    admin = await api.make_admin()
    blog = await api.make_published(author, admin)
    assert (await read(api, blog["id"], author))["workingCopy"] is None
    edited = await edit(api, blog["id"], author, **UNAPPROVED)
    assert edited["blog"]["title"] == blog["title"]
    for insider in (author, admin):
        shown = await read(api, blog["id"], insider)
        assert shown["title"] == blog["title"]
        assert shown["content"]["markdown"] == blog["content"]["markdown"]
        assert (shown["revision"], shown["updatedAt"]) == (2, blog["updatedAt"])
        copy = shown["workingCopy"]
        assert (copy["status"], copy["title"]) == ("EDITING", "Unapproved title")
        assert copy["content"]["markdown"] == UNAPPROVED["markdown"]
        assert copy["content"]["sections"] == [{"heading": "Unapproved heading"}]
        assert copy["content"]["metaTitle"] == "Unapproved title"
        assert len(copy["content"]["unsourcedClaims"]) == 1
        assert copy["coverImageUrl"] == OTHER_PICTURE
        assert copy["author"] == {"id": author.id}
        assert copy["brief"]["targetedKeyword"] == BRIEF["targetedKeyword"]
        assert copy["updatedAt"] > blog["updatedAt"]
        assert copy["feedback"] is copy["requestedAt"] is None
    for outsider in (other, None):
        shown = await read(api, blog["id"], outsider)
        assert shown["workingCopy"] is None
        assert (shown["revision"], shown["viewerActions"]) == (1, [])
        assert "napproved" not in str(shown)


async def test_only_the_selected_part_of_a_working_copy_is_read(api: Api, commands: Any):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_published(author, admin)
    await edit(api, blog["id"], author, **UNAPPROVED)
    query = "query ($id: ID!) { blog(id: $id) { workingCopy { title %s } } }"
    found: list[set[str]] = []
    for content in ("", "content { markdown }", "content { sections { html } }"):
        with commands.sent() as sent:
            await api.execute(query % content, {"id": blog["id"]}, as_user=author)
        (projection,) = [each["projection"] for each in sent if each.get("find") == "blogs"]
        found.append({path for path in projection if "final_blog" in path})
    text = {f"working.final_blog.{name}" for name in ("markdown", "renderer")}
    assert found[0] == set()
    assert found[1] == text
    assert found[2] > text


async def test_a_rejection_gives_feedback_on_the_working_copy_only(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog_id = (await api.make_published(author, admin))["id"]
    await edit(api, blog_id, author, **UNAPPROVED)
    await api.move("requestPublish", blog_id, author)
    pending = await read(api, blog_id, author)
    assert pending["workingCopy"]["status"] == "PENDING"
    assert pending["workingCopy"]["requestedAt"] > pending["requestedAt"]
    assert pending["viewerActions"] == ["WITHDRAW", "ADD_NOTE", "CREATE_PREVIEW_LINK"]
    refused = await edit(api, blog_id, author, title="Other")
    assert refused["message"].startswith("The blog is PUBLISHED (working copy: PENDING), but this ")
    assert "PUBLISHED (working copy: EDITING or REJECTED or none)" in refused["message"]
    await api.move("rejectBlog", blog_id, admin, feedback="$ources?")
    rejected = await read(api, blog_id, author)
    assert (rejected["status"], rejected["feedback"]) == ("PUBLISHED", None)
    assert rejected["workingCopy"]["status"] == "REJECTED"
    assert rejected["workingCopy"]["feedback"] == "$ources?"
    assert rejected["reviews"][-1] == {"decision": "REJECTED", "feedback": "$ources?"}
    await api.move("requestPublish", blog_id, author)
    again = await read(api, blog_id, author)
    assert (again["workingCopy"]["status"], again["workingCopy"]["feedback"]) == ("PENDING", None)


async def test_edits_build_on_the_working_copy(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_published(author, admin)
    await edit(api, blog["id"], author, title="Second title")
    await edit(api, blog["id"], author, markdown="Second text.")
    await edit(api, blog["id"], author, coverImageUrl=PICTURE)
    copy = (await read(api, blog["id"], author))["workingCopy"]
    assert (copy["title"], copy["content"]["markdown"], copy["coverImageUrl"]) == (
        "Second title",
        "Second text.",
        PICTURE,
    )
    # The first edit copies the published text with its rendered form.
    await api.move("discardWorkingCopy", blog["id"], author)
    await edit(api, blog["id"], author, title="Third title")
    raw = await stored(api, blog["id"])
    assert raw["working"]["final_blog"] == raw["final_blog"] | {
        "render": raw["final_blog"]["render"] | {"title": "Third title"}
    }


async def test_another_revision_of_a_working_copy_is_a_conflict(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog_id = (await api.make_published(author, admin))["id"]
    await edit(api, blog_id, author, title="Second title")
    await edit(api, blog_id, author, title="Third title")

    async def is_conflict(step: str, person: Person, revision: int, **given: Any) -> None:
        before = await stored(api, blog_id)
        given["expectedRevision"] = revision
        if step == "edit":
            variables = {"id": blog_id, "input": given}
            result = await api.execute(UPDATE, variables, as_user=person)
        else:
            result = await api.move(step, blog_id, person, **given)
        assert result["__typename"] == "EditConflictError", (step, revision)
        assert result["blog"]["revision"] == 3
        assert await stored(api, blog_id) == before

    for revision in (2, 4):
        await is_conflict("edit", author, revision, title="Lost")
        await is_conflict("discardWorkingCopy", author, revision)
    await api.move("requestPublish", blog_id, author)
    for revision in (2, 4):
        await is_conflict("approveBlog", admin, revision)
        await is_conflict("rejectBlog", admin, revision, feedback="No.")


async def test_a_repeated_edit_of_a_working_copy_succeeds_without_a_second_change(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog_id = (await api.make_published(author, admin))["id"]
    variables = {"id": blog_id, "input": {"expectedRevision": 1, **UNAPPROVED}}
    first = await api.execute(UPDATE, variables, as_user=author)
    before = await stored(api, blog_id)
    assert await api.execute(UPDATE, variables, as_user=author) == first
    assert await stored(api, blog_id) == before
    other = {"id": blog_id, "input": {"expectedRevision": 1, "title": "Other"}}
    assert (await api.execute(UPDATE, other, as_user=author))["__typename"] == "EditConflictError"


async def test_unpublishing_keeps_the_approved_text_and_the_working_copy_as_a_version(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_published(author, admin)
    await edit(api, blog["id"], author, **UNAPPROVED)
    await api.move("requestPublish", blog["id"], author)
    draft = (await api.move("unpublishBlog", blog["id"], admin))["blog"]
    assert (draft["status"], draft["title"]) == ("SAVED", blog["title"])
    assert draft["viewerActions"] == [
        *("ADD_NOTE", "CREATE_PREVIEW_LINK", "REPUBLISH", "UPDATE_SLUG")
    ]
    shown = await read(api, blog["id"], author)
    assert shown["viewerActions"] == [
        *("UPDATE", "DELETE", "REQUEST_PUBLISH", "RESTORE_VERSION", "ADD_NOTE"),
        "CREATE_PREVIEW_LINK",
    ]
    assert shown["workingCopy"] is None
    assert (await api.execute(QUEUE, as_user=admin))["totalCount"] == 0
    assert (await api.execute(STATS, as_user=author))["publishedWithChanges"] == 0
    again = (await api.move("republishBlog", blog["id"], admin))["blog"]
    assert (again["status"], again["title"]) == ("PUBLISHED", blog["title"])
    assert (await read(api, blog["id"], author))["workingCopy"] is None
    # It is the version of its last edit, with its metadata.
    restored = await api.execute(
        RESTORE,
        {"id": blog["id"], "input": {"revision": 2, "expectedRevision": 3}},
        as_user=author,
    )
    assert restored["__typename"] == "RestoreVersionSuccess"
    copy = (await read(api, blog["id"], author))["workingCopy"]
    assert (copy["status"], copy["title"]) == ("EDITING", "Unapproved title")
    assert copy["content"]["markdown"] == UNAPPROVED["markdown"]
    assert copy["coverImageUrl"] == UNAPPROVED["coverImageUrl"]


async def test_the_reason_of_an_unpublishing_is_kept_in_the_history(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog_id = (await api.make_published(author, admin))["id"]
    unpublish = """
      mutation ($id: ID!, $input: UnpublishBlogInput) {
        unpublishBlog(id: $id, input: $input) {
          __typename ... on InvalidInputError { fields { path } }
        }
      }"""
    for reason in ("x" * 2_001, " "):
        variables = {"id": blog_id, "input": {"reason": reason}}
        result = await api.execute(unpublish, variables, as_user=admin)
        assert result == {"__typename": "InvalidInputError", "fields": [{"path": ["reason"]}]}
    for given, kept in [
        (None, None),
        ({}, None),
        ({"reason": None}, None),
        ({"reason": " $lander.\n"}, "$lander."),
        ({"reason": "x" * 2_000}, "x" * 2_000),
    ]:
        await api.execute(unpublish, {"id": blog_id, "input": given}, as_user=admin)
        draft = (await api.move("republishBlog", blog_id, admin))["blog"]
        review = draft["reviews"][-2]
        assert (review["decision"], review["feedback"]) == ("UNPUBLISHED", kept)


async def test_the_queue_lists_new_and_changed_posts_by_request_time(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    changed = [(await api.make_published(author, admin, title=f"Old {n}"))["id"] for n in range(3)]
    new = [(await api.make_blog(author, title=f"New {n}"))["id"] for n in range(3)]
    for n in (2, 0, 1):
        await edit(api, changed[n], author, title=f"Changed {n}")
        await api.move("requestPublish", changed[n], author)
        await api.move("requestPublish", new[n], author)
    blogs = api.services.database["blogs"]
    # A blog of an earlier release without a request time comes first.
    await blogs.update_one({"meta.title": "New 1"}, {"$unset": {"requested_at": ""}})
    # At one instant, the order is by id, in both parts.
    instant = datetime(2026, 1, 1, tzinfo=UTC)
    await blogs.update_one({"meta.title": "New 2"}, {"$set": {"requested_at": instant}})
    await blogs.update_one({"meta.title": "Old 2"}, {"$set": {"working.requested_at": instant}})
    expected = ["New 1", "Old 2", "New 2", "Old 0", "New 0", "Old 1"]
    page: dict[str, Any] = {}
    for first in (1, 4, 20):
        titles: list[str] = []
        after, more = None, True
        while more:
            page = await api.execute(QUEUE, {"first": first, "after": after}, as_user=admin)
            titles += [node["title"] for node in page["nodes"]]
            assert len(page["nodes"]) <= first
            assert page["totalCount"] == 6
            after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
        assert titles == expected, first
    assert page["nodes"][1] == {
        "title": "Old 2",
        "status": "PUBLISHED",
        "workingCopy": {"title": "Changed 2", "status": "PENDING"},
    }
    published = QUEUE.replace("(first:", "(status: PUBLISHED, first:")
    assert (await api.execute(published, as_user=admin))["totalCount"] == 3


async def test_the_dashboard_counts_published_blogs_with_a_working_copy(api: Api):
    author, other, admin = await api.make_user(), await api.make_user(), await api.make_admin()
    blogs = [(await api.make_published(author, admin))["id"] for _ in range(4)]
    foreign = (await api.make_published(other, admin))["id"]
    await edit(api, foreign, other, title="Other")
    for blog_id in blogs[:3]:
        await edit(api, blog_id, author, title="Other")
    for blog_id in blogs[:2]:
        await api.move("requestPublish", blog_id, author)
    await api.move("rejectBlog", blogs[0], admin, feedback="No.")
    counts = {"total": 4, "saved": 0, "pending": 0, "published": 4, "rejected": 0}
    stats = await api.execute(STATS, as_user=author)
    assert stats == counts | {"publishedWithChanges": 3}


async def test_an_author_can_change_everything_that_is_theirs(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    changes: dict[str, Any] = {
        "brief": BRIEF | {"tone": "Dry", "targetedKeyword": "raised beds"},
        "selectedIdea": "Another idea",
        "introMarkdown": "Another intro",
        "outline": ["One", "Two"],
        "imagePrompt": "Another prompt",
        "references": [{"url": "https://example.com/", "title": "A page", "status": "READ"}],
    }
    draft = await api.make_blog(author, selectedIdea="An idea", outline=["Zero"])
    published = await api.make_published(author, admin, selectedIdea="An idea", outline=["Zero"])
    for blog in (draft, published):
        assert (await edit(api, blog["id"], author, **changes))["__typename"] == "UpdateBlogSuccess"
    texts_query = "selectedIdea introMarkdown outline imagePrompt brief { tone targetedKeyword }"
    texts_query += " title references { url }"
    query = (
        f"query ($id: ID!) {{ blog(id: $id) {{ {texts_query} workingCopy {{ {texts_query} }} }} }}"
    )
    texts = [
        await api.execute(query, {"id": draft["id"]}, as_user=author),
        (await api.execute(query, {"id": published["id"]}, as_user=author))["workingCopy"],
    ]
    for text in texts:
        assert text["brief"] == {"tone": "Dry", "targetedKeyword": "raised beds"}
        assert text["references"] == [{"url": "https://example.com/"}]
        same = ("selectedIdea", "introMarkdown", "outline", "imagePrompt")
        assert {name: text[name] for name in same} == {name: changes[name] for name in same}
        assert text["title"] == draft["title"]
    nulls = dict.fromkeys(("selectedIdea", "introMarkdown", "imagePrompt"))
    await edit(api, published["id"], author, **nulls, outline=[], references=[])
    text = (await api.execute(query, {"id": published["id"]}, as_user=author))["workingCopy"]
    assert {name: text[name] for name in nulls} == nulls
    assert text["outline"] == text["references"] == []
    assert text["brief"]["tone"] == "Dry"
    raw = await stored(api, draft["id"])
    assert raw["keyword_words"] == ["raised", "beds"]
    assert raw["final_blog"]["render"]["intro_md"] == "Another intro"


async def test_invalid_changes_are_refused_with_their_path(api: Api):
    author = await api.make_user()
    blog = await api.make_blog(author)
    before = await stored(api, blog["id"])
    page = {"url": "https://example.com/"}
    cases: list[tuple[dict[str, Any], list[str]]] = [
        ({"brief": None}, ["brief"]),
        ({"brief": BRIEF | {"tone": " "}}, ["brief", "tone"]),
        ({"outline": None}, ["outline"]),
        ({"outline": ["x"] * 31}, ["outline"]),
        ({"references": None}, ["references"]),
        ({"references": [page | {"title": "x" * 301}]}, ["references", "0", "title"]),
        ({"references": [page] * 21}, ["references"]),
        ({"selectedIdea": "x" * 501}, ["selectedIdea"]),
        ({"introMarkdown": "x" * 5_001}, ["introMarkdown"]),
        ({"imagePrompt": "x" * 2_001}, ["imagePrompt"]),
    ]
    for changes, path in cases:
        result = await edit(api, blog["id"], author, **changes)
        assert [problem["path"] for problem in result.get("fields", ())] == [path], changes
    assert await stored(api, blog["id"]) == before


# A published blog as the first release stored it.
FIRST_DESIGN: dict[str, Any] = {
    "status": "published",
    "meta": {
        "language": "English",
        "title": "Tomatoes",
        "focus_or_niche": "Gardens",
        "targeted_keyword": "tomatoes",
        "targeted_audience": "gardeners",
        "reference_links": "https://example.com/a, https://example.com/b",
        "intro_md": None,
        "outline": None,
        "cover_image_url": None,
    },
    "final_blog": {"markdown": "# Tomatoes\n\nThey grow.", "html": "<script>1</script>"},
    "created_at": datetime(2024, 1, 1, tzinfo=UTC),
    "updated_at": datetime(2024, 1, 1, tzinfo=UTC),
}


async def test_a_blog_of_the_first_design_passes_through_every_action(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    oid = ObjectId()
    blog_id = encode_id("Blog", oid)
    first = FIRST_DESIGN | {"_id": oid, "author_id": oid_of("User", author.id)}
    await api.services.database["blogs"].insert_one(first)
    steps: list[tuple[str, Person, dict[str, Any], tuple[str, str | None]]] = [
        ("edit", author, {"title": "Second"}, ("PUBLISHED", "EDITING")),
        ("discardWorkingCopy", author, {}, ("PUBLISHED", None)),
        ("edit", author, {"brief": BRIEF}, ("PUBLISHED", "EDITING")),
        ("requestPublish", author, {}, ("PUBLISHED", "PENDING")),
        ("withdrawBlog", author, {}, ("PUBLISHED", "EDITING")),
        ("requestPublish", author, {}, ("PUBLISHED", "PENDING")),
        ("rejectBlog", admin, {"feedback": "No."}, ("PUBLISHED", "REJECTED")),
        ("requestPublish", author, {}, ("PUBLISHED", "PENDING")),
        ("approveBlog", admin, {}, ("PUBLISHED", None)),
        ("unpublishBlog", admin, {}, ("SAVED", None)),
        ("republishBlog", admin, {}, ("PUBLISHED", None)),
        ("edit", author, {"title": "Third"}, ("PUBLISHED", "EDITING")),
        ("unpublishBlog", admin, {}, ("SAVED", None)),
        ("edit", author, {"title": "Fourth"}, ("SAVED", None)),
        ("requestPublish", author, {}, ("PENDING", None)),
        ("rejectBlog", admin, {"feedback": "No."}, ("REJECTED", None)),
        ("requestPublish", author, {}, ("PENDING", None)),
        ("approveBlog", admin, {}, ("PUBLISHED", None)),
    ]
    for step, person, given, expected in steps:
        if step == "edit":
            result = await edit(api, blog_id, person, **given)
        else:
            result = await api.move(step, blog_id, person, **given)
        assert result["__typename"].endswith("Success"), (step, result)
        shown = await read(api, blog_id, author)
        copy = shown["workingCopy"]
        assert (shown["status"], copy and copy["status"]) == expected, step
        raw = await stored(api, blog_id)
        added = [raw[name] for name in raw.keys() - first.keys() - {"provenance"}]
        assert None not in [*added, *raw.get("working", {}).values()], step
    raw = await stored(api, blog_id)
    assert raw["slug"] == "tomatoes"
    # The text of the first design is the first version. No edit shares that of a removed text.
    assert [(each["revision"], each["cause"]) for each in raw["versions"]] == [
        (1, "published"),
        (2, "edited"),
        (4, "edited"),
        (4, "published"),
        (5, "edited"),
        (7, "edited"),
        (7, "published"),
    ]


async def test_another_admin_must_approve_an_admins_blog(api: Api):
    alone = await api.make_admin()
    blog_id = (await api.make_blog(alone))["id"]
    await api.move("requestPublish", blog_id, alone)
    assert "APPROVE" in (await read(api, blog_id, alone))["viewerActions"]
    other = await api.make_admin()
    assert "APPROVE" not in (await read(api, blog_id, alone))["viewerActions"]
    assert "REJECT" in (await read(api, blog_id, alone))["viewerActions"]
    before = await stored(api, blog_id)
    refused = await api.move("approveBlog", blog_id, alone)
    assert refused == {
        "__typename": "SelfApprovalError",
        "message": "You can't approve your own blog. Ask another admin to review it.",
    }
    assert await stored(api, blog_id) == before
    assert "APPROVE" in (await read(api, blog_id, other))["viewerActions"]
    assert (await api.move("approveBlog", blog_id, other))["__typename"] == "ApproveBlogSuccess"
    # The same for a working copy; an admin who is leaving does not count.
    await edit(api, blog_id, alone, title="Second")
    await api.move("requestPublish", blog_id, alone)
    refused = await api.move("approveBlog", blog_id, alone)
    assert refused["__typename"] == "SelfApprovalError"
    await api.services.database["users"].update_one(
        {"email": other.email}, {"$set": {"leaving": "keep"}}
    )
    assert "APPROVE" in (await read(api, blog_id, alone))["viewerActions"]
    assert (await api.move("approveBlog", blog_id, alone))["__typename"] == "ApproveBlogSuccess"


async def test_self_approval_can_be_allowed(api: Api):
    author, _ = await api.make_admin(), await api.make_admin()
    blog_id = (await api.make_blog(author))["id"]
    await api.move("requestPublish", blog_id, author)
    settings = adjusted(api.services.settings, require_other_approver=False)
    app = create_app(replace(api.services, settings=settings))
    async with AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as http:
        allowing = Api(http, api.services)
        assert "APPROVE" in (await read(allowing, blog_id, author))["viewerActions"]
        result = await allowing.move("approveBlog", blog_id, author)
    assert result["__typename"] == "ApproveBlogSuccess"
