"""Mails about blogs, sent to an SMTP server, and the accounts that get them."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any, NamedTuple, cast

from api import Api, Person, oid_of
from mail_server import MailServer

from cms_blog.context import Services
from cms_blog.database.document import Raw
from cms_blog.server.mailing import sender_for

ADD_NOTE = """
  mutation ($id: ID!, $body: String!) {
    addNote(blogId: $id, input: {body: $body}) { ... on AddNoteSuccess { note { id } } }
  }
"""


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


class SignedUp(NamedTuple):
    """An author and an admin, and their documents."""

    author: Person
    admin: Person
    users: dict[str, Raw]


async def requested(api: Api, author: Person, **fields: Any) -> str:
    """Save a blog and send it for review; return its id."""
    blog = await api.make_blog(author, **fields)
    await api.move("requestPublish", blog["id"], author)
    return blog["id"]


def summary(mails: list[EmailMessage]) -> list[tuple[str, str]]:
    return [(mail["To"], mail["Subject"]) for mail in mails]
