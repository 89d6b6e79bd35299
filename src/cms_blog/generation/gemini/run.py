"""One generation step: its calls to Gemini share a deadline and a token count."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import (
    AbstractAsyncContextManager,
    aclosing,
    asynccontextmanager,
    contextmanager,
    nullcontext,
)
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

import structlog

from cms_blog.accounts.budgets import Reservation
from cms_blog.generation.failures import Trouble, Truncated
from cms_blog.generation.gemini import calls, requests, responses
from cms_blog.generation.gemini.errors import is_unbilled, translated
from cms_blog.generation.gemini.gateway import Gateway
from cms_blog.generation.gemini.prices import cost_micro_usd, cost_usd, estimate_micro_usd
from cms_blog.generation.gemini.responses import Picture, Tokens
from cms_blog.generation.prompts import Prompt
from cms_blog.generation.provider import GenerationProvider

if TYPE_CHECKING:
    from google.genai.client import AsyncClient
    from google.genai.types import GenerateContentConfig, GenerateContentResponse

# Reserves an estimate in micro-dollars for one call.
type Reserve = Callable[[int], AbstractAsyncContextManager[Reservation]]

log = structlog.stdlib.get_logger(__name__)

# How often a text that was cut off at the model's greatest length is continued.
_CONTINUATIONS = 2


def _unlimited(_: int) -> AbstractAsyncContextManager[Reservation]:
    return nullcontext(Reservation())


class Usage(NamedTuple):
    """What a step cost so far. `output_tokens` has the thinking in it."""

    model: str
    input_tokens: int
    output_tokens: int
    thinking_tokens: int
    milliseconds: int
    # None where the model's price is not known, and offline.
    cost_usd: float | None


@dataclass(slots=True)
class _Call:
    """One call to Gemini, and its bill as far as Gemini has said."""

    client: "AsyncClient"
    tokens: Tokens = field(default_factory=Tokens)
    complete: bool = False


class Run:
    """The calls of one generation step, with retries. Its deadline starts when it is created.

    `usage` counts all billed tokens, failed calls included; `links` maps each link that Gemini was
    asked to read to the status that Gemini reported. `reserve` can raise to prevent a call.
    """

    def __init__(self, gateway: Gateway, reserve: Reserve = _unlimited) -> None:
        self._reserve = reserve
        self.links: dict[str, str] = {}
        self._gateway = gateway
        self._limits = gateway.limits
        self._model = gateway.text_model
        self._started = _now()
        self._deadline = self._started + self._limits.step_seconds
        self._tokens = Tokens()

    @property
    def usage(self) -> Usage:
        """What this step cost so far."""
        milliseconds = round((_now() - self._started) * 1000)
        tokens, cost = self._tokens, self._cost(self._tokens)
        return Usage(self._model, tokens.input, tokens.output, tokens.thinking, milliseconds, cost)

    async def write(self, prompt: Prompt) -> str:
        """The text that Gemini answers; a plain text that was cut off is continued.

        Raises:
            GenerationFailed
        """
        self._model = self._gateway.text_model
        with _told():
            text, asked = "", prompt
            for turn in count():
                try:
                    return text + await self._patiently(asked, partial(self._write_once, asked))
                except Truncated as cut:
                    text += cut.text
                    if turn == _CONTINUATIONS or not cut.text or prompt.schema is not None:
                        raise
                    asked = prompt.going_on(text)
        raise AssertionError("unreachable")

    async def stream(self, prompt: Prompt, said: str = "") -> AsyncGenerator[str]:
        """The text piece by piece, as Gemini sends it. Closing this ends Gemini's work.

        It goes on behind what was `said`, where there may be nothing left to say.

        Raises:
            GenerationFailed: at the first piece, or between any two.
        """
        self._model = self._gateway.text_model
        with _told():
            text, asked = said, prompt.going_on(said) if said else prompt
            for turn in count():
                try:
                    async with aclosing(self._stream(asked, text)) as pieces:
                        async for piece in pieces:
                            text += piece
                            yield piece
                except Truncated:
                    if turn == _CONTINUATIONS or not text:
                        raise
                    asked = prompt.going_on(text)
                else:
                    return

    async def paint(self, prompt: Prompt, *, aspect_ratio: str, size: str) -> Picture:
        """The image that Gemini paints: `aspect_ratio` as "4:3", `size` as "2K".

        Raises:
            GenerationFailed
        """
        self._model = self._gateway.image_model
        config = requests.image_config(self._model, prompt, aspect_ratio, size)

        async def ask(call: _Call) -> Picture:
            return responses.picture(await self._ask(call, prompt, config))

        with _told():
            return await self._patiently(prompt, ask, size)

    async def _write_once(self, prompt: Prompt, call: "_Call") -> str:
        config = requests.text_config(self._model, prompt)
        return responses.whole_text(await self._ask(call, prompt, config))

    async def _ask(
        self, call: "_Call", prompt: Prompt, config: "GenerateContentConfig"
    ) -> "GenerateContentResponse":
        ends = min(_now() + self._limits.call_seconds, self._deadline)
        response = await calls.ask(call.client, self._model, prompt, config, deadline=ends)
        call.tokens, call.complete = responses.tokens_of(response), True
        self.links |= responses.links_in(response)
        return response

    async def _stream(self, prompt: Prompt, said: str) -> AsyncGenerator[str]:
        attempt, begun = 1, False
        while True:
            try:
                async with aclosing(self._stream_once(prompt, said)) as pieces:
                    async for piece in pieces:
                        begun = True
                        yield piece
            except Trouble as trouble:
                if begun:
                    # What was shown can't be taken back, so there is no other try.
                    raise
                await self._pause(trouble, attempt)
                attempt += 1
            else:
                return

    async def _stream_once(self, prompt: Prompt, said: str) -> AsyncGenerator[str]:
        finish, text = None, said
        async with self._call(prompt) as call:
            chunks = calls.ask_streaming(
                call.client,
                self._model,
                prompt,
                silence=self._limits.silence_seconds,
                deadline=self._deadline,
            )
            async with aclosing(chunks):
                async for chunk in chunks:
                    # Each has the bill so far: the last one counts.
                    call.tokens = max(call.tokens, responses.tokens_of(chunk))
                    responses.check_prompt(chunk)
                    self.links |= responses.links_in(chunk)
                    finish = responses.finish_of(chunk) or finish
                    call.complete = finish is not None
                    piece = responses.text_in(chunk)
                    text += piece
                    if piece:
                        yield piece
            responses.check_finish(finish, text)

    @asynccontextmanager
    async def _call(self, prompt: Prompt, image_size: str | None = None) -> "AsyncGenerator[_Call]":
        """One call: its reservation, its turn in the line, and its bill however it ends."""
        estimate = estimate_micro_usd(self._model, prompt, image_size)
        async with self._reserve(estimate) as reservation, self._turn(prompt) as client:
            call = _Call(client)
            refused = False
            try:
                yield call
            except Exception as error:
                refused = is_unbilled(error)
                raise
            finally:
                billed = cost_micro_usd(self._model, call.tokens)
                # Gemini bills a call that was cancelled or timed out, and does not say how much.
                known = refused or (call.complete and billed > 0)
                reservation.spent = billed if known else max(billed, estimate)
                self._bill(prompt, call.tokens)

    def _bill(self, prompt: Prompt, tokens: Tokens) -> None:
        self._tokens = self._tokens.plus(tokens)
        cost = self._cost(tokens)
        self._gateway.telemetry.billed(prompt.step, self._model, tokens.input, tokens.output, cost)

    def _cost(self, tokens: Tokens) -> float | None:
        if self._gateway.provider is GenerationProvider.OFFLINE:
            return None
        return cost_usd(self._model, tokens)

    async def _patiently[T](
        self,
        prompt: Prompt,
        ask: "Callable[[_Call], Awaitable[T]]",
        image_size: str | None = None,
    ) -> T:
        attempt = 1
        while True:
            try:
                async with self._call(prompt, image_size) as call:
                    return await ask(call)
            except Trouble as trouble:
                await self._pause(trouble, attempt)
            attempt += 1

    async def _pause(self, trouble: Trouble, attempt: int) -> None:
        """Wait before the next try, or raise `trouble` where there can be none."""
        pause = self._limits.backoff(attempt) if trouble.delay is None else trouble.delay
        late = _now() + pause >= self._deadline
        if not trouble.retryable or attempt >= self._limits.attempts or late:
            raise trouble
        log.info("generation.retry", reason=trouble.failure.reason.name, attempt=attempt)
        await asyncio.sleep(pause)

    @asynccontextmanager
    async def _turn(self, prompt: Prompt) -> "AsyncGenerator[AsyncClient]":
        """A turn in the line, with what goes wrong in it as Trouble."""
        breaker = self._gateway.breaker
        async with self._gateway.line.turn(self._deadline):
            breaker.check()
            client = await self._gateway.client()
            began = _now()
            with self._gateway.telemetry.call(prompt.step, self._model) as seen:
                try:
                    with translated():
                        yield client
                except Trouble as trouble:
                    seen.failed(trouble.failure.reason.name)
                    breaker.troubled(trouble, began)
                    raise
            breaker.answered()


@contextmanager
def _told() -> Generator[None]:
    """Out of the gateway comes the failure, not what could have been done about it."""
    try:
        yield
    except Trouble as trouble:
        raise trouble.failure from None


def _now() -> float:
    return asyncio.get_running_loop().time()
