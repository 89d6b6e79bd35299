"""Mails about blogs: recipients, contents, preferences, and at most one in a time."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any, NamedTuple, cast

import pytest
from adjusted_settings import adjusted
from api import UPDATE, Api, Person, oid_of
from bson import ObjectId
from httpx import ASGITransport, AsyncClient
from mail_server import MailServer, mail_server
from pydantic import SecretStr
from starlette.applications import Starlette

from cms_blog.context import Services
from cms_blog.database.document import Raw
from cms_blog.mail.messages import MailKind
from cms_blog.mail.service import Mail
from cms_blog.outbox.entries import queued, with_entries
from cms_blog.server.mailing import sender_for

ADD_NOTE = """
  mutation ($id: ID!, $body: String!) {
    addNote(blogId: $id, input: {body: $body}) { ... on AddNoteSuccess { note { id } } }
  }
"""
DELETE_NOTE = "mutation ($id: ID!) { deleteNote(id: $id) { __typename } }"
FEEDBACK = "Please name a source.\n\n<b>Then</b> send it again."


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return cast("str", body.get_content()).replace("\r\n", "\n")


class Post:
    """The office that sends the mails of the application's services to an SMTP server."""

    def __init__(self, services: Services, server: MailServer) -> None:
        self.server = server
        self.services = services
        self.database = services.database
        self._sender = sender_for(services)

    async def deliver(self, *, waited: bool = True) -> list[EmailMessage]:
        """Return the mails that leave now or, after `waited`, in the next minutes."""
        await self._sender.handle_due()
        if waited:
            await self.make_due()
            await self._sender.handle_due()
        mails, self.server.received[:] = list(self.server.received), []
        return sorted(mails, key=lambda mail: (mail["To"], mail["Subject"]))

    async def make_due(self) -> None:
        past = datetime.now(UTC) - timedelta(days=1)
        due = {"outbox.$[].not_before": past, "outbox_due": past}
        waiting = {"outbox_due": {"$exists": True}}
        for name in ("users", "blogs"):
            await self.database[name].update_many(waiting, {"$set": due})

    async def user(self, person: Person) -> Raw:
        raw = await self.database["users"].find_one({"_id": oid_of("User", person.id)})
        assert raw is not None
        return raw

    async def change(self, person: Person, **fields: Any) -> None:
        users = self.database["users"]
        await users.update_one({"_id": oid_of("User", person.id)}, {"$set": fields})

    async def minutes_pass(self, person: Person, minutes: float) -> None:
        """Move the time of the last mail about the queue into the past."""
        at = (await self.user(person))["review_mail"]["at"] - timedelta(minutes=minutes)
        await self.change(person, **{"review_mail.at": at})


@pytest.fixture
async def post(services: Services) -> AsyncGenerator[Post]:
    # Without the admins and entries of other tests.
    for name in ("users", "blogs"):
        await services.database[name].delete_many({})
    async with mail_server() as server:
        settings = adjusted(
            services.settings,
            smtp_url=SecretStr(f"smtp://127.0.0.1:{server.port}"),
            mail_from="Our Blog <blog@example.com>",
            frontend_url="https://example.com",
        )
        yield Post(replace(services, settings=settings), server)


class SignedUp(NamedTuple):
    """An author and an admin, and their documents."""

    author: Person
    admin: Person
    users: dict[str, Raw]


@pytest.fixture(scope="module")
async def signed_up(app: Starlette, services: Services) -> SignedUp:
    """Accounts made through the API, once for all tests."""
    async with AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as http:
        api = Api(http, services)
        author, admin = await api.make_user(name="Ada"), await api.make_admin()
    found = services.database["users"].find({"email": {"$in": [author.email, admin.email]}})
    return SignedUp(author, admin, {user["email"]: user for user in await found.to_list()})


@pytest.fixture
async def author(signed_up: SignedUp, post: Post) -> Person:
    await post.database["users"].insert_one(signed_up.users[signed_up.author.email])
    return signed_up.author


@pytest.fixture
async def admin(signed_up: SignedUp, post: Post) -> Person:
    await post.database["users"].insert_one(signed_up.users[signed_up.admin.email])
    return signed_up.admin


async def requested(api: Api, author: Person, **fields: Any) -> str:
    """Save a blog and send it for review; return its id."""
    blog = await api.make_blog(author, **fields)
    await api.move("requestPublish", blog["id"], author)
    return blog["id"]


def summary(mails: list[EmailMessage]) -> list[tuple[str, str]]:
    return [(mail["To"], mail["Subject"]) for mail in mails]


# -- Sent for review


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


# -- Decisions


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


# -- Notes


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


# -- Events


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
