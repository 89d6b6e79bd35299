"""Handling of one entry of an outbox: the message is built, rendered and sent."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from cms_blog.database.document import Raw, StoredDocument
from cms_blog.mail.messages import MailBuilder
from cms_blog.mail.outbox import Entry
from cms_blog.mail.rendering import Renderer
from cms_blog.mail.transport import Transport

# Handles an entry of a raw document; it is removed afterwards, or tried again after an error.
type Handler = Callable[[Raw, Entry], Awaitable[bool]]


class Postponed(Exception):
    """The entry must not be handled before this time. The attempt does not count as a failure."""

    def __init__(self, until: datetime) -> None:
        super().__init__()
        self.until = until


class UnknownKind(Exception):
    """No builder is known, for example because a newer release queued the entry."""


@dataclass(frozen=True, slots=True)
class Outbox:
    """The outboxes of a collection, and the handler of their entries.

    The handler returns whether the entry had an effect: False if its cause is gone.
    """

    kind: type[StoredDocument]
    handle: Handler


@dataclass(frozen=True, slots=True)
class Delivery[Owner: StoredDocument]:
    """Handler that sends mails. Without a transport, entries are dropped."""

    # Reads a raw document for the builders.
    read: Callable[[Raw], Owner]
    builders: Mapping[str, MailBuilder[Owner]]
    renderer: Renderer
    transport: Transport | None

    async def __call__(self, raw: Raw, entry: Entry) -> bool:
        """Send the mail of the entry; return False if its cause is gone.

        Raises:
            UnknownKind, Postponed
            any error of the transport
        """
        if self.transport is None:
            return False
        if (builder := self.builders.get(entry.kind)) is None:
            raise UnknownKind(entry.kind)
        message = await builder(self.read(raw), entry)
        if message is None:
            return False
        # Entries of several documents can have the same id.
        await self.transport.send(self.renderer.render(message, f"{entry.id}.{raw['_id']}"))
        return True
