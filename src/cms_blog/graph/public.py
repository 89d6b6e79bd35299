"""Answers that are the same for everybody who is signed out, kept for a few seconds.

A field of the query is public where its schema says so: `strawberry.field(metadata=PUBLIC)`. An
operation of public fields alone is answered from here, with validators that let a browser or a
proxy ask whether its copy still holds (RFC 9110, section 8.8; RFC 9111). What is published or
taken back shows when the seconds are over, on every server.
"""

import time
from collections import OrderedDict
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import orjson
from graphql import FieldNode, GraphQLSchema, OperationDefinitionNode, OperationType

PUBLIC = {"public": True}

_MAX_BYTES = 20_000_000


def is_public(schema: GraphQLSchema, node: OperationDefinitionNode) -> bool:
    """Whether all that the operation asks for is public; what stands in fragments is not known."""
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
    until: float


class PublicAnswers:
    """The answers of the last few seconds; those longest there make room."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._kept: OrderedDict[tuple[int, bytes], tuple[object, Answer]] = OrderedDict()
        self._bytes = 0

    def get(self, operation: object, variables: dict[str, Any]) -> Answer | None:
        """The answer that was kept for the operation with these variables, while it is fresh."""
        kept = self._kept.get(_key(operation, variables))
        # An id is used again once its object is gone.
        if kept is None or kept[0] is not operation or kept[1].until <= time.monotonic():
            return None
        return kept[1]

    def keep(self, operation: object, variables: dict[str, Any], content: bytes) -> Answer:
        """The answer that `content` is, kept from now on."""
        etag = f'"{blake2b(content, digest_size=16).hexdigest()}"'
        answer = Answer(content, etag, time.monotonic() + self.seconds)
        if self.seconds > 0 and len(content) < _MAX_BYTES // 10:
            key = _key(operation, variables)
            self._drop(key)
            self._kept[key] = (operation, answer)
            self._bytes += len(content)
            while self._bytes > _MAX_BYTES:
                self._drop(next(iter(self._kept)))
        return answer

    def _drop(self, key: tuple[int, bytes]) -> None:
        if (kept := self._kept.pop(key, None)) is not None:
            self._bytes -= len(kept[1].content)


def still_holds(if_none_match: str, etag: str) -> bool:
    """Whether the tags that a client names have this one, compared weakly (section 13.1.2)."""
    tags = (tag.strip().removeprefix("W/") for tag in if_none_match.split(","))
    return any(tag in {etag, "*"} for tag in tags)


def _key(operation: object, variables: dict[str, Any]) -> tuple[int, bytes]:
    return id(operation), orjson.dumps(variables, option=orjson.OPT_SORT_KEYS)
