"""Handler of the entries of users: the message is built, rendered and sent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cms_blog.database.document import Raw, StoredDocument
from cms_blog.mail.messages import MailBuilder
from cms_blog.mail.rendering import Renderer
from cms_blog.mail.transport import Transport
from cms_blog.outbox.channels import UnknownKind
from cms_blog.outbox.entries import Entry


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
