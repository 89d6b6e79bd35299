"""Receivers of events and the senders of several nodes, on the application's services."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from adjusted_settings import adjusted
from api import Api, Person
from pydantic import SecretStr
from webhook_receiver import SECRET, Delivered, WebhookReceiver

from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.documents import BlogDocument
from cms_blog.context import Services
from cms_blog.database.document import Raw
from cms_blog.graphql.types.node_ids import oid_of
from cms_blog.outbox.sender import Sender
from cms_blog.server.mailing import sender_for

DELETE = "mutation ($id: ID!) { deleteBlog(id: $id) { __typename } }"


PATIENCE = 2


HOUR = timedelta(hours=1)


class Hooks:
    """Receivers, and senders of several nodes."""

    def __init__(self, api: Api, services: Services, receivers: list[WebhookReceiver]) -> None:
        self.api = api
        self.receivers = receivers
        self.receiver = receivers[0]
        self.services = services
        self.sender = sender_for(services)

    def node(self) -> Sender:
        return sender_for(self.services)

    async def deliver(self) -> list[Delivered]:
        """Return the events that the first receiver accepts now."""
        await self.sender.handle_due()
        return self.receiver.take()

    async def raw(self, blog_id: str) -> Raw | None:
        return await BlogDocument.collection().find_one({"_id": oid_of("Blog", blog_id)})

    async def hours_pass(self, hours: float) -> None:
        """Make all entries due, as if time had passed."""
        for kind in (BlogDocument, UserDocument):
            async for raw in kind.collection().find({"outbox_due": {"$exists": True}}):
                by = timedelta(hours=hours)
                earlier = [
                    {**entry, **{name: entry[name] - by for name in ("at", "not_before")}}
                    if "at" in entry
                    else entry
                    for entry in raw["outbox"]
                ]
                due = min(entry["not_before"] for entry in earlier)
                fields = {"outbox": earlier, "outbox_due": due}
                await kind.collection().update_one({"_id": raw["_id"]}, {"$set": fields})


def configured(services: Services, *receivers: WebhookReceiver, **given: Any) -> Services:
    settings = adjusted(
        services.settings,
        **{
            "webhook_urls": tuple(SecretStr(each.url) for each in receivers),
            "webhook_secret": SecretStr(SECRET),
            "webhook_allow_private": True,
            "webhook_timeout_seconds": PATIENCE,
            **given,
        },
    )
    return replace(services, settings=settings)


async def published(api: Api, author: Person, admin: Person, **given: Any) -> dict[str, Any]:
    blog = await api.make_blog(author)
    await api.move("requestPublish", blog["id"], author)
    await api.move("approveBlog", blog["id"], admin, expectedRevision=1, **given)
    return blog
