"""The gateway: requests per model family, and translation of errors."""

import json
import re
import ssl
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import httpx2
import pytest
from google.genai.errors import APIError
from pydantic import SecretStr

from cms_blog.blogs.brief import Creativity
from cms_blog.cli.gemini.trial import try_gemini
from cms_blog.generation.emulator.app import Emulator
from cms_blog.generation.emulator.faults import Fault, Switch
from cms_blog.generation.emulator.transport import InProcessTransport
from cms_blog.generation.failures import GenerationFailed, Retry
from cms_blog.generation.gemini.errors import failure_of, operator_hint
from cms_blog.generation.gemini.gateway import Gateway, GenerationProvider
from cms_blog.generation.gemini.models import family_of, warnings_for
from cms_blog.generation.gemini.run import Run
from cms_blog.generation.prompts import CREATIVITY_INSTRUCTIONS, SYSTEM, Prompt
from cms_blog.settings import Settings, SettingsError

PROMPT = Prompt(task="Say hello.", data="DATA {}", creativity=Creativity.HIGH)
TODAY = date(2026, 11, 26)
OLD, NEW = "gemini-2.5-flash", "gemini-3.8-flash"
IMAGE = "gemini-nano-banana-2.1"


def recording(
    text: str = "Hello", **usage: int
) -> tuple[list[httpx2.Request], Callable[[httpx2.Request], httpx2.Response]]:
    """Return the list of received requests, and a handler that answers them with a text."""
    requests: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        requests.append(request)
        candidate = {"content": {"parts": [{"text": text}]}, "finishReason": "STOP"}
        return httpx2.Response(200, json={"candidates": [candidate], "usageMetadata": usage})

    return requests, answer


async def sent(
    model: str, prompt: Prompt = PROMPT, today: date = TODAY
) -> tuple[httpx2.Request, dict[str, Any]]:
    """Return the request that is sent for a prompt, and its body."""
    requests, answer = recording()
    gateway = Gateway(
        text_model=model,
        image_model=IMAGE,
        api_key="the key",
        transport=httpx2.MockTransport(answer),
        today=lambda: today,
    )
    try:
        assert await Run(gateway).write(prompt) == "Hello"
    finally:
        await gateway.close()
    (request,) = requests
    return request, json.loads(request.content)


async def test_no_certificates_are_loaded_for_clients_that_are_not_used(
    monkeypatch: pytest.MonkeyPatch,
):
    loads: list[object] = []

    def load(*given: object, **_: object) -> None:
        loads.append(given)

    for name in ("load_verify_locations", "load_default_certs"):
        monkeypatch.setattr(ssl.SSLContext, name, load)
    await sent(NEW)
    assert loads == []


async def test_the_key_is_sent_in_a_header_to_the_default_api_version(
    monkeypatch: pytest.MonkeyPatch,
):
    # Variables that google-genai reads.
    for name in ("GOOGLE_API_KEY", "GEMINI_API_KEY", "GOOGLE_GEMINI_BASE_URL"):
        monkeypatch.setenv(name, "https://elsewhere.example")
    monkeypatch.setenv("GOOGLE_GENAI_USE_VERTEXAI", "true")
    request, _ = await sent(NEW)
    assert request.headers["x-goog-api-key"] == "the key"
    host = "https://generativelanguage.googleapis.com"
    assert str(request.url).replace("%3A", ":") == f"{host}/v1/models/{NEW}:generateContent"


def system(body: dict[str, Any]) -> str:
    return body["systemInstruction"]["parts"][0]["text"]


async def test_creativity_is_a_temperature_before_version_3():
    _, old = await sent(OLD)
    assert old["generationConfig"]["temperature"] == 1.3
    assert "be bold" not in system(old)


@pytest.mark.parametrize(
    ("model", "creativity"),
    [
        (NEW, Creativity.LOW),
        (NEW, Creativity.MEDIUM),
        ("gemini-3-pro", Creativity.HIGH),
        ("gemini-3.1-pro", Creativity.HIGH),
        ("gemini-3.1-flash-lite", Creativity.HIGH),
        ("gemini-4-argon", Creativity.HIGH),
        ("unknown", Creativity.HIGH),
    ],
)
async def test_creativity_is_put_in_words_from_version_3_on(model: str, creativity: Creativity):
    _, body = await sent(model, replace(PROMPT, creativity=creativity))
    assert "temperature" not in body["generationConfig"]
    found = [each for each in Creativity if CREATIVITY_INSTRUCTIONS[each] in system(body)]
    assert found == [creativity]


async def test_the_system_instruction_has_the_rules_and_the_date():
    _, body = await sent(OLD, today=date(2026, 11, 30))
    assert system(body).startswith(f"{SYSTEM}- Today is 2026-11-30. ")
    _, body = await sent(NEW, today=date(2028, 2, 29))
    assert system(body).startswith(f"{SYSTEM}- Today is 2028-02-29. ")


