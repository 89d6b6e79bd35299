"""Review notes, through the endpoint."""

import asyncio
from typing import Any

import pytest
from api import Api, Commands, oid_of
from bson import ObjectId
from note_operations import ADD, NODE, READ, TEXT, act, add, added, apply, edit, notes, stored

from cms_blog.blogs.notes.service import MAX_NOTES
from cms_blog.graphql.types.node_ids import encode_id, encode_part_id


async def test_author_and_admins_add_notes_in_any_status(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_blog(author, markdown=TEXT)
    before = await stored(api, blog["id"])
    await add(api, blog["id"], author, body=" $body\r\nline ")
    await api.move("requestPublish", blog["id"], author)
    await add(api, blog["id"], admin, quote="The sun\r\n is $hot.", suggestion="$It is.")
    await api.move("approveBlog", blog["id"], admin)
    await add(api, blog["id"], author, quote="Intro.", prefix="", suffix="\n\n# One")
    shown = await notes(api, blog["id"], author)
    assert [note["body"] for note in shown] == ["$body\nline", "A note.", "A note."]
    whole, passage, opening = shown
    names = ("quote", "anchor", "orphaned", "suggestion", "revision", "resolvedAt", "resolvedBy")
    assert [whole[name] for name in names] == [None, None, False, None, 1, None, None]
    assert passage["quote"] == "The sun\n is $hot."
    assert (passage["anchor"], passage["suggestion"]) == ("section-two", "$It is.")
    assert (opening["anchor"], opening["orphaned"]) == (None, False)
    assert [note["author"]["id"] for note in shown] == [author.id, admin.id, author.id]
    after = await stored(api, blog["id"])
    assert after["revision"] == before["revision"]
    assert None not in [value for note in after["notes"] for value in note.values()]


async def test_a_note_does_not_change_the_blog_for_the_public(api: Api):
    author, admin, other = await api.make_user(), await api.make_admin(), await api.make_user()
    blog = await api.make_published(author, admin, markdown=TEXT)
    result = await add(api, blog["id"], admin, body="The secret.")
    assert result["blog"] == {"revision": 1, "updatedAt": blog["updatedAt"]}
    note_id = result["note"]["id"]
    for insider in (author, admin):
        assert len(await notes(api, blog["id"], insider)) == 1
        node = await api.execute(NODE, {"id": note_id}, as_user=insider)
        assert (node["id"], node["body"]) == (note_id, "The secret.")
    for outsider in (other, None):
        assert await notes(api, blog["id"], outsider) == []
        assert await api.execute(NODE, {"id": note_id}, as_user=outsider) is None
    for search in ("secret", "note"):
        found = await api.execute(f'{{ publishedBlogs(search: "{search}") {{ nodes {{ id }} }} }}')
        assert found == {"nodes": []}


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"body": ""}, "body"),
        ({"body": " \n\u200b"}, "body"),
        ({"body": "x" * 2_001}, "body"),
        ({"quote": ""}, "quote"),
        ({"quote": "x" * 1_001}, "quote"),
        ({"quote": "The moon"}, "quote"),
        ({"quote": "Bold text"}, "quote"),
        ({"quote": "Intro.", "prefix": "x" * 101}, "prefix"),
        ({"quote": "Intro.", "suffix": "x" * 101}, "suffix"),
        ({"quote": "Intro.", "suggestion": "x" * 5_001}, "suggestion"),
        ({"suggestion": "Text"}, "suggestion"),
        ({"prefix": "Text"}, "prefix"),
        ({"suffix": "Text"}, "suffix"),
        ({"idempotencyKey": ""}, "idempotencyKey"),
        ({"idempotencyKey": "x" * 101}, "idempotencyKey"),
    ],
)
async def test_invalid_notes_are_refused(api: Api, given: dict[str, Any], path: str):
    author = await api.make_user()
    blog = await api.make_blog(author, markdown=TEXT)
    before = await stored(api, blog["id"])
    refused = await add(api, blog["id"], author, **given)
    assert [field["path"] for field in refused["fields"]] == [[path]]
    assert await stored(api, blog["id"]) == before


