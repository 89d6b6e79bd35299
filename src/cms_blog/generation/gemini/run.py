"""The calls of one generation step. They share a deadline and a token count."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import (
    AbstractAsyncContextManager,
    aclosing,
    asynccontextmanager,
    nullcontext,
)
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import structlog

from cms_blog.accounts.budgets import Reservation
from cms_blog.generation.failures import CallFailed, Truncated
from cms_blog.generation.gemini import calls, requests, responses
from cms_blog.generation.gemini.calls import StreamTimeouts
from cms_blog.generation.gemini.continuation import Answer
from cms_blog.generation.gemini.errors import (
    is_unbilled,
    report,
    translated_errors,
    unwrapped_failures,
)
from cms_blog.generation.gemini.gateway import Gateway, GenerationProvider
from cms_blog.generation.gemini.prices import (
    cost_micro_usd,
    cost_usd,
    estimate_micro_usd,
    estimated_tokens,
)
from cms_blog.generation.gemini.responses import GeneratedImage, Progress, Tokens, Usage
from cms_blog.generation.prompts import Prompt

if TYPE_CHECKING:
    from google.genai.client import AsyncClient
    from google.genai.types import GenerateContentConfig, GenerateContentResponse

# Reserves an estimate in micro-dollars for one call.
type Reserve = Callable[[int], AbstractAsyncContextManager[Reservation]]

log = structlog.stdlib.get_logger(__name__)


def _unlimited(_: int) -> AbstractAsyncContextManager[Reservation]:
    return nullcontext(Reservation())


@dataclass(slots=True)
class _Call:
    """One call to Gemini, and the billed tokens that it has reported."""

    client: "AsyncClient"
    tokens: Tokens = field(default_factory=Tokens)
    complete: bool = False


class Run:
    """The calls of one generation step, with retries. The deadline starts at its creation.

    `usage` counts all billed tokens, failed calls included; `links` maps each link that Gemini
    retrieved to the reported status. `progress` has the totals of earlier runs of the step.
    `reserve` can raise to prevent a call.
    """

    def __init__(
        self, gateway: Gateway, reserve: Reserve = _unlimited, progress: Progress | None = None
    ) -> None:
        self._reserve = reserve
        self._progress = progress or Progress()
        self._gateway = gateway
        self._limits = gateway.limits
        self._model = gateway.text_model
        self._family = gateway.family(self._model)
        self._breaker = gateway.text_breaker
        self._started = _now()
        self._deadline = self._started + self._limits.step_seconds

    @property
    def links(self) -> dict[str, str]:
        """The links that Gemini retrieved so far."""
        return self._progress.links

    @property
    def usage(self) -> Usage:
        """Usage so far."""
        milliseconds = round((self._progress.seconds + _now() - self._started) * 1000)
        tokens = self._progress.tokens
        cost = self._cost(tokens)
        return Usage(self._model, tokens.input, tokens.output, tokens.thinking, milliseconds, cost)

    def end(self) -> None:
        """Add the duration of this run to the totals of the step."""
        self._progress.seconds += _now() - self._started
        self._started = _now()

    async def write(self, prompt: Prompt) -> str:
        """Return Gemini's text. Plain text that was cut off or lacks something is continued.

        Raises:
            GenerationFailed
        """
        answer = Answer(self._gateway.completed(prompt))
        with unwrapped_failures():
            while True:
                with answer.call():
                    try:
                        ask = partial(self._write_once, answer.asked)
                        answer.add(await self._with_retries(answer.asked, ask))
                    except Truncated as cut:
                        answer.add(cut.text)
                        raise
                answer.end()
                if not answer.continues():
                    return answer.text

    async def stream(self, prompt: Prompt, earlier_text: str = "") -> AsyncGenerator[str]:
        """Yield the text in pieces as Gemini sends them. Closing this cancels the call.

        It continues `earlier_text`; the rest can be empty.

        Raises:
            GenerationFailed: before the first piece, or between any two.
        """
        answer = Answer(self._gateway.completed(prompt), earlier_text)
        with unwrapped_failures():
            while True:
                with answer.call():
                    async with aclosing(self._stream(answer.asked, answer.text)) as pieces:
                        async for piece in pieces:
                            if new := answer.add(piece):
                                yield new
                if rest := answer.end():
                    yield rest
                if not answer.continues():
                    return

    async def generate_image(
        self, prompt: Prompt, *, aspect_ratio: str, size: str
    ) -> GeneratedImage:
        """Generate an image. `aspect_ratio` and `size` are Gemini's values: "4:3", "2K".

        Raises:
            GenerationFailed
        """
        self._model = self._gateway.image_model
        self._family = self._gateway.family(self._model)
        self._breaker = self._gateway.image_breaker
        self._deadline = self._started + self._limits.image_seconds
        config = requests.image_config(self._family, prompt, aspect_ratio, size)

        async def ask(call: _Call) -> GeneratedImage:
            return responses.image_in(await self._ask(call, prompt, config))

        with unwrapped_failures():
            return await self._with_retries(prompt, ask, size)

    async def _write_once(self, prompt: Prompt, call: "_Call") -> str:
        config = requests.text_config(self._family, prompt)
        response = await self._ask(call, prompt, config)
        return responses.whole_text(response, continuable=prompt.schema is None)

    async def _ask(
        self, call: "_Call", prompt: Prompt, config: "GenerateContentConfig"
    ) -> "GenerateContentResponse":
        endpoint, deadline = self._gateway.endpoint, self._deadline
        response = await calls.ask(
            call.client, endpoint, self._model, prompt, config, deadline=deadline
        )
        call.tokens, call.complete = responses.tokens_of(response), True
        self.links.update(responses.links_in(response))
        return response

    async def _stream(self, prompt: Prompt, earlier_text: str) -> AsyncGenerator[str]:
        attempt, begun = 1, False
        while True:
            try:
                async with aclosing(self._stream_once(prompt, earlier_text)) as pieces:
                    async for piece in pieces:
                        begun = True
                        yield piece
            except CallFailed as failed:
                if begun:
                    # Pieces that were sent can't be withdrawn: no retry.
                    raise
                await self._pause(failed, attempt)
                attempt += 1
            else:
                return

    async def _stream_once(self, prompt: Prompt, earlier_text: str) -> AsyncGenerator[str]:
        finish, text = None, earlier_text
        async with self._call(prompt) as call:
            limits = self._limits
            chunks = calls.ask_streaming(
                call.client,
                self._gateway.endpoint,
                self._model,
                prompt,
                requests.text_config(self._family, prompt),
                StreamTimeouts(limits.first_piece_seconds, limits.idle_seconds, self._deadline),
            )
            async with aclosing(chunks):
                async for chunk in chunks:
                    # Chunks report cumulative totals: the last one counts.
                    call.tokens = max(call.tokens, responses.tokens_of(chunk))
                    responses.check_prompt(chunk)
                    self.links.update(responses.links_in(chunk))
                    finish = responses.finish_of(chunk) or finish
                    call.complete = finish is not None
                    piece = responses.text_in(chunk)
                    text += piece
                    if piece:
                        yield piece
            responses.check_finish(finish, text)

    @asynccontextmanager
    async def _call(self, prompt: Prompt, image_size: str | None = None) -> "AsyncGenerator[_Call]":
        """Make one call: reserve its price, wait for a slot, bill it however it ends."""
        estimate = estimate_micro_usd(self._family, prompt, image_size)
        async with self._reserve(estimate) as reservation, self._slot(prompt) as client:
            call = _Call(client)
            unbilled = False
            try:
                yield call
            except Exception as error:
                unbilled = is_unbilled(error)
                raise
            finally:
                billed = cost_micro_usd(self._family, call.tokens)
                # Gemini bills cancelled and timed out calls without reporting the amount.
                known = unbilled or (call.complete and billed > 0)
                charged = call.tokens
                if not known and billed < estimate:
                    charged = estimated_tokens(self._family, prompt, image_size)
                reservation.spent = cost_micro_usd(self._family, charged)
                reservation.tokens = charged.input + charged.output
                self._bill(prompt, call.tokens)

    def _bill(self, prompt: Prompt, tokens: Tokens) -> None:
        self._progress.tokens = self._progress.tokens.plus(tokens)
        cost = self._cost(tokens)
        self._gateway.telemetry.billed(prompt.step, self._model, tokens.input, tokens.output, cost)

    def _cost(self, tokens: Tokens) -> float | None:
        if self._gateway.provider is GenerationProvider.OFFLINE:
            return None
        return cost_usd(self._family, tokens)

    async def _with_retries[T](
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
            except CallFailed as failed:
                await self._pause(failed, attempt)
            attempt += 1

    async def _pause(self, failed: CallFailed, attempt: int) -> None:
        """Wait before the next attempt, or raise `failed` if there must be none."""
        pause = self._limits.backoff(attempt, failed.delay)
        late = _now() + pause >= self._deadline
        if late or attempt >= self._limits.attempts_for(failed.retry):
            raise failed
        log.info("generation.retry", reason=failed.failure.reason.name, attempt=attempt)
        await asyncio.sleep(pause)

    @asynccontextmanager
    async def _slot(self, prompt: Prompt) -> "AsyncGenerator[AsyncClient]":
        """Wait for a slot; errors of the call in it are raised as CallFailed."""
        breaker = self._breaker
        async with self._gateway.queue.slot(self._deadline):
            breaker.check()
            client = await self._gateway.client()
            began = _now()
            with self._gateway.telemetry.call(prompt.step, self._model) as seen:
                try:
                    with translated_errors(self._model):
                        yield client
                except CallFailed as failed:
                    seen.failed(failed.failure.reason.name)
                    breaker.record(works=failed.gemini_works, began=began)
                    report(failed)
                    raise
            breaker.record_success()


def _now() -> float:
    return asyncio.get_running_loop().time()