async def test_thinking_is_a_budget_or_a_level():
    _, old = await sent(OLD)
    assert set(old["generationConfig"]["thinkingConfig"]) == {"thinking_budget"}
    _, new = await sent(NEW)
    assert list(new["generationConfig"]["thinkingConfig"].values()) == ["LOW"]


async def test_a_model_that_has_ended_gets_the_parameters_of_its_successor():
    _, before = await sent(OLD, today=date(2026, 11, 30))
    assert "temperature" in before["generationConfig"]
    _, after = await sent(OLD, today=date(2026, 12, 1))
    assert after["generationConfig"] == (await sent(NEW))[1]["generationConfig"]
    assert "be bold" in system(after)


@pytest.mark.parametrize(
    ("model", "thinking", "size"),
    [
        (IMAGE, ["MINIMAL"], "2K"),
        ("gemini-3-pro-image", ["MINIMAL"], "2K"),
        ("gemini-3.1-flash-lite-image", ["MINIMAL"], None),
        ("gemini-2.5-flash-image", [], None),
    ],
)
async def test_image_models_get_the_parameters_that_they_support(
    model: str, thinking: list[str], size: str | None
):
    requests, _ = recording()

    def answer(request: httpx2.Request) -> httpx2.Response:
        requests.append(request)
        part = {"inlineData": {"mimeType": "image/jpeg", "data": "AA=="}}
        usage = {
            "promptTokenCount": 100,
            "candidatesTokenCount": 1_680,
            "thoughtsTokenCount": 60,
            "candidatesTokensDetails": [{"modality": "IMAGE", "tokenCount": 1_680}],
        }
        candidate = {"content": {"parts": [part]}, "finishReason": "STOP"}
        return httpx2.Response(200, json={"candidates": [candidate], "usageMetadata": usage})

    transport = httpx2.MockTransport(answer)
    gateway = Gateway(text_model=NEW, image_model=model, transport=transport, today=lambda: TODAY)
    run = Run(gateway)
    await run.generate_image(PROMPT, aspect_ratio="4:3", size="2K")
    await gateway.close()
    config = json.loads(requests[0].content)["generationConfig"]
    assert list(config.get("thinkingConfig", {}).values()) == thinking
    assert config["imageConfig"].get("imageSize") == size
    if model == IMAGE:
        # The image at the price of images, the thinking at the price of text.
        assert run.usage.cost_usd == 0.00015 + 0.0504 + 0.00045


async def test_the_authors_data_is_a_separate_part():
    _, body = await sent(NEW)
    assert [part["text"] for part in body["contents"][0]["parts"]] == [PROMPT.task, PROMPT.data]
    assert PROMPT.data not in system(body)


async def test_the_url_tool_is_enabled_only_for_links():
    _, without = await sent(NEW)
    assert "tools" not in without
    _, with_links = await sent(NEW, Prompt("t", "d", Creativity.LOW, reads_links=True))
    assert with_links["tools"] == [{"urlContext": {}}]


@pytest.mark.parametrize(("model", "reads"), [(OLD, False), (NEW, True)])
async def test_links_are_read_for_json_from_version_3_on(model: str, *, reads: bool):
    schema = {"type": "object"}
    _, body = await sent(model, replace(PROMPT, reads_links=True, schema=schema))
    assert ("tools" in body) is reads
    assert body["generationConfig"]["responseJsonSchema"] == schema
    _, plain = await sent(model, replace(PROMPT, reads_links=True))
    assert "tools" in plain


async def test_thinking_is_billed_but_not_part_of_the_text():
    def answer(_: httpx2.Request) -> httpx2.Response:
        parts = [{"text": "Hm.", "thought": True}, {"text": "Hello"}]
        usage = {"promptTokenCount": 7, "candidatesTokenCount": 2, "thoughtsTokenCount": 5}
        candidate = {"content": {"parts": parts}, "finishReason": "STOP"}
        return httpx2.Response(200, json={"candidates": [candidate], "usageMetadata": usage})

    transport = httpx2.MockTransport(answer)
    gateway = Gateway(text_model=OLD, image_model=IMAGE, transport=transport, today=lambda: TODAY)
    run = Run(gateway)
    assert await run.write(PROMPT) == "Hello"
    await gateway.close()
    assert run.usage[:4] == (OLD, 7, 7, 5)
    assert run.usage.cost_usd == pytest.approx((7 * 0.30 + 7 * 2.50) / 1_000_000, abs=1e-6)


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


