"""ASGI application: services, routes and middleware."""

import time
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from hashlib import sha256
from typing import Any, override

import structlog
from pymongo.errors import PyMongoError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from cms_blog.accounts.budgets import Budgets, SiteBudget
from cms_blog.accounts.credentials import Passwords, Tokens, invalid_token
from cms_blog.accounts.documents import Role
from cms_blog.accounts.links.tokens import LinkTokens
from cms_blog.accounts.user_cache import UserCache
from cms_blog.blogs.content.checks.provenance import Receipts
from cms_blog.blogs.previews.links import PreviewLinks
from cms_blog.blogs.queries import seconds_to_next_publication
from cms_blog.blogs.tags.service import TagCounts
from cms_blog.context import Context, Services
from cms_blog.database.client import opened, responds
from cms_blog.database.indexes import indexed, indexes_of
from cms_blog.database.outages import is_outage, unavailable
from cms_blog.errors import Outage
from cms_blog.feeds.routes import Feeds
from cms_blog.generation.gemini.gateway import Gateway
from cms_blog.graphql.execution.response_cache import ResponseCache, etag_matches
from cms_blog.graphql.pages import graphiql
from cms_blog.graphql.transport.compression import Compression
from cms_blog.graphql.transport.endpoint import GraphQLEndpoint
from cms_blog.graphql.transport.requests import Caller, address_of, request_id_of
from cms_blog.mail.service import Mail
from cms_blog.media.files import upload_routes
from cms_blog.media.storage import Storage
from cms_blog.notifications.unsubscribe import unsubscribe_routes
from cms_blog.observability.audit import AuditTrail
from cms_blog.observability.metrics_endpoint import metrics_route
from cms_blog.observability.telemetry import telemetry_opened
from cms_blog.outbox.wakeup import Wakeup
from cms_blog.privacy.files import export_routes
from cms_blog.privacy.service import resuming_deletions
from cms_blog.rate_limits import RateLimits
from cms_blog.schema import create_schema, schema_text
from cms_blog.server.documents import DOCUMENTS
from cms_blog.server.jwt_secret import jwt_secret
from cms_blog.server.middleware import Envelope
from cms_blog.settings import Settings
from cms_blog.shutdown import Drain

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_PREFLIGHT_SECONDS = 86_400
# Tokens of this server have about 300 characters.
_MAX_TOKEN_CHARACTERS = 4_096
_GRAPHQL = "/graphql"


@asynccontextmanager
async def open_services(
    settings: Settings, *, beside_server: bool = False
) -> AsyncGenerator[Services]:
    """Open the services of one process for the duration of the block.

    With `beside_server`, connect to the embedded database of a running server; if no server runs,
    start it here, so that other processes can join it.

    Raises:
        embedded.EmbeddedDatabaseError, pymongo.errors.PyMongoError: the database does
            not start or respond.
    """
    storage = Storage.from_settings(settings)
    async with (
        telemetry_opened(settings) as telemetry,
        opened(
            settings, DOCUMENTS, beside_server=beside_server, publish=True, telemetry=telemetry
        ) as database,
        indexed(indexes_of(DOCUMENTS)) as indexes,
        resuming_deletions(storage.store),
    ):
        secret = jwt_secret(settings)
        link_tokens = LinkTokens(secret, previous=settings.jwt_secret_previous)
        rate_limits = RateLimits(settings)
        gateway = Gateway.from_settings(settings, telemetry, _budgets(settings, rate_limits))
        passwords, wakeup = Passwords.from_settings(settings), Wakeup()
        try:
            yield Services(
                settings=settings,
                database=database,
                indexes=indexes,
                passwords=passwords,
                user_cache=UserCache(settings.session_cache_seconds),
                tag_counts=TagCounts(settings.limits.public_cache_seconds),
                tokens=Tokens(
                    secret,
                    previous=settings.jwt_secret_previous,
                    lifetime=timedelta(minutes=settings.jwt_expires_minutes),
                ),
                receipts=Receipts(secret, previous=settings.jwt_secret_previous),
                link_tokens=link_tokens,
                preview_links=PreviewLinks(link_tokens, link_to=settings.preview_link),
                gateway=gateway,
                storage=storage,
                rate_limits=rate_limits,
                wakeup=wakeup,
                mail=Mail(available=settings.sends_mail, wakeup=wakeup),
                drain=Drain(),
                telemetry=telemetry,
                audit=AuditTrail(secret),
            )
        finally:
            passwords.close()
            # First, because calls that it ends settle their budgets.
            await gateway.close()
            await rate_limits.close()


def _budgets(settings: Settings, rate_limits: RateLimits) -> Budgets:
    site = settings.site_micro_usd
    return Budgets(
        settings.user_micro_usd, None if site is None else SiteBudget(site, rate_limits.storage)
    )


