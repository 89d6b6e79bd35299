"""Mails to admins about the review queue: contents, causes, and at most one in a time."""

import asyncio
from datetime import timedelta

import pytest
from api import UPDATE, Api, Person
from notification_mails import Post, requested, summary, text_of

from cms_blog.server.mailing import sender_for


async def test_admins_get_the_number_of_waiting_posts(
    api: Api, post: Post, author: Person, admin: Person
):
    other = await api.make_admin()
    for title in ("One", "Two"):
        await requested(api, author, title=title)
    mails = await post.deliver(waited=False)
    expected = [(each.email, "2 posts wait for review") for each in (admin, other)]
    assert summary(mails) == sorted(expected)
    assert "https://example.com/review" in text_of(mails[0])


@pytest.mark.slow
async def test_a_changed_published_post_is_counted_and_one_post_is_singular(
    api: Api, post: Post, author: Person, admin: Person
):
    blog = await api.make_published(author, admin)
    assert summary(await post.deliver()) == [(author.email, f"Published: {blog['title']}")]
    given = {"expectedRevision": blog["revision"], "markdown": "# New\n\nText.\n"}
    await api.execute(UPDATE, {"id": blog["id"], "input": given}, as_user=author)
    await api.move("requestPublish", blog["id"], author)
    assert summary(await post.deliver()) == [(admin.email, "1 post waits for review")]


async def test_an_admin_gets_at_most_one_mail_about_the_queue_in_ten_minutes(
    api: Api, post: Post, author: Person, admin: Person
):
    await requested(api, author)
    assert len(await post.deliver(waited=False)) == 1
    await requested(api, author)
    # Even if the entries are due, as with clocks that differ.
    assert await post.deliver() == []
    (entry,) = (await post.user(admin))["outbox"]
    last = (await post.user(admin))["review_mail"]["at"]
    assert entry["not_before"] == last + timedelta(minutes=10)
    assert entry["attempts"] == 0
    await post.minutes_pass(admin, 9.5)
    assert await post.deliver() == []
    await post.minutes_pass(admin, 0.5)
    assert summary(await post.deliver()) == [(admin.email, "2 posts wait for review")]
    assert "outbox" not in await post.user(admin)


@pytest.mark.slow
async def test_a_post_that_is_sent_while_a_mail_leaves_is_in_the_next_one(
    api: Api, post: Post, author: Person, admin: Person
):
    post.server.slow = {admin.email}
    await requested(api, author)
    delivering = asyncio.create_task(post.deliver(waited=False))
    await asyncio.wait_for(post.server.begun.wait(), 20)
    await requested(api, author)
    # Another process handles the event, while the mail with the earlier number is being sent.
    await sender_for(post.services).handle_due()
    post.server.answering.set()
    assert summary(await delivering) == [(admin.email, "1 post waits for review")]
    await post.deliver()
    await post.minutes_pass(admin, 10)
    assert summary(await post.deliver()) == [(admin.email, "2 posts wait for review")]


async def test_a_failed_mail_about_the_queue_is_repeated_without_the_pause(
    api: Api, post: Post, author: Person, admin: Person
):
    post.server.refused = {admin.email}
    await requested(api, author)
    assert await post.deliver(waited=False) == []
    post.server.refused = set()
    assert summary(await post.deliver()) == [(admin.email, "1 post waits for review")]


@pytest.mark.slow
@pytest.mark.parametrize("ended", ["withdrawn", "demoted", "turned off"])
async def test_no_mail_about_the_queue_without_a_cause(
    api: Api, post: Post, author: Person, admin: Person, ended: str
):
    blog_id = await requested(api, author)
    match ended:
        case "withdrawn":
            await api.move("withdrawBlog", blog_id, author)
        case "demoted":
            await post.change(admin, role="user")
        case _:
            await post.change(admin, **{"mail.review_requests": False})
    assert await post.deliver() == []
    assert "outbox" not in await post.user(admin)


async def test_admins_get_no_mail_about_their_own_requests(api: Api, post: Post, admin: Person):
    other = await api.make_admin()
    await requested(api, admin)
    assert summary(await post.deliver()) == [(other.email, "1 post waits for review")]
