"""Prompts and models, and the requests that the gateway sends for them."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import httpx2

from cms_blog.blogs.brief import Creativity
from cms_blog.generation.gemini.gateway import Gateway
from cms_blog.generation.gemini.run import Run
from cms_blog.generation.prompts import Prompt

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
