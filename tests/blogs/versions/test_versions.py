"""Versions of blogs and their restoration, through the endpoint."""

import asyncio
from typing import Any

import pytest
from api import BRIEF, UPDATE, Api, Commands, Person, oid_of
from blog_versions import VERSIONS, edit, pass_time, referred, stored, texts, versions
from bson import ObjectId

from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.versions.documents import BlogVersionCause
from cms_blog.blogs.workflow.changes import BlogChanges
from cms_blog.blogs.workflow.edits import change_text, to_edit
from cms_blog.database.document import SCHEMA_VERSION
from cms_blog.graphql.types.node_ids import encode_id

RESTORE = """
  mutation ($id: ID!, $input: RestoreVersionInput!) {
    restoreVersion(id: $id, input: $input) {
      __typename
      ... on RestoreVersionSuccess {
        blog {
          status revision title tags coverImageUrl selectedIdea brief { tone } references { url }
          content { markdown html wordCount metaTitle metaDescription }
          workingCopy { title tags content { markdown } }
        }
      }
      ... on InvalidInputError { fields { path message } }
      ... on EditConflictError { blog { revision } }
      ... on UserError { message }
    }
  }
"""
COVER = f"https://cms.example.com/uploads/{'a' * 32}.png"


async def restore(
    api: Api, blog_id: str, person: Person | None, revision: int, expected: int
) -> dict[str, Any]:
    given = {"revision": revision, "expectedRevision": expected}
    return await api.execute(RESTORE, {"id": blog_id, "input": given}, as_user=person)


