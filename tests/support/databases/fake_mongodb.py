"""A replica set with documents in memory, which speaks the wire protocol (OP_MSG) of MongoDB 8.

It knows the commands that the tests send and evaluates simple filters. It shows what the embedded
database, a standalone server, can't: read preferences, elections, snapshot sessions, options of
replica sets, and errors of a server in trouble.
https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/
"""

import asyncio
import struct
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from operator import ge, gt, le, lt
from typing import Any, NamedTuple, cast

import bson
from bson.codec_options import CodecOptions

type Document = dict[str, Any]

_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "$gt": gt,
    "$gte": ge,
    "$lt": lt,
    "$lte": le,
}

# Length, id of the request, id of the request that is answered, operation.
_HEADER = struct.Struct("<iiii")
_FLAGS = struct.Struct("<I")
_LENGTH = struct.Struct("<i")
_OP_MSG = 2013
_CODEC = CodecOptions[Document](tz_aware=True)
_HELLO = ("hello", "isMaster", "ismaster")
_LIMITS = {
    "maxBsonObjectSize": 16_777_216,
    "maxMessageSizeBytes": 48_000_000,
    "maxWriteBatchSize": 100_000,
    "minWireVersion": 0,
    # MongoDB 8.0.
    "maxWireVersion": 25,
    "logicalSessionTimeoutMinutes": 30,
}


class Received(NamedTuple):
    """A command, the index of the member that received it, and the time."""

    member: int
    command: Document
    at: float

    @property
    def name(self) -> str:
        return next(iter(self.command))

    @property
    def target(self) -> str:
        """Command and collection, for example `find blogs`."""
        return f"{self.name} {self.command[self.name]}"


