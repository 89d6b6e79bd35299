"""The GraphiQL page and its assets, served by this server under a strict CSP.

The libraries come from npm packages (`tools/graphiql`) and are not in the repository.
"""

import json
from functools import cache
from html import escape
from pathlib import Path
from string import Template

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

_HERE = Path(__file__).parent
_PAGE = _HERE / "page"
_ASSETS = _HERE / "assets"
_BASE = "/graphiql"

# Scripts and styles from this server only. GraphiQL's editor needs inline styles, and has fonts
# and cursors as data URLs.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
    "Vary": "Accept",
}


def routes() -> list[Mount]:
    """Routes of the page's scripts and styles."""
    return [
        Mount(f"{_BASE}/page", StaticFiles(directory=_PAGE)),
        Mount(f"{_BASE}/lib", StaticFiles(directory=_ASSETS, check_dir=False)),
    ]


def page(request: Request, app_name: str) -> HTMLResponse:
    """The GraphiQL page, or an installation note if the libraries are missing."""
    name = "index.html" if (_ASSETS / "graphiql.js").exists() else "missing.html"
    content = _template(name).substitute(
        app_name=escape(app_name),
        base=escape(request.scope.get("root_path", "") + _BASE),
        tabs=_tabs(),
    )
    return HTMLResponse(content, headers=_HEADERS)


@cache
def _template(name: str) -> Template:
    return Template((_PAGE / name).read_text())


@cache
def _tabs() -> str:
    """The predefined tabs as JSON, escaped for a script element."""
    tabs = [
        {"query": path.read_text(), "variables": path.with_suffix(".json").read_text()}
        for path in sorted((_PAGE / "tabs").glob("*.graphql"))
    ]
    return json.dumps(tabs).replace("<", r"\u003c")
