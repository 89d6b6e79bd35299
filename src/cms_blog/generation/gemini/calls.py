"""One call to Gemini, unary or streamed."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from cms_blog.generation.gemini import requests
from cms_blog.generation.gemini.endpoint import Endpoint
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
    endpoint: Endpoint,
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

    async def send(config: "GenerateContentConfig") -> "GenerateContentResponse":
        return await client.models.generate_content(
            model=model, contents=requests.contents(prompt), config=config
        )

    async with asyncio.timeout_at(deadline):
        return await endpoint.request(model, config, send)


@dataclass(frozen=True, slots=True)
class StreamTimeouts:
    """Seconds until the first piece and between later ones; `deadline` is in the loop's time."""

    first: float
    idle: float
    deadline: float

    def until(self, seconds: float) -> asyncio.Timeout:
        """Return a timeout of `seconds`, at the deadline at the latest."""
        return asyncio.timeout_at(min(asyncio.get_running_loop().time() + seconds, self.deadline))


async def ask_streaming(
    client: "AsyncClient",
    endpoint: Endpoint,
    model: str,
    prompt: Prompt,
    config: "GenerateContentConfig",
    timeouts: StreamTimeouts,
) -> "AsyncGenerator[GenerateContentResponse]":
    """Yield the answer in pieces. Closing it disconnects.

    Raises:
        TimeoutError, and the errors of google-genai
    """

    async def send(
        config: "GenerateContentConfig",
    ) -> "tuple[_Stream, GenerateContentResponse | None]":
        stream = await _Stream.open(client, model, prompt, config)
        try:
            return stream, await stream.next()
        except BaseException:
            await stream.aclose()
            raise

    async with timeouts.until(timeouts.first):
        stream, chunk = await endpoint.request(model, config, send)
    async with aclosing(stream):
        while chunk is not None:
            yield chunk
            # Per wait: a timeout must not stay open while the generator is suspended.
            async with timeouts.until(timeouts.idle):
                chunk = await stream.next()


class _Stream:
    """A streamed response, and the HTTP responses to close after it."""

    def __init__(self, chunks: "AsyncGenerator[GenerateContentResponse]") -> None:
        self._chunks = chunks
        self._responses: list[httpx2.Response] = []

    @classmethod
    async def open(
        cls, client: "AsyncClient", model: str, prompt: Prompt, config: "GenerateContentConfig"
    ) -> "_Stream":
        """Create the stream. The request is sent by the first `next`."""
        chunks = await client.models.generate_content_stream(
            model=model, contents=requests.contents(prompt), config=config
        )
        # Typed as an iterator, but it is a generator that must be closed.
        return cls(cast("AsyncGenerator[GenerateContentResponse]", chunks))

    async def next(self) -> "GenerateContentResponse | None":
        """Return the next piece; None after the last one."""
        token = _opened.set(self._responses)
        try:
            return await anext(self._chunks, None)
        finally:
            _opened.reset(token)

    async def aclose(self) -> None:
        """Disconnect."""
        try:
            await self._chunks.aclose()
        finally:
            for response in self._responses:
                await response.aclose()
