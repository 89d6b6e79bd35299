"""Receivers of events."""

from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlsplit

from pydantic import SecretStr

from cms_blog.outbox.announcements import ANNOUNCEMENTS
from cms_blog.settings import Settings


@dataclass(frozen=True, slots=True)
class Receiver:
    """A receiver of events.

    Args:
        name: host and port, and a part of the URL's hash: for logs, metrics and commands. The path
            and the query of a URL can be secrets.
        channel: channel of its entries in outboxes, derived from its URL.
    """

    url: SecretStr
    name: str
    channel: str


def receivers_of(settings: Settings) -> list[Receiver]:
    """Return the configured receivers."""
    return [_receiver(url) for url in settings.webhook_urls]


def _receiver(url: SecretStr) -> Receiver:
    text = url.get_secret_value()
    digest = sha256(text.encode()).hexdigest()[:12]
    return Receiver(url, f"{urlsplit(text).netloc}-{digest[:4]}", f"{ANNOUNCEMENTS}:{digest}")
