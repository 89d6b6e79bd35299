"""Reads requests from URLs and bodies, within limits.

GraphQL over HTTP, section "Request".
"""

from collections.abc import AsyncGenerator
from typing import Any

from starlette.requests import Request

from cms_blog.graphql.transport.requests import (
    GraphQLRequest,
    Refusal,
    decode_json,
    read_parameters,
)
from cms_blog.settings import Settings

# Closes the connection, so that the rest of the body is not read.
_CLOSING = {"Connection": "close"}
# Parameters in the query string of a GET.
_MAX_PARAMETERS = 100


def read_query_string(request: Request, settings: Settings) -> GraphQLRequest:
    """Read the request in the URL of a GET (section "GET").

    Raises:
        Refusal: a parameter is invalid, or there are too many.
    """
    if request.scope["query_string"].count(b"&") >= _MAX_PARAMETERS:
        raise Refusal(f"The URL may have at most {_MAX_PARAMETERS} parameters.")
    parameters: dict[str, Any] = dict(request.query_params)
    for name in ("variables", "extensions"):
        if text := parameters.pop(name, None):
            parameters[name] = decode_json(text, settings.limits.max_json_depth, f"`{name}`")
    return read_parameters(parameters)


async def body_within(request: Request, max_bytes: int) -> AsyncGenerator[bytes]:
    """Yield the body in chunks.

    Raises:
        Refusal: 413 if the body is longer than `max_bytes`.
    """
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:18]) > max_bytes:
        raise _too_large(max_bytes)
    received = 0
    async for chunk in request.stream():
        received += len(chunk)
        if received > max_bytes:
            raise _too_large(max_bytes)
        yield chunk


def _too_large(max_bytes: int) -> Refusal:
    return Refusal(f"The body may have at most {max_bytes:,} bytes.", 413, _CLOSING)


def body_timeout() -> Refusal:
    """The error for a body that does not arrive in time."""
    return Refusal("The request body was not received in time.", 408, _CLOSING)


async def read_json(request: Request, settings: Settings) -> Any:
    """Read a JSON body.

    Raises:
        Refusal: the body is empty, too long or not JSON.
    """
    chunks = body_within(request, settings.limits.max_body_bytes)
    body = b"".join([chunk async for chunk in chunks])
    if not body:
        raise Refusal("The body is empty; send a JSON object with `query`.")
    return decode_json(body, settings.limits.max_json_depth)
