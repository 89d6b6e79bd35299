"""A Gemini server that is not ours. It runs where `llmock` is installed (PyPI), else it is skipped.

pip install llmock && pytest tests/generation/test_independent_gemini.py
"""

from collections.abc import AsyncIterator

import pytest

from cms_blog.blogs.brief import Creativity
from cms_blog.generation.emulator.transport import InProcessTransport
from cms_blog.generation.gateway import Gateway
from cms_blog.generation.prompts import Prompt

PROMPT = Prompt(task="Say hello.", data="DATA {}", creativity=Creativity.LOW)


@pytest.fixture
async def gateway() -> AsyncIterator[Gateway]:
    llmock = pytest.importorskip("llmock.main")
    # Left to itself it says the prompt back now and then, which the gateway does not let through.
    style = llmock.MockResponseSettings(response_style="hello")
    gateway = Gateway(
        text_model="gemini-2.5-flash",
        image_model="gemini-nano-banana-2.1",
        base_url="http://llmock/gemini/v1beta",
        transport=InProcessTransport(llmock.create_app(responses=style)),
    )
    yield gateway
    await gateway.close()


async def test_it_answers_with_text(gateway: Gateway):
    run = gateway.run()
    assert await run.write(PROMPT)
    assert run.usage.output_tokens > 0


async def test_it_answers_with_json(gateway: Gateway):
    schema = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
    prompt = Prompt(PROMPT.task, PROMPT.data, Creativity.LOW, schema=schema)
    assert await gateway.run().write(prompt) == '{"n": 1}'


async def test_it_answers_with_a_stream(gateway: Gateway):
    run = gateway.run()
    pieces = [piece async for piece in run.stream(PROMPT)]
    assert len(pieces) > 1
    assert run.usage.output_tokens > 0
