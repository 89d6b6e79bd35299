"""Review notes in the deletion and the export of accounts."""

from typing import Any

import orjson
from api import PASSWORD, Api, Person, oid_of
from note_operations import TEXT, added, notes, stored

from cms_blog.accounts.documents import UserDocument
from cms_blog.privacy.export import export_chunks


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
