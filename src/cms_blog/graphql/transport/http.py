"""HTTP's side of the endpoint: reading bodies within bounds, and negotiating media types.

GraphQL over HTTP, sections "Request", "Response" and "Status Codes"; RFC 9110, section 12.5.1.
"""

from collections.abc import AsyncGenerator
from functools import lru_cache
from typing import Any, NamedTuple

from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from cms_blog.graphql.execution.response_cache import Answer, PublicAnswers, still_holds
from cms_blog.graphql.transport.requests import (
    LONGEST_HEADER,
    GraphQLRequest,
    Refusal,
    decode_json,
    read_parameters,
)
from cms_blog.settings import Settings

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
EVENTS = "text/event-stream"
PARTS = "multipart/mixed"
HTML = "text/html"
FORM = "multipart/form-data"

# In the order in which they are taken where the client does not mind: older clients and
# `Accept: */*` get the older type.
RESULTS = (JSON, GRAPHQL)
STREAMS = (EVENTS, PARTS)

# By the error's code: the status with `application/json`, and with
# `application/graphql-response+json`. With the older type a well-formed request gets 200, save
# where what stands between client and server has to see what is going on.
_STATUSES = {
    "UNAUTHENTICATED": (401, 401),
    "FORBIDDEN": (403, 403),
    "RATE_LIMITED": (429, 429),
    "TIMED_OUT": (200, 504),
    "INTERNAL_SERVER_ERROR": (500, 500),
    "UNAVAILABLE": (503, 503),
}
_OTHER_STATUS = (200, 400)
# Below this, a response fits into a packet anyway.
WORTH_COMPRESSING = 1_000
# Past this level, Markdown and JSON hardly get smaller, and cost twice the time.
COMPRESSION = 5
# It keeps the server from reading the rest of the body only to drop it.
_CLOSING = {"Connection": "close"}


# Parameters in the query string of a GET.
_MAX_PARAMETERS = 100


class _Range(NamedTuple):
    kind: str
    parameters: dict[str, str]
    quality: float


def header(request: Request, name: str) -> str | None:
    """A header that is going to be parsed.

    Raises:
        Refusal: 431, it is longer than any client needs.
    """
    value = request.headers.get(name)
    if value is not None and len(value) > LONGEST_HEADER:
        told = f"The header {name} may have at most {LONGEST_HEADER:,} characters."
        raise Refusal(told, 431)
    return value


def media_type_of_failure(request: Request) -> str:
    """The media type of a response to a request that can't be read."""
    try:
        return negotiate(header(request, "accept"), RESULTS) or JSON
    except Refusal:
        return JSON


@lru_cache(maxsize=128)
def negotiate(accept: str | None, offers: tuple[str, ...]) -> str | None:
    """The offer that the client likes best; None when it takes none of them.

    Of those it likes equally well, the one that it names first; then the one offered first.
    """
    if accept is None or not accept.strip():
        return offers[0]
    ranges = [_read_range(part) for part in accept.split(",")]
    best: tuple[float, int] | None = None
    chosen: str | None = None
    for offer in offers:
        matches = [
            (specific, place, wanted.quality)
            for place, wanted in enumerate(ranges)
            if (specific := _specificity(wanted, offer))
        ]
        if not matches:
            continue
        _, place, quality = max(matches, key=lambda match: match[0])
        rank = (quality, -place)
        if quality > 0 and (best is None or rank > best):
            best, chosen = rank, offer
    return chosen


def _read_range(text: str) -> _Range:
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


def _specificity(wanted: _Range, offer: str) -> int:
    if wanted.kind == offer:
        # Apollo's multipart subscriptions; without it, the client means another use of the type.
        if offer == PARTS and not wanted.parameters.get("subscriptionspec", "").startswith("1"):
            return 0
        return 3
    # Nobody means a stream or a page by saying "anything".
    if offer not in RESULTS:
        return 0
    if wanted.kind == offer.partition("/")[0] + "/*":
        return 2
    return int(wanted.kind == "*/*")


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
    """Whether an outage kept all of it from being answered: load balancers should know."""
    if response["data"] is not None:
        return False
    return {error["extensions"]["code"] for error in response["errors"]} == {"UNAVAILABLE"}


