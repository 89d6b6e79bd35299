"""Events of mails about blogs: stored with their change, each sent once."""

import asyncio
from dataclasses import replace

import pytest
from adjusted_settings import adjusted
from api import Api, Person, oid_of
from bson import ObjectId
from notification_mails import ADD_NOTE, FEEDBACK, Post, requested

from cms_blog.context import Services
from cms_blog.mail.messages import MailKind
from cms_blog.mail.service import Mail
from cms_blog.outbox.entries import queued, with_entries
from cms_blog.server.mailing import sender_for


async def test_an_event_is_stored_with_its_change_and_only_with_it(
    api: Api, post: Post, author: Person, admin: Person
):
    blog_id = await requested(api, author)
    for _ in range(2):
        await api.move("requestPublish", blog_id, author)
    raw = await post.database["blogs"].find_one({"_id": oid_of("Blog", blog_id)})
    assert raw is not None
    entry, announcement = raw["outbox"]
    assert (entry["kind"], announcement["kind"]) == ("review_requested", "blog.submitted")
    assert entry["data"].keys() == {"by", "at"}
    assert raw["outbox_due"] == min(each["not_before"] for each in raw["outbox"])


@pytest.mark.slow
async def test_a_repeated_event_queues_no_second_mail(
    api: Api, post: Post, author: Person, admin: Person
):
    """The process dies after it queued the mails, and before it removed the event."""
    await post.change(admin, **{"mail.review_requests": False})
    blog_id = await requested(api, author)
    await api.move("rejectBlog", blog_id, admin, feedback=FEEDBACK)
    blogs, oid = post.database["blogs"], oid_of("Blog", blog_id)
    events = {"outbox": 1, "outbox_due": 1, "_id": 0}
    before = await blogs.find_one({"_id": oid}, events)
    assert before is not None
    post.server.refused = {author.email}
    await post.deliver(waited=False)
    await blogs.update_one({"_id": oid}, {"$set": before})
    post.server.refused = set()
    assert len(await post.deliver()) == 1


async def test_without_mail_events_are_dropped(api: Api, post: Post, author: Person, admin: Person):
    await requested(api, author)
    settings = adjusted(post.services.settings, env="prod", smtp_url=None)
    without = replace(post.services, settings=settings, mail=Mail(available=False))
    await sender_for(without).handle_due()
    assert await post.database["blogs"].find_one({"outbox_due": {"$exists": True}}) is None
    assert "outbox" not in await post.user(admin)


async def test_unknown_events_wait_for_a_newer_release(post: Post, api: Api, author: Person):
    blog_id = (await api.make_blog(author))["id"]
    blogs, oid = post.database["blogs"], oid_of("Blog", blog_id)
    stage = {"$set": with_entries(queued("unheard_of", data={"by": ObjectId()}))}
    await blogs.update_one({"_id": oid}, [stage])
    assert await post.deliver(waited=False) == []
    raw = await blogs.find_one({"_id": oid})
    assert raw is not None
    assert raw["outbox"][0]["attempts"] == 1


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["requestPublish", "approveBlog", "rejectBlog", "addNote"])
async def test_requests_wake_the_sender(
    api: Api, post: Post, author: Person, admin: Person, kind: str
):
    blog_id = (await api.make_blog(author))["id"]
    if kind in {"approveBlog", "rejectBlog"}:
        await api.move("requestPublish", blog_id, author)
    wakeup = api.services.wakeup
    await wakeup.wait(0.001)
    if kind == "addNote":
        await api.execute(ADD_NOTE, {"id": blog_id, "body": "One?"}, as_user=admin)
    else:
        given = {"feedback": FEEDBACK} if kind == "rejectBlog" else {}
        person = author if kind == "requestPublish" else admin
        await api.move(kind, blog_id, person, **given)
    # Returns at once.
    await asyncio.wait_for(wakeup.wait(3_600), 20)


def test_every_kind_that_can_be_turned_off_has_a_builder(services: Services):
    from cms_blog.notifications.mails import NotificationMails
    from cms_blog.notifications.preferences import PREFERENCES

    builders = NotificationMails(services.settings, services.link_tokens).builders()
    assert builders.keys() == PREFERENCES.keys()
    assert {*map(MailKind, builders)} == {*PREFERENCES}
