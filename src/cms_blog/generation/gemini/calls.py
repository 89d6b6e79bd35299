"""One call to Gemini, whole or streamed. What goes wrong with it is Trouble."""

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

# The responses that a stream has opened. google-genai leaves the response of a stream that ends in
# an error to the garbage collector, and its connection with it.
_opened: ContextVar["list[httpx2.Response] | None"] = ContextVar("opened_responses", default=None)


async def keep_response(response: "httpx2.Response") -> None:
    """The HTTP client's hook: remember a response for the stream that waits for it."""
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
    """The whole answer. `deadline` is in the loop's time.

    Raises:
        TimeoutError, and all that google-genai raises
    """
    async with asyncio.timeout_at(deadline):
        return await client.models.generate_content(
            model=model, contents=requests.contents(prompt), config=config
        )


async def ask_streaming(
    client: "AsyncClient", model: str, prompt: Prompt, *, silence: float, deadline: float
) -> "AsyncGenerator[GenerateContentResponse]":
    """The answer in pieces, with `silence` seconds at most before each. Closing it hangs up.

    Raises:
        TimeoutError, and all that google-genai raises
    """
    config = requests.text_config(model, prompt)
    contents = requests.contents(prompt)
    stream = await client.models.generate_content_stream(
        model=model, contents=contents, config=config
    )
    # It is typed as an iterator, but it is a generator, and has to be closed as one.
    chunks = cast("AsyncGenerator[GenerateContentResponse]", stream)
    responses: list[httpx2.Response] = []
    try:
        async with aclosing(chunks):
            while (chunk := await _next(chunks, responses, silence, deadline)) is not None:
                yield chunk
    finally:
        for response in responses:
            await response.aclose()


async def _next(
    chunks: "AsyncGenerator[GenerateContentResponse]",
    responses: "list[httpx2.Response]",
    silence: float,
    deadline: float,
) -> "GenerateContentResponse | None":
    # Around each wait, not around all of them: between two waits the generator is handed out, and
    # neither a timeout nor a context variable may be left open in it.
    token = _opened.set(responses)
    try:
        async with asyncio.timeout_at(min(asyncio.get_running_loop().time() + silence, deadline)):
            return await anext(chunks, None)
    finally:
        _opened.reset(token)
