"""GET /metrics: what Prometheus reads, for nobody else."""

import hmac

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from cms_blog.metrics import Metrics
from cms_blog.settings import Settings

_THIS_MACHINE = {"127.0.0.1", "::1"}


def metrics_route(settings: Settings, metrics: Metrics) -> Route:
    """The route. Whoever may not read it is told what they are told of any other path."""

    async def serve(request: Request) -> Response:
        if not _may_read(request, settings):
            return PlainTextResponse("Not Found", 404)
        content, media_type = await metrics.shown()
        headers = {"Content-Type": media_type, "Cache-Control": "no-store"}
        return Response(content, headers=headers)

    return Route("/metrics", serve)


def _may_read(request: Request, settings: Settings) -> bool:
    if settings.metrics_token is None:
        # In production a proxy may stand on this machine, and the world behind it.
        client = request.client and request.client.host
        return settings.env == "dev" and client in _THIS_MACHINE
    wanted = f"Bearer {settings.metrics_token.get_secret_value()}".encode()
    given = request.headers.get("authorization", "").encode("latin-1", "replace")
    return hmac.compare_digest(given, wanted)
