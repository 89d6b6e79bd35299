"""Mails about review notes."""

import pytest
from api import Api, Person
from bson import ObjectId
from notification_mails import ADD_NOTE, Post, text_of

DELETE_NOTE = "mutation ($id: ID!) { deleteNote(id: $id) { __typename } }"


async def test_notes_of_some_minutes_are_in_one_mail_to_the_others(
    api: Api, post: Post, author: Person, admin: Person
):
    blog_id = (await api.make_blog(author, title="Tomatoes"))["id"]
    for body in ("One?", "<i>Two</i>"):
        await api.execute(ADD_NOTE, {"id": blog_id, "body": body}, as_user=admin)
    # They wait for further notes.
    assert await post.deliver(waited=False) == []
    (mail,) = await post.deliver()
    assert (mail["To"], mail["Subject"]) == (author.email, "New notes on Tomatoes")
    assert "  One?\n" in text_of(mail)
    assert "  <i>Two</i>\n" in text_of(mail)
    await api.execute(ADD_NOTE, {"id": blog_id, "body": "An answer."}, as_user=author)
    (mail,) = await post.deliver()
    assert (mail["To"], mail["Subject"]) == (admin.email, "New note on Tomatoes")
    assert "Ada wrote:\n\n  An answer.\n" in text_of(mail)


@pytest.mark.slow
async def test_a_mail_has_ten_notes_and_the_number_of_others(
    api: Api, post: Post, author: Person, admin: Person
):
    blog_id = (await api.make_blog(author))["id"]
    await api.execute(ADD_NOTE, {"id": blog_id, "body": "Note 0."}, as_user=admin)
    blogs = post.database["blogs"]
    (first,) = ((await blogs.find_one({})) or {})["notes"]
    others = [first | {"id": ObjectId(), "body": f"Note {number}."} for number in range(1, 12)]
    await blogs.update_one({}, {"$push": {"notes": {"$each": others}}})
    (mail,) = await post.deliver()
    assert ("Note 9." in text_of(mail), "Note 10." in text_of(mail)) == (True, False)
    assert "And 2 more." in text_of(mail)


@pytest.mark.slow
@pytest.mark.parametrize("ended", ["deleted note", "turned off", "no admin"])
async def test_no_mail_about_notes_without_a_cause(
    api: Api, post: Post, author: Person, admin: Person, ended: str
):
    blog_id = (await api.make_blog(author))["id"]
    added = await api.execute(ADD_NOTE, {"id": blog_id, "body": "One?"}, as_user=admin)
    reader = author
    match ended:
        case "deleted note":
            await api.execute(DELETE_NOTE, {"id": added["note"]["id"]}, as_user=admin)
        case "turned off":
            await post.change(author, **{"mail.notes": False})
        case _:
            await post.deliver()
            await api.execute(ADD_NOTE, {"id": blog_id, "body": "An answer."}, as_user=author)
            await post.change(admin, role="user")
            reader = admin
    assert await post.deliver() == []
    assert "outbox" not in await post.user(reader)
