"""GET and HEAD of feeds, the sitemap and robots.txt."""

import re
import time
from collections.abc import Callable, Sequence
from functools import partial
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from cms_blog.accounts.user_cache import UserCache
from cms_blog.blogs.content.markdown import off_loop
from cms_blog.blogs.queries import seconds_to_next_publication
from cms_blog.blogs.records import BlogRecord
from cms_blog.blogs.tags.names import MAX_TAG, tag_key
from cms_blog.counter_keys import address_key
from cms_blog.feeds.atom import Feed, atom
from cms_blog.feeds.conditions import document_response
from cms_blog.feeds.document_cache import Build, DocumentCache, Packed
from cms_blog.feeds.json_feed import json_feed
from cms_blog.feeds.service import Post, newest, posts_of
from cms_blog.feeds.sitemap import sitemap, sitemap_part
from cms_blog.graphql.execution.response_cache import public_cache_control
from cms_blog.graphql.transport.requests import address_of
from cms_blog.graphql.types.node_ids import encode_id, oid_of
from cms_blog.rate_limits import RateLimited, RateLimits
from cms_blog.settings import Settings
from cms_blog.site.links import SiteLinks
from cms_blog.validation.text import clean_line

_ATOM = "application/atom+xml"
_JSON = "application/feed+json"
_XML = "application/xml"

# Bytes; 1/50 of the first is the largest document that is cached.
_FEED_BYTES, _MAX_FEEDS = 40_000_000, 1_000
_SITEMAP_BYTES, _MAX_SITEMAPS = 200_000_000, 40
_PART = re.compile(r"[1-9][0-9]{0,3}", re.ASCII)
_DAY = 86_400
# Links in mails and downloads, which have tokens.
_NOT_FOR_ROBOTS = ("/export", "/mail/")


class Feeds:
    """Feeds and the sitemap of one site.

    Args:
        clock: a monotonic clock, in seconds.
    """

    def __init__(
        self,
        settings: Settings,
        users: UserCache,
        rate_limits: RateLimits,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._name = settings.app_name
        self._server = settings.base_url
        self._links = SiteLinks.from_settings(settings)
        self._users = users
        self._rate_limits = rate_limits
        seconds = settings.limits.public_cache_seconds
        cache = partial(DocumentCache, seconds, seconds_to_next_publication, clock=clock)
        self._feeds = cache(capacity=_FEED_BYTES, entries=_MAX_FEEDS)
        self._sitemaps = cache(capacity=_SITEMAP_BYTES, entries=_MAX_SITEMAPS)

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/feed.xml", self._atom_of_all),
            Route("/feed.json", self._json_of_all),
            # A tag may contain a slash.
            Route("/feeds/tags/{tag:path}.xml", self._atom_of_tag),
            Route("/feeds/authors/{id}.xml", self._atom_of_author),
            Route("/sitemap.xml", self._sitemap),
            Route("/sitemap-{part}.xml", self._part),
            Route("/robots.txt", self._robots),
        ]

    async def _atom_of_all(self, request: Request) -> Response:
        return await self._feed(request, "atom", partial(self._of_all, "feed.xml", atom), _ATOM)

    async def _json_of_all(self, request: Request) -> Response:
        build = partial(self._of_all, "feed.json", json_feed)
        return await self._feed(request, "json", build, _JSON)

    async def _of_all(self, path: str, write: Callable[[Feed], Packed]) -> Packed:
        posts = await self._posts(await newest())
        return await self._written(write, self._name, path, self._links.home, posts)

    async def _atom_of_tag(self, request: Request) -> Response:
        cleaned = clean_line(request.path_params["tag"])
        key = tag_key(cleaned)
        if not key or len(cleaned) > MAX_TAG:
            return _not_found()
        return await self._feed(request, f"tag/{key}", partial(self._of_tag, key), _ATOM)

    async def _of_tag(self, key: str) -> Packed | None:
        blogs = await newest(tag=key)
        if not blogs:
            return None
        # As written in the newest post, so that the feed is the same for all spellings.
        tag = next((tag for tag in blogs[0].tags if tag_key(tag) == key), key)
        path, page = f"feeds/tags/{quote(tag, safe='')}.xml", self._links.tag(tag)
        posts = await self._posts(blogs)
        return await self._written(atom, f"{self._name}: {tag}", path, page, posts)

    async def _atom_of_author(self, request: Request) -> Response:
        author_id = oid_of("User", request.path_params["id"])
        if author_id is None:
            return _not_found()
        user_id = encode_id("User", author_id)

        async def build() -> Packed | None:
            blogs = await newest(author_id=author_id)
            if not blogs:
                return None
            posts = await self._posts(blogs)
            title = f"{self._name}: {posts[0].author.name}"
            path = f"feeds/authors/{quote(user_id, safe='')}.xml"
            return await self._written(atom, title, path, self._links.author(user_id), posts)

        return await self._feed(request, f"author/{user_id}", build, _ATOM)

    async def _posts(self, blogs: Sequence[BlogRecord]) -> Sequence[Post]:
        return await posts_of(blogs, self._links, self._users)

    async def _written(
        self,
        write: Callable[[Feed], Packed],
        title: str,
        path: str,
        page_url: str,
        posts: Sequence[Post],
    ) -> Packed:
        return await off_loop(write, Feed(title, f"{self._server}/{path}", page_url, posts))

    async def _feed(self, request: Request, key: str, build: Build, media_type: str) -> Response:
        return await self._respond(request, self._feeds, key, build, media_type)

    async def _sitemap(self, request: Request) -> Response:
        build = partial(sitemap, self._links, self._server, self._part_numbered)
        return await self._respond(request, self._sitemaps, "index", build, _XML)

    async def _part_numbered(self, number: int) -> Packed | None:
        build = partial(sitemap_part, self._links, number)
        kept = await self._sitemaps.get(str(number), build)
        return None if kept is None else kept.document

    async def _part(self, request: Request) -> Response:
        given = request.path_params["part"]
        if not _PART.fullmatch(given):
            return _not_found()
        build = partial(sitemap_part, self._links, int(given))
        return await self._respond(request, self._sitemaps, given, build, _XML)

    async def _robots(self, _: Request) -> Response:
        prefix = urlsplit(self._server).path
        hidden = "".join(f"Disallow: {prefix}{path}\n" for path in _NOT_FOR_ROBOTS)
        text = f"User-agent: *\n{hidden}\nSitemap: {self._server}/sitemap.xml\n"
        headers = {"Cache-Control": public_cache_control(_DAY, float("inf"))}
        return PlainTextResponse(text, headers=headers)

    async def _respond(
        self, request: Request, cache: DocumentCache, key: str, build: Build, media_type: str
    ) -> Response:
        try:
            await self._rate_limits.hit("request", address_key(address_of(request)))
        except RateLimited as limited:
            wait = {"Retry-After": str(limited.retry_after_seconds), "Cache-Control": "no-store"}
            return PlainTextResponse(f"{limited.message}\n", 429, wait)
        kept = await cache.get(key, build)
        if kept is None:
            return _not_found()
        caching = public_cache_control(*cache.seconds_left(kept))
        return document_response(request, kept.document, media_type, caching)


def _not_found() -> Response:
    # Not cached: the first post with the tag may be published at any time.
    return PlainTextResponse("Not found\n", 404, {"Cache-Control": "no-store"})
