"""The gateway: requests per model family."""

import json
import ssl
from dataclasses import replace
from datetime import date
from typing import Any

import httpx2
import pytest
from gateway_requests import IMAGE, NEW, OLD, PROMPT, TODAY, recording, sent

from cms_blog.blogs.brief import Creativity
from cms_blog.generation.gemini.gateway import Gateway
from cms_blog.generation.gemini.models import family_of, warnings_for
from cms_blog.generation.gemini.run import Run
from cms_blog.generation.prompts import CREATIVITY_INSTRUCTIONS, SYSTEM, Prompt


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