async def test_notes_of_greatest_length_are_stored(api: Api):
    author = await api.make_user()
    blog = await api.make_blog(author, markdown="x" * 1_000)
    longest = {"body": "b" * 2_000, "quote": "x" * 1_000, "suggestion": "\u4e2d" * 5_000}
    note = await added(api, blog["id"], author, **longest, prefix=" " * 100, suffix="y" * 100)
    assert {name: note[name] for name in longest} == longest


async def test_unknown_and_foreign_blogs_and_notes_do_not_exist(api: Api):
    author, other = await api.make_user(), await api.make_user()
    blog, foreign = await api.make_blog(author), await api.make_blog(other)
    note = await added(api, foreign["id"], other)
    oids = [oid_of("Blog", each["id"]) for each in (blog, foreign)]
    assert oids[0] is not None
    assert oids[1] is not None
    for blog_id in (foreign["id"], "", "x", author.id, encode_id("Blog", ObjectId())):
        assert (await add(api, blog_id, author))["__typename"] == "NotFoundError"
    unknown = [encode_part_id("ReviewNote", oids[0], ObjectId()), "", "x", blog["id"], "A" * 300]
    unknown += [encode_part_id("Blog", oids[1], ObjectId()), note["id"]]
    for note_id in unknown:
        for field in ("resolveNote", "reopenNote", "deleteNote"):
            result = await api.execute(act(field), {"id": note_id}, as_user=author)
            assert result == {"__typename": "NotFoundError"}
        assert (await apply(api, note_id, author, 1)) == {"__typename": "NotFoundError"}
        node = await api.execute(NODE, {"id": note_id}, as_user=author)
        assert node is None or node == {"id": blog["id"]}
    assert len(await notes(api, foreign["id"], other)) == 1
    error = await api.error(ADD, {"blogId": blog["id"], "input": {"body": "A"}})
    assert error["extensions"]["code"] == "UNAUTHENTICATED"


