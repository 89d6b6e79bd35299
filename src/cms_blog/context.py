"""Context of resolvers: the services of the process, and the viewer of the request."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import strawberry
from graphql import GraphQLResolveInfo

from cms_blog.accounts.credentials import Passwords, Tokens
from cms_blog.accounts.documents import Role, UserDocument
from cms_blog.accounts.links.tokens import LinkTokens
from cms_blog.accounts.password_guard import PasswordGuard
from cms_blog.accounts.user_cache import UserCache
from cms_blog.blogs.content.checks.provenance import Receipts
from cms_blog.blogs.previews.links import PreviewLinks
from cms_blog.blogs.tags.service import TagCounts
from cms_blog.counter_keys import CounterKey, address_key, user_key
from cms_blog.database.client import Database
from cms_blog.database.indexes import Indexes
from cms_blog.errors import Forbidden, Unauthenticated
from cms_blog.generation.gemini.gateway import Gateway
from cms_blog.graphql.types.selection import selected_paths
from cms_blog.mail.service import Mail
from cms_blog.media.storage import Storage
from cms_blog.observability.audit import Action, AuditEntry, AuditTrail
from cms_blog.observability.telemetry import Telemetry
from cms_blog.outbox.wakeup import Wakeup
from cms_blog.rate_limits import LimitedAction, RateLimits
from cms_blog.settings import Settings
from cms_blog.shutdown import Drain


@dataclass(frozen=True, slots=True)
class Services:
    """Singletons of the process, opened at startup and closed at shutdown."""

    settings: Settings
    database: Database
    indexes: Indexes
    passwords: Passwords
    tokens: Tokens
    receipts: Receipts
    link_tokens: LinkTokens
    preview_links: PreviewLinks
    user_cache: UserCache
    tag_counts: TagCounts
    gateway: Gateway
    storage: Storage
    rate_limits: RateLimits
    wakeup: Wakeup
    mail: Mail
    drain: Drain
    telemetry: Telemetry
    audit: AuditTrail


@dataclass(frozen=True, slots=True)
class Context:
    """Context of one HTTP request, or of one operation on a WebSocket."""

    services: Services
    request_id: str
    # IP address of the client.
    address: str
    # None if the request has no token.
    viewer: UserDocument | None = None
    # Expiry time of the viewer's token.
    expires_at: datetime | None = None

    def signed_in(self) -> UserDocument:
        """Return the viewer.

        Raises:
            Unauthenticated: the request has no valid token.
        """
        if self.viewer is None:
            raise Unauthenticated
        return self.viewer

    @property
    def counter_key(self) -> CounterKey:
        """Key of the caller's rate limits: per user, or per address if signed out."""
        return address_key(self.address) if self.viewer is None else user_key(self.viewer.oid)

    async def limited(self, action: LimitedAction) -> None:
        """Count one action for the viewer, or for the address if signed out.

        Raises:
            RateLimited: the limit is reached.
        """
        await self.services.rate_limits.hit(action, self.counter_key)

    @property
    def password_guard(self) -> PasswordGuard:
        """Guard for password checks of this request."""
        return PasswordGuard(self.services.passwords, self.services.rate_limits, self.address)

    def auditing(
        self, action: Action, *, email: str | None = None, **facts: str | None
    ) -> AbstractContextManager[AuditEntry]:
        """Record the action of the block in the audit trail; see `AuditTrail.recording`."""
        actor = None if self.viewer is None else self.viewer.oid
        recording = self.services.audit.recording
        return recording(action, actor=actor, email=email, client=self.address, **facts)

    def admin(self) -> UserDocument:
        """Return the viewer if it is an admin.

        Raises:
            Unauthenticated, Forbidden
        """
        viewer = self.signed_in()
        if viewer.role is not Role.ADMIN:
            raise Forbidden("Only admins can do this.")
        return viewer


class Info(strawberry.Info[Context, None]):
    """Strawberry's Info with access to the selections below the field."""

    def selected(self) -> frozenset[str]:
        """Return the dotted paths selected below this field, for example `nodes.author`."""
        raw = cast("GraphQLResolveInfo[Context]", self._raw_info)  # pyright: ignore[reportUnknownMemberType] - Strawberry leaves the context open
        return selected_paths(raw.field_nodes, raw.fragments)
