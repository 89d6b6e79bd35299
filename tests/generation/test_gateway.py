"""The gateway: what it sends for which model, and how it reads what goes wrong."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import httpx2
import pytest
from google.genai.errors import APIError
from pydantic import SecretStr

from cms_blog.blogs.brief import Creativity
from cms_blog.cli.try_gemini import try_gemini
from cms_blog.generation.emulator.app import Emulator
from cms_blog.generation.emulator.faults import Fault, Switch
from cms_blog.generation.emulator.transport import InProcessTransport
from cms_blog.generation.failures import GenerationFailed
from cms_blog.generation.gemini.errors import operator_hint, trouble_of
from cms_blog.generation.gemini.gateway import Gateway
from cms_blog.generation.gemini.models import family_of, warnings_for
from cms_blog.generation.gemini.prices import cost_usd
from cms_blog.generation.gemini.responses import Tokens
from cms_blog.generation.gemini.run import Run
from cms_blog.generation.prompts import SYSTEM, Prompt
from cms_blog.generation.provider import GenerationProvider
from cms_blog.settings import Settings, SettingsError

PROMPT = Prompt(task="Say hello.", data="DATA {}", creativity=Creativity.HIGH)
OLD, NEW = "gemini-2.5-flash", "gemini-3.8-flash"
IMAGE = "gemini-nano-banana-2.1"


def recording(
    text: str = "Hello", **usage: int
) -> tuple[list[httpx2.Request], Callable[[httpx2.Request], httpx2.Response]]:
    """The requests that arrive, and what answers each with this text."""
    requests: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        requests.append(request)
        candidate = {"content": {"parts": [{"text": text}]}, "finishReason": "STOP"}
        return httpx2.Response(200, json={"candidates": [candidate], "usageMetadata": usage})

    return requests, answer


async def sent(model: str, prompt: Prompt = PROMPT) -> tuple[httpx2.Request, dict[str, Any]]:
    """The request for this prompt, and its body."""
    requests, answer = recording()
    gateway = Gateway(
        text_model=model,
        image_model=IMAGE,
        api_key="the key",
        transport=httpx2.MockTransport(answer),
    )
    try:
        assert await Run(gateway).write(prompt) == "Hello"
    finally:
        await gateway.close()
    (request,) = requests
    return request, json.loads(request.content)


async def test_the_key_is_sent_as_a_header_to_the_pinned_version(monkeypatch: pytest.MonkeyPatch):
    # What else google-genai would listen to.
    for name in ("GOOGLE_API_KEY", "GEMINI_API_KEY", "GOOGLE_GEMINI_BASE_URL"):
        monkeypatch.setenv(name, "https://elsewhere.example")
    monkeypatch.setenv("GOOGLE_GENAI_USE_VERTEXAI", "true")
    request, _ = await sent(NEW)
    assert request.headers["x-goog-api-key"] == "the key"
    host = "https://generativelanguage.googleapis.com"
    assert str(request.url).replace("%3A", ":") == f"{host}/v1/models/{NEW}:generateContent"


async def test_creativity_is_a_number_for_old_models_and_words_for_new_ones():
    _, old = await sent(OLD)
    assert old["generationConfig"]["temperature"] == 1.3
    assert old["systemInstruction"]["parts"][0]["text"] == SYSTEM
    _, new = await sent(NEW)
    assert "temperature" not in new["generationConfig"]
    assert "Be bold" in new["systemInstruction"]["parts"][0]["text"]


async def test_thinking_is_a_budget_for_old_models_and_a_level_for_new_ones():
    _, old = await sent(OLD)
    assert set(old["generationConfig"]["thinkingConfig"]) == {"thinking_budget"}
    _, new = await sent(NEW)
    assert list(new["generationConfig"]["thinkingConfig"].values()) == ["LOW"]


async def test_the_authors_data_is_a_part_of_its_own():
    _, body = await sent(NEW)
    assert [part["text"] for part in body["contents"][0]["parts"]] == [PROMPT.task, PROMPT.data]
    assert PROMPT.data not in body["systemInstruction"]["parts"][0]["text"]


async def test_links_are_read_by_gemini_only_where_there_are_some():
    _, without = await sent(NEW)
    assert "tools" not in without
    _, with_links = await sent(NEW, Prompt("t", "d", Creativity.LOW, reads_links=True))
    assert with_links["tools"] == [{"urlContext": {}}]


async def test_an_answer_in_thoughts_is_billed_and_not_shown():
    def answer(_: httpx2.Request) -> httpx2.Response:
        parts = [{"text": "Hm.", "thought": True}, {"text": "Hello"}]
        usage = {"promptTokenCount": 7, "candidatesTokenCount": 2, "thoughtsTokenCount": 5}
        candidate = {"content": {"parts": parts}, "finishReason": "STOP"}
        return httpx2.Response(200, json={"candidates": [candidate], "usageMetadata": usage})

    gateway = Gateway(text_model=OLD, image_model=IMAGE, transport=httpx2.MockTransport(answer))
    run = Run(gateway)
    assert await run.write(PROMPT) == "Hello"
    await gateway.close()
    assert run.usage[:4] == (OLD, 7, 7, 5)
    assert run.usage.cost_usd == pytest.approx((7 * 0.30 + 7 * 2.50) / 1_000_000, abs=1e-6)


def _retry(delay: str) -> dict[str, str]:
    return {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": delay}


@pytest.mark.parametrize(
    ("code", "error", "reason", "retryable", "delay", "retry_after"),
    [
        (429, {"details": [_retry("17.3s")]}, "QUOTA_EXCEEDED", True, 17.3, 18),
        (429, {"details": [_retry("soon")]}, "QUOTA_EXCEEDED", True, None, None),
        (429, {"details": "none"}, "QUOTA_EXCEEDED", True, None, None),
        (429, {}, "QUOTA_EXCEEDED", True, None, None),
        (503, {}, "UNAVAILABLE", True, None, None),
        (504, {}, "UNAVAILABLE", True, None, None),
        (403, {}, "UNAVAILABLE", False, None, None),
        (404, {}, "UNAVAILABLE", False, None, None),
        (400, {}, "UNUSABLE_OUTPUT", False, None, None),
    ],
)
def test_errors_say_what_may_be_done(
    code: int,
    error: dict[str, Any],
    reason: str,
    retryable: bool,
    delay: float | None,
    retry_after: int | None,
):
    trouble = trouble_of(APIError(code, {"error": error}))
    assert trouble.failure.reason.name == reason
    assert (trouble.retryable, trouble.delay) == (retryable, delay)
    assert trouble.failure.retry_after_seconds == retry_after


async def test_a_pause_that_is_longer_than_the_deadline_is_not_waited_for():
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


def test_an_error_that_is_no_json_is_an_error_all_the_same():
    assert trouble_of(APIError(502, "<html>")).failure.reason.name == "UNAVAILABLE"


@pytest.mark.parametrize(
    ("code", "said"),
    [(401, "GEMINI_API_KEY"), (403, "billing"), (404, "GEMINI_TEXT_MODEL"), (400, "form")],
)
def test_the_operator_is_told_what_to_do(code: int, said: str):
    assert said in (operator_hint(APIError(code, {"error": {}})) or "")


def test_what_passes_by_itself_needs_no_operator():
    assert operator_hint(APIError(503, {"error": {}})) is None


def test_models_that_end_warn():
    assert warnings_for([NEW, IMAGE], date(2030, 1, 1)) == ()
    (before,) = warnings_for([OLD], date(2026, 11, 30))
    assert before == "gemini-2.5-flash ends on 2026-12-01; its successor is gemini-3.5-flash-lite."
    (after,) = warnings_for([f"models/{OLD}"], date(2026, 12, 1))
    assert " ended on 2026-12-01" in after


def test_prices_are_those_of_the_family():
    assert cost_usd("gemini-3.5-flash-lite", Tokens(1_000_000, 1_000_000)) == 2.8
    assert cost_usd("gemini-9-unheard-of", Tokens(1, 1)) is None
    assert family_of("gemini-2.5-flash-lite-001").ends is None
    assert family_of("gemini-2.5-flash-image").image_sizes == ("",)


def _settings(**given: Any) -> Settings:
    return Settings(_env_file=None, **given)  # pyright: ignore[reportCallIssue] - it takes it


async def test_a_key_chooses_gemini():
    gateway = Gateway.from_settings(_settings(gemini_api_key=SecretStr("k"), gemini_text_model=OLD))
    assert gateway.provider is GenerationProvider.GEMINI
    assert len(gateway.warnings) == 1
    assert Gateway.from_settings(_settings()).provider is GenerationProvider.OFFLINE


async def test_a_fault_that_does_not_exist_stops_the_start():
    with pytest.raises(SettingsError) as refused:
        Gateway.from_settings(_settings(gemini_faults=("tired",)))
    (line,) = refused.value.lines
    assert line.startswith("GEMINI_FAULTS: 'tired' is no fault")


@pytest.mark.parametrize(
    ("text", "switch"),
    [
        ("overloaded", Switch(Fault.OVERLOADED)),
        ("overloaded:2", Switch(Fault.OVERLOADED, times=2)),
        ("overloaded:10%", Switch(Fault.OVERLOADED, share=0.1)),
    ],
)
def test_faults_are_written_in_a_few_characters(text: str, switch: Switch):
    assert Switch.parse(text) == switch


@pytest.mark.parametrize(
    "text", ["", "overloaded:", "overloaded:x", "overloaded:1%1", "OVERLOADED"]
)
def test_what_is_no_fault_is_refused(text: str):
    with pytest.raises(ValueError, match="is no fault"):
        Switch.parse(text)


async def test_the_seven_steps_can_be_tried_offline():
    said: list[str] = []
    await try_gemini(_settings(), said.append)
    shown = "".join(said)
    assert shown.startswith("OFFLINE: gemini-3.5-flash-lite, gemini-nano-banana-2.1\n")
    for step in ("Ideas", "Titles", "Introductions", "Outlines", "Image prompts", "Cover image"):
        assert f"== {step}: " in shown
    assert "## " in shown.split("== Blog (streamed)")[1]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/v1/models", None, 200),
        ("GET", "/v1beta/models/gemini-3.8-flash", None, 200),
        ("POST", "/v1/models/m:countTokens", {"contents": [{"parts": [{"text": "Hi"}]}]}, 200),
        ("POST", "/v1/models/m:generateContent", {"contents": []}, 400),
        ("POST", "/v1/models/m:generateContent", [], 400),
        ("POST", "/v1/models/m:generateContent", {"contents": [1]}, 400),
        ("POST", "/v1/models/m:doSomething", {"contents": [{"parts": [{"text": "Hi"}]}]}, 404),
    ],
)
async def test_the_emulator_answers_as_gemini_does(method: str, path: str, body: Any, status: int):
    transport = InProcessTransport(Emulator())
    async with httpx2.AsyncClient(transport=transport, base_url="http://gemini") as client:
        headers = {"x-goog-api-key": "any"}
        response = await client.request(method, path, json=body, headers=headers)
        assert response.status_code == status
        assert ("error" in response.json()) == (status != 200)
        if method == "POST":
            refused = await client.request(method, path, json=body)
            assert refused.json()["error"]["status"] == "PERMISSION_DENIED"
