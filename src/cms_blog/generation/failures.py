"""Failures of generation, with messages for the author."""

from dataclasses import dataclass
from enum import StrEnum

from cms_blog.errors import DomainError


class GenerationFailure(StrEnum):
    """Reason why a step has no result."""

    BLOCKED = "blocked"
    UNAVAILABLE = "unavailable"
    TIMED_OUT = "timed_out"
    UNUSABLE_OUTPUT = "unusable_output"
    QUOTA_EXCEEDED = "quota_exceeded"


class GenerationFailed(DomainError):
    """A step has no result. `retry_after_seconds` is None if unknown."""

    def __init__(
        self, reason: GenerationFailure, message: str, *, retry_after_seconds: int | None = None
    ) -> None:
        super().__init__(message)
        self.reason = reason
        self.retry_after_seconds = retry_after_seconds


@dataclass(eq=False)
class CallFailed(Exception):
    """A failed call to Gemini, with what retries and the circuit breaker need to know.

    Internal to `gemini/`: callers get `failure`.
    """

    failure: GenerationFailed
    # Whether a retry can succeed, and the delay in seconds that Gemini asked for.
    retryable: bool = False
    delay: float | None = None
    # Whether Gemini is down, as opposed to rejecting this request.
    outage: bool = False


class Truncated(CallFailed):
    """The answer was cut off at the model's output limit; `text` is the part received."""

    def __init__(self, text: str) -> None:
        super().__init__(
            GenerationFailed(
                GenerationFailure.UNUSABLE_OUTPUT,
                "The text exceeds the length that the model can write. Use a shorter outline.",
            ),
            # Without text, thinking used up the limit: a retry can succeed.
            retryable=not text,
        )
        self.text = text


def blocked(why: str) -> CallFailed:
    """Return the failure for a request or answer blocked by Gemini's filters; `why` is its code."""
    return CallFailed(
        GenerationFailed(
            GenerationFailure.BLOCKED,
            f"Gemini blocked this request ({why}). Reword the idea or the brief.",
        )
    )


def unusable(what: str, *, retryable: bool = True) -> CallFailed:
    """Return the failure for an answer that is invalid; `what` completes the message."""
    return CallFailed(
        GenerationFailed(
            GenerationFailure.UNUSABLE_OUTPUT,
            f"Gemini's answer is unusable: {what}. Try again.",
        ),
        retryable=retryable,
    )


def unavailable(message: str, *, retryable: bool = True) -> CallFailed:
    """Return the failure for Gemini being down or unreachable."""
    return CallFailed(
        GenerationFailed(GenerationFailure.UNAVAILABLE, message), retryable=retryable, outage=True
    )


def timed_out() -> GenerationFailed:
    """Return the failure for an exceeded time limit of a call or a step."""
    return GenerationFailed(
        GenerationFailure.TIMED_OUT,
        "Gemini did not answer in time. Try again, if possible with a shorter outline.",
    )
