"""Responses that are the same for every signed-out reader, cached for a few seconds.

A query field is public if its schema says so: `strawberry.field(metadata=PUBLIC)`. The response to
an operation that selects public fields only is cached, with a validator for conditional requests
(RFC 9110, section 8.8; RFC 9111). Publications become visible when it expires, on every server.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import orjson
from graphql import FieldNode, GraphQLSchema, OperationDefinitionNode, OperationType

from cms_blog.graphql.execution.caches import Cache
from cms_blog.graphql.transport.requests import LONGEST_HEADER

PUBLIC = {"public": True}

_MAX_BYTES = 20_000_000
_MAX_ANSWERS = 10_000


def is_public(schema: GraphQLSchema, node: OperationDefinitionNode) -> bool:
    """Whether the operation selects public fields only, and none of them in a fragment."""
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
class Answer:
    """An encoded response and its validator."""

    content: bytes
    etag: str


class PublicAnswers:
    """Cache of responses to signed-out readers.

    Args:
        seconds: the lifetime of a response; 0 turns the cache off.
        clock: a monotonic clock, in seconds.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.seconds = seconds
        self._kept: Cache[bytes, Answer] = Cache(_MAX_BYTES, _MAX_ANSWERS, seconds, clock)

    def get(self, key: bytes) -> Answer | None:
        """The stored answer of `key` that has not expired."""
        return self._kept.get(key)

    def keep(self, key: bytes, content: bytes) -> Answer:
        """Store an encoded response."""
        answer = Answer(content, f'"{blake2b(content, digest_size=16).hexdigest()}"')
        self._kept.put(key, answer, len(key) + len(content))
        return answer


def key_of(digest: bytes, names: Iterable[str], variables: Mapping[str, Any]) -> bytes | None:
    """The cache key of an operation with these variables; None if they can't be compared.

    Args:
        digest: identifies the operation.
        names: the variables that it declares: a client may send any others, which change nothing.
    """
    declared = {name: variables[name] for name in names if name in variables}
    try:
        text = orjson.dumps(declared, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:
        # A file of a multipart request.
        return None
    return blake2b(digest + text, digest_size=32).digest()


def still_holds(if_none_match: str, etag: str) -> bool:
    """Whether an If-None-Match header has this tag, compared weakly (section 13.1.2).

    A header of more than LONGEST_HEADER characters has none: parsing it costs too much.
    """
    if len(if_none_match) > LONGEST_HEADER:
        return False
    tags = (tag.strip().removeprefix("W/") for tag in if_none_match.split(","))
    return any(tag in {etag, "*"} for tag in tags)
