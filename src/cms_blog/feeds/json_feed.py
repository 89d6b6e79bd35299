"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from typing import Any

import orjson

from cms_blog.feeds.atom import Feed
from cms_blog.feeds.document_cache import Packed, Packer
from cms_blog.feeds.service import Author, Post
from cms_blog.feeds.xml import timestamp, valid_text

_VERSION = "https://jsonfeed.org/version/1.1"


def json_feed(feed: Feed) -> Packed:
    """Return the feed as JSON Feed."""
    packer = Packer()
    document = {
        "version": _VERSION,
        "title": valid_text(feed.title),
        "home_page_url": feed.page_url,
        "feed_url": feed.url,
        "items": [_item(post) for post in feed.posts],
    }
    packer.add(orjson.dumps(document).decode())
    return packer.finish(feed.changed)


def _item(post: Post) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": post.urn,
        "url": post.location.url,
        "title": valid_text(post.title),
        "content_html": valid_text(post.html),
        "summary": valid_text(post.summary),
        "image": post.cover_url and valid_text(post.cover_url),
        "date_published": timestamp(post.published),
        "date_modified": timestamp(post.location.updated),
        "authors": [_author(post.author)],
        "tags": [valid_text(tag) for tag in post.tags],
        "language": post.language,
    }
    # Absent rather than empty or null.
    return {name: value for name, value in item.items() if value}


def _author(author: Author) -> dict[str, str]:
    named = {"name": valid_text(author.name)}
    return named | ({} if author.website is None else {"url": valid_text(author.website)})
