"""/mail/unsubscribe?token=…: POST turns mails of one kind off (RFC 8058); GET shows a form for it.

Programs that scan mails follow links with GET, which therefore changes nothing.
"""

from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from cms_blog.accounts.links.tokens import LinkTokens
from cms_blog.accounts.user_cache import UserCache
from cms_blog.notifications.preferences import (
    UNSUBSCRIBE_PATH,
    Preference,
    read_unsubscription,
    unsubscribe,
)

_NAMES: dict[Preference, str] = {
    "decisions": "decisions about your posts",
    "notes": "notes on posts",
    "review_requests": "posts that wait for review",
}
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
    "X-Robots-Tag": "noindex",
}
_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }}
body {{ max-width: 32rem; margin: 15vh auto; padding: 0 1rem }}
button {{ font: inherit; padding: .5rem 1rem }}
</style>
<h1>{title}</h1>
{body}
"""


def unsubscribe_routes(site_name: str, tokens: LinkTokens, user_cache: UserCache) -> list[Route]:
    """Return the route of unsubscribe links."""

    async def serve(request: Request) -> Response:
        given = read_unsubscription(tokens, request.query_params.get("token", ""))
        if given is None:
            body = "<p>Log in, and turn the mails off in your profile.</p>"
            return _page("This link is invalid or has expired", body, 400)
        name = f"mails from {escape(site_name)} about {_NAMES[given.preference]}"
        if request.method != "POST":
            form = f'<form method="post"><button>Turn off {name}</button></form>'
            return _page("Turn these mails off?", form)
        with user_cache.invalidating(given.user_id):
            await unsubscribe(given)
        body = f"<p>You get no more {name}. You can turn them on again in your profile.</p>"
        return _page("The mails are turned off", body)

    return [Route(UNSUBSCRIBE_PATH, serve, methods=["GET", "POST"])]


def _page(title: str, body: str, status: int = 200) -> Response:
    return HTMLResponse(_PAGE.format(title=title, body=body), status, _HEADERS)