async def test_each_save_edit_and_publication_adds_a_version(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_blog(author, tags=["Sun"], coverImageUrl=COVER, markdown="One two.")
    await edit(api, blog["id"], author, title="$title", markdown="$one three four.", tags=["$x"])
    await api.move("requestPublish", blog["id"], author)
    await api.move("approveBlog", blog["id"], admin)
    shown = await versions(api, blog["id"], author)
    whose = [author, author, admin]
    assert [version["savedBy"]["id"] for version in reversed(shown)] == [p.id for p in whose]
    times = [version["savedAt"] for version in reversed(shown)]
    assert times == sorted({*times})
    assert len({version["id"] for version in shown}) == 3
    names = ("revision", "cause", "title", "tags", "coverImageUrl", "markdown", "wordCount")
    assert [tuple(version[name] for name in names) for version in shown] == [
        (2, "PUBLISHED", "$title", ["$x"], COVER, "$one three four.", 3),
        (2, "EDITED", "$title", ["$x"], COVER, "$one three four.", 3),
        (1, "SAVED", "Balcony tomatoes", ["Sun"], COVER, "One two.", 2),
    ]
    assert await texts(api) == await referred(api, blog["id"])
    raw = await api.services.database["blog_versions"].find_one({"revision": 1})
    assert raw is not None
    assert raw["blog_id"] == oid_of("Blog", blog["id"])
    assert (raw["images"], raw["schema_version"]) == ([f"{'a' * 32}.png"], SCHEMA_VERSION)
    assert b"One two." not in raw["text"]


async def test_versions_are_visible_to_the_author_and_admins_only(api: Api):
    author, other, admin = await api.make_user(), await api.make_user(), await api.make_admin()
    blog = await api.make_published(author, admin)
    for insider in (author, admin):
        assert len(await versions(api, blog["id"], insider)) == 2
    for outsider in (other, None):
        assert await versions(api, blog["id"], outsider) == []
        listed = await api.execute(f"{{ publishedBlogs(first: 1) {{ nodes {{ {VERSIONS} }} }} }}")
        assert listed == {"nodes": [{"versions": []}]}


async def test_edits_of_one_person_within_ten_minutes_share_a_version(api: Api):
    author = await api.make_user()
    blog = await api.make_blog(author, markdown="Zero.")
    for number in range(1, 4):
        await edit(api, blog["id"], author, markdown=f"Text {number}.")
    shown = await versions(api, blog["id"], author)
    assert [(v["revision"], v["markdown"]) for v in shown] == [(4, "Text 3."), (1, "Zero.")]
    await pass_time(api, blog["id"])
    await edit(api, blog["id"], author, markdown="Text 4.")
    shown = await versions(api, blog["id"], author)
    assert [v["markdown"] for v in shown] == ["Text 4.", "Text 3.", "Zero."]
    # The texts of shared versions are deleted.
    assert await texts(api) == await referred(api, blog["id"])


@pytest.mark.slow
async def test_twenty_versions_are_kept_and_the_published_one_among_them(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_published(author, admin, markdown="Public.")
    for number in range(21):
        await edit(api, blog["id"], author, markdown=f"Text {number}.")
        await pass_time(api, blog["id"])
    shown = await versions(api, blog["id"], author)
    kept = [f"Text {number}." for number in reversed(range(2, 21))]
    assert [version["markdown"] for version in shown] == [*kept, "Public."]
    assert shown[-1]["cause"] == "PUBLISHED"
    assert await texts(api) == await referred(api, blog["id"])


@pytest.mark.parametrize("state", ["saved", "rejected", "published", "with a copy"])
async def test_the_first_edit_of_a_blog_of_an_earlier_release_stores_its_text(api: Api, state: str):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_blog(author, markdown="Before.")
    public = state in {"published", "with a copy"}
    if state != "saved":
        await api.move("requestPublish", blog["id"], author)
        step = "approveBlog" if public else "rejectBlog"
        given = {} if public else {"feedback": "No."}
        await api.move(step, blog["id"], admin, **given)
    if state == "with a copy":
        await edit(api, blog["id"], author, markdown="Copy.")
    database = api.services.database
    await database["blogs"].update_one({}, {"$unset": {"versions": ""}})
    await database["blog_versions"].delete_many({})
    assert await versions(api, blog["id"], author) == []
    await edit(api, blog["id"], author, markdown="After.")
    shown = await versions(api, blog["id"], author)
    first = ("PUBLISHED" if public else "SAVED", 1, "Before.")
    copy = [("SAVED", 2, "Copy.")] if state == "with a copy" else []
    last = ("EDITED", 3 if copy else 2, "After.")
    found = [(v["cause"], v["revision"], v["markdown"]) for v in reversed(shown)]
    assert found == [first, *copy, last]


# -- restoring


async def test_a_version_of_a_draft_is_restored_as_an_edit(api: Api):
    author = await api.make_user()
    original: dict[str, Any] = {
        "title": "$first",
        "markdown": "$ome text.\n\n## Heading",
        "tags": ["Sun", "Moon"],
        "coverImageUrl": COVER,
        "metaTitle": "Meta title",
        "references": [{"url": "https://example.com/"}],
        "selectedIdea": "$idea",
    }
    blog = await api.make_blog(author, brief=BRIEF | {"tone": "Dry"}, **original)
    changed: dict[str, Any] = {"title": "Second", "tags": [], "coverImageUrl": None}
    changed |= {"markdown": "Other.", "references": [], "selectedIdea": None}
    await edit(api, blog["id"], author, **changed, brief=BRIEF)
    before = await stored(api, blog["id"])
    result = await restore(api, blog["id"], author, 1, 2)
    restored = result["blog"]
    assert (restored["revision"], restored["status"]) == (3, "SAVED")
    for name in ("title", "tags", "coverImageUrl", "selectedIdea"):
        assert restored[name] == original[name]
    assert restored["brief"] == {"tone": "Dry"}
    assert restored["references"] == [{"url": "https://example.com/"}]
    content = restored["content"]
    assert content["markdown"] == original["markdown"]
    assert "<h2" in content["html"]
    assert (content["metaTitle"], content["wordCount"]) == ("Meta title", 3)
    after = await stored(api, blog["id"])
    assert after["images"] == [f"{'a' * 32}.png"]
    assert after["tag_keys"] == ["sun", "moon"]
    assert "first" in after["search_words"]
    assert after["updated_at"] > before["updated_at"]
    shown = await versions(api, blog["id"], author)
    found = [(version["cause"], version["revision"]) for version in shown]
    assert found == [("RESTORED", 3), ("EDITED", 2), ("SAVED", 1)]


async def test_restoring_a_published_blog_changes_its_working_copy(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_published(author, admin, markdown="Public.", tags=["Old"])
    await edit(api, blog["id"], author, markdown="Edited.", tags=["New"], title="New")
    await api.move("discardWorkingCopy", blog["id"], author)
    restored = (await restore(api, blog["id"], author, 2, 3))["blog"]
    assert (restored["status"], restored["title"], restored["tags"]) == (
        "PUBLISHED",
        blog["title"],
        ["Old"],
    )
    assert restored["content"]["markdown"] == "Public."
    copy = {"title": "New", "tags": ["New"], "content": {"markdown": "Edited."}}
    assert restored["workingCopy"] == copy
    # Also onto an existing copy.
    restored = (await restore(api, blog["id"], author, 1, 4))["blog"]
    assert restored["workingCopy"]["content"] == {"markdown": "Public."}


async def test_a_repeated_restoration_succeeds_without_a_second_change(api: Api):
    author = await api.make_user()
    blog = await api.make_blog(author)
    await edit(api, blog["id"], author, markdown="Other.")
    await edit(api, blog["id"], author, tags=["Sun"])
    first = await restore(api, blog["id"], author, 1, 3)
    before = await stored(api, blog["id"])
    assert await restore(api, blog["id"], author, 1, 3) == first
    assert await stored(api, blog["id"]) == before
    # Another version, or the same one at another revision, is a conflict.
    for revision, expected in [(3, 3), (1, 2), (1, 99)]:
        conflict = await restore(api, blog["id"], author, revision, expected)
        assert conflict["__typename"] == "EditConflictError"
        assert conflict["blog"] == {"revision": 4}
    assert await texts(api) == await referred(api, blog["id"])


async def test_refused_restorations_change_nothing(api: Api):
    author, other, admin = await api.make_user(), await api.make_user(), await api.make_admin()
    blog, foreign = await api.make_blog(author), await api.make_blog(other)
    pending = await api.make_blog(author)
    await api.move("requestPublish", pending["id"], author)
    before = [await stored(api, each["id"]) for each in (blog, pending)]
    for person in (other, admin):
        refused = await restore(api, blog["id"], person, 1, 1)
        assert refused["__typename"] == "NotFoundError"
    for blog_id in (foreign["id"], "", "x", encode_id("Blog", ObjectId()), author.id):
        refused = await restore(api, blog_id, author, 1, 1)
        assert refused["__typename"] == "NotFoundError"
    for revision in (0, 2, -1, 2**31 - 1, -(2**31)):
        refused = await restore(api, blog["id"], author, revision, 1)
        assert [each["path"] for each in refused["fields"]] == [["revision"]]
    refused = await restore(api, pending["id"], author, 1, 1)
    assert refused["__typename"] == "BlogStatusError"
    error = await api.error(RESTORE, {"id": blog["id"], "input": {"revision": 1}}, as_user=author)
    assert error["extensions"]["code"] == "BAD_REQUEST"
    assert [await stored(api, each["id"]) for each in (blog, pending)] == before
    assert await texts(api) == await referred(api, blog["id"], foreign["id"], pending["id"])


async def test_a_version_without_its_text_is_not_shown_and_not_restored(api: Api):
    author = await api.make_user()
    blog = await api.make_blog(author)
    await edit(api, blog["id"], author, title="Two")
    await api.services.database["blog_versions"].delete_many({})
    assert [each["title"] for each in await versions(api, blog["id"], author)] == ["Two"]
    refused = await restore(api, blog["id"], author, 1, 2)
    assert refused["__typename"] == "InvalidInputError"
    await pass_time(api, blog["id"])
    await edit(api, blog["id"], author, title="Three")
    assert [v["title"] for v in await versions(api, blog["id"], author)] == ["Three", "Two"]


# -- concurrent changes


async def test_of_concurrent_changes_one_stores_its_version(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_blog(author)
    await edit(api, blog["id"], author, markdown="Two.")
    for _ in range(4):
        revision = (await stored(api, blog["id"]))["revision"]
        given = {"expectedRevision": revision, "markdown": f"Edited {revision}."}
        results = await asyncio.gather(
            restore(api, blog["id"], author, 1, revision),
            api.execute(UPDATE, {"id": blog["id"], "input": given}, as_user=author),
        )
        assert sorted("message" in result for result in results) == [False, True]
        assert await texts(api) == await referred(api, blog["id"])
    await api.move("requestPublish", blog["id"], author)
    revision = (await stored(api, blog["id"]))["revision"]
    approved, refused = await asyncio.gather(
        api.move("approveBlog", blog["id"], admin),
        restore(api, blog["id"], author, 1, revision),
    )
    assert approved["__typename"] == "ApproveBlogSuccess"
    # The restoration saw the blog PENDING, or already PUBLISHED.
    assert refused["__typename"] in {"BlogStatusError", "RestoreVersionSuccess"}
    assert await texts(api) == await referred(api, blog["id"])


async def test_an_edit_does_not_overwrite_the_version_of_an_approval_since_it_was_read(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_blog(author)
    oid = oid_of("Blog", blog["id"])
    user = await api.services.database["users"].find_one({"_id": oid_of("User", author.id)})
    assert oid is not None
    assert user is not None
    reader = UserDocument.read(user)
    read = await to_edit(reader, oid)
    # Both leave the revision as it is.
    await api.move("requestPublish", blog["id"], author)
    await api.move("approveBlog", blog["id"], admin)
    await api.move("unpublishBlog", blog["id"], admin)
    assert (await stored(api, blog["id"]))["revision"] == read.revision
    change = BlogChanges(expected_revision=1, title="Other")
    cause = BlogVersionCause.EDITED
    storage = api.services.storage
    assert await change_text(reader, read, change, storage=storage, cause=cause) is None
    shown = await versions(api, blog["id"], author)
    assert [version["cause"] for version in shown] == ["PUBLISHED", "SAVED"]
    assert await texts(api) == await referred(api, blog["id"])


async def test_a_save_repeated_with_its_key_leaves_one_version(api: Api):
    author = await api.make_user()
    blog = await api.make_blog(author, idempotencyKey="once")
    before = await versions(api, blog["id"], author)
    assert (await api.make_blog(author, idempotencyKey="once"))["id"] == blog["id"]
    assert await versions(api, blog["id"], author) == before
    assert len(before) == 1
    assert await texts(api) == set()


# -- cost


@pytest.mark.parametrize("count", [1, pytest.param(20, marks=pytest.mark.slow)])
async def test_a_save_takes_the_same_commands_whatever_the_number_of_versions(
    api: Api, commands: Commands, count: int
):
    author = await api.make_user()
    blog = await api.make_blog(author)
    for number in range(count):
        await edit(api, blog["id"], author, markdown=f"Text {number}. " + "Words of it. " * 100)
        await pass_time(api, blog["id"])
    given = {"expectedRevision": count + 1, "markdown": "Last. " + "Words of it. " * 100}
    variables = {"id": blog["id"], "input": given}
    with commands.sent() as sent:
        await api.execute(UPDATE, variables, as_user=author)
    # The first and the last one read users.
    changes = [next(iter(each)) for each in sent[1:-1]]
    # With 20 versions, the text of the oldest one is deleted.
    deletion = ["delete"] if count == 20 else []
    assert changes == ["find", "insert", "findAndModify", *deletion]


@pytest.mark.parametrize(
    ("selected", "finds"),
    [
        ("versions { id revision cause savedAt }", []),
        ("versions { title markdown wordCount tags coverImageUrl }", ["blog_versions"]),
        ("versions { markdown savedBy { name } }", ["users", "blog_versions"]),
        ("title", []),
    ],
)
async def test_versions_of_a_list_take_one_query_if_their_texts_are_selected(
    api: Api, commands: Commands, selected: str, finds: list[str]
):
    author = await api.make_user()
    for _ in range(3):
        blog = await api.make_blog(author)
        await edit(api, blog["id"], author, title="Two")
    with commands.sent() as sent:
        page = await api.execute(
            f"{{ blogs(first: 3) {{ nodes {{ {selected} }} }} }}", as_user=author
        )
    assert len(page["nodes"]) == 3
    assert [each["find"] for each in sent] == ["users", "blogs", *finds]
    assert ("versions" in sent[1]["projection"]) is ("versions" in selected)
    if finds:
        assert ("text" in sent[-1]["projection"]) is ("markdown" in selected)


async def test_the_texts_of_all_versions_can_be_read_for_few_blogs_only(api: Api):
    author = await api.make_user()
    document = "{ blogs(first: %d) { nodes { versions { markdown } } } }"
    assert await api.execute(document % 9, as_user=author) == {"nodes": []}
    error = await api.error(document % 10, as_user=author)
    assert error["extensions"]["code"] == "QUERY_TOO_EXPENSIVE"
    light = "{ blogs(first: 100) { nodes { versions { revision title savedBy { name } } } } }"
    assert await api.execute(light, as_user=author) == {"nodes": []}


def test_each_cause_of_the_api_is_stored_under_its_name():
    assert [cause.value for cause in BlogVersionCause] == [
        "saved",
        "edited",
        "restored",
        "suggestion_applied",
        "published",
    ]