def headers_for(response: dict[str, Any]) -> dict[str, str]:
    """The headers that a response's errors ask for."""
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
    """A response with the headers that every answer of the endpoint carries."""
    always = {
        "Content-Type": f"{media_type}; charset=utf-8",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "Vary": "Accept",
    }
    return Response(content, status, always if headers is None else always | headers)


def public_response(
    request: Request, answer: Answer, media_type: str, answers: PublicAnswers
) -> Response:
    """A response that browsers and proxies may cache, with its lifetime."""
    headers = {
        "Cache-Control": f"public, max-age={int(answers.seconds)}",
        "ETag": answer.etag,
        "Vary": "Accept, Authorization",
    }
    # RFC 9110, section 13.1.2: for GET and HEAD alone.
    if request.method == "GET" and still_holds(
        request.headers.get("if-none-match", ""), answer.etag
    ):
        return Response(status_code=304, headers=headers)
    return json_response(answer.content, media_type, 200, headers)


def compressed(response: ASGIApp, request: Request) -> ASGIApp:
    """`response`, compressed on its way where it is large enough and the client takes that."""
    if not isinstance(response, Response) or len(response.body) < WORTH_COMPRESSING:
        return response
    if _accepts_gzip(request.headers.get("accept-encoding", "")):
        return GZipMiddleware(response, WORTH_COMPRESSING, COMPRESSION)
    response.headers.add_vary_header("Accept-Encoding")
    return response


@lru_cache(maxsize=128)
def _accepts_gzip(accept_encoding: str) -> bool:
    """Whether a client names gzip as an encoding that it accepts (RFC 9110, section 12.5.3)."""
    if len(accept_encoding) > LONGEST_HEADER:
        return False
    ranges = [_read_range(part) for part in accept_encoding.split(",")]
    return any(each.kind == "gzip" and each.quality > 0 for each in ranges)


def read_query_string(request: Request, settings: Settings) -> GraphQLRequest:
    """A request out of a GET's URL (section "GET").

    Raises:
        Refusal
    """
    if request.scope["query_string"].count(b"&") >= _MAX_PARAMETERS:
        raise Refusal(f"The URL may have at most {_MAX_PARAMETERS} parameters.")
    parameters: dict[str, Any] = dict(request.query_params)
    for name in ("variables", "extensions"):
        if text := parameters.pop(name, None):
            parameters[name] = decode_json(text, settings.limits.max_json_depth, f"`{name}`")
    return read_parameters(parameters)


def content_type(request: Request) -> str:
    """The body's media type, of those that are taken.

    Raises:
        Refusal: 415
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
    read = _read_range(content_type.lower())
    return read.kind, read.parameters.get("charset", "utf-8")


async def body_within(request: Request, most_bytes: int) -> AsyncGenerator[bytes]:
    """The body's pieces, as long as they are not too many.

    Raises:
        Refusal: 413
    """
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:18]) > most_bytes:
        raise _too_large(most_bytes)
    received = 0
    async for piece in request.stream():
        received += len(piece)
        if received > most_bytes:
            raise _too_large(most_bytes)
        yield piece


def _too_large(most_bytes: int) -> Refusal:
    return Refusal(f"The body may have at most {most_bytes:,} bytes.", 413, _CLOSING)


def too_slow() -> Refusal:
    """The answer to a body that does not come to its end in time."""
    return Refusal("The body took too long to arrive.", 408, _CLOSING)


async def read_json(request: Request, settings: Settings) -> Any:
    """A JSON body's value.

    Raises:
        Refusal
    """
    pieces = body_within(request, settings.limits.max_body_bytes)
    body = b"".join([piece async for piece in pieces])
    if not body:
        raise Refusal("The body is empty; send a JSON object with `query`.")
    return decode_json(body, settings.limits.max_json_depth)
