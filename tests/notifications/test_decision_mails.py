"""Mails to authors about decisions on their blogs."""

from datetime import UTC, datetime, timedelta

import pytest
from api import UPDATE, Api, Person, oid_of
from notification_mails import FEEDBACK, Post, requested, text_of


async def test_the_author_learns_of_each_decision(
    api: Api, post: Post, author: Person, admin: Person
):
    await post.change(admin, **{"mail.review_requests": False})
    blog_id = await requested(api, author, title="Tomatoes")
    await api.move("rejectBlog", blog_id, admin, feedback=FEEDBACK)
    (mail,) = await post.deliver(waited=False)
    assert (mail["To"], mail["Subject"]) == (author.email, "Changes requested: Tomatoes")
    assert "  Please name a source.\n\n  <b>Then</b> send it again." in text_of(mail)
    assert f"https://example.com/blogs/{blog_id}/edit" in text_of(mail)
    await api.move("requestPublish", blog_id, author)
    at = datetime.now(UTC) + timedelta(days=3)
    await api.move("approveBlog", blog_id, admin, publishAt=at.isoformat())
    (mail,) = await post.deliver()
    assert mail["Subject"] == "Scheduled: Tomatoes"
    assert f"{at:%H:%M} UTC" in text_of(mail)
    await api.move("withdrawBlog", blog_id, author)
    await api.move("requestPublish", blog_id, author)
    await api.move("approveBlog", blog_id, admin)
    (mail,) = await post.deliver()
    assert mail["Subject"] == "Published: Tomatoes"
    assert mail["Message-ID"].endswith(f".{oid_of('User', author.id)}@example.com>")


@pytest.mark.slow
async def test_decisions_on_changes_of_a_published_post_are_told(
    api: Api, post: Post, author: Person, admin: Person
):
    blog = await api.make_published(author, admin, title="Old")
    await post.deliver()
    given = {"expectedRevision": blog["revision"], "title": "New"}
    await api.execute(UPDATE, {"id": blog["id"], "input": given}, as_user=author)
    await api.move("requestPublish", blog["id"], author)
    await api.move("rejectBlog", blog["id"], admin, feedback=FEEDBACK)
    (mail,) = await post.deliver()
    assert mail["Subject"] == "Changes requested: New"
    assert "The changes of “New” can't be published yet." in text_of(mail)


@pytest.mark.slow
@pytest.mark.parametrize(
    "ended", ["sent again", "deleted", "turned off", "author deleted", "suspended"]
)
async def test_no_mail_about_a_decision_without_its_cause(
    api: Api, post: Post, author: Person, admin: Person, ended: str
):
    await post.change(admin, **{"mail.review_requests": False})
    blog_id = await requested(api, author)
    await api.move("rejectBlog", blog_id, admin, feedback=FEEDBACK)
    match ended:
        case "sent again":
            await api.move("requestPublish", blog_id, author)
        case "deleted":
            await post.database["blogs"].delete_one({})
        case "turned off":
            await post.change(author, **{"mail.decisions": False})
        case "suspended":
            await post.change(author, suspended=True)
        case _:
            await post.change(author, leaving="delete")
    assert await post.deliver() == []
    assert "outbox" not in await post.user(author)


async def test_admins_get_no_mail_about_their_own_decisions(api: Api, post: Post, admin: Person):
    blog_id = await requested(api, admin)
    approved = await api.move("approveBlog", blog_id, admin)
    assert approved["__typename"] == "ApproveBlogSuccess"
    assert await post.deliver() == []
