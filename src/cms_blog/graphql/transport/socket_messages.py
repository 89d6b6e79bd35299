"""Client messages and close codes of the sub-protocol `graphql-transport-ws`."""

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

# https://www.iana.org/assignments/websocket: clients reconnect after these, but not after 4500.
SERVICE_RESTART = 1012
TRY_AGAIN_LATER = 1013
INVALID_MESSAGE = 4400
# Specific to this server.
TOKEN_EXPIRED = 4419
TOO_MANY = 4430

# RFC 6455, section 5.5: a control frame has at most 125 bytes, including two for the code.
_MAX_REASON_BYTES = 123


class Close(Exception):
    """Raised to close the socket with a code and reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        # The reason may contain an id from the client, in any script: cut bytes, not characters.
        self.reason = reason.encode()[:_MAX_REASON_BYTES].decode(errors="ignore")


def read_message(text: str | None, settings: Settings) -> dict[str, Any]:
    """Decode a message.

    Raises:
        Close: the message is not a JSON object, or too long.
    """
    if text is None:
        raise Close(INVALID_MESSAGE, "Send text, not bytes")
    if len(text) > settings.limits.max_body_bytes:
        raise Close(1009, "The message is too long")
    try:
        message = decode_json(text, settings.limits.max_json_depth, "The message")
    except Refusal as refusal:
        raise Close(INVALID_MESSAGE, refusal.message) from None
    if not isinstance(message, dict):
        raise Close(INVALID_MESSAGE, "A message must be an object")
    return cast("dict[str, Any]", message)


def parameters_of(message: dict[str, Any]) -> GraphQLRequest:
    """The GraphQL request of a `subscribe` message.

    Raises:
        Close: a parameter is missing or has a wrong type.
    """
    try:
        return read_parameters(payload_of(message))
    except Refusal as refusal:
        raise Close(INVALID_MESSAGE, refusal.message) from None


def payload_of(message: dict[str, Any]) -> dict[str, Any]:
    """The payload of a message; {} if it has none.

    Raises:
        Close: the payload is not an object.
    """
    payload = message.get("payload")
    if payload is None:
        return {}
    if not isinstance(payload, dict):
        raise Close(INVALID_MESSAGE, "`payload` must be an object")
    return cast("dict[str, Any]", payload)


def origin_allowed(websocket: WebSocket, allowed: tuple[str, ...]) -> bool:
    """Whether the Origin is this server or in `allowed`; true for clients that send no Origin."""
    origin = websocket.headers.get("origin")
    if origin is None or origin in allowed:
        return True
    return origin.partition("://")[2] == websocket.headers.get("host")
