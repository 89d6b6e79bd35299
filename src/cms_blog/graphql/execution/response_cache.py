"""Short-lived cache of the responses to signed-out callers.

A query field is public if its schema says so: `strawberry.field(metadata=PUBLIC)`. The response to
an operation that selects public fields only is cached, with a validator for conditional requests
(RFC 9110, section 8.8; RFC 9111). Each process has its own cache, without invalidation: changes
become visible when entries expire. They expire earlier if the data changes without a request, as at
the time of a scheduled publication.
"""

import math
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import orjson
from graphql import FieldNode, GraphQLSchema, OperationDefinitionNode, OperationType

from cms_blog.graphql.execution.caches import Cache
from cms_blog.graphql.transport.requests import LONGEST_HEADER

PUBLIC = {"public": True}

# For how long shared caches and browsers may serve an expired copy while they fetch a new one.
_STALE_SECONDS = 60
_MAX_BYTES = 20_000_000
_MAX_RESPONSES = 10_000


def is_public(schema: GraphQLSchema, node: OperationDefinitionNode) -> bool:
    """Whether the operation selects public root fields only, and none through a fragment."""
    query = schema.query_type
    if node.operation is not OperationType.QUERY or query is None:
        return False
    return all(
        isinstance(selection, FieldNode)
        and (field := query.fields.get(selection.name.value)) is not None
        and _metadata(field).get("public", False)
        for selection in node.selection_set.selections
    )


def _metadata(field: Any) -> dict[str, Any]:
    definition = field.extensions.get("strawberry-definition")
    return {} if definition is None else definition.metadata


@dataclass(frozen=True, slots=True)
class CachedResponse:
    """An encoded response, its validator, and the time at which its data changes."""

    content: bytes
    etag: str
    until: float = math.inf


type SecondsUnchanged = Callable[[], Awaitable[float]]


async def forever() -> float:
    """The time until public data changes without a request, if it never does."""
    return math.inf


class ResponseCache:
    """Cache of encoded responses to signed-out callers.

    Args:
        seconds: lifetime of a response; 0 disables the cache.
        clock: a monotonic clock, in seconds.
        seconds_unchanged: returns the time until public data changes without a request.
    """

    def __init__(
        self,
        seconds: float,
        clock: Callable[[], float] = time.monotonic,
        seconds_unchanged: SecondsUnchanged = forever,
    ) -> None:
        self._seconds = seconds
        self._clock = clock
        self._seconds_unchanged = seconds_unchanged
        self._entries: Cache[bytes, CachedResponse] = Cache(
            _MAX_BYTES, _MAX_RESPONSES, seconds, clock
        )

    def get(self, key: bytes) -> CachedResponse | None:
        """Return the response of `key`; None if it is absent or has expired."""
        cached = self._entries.get(key)
        return None if cached is None or cached.until <= self._clock() else cached

    async def unchanged_until(self) -> float:
        """Return the time of the clock at which public data changes, for `put`."""
        began = self._clock()
        return began + await self._seconds_unchanged() if self._seconds else math.inf

    def cache_control(self, cached: CachedResponse) -> str:
        """Return the Cache-Control header of the response."""
        return public_cache_control(self._seconds, cached.until - self._clock())

    def put(self, key: bytes, content: bytes, until: float = math.inf) -> CachedResponse:
        """Store an encoded response; `until` is the time at which its data changes."""
        etag = f'"{blake2b(content, digest_size=16).hexdigest()}"'
        cached = CachedResponse(content, etag, until)
        self._entries.put(key, cached, len(key) + len(content))
        return cached


def public_cache_control(seconds: float, changes_in: float) -> str:
    """Return the Cache-Control header of public data (RFC 9111, section 5.2; RFC 5861, section 3).

    Args:
        seconds: time for which a copy is current; 0 if caching is disabled.
        changes_in: time until the data changes without a request. No copy is used after it.
    """
    fresh = int(max(0, min(seconds, changes_in)))
    directives = f"public, max-age={fresh}, s-maxage={fresh}"
    stale = int(min(_STALE_SECONDS, changes_in - fresh)) if seconds > 0 else 0
    return f"{directives}, stale-while-revalidate={stale}" if stale > 0 else directives


def cache_key(digest: bytes, names: Iterable[str], variables: Mapping[str, Any]) -> bytes | None:
    """Return the cache key of an operation and its variables; None if they include a file.

    Args:
        digest: hash of the document and the operation's name.
        names: declared variables. Other variables do not affect the response or the key.
    """
    declared = {name: variables[name] for name in names if name in variables}
    try:
        text = orjson.dumps(declared, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:
        # A file from a multipart request.
        return None
    return blake2b(digest + text, digest_size=32).digest()


def etag_matches(if_none_match: str, etag: str) -> bool:
    """Whether If-None-Match contains the tag, by weak comparison (RFC 9110, section 13.1.2).

    A header longer than LONGEST_HEADER never matches, which bounds the time of parsing.
    """
    if len(if_none_match) > LONGEST_HEADER:
        return False
    tags = (tag.strip().removeprefix("W/") for tag in if_none_match.split(","))
    return any(tag in {etag, "*"} for tag in tags)