class FakeReplicaSet:
    """Members that share their documents; one is the primary, or none during an election.

    Args:
        clock: returns the time in seconds.
        serve: called before each answer, for example to let time pass.
    """

    def __init__(
        self,
        *,
        members: int = 1,
        replicated: bool = True,
        clock: Callable[[], float] = lambda: 0,
        serve: Callable[[], None] = lambda: None,
    ) -> None:
        self.primary: Callable[[], int | None] = lambda: 0
        self.documents: dict[str, list[Document]] = defaultdict(list)
        # Answers to the next commands with this target, instead of the usual ones.
        self.answers: dict[str, Iterator[Document]] = {}
        self.received: list[Received] = []
        self._replicated = replicated
        self._clock = clock
        self._serve = serve
        self._ports: list[int] = []
        self._servers: list[asyncio.Server] = []
        self._members = members

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[str]:
        """Accept connections during the block; yield the URI."""
        for member in range(self._members):

            async def serve(
                reader: asyncio.StreamReader, writer: asyncio.StreamWriter, member: int = member
            ) -> None:
                await self._converse(member, reader, writer)

            server = await asyncio.start_server(serve, "127.0.0.1", 0)
            self._servers.append(server)
            self._ports.append(server.sockets[0].getsockname()[1])
        try:
            hosts = ",".join(self._hosts())
            yield f"mongodb://{hosts}/" + ("?replicaSet=rs0" if self._replicated else "")
        finally:
            for member in range(self._members):
                self.stop(member)

    def stop(self, member: int) -> None:
        """Close the port and the connections of a member."""
        self._servers[member].close()
        self._servers[member].close_clients()

    def commands(self, *names: str) -> list[Received]:
        """Return the commands with these names that were received."""
        return [each for each in self.received if each.name in names]

    def _hosts(self) -> list[str]:
        return [f"127.0.0.1:{port}" for port in self._ports]

    async def _converse(
        self, member: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                length, request, _, operation = _HEADER.unpack(
                    await reader.readexactly(_HEADER.size)
                )
                assert operation == _OP_MSG
                command = _decoded(await reader.readexactly(length - _HEADER.size))
                body = _FLAGS.pack(0) + b"\0" + bson.encode(self._answer(member, command))
                header = _HEADER.pack(_HEADER.size + len(body), 0, request, _OP_MSG)
                writer.write(header + body)
                await writer.drain()
        writer.close()

    def _answer(self, member: int, command: Document) -> Document:
        name = next(iter(command))
        if name in _HELLO:
            return self._hello(member)
        received = Received(member, command, self._clock())
        self.received.append(received)
        self._serve()
        scripted = next(self.answers.get(received.target, iter(())), None)
        if scripted is not None:
            return scripted
        return self._usual(name, command)

    def _usual(self, name: str, command: Document) -> Document:
        stored = self.documents[str(command[name])]
        answer: Document = {"n": 0, "nModified": 0}
        match name:
            case "find":
                answer = _cursor(command, _found(stored, command))
            case "aggregate" | "listCollections":
                answer = _cursor(command, [])
            case "count":
                answer = {"n": len(stored)}
            case "insert":
                stored += command["documents"]
                answer = {"n": len(command["documents"])}
            case "findAndModify":
                answer = {"value": next(iter(stored), None)}
            case "buildInfo":
                answer = {"version": "8.0.0", "versionArray": [8, 0, 0, 0]}
            case _:
                pass
        return {"ok": 1, **answer}

    def _hello(self, member: int) -> Document:
        primary = self.primary()
        answer = {"ok": 1, "isWritablePrimary": True, "localTime": datetime.now(UTC), **_LIMITS}
        if self._replicated:
            answer |= {
                "setName": "rs0",
                "setVersion": 1,
                "hosts": self._hosts(),
                "me": self._hosts()[member],
                "isWritablePrimary": member == primary,
                "secondary": member != primary,
            }
        return answer


def error(code: int, message: str = "failed") -> Document:
    """Return the answer of a command that fails."""
    return {"ok": 0, "code": code, "errmsg": message}


def _decoded(body: bytes) -> Document:
    """Decode the sections of OP_MSG: the command, and sequences of documents."""
    command: Document = {}
    at = _FLAGS.size
    while at < len(body):
        kind, at = body[at], at + 1
        size = _LENGTH.unpack_from(body, at)[0]
        section, at = body[at : at + size], at + size
        if kind == 0:
            command = bson.decode(section, _CODEC) | command  # pyright: ignore[reportUnknownMemberType] - PyMongo leaves the type of arrays open
        else:
            name, _, documents = section[_LENGTH.size :].partition(b"\0")
            command[name.decode()] = bson.decode_all(documents, _CODEC)  # pyright: ignore[reportUnknownMemberType] - PyMongo leaves the type of arrays open
    return command


def _cursor(command: Mapping[str, Any], documents: list[Document]) -> Document:
    namespace = f"{command['$db']}.{next(iter(command.values()))}"
    return {"cursor": {"id": 0, "ns": namespace, "firstBatch": documents}}


def _found(stored: list[Document], command: Mapping[str, Any]) -> list[Document]:
    found = [document for document in stored if _matches(document, command.get("filter", {}))]
    for field, direction in reversed(command.get("sort", {}).items()):
        found.sort(key=lambda document: _key(document, field), reverse=direction == -1)
    return found[: command.get("limit") or None]


def _key(document: Document, field: str) -> tuple[bool, Any]:
    value = document.get(field)
    return (value is not None, value)


def _matches(document: Document, filter_: Mapping[str, Any]) -> bool:
    """Evaluate the operators that the tests need; others match."""
    return all(_fits(document, field, condition) for field, condition in filter_.items())


def _fits(document: Document, field: str, condition: Any) -> bool:
    value = document.get(field)
    match field, condition:
        case "$and", parts:
            return all(_matches(document, part) for part in parts)
        case "$or", parts:
            return any(_matches(document, part) for part in parts)
        case _, Mapping():
            operators = cast("Mapping[str, Any]", condition)
            return all(_compares(value, name, operand) for name, operand in operators.items())
        case _:
            return value == condition or (isinstance(value, list) and condition in value)


def _compares(value: Any, operator: str, operand: Any) -> bool:
    match operator:
        case "$exists":
            return (value is not None) == operand
        case "$in":
            return value in operand
        case "$eq":
            return value == operand
        case "$gt" | "$gte" | "$lt" | "$lte":
            return value is not None and _COMPARISONS[operator](value, operand)
        case _:
            return True
