"""Runs other work in the middle of an action: between two of its database commands."""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any

import pytest
from pymongo.asynchronous.pool import AsyncConnection

# What the running action does before each of its commands.
_before: ContextVar[Callable[[], Awaitable[None]] | None] = ContextVar("before", default=None)

type Action[T] = Callable[[], Awaitable[T]]


def install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `interrupted` stop actions before their commands."""
    send = AsyncConnection.command

    async def command(self: AsyncConnection, *args: Any, **options: Any) -> dict[str, Any]:
        if (before := _before.get()) is not None:
            await before()
        return await send(self, *args, **options)

    monkeypatch.setattr(AsyncConnection, "command", command)


async def interrupted[T](action: Action[T], commands: int, other: Action[T]) -> tuple[T, T] | None:
    """Run the whole of `other` after this many commands of `action`.

    Returns:
        Both results; None if the action has no more commands than these: then `other` did not run.
    """
    sent, resumed = 0, asyncio.Event()
    stopped: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def before() -> None:
        nonlocal sent
        if sent == commands:
            stopped.set_result(None)
            await resumed.wait()
        sent += 1

    async def first() -> T:
        _before.set(before)
        return await action()

    task = asyncio.create_task(first())
    await asyncio.wait([task, stopped], return_when=asyncio.FIRST_COMPLETED)
    if not stopped.done():
        await task
        return None
    try:
        result = await other()
    finally:
        resumed.set()
    return await task, result


async def accompanied[T](action: Action[T], before: Callable[[int], Awaitable[object]]) -> T:
    """Run `before` before each command of `action` but `find`, with the number of earlier ones."""
    sent = 0

    async def accompany() -> None:
        nonlocal sent
        _before.set(None)
        await before(sent)
        sent += 1
        _before.set(accompany)

    async def accompanied_action() -> T:
        _before.set(accompany)
        return await action()

    return await asyncio.create_task(accompanied_action())
