"""Context of resolvers: the services of the process and the viewer of the request."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import strawberry
from graphql import GraphQLResolveInfo

from cms_blog.accounts.credentials import Passwords, Tokens
from cms_blog.accounts.documents import Role, UserDocument
from cms_blog.accounts.password_guard import PasswordGuard
from cms_blog.accounts.user_cache import UserCache
from cms_blog.counter_keys import CounterKey, address_key, user_key
from cms_blog.database.client import Database
from cms_blog.database.indexes import Indexes
from cms_blog.errors import Forbidden, Unauthenticated
from cms_blog.generation.gemini.gateway import Gateway
from cms_blog.graphql.types.selection import selected_paths
from cms_blog.media.storage import Storage
from cms_blog.observability.audit import Action, AuditTrail, Entry
from cms_blog.observability.telemetry import Telemetry
from cms_blog.rate_limits import Limited, RateLimits
from cms_blog.settings import Settings
from cms_blog.shutdown import Drain


@dataclass(frozen=True, slots=True)
class Services:
    """Singletons of the process, opened at start-up and closed at shutdown."""

    settings: Settings
    database: Database
    indexes: Indexes
    passwords: Passwords
    tokens: Tokens
    user_cache: UserCache
    gateway: Gateway
    storage: Storage
    rate_limits: RateLimits
    drain: Drain
    telemetry: Telemetry
    audit: AuditTrail


@dataclass(frozen=True, slots=True)
class Context:
    """One request, or one operation on a socket."""

    services: Services
    request_id: str
    # Where the request comes from.
    address: str
    # Who is asking; None when signed out.
    viewer: UserDocument | None = None
    # When the viewer's token ends.
    expires_at: datetime | None = None

    def signed_in(self) -> UserDocument:
        """The viewer.

        Raises:
            Unauthenticated: the request has no valid token.
        """
        if self.viewer is None:
            raise Unauthenticated
        return self.viewer

    @property
    def counter_key(self) -> CounterKey:
        """The key of the caller's rate limits: by user, or by address when signed out."""
        return address_key(self.address) if self.viewer is None else user_key(self.viewer.oid)

    async def limited(self, what: Limited) -> None:
        """Count one `what` for the viewer, or for the address when signed out.

        Raises:
            RateLimited: the limit is reached.
        """
        await self.services.rate_limits.hit(what, self.counter_key)

    @property
    def password_guard(self) -> PasswordGuard:
        """Verifies passwords that this request sends."""
        return PasswordGuard(self.services.passwords, self.services.rate_limits, self.address)

    def auditing(
        self, action: Action, *, email: str | None = None, **facts: str | None
    ) -> AbstractContextManager[Entry]:
        """Tell the audit trail of what is done in the block; see `AuditTrail.telling`."""
        actor = None if self.viewer is None else self.viewer.oid
        told = self.services.audit.telling
        return told(action, actor=actor, email=email, client=self.address, **facts)

    def admin(self) -> UserDocument:
        """The viewer, who is an admin.

        Raises:
            Unauthenticated, Forbidden
        """
        viewer = self.signed_in()
        if viewer.role is not Role.ADMIN:
            raise Forbidden("This is for admins.")
        return viewer


class Info(strawberry.Info[Context, None]):
    """Strawberry's Info, with what the query selects below the field."""

    def selected(self) -> frozenset[str]:
        """Dotted paths selected below this field, as in `nodes.author`; see `graph.selection`."""
        raw = cast("GraphQLResolveInfo[Context]", self._raw_info)  # pyright: ignore[reportUnknownMemberType] - Strawberry leaves the context open
        return selected_paths(raw.field_nodes, raw.fragments)
