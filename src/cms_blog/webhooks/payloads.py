"""The body of an event: its type, its time, and data from the state when it is sent."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from cms_blog.blogs.documents import BlogStatus
from cms_blog.blogs.records import BlogRecord
from cms_blog.context import Services
from cms_blog.database.document import Raw
from cms_blog.graphql.types.node_ids import encode_id
from cms_blog.outbox.announcements import Announcement
from cms_blog.outbox.claims import DELETED
from cms_blog.outbox.entries import Entry
from cms_blog.webhooks.query import WebhookQuery

# Of a blog that is not public, the text is not sent with these.
_OF_PUBLIC = frozenset({Announcement.BLOG_PUBLISHED, Announcement.BLOG_UPDATED})
_WITH_DATA = _OF_PUBLIC | {Announcement.BLOG_SUBMITTED, Announcement.BLOG_REJECTED}


class Payloads:
    """Builds the bodies of events."""

    def __init__(self, services: Services, query: WebhookQuery) -> None:
        self._services = services
        self._query = query

    async def body(self, owner: Raw, entry: Entry) -> bytes:
        """Return the body as JSON.

        Raises:
            QueryFailed
        """
        of_user = entry.kind == Announcement.USER_SUSPENDED
        data = _of_user(owner) if of_user else await self._of_blog(owner, entry.kind)
        at = entry.at or entry.id.generation_time
        return encoded(entry.kind, at, data)

    async def _of_blog(self, raw: Raw, kind: str) -> dict[str, Any]:
        blog_id = encode_id("Blog", raw["_id"])
        if raw["status"] == DELETED:
            left: Raw = raw.get("deleted", {})
            known = {"slug": left.get("slug"), "revision": left.get("revision")}
            return {"id": blog_id, **known, "status": "DELETED"}
        blog = BlogRecord.of(raw)
        is_public = blog.status is BlogStatus.PUBLISHED
        shown = kind in _WITH_DATA and (is_public or kind not in _OF_PUBLIC)
        revision = blog.public_revision if kind in _OF_PUBLIC and is_public else blog.revision
        own = {
            "id": blog_id,
            "slug": blog.slug,
            "revision": revision,
            "status": blog.status.name,
        }
        return own | await self._query.data(self._services, blog_id) if shown else own


def _of_user(raw: Raw) -> dict[str, Any]:
    return {"id": encode_id("User", raw["_id"]), "suspended": bool(raw.get("suspended"))}


def encoded(kind: str, at: datetime, data: Mapping[str, Any]) -> bytes:
    """Return the body of an event as JSON."""
    timestamp = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return orjson.dumps({"type": kind, "timestamp": timestamp, "data": data})
