"""The sender of this process: the outboxes of all domains, with the builders of their mails."""

from collections.abc import Mapping

from cms_blog.accounts.documents import UserDocument
from cms_blog.accounts.invitations.mails import invitation_mails
from cms_blog.accounts.links.mails import link_mails
from cms_blog.blogs.documents import BlogDocument
from cms_blog.context import Services
from cms_blog.mail.delivery import Delivery
from cms_blog.mail.messages import MailBuilder, Message
from cms_blog.mail.rendering import Renderer
from cms_blog.mail.transport import transport_for
from cms_blog.notifications.mails import NotificationMails
from cms_blog.notifications.service import BlogEvents
from cms_blog.outbox.channels import Channel
from cms_blog.outbox.entries import Entry
from cms_blog.outbox.sender import Sender
from cms_blog.webhooks.channels import webhook_channels


def sender_for(services: Services) -> Sender:
    """Return the sender of all outboxes; entries without a recipient are dropped.

    Raises:
        CmsError: WEBHOOK_QUERY can't be used.
    """
    settings = services.settings
    delivery = Delivery(
        UserDocument.read,
        {kind: _if_may_sign_in(build) for kind, build in _builders(services).items()},
        Renderer.from_settings(settings),
        transport_for(settings),
    )
    mails = [
        Channel(BlogDocument, BlogEvents(services.mail)),
        Channel(UserDocument, delivery),
    ]
    channels = [*mails, *webhook_channels(services)]
    return Sender(
        services.wakeup,
        channels,
        services.telemetry.metrics,
        ready=lambda: services.indexes.made,
    )


def _builders(services: Services) -> Mapping[str, MailBuilder[UserDocument]]:
    """Return the builders of all domains by the kind of mail."""
    settings, tokens = services.settings, services.link_tokens
    return {
        **link_mails(tokens, settings.link_to),
        **invitation_mails(tokens, settings.link_to),
        **NotificationMails(settings, tokens).builders(),
    }


def _if_may_sign_in(build: MailBuilder[UserDocument]) -> MailBuilder[UserDocument]:
    """Drop entries of accounts that are suspended or being deleted."""

    async def built(user: UserDocument, entry: Entry) -> Message | None:
        return await build(user, entry) if user.may_sign_in else None

    return built