def create_app(services: Services, clock: Callable[[], float] = time.monotonic) -> Starlette:
    """Create the ASGI application.

    Args:
        clock: a monotonic clock, in seconds, for caches and blocked addresses.
    """
    settings = services.settings

    async def make_context(
        connection: HTTPConnection, payload: Mapping[str, object] | None
    ) -> Context:
        request_id, address = request_id_of(connection), address_of(connection)
        token = _bearer(connection, payload)
        if token is None:
            return Context(services, request_id, address)
        viewer, expires_at = await services.user_cache.authenticate(token, tokens=services.tokens)
        # For all later log lines of the request.
        structlog.contextvars.bind_contextvars(user=str(viewer.oid))
        return Context(services, request_id, address, viewer, expires_at)

    graphql = GraphQLEndpoint(
        create_schema(),
        settings,
        make_context,
        _identify,
        services.rate_limits,
        services.drain,
        services.telemetry,
        clock,
        cache=ResponseCache(
            settings.limits.public_cache_seconds, clock, seconds_to_next_publication
        ),
    )
    return _Application(
        services,
        routes=[
            # For paths that `_GraphQLFirst` does not match: `/graphql/`, or below a root path.
            Route(_GRAPHQL, graphql),
            WebSocketRoute(_GRAPHQL, graphql),
            *_plain_routes(services),
            *((_schema_route(),) if settings.introspection_allowed else ()),
            metrics_route(settings, services.telemetry.metrics),
            *(graphiql.routes() if settings.graphiql else ()),
            *upload_routes(services.storage),
            *unsubscribe_routes(settings.app_name, services.link_tokens, services.user_cache),
            *Feeds(settings, services.user_cache, services.rate_limits, clock).routes(),
            *export_routes(services.link_tokens, services.user_cache, services.rate_limits),
        ],
        middleware=list(_middleware(settings, graphql)),
        exception_handlers={PyMongoError: _outage, Outage: _outage},
    )


class _Application(Starlette):
    """Starlette with the envelope outside its own error handler, so that it covers every 500."""

    def __init__(self, services: Services, **options: Any) -> None:
        super().__init__(**options)
        self._services = services

    @override
    def build_middleware_stack(self) -> ASGIApp:
        services = self._services
        return Envelope(super().build_middleware_stack(), services.telemetry, services.drain)


def _plain_routes(services: Services) -> list[Route]:
    """Routes for browsers and load balancers."""

    async def home(_: Request) -> Response:
        return RedirectResponse("/graphql")

    async def health(_: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def ready(_: Request) -> Response:
        if services.drain.unready:
            return JSONResponse({"status": "restarting"}, status_code=503)
        if not await responds(services.database):
            return JSONResponse({"status": "database does not answer"}, status_code=503)
        if not services.indexes.made:
            return JSONResponse({"status": "indexes are being built"}, status_code=503)
        return JSONResponse({"status": "ready"})

    return [Route("/", home), Route("/health", health), Route("/ready", ready)]


def _schema_route() -> Route:
    """The schema in SDL for code generators: what introspection shows."""
    sdl = schema_text()
    etag = f'"{sha256(sdl.encode()).hexdigest()[:32]}"'

    async def schema(request: Request) -> Response:
        headers = {"ETag": etag, "Cache-Control": "no-cache"}
        if etag_matches(request.headers.get("if-none-match", ""), etag):
            return Response(status_code=304, headers=headers)
        return Response(sdl, media_type="text/plain; charset=utf-8", headers=headers)

    return Route("/schema.graphql", schema)


async def _outage(_: Request, failure: Exception) -> Response:
    """Respond with 503 to requests other than GraphQL if a dependency is unavailable."""
    if not is_outage(failure):
        raise failure
    _log.error("unavailable", cause=f"{type(failure).__name__}: {failure}"[:300])
    error = unavailable()
    headers = {"Retry-After": str(error.retry_after_seconds)}
    return JSONResponse({"status": error.message}, status_code=503, headers=headers)


def _middleware(settings: Settings, graphql: ASGIApp) -> Iterator[Middleware]:
    # Also without allowed origins: preflight requests need a response.
    yield Middleware(
        CORSMiddleware,
        allow_origins=settings.allowed_origins,
        allow_methods=["GET", "POST"],
        allow_headers=["*"],
        expose_headers=["X-Request-Id", "Retry-After"],
        max_age=_PREFLIGHT_SECONDS,
    )
    yield Middleware(_GraphQLFirst, graphql)


class _GraphQLFirst:
    """Routes GraphQL requests directly, and compresses all other responses.

    The GraphQL endpoint compresses its own responses.
    """

    def __init__(self, app: ASGIApp, graphql: ASGIApp) -> None:
        self._graphql = graphql
        self._others = Compression(app)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        is_graphql = scope.get("path") == _GRAPHQL
        await (self._graphql if is_graphql else self._others)(scope, receive, send)


def _bearer(connection: HTTPConnection, payload: Mapping[str, object] | None) -> str | None:
    """Return the access token of the header (RFC 6750, section 2.1) or of `connection_init`."""
    value: object = connection.headers.get("authorization")
    for name in ("authorization", "Authorization"):
        value = value or (payload or {}).get(name)
    if not value:
        return None
    scheme, _, token = str(value).partition(" ")
    if scheme.lower() != "bearer" or not token.strip() or len(token) > _MAX_TOKEN_CHARACTERS:
        raise invalid_token()
    return token.strip()


def _identify(_: HTTPConnection, context: Context) -> Caller:
    viewer = context.viewer
    return Caller(
        key=context.counter_key,
        expires_at=context.expires_at,
        anonymous=viewer is None,
        may_introspect=viewer is not None and viewer.role is Role.ADMIN,
        session_end=viewer and partial(context.services.user_cache.until_revoked, viewer),
    )
