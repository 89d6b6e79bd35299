"""How long a step waits, how often it tries, how many run at once, and when to stop asking."""

import asyncio
import random
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from math import ceil

from cms_blog.generation.failures import GenerationFailed, GenerationFailure, Trouble, timed_out


@dataclass(frozen=True, slots=True)
class Limits:
    """All times in seconds."""

    # One call, and a step with its waiting, its retries and its repair.
    call_seconds: float = 60
    step_seconds: float = 120
    # In a stream: the longest silence between two pieces.
    silence_seconds: float = 30
    attempts: int = 3
    first_backoff: float = 0.5
    # Calls that run at once, and steps that may wait for a turn.
    at_once: int = 32
    waiting: int = 256
    # So many calls in a row that found Gemini down, and how long it is then left alone.
    breaker_failures: int = 8
    breaker_seconds: float = 15

    def backoff(self, attempt: int) -> float:
        """How long to wait after the failed attempt number `attempt` (from 1), with jitter."""
        return self.first_backoff * 2 ** (attempt - 1) * random.uniform(0.5, 1.5)  # noqa: S311 - no secret


class Line:
    """A waiting line for calls: so many run, so many wait, the rest is told to come again."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._slots = asyncio.Semaphore(limits.at_once)
        self._waiting = 0
        self._running = 0

    @property
    def running(self) -> int:
        """How many have their turn now."""
        return self._running

    @property
    def waiting(self) -> int:
        """How many wait for theirs."""
        return self._waiting

    @asynccontextmanager
    async def turn(self, deadline: float) -> AsyncGenerator[None]:
        """One call's turn; `deadline` is in the loop's time.

        Raises:
            GenerationFailed: the line is full, or the deadline came first.
        """
        if self._waiting >= self._limits.waiting:
            raise _crowded()
        self._waiting += 1
        try:
            async with asyncio.timeout_at(deadline):
                await self._slots.acquire()
        except TimeoutError:
            raise timed_out() from None
        finally:
            self._waiting -= 1
        self._running += 1
        try:
            yield
        finally:
            self._running -= 1
            self._slots.release()


def _crowded() -> GenerationFailed:
    return GenerationFailed(
        GenerationFailure.UNAVAILABLE,
        "Too many people are writing at once. Try again in a moment.",
        retry_after_seconds=5,
    )


class Breaker:
    """Answers at once while Gemini is down, and lets one call look whether it is back."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._failures = 0
        self._closed_until = 0.0
        self._answered_at = 0.0

    @property
    def is_open(self) -> bool:
        """Whether Gemini is being left alone, but for a call that looks."""
        return self._failures >= self._limits.breaker_failures

    def check(self) -> None:
        """Nothing, where calls may go out.

        Raises:
            GenerationFailed: Gemini is being left alone.
        """
        now = asyncio.get_running_loop().time()
        if not self.is_open:
            return
        if now < self._closed_until:
            raise GenerationFailed(
                GenerationFailure.UNAVAILABLE,
                "Gemini is down. Your text is safe where it is; try again a little later.",
                retry_after_seconds=max(1, ceil(self._closed_until - now)),
            )
        # This call looks; the others go on waiting until it is back.
        self._closed_until = now + self._limits.breaker_seconds

    def answered(self) -> None:
        """Gemini is up."""
        self._failures = 0
        self._answered_at = asyncio.get_running_loop().time()

    def troubled(self, trouble: Trouble, began: float) -> None:
        """A call went wrong that `began` at this time of the loop's; only an outage counts."""
        if not trouble.outage:
            self.answered()
            return
        # Of calls that began together, those that hang end last: they say nothing of now.
        if began < self._answered_at:
            return
        self._failures += 1
        if self._failures == self._limits.breaker_failures:
            loop = asyncio.get_running_loop()
            self._closed_until = loop.time() + self._limits.breaker_seconds
