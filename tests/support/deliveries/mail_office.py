"""A mail server, a sender, and the users whose outboxes it reads."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import override

from bson import ObjectId
from mail_server import MailServer

from cms_blog.accounts.documents import UserDocument
from cms_blog.database.document import Raw
from cms_blog.mail.delivery import Delivery
from cms_blog.mail.messages import MailBuilder, MailKind, Message
from cms_blog.mail.rendering import Renderer
from cms_blog.mail.transport import SmtpTransport, Transport
from cms_blog.observability.metrics import NullMetrics
from cms_blog.outbox.channels import Channel, Postponed
from cms_blog.outbox.entries import Entry, queued, with_entries
from cms_blog.outbox.sender import Sender
from cms_blog.outbox.wakeup import Wakeup

RENDERER = Renderer("Our Blog <blog@example.com>", "Our Blog", "https://example.com")


TOKEN = "secret.token"


SOON = timedelta(minutes=1)


async def build(user: UserDocument, entry: Entry) -> Message | None:
    """Build the mail as a domain does, from the account at that time."""
    if entry.data.get("ended"):
        return None
    if "until" in entry.data:
        raise Postponed(entry.data["until"])
    values = {"name": user.name, "url": f"https://example.com/page#token={TOKEN}"}
    return Message(entry.to or user.email, MailKind.PASSWORD_RESET, values)


class CountingMetrics(NullMetrics):
    """Counts by name and labels, and the observed seconds."""

    def __init__(self) -> None:
        super().__init__()
        self.counts = Counter[tuple[str, ...]]()
        self.seconds: list[tuple[tuple[str, ...], float]] = []

    @override
    def observe(self, name: str, *labels: str, seconds: float) -> None:
        self.seconds.append(((name, *labels), seconds))

    @override
    def count(self, name: str, *labels: str, by: float = 1) -> None:
        self.counts[name, *labels] += int(by)


class Office:
    """A mail server, a sender, and the users whose outboxes it reads."""

    def __init__(self, server: MailServer) -> None:
        self.server = server
        self.wakeup = Wakeup()
        self.metrics = CountingMetrics()

    def sender(
        self,
        *,
        seconds: float = 60,
        transport: Transport | None = None,
        builders: Mapping[str, MailBuilder[UserDocument]] | None = None,
        ready: Callable[[], bool] = lambda: True,
    ) -> Sender:
        transport = transport or SmtpTransport(f"smtp://127.0.0.1:{self.server.port}")
        known = builders or {MailKind.PASSWORD_RESET.value: build}
        delivery = Delivery(UserDocument.read, known, RENDERER, transport)
        channel = Channel(UserDocument, delivery, attempt_seconds=seconds)
        return Sender(self.wakeup, [channel], self.metrics, ready=ready)

    async def queue(self, email: str, *entries: Raw) -> ObjectId:
        """Create a user with entries; by default one that is due."""
        oid = ObjectId()
        user = {"_id": oid, "name": "Ada", "email": email, "created_at": datetime.now(UTC)}
        users = UserDocument.collection()
        await users.insert_one(user)
        given = entries or (queued(MailKind.PASSWORD_RESET),)
        await users.update_one({"_id": oid}, [{"$set": with_entries(*given)}])
        return oid

    async def waiting(self) -> list[Raw]:
        """The entries of all outboxes."""
        found = await UserDocument.collection().find({"outbox_due": {"$exists": True}}).to_list()
        for user in found:
            assert user["outbox_due"] == min(entry["not_before"] for entry in user["outbox"])
        return [entry for user in found for entry in user["outbox"]]

    async def make_due(self) -> None:
        """Make all entries due, as if time had passed."""
        past = datetime.now(UTC) - timedelta(hours=1)
        await UserDocument.collection().update_many(
            {"outbox_due": {"$exists": True}},
            {"$set": {"outbox.$[].not_before": past, "outbox_due": past}},
        )

    def counted(self, outcome: str) -> int:
        """The number of handled entries with this outcome."""
        return self.metrics.counts["cms_blog_outbox_entries", "password_reset", outcome]


def lies_ahead(entry: Raw, delay: timedelta) -> bool:
    """Whether the next attempt is this far ahead, give or take the time of the test."""
    return delay - SOON < entry["not_before"] - datetime.now(UTC) <= delay
