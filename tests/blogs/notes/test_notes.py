"""Review notes, through the endpoint."""

import asyncio
from typing import Any

import orjson
import pytest
from api import PASSWORD, UPDATE, Api, Commands, Person, oid_of
from bson import ObjectId

from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.notes.service import MAX_NOTES
from cms_blog.graphql.types.node_ids import encode_id, encode_part_id
from cms_blog.privacy.export import export_chunks

TEXT = "Intro.\n\n# One\n\nThe sun is good.\n\n# Two\n\nThe sun is $hot. **Bold** text."
NOTE = """
  id body quote anchor orphaned suggestion revision createdAt resolvedAt
  author { id name } resolvedBy { id }
"""
ADD = f"""
  mutation ($blogId: ID!, $input: AddNoteInput!) {{
    addNote(blogId: $blogId, input: $input) {{
      __typename
      ... on AddNoteSuccess {{ note {{ {NOTE} }} blog {{ revision updatedAt }} }}
      ... on InvalidInputError {{ fields {{ path message }} }}
    }}
  }}
"""
READ = f"""
  query ($id: ID!) {{
    blog(id: $id) {{
      notes {{ {NOTE} }}
      open: notes(resolved: false) {{ body }}
      done: notes(resolved: true) {{ body }}
      every: notes(resolved: null) {{ body }}
    }}
  }}
"""
NODE = f"query ($id: ID!) {{ node(id: $id) {{ id ... on ReviewNote {{ {NOTE} }} }} }}"
APPLY = """
  mutation ($noteId: ID!, $input: ApplySuggestionInput!) {
    applySuggestion(noteId: $noteId, input: $input) {
      __typename
      ... on ApplySuggestionSuccess {
        blog { revision content { markdown html } workingCopy { content { markdown } } }
        note { resolvedAt resolvedBy { id } orphaned }
      }
      ... on InvalidInputError { fields { path message } }
      ... on EditConflictError { blog { revision } }
    }
  }
"""


def act(field: str) -> str:
    shown = "deletedId" if field == "deleteNote" else "note { id resolvedAt resolvedBy { id } }"
    success = f"{field[0].upper()}{field[1:]}Success"
    result = f"__typename ... on {success} {{ {shown} }}"
    return f"mutation ($id: ID!) {{ {field}(id: $id) {{ {result} }} }}"


async def add(api: Api, blog_id: str, person: Person | None, **given: Any) -> dict[str, Any]:
    variables = {"blogId": blog_id, "input": {"body": "A note."} | given}
    return await api.execute(ADD, variables, as_user=person)


async def added(api: Api, blog_id: str, person: Person, **given: Any) -> dict[str, Any]:
    result = await add(api, blog_id, person, **given)
    assert result["__typename"] == "AddNoteSuccess", result
    return result["note"]


async def notes(api: Api, blog_id: str, person: Person | None) -> list[dict[str, Any]]:
    return (await api.execute(READ, {"id": blog_id}, as_user=person))["notes"]


async def apply(api: Api, note_id: str, person: Person, expected: int) -> dict[str, Any]:
    variables = {"noteId": note_id, "input": {"expectedRevision": expected}}
    return await api.execute(APPLY, variables, as_user=person)


async def stored(api: Api, blog_id: str) -> dict[str, Any]:
    raw = await api.services.database["blogs"].find_one({"_id": oid_of("Blog", blog_id)})
    assert raw is not None
    return raw


async def edit(api: Api, blog_id: str, author: Person, **changes: Any) -> None:
    given = {"expectedRevision": (await stored(api, blog_id))["revision"]} | changes
    result = await api.execute(UPDATE, {"id": blog_id, "input": given}, as_user=author)
    assert result["__typename"] == "UpdateBlogSuccess"


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


# -- suggestions


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


# -- personal data


async def user_of(api: Api, person: Person) -> UserDocument:
    raw = await api.services.database["users"].find_one({"_id": oid_of("User", person.id)})
    assert raw is not None
    return UserDocument.read(raw)


async def test_a_deleted_account_takes_the_notes_on_its_blogs_with_it(api: Api):
    author, admin, second = await api.make_user(), await api.make_admin(), await api.make_admin()
    mine = await api.make_published(author, admin)
    await added(api, mine["id"], admin)
    other = await api.make_blog(await api.make_user())
    await added(api, other["id"], second)
    delete = f"""
      mutation {{
        deleteAccount(input: {{password: "{PASSWORD}", blogs: KEEP}}) {{ __typename }}
      }}"""
    for person in (author, second):
        done = await api.execute(delete, as_user=person)
        assert done["__typename"] == "DeleteAccountSuccess"
    raw = await stored(api, mine["id"])
    assert (raw["status"], "notes" in raw, "notes_revision" in raw) == ("published", False, False)
    # Notes on the blogs of others stay, as reviews do.
    (note,) = await notes(api, other["id"], admin)
    assert note["author"] == {"id": second.id, "name": "Deleted user"}


async def test_the_export_has_the_notes_on_own_blogs_and_those_that_the_user_wrote(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_blog(author, markdown=TEXT)
    await added(api, blog["id"], author, body="Mine.")
    await added(api, blog["id"], admin, body="The admin's.", quote="Intro.", suggestion="x")

    async def export(person: Person) -> dict[str, Any]:
        chunks = export_chunks(await user_of(api, person))
        return orjson.loads(b"".join([chunk async for chunk in chunks]))

    exported = await export(author)
    found = [(each["body"], each["own"]) for each in exported["blogs"][0]["notes"]]
    assert found == [("Mine.", True), ("The admin's.", False)]
    assert exported["notes"] == []
    exported = await export(admin)
    assert exported["blogs"] == []
    (note,) = exported["notes"]
    assert (note["blog"], note["body"], note["quote"]) == (blog["id"], "The admin's.", "Intro.")
    assert "Mine." not in str(exported)
