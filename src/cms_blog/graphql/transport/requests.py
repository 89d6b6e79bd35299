"""A request's parameters, and the transport's own failures.

    RequestError
    ├── BadRequest
    │   └── Refusal                 a request that is no GraphQL request; has an HTTP status
    ├── PersistedQueryNotFound      PERSISTED_QUERY_NOT_FOUND
    ├── QueryTooExpensive           QUERY_TOO_EXPENSIVE
    └── TimedOut                    TIMED_OUT

RATE_LIMITED stands in `cms_blog.rate_limits`.

GraphQL over HTTP, section "Request Parameters".
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, cast
from uuid import uuid4

import orjson
from graphql import GraphQLError
from starlette.requests import HTTPConnection

from cms_blog.counter_keys import CounterKey, address_key
from cms_blog.errors import BadRequest, CmsError, RequestError

# Characters of a header that is parsed.
LONGEST_HEADER = 1_024
# Objects and lists in one JSON text.
MAX_CONTAINERS = 10_000
_BOM = b"\xef\xbb\xbf"
_BRACKETS = bytes.maketrans(b"{}", b"[]")
_NO_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")


class Refusal(BadRequest):
    """The HTTP request holds no GraphQL request that could be answered."""

    def __init__(
        self, message: str, status: int = 400, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers or {}


class PersistedQueryNotFound(RequestError):
    """The hash is of no query that the server has; the client sends the text along."""

    code = "PERSISTED_QUERY_NOT_FOUND"

    def __init__(self) -> None:
        # Apollo's protocol: its clients look for this very text.
        super().__init__("PersistedQueryNotFound")


class QueryTooExpensive(RequestError):
    """The operation asks for more than one may; says for how much, and how much one may."""

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
    """The operation was cancelled because it took too long."""

    code = "TIMED_OUT"

    def __init__(self, seconds: float) -> None:
        super().__init__(f"The operation was stopped: it took longer than {seconds:g} seconds.")


class OperationRejected(CmsError):
    """The GraphQL request can't be run; `errors` say why (section 7.1.2, "Request Errors")."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__(errors[0].message)
        self.errors = errors


class OperationContext(Protocol):
    """The part of the resolvers' context that the endpoint uses."""

    @property
    def request_id(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Caller:
    """The caller, as far as the endpoint needs to know."""

    # Whose operations are counted together.
    key: CounterKey
    # When the proof of who it is ends: a socket lives no longer.
    expires_at: datetime | None = None
    # Signed out: gets what everybody gets.
    anonymous: bool = False
    # May see the schema where introspection is off for everybody else.
    may_introspect: bool = False


# Makes an operation's context out of the connection and, for sockets, `connection_init`'s payload.
type MakeContext[C: OperationContext] = Callable[
    [HTTPConnection, Mapping[str, object] | None], Awaitable[C]
]
# Of the context that was made for a connection.
type Identify[C: OperationContext] = Callable[[HTTPConnection, C], Caller]


def address_of(connection: HTTPConnection) -> str:
    """The client's address, as the server was told it."""
    return connection.client.host if connection.client else "unknown"


def by_address(connection: HTTPConnection, _: object) -> Caller:
    """Tell callers apart by their addresses alone."""
    return Caller(address_key(address_of(connection)))


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """One operation as a client asks for it."""

    query: str | None
    operation_name: str | None = None
    variables: dict[str, Any] = field(default_factory=dict[str, Any])
    extensions: dict[str, Any] = field(default_factory=dict[str, Any])
    document_id: str | None = None


def request_id_of(connection: HTTPConnection) -> str:
    """The request's id: as the middleware put it into the state, else one made here, once."""
    state: dict[str, str] = connection.scope.setdefault("state", {})
    if "request_id" not in state:
        state["request_id"] = uuid4().hex
    return state["request_id"]


def decode_json(data: bytes | str, max_depth: int, what: str = "The body") -> Any:
    """A JSON text (RFC 8259) as Python values, nested at most `max_depth` levels deep.

    A byte order mark is ignored (section 8.1).

    Raises:
        Refusal: it is no JSON, not UTF-8, has lone surrogates, infinite numbers, more than
            MAX_CONTAINERS objects and lists, or is nested too deep.
    """
    text = data.encode(errors="surrogatepass") if isinstance(data, str) else data
    text = text.removeprefix(_BOM)
    brackets = b""
    # Those in strings among them: few texts have more.
    if text.count(b"[") + text.count(b"{") > max_depth:
        brackets = _brackets_of(text)
    if len(brackets) > 2 * MAX_CONTAINERS:
        raise Refusal(f"{what} has more than {MAX_CONTAINERS:,} objects and lists.")
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Refusal(f"{what} is not valid JSON: {error}.") from None
    # Each step removes the innermost level, without a walk through the values.
    for _ in range(max_depth):
        brackets = brackets.replace(b"[]", b"")
    if brackets:
        raise Refusal(f"{what} is nested more than {max_depth} levels deep.")
    return value


def _brackets_of(text: bytes) -> bytes:
    """The brackets of a JSON text outside its strings, all of them square."""
    outside = text.replace(b"\\\\", b"").replace(b'\\"', b"").split(b'"')[::2]
    return b"".join(outside).translate(_BRACKETS, _NO_BRACKETS)


def read_parameters(value: object) -> GraphQLRequest:
    """One request out of a JSON object.

    Raises:
        Refusal: it is no object, or a parameter has the wrong type.
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


def _optional(parameters: dict[str, Any], name: str, kind: type, words: str) -> Any:
    value = parameters.get(name)
    if value is not None and not isinstance(value, kind):
        raise Refusal(f"`{name}` must be {words}.")
    return value
