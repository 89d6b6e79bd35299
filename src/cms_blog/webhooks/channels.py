"""The channels of announcements: their distribution, and one for each receiver."""

from collections.abc import Iterator

from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.documents import BlogDocument
from cms_blog.context import Services
from cms_blog.outbox.announcements import ANNOUNCEMENTS
from cms_blog.outbox.channels import Channel
from cms_blog.webhooks.delivery import (
    Delivery,
    Distribution,
    ThreeDaysOfRetries,
    unknown_receiver,
)
from cms_blog.webhooks.payloads import Payloads
from cms_blog.webhooks.query import WebhookQuery
from cms_blog.webhooks.receivers import receivers_of
from cms_blog.webhooks.signing import Signer

OWNERS = (BlogDocument, UserDocument)
_TOPIC = "webhook"
# The distribution is two commands: a process that dies in it delays an event by its lease only.
_DISTRIBUTION_SECONDS = 3


def webhook_channels(services: Services) -> Iterator[Channel]:
    """Yield the channels of announcements; without receivers, these are dropped.

    Raises:
        CmsError: WEBHOOK_QUERY can't be used.
    """
    names = [receiver.channel for receiver in receivers_of(services.settings)]
    for kind in OWNERS:
        yield Channel(
            kind,
            Distribution(names),
            name=ANNOUNCEMENTS,
            topic=_TOPIC,
            attempt_seconds=_DISTRIBUTION_SECONDS,
        )
        yield Channel(
            kind,
            unknown_receiver,
            topic=_TOPIC,
            retries=ThreeDaysOfRetries(),
            all_but=frozenset({None, ANNOUNCEMENTS, *names}),
        )
    yield from _receiver_channels(services)


def _receiver_channels(services: Services) -> Iterator[Channel]:
    settings, limits = services.settings, services.settings.limits
    query = WebhookQuery(settings)
    # The settings require a secret if there are receivers.
    if not settings.webhook_urls or settings.webhook_secret is None:
        return
    # The import is slow, and most servers of developers have no receivers.
    from cms_blog.webhooks.transport import Transport

    payloads, signer = Payloads(services, query), Signer(settings.webhook_secret)
    transport = Transport(allow_private=settings.private_webhooks_allowed)
    for receiver in receivers_of(settings):
        deliver = Delivery(receiver, payloads, signer, transport)
        for kind in OWNERS:
            yield Channel(
                kind,
                deliver,
                name=receiver.channel,
                topic=_TOPIC,
                label=receiver.name,
                parallel=limits.webhook_requests_per_receiver,
                attempt_seconds=limits.webhook_timeout_seconds,
                retries=ThreeDaysOfRetries(),
            )
