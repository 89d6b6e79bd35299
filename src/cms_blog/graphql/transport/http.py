"""HTTP of the endpoint: content negotiation, statuses and headers.

GraphQL over HTTP, sections "Request", "Response" and "Status Codes"; RFC 9110, section 12.5.1.
"""

from functools import lru_cache
from typing import Any, NamedTuple

from graphql import OperationType
from starlette.requests import Request
from starlette.responses import Response

from cms_blog.graphql.execution.response_cache import CachedResponse, ResponseCache, etag_matches
from cms_blog.graphql.transport.requests import (
    LONGEST_HEADER,
    Refusal,
)

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
EVENTS = "text/event-stream"
PARTS = "multipart/mixed"
HTML = "text/html"
FORM = "multipart/form-data"

# In order of preference. `application/json` comes first, because clients that send `Accept: */*`
# may not know the newer type.
RESULTS = (JSON, GRAPHQL)
STREAMS = (EVENTS, PARTS)

# HTTP status by error code, for `application/json` and for `application/graphql-response+json`.
# With `application/json` a well-formed request gets 200, except for errors that proxies and load
# balancers must be able to see.
_STATUSES = {
    "UNAUTHENTICATED": (401, 401),
    "FORBIDDEN": (403, 403),
    "RATE_LIMITED": (429, 429),
    "TIMED_OUT": (200, 504),
    "INTERNAL_SERVER_ERROR": (500, 500),
    "UNAVAILABLE": (503, 503),
}
_OTHER_STATUS = (200, 400)


class Accepted(NamedTuple):
    """Negotiated media types of a single response and of a stream; None if not acceptable."""

    result: str | None
    stream: str | None


class _Range(NamedTuple):
    kind: str
    parameters: dict[str, str]
    quality: float


def header(request: Request, name: str) -> str | None:
    """The value of a header, of at most LONGEST_HEADER characters.

    Raises:
        Refusal: 431 if the header is longer.
    """
    value = request.headers.get(name)
    if value is not None and len(value) > LONGEST_HEADER:
        message = f"The header {name} may have at most {LONGEST_HEADER:,} characters."
        raise Refusal(message, 431)
    return value


def media_type_of_failure(request: Request) -> str:
    """The media type of the response to an invalid request."""
    try:
        return negotiate(header(request, "accept"), RESULTS) or JSON
    except Refusal:
        return JSON


@lru_cache(maxsize=128)
def negotiate(accept: str | None, offers: tuple[str, ...]) -> str | None:
    """The offered media type that the client prefers; None if it accepts no offer.

    For equal quality, the type that the client names first, then the one that is offered first.
    """
    if accept is None or not accept.strip():
        return offers[0]
    ranges = [read_range(part) for part in accept.split(",")]
    best: tuple[float, int] | None = None
    chosen: str | None = None
    for offer in offers:
        matches = [
            (specific, position, accepted.quality)
            for position, accepted in enumerate(ranges)
            if (specific := _specificity(accepted, offer))
        ]
        if not matches:
            continue
        _, position, quality = max(matches, key=lambda match: match[0])
        rank = (quality, -position)
        if quality > 0 and (best is None or rank > best):
            best, chosen = rank, offer
    return chosen


def read_range(text: str) -> _Range:
    """Parse an element of an Accept header, with its parameters and its quality."""
    kind, *rest = text.split(";")
    parameters: dict[str, str] = {}
    for parameter in rest:
        name, _, value = parameter.partition("=")
        parameters[name.strip().lower()] = value.strip().strip('"')
    try:
        quality = min(max(float(parameters.pop("q", "1")), 0.0), 1.0)
    except ValueError:
        quality = 0.0
    return _Range(kind.strip().lower(), parameters, quality)


def _specificity(accepted: _Range, offer: str) -> int:
    if accepted.kind == offer:
        # Required by Apollo's multipart subscriptions; other uses of the type are not supported.
        if offer == PARTS and not accepted.parameters.get("subscriptionspec", "").startswith("1"):
            return 0
        return 3
    # Wildcards match results only: streams and HTML must be accepted explicitly.
    if offer not in RESULTS:
        return 0
    if accepted.kind == offer.partition("/")[0] + "/*":
        return 2
    return int(accepted.kind == "*/*")


