"""Timeouts, retries, concurrency limit and circuit breaker for calls to Gemini."""

import asyncio
import random
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from math import ceil

from cms_blog.generation.drafts import BACKGROUND_SECONDS
from cms_blog.generation.failures import GenerationFailed, GenerationFailure, Retry, timed_out


@dataclass(frozen=True, slots=True)
class CallLimits:
    """CallLimits of calls. All times are in seconds."""

    # Timeouts of a step with its waiting time, retries and repair. A call may use all of it.
    step_seconds: float = 120
    image_seconds: float = 120
    # Timeouts of the first piece of a stream, and between two later ones.
    first_piece_seconds: float = 90
    idle_seconds: float = 30
    # How long the writing of a post continues after its client disconnected.
    background_seconds: float = BACKGROUND_SECONDS
    # Calls per request, the first one included; more while Gemini is overloaded (503) or limits
    # the rate (429), over about 20 seconds.
    attempts: int = 3
    busy_attempts: int = 5
    first_backoff: float = 1.3
    # Maximum numbers of concurrent calls and of queued calls.
    max_running: int = 32
    max_queued: int = 256
    # Consecutive outages that open the circuit breaker, and how long it stays open.
    breaker_failures: int = 8
    breaker_seconds: float = 15

    def attempts_for(self, retry: Retry) -> int:
        """Return the number of calls after failures of this kind."""
        match retry:
            case Retry.NEVER:
                return 1
            case Retry.ONCE:
                return 2
            case Retry.FEW:
                return self.attempts
            case Retry.MANY:
                return self.busy_attempts

    def backoff(self, attempt: int, delay: float = 0) -> float:
        """Return the pause after failed attempt number `attempt`, from 1, with jitter.

        It is added to the `delay` that Gemini asked for, since other calls got the same delay.
        """
        jitter = random.uniform(0.5, 1.5)  # noqa: S311 - no secret
        return delay + self.first_backoff * 2 ** (attempt - 1) * jitter


class CallQueue:
    """Concurrency limit for calls, with a bounded queue. Calls above both limits fail."""

    def __init__(self, limits: CallLimits) -> None:
        self._limits = limits
        self._slots = asyncio.Semaphore(limits.max_running)
        self._waiting = 0
        self._running = 0

    @property
    def running(self) -> int:
        """Number of running calls."""
        return self._running

    @property
    def waiting(self) -> int:
        """Number of queued calls."""
        return self._waiting

    @asynccontextmanager
    async def slot(self, deadline: float) -> AsyncGenerator[None]:
        """Hold a slot for one call; `deadline` is in the event loop's time.

        Raises:
            GenerationFailed: the queue is full, or the deadline has passed.
        """
        if self._waiting >= self._limits.max_queued:
            raise _queue_full()
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


def _queue_full() -> GenerationFailed:
    return GenerationFailed(
        GenerationFailure.UNAVAILABLE,
        "Too many texts are being generated. Try again in a few seconds.",
        retry_after_seconds=5,
    )


def _loop_time() -> float:
    return asyncio.get_running_loop().time()


class CircuitBreaker:
    """Circuit breaker: rejects calls while Gemini is down, except for one probe per interval.

    Args:
        limits: number of failures that open it, and the interval.
        clock: returns the time in seconds, by default the event loop's.
    """

    def __init__(self, limits: CallLimits, *, clock: Callable[[], float] = _loop_time) -> None:
        self._limits = limits
        self._clock = clock
        self._failures = 0
        self._open_until = 0.0
        self._last_success = 0.0

    @property
    def is_open(self) -> bool:
        """Whether calls are rejected, except for probes."""
        return self._failures >= self._limits.breaker_failures

    def check(self) -> None:
        """Raise if the circuit breaker is open.

        Raises:
            GenerationFailed: calls are rejected until Gemini recovers.
        """
        now = self._clock()
        if not self.is_open:
            return
        if now < self._open_until:
            raise GenerationFailed(
                GenerationFailure.UNAVAILABLE,
                "Gemini is down. Your input is not lost: try again later.",
                retry_after_seconds=max(1, ceil(self._open_until - now)),
            )
        # This call is the probe; others are rejected until it succeeds.
        self._open_until = now + self._limits.breaker_seconds

    def record_success(self) -> None:
        """Close the circuit breaker."""
        self._failures = 0
        self._last_success = self._clock()

    def record(self, *, works: bool | None, began: float) -> None:
        """Record whether Gemini works, as far as a call shows that `began` at this loop time.

        None means that our own deadline ended the call: Gemini may be slow, but not down.
        """
        if works is None:
            return
        if works:
            self.record_success()
            return
        # A call that began before the last success and timed out later is outdated.
        if began < self._last_success:
            return
        self._failures += 1
        if self._failures == self._limits.breaker_failures:
            self._open_until = self._clock() + self._limits.breaker_seconds
