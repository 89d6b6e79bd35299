"""Selection of the provider, its faults, and `cms-blog try-gemini`."""

import re
from typing import Any

import httpx2
import pytest
from gateway_requests import IMAGE, NEW, OLD
from pydantic import SecretStr

from cms_blog.cli.gemini.trial import try_gemini
from cms_blog.generation.emulator.app import Emulator
from cms_blog.generation.emulator.faults import Fault, Switch
from cms_blog.generation.emulator.transport import InProcessTransport
from cms_blog.generation.gemini.gateway import Gateway, GenerationProvider
from cms_blog.settings import Settings, SettingsError


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
