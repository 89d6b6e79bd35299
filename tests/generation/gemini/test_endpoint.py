"""API version and optional fields of requests, against emulators that refuse some of them."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest
from structlog.testing import capture_logs

from cms_blog.blogs.brief import Creativity
from cms_blog.generation.emulator.app import Emulator
from cms_blog.generation.emulator.faults import Fault, Switch
from cms_blog.generation.emulator.transport import InProcessTransport
from cms_blog.generation.failures import GenerationFailed
from cms_blog.generation.gemini.endpoint import Endpoint
from cms_blog.generation.gemini.gateway import Gateway
from cms_blog.generation.gemini.run import Run
from cms_blog.generation.prompts import Prompt

PROMPT = Prompt("Say hello.", "DATA {}", Creativity.LOW, schema={"type": "object"})
TEXT, IMAGE = "gemini-3.5-flash-lite", "gemini-nano-banana-2.1"


class Recorder(httpx2.AsyncBaseTransport):
    """A transport to an emulator; `paths` has the version and model of each request."""

    def __init__(self, *faults: Fault) -> None:
        self._transport = InProcessTransport(Emulator(faults=[Switch(each) for each in faults]))
        self.paths: list[str] = []
        self.stored: list[bool] = []

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self.paths.append(request.url.path.partition(":")[0].strip("/").replace("/models", ""))
        self.stored.append(b'"store":false' not in (await request.aread()).replace(b" ", b""))
        return await self._transport.handle_async_request(request)


@asynccontextmanager
async def connected(
    *faults: Fault, **options: Any
) -> AsyncGenerator[tuple[Gateway, Recorder, list[Any]]]:
    recorder = Recorder(*faults)
    gateway = Gateway(text_model=TEXT, image_model=IMAGE, transport=recorder, **options)
    try:
        with capture_logs() as logs:
            yield gateway, recorder, logs
    finally:
        await gateway.close()


async def streamed(gateway: Gateway) -> str:
    return "".join([piece async for piece in Run(gateway).stream(PROMPT)])


async def test_a_strict_v1_is_left_for_v1beta_with_one_warning():
    async with connected(Fault.STRICT_V1) as (gateway, recorder, logs):
        await Run(gateway).write(PROMPT)
        await Run(gateway).write(PROMPT)
        await streamed(gateway)
        assert recorder.paths == [f"v1/{TEXT}", *[f"v1beta/{TEXT}"] * 3]
        (warning,) = [each for each in logs if each["event"] == "generation.api_version"]
        assert warning["log_level"] == "warning"
        assert "/v1beta to avoid" in warning["hint"]


async def test_streams_and_images_are_repeated_on_v1beta():
    async with connected(Fault.STRICT_V1) as (gateway, recorder, logs):
        assert await streamed(gateway)
        assert await Run(gateway).generate_image(PROMPT, aspect_ratio="1:1", size="1K")
        # Each model has its own version, because a model can be missing in one.
        assert recorder.paths == [
            *(f"v1/{TEXT}", f"v1beta/{TEXT}"),
            *(f"v1/{IMAGE}", f"v1beta/{IMAGE}"),
        ]
        assert len([each for each in logs if each["event"] == "generation.api_version"]) == 1


async def test_a_model_that_v1_does_not_have_is_called_on_v1beta():
    async with connected(Fault.MODEL_MOVED) as (gateway, recorder, _):
        await Run(gateway).write(PROMPT)
        await Run(gateway).write(PROMPT)
        assert recorder.paths == [f"v1/{TEXT}", *[f"v1beta/{TEXT}"] * 2]


async def test_an_unneeded_fallback_is_not_tried():
    async with connected() as (gateway, recorder, logs):
        await Run(gateway).write(PROMPT)
        assert recorder.paths == [f"v1/{TEXT}"]
        assert logs == []


async def test_a_version_in_the_url_is_used_at_once():
    async with connected(Fault.STRICT_V1, base_url="http://host/v1beta") as (
        gateway,
        recorder,
        logs,
    ):
        await Run(gateway).write(PROMPT)
        assert recorder.paths == [f"v1beta/{TEXT}"]
        assert logs == []


async def test_v1beta_is_not_remembered_if_it_refuses_too():
    def refuse(request: httpx2.Request) -> httpx2.Response:
        paths.append(request.url.path)
        return httpx2.Response(404, json={"error": {"code": 404, "message": "not found"}})

    paths: list[str] = []
    gateway = Gateway(text_model=TEXT, image_model=IMAGE, transport=httpx2.MockTransport(refuse))
    for _ in range(2):
        with pytest.raises(GenerationFailed):
            await Run(gateway).write(PROMPT)
    await gateway.close()
    assert [path.split("/")[1] for path in paths] == ["v1", "v1beta"] * 2


async def test_requests_are_not_stored():
    async with connected() as (gateway, recorder, _):
        await Run(gateway).write(PROMPT)
        await Run(gateway).generate_image(PROMPT, aspect_ratio="1:1", size="1K")
        assert recorder.stored == [False, False]


async def test_store_is_omitted_where_it_is_refused():
    async with connected(Fault.STORE_REFUSED) as (gateway, recorder, _):
        await Run(gateway).write(PROMPT)
        await Run(gateway).write(PROMPT)
        assert recorder.paths == [f"v1/{TEXT}"] * 3
        assert recorder.stored == [False, True, True]


@pytest.mark.parametrize(
    ("url", "base_url"),
    [
        ("https://host", "https://host"),
        ("https://host/", "https://host"),
        ("https://host/v1", "https://host"),
        ("https://host/proxy/v1beta2/", "https://host/proxy"),
        ("https://host/v1/proxy", "https://host/v1/proxy"),
    ],
)
def test_a_version_at_the_end_of_the_url_is_removed(url: str, base_url: str):
    assert Endpoint(url).base_url == base_url