def test_models_with_an_end_of_life_have_a_warning():
    assert warnings_for([NEW, IMAGE], date(2030, 1, 1)) == ()
    (before,) = warnings_for([OLD], date(2026, 11, 30))
    assert before == "gemini-2.5-flash ends on 2026-12-01; its successor is gemini-3.5-flash-lite."
    (after,) = warnings_for([f"models/{OLD}"], date(2026, 12, 1))
    assert " ended on 2026-12-01" in after
    (deprecated,) = warnings_for(["gemini-3.1-flash-image"], TODAY)
    assert deprecated == (
        "gemini-3.1-flash-image is deprecated; its successor is gemini-nano-banana-2.1."
    )


def test_models_belong_to_families():
    assert family_of("gemini-2.5-flash-lite-001", TODAY).prefix == "gemini-2.5-flash-lite"
    assert family_of("gemini-3.5-flash-lite", TODAY).prefix == "gemini-3.5-flash-lite"
    assert family_of("gemini-3.5-flash-001", TODAY).prefix == "gemini-3.8-flash"
    assert family_of("gemini-3.1-flash-lite-image", TODAY).image_tokens == {"1K": 1_120}
    assert family_of("imagen-4.0-generate-001", TODAY).prefix == IMAGE


def _settings(**given: Any) -> Settings:
    return Settings(_env_file=None, **given)  # pyright: ignore[reportCallIssue] - it takes it


async def test_the_api_key_selects_the_provider():
    gateway = Gateway.from_settings(_settings(gemini_api_key=SecretStr("k"), gemini_text_model=OLD))
    assert gateway.provider is GenerationProvider.GEMINI
    assert len(gateway.warnings) == 1
    assert Gateway.from_settings(_settings()).provider is GenerationProvider.OFFLINE


async def test_unknown_faults_are_settings_errors():
    with pytest.raises(SettingsError) as refused:
        Gateway.from_settings(_settings(gemini_faults=("tired",)))
    (line,) = refused.value.lines
    assert line.startswith("GEMINI_FAULTS: 'tired' is not a fault")


@pytest.mark.parametrize(
    ("text", "switch"),
    [
        ("overloaded", Switch(Fault.OVERLOADED)),
        ("overloaded:2", Switch(Fault.OVERLOADED, times=2)),
        ("overloaded:10%", Switch(Fault.OVERLOADED, share=0.1)),
    ],
)
def test_syntax_of_faults(text: str, switch: Switch):
    assert Switch.parse(text) == switch


@pytest.mark.parametrize(
    "text", ["", "overloaded:", "overloaded:x", "overloaded:1%1", "OVERLOADED"]
)
def test_invalid_faults_are_rejected(text: str):
    with pytest.raises(ValueError, match="is not a fault"):
        Switch.parse(text)


async def test_try_gemini_runs_all_steps_offline():
    output: list[str] = []
    await try_gemini(_settings(), output.append)
    shown = "".join(output)
    assert shown.startswith("OFFLINE: gemini-3.5-flash-lite, gemini-nano-banana-2.1\n")
    names = ["Ideas", "Titles", "Introductions", "Outlines", "Image prompts", "Cover image"]
    names += ["Blog", "SEO fields", "Section", "New versions of the introduction", "Tags"]
    names += ["Translation"]
    lines = [line for line in shown.splitlines() if re.match("== .*, free$", line)]
    assert [line.partition(":")[0] for line in lines] == [f"== {name}" for name in names]
    assert "composting-home: UNREADABLE" in shown
    assert "## " in shown.split("== Blog (streamed)")[1]


async def test_try_gemini_reports_the_cost_of_each_step(monkeypatch: pytest.MonkeyPatch):
    def connect(_: Settings) -> Gateway:
        return Gateway(text_model=NEW, image_model=IMAGE, transport=InProcessTransport(Emulator()))

    monkeypatch.setattr("cms_blog.cli.gemini.trial.Gateway.from_settings", connect)
    output: list[str] = []
    await try_gemini(_settings(), output.append)
    costs = [float(each) for each in re.findall(r"out, (\S+) USD", "".join(output))]
    assert len(costs) == 12
    assert all(cost > 0 for cost in costs)
    (total,) = re.findall(r"Total: (\S+) USD", "".join(output))
    assert float(total) == pytest.approx(sum(costs), abs=0.001)


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
async def test_the_emulator_has_the_status_codes_of_gemini(
    method: str, path: str, body: Any, status: int
):
    transport = InProcessTransport(Emulator())
    async with httpx2.AsyncClient(transport=transport, base_url="http://gemini") as client:
        headers = {"x-goog-api-key": "any"}
        response = await client.request(method, path, json=body, headers=headers)
        assert response.status_code == status
        assert ("error" in response.json()) == (status != 200)
        if method == "POST":
            refused = await client.request(method, path, json=body)
            assert refused.json()["error"]["status"] == "PERMISSION_DENIED"
