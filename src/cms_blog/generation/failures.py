"""How a generation can fail, in the words of the author who waits for it."""

from dataclasses import dataclass
from enum import StrEnum

from cms_blog.errors import DomainError


class GenerationFailure(StrEnum):
    """Why there is no text or image."""

    BLOCKED = "blocked"
    UNAVAILABLE = "unavailable"
    TIMED_OUT = "timed_out"
    UNUSABLE_OUTPUT = "unusable_output"
    QUOTA_EXCEEDED = "quota_exceeded"


class GenerationFailed(DomainError):
    """A step gave no result. `retry_after_seconds` is None where it can't be told."""

    def __init__(
        self, reason: GenerationFailure, message: str, *, retry_after_seconds: int | None = None
    ) -> None:
        super().__init__(message)
        self.reason = reason
        self.retry_after_seconds = retry_after_seconds


@dataclass(eq=False)
class Trouble(Exception):
    """One call to Gemini that went wrong: the failure, and what may be done about it.

    It never leaves the gateway: the `failure` in it does.
    """

    failure: GenerationFailed
    # Whether another call can succeed, and after how many seconds Gemini wants it at the earliest.
    retryable: bool = False
    delay: float | None = None
    # Whether it says that Gemini is down, rather than that it did not like this one request.
    outage: bool = False


class Truncated(Trouble):
    """The answer was cut off at the model's greatest length; `text` is what came before that."""

    def __init__(self, text: str) -> None:
        super().__init__(
            GenerationFailed(
                GenerationFailure.UNUSABLE_OUTPUT,
                "The text became longer than the model can write. Take a shorter outline.",
            ),
            # With nothing written, all went into thinking; that may be different next time.
            retryable=not text,
        )
        self.text = text


def blocked(why: str) -> Trouble:
    """Gemini's filters refused the request or the answer; `why` is Gemini's own word for it."""
    return Trouble(
        GenerationFailed(
            GenerationFailure.BLOCKED,
            f"Gemini refused this ({why}). Put the idea or the brief into other words.",
        )
    )


def unusable(what: str, *, retryable: bool = True) -> Trouble:
    """Gemini answered, but not with what was asked for."""
    return Trouble(
        GenerationFailed(
            GenerationFailure.UNUSABLE_OUTPUT,
            f"Gemini's answer could not be used: {what}. Try again.",
        ),
        retryable=retryable,
    )


def unavailable(message: str, *, retryable: bool = True) -> Trouble:
    """Gemini, or the way there, is down."""
    return Trouble(
        GenerationFailed(GenerationFailure.UNAVAILABLE, message), retryable=retryable, outage=True
    )


def timed_out() -> GenerationFailed:
    """Nothing came within the time that a call or a step may take."""
    return GenerationFailed(
        GenerationFailure.TIMED_OUT,
        "Gemini took too long to answer. Try again; a shorter outline helps.",
    )
