"""Failures of generation, with messages for the author."""

from dataclasses import dataclass
from enum import Enum, StrEnum, auto

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


class Retry(Enum):
    """Number of repetitions of a failed call; see `CallLimits.attempts_for`."""

    NEVER = auto()
    ONCE = auto()
    # The failure is probably an exception.
    FEW = auto()
    # Gemini is overloaded or limits the rate: it may take seconds until a call succeeds.
    MANY = auto()


@dataclass(eq=False)
class CallFailed(Exception):
    """A failed call to Gemini, with what retries and the circuit breaker need to know.

    Internal to `gemini/`: callers get `failure`.
    """

    failure: GenerationFailed
    retry: Retry = Retry.NEVER
    # The delay in seconds that Gemini asked for.
    delay: float = 0
    # Whether Gemini works, as far as this call shows: not if our own deadline ended it.
    gemini_works: bool | None = True
    # Action that the operator must take, and Gemini's message.
    hint: str | None = None
    detail: str = ""


class Truncated(CallFailed):
    """The answer was cut off at the model's output limit; `text` is the part received."""

    def __init__(self, text: str) -> None:
        super().__init__(
            GenerationFailed(
                GenerationFailure.UNUSABLE_OUTPUT,
                "The text exceeds the length that the model can write. Shorten the outline or the "
                "instruction.",
            ),
            # Without text, thinking used up the limit: a retry can succeed.
            retry=Retry.NEVER if text else Retry.FEW,
        )
        self.text = text

    def without_continuation(self) -> CallFailed:
        """Return the failure for an answer that can't be continued, such as JSON."""
        return unusable(
            "it exceeds the model's output limit", retry=Retry.ONCE if self.text else Retry.FEW
        )


def blocked(why: str, *, retry: Retry = Retry.NEVER) -> CallFailed:
    """Return the failure for a request or answer blocked by Gemini's filters; `why` is its code."""
    return CallFailed(
        GenerationFailed(
            GenerationFailure.BLOCKED,
            f"Gemini blocked this request ({why}). Reword the idea or the brief.",
        ),
        retry=retry,
    )


def unusable(what: str, *, retry: Retry = Retry.FEW) -> CallFailed:
    """Return the failure for an answer that is invalid; `what` completes the message."""
    return CallFailed(
        GenerationFailed(
            GenerationFailure.UNUSABLE_OUTPUT,
            f"Gemini's answer is unusable: {what}. Try again.",
        ),
        retry=retry,
    )


def unavailable(message: str, *, retry: Retry = Retry.FEW) -> CallFailed:
    """Return the failure for Gemini being down, overloaded or unreachable."""
    return CallFailed(
        GenerationFailed(GenerationFailure.UNAVAILABLE, message), retry=retry, gemini_works=False
    )


def misconfigured(hint: str, detail: str = "") -> CallFailed:
    """Return the failure for an error that only the operator can correct; `hint` is the action."""
    return CallFailed(
        GenerationFailed(
            GenerationFailure.UNAVAILABLE,
            "The writing service is misconfigured. Contact the administrator.",
        ),
        hint=hint,
        detail=detail,
    )


def timed_out() -> GenerationFailed:
    """Return the failure for an exceeded time limit of a call or a step."""
    return GenerationFailed(
        GenerationFailure.TIMED_OUT, "Gemini did not answer in time. Try again."
    )
