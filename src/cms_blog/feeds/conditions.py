"""Conditional requests for documents (RFC 9110, section 13)."""

from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from cms_blog.feeds.atom import NEVER
from cms_blog.feeds.document_cache import Packed
from cms_blog.graphql.execution.response_cache import etag_matches
from cms_blog.graphql.transport.compression import accepts_gzip

# The longest form of a date has 33 characters.
_LONGEST_DATE = 64


def document_response(
    request: Request, document: Packed, media_type: str, cache_control: str
) -> Response:
    """Return the response to GET or HEAD: 304 if the client's copy is current."""
    headers = {
        "Cache-Control": cache_control,
        # Weak, because it is that of both encodings.
        "ETag": f'W/"{document.tag}"',
    }
    if document.modified > NEVER:
        headers["Last-Modified"] = format_datetime(document.modified, usegmt=True)
    zipped = accepts_gzip(request.headers)
    current = _is_current(request, document)
    if current or zipped or request.method == "HEAD":
        # The middleware adds it to the others, which it may compress.
        headers["Vary"] = "Accept-Encoding"
    if current:
        return Response(status_code=304, headers=headers)
    if zipped:
        headers["Content-Encoding"] = "gzip"
    length = len(document.gzipped) if zipped else document.length
    headers |= {"Content-Length": str(length), "Content-Type": f"{media_type}; charset=utf-8"}
    if request.method == "HEAD":
        return Response(headers=headers)
    if zipped:
        return Response(document.gzipped, headers=headers)
    return StreamingResponse(document.chunks(), headers=headers)


def _is_current(request: Request, document: Packed) -> bool:
    """Whether the client's copy is current, by the precedence of RFC 9110, section 13.2.2."""
    if (known := request.headers.get("if-none-match")) is not None:
        return etag_matches(known, f'"{document.tag}"')
    since = http_date(request.headers.get("if-modified-since", ""))
    return since is not None and NEVER < document.modified <= since


def http_date(text: str) -> datetime | None:
    """Parse an HTTP date (RFC 9110, section 5.6.7); None if it is invalid."""
    if not text or len(text) > _LONGEST_DATE:
        return None
    try:
        date = parsedate_to_datetime(text)
        return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
