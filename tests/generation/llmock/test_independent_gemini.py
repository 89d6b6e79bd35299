"""The unchanged gateway against `llmock` from PyPI, an independent Gemini server.

`make test-llmock` creates its environment; the fixture `address` starts its process.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cms_blog.blogs.brief import Creativity
from cms_blog.generation.gemini.gateway import Gateway
from cms_blog.generation.gemini.run import Run
from cms_blog.generation.prompts import Prompt

LLMOCK = Path(__file__).parent / ".venv" / "bin" / "llmock"
PROMPT = Prompt(task="Say hello.", data="DATA {}", creativity=Creativity.LOW)


@pytest.fixture(scope="module")
async def address() -> AsyncIterator[str]:
    # The default style sometimes echoes the prompt.
    options = ("--port", "0", "--response-style", "hello")
    server = await asyncio.create_subprocess_exec(
        LLMOCK,
        "serve",
        *options,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    assert server.stderr is not None
    output = ""
    while (found := re.search(r"running on (http://[\w.:]+)", output)) is None:
        line = await server.stderr.readline()
        assert line, f"llmock ended: {output}"
        output += line.decode()
    reading = asyncio.create_task(server.stderr.read())
    yield found[1]
    server.terminate()
    await reading
    await server.wait()


@pytest.fixture
async def gateway(address: str) -> AsyncIterator[Gateway]:
    gateway = Gateway(
        text_model="gemini-2.5-flash",
        image_model="gemini-nano-banana-2.1",
        base_url=f"{address}/gemini/v1beta",
    )
    yield gateway
    await gateway.close()


async def test_text(gateway: Gateway):
    run = Run(gateway)
    assert await run.write(PROMPT)
    assert run.usage.output_tokens > 0


async def test_json(gateway: Gateway):
    schema = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
    prompt = Prompt(PROMPT.task, PROMPT.data, Creativity.LOW, schema=schema)
    assert await Run(gateway).write(prompt) == '{"n": 1}'


async def test_stream(gateway: Gateway):
    run = Run(gateway)
    pieces = [piece async for piece in run.stream(PROMPT)]
    assert len(pieces) > 1
    assert run.usage.output_tokens > 0
