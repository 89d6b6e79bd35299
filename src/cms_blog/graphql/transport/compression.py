"""Compression of responses with gzip (RFC 9110, sections 8.4 and 12.5.3)."""

from functools import lru_cache

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipResponder, IdentityResponder
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cms_blog.graphql.transport.http import read_range
from cms_blog.graphql.transport.requests import LONGEST_HEADER

# Bytes: a smaller response fits into one TCP packet.
WORTH_COMPRESSING = 1_000
# gzip level. Higher levels take twice the time and save little on Markdown and JSON.
COMPRESSION = 5


class Compression:
    """Compresses responses that are large enough, if the client accepts gzip.

    `GZipMiddleware` compresses for each client that mentions gzip, also for `gzip;q=0`.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_weakened(message: Message) -> None:
            _weaken_etag(message)
            await send(message)

        zipped = accepts_gzip(Headers(scope=scope))
        responder = (
            GZipResponder(self._app, WORTH_COMPRESSING, COMPRESSION)
            if zipped
            else IdentityResponder(self._app, WORTH_COMPRESSING)
        )
        await responder(scope, receive, send_weakened)


def _weaken_etag(message: Message) -> None:
    """Make the ETag of a compressed response weak: a strong one names one encoding only."""
    if message["type"] != "http.response.start":
        return
    headers = MutableHeaders(raw=message["headers"])
    if headers.get("etag", "").startswith('"') and "content-encoding" in headers:
        headers["etag"] = f"W/{headers['etag']}"


def compressed(response: ASGIApp) -> ASGIApp:
    """Return `response`, compressed if it is a large one and the client accepts gzip."""
    if not isinstance(response, Response) or len(response.body) < WORTH_COMPRESSING:
        return response
    return Compression(response)


def accepts_gzip(headers: Headers) -> bool:
    """Whether the client accepts gzip explicitly."""
    return _accepts_gzip(",".join(headers.getlist("accept-encoding")))


@lru_cache(maxsize=128)
def _accepts_gzip(accept_encoding: str) -> bool:
    if len(accept_encoding) > LONGEST_HEADER:
        return False
    ranges = [read_range(part) for part in accept_encoding.split(",")]
    return any(each.kind == "gzip" and each.quality > 0 for each in ranges)
