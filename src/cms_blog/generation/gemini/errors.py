"""What goes wrong on the way to Gemini, as Trouble.

Gemini's errors: https://ai.google.dev/gemini-api/docs/troubleshooting, with the details of
https://google.aip.dev/193 in them.
"""

import json
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeIs, cast

import structlog

from cms_blog.generation.failures import (
    GenerationFailed,
    GenerationFailure,
    Trouble,
    timed_out,
    unavailable,
    unusable,
)

if TYPE_CHECKING:
    from google.genai.errors import APIError

log = structlog.stdlib.get_logger(__name__)


@contextmanager
def translated() -> Generator[None]:
    """Turn every way in which a call can fail into Trouble."""
    import httpx2
    from google.genai.errors import APIError, UnknownApiResponseError
    from pydantic import ValidationError

    try:
        yield
    except (TimeoutError, httpx2.TimeoutException):
        raise Trouble(timed_out(), outage=True) from None
    except (httpx2.HTTPError, httpx2.StreamError, ConnectionError):
        raise unavailable(_DOWN) from None
    except APIError as error:
        _tell_operator(error)
        raise trouble_of(error) from None
    except (
        json.JSONDecodeError,
        UnicodeDecodeError,
        ValidationError,
        UnknownApiResponseError,
    ):
        raise unusable("it was not in Gemini's own form") from None


def is_unbilled(error: Exception) -> bool:
    """Whether Gemini refused the call or was never reached; it bills neither."""
    import httpx2
    from google.genai.errors import APIError

    return isinstance(error, APIError | httpx2.ConnectError | httpx2.ConnectTimeout)


_BUSY = "Gemini has too much to do right now. Try again in a moment."
_DOWN = "Gemini can't be reached right now. Try again in a few minutes."
_SETUP = (
    "The writing service is not set up rightly. Tell the people who run this site; trying again "
    "will not help."
)
_BAD_REQUEST, _UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND, _TOO_MANY = 400, 401, 403, 404, 429
_SERVER_ERRORS = 500
_OVERLOADED = 503
_WEEK = 7 * 86_400


def trouble_of(error: "APIError") -> Trouble:
    """What an error that Gemini answered with means for the author."""
    details = _details(error)
    if error.code == _TOO_MANY:
        return _too_many(details)
    if error.code >= _SERVER_ERRORS:
        return unavailable(_BUSY if error.code == _OVERLOADED else _DOWN)
    if error.code in {_UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND} or any(
        detail.get("reason") == "API_KEY_INVALID" for detail in details
    ):
        return Trouble(GenerationFailed(GenerationFailure.UNAVAILABLE, _SETUP))
    return Trouble(
        GenerationFailed(
            GenerationFailure.UNUSABLE_OUTPUT,
            "Gemini did not take this request. Make the brief shorter or simpler.",
        )
    )


def _tell_operator(error: "APIError") -> None:
    if (hint := operator_hint(error)) is not None:
        log.error("generation.refused", status=error.code, gemini=error.message, do=hint)


def operator_hint(error: "APIError") -> str | None:
    """What the operator must do; None where nothing but waiting helps."""
    details = _details(error)
    if any(detail.get("reason") == "API_KEY_INVALID" for detail in details) or (
        error.code == _UNAUTHORIZED
    ):
        return "GEMINI_API_KEY is not valid: make a new one at https://aistudio.google.com/apikey"
    if error.code == _FORBIDDEN:
        return "the project of GEMINI_API_KEY may not call this model: check its billing and access"
    if error.code == _NOT_FOUND:
        return "there is no such model: set GEMINI_TEXT_MODEL and GEMINI_IMAGE_MODEL to living ones"
    if error.code == _BAD_REQUEST:
        return "Gemini refused the request's form: see the message"
    return None


def _too_many(details: list[Mapping[str, Any]]) -> Trouble:
    delay: float | None = None
    per_day = False
    for detail in details:
        kind = str(detail.get("@type", ""))
        if kind.endswith("RetryInfo"):
            delay = _seconds(detail.get("retryDelay"))
        elif kind.endswith("QuotaFailure"):
            violations = cast("list[Mapping[str, Any]]", detail.get("violations") or [])
            per_day = any("PerDay" in str(each.get("quotaId", "")) for each in violations)
    if per_day:
        return Trouble(
            GenerationFailed(
                GenerationFailure.QUOTA_EXCEEDED,
                "This site's share of Gemini is used up for today. Try again tomorrow.",
            )
        )
    return Trouble(
        GenerationFailed(
            GenerationFailure.QUOTA_EXCEEDED,
            "Too many people are writing with Gemini at once. Try again in a moment.",
            retry_after_seconds=None if delay is None else max(1, round(delay + 0.5)),
        ),
        retryable=True,
        delay=delay,
    )


def _seconds(text: object) -> float | None:
    # google.protobuf.Duration in JSON: "17.304s".
    try:
        seconds = float(str(text).removesuffix("s"))
    except ValueError:
        return None
    return seconds if 0 <= seconds < _WEEK else None


def _details(error: "APIError") -> list[Mapping[str, Any]]:
    # What is no error of Gemini's (an HTML page of a proxy's) has another shape, or none.
    body = cast("object", error.details)  # pyright: ignore[reportUnknownMemberType] - left open
    inner = body.get("error", body) if _is_mapping(body) else None
    found = inner.get("details") if _is_mapping(inner) else None
    if not isinstance(found, list):
        return []
    items = cast("list[Any]", found)
    return [item for item in items if _is_mapping(item)]


def _is_mapping(value: object) -> TypeIs[Mapping[str, Any]]:
    return isinstance(value, Mapping)
