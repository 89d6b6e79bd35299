"""Translation of errors of Gemini and of the connection to it.

Gemini's errors: https://ai.google.dev/gemini-api/docs/troubleshooting, with details as in
https://google.aip.dev/193.
"""

import json
import re
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeIs, cast

import structlog

from cms_blog.generation.failures import (
    CallFailed,
    GenerationFailed,
    GenerationFailure,
    timed_out,
    unavailable,
    unusable,
)

if TYPE_CHECKING:
    from google.genai.errors import APIError

log = structlog.stdlib.get_logger(__name__)


@contextmanager
def translated_errors() -> Generator[None]:
    """Translate all errors of a call to CallFailed."""
    import httpx2
    from google.genai.errors import APIError, UnknownApiResponseError
    from pydantic import ValidationError

    try:
        yield
    except (TimeoutError, httpx2.TimeoutException):
        raise CallFailed(timed_out(), outage=True) from None
    except (httpx2.HTTPError, httpx2.StreamError, ConnectionError):
        raise unavailable(_DOWN) from None
    except APIError as error:
        _log_for_operator(error)
        raise failure_of(error) from None
    except (
        json.JSONDecodeError,
        UnicodeDecodeError,
        ValidationError,
        UnknownApiResponseError,
    ):
        raise unusable("it is not a valid response of the API") from None


def is_unbilled(error: Exception) -> bool:
    """Whether Gemini rejected the call or was not reached: neither is billed."""
    import httpx2
    from google.genai.errors import APIError

    return isinstance(error, APIError | httpx2.ConnectError | httpx2.ConnectTimeout)


def unknown_fields(error: "APIError") -> frozenset[str]:
    """Return the names of the fields that the endpoint's API version does not know."""
    message = error.message or ""
    if error.code != _BAD_REQUEST or "Cannot find field" not in message:
        return frozenset()
    return frozenset(_UNKNOWN_FIELD.findall(message)) or frozenset({"?"})


def is_closed_model(error: "APIError") -> bool:
    """Whether the model exists, but not for this key."""
    return error.code == _NOT_FOUND and "no longer available" in (error.message or "")


_UNKNOWN_FIELD = re.compile(r'Unknown name "([^"]+)"')
_BUSY = "Gemini is overloaded. Try again in a moment."
_DOWN = "Gemini is unreachable. Try again in a few minutes."
_SETUP = "The writing service is misconfigured. Contact the administrator."
_BAD_REQUEST, _UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND, _TOO_MANY = 400, 401, 403, 404, 429
_SERVER_ERRORS = 500
_OVERLOADED = 503
_WEEK = 7 * 86_400


def failure_of(error: "APIError") -> CallFailed:
    """Return the failure for an error response of Gemini."""
    details = _details(error)
    if error.code == _TOO_MANY:
        return _too_many(details)
    if error.code >= _SERVER_ERRORS:
        return unavailable(_BUSY if error.code == _OVERLOADED else _DOWN)
    if error.code in {_UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND} or any(
        detail.get("reason") == "API_KEY_INVALID" for detail in details
    ):
        return CallFailed(GenerationFailed(GenerationFailure.UNAVAILABLE, _SETUP))
    return CallFailed(
        GenerationFailed(
            GenerationFailure.UNUSABLE_OUTPUT,
            "Gemini rejected this request. Make the brief shorter or simpler.",
        )
    )


def _log_for_operator(error: "APIError") -> None:
    if (hint := operator_hint(error)) is not None:
        log.error("generation.refused", status=error.code, gemini=error.message, hint=hint)


def operator_hint(error: "APIError") -> str | None:
    """Return the action that the operator must take; None if the error is temporary."""
    details = _details(error)
    if any(detail.get("reason") == "API_KEY_INVALID" for detail in details) or (
        error.code == _UNAUTHORIZED
    ):
        return "GEMINI_API_KEY is invalid: create a new key at https://aistudio.google.com/apikey"
    if error.code == _FORBIDDEN:
        return "the project of GEMINI_API_KEY can't use this model: check its billing and access"
    if error.code == _NOT_FOUND:
        return "unknown model: set GEMINI_TEXT_MODEL and GEMINI_IMAGE_MODEL to available models"
    if error.code == _BAD_REQUEST:
        return "Gemini rejected the request as malformed: see the message"
    return None


def _too_many(details: list[Mapping[str, Any]]) -> CallFailed:
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
        return CallFailed(
            GenerationFailed(
                GenerationFailure.QUOTA_EXCEEDED,
                "This site has used up its daily quota of Gemini. Try again tomorrow.",
            )
        )
    return CallFailed(
        GenerationFailed(
            GenerationFailure.QUOTA_EXCEEDED,
            "Too many requests to Gemini. Try again in a moment.",
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
    # An error page of a proxy has another structure, or is not JSON.
    body = cast("object", error.details)  # pyright: ignore[reportUnknownMemberType] - untyped
    inner = body.get("error", body) if _is_mapping(body) else None
    found = inner.get("details") if _is_mapping(inner) else None
    if not isinstance(found, list):
        return []
    items = cast("list[Any]", found)
    return [item for item in items if _is_mapping(item)]


def _is_mapping(value: object) -> TypeIs[Mapping[str, Any]]:
    return isinstance(value, Mapping)
