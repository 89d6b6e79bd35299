"""Published posts in the database, and clients of an application with other settings."""

import xml.etree.ElementTree as ET
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, cast

import feedparser  # pyright: ignore[reportMissingTypeStubs] - has no types
from adjusted_settings import adjusted
from bson import ObjectId
from httpx import ASGITransport, AsyncClient, Response
from stored_blogs import make_blog

from cms_blog.blogs.content.markdown import RENDERER, render
from cms_blog.context import Services
from cms_blog.rate_limits import RateLimits
from cms_blog.server.app import create_app

SITE = "https://site.example/blog"
SERVER = "https://cms.example/api"
START = datetime(2024, 5, 1, 12, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"

_hosts = count(1)


def make_post(
    number: int, author: ObjectId, markdown: str = "Text.", **fields: Any
) -> dict[str, Any]:
    """Return a post, published `number` hours after START."""
    at = START + timedelta(hours=number)
    meta = {"title": f"Post {number}", "language": "English"} | fields.pop("meta", {})
    final = {"markdown": markdown, "html": render(markdown).html, "renderer": RENDERER}
    stored = {
        "status": "published",
        "slug": f"post-{number}",
        "published_at": at,
        "first_published_at": at,
        "approved_at": at,
        "updated_at": at,
        "final_blog": final | {"excerpt": f"Excerpt {number}."},
        "meta": meta,
    }
    return make_blog(author) | stored | fields


@asynccontextmanager
async def client_of(
    services: Services, *, clock: list[float] | None = None, **changes: Any
) -> AsyncGenerator[AsyncClient]:
    """A client of an application with `changes` to the settings, and an address of its own."""
    given = {"site_url": SITE, "public_base_url": SERVER, "app_name": "Our Blog"} | changes
    settings = adjusted(services.settings, **given)
    limits = RateLimits(settings)
    timed = {} if clock is None else {"clock": lambda: clock[0]}
    app = create_app(replace(services, settings=settings, rate_limits=limits), **timed)
    transport = ASGITransport(app, client=(f"127.9.0.{next(_hosts) % 250}", 50_000))
    async with AsyncClient(transport=transport, base_url="http://testserver") as http:
        yield http


def parsed(response: Response) -> Any:
    """Return the feed as feedparser reads it; fail the test if it is not well-formed."""
    assert response.status_code == 200, response.text
    feed = cast("Any", feedparser).parse(response.content, sanitize_html=False)
    assert not feed.bozo, feed.bozo_exception
    return feed


def elements(response: Response) -> ET.Element:
    """Return the root element of an XML response."""
    assert response.status_code == 200, response.text
    return ET.fromstring(response.content)
