"""One step's calls to Gemini: they share a deadline and a bill."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from typing import TYPE_CHECKING, NamedTuple, cast

import structlog

from cms_blog.generation import answers, requests
from cms_blog.generation.answers import Picture, Tokens
from cms_blog.generation.failures import Trouble
from cms_blog.generation.prompts import Prompt
from cms_blog.generation.translation import translated

if TYPE_CHECKING:
    from google.genai.client import AsyncClient
    from google.genai.types import GenerateContentConfig, GenerateContentResponse

    from cms_blog.generation.gateway import Gateway

log = structlog.stdlib.get_logger(__name__)


class Usage(NamedTuple):
    """What a step cost so far. `output_tokens` has the thinking in it."""

    model: str
    input_tokens: int
    output_tokens: int
    thinking_tokens: int
    milliseconds: int


class Run:
    """A step's calls, retried where that can help. `usage` counts all that was billed."""

    def __init__(self, gateway: "Gateway") -> None:
        self._gateway = gateway
        self._limits = gateway.limits
        self._model = gateway.text_model
        self._started = asyncio.get_running_loop().time()
        self._deadline = self._started + self._limits.step_seconds
        self._tokens = Tokens()

    @property
    def usage(self) -> Usage:
        """What this step cost so far, failed calls included."""
        elapsed = asyncio.get_running_loop().time() - self._started
        return Usage(self._model, *self._tokens, round(elapsed * 1000))

    async def write(self, prompt: Prompt) -> str:
        """The text that Gemini answers.

        Raises:
            GenerationFailed
        """
        self._model = self._gateway.text_model
        config = requests.text_config(self._model, prompt)

        async def call(client: "AsyncClient") -> str:
            return answers.whole_text(await self._generate(client, prompt, config))

        return await self._patiently(call)

    async def paint(self, prompt: Prompt, *, aspect_ratio: str, size: str) -> Picture:
        """The image that Gemini paints: `aspect_ratio` as "4:3", `size` as "2K".

        Raises:
            GenerationFailed
        """
        self._model = self._gateway.image_model
        config = requests.image_config(self._model, prompt, aspect_ratio, size)

        async def call(client: "AsyncClient") -> Picture:
            return answers.picture(await self._generate(client, prompt, config))

        return await self._patiently(call)

    async def stream(self, prompt: Prompt) -> AsyncGenerator[str]:
        """The text piece by piece, as Gemini sends it. Closing this ends Gemini's work.

        Raises:
            GenerationFailed: at the first piece, or between any two.
        """
        self._model = self._gateway.text_model
        attempt, begun = 1, False
        while True:
            try:
                async with aclosing(self._pieces(prompt)) as pieces:
                    async for piece in pieces:
                        begun = True
                        yield piece
            except Trouble as trouble:
                if begun:
                    # What was shown can't be taken back, so there is no other try.
                    raise trouble.failure from None
                await self._pause(trouble, attempt)
                attempt += 1
            else:
                return

    async def _pieces(self, prompt: Prompt) -> AsyncGenerator[str]:
        billed = Tokens()
        finish, empty = None, True
        try:
            async with self._turn() as client, aclosing(await self._open(client, prompt)) as chunks:
                while (chunk := await self._next(chunks)) is not None:
                    # Each has the bill so far: the last one counts.
                    billed = max(billed, answers.tokens_of(chunk))
                    answers.check_prompt(chunk)
                    finish = answers.finish_of(chunk) or finish
                    if text := answers.text_in(chunk):
                        empty = False
                        yield text
                answers.check_finish(finish, empty=empty)
        finally:
            self._tokens = self._tokens.plus(billed)

    async def _open(
        self, client: "AsyncClient", prompt: Prompt
    ) -> "AsyncGenerator[GenerateContentResponse]":
        chunks = await client.models.generate_content_stream(
            model=self._model,
            contents=requests.contents(prompt),
            config=requests.text_config(self._model, prompt),
        )
        # It is typed as an iterator, but it is a generator, and has to be closed as one.
        return cast("AsyncGenerator[GenerateContentResponse]", chunks)

    async def _next(
        self, chunks: "AsyncIterator[GenerateContentResponse]"
    ) -> "GenerateContentResponse | None":
        # Around each wait, not around all of them: no timeout may be open while we yield.
        now = asyncio.get_running_loop().time()
        async with asyncio.timeout_at(min(now + self._limits.silence_seconds, self._deadline)):
            return await anext(chunks, None)

    async def _generate(
        self, client: "AsyncClient", prompt: Prompt, config: "GenerateContentConfig"
    ) -> "GenerateContentResponse":
        now = asyncio.get_running_loop().time()
        async with asyncio.timeout_at(min(now + self._limits.call_seconds, self._deadline)):
            response = await client.models.generate_content(
                model=self._model, contents=requests.contents(prompt), config=config
            )
        self._tokens = self._tokens.plus(answers.tokens_of(response))
        return response

    async def _patiently[T](self, call: "Callable[[AsyncClient], Awaitable[T]]") -> T:
        attempt = 1
        while True:
            try:
                async with self._turn() as client:
                    return await call(client)
            except Trouble as trouble:
                await self._pause(trouble, attempt)
            attempt += 1

    async def _pause(self, trouble: Trouble, attempt: int) -> None:
        """Wait before the next try, or fail where there can be none."""
        pause = self._limits.backoff(attempt) if trouble.delay is None else trouble.delay
        late = asyncio.get_running_loop().time() + pause >= self._deadline
        if not trouble.retryable or attempt >= self._limits.attempts or late:
            raise trouble.failure from None
        log.info("generation.retry", reason=trouble.failure.reason.name, attempt=attempt)
        await asyncio.sleep(pause)

    @asynccontextmanager
    async def _turn(self) -> "AsyncGenerator[AsyncClient]":
        """A turn in the line, with what goes wrong in it as Trouble."""
        breaker = self._gateway.breaker
        async with self._gateway.line.turn(self._deadline):
            breaker.check()
            client = await self._gateway.client()
            try:
                with translated():
                    yield client
            except Trouble as trouble:
                breaker.troubled(trouble)
                raise
            breaker.answered()