async def test_notes_are_resolved_and_reopened_and_repeated_calls_change_nothing(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_blog(author, markdown=TEXT)
    await added(api, blog["id"], author, body="Other.")
    note = await added(api, blog["id"], admin)
    variables = {"id": note["id"]}
    results = await asyncio.gather(
        *(api.execute(act("resolveNote"), variables, as_user=who) for who in (author, admin))
    )
    assert results[0] == results[1]
    resolved = results[0]["note"]
    assert resolved["resolvedBy"]["id"] in {author.id, admin.id}
    read = await api.execute(READ, {"id": blog["id"]}, as_user=author)
    assert read["open"] == [{"body": "Other."}]
    assert read["done"] == [{"body": "A note."}]
    assert read["every"] == [{"body": "Other."}, {"body": "A note."}]
    before = await stored(api, blog["id"])
    assert (await api.execute(act("resolveNote"), variables, as_user=author))["note"] == resolved
    assert await stored(api, blog["id"]) == before
    for _ in range(2):
        result = await api.execute(act("reopenNote"), variables, as_user=author)
        assert result["note"] == {"id": note["id"], "resolvedAt": None, "resolvedBy": None}


async def test_a_note_is_deleted_by_its_writer_and_by_admins(api: Api):
    author, admin, second = await api.make_user(), await api.make_admin(), await api.make_admin()
    blog = await api.make_blog(author)
    mine, theirs, other = [await added(api, blog["id"], who) for who in (author, admin, admin)]
    delete = act("deleteNote")
    refused = await api.execute(delete, {"id": theirs["id"]}, as_user=author)
    assert refused == {"__typename": "NotFoundError"}
    for note, person in [(mine, author), (theirs, second)]:
        done = await api.execute(delete, {"id": note["id"]}, as_user=person)
        assert done == {"__typename": "DeleteNoteSuccess", "deletedId": note["id"]}
        again = await api.execute(delete, {"id": note["id"]}, as_user=person)
        assert again == {"__typename": "NotFoundError"}
    assert [note["id"] for note in await notes(api, blog["id"], author)] == [other["id"]]


async def test_a_note_repeated_with_its_key_is_added_once(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_blog(author, markdown=TEXT)
    given = {"quote": "Intro.", "idempotencyKey": "once"}
    calls = [add(api, blog["id"], author, **given) for _ in range(2)]
    first, second = await asyncio.gather(*calls)
    assert first["note"] == second["note"]
    # Also when the passage is gone.
    await edit(api, blog["id"], author, markdown="Other.")
    again = await added(api, blog["id"], author, **given)
    assert (again["id"], again["orphaned"]) == (first["note"]["id"], True)
    refused = await add(api, blog["id"], author, **given, body="Other.")
    assert [field["path"] for field in refused["fields"]] == [["idempotencyKey"]]
    # Keys are scoped to the viewer.
    assert (await added(api, blog["id"], admin, idempotencyKey="once"))["id"] != again["id"]
    assert len(await notes(api, blog["id"], author)) == 2


async def test_of_two_notes_at_once_the_last_place_gets_one(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_blog(author)
    note = await added(api, blog["id"], author)
    (raw,) = (await stored(api, blog["id"]))["notes"]
    full = [raw] + [raw | {"id": ObjectId()} for _ in range(MAX_NOTES - 2)]
    where = {"_id": oid_of("Blog", blog["id"])}
    await api.services.database["blogs"].update_one(where, {"$set": {"notes": full}})
    results = await asyncio.gather(*(add(api, blog["id"], who) for who in (author, admin)))
    assert sorted(each["__typename"] for each in results) == [
        "AddNoteSuccess",
        "InvalidInputError",
    ]
    assert len((await stored(api, blog["id"]))["notes"]) == MAX_NOTES
    await api.execute(act("deleteNote"), {"id": note["id"]}, as_user=author)
    assert (await add(api, blog["id"], author))["__typename"] == "AddNoteSuccess"


async def test_a_note_follows_its_passage_and_is_orphaned_without_it(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_published(author, admin, markdown=TEXT)
    await added(api, blog["id"], admin, quote="The sun is $hot.")
    moved = "# New\n\nText.\n\n# Three\n\nThe sun\nis $hot."
    await edit(api, blog["id"], author, markdown=moved)
    (note,) = await notes(api, blog["id"], author)
    assert (note["anchor"], note["orphaned"]) == ("section-three", False)
    await edit(api, blog["id"], author, markdown="Only the copy.")
    (note,) = await notes(api, blog["id"], author)
    assert (note["anchor"], note["orphaned"]) == (None, True)
    # New notes are about the working copy.
    refused = await add(api, blog["id"], admin, quote="The sun is $hot.")
    assert refused["__typename"] == "InvalidInputError"
    assert (await added(api, blog["id"], admin, quote="Only the copy."))["revision"] == 3


async def test_notes_of_a_list_take_one_query_and_the_text_only_for_places(
    api: Api, commands: Commands
):
    author = await api.make_user()
    for _ in range(3):
        blog = await api.make_blog(author, markdown=TEXT)
        await added(api, blog["id"], author, quote="Intro.")
    for selected, with_text in [("id body", False), ("anchor author { name }", True)]:
        with commands.sent() as sent:
            page = await api.execute(
                f"{{ blogs(first: 3) {{ nodes {{ notes {{ {selected} }} }} }} }}", as_user=author
            )
        assert [len(node["notes"]) for node in page["nodes"]] == [1] * 3
        users = ["users"] if "author" in selected else []
        assert [each["find"] for each in sent] == ["users", "blogs", *users]
        assert ("final_blog.markdown" in sent[1]["projection"]) is with_text
        assert "final_blog.html" not in sent[1]["projection"]
