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
    Retry,
    misconfigured,
    timed_out,
    unavailable,
    unusable,
)

if TYPE_CHECKING:
    from google.genai.errors import APIError

log = structlog.stdlib.get_logger(__name__)


@contextmanager
def translated_errors(model: str) -> Generator[None]:
    """Translate all errors of a call to CallFailed."""
    import httpx2
    from google.genai.errors import APIError, UnknownApiResponseError
    from pydantic import ValidationError

    try:
        yield
    except TimeoutError:
        raise CallFailed(timed_out(), gemini_works=None) from None
    except (httpx2.HTTPError, httpx2.StreamError, ConnectionError):
        raise unavailable(_DOWN) from None
    except APIError as error:
        raise failure_of(error, model) from None
    except (
        json.JSONDecodeError,
        UnicodeDecodeError,
        ValidationError,
        UnknownApiResponseError,
    ):
        raise unusable("it is not a valid response of the API") from None


@contextmanager
def unwrapped_failures() -> Generator[None]:
    """Raise the failure in a CallFailed: callers need no details of the call."""
    try:
        yield
    except CallFailed as failed:
        raise failed.failure from None


def is_unbilled(error: Exception) -> bool:
    """Whether Gemini rejected the call or was not reached: neither is billed."""
    import httpx2
    from google.genai.errors import APIError

    return isinstance(error, APIError | httpx2.ConnectError | httpx2.ConnectTimeout)


_UNKNOWN_FIELD = re.compile(r'Unknown name "([^"]+)"')
_CLOSED = "no longer available"
# The quota of a free key for a model without a free tier.
_NO_QUOTA = re.compile(r"\blimit: 0(?![\d.])")
_NO_CREDIT = re.compile(r"credits? (?:are|is) depleted|spend(?:ing)? (?:cap|limit)")
_TOO_LONG = re.compile(r"token count|payload size|too (?:long|large)")
# Messages about suspended keys contain the key.
_KEY = re.compile(r"api_key:[^\s'\"]+|AIza[\w-]+")
_NEW_KEY = "create a new key at https://aistudio.google.com/apikey"
_NO_LOCATION = (
    "Gemini is not available at the location of this server: move the server, or set "
    "GEMINI_BASE_URL to a proxy in a supported country, see "
    "https://ai.google.dev/gemini-api/docs/available-regions"
)
_NO_BILLING = "the project of GEMINI_API_KEY needs billing: activate it in Google AI Studio"
_BUSY = "Gemini is overloaded. Try again in a moment."
_DOWN = "Gemini is unreachable. Try again in a few minutes."
_BAD_REQUEST, _UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND, _TOO_MANY = 400, 401, 403, 404, 429
_TOO_LARGE = 413
# Timeout, conflict and cancellation of a request.
_TEMPORARY = frozenset({408, 409, 499})
_SERVER_ERRORS = 500
_OVERLOADED = 503
_WEEK = 7 * 86_400
_MAX_DETAIL = 500


def unknown_fields(error: "APIError") -> frozenset[str]:
    """Return the names of the fields that the endpoint's API version does not know."""
    message = error.message or ""
    if error.code != _BAD_REQUEST or "Cannot find field" not in message:
        return frozenset()
    return frozenset(_UNKNOWN_FIELD.findall(message)) or frozenset({"?"})


def is_closed_model(error: "APIError") -> bool:
    """Whether the model exists, but not for this key."""
    return error.code == _NOT_FOUND and _CLOSED in (error.message or "")


def failure_of(error: "APIError", model: str) -> CallFailed:
    """Return the failure for an error response of Gemini."""
    if (hint := operator_hint(error, model)) is not None:
        return misconfigured(
            hint, _KEY.sub("(key)", f"{error.code}: {error.message}")[:_MAX_DETAIL]
        )
    if error.code == _TOO_MANY:
        return _too_many(_details(error))
    if error.code == _OVERLOADED:
        return unavailable(_BUSY, retry=Retry.MANY)
    if error.code >= _SERVER_ERRORS or error.code in _TEMPORARY:
        return unavailable(_DOWN)
    return CallFailed(
        GenerationFailed(
            GenerationFailure.UNUSABLE_OUTPUT,
            "The input is too long for Gemini. Make the brief or the text shorter.",
        )
    )


def report(failed: CallFailed) -> None:
    """Log the action that the operator must take, if the failure has one."""
    if failed.hint is not None:
        log.error("generation.refused", gemini=failed.detail, hint=failed.hint)


def operator_hint(error: "APIError", model: str) -> str | None:
    """Return the action that the operator must take; None if no configuration can help."""
    message = error.message or ""
    if error.code == _TOO_MANY:
        if _NO_QUOTA.search(message):
            return f"the free tier of GEMINI_API_KEY does not include {model}: activate billing"
        if _NO_CREDIT.search(message):
            return "the project of GEMINI_API_KEY has no credit left: check its billing"
        return None
    too_long = error.code == _BAD_REQUEST and _TOO_LONG.search(message)
    if too_long or error.code == _TOO_LARGE:
        return None
    if error.code >= _SERVER_ERRORS or error.code in _TEMPORARY:
        return None
    return _hint_for_refusal(error, message, model)


def _hint_for_refusal(error: "APIError", message: str, model: str) -> str:
    if error.code in {_UNAUTHORIZED, _FORBIDDEN} or _is_key_invalid(error):
        return _hint_for_key(error, message)
    if error.code == _NOT_FOUND:
        closed = is_closed_model(error) or "gemini-2.5" in model
        problem = "is closed to new keys" if closed else "is unknown or has ended"
        return f"{model} {problem}: set GEMINI_TEXT_MODEL and GEMINI_IMAGE_MODEL to current models"
    if error.status == "FAILED_PRECONDITION":
        return _NO_LOCATION if "location" in message else _NO_BILLING
    if unknown := unknown_fields(error):
        fields = ", ".join(sorted(unknown))
        return (
            f"the endpoint does not know these fields: {fields}; check GEMINI_BASE_URL and the "
            "version at its end"
        )
    return "Gemini rejected the request: see its message, and check GEMINI_BASE_URL and the models"


def _hint_for_key(error: "APIError", message: str) -> str:
    if error.code != _FORBIDDEN:
        return f"GEMINI_API_KEY is invalid: {_NEW_KEY}"
    if "leaked" in message:
        return f"GEMINI_API_KEY was reported as leaked and is blocked: find the leak, {_NEW_KEY}"
    return "the project of GEMINI_API_KEY can't use this model: check its billing and access"


def _is_key_invalid(error: "APIError") -> bool:
    return any(detail.get("reason") == "API_KEY_INVALID" for detail in _details(error))


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
        retry=Retry.MANY,
        delay=delay or 0,
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
