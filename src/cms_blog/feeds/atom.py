"""Atom feeds (RFC 4287)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cms_blog.database.clock import EPOCH
from cms_blog.feeds.document_cache import Packed, Packer
from cms_blog.feeds.service import Post
from cms_blog.feeds.xml import XmlWriter, timestamp
from cms_blog.media.image_store import media_type_of

# `updated` of a feed without posts, which must have one (section 4.1.1).
NEVER = EPOCH


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: its title, its own URL and that of the page with the same posts, and its posts."""

    title: str
    url: str
    page_url: str
    posts: Sequence[Post]

    @property
    def updated(self) -> datetime:
        """Time when the text of a post last changed."""
        return max((post.location.updated for post in self.posts), default=NEVER)

    @property
    def changed(self) -> datetime:
        """Time of the last change of a post of any kind."""
        return max((post.location.changed for post in self.posts), default=NEVER)


def atom(feed: Feed) -> Packed:
    """Return the feed as Atom."""
    xml, packer = XmlWriter(), Packer()
    with xml.inside("feed", xmlns="http://www.w3.org/2005/Atom"):
        xml.element("id", feed.url)
        xml.element("title", feed.title)
        xml.element("updated", timestamp(feed.updated))
        xml.element("link", rel="self", type="application/atom+xml", href=feed.url)
        xml.element("link", rel="alternate", type="text/html", href=feed.page_url)
        for post in feed.posts:
            _entry(xml, post)
            packer.add(xml.taken())
    packer.add(xml.taken())
    return packer.finish(feed.changed)


def _entry(xml: XmlWriter, post: Post) -> None:
    language = {"xml_lang": post.language} if post.language else {}
    with xml.inside("entry", **language):
        xml.element("id", post.urn)
        xml.element("title", post.title)
        xml.element("link", rel="alternate", type="text/html", href=post.location.url)
        if post.cover_url is not None:
            media_type = media_type_of(post.cover_url.rpartition("/")[2])
            known = {"type": media_type} if media_type else {}
            xml.element("link", rel="enclosure", href=post.cover_url, **known)
        xml.element("published", timestamp(post.published))
        xml.element("updated", timestamp(post.location.updated))
        with xml.inside("author"):
            xml.element("name", post.author.name)
            if post.author.website is not None:
                xml.element("uri", post.author.website)
        for tag in post.tags:
            xml.element("category", term=tag)
        if post.summary:
            xml.element("summary", post.summary)
        xml.element("content", post.html, type="html")
