"""Request parameters, and the errors of the GraphQL layer.

    RequestError
    ├── BadRequest
    │   └── Refusal                 an invalid HTTP request; has an HTTP status
    ├── PersistedQueryNotFound      PERSISTED_QUERY_NOT_FOUND
    ├── QueryTooExpensive           QUERY_TOO_EXPENSIVE
    └── TimedOut                    TIMED_OUT

RATE_LIMITED is defined in `cms_blog.rate_limits`.

GraphQL over HTTP, section "Request Parameters".
"""

import math
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol, cast
from uuid import uuid4

import orjson
from graphql import GraphQLError
from starlette.requests import HTTPConnection

from cms_blog.counter_keys import CounterKey, address_key, counter_key, network_of
from cms_blog.errors import BadRequest, CmsError, RequestError
from cms_blog.graphql.execution.session_end import SessionEnd

# Maximum characters of a header that is parsed.
LONGEST_HEADER = 1_024
# Maximum number of objects and lists in one JSON text.
MAX_CONTAINERS = 10_000
_BOM = b"\xef\xbb\xbf"
_BRACKETS = bytes.maketrans(b"{}", b"[]")
_NO_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")


class Refusal(BadRequest):
    """The HTTP request is invalid: it holds no GraphQL request that can be run."""

    def __init__(
        self, message: str, status: int = 400, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers or {}


class PersistedQueryNotFound(RequestError):
    """The server has no query with this hash; the client must send the text with the hash."""

    code = "PERSISTED_QUERY_NOT_FOUND"

    def __init__(self) -> None:
        # Apollo's clients compare the message with this exact text.
        super().__init__("PersistedQueryNotFound")


class QueryTooExpensive(RequestError):
    """The operation exceeds a limit; `extensions` has the limit and the number found."""

    code = "QUERY_TOO_EXPENSIVE"

    def __init__(self, what: str, limit: int, asked: int | None = None) -> None:
        found = "This one has more." if asked is None else f"This one has {asked:,}."
        super().__init__(f"An operation may have at most {limit:,} {what}. {found}")
        self._facts = {"limit": limit, "what": what}
        if asked is not None:
            self._facts["asked"] = asked

    @property
    def extensions(self) -> dict[str, Any]:
        return {"code": self.code, **self._facts}


class TimedOut(RequestError):
    """The operation was cancelled because it exceeded its time limit."""

    code = "TIMED_OUT"

    def __init__(self, seconds: float) -> None:
        super().__init__(f"The operation was stopped: it took longer than {seconds:g} seconds.")


class OperationRejected(CmsError):
    """The request can't be run; `errors` has the reasons (section 7.1.2, "Request Errors")."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__(errors[0].message)
        self.errors = errors


class OperationContext(Protocol):
    """The part of the resolvers' context that the endpoint uses."""

    @property
    def request_id(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Caller:
    """The client of an operation: user or address, and its permissions in the endpoint."""

    # Key of the rate and concurrency limits.
    key: CounterKey
    # Expiry of the token. A socket is closed at this time.
    expires_at: datetime | None = None
    # Signed out: may get cached public responses.
    anonymous: bool = False
    # Allowed to introspect even if introspection is disabled.
    may_introspect: bool = False
    # Returns when the session was revoked. Sockets and streams end then.
    session_end: SessionEnd | None = None

    def seconds_left(self) -> float:
        """Return the time until the token expires; infinite without one."""
        if self.expires_at is None:
            return math.inf
        return (self.expires_at - datetime.now(UTC)).total_seconds()


# Creates an operation's context from the connection and the payload of `connection_init`, if any.
type MakeContext[C: OperationContext] = Callable[
    [HTTPConnection, Mapping[str, object] | None], Awaitable[C]
]
# Returns the caller for a connection and its context.
type Identify[C: OperationContext] = Callable[[HTTPConnection, C], Caller]


def address_of(connection: HTTPConnection) -> str:
    """The client's address as the ASGI server reports it."""
    return connection.client.host if connection.client else "unknown"


def refusal_key(connection: HTTPConnection) -> CounterKey:
    """The key that refused requests are counted under.

    Requests that a page of another site makes a browser send count separately, so that it can't
    block the visitor's own requests (Fetch Metadata, section 2.3).
    """
    address = address_of(connection)
    if connection.headers.get("sec-fetch-site") == "cross-site":
        return counter_key("cross-site", network_of(address))
    return address_key(address)


def by_address(connection: HTTPConnection, _: object) -> Caller:
    """Identify callers by their addresses."""
    return Caller(address_key(address_of(connection)))


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """The parameters of one GraphQL request."""

    query: str | None
    operation_name: str | None = None
    variables: dict[str, Any] = field(default_factory=dict[str, Any])
    extensions: dict[str, Any] = field(default_factory=dict[str, Any])
    document_id: str | None = None


def request_id_of(connection: HTTPConnection) -> str:
    """The id of the request: set by the middleware, otherwise created on the first call."""
    state: dict[str, str] = connection.scope.setdefault("state", {})
    if "request_id" not in state:
        state["request_id"] = uuid4().hex
    return state["request_id"]


def decode_json(data: bytes | str, max_depth: int, what: str = "The body") -> Any:
    """Decode a JSON text (RFC 8259) of at most `max_depth` nested levels.

    A byte order mark is ignored (section 8.1).

    Raises:
        Refusal: the text is not valid JSON in UTF-8, has lone surrogates or infinite numbers, more
            than MAX_CONTAINERS objects and lists, or is nested too deeply.
    """
    text = data.encode(errors="surrogatepass") if isinstance(data, str) else data
    text = text.removeprefix(_BOM)
    brackets = b""
    # An upper bound, because it counts brackets in strings too; it saves most texts the next step.
    if text.count(b"[") + text.count(b"{") > max_depth:
        brackets = _brackets_of(text)
    if len(brackets) > 2 * MAX_CONTAINERS:
        raise Refusal(f"{what} has more than {MAX_CONTAINERS:,} objects and lists.")
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Refusal(f"{what} is not valid JSON: {error}.") from None
    # Each step removes the innermost level. This is faster than walking the decoded values.
    for _ in range(max_depth):
        brackets = brackets.replace(b"[]", b"")
    if brackets:
        raise Refusal(f"{what} is nested more than {max_depth} levels deep.")
    return value


def _brackets_of(text: bytes) -> bytes:
    """The brackets of a JSON text outside its strings, with braces replaced by square brackets."""
    outside = text.replace(b"\\\\", b"").replace(b'\\"', b"").split(b'"')[::2]
    return b"".join(outside).translate(_BRACKETS, _NO_BRACKETS)


def read_parameters(value: object) -> GraphQLRequest:
    """Read the parameters of one request from a JSON object.

    Raises:
        Refusal: `value` is not an object, or a parameter is missing or has the wrong type.
    """
    if not isinstance(value, dict):
        raise Refusal("A GraphQL request must be a JSON object with `query`.")
    parameters = cast("dict[str, Any]", value)
    query = _optional(parameters, "query", str, "a string")
    extensions: dict[str, Any] = _optional(parameters, "extensions", dict, "an object") or {}
    document_id = _optional(parameters, "documentId", str, "a string") or None
    if not query and document_id is None and "persistedQuery" not in extensions:
        raise Refusal("`query` is missing.")
    return GraphQLRequest(
        query or None,
        # "… omit operationName or set it to the empty string" (section "GET").
        _optional(parameters, "operationName", str, "a string") or None,
        _optional(parameters, "variables", dict, "an object") or {},
        extensions,
        document_id,
    )


def _optional(parameters: dict[str, Any], name: str, kind: type, kind_name: str) -> Any:
    value = parameters.get(name)
    if value is not None and not isinstance(value, kind):
        raise Refusal(f"`{name}` must be {kind_name}.")
    return value
