"""Errors of Gemini, translated by the gateway."""

from typing import Any

import httpx2
import pytest
from gateway_requests import IMAGE, NEW, OLD, PROMPT
from google.genai.errors import APIError

from cms_blog.generation.failures import GenerationFailed, Retry
from cms_blog.generation.gemini.errors import failure_of, operator_hint
from cms_blog.generation.gemini.gateway import Gateway
from cms_blog.generation.gemini.run import Run


def _retry(delay: str) -> dict[str, str]:
    return {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": delay}


@pytest.mark.parametrize(
    ("code", "error", "reason", "retry", "delay", "retry_after"),
    [
        (429, {"details": [_retry("17.3s")]}, "QUOTA_EXCEEDED", Retry.MANY, 17.3, 18),
        (429, {"details": [_retry("soon")]}, "QUOTA_EXCEEDED", Retry.MANY, 0, None),
        (429, {"details": "none"}, "QUOTA_EXCEEDED", Retry.MANY, 0, None),
        (429, {}, "QUOTA_EXCEEDED", Retry.MANY, 0, None),
        (429, {"message": "limit: 0, model: m"}, "UNAVAILABLE", Retry.NEVER, 0, None),
        (429, {"message": "limit: 0.5"}, "QUOTA_EXCEEDED", Retry.MANY, 0, None),
        (429, {"message": "limit: 10"}, "QUOTA_EXCEEDED", Retry.MANY, 0, None),
        (503, {}, "UNAVAILABLE", Retry.MANY, 0, None),
        (504, {}, "UNAVAILABLE", Retry.FEW, 0, None),
        (499, {}, "UNAVAILABLE", Retry.FEW, 0, None),
        (403, {}, "UNAVAILABLE", Retry.NEVER, 0, None),
        (404, {}, "UNAVAILABLE", Retry.NEVER, 0, None),
        (400, {}, "UNAVAILABLE", Retry.NEVER, 0, None),
        (302, {}, "UNAVAILABLE", Retry.NEVER, 0, None),
        (413, {}, "UNUSABLE_OUTPUT", Retry.NEVER, 0, None),
        (400, {"message": "The input token count (2)"}, "UNUSABLE_OUTPUT", Retry.NEVER, 0, None),
    ],
)
def test_errors_are_translated(
    code: int,
    error: dict[str, Any],
    reason: str,
    retry: Retry,
    delay: float,
    retry_after: int | None,
):
    failed = failure_of(APIError(code, {"error": error}), NEW)
    assert failed.failure.reason.name == reason
    assert (failed.retry, failed.delay) == (retry, delay)
    assert failed.failure.retry_after_seconds == retry_after


async def test_retries_after_the_deadline_are_not_attempted():
    requests: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        requests.append(request)
        return httpx2.Response(429, json={"error": {"code": 429, "details": [_retry("300s")]}})

    gateway = Gateway(text_model=NEW, image_model=IMAGE, transport=httpx2.MockTransport(answer))
    with pytest.raises(GenerationFailed) as failed:
        await Run(gateway).write(PROMPT)
    await gateway.close()
    assert len(requests) == 1
    assert failed.value.retry_after_seconds == 300


def test_error_pages_are_translated():
    assert failure_of(APIError(502, "<html>"), NEW).failure.reason.name == "UNAVAILABLE"


_LOCATION = {"status": "FAILED_PRECONDITION", "message": "User location is not supported."}


_BILLING = {"status": "FAILED_PRECONDITION", "message": "Please enable billing."}


@pytest.mark.parametrize(
    ("code", "error", "model", "hint"),
    [
        (401, {}, NEW, "GEMINI_API_KEY is invalid"),
        (400, {"details": [{"reason": "API_KEY_INVALID"}]}, NEW, "GEMINI_API_KEY is invalid"),
        (403, {}, NEW, "check its billing and access"),
        (403, {"message": "Your API key was reported as leaked."}, NEW, "reported as leaked"),
        (404, {}, NEW, f"{NEW} is unknown or has ended"),
        # Since July 2026, keys that never used a model of 2.5 get 404.
        (404, {}, OLD, f"{OLD} is closed to new keys"),
        (404, {"message": "It is no longer available to new users."}, NEW, "closed to new keys"),
        (400, _LOCATION, NEW, "location of this server"),
        (400, _BILLING, NEW, "needs billing"),
        (400, {}, NEW, "see its message"),
        (429, {"message": "Your prepayment credits are depleted."}, NEW, "no credit left"),
    ],
)
def test_operators_get_a_hint(code: int, error: dict[str, Any], model: str, hint: str):
    assert hint in (operator_hint(APIError(code, {"error": error}), model) or "")


@pytest.mark.parametrize("code", [408, 409, 413, 429, 499, 500, 503])
def test_temporary_errors_have_no_hint_for_operators(code: int):
    assert operator_hint(APIError(code, {"error": {}}), NEW) is None


@pytest.mark.parametrize("key", ["api_key:AIzaSy0-9_x", "AIzaSy0-9_x", "api_key:other.key"])
def test_reported_messages_contain_no_key(key: str):
    message = f"Permission denied: Consumer '{key}' has been suspended."
    failed = failure_of(APIError(403, {"error": {"message": message}}), NEW)
    assert failed.detail == "403: Permission denied: Consumer '(key)' has been suspended."
