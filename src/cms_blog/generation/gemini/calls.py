"""One call to Gemini, unary or streamed."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from contextvars import ContextVar
from typing import TYPE_CHECKING, cast

from cms_blog.generation.gemini import requests
from cms_blog.generation.prompts import Prompt

if TYPE_CHECKING:
    import httpx2
    from google.genai.client import AsyncClient
    from google.genai.types import GenerateContentConfig, GenerateContentResponse

# The responses opened by a stream. google-genai does not close the response of a stream that ends
# in an error: without this, its connection stays open until garbage collection.
_opened: ContextVar["list[httpx2.Response] | None"] = ContextVar("opened_responses", default=None)


async def track_response(response: "httpx2.Response") -> None:
    """Response hook of the HTTP client: record a response for the stream that opened it."""
    opened = _opened.get()
    if opened is not None:
        opened.append(response)


async def ask(
    client: "AsyncClient",
    model: str,
    prompt: Prompt,
    config: "GenerateContentConfig",
    *,
    deadline: float,
) -> "GenerateContentResponse":
    """Return the complete answer. `deadline` is in the event loop's time.

    Raises:
        TimeoutError, and the errors of google-genai
    """
    async with asyncio.timeout_at(deadline):
        return await client.models.generate_content(
            model=model, contents=requests.contents(prompt), config=config
        )


async def ask_streaming(
    client: "AsyncClient", model: str, prompt: Prompt, *, idle_timeout: float, deadline: float
) -> "AsyncGenerator[GenerateContentResponse]":
    """Yield the answer in pieces, at most `idle_timeout` seconds apart. Closing it disconnects.

    Raises:
        TimeoutError, and the errors of google-genai
    """
    config = requests.text_config(model, prompt)
    contents = requests.contents(prompt)
    stream = await client.models.generate_content_stream(
        model=model, contents=contents, config=config
    )
    # Typed as an iterator, but it is a generator that must be closed.
    chunks = cast("AsyncGenerator[GenerateContentResponse]", stream)
    responses: list[httpx2.Response] = []
    try:
        async with aclosing(chunks):
            while (chunk := await _next(chunks, responses, idle_timeout, deadline)) is not None:
                yield chunk
    finally:
        for response in responses:
            await response.aclose()


async def _next(
    chunks: "AsyncGenerator[GenerateContentResponse]",
    responses: "list[httpx2.Response]",
    idle_timeout: float,
    deadline: float,
) -> "GenerateContentResponse | None":
    # Per wait: a timeout or context variable must not stay open while the generator is suspended.
    token = _opened.set(responses)
    try:
        async with asyncio.timeout_at(
            min(asyncio.get_running_loop().time() + idle_timeout, deadline)
        ):
            return await anext(chunks, None)
    finally:
        _opened.reset(token)
