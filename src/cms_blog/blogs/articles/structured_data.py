"""Structured data of a post for search engines: a schema.org BlogPosting as JSON-LD.

https://schema.org/BlogPosting, https://json-ld.org/spec/latest/json-ld/#embedding-json-ld-in-html-documents
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from cms_blog.accounts.types import User
from cms_blog.blogs.articles.languages import language_tag
from cms_blog.blogs.content.checks.provenance import StoredProvenance
from cms_blog.blogs.records import BlogRecord
from cms_blog.media.schema import Image
from cms_blog.site.links import SiteLinks

# Stored paths that the data needs, besides those of the provenance and of the author.
STORED = (
    *("slug", "tags", "updated_at", "first_published_at", "published_at"),
    *("meta.title", "meta.cover_image_url", "meta.cover_file"),
    *("meta.language", "meta.meta_description"),
    *("final_blog.excerpt", "final_blog.word_count"),
)
# Characters that end a script element or a line of a script. JSON has them in strings only.
_ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}
# https://cv.iptc.org/newscodes/digitalsourcetype/
_SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/"


def structured_data(
    blog: BlogRecord,
    *,
    author: User | None,
    cover: Image | None,
    provenance: StoredProvenance | None,
    links: SiteLinks,
    publisher: str,
) -> str:
    """Return the JSON-LD, safe inside a script element. Unknown properties are absent.

    Args:
        author: None if the account was deleted.
        cover: the cover, if it is an image of this server.
        provenance: None if it is unknown or not for the viewer.
        publisher: name of the site.
    """
    url = None if blog.slug is None else links.post(blog.slug)
    meta = blog.meta
    final: Mapping[str, Any] = blog.raw.get("final_blog") or {}
    properties: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": blog.title,
        "description": meta.meta_description or final.get("excerpt"),
        "url": url,
        "mainEntityOfPage": url and {"@type": "WebPage", "@id": url},
        "author": _author(blog, author, links),
        "publisher": {"@type": "Organization", "name": publisher, "url": links.home},
        "datePublished": _instant(blog.first_published_at),
        "dateModified": _instant(blog.instant("updated_at")),
        "image": _image(blog.cover_image_url, cover),
        "wordCount": final.get("word_count"),
        "keywords": blog.tags,
        "inLanguage": language_tag(meta.language),
        "digitalSourceType": _source_type(provenance),
    }
    present = {name: value for name, value in properties.items() if value}
    return json.dumps(present, ensure_ascii=False).translate(_ESCAPES)


def _author(blog: BlogRecord, author: User | None, links: SiteLinks) -> Mapping[str, Any]:
    if author is None:
        return {"@type": "Person", "name": User.deleted(blog.author_id).name}
    person = {"@type": "Person", "name": author.name, "url": links.author(author.id)}
    return person | ({"sameAs": author.website_url} if author.website_url else {})


def _image(url: str | None, cover: Image | None) -> Mapping[str, Any] | None:
    if not url:
        return None
    size = {} if cover is None else {"width": cover.width, "height": cover.height}
    return {"@type": "ImageObject", "url": url, **size}


def _instant(at: datetime | None) -> str | None:
    return at and at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _source_type(provenance: StoredProvenance | None) -> str | None:
    """Return IPTC's term for the origin of the sentences."""
    if provenance is None or not provenance.sentences:
        return None
    if not provenance.generated:
        return f"{_SOURCE_TYPE}digitalCreation"
    if provenance.generated == provenance.sentences:
        return f"{_SOURCE_TYPE}trainedAlgorithmicMedia"
    return f"{_SOURCE_TYPE}compositeWithTrainedAlgorithmicMedia"