def status_for(response: dict[str, Any], media_type: str) -> int:
    """The HTTP status of a response to a well-formed request."""
    if "data" in response and not _is_unavailable(response):
        return 200
    column = RESULTS.index(media_type)
    return max(
        _STATUSES.get(error["extensions"]["code"], _OTHER_STATUS)[column]
        for error in response["errors"]
    )


def _is_unavailable(response: dict[str, Any]) -> bool:
    """Whether the whole response failed because of an outage; reported as 503 to load balancers."""
    if response["data"] is not None:
        return False
    return {error["extensions"]["code"] for error in response["errors"]} == {"UNAVAILABLE"}


def headers_for(response: dict[str, Any]) -> dict[str, str]:
    """`WWW-Authenticate` and `Retry-After` for the errors of a response."""
    headers: dict[str, str] = {}
    for error in response.get("errors", ()):
        extensions = error["extensions"]
        if extensions["code"] == "UNAUTHENTICATED" and "data" not in response:
            headers["WWW-Authenticate"] = "Bearer"
        if "retryAfterSeconds" in extensions:
            headers["Retry-After"] = str(extensions["retryAfterSeconds"])
    return headers


def json_response(
    content: bytes, media_type: str, status: int, headers: dict[str, str] | None = None
) -> Response:
    """A response with the headers common to all responses of the endpoint."""
    always = {
        "Content-Type": f"{media_type}; charset=utf-8",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "Vary": "Accept",
    }
    return Response(content, status, always if headers is None else always | headers)


def wants_current(request: Request) -> bool:
    """Whether no cached response may be used (RFC 9111, section 5.2.1.4)."""
    directives = request.headers.get("cache-control", "").lower().split(",")
    return "no-cache" in map(str.strip, directives)


def public_response(
    request: Request, cached: CachedResponse, media_type: str, cache: ResponseCache
) -> Response:
    """A response that browsers and proxies may cache; 304 if the client's copy is current."""
    headers = {
        "Cache-Control": cache.cache_control(cached),
        "ETag": cached.etag,
        "Vary": "Accept, Authorization",
    }
    # RFC 9110, section 13.1.2: 304 is for GET and HEAD only.
    if request.method == "GET" and etag_matches(
        request.headers.get("if-none-match", ""), cached.etag
    ):
        return Response(status_code=304, headers=headers)
    return json_response(cached.content, media_type, 200, headers)


def content_type(request: Request) -> str:
    """The media type of the body: JSON or FORM.

    Raises:
        Refusal: 415 for any other type, encoding or charset.
    """
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Refusal("Send the body without a Content-Encoding.", status=415)
    kind, charset = _kind_and_charset(header(request, "content-type") or "")
    if kind not in {JSON, FORM}:
        raise Refusal(f"Send the body as {JSON}, or as {FORM} with files.", status=415)
    if charset not in {"utf-8", "utf8"}:
        raise Refusal("Send the body in UTF-8.", status=415)
    return kind


@lru_cache(maxsize=128)
def _kind_and_charset(content_type: str) -> tuple[str, str]:
    parsed = read_range(content_type.lower())
    return parsed.kind, parsed.parameters.get("charset", "utf-8")


def require_post(kind: OperationType, request: Request) -> None:
    """Refuse a mutation by GET."""
    # GraphQL over HTTP, section "GET": a GET request must not run a mutation.
    if kind is OperationType.MUTATION and request.method == "GET":
        raise Refusal("Send mutations with POST.", 405, {"Allow": "POST"})


def require_stream(kind: OperationType, types: Accepted) -> None:
    """Refuse a subscription if the client accepts no stream."""
    if kind is OperationType.SUBSCRIPTION and types.stream is None:
        raise Refusal(
            "A subscription needs a stream: use a WebSocket (graphql-transport-ws), or "
            'Accept text/event-stream or multipart/mixed;subscriptionSpec="1.0".'
        )
