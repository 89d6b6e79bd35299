"""Edits of working copies: what they build on, conflicts and repeats."""

from typing import Any

from api import BRIEF, UPDATE, Api, Person
from working_copies import PICTURE, UNAPPROVED, edit, read, stored


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
