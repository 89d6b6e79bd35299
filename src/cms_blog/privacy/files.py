"""GET /export?ticket=…: downloads the file that `exportMyData` links to."""

from datetime import UTC, datetime, timedelta

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from cms_blog.accounts.credentials import session_claims
from cms_blog.accounts.documents import UserDocument
from cms_blog.accounts.links.tokens import LinkTokens, Token
from cms_blog.accounts.user_cache import UserCache
from cms_blog.counter_keys import user_key
from cms_blog.errors import Unauthenticated
from cms_blog.privacy.export import FORMAT, export_chunks
from cms_blog.rate_limits import RateLimited, RateLimits

URL_PATH = "/export"

_LIFETIME = timedelta(minutes=5)


def ticket_for(user: UserDocument, tokens: LinkTokens) -> Token:
    """Issue the token of a temporary download link."""
    return tokens.issue("export", user.oid, {"epoch": user.session_epoch}, _LIFETIME)


def export_routes(
    tokens: LinkTokens, user_cache: UserCache, rate_limits: RateLimits
) -> list[Route]:
    """Return the route (GET and HEAD) that streams the file."""

    async def serve(request: Request) -> Response:
        try:
            ticket = tokens.read("export", request.query_params.get("ticket", ""))
            user = await user_cache.user_of(session_claims(ticket))
            await rate_limits.hit("export", user_key(user.oid))
        except Unauthenticated:
            return PlainTextResponse(
                ("This link is invalid or has expired. Request a new export.\n"), 401
            )
        except RateLimited as limited:
            wait = {"Retry-After": str(limited.retry_after_seconds)}
            return PlainTextResponse(f"{limited.message}\n", 429, wait)
        name = f"{FORMAT}-{datetime.now(UTC):%Y-%m-%d}.json"
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        }
        return StreamingResponse(
            export_chunks(user), headers=headers, media_type="application/json"
        )

    return [Route(URL_PATH, serve)]
