"""The sitemap (https://www.sitemaps.org/protocol.html)."""

from collections.abc import Awaitable, Callable

from cms_blog.feeds.atom import NEVER
from cms_blog.feeds.document_cache import Packed, Packer
from cms_blog.feeds.service import count_published, locations
from cms_blog.feeds.xml import XmlWriter, timestamp
from cms_blog.site.links import SiteLinks

# The most that the protocol allows in one file.
MAX_URLS = 50_000
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_ROWS_AT_ONCE = 500


async def sitemap(
    links: SiteLinks, server: str, part: Callable[[int], Awaitable[Packed | None]]
) -> Packed:
    """Return the sitemap of all posts, or an index of its parts if they are more than MAX_URLS.

    Args:
        server: public URL of this server, which serves the parts.
        part: returns a part, from 1. A crawler requests the parts after the index, so they can be
            taken from a cache then.
    """
    parts = -(-await count_published() // MAX_URLS)
    if parts <= 1:
        return await _urls(links, 0)
    xml, packer, modified = XmlWriter(), Packer(), NEVER
    with xml.inside("sitemapindex", xmlns=_NAMESPACE):
        for number in range(1, parts + 1):
            # Absent if posts were removed since they were counted.
            if (document := await part(number)) is not None:
                modified = max(modified, document.modified)
                lastmod = timestamp(document.modified)
                xml.element_of("sitemap", loc=f"{server}/sitemap-{number}.xml", lastmod=lastmod)
    packer.add(xml.taken())
    return packer.finish(modified)


async def sitemap_part(links: SiteLinks, number: int) -> Packed | None:
    """Return a part of the sitemap, from 1; None beyond the last one."""
    part = await _urls(links, (number - 1) * MAX_URLS)
    return part if part.modified > NEVER else None


async def _urls(links: SiteLinks, skip: int) -> Packed:
    """Return the URLs of MAX_URLS posts at most; without one, the time of the change is NEVER."""
    xml, packer, modified, rows = XmlWriter(), Packer(), NEVER, 0
    with xml.inside("urlset", xmlns=_NAMESPACE):
        async for each in locations(links, skip=skip, limit=MAX_URLS):
            xml.element_of("url", loc=each.url, lastmod=timestamp(each.updated))
            modified = max(modified, each.changed)
            rows += 1
            if rows % _ROWS_AT_ONCE == 0:
                packer.add(xml.taken())
        if not rows:
            # The schema requires one.
            xml.element_of("url", loc=links.home)
    packer.add(xml.taken())
    return packer.finish(modified)
