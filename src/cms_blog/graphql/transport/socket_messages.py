"""Messages of `graphql-transport-ws` as clients send them, and the codes that close a socket."""

from typing import Any, cast

from starlette.websockets import WebSocket

from cms_blog.graphql.transport.requests import (
    GraphQLRequest,
    Refusal,
    decode_json,
    read_parameters,
)
from cms_blog.settings import Settings

PROTOCOL = "graphql-transport-ws"

# https://www.iana.org/assignments/websocket: clients connect again after these, unlike after 4500.
SERVICE_RESTART = 1012
TRY_AGAIN_LATER = 1013
INVALID_MESSAGE = 4400
# Not the protocol's own.
TOKEN_EXPIRED = 4419
TOO_MANY = 4430

# RFC 6455, section 5.5: a control frame has 125 bytes at most, two of them the code.
_MAX_REASON_BYTES = 123


class Closing(Exception):
    """Close the socket, with this code and reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        # It may repeat an id of the client's, in any script.
        self.reason = reason.encode()[:_MAX_REASON_BYTES].decode(errors="ignore")


def read_message(text: str | None, settings: Settings) -> dict[str, Any]:
    """A message out of its text.

    Raises:
        Closing: it is no JSON object, or too long.
    """
    if text is None:
        raise Closing(INVALID_MESSAGE, "Send text, not bytes")
    if len(text) > settings.limits.max_body_bytes:
        raise Closing(1009, "The message is too long")
    try:
        message = decode_json(text, settings.limits.max_json_depth, "The message")
    except Refusal as refusal:
        raise Closing(INVALID_MESSAGE, refusal.message) from None
    if not isinstance(message, dict):
        raise Closing(INVALID_MESSAGE, "A message must be an object")
    return cast("dict[str, Any]", message)


def parameters_of(message: dict[str, Any]) -> GraphQLRequest:
    """The operation that a `subscribe` message asks for.

    Raises:
        Closing: a parameter is missing or has a wrong type.
    """
    try:
        return read_parameters(payload_of(message))
    except Refusal as refusal:
        raise Closing(INVALID_MESSAGE, refusal.message) from None


def payload_of(message: dict[str, Any]) -> dict[str, Any]:
    """The payload of a message; {} if it has none.

    Raises:
        Closing: it is no object.
    """
    payload = message.get("payload")
    if payload is None:
        return {}
    if not isinstance(payload, dict):
        raise Closing(INVALID_MESSAGE, "`payload` must be an object")
    return cast("dict[str, Any]", payload)


def same_site(websocket: WebSocket, others: tuple[str, ...]) -> bool:
    """Whether the socket is opened by this server's own page, an allowed one, or no page at all."""
    origin = websocket.headers.get("origin")
    if origin is None or origin in others:
        return True
    return origin.partition("://")[2] == websocket.headers.get("host")
