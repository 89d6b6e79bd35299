"""Suggestions in review notes, and their application."""

import asyncio

import pytest
from api import UPDATE, Api
from note_operations import TEXT, act, add, added, apply, edit, stored


async def test_a_suggestion_replaces_its_passage_and_resolves_the_note(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_blog(author, markdown=TEXT, metaDescription="Old")
    note = await added(api, blog["id"], admin, quote="is $hot.", suggestion="$was **cold**.")
    result = await apply(api, note["id"], author, 1)
    changed = TEXT.replace("is $hot.", "$was **cold**.")
    assert result["blog"]["revision"] == 2
    assert result["blog"]["content"]["markdown"] == changed
    assert "<strong>cold</strong>" in result["blog"]["content"]["html"]
    assert result["note"]["resolvedBy"] == {"id": author.id}
    assert result["note"]["orphaned"]
    raw = await stored(api, blog["id"])
    assert [entry["cause"] for entry in raw["versions"]] == ["saved", "suggestion_applied"]
    assert raw["meta"]["meta_description"] is None


@pytest.mark.parametrize("state", ["without a copy", "with a copy"])
async def test_a_suggestion_for_a_published_blog_changes_its_working_copy(api: Api, state: str):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_published(author, admin, markdown=TEXT)
    text, revision = TEXT, 1
    if state == "with a copy":
        text, revision = f"{TEXT} More.", 2
        await edit(api, blog["id"], author, markdown=text)
    # An empty suggestion removes the passage.
    note = await added(api, blog["id"], admin, quote="Intro.\n\n# One", suggestion="")
    result = await apply(api, note["id"], author, revision)
    assert result["blog"]["content"]["markdown"] == TEXT
    copy = result["blog"]["workingCopy"]["content"]["markdown"]
    assert copy == text.replace("Intro.\n\n# One", "").strip()


async def test_suggestions_that_can_not_be_applied_change_nothing(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_blog(author, markdown=TEXT)
    without = await added(api, blog["id"], admin, quote="Intro.")
    whole = await added(api, blog["id"], admin)
    twice = await added(api, blog["id"], admin, quote="The sun is", suggestion="x")
    gone = await added(api, blog["id"], admin, quote="text.", suggestion="x")
    done = await added(api, blog["id"], admin, quote="Intro.", suggestion="x")
    every = await added(api, blog["id"], admin, quote=TEXT, suggestion="")
    await api.execute(act("resolveNote"), {"id": done["id"]}, as_user=author)
    for note, said in [
        (without, "without a suggestion"),
        (whole, "without a suggestion"),
        (twice, "more than once"),
        (done, "reopen it"),
        (every, "would leave no text"),
    ]:
        before = await stored(api, blog["id"])
        refused = await apply(api, note["id"], author, 1)
        assert [field["path"] for field in refused["fields"]] == [["noteId"]]
        assert said in refused["fields"][0]["message"]
        assert await stored(api, blog["id"]) == before
    await edit(api, blog["id"], author, markdown=TEXT.removesuffix("text."))
    refused = await apply(api, gone["id"], author, 2)
    assert "no longer in the text" in refused["fields"][0]["message"]
    # The text around it tells a repeated passage apart.
    told = await added(
        api, blog["id"], admin, quote="The sun is", suffix=" $hot", suggestion="It was"
    )
    assert (await apply(api, told["id"], author, 2))["blog"]["revision"] == 3
    assert "It was $hot" in (await stored(api, blog["id"]))["final_blog"]["markdown"]


async def test_only_the_author_applies_suggestions_and_only_where_edits_are_allowed(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_blog(author, markdown=TEXT)
    note = await added(api, blog["id"], admin, quote="Intro.", suggestion="x")
    assert await apply(api, note["id"], admin, 1) == {"__typename": "NotFoundError"}
    conflict = await apply(api, note["id"], author, 2)
    assert conflict == {"__typename": "EditConflictError", "blog": {"revision": 1}}
    await api.move("requestPublish", blog["id"], author)
    assert await apply(api, note["id"], author, 1) == {"__typename": "BlogStatusError"}


async def test_of_concurrent_changes_one_wins_and_notes_do_not_hinder(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_blog(author, markdown=TEXT)
    one = await added(api, blog["id"], admin, quote="Intro.", suggestion="x")
    two = await added(api, blog["id"], admin, quote="text.", suggestion="y")
    results = await asyncio.gather(
        apply(api, one["id"], author, 1), apply(api, two["id"], author, 1)
    )
    names = sorted(each["__typename"] for each in results)
    assert names == ["ApplySuggestionSuccess", "EditConflictError"]
    left = one if results[1]["__typename"] == "ApplySuggestionSuccess" else two
    given = {"expectedRevision": 2, "title": "Other"}
    results = await asyncio.gather(
        apply(api, left["id"], author, 2),
        api.execute(UPDATE, {"id": blog["id"], "input": given}, as_user=author),
    )
    assert sum(each["__typename"].endswith("Success") for each in results) == 1
    # A note that is added at the same time is no conflict.
    three = await added(api, blog["id"], admin, quote="good.", suggestion="bad.")
    applied, new = await asyncio.gather(
        apply(api, three["id"], author, 3), add(api, blog["id"], admin)
    )
    assert applied["__typename"] == "ApplySuggestionSuccess"
    assert new["__typename"] == "AddNoteSuccess"
    raw = await stored(api, blog["id"])
    assert (raw["revision"], len(raw["notes"])) == (4, 4)
