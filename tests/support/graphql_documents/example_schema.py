"""A small schema that covers the features of the endpoint."""

import asyncio
import math
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any

import httpx
import strawberry
from adjusted_settings import settings_with
from starlette.datastructures import UploadFile
from starlette.requests import HTTPConnection
from strawberry.schema.config import StrawberryConfig

from cms_blog.counter_keys import address_key, user_key
from cms_blog.errors import Forbidden, NotFound, Unauthenticated
from cms_blog.graphql.execution.response_cache import PUBLIC, ResponseCache
from cms_blog.graphql.transport.endpoint import GraphQLEndpoint
from cms_blog.graphql.transport.requests import Caller, address_of, request_id_of
from cms_blog.graphql.types.errors import NotFoundError, NotFoundHandler
from cms_blog.graphql.types.scalars import SCALARS, Upload
from cms_blog.rate_limits import RateLimits
from cms_blog.shutdown import Drain


@dataclass
class World:
    """State that the resolvers record for tests."""

    counter: int = 0
    running: int = 0
    cancelled: int = 0
    expires_at: datetime | None = None
    # Returns when the session has ended.
    session_end: Callable[[], Awaitable[None]] | None = None
    # Cancelled operations end when it is set.
    may_end: asyncio.Event = field(default_factory=asyncio.Event)
    # Manual monotonic clock.
    now: float = 1_000.0
    # Seconds until public data changes without a request.
    unchanged: float = math.inf
    events: list[str] = field(default_factory=list[str])


@dataclass(frozen=True)
class ExampleContext:
    request_id: str
    user: str | None
    world: World


type Info = strawberry.Info[ExampleContext, None]


@strawberry.type
class Item:
    title: str

    @strawberry.field
    def parent(self) -> "Item | None":
        return Item(title=f"parent of {self.title}")

    @strawberry.field
    def children(self, first: int = 20) -> "ItemConnection":
        return ItemConnection.of(first)

    @strawberry.field
    def tags(self) -> list["Item"]:
        return [Item(title="tag")]


@strawberry.type
class ItemConnection:
    nodes: list[Item]

    @classmethod
    def of(cls, first: int) -> "ItemConnection":
        return cls(nodes=[Item(title=str(number)) for number in range(min(first, 3))])


ItemResult = Annotated[Item | NotFoundError, strawberry.union("ItemResult")]


@strawberry.type
class Query:
    @strawberry.field
    def hello(self, name: str = "you") -> str:
        return f"Hello, {name}!"

    @strawberry.field(metadata=PUBLIC)
    def news(self, info: Info, search: str | None = None, first: int = 1) -> str:
        info.context.world.counter += 1
        return f"{info.context.world.counter} {search} {first}"

    @strawberry.field(metadata=PUBLIC)
    def more_news(self) -> str:
        return "more"

    @strawberry.field
    def me(self, info: Info) -> str | None:
        return info.context.user

    @strawberry.field
    def items(self, first: int = 20) -> ItemConnection:
        return ItemConnection.of(first)

    @strawberry.field
    def missing(self) -> ItemResult:
        raise NotFound("There is no such item.")

    @strawberry.field
    def broken(self) -> str | None:
        raise RuntimeError("the password is hunter2")

    @strawberry.field
    def broken_promise(self) -> str:
        return None  # pyright: ignore[reportReturnType] - this is what is tested

    @strawberry.field
    def denied(self) -> str | None:
        raise Forbidden("Only admins can do this.")

    @strawberry.field
    def big(self) -> int:
        return 2**40

    @strawberry.field
    def surrogate(self) -> str:
        return "\ud800"

    @strawberry.field
    async def slow(self, info: Info, seconds: float) -> str:
        world = info.context.world
        world.running += 1
        try:
            await asyncio.sleep(seconds)
        except asyncio.CancelledError:
            world.cancelled += 1
            raise
        finally:
            world.running -= 1
        return "done"


@strawberry.type
class FileInfo:
    name: str
    size: int
    text: str


async def _info_of(file: object) -> FileInfo:
    assert isinstance(file, UploadFile)
    content = await file.read()
    return FileInfo(
        name=file.filename or "", size=len(content), text=content[:20].decode(errors="replace")
    )


@strawberry.input
class UploadInput:
    file: Upload
    label: str = ""


@strawberry.type
class Mutation:
    @strawberry.mutation
    def bump(self, info: Info) -> int:
        info.context.world.counter += 1
        return info.context.world.counter

    @strawberry.mutation
    async def upload(self, input: UploadInput) -> FileInfo:  # noqa: A002 - the contract's name
        return await _info_of(input.file)

    @strawberry.mutation
    async def upload_many(self, files: list[Upload]) -> list[FileInfo]:
        return [await _info_of(file) for file in files]


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def count(self, info: Info, to: int, delay: float = 0) -> AsyncGenerator[int]:
        world = info.context.world
        world.running += 1
        try:
            for number in range(1, to + 1):
                yield number
                await asyncio.sleep(delay)
        finally:
            world.running -= 1

    @strawberry.subscription
    async def lingering(self, info: Info) -> AsyncGenerator[int]:
        world = info.context.world
        world.running += 1
        try:
            yield 1
            await asyncio.sleep(60)
        finally:
            await world.may_end.wait()
            world.running -= 1

    @strawberry.subscription
    async def breaks(self) -> AsyncGenerator[int]:
        yield 1
        raise RuntimeError("the password is hunter2")

    @strawberry.subscription
    async def refused(self) -> AsyncGenerator[int]:
        raise Forbidden("Only admins can do this.")
        yield 1


def example_schema() -> strawberry.Schema:
    return strawberry.Schema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        config=StrawberryConfig(scalar_map=SCALARS),
        exception_handlers=[NotFoundHandler()],
    )


SCHEMA = example_schema()


def example_endpoint(
    world: World, *, limited: bool = False, drain: Drain | None = None, **overrides: Any
) -> GraphQLEndpoint[ExampleContext]:
    """Return an endpoint for the schema. `Bearer NAME` signs in as NAME; `Bearer bad` fails."""

    async def make_context(
        connection: HTTPConnection, payload: Mapping[str, object] | None
    ) -> ExampleContext:
        proof = str((payload or {}).get("authorization", "")) or connection.headers.get(
            "authorization", ""
        )
        user = proof.removeprefix("Bearer ") or None
        if user == "bad":
            raise Unauthenticated
        world.events.append(f"context of {user}")
        return ExampleContext(request_id_of(connection), user, world)

    def identify(connection: HTTPConnection, context: ExampleContext) -> Caller:
        return Caller(
            key=user_key(context.user) if context.user else address_key(address_of(connection)),
            expires_at=world.expires_at,
            session_end=world.session_end,
            anonymous=context.user is None,
            may_introspect=context.user == "admin",
        )

    async def seconds_unchanged() -> float:
        world.events.append("asked when public data changes")
        return world.unchanged

    settings = settings_with(**overrides)
    rate_limits = RateLimits(settings) if limited else None
    lifetime = settings.limits.public_cache_seconds
    cache = ResponseCache(lifetime, lambda: world.now, seconds_unchanged)
    return GraphQLEndpoint(
        SCHEMA,
        settings,
        make_context,
        identify,
        rate_limits,
        drain,
        clock=lambda: world.now,
        cache=cache,
    )


async def until(condition: Callable[[], object]) -> None:
    """Wait until the condition is true."""
    for _ in range(400):
        if condition():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it never came to hold")


type Connect = Callable[..., httpx.AsyncClient]
