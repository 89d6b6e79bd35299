"""GET /metrics: metrics for Prometheus, with access control."""

import hmac
from ipaddress import ip_address

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from cms_blog.observability.metrics import Metrics
from cms_blog.settings import Settings


def metrics_route(settings: Settings, metrics: Metrics) -> Route:
    """Return the route. Unauthorised clients get 404, as for an unknown path."""

    async def serve(request: Request) -> Response:
        if not _may_read(request, settings):
            return PlainTextResponse("Not Found", 404)
        content, media_type = await metrics.exposition()
        headers = {"Content-Type": media_type, "Cache-Control": "no-store"}
        return Response(content, headers=headers)

    return Route("/metrics", serve)


def _may_read(request: Request, settings: Settings) -> bool:
    if settings.metrics_token is None:
        # Not in production, where requests of any client can come from a proxy on this machine.
        return settings.env == "dev" and _is_local(request)
    expected = f"Bearer {settings.metrics_token.get_secret_value()}".encode()
    given = request.headers.get("authorization", "").encode("latin-1", "replace")
    return hmac.compare_digest(given, expected)


def _is_local(request: Request) -> bool:
    try:
        return request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        return False
