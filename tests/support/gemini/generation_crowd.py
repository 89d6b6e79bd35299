"""Concurrent generations over real ports, with faults of Gemini."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from itertools import cycle, islice
from time import perf_counter
from typing import Any

import httpx
from adjusted_settings import adjusted
from api import Api, Person
from generation_documents import STEPS, STREAM
from live_servers import address_of, listening

from cms_blog.context import Services
from cms_blog.generation.emulator.app import Emulator
from cms_blog.generation.emulator.faults import Fault
from cms_blog.generation.gemini.gateway import Gateway
from cms_blog.generation.gemini.resilience import CallLimits
from cms_blog.server.app import create_app

GENERATIONS = 200
# Production settings with shorter timeouts.
LIMITS = CallLimits(
    step_seconds=15, image_seconds=15, first_piece_seconds=6, idle_seconds=3, first_backoff=0.05
)
KINDS: Mapping[str, Sequence[Fault]] = {
    "a minute's quota": [Fault.QUOTA_PER_MINUTE],
    "a day's quota, a bad key": [Fault.QUOTA_PER_DAY, Fault.BAD_KEY],
    "other set-up": [
        *(Fault.LEAKED_KEY, Fault.NO_FREE_QUOTA, Fault.BAD_LOCATION, Fault.NO_BILLING),
        *(Fault.MODEL_CLOSED, Fault.UNKNOWN_FIELD, Fault.ACCOUNT_LIMITED),
    ],
    "500, 502, 503": [Fault.SERVER_ERROR, Fault.BAD_GATEWAY, Fault.OVERLOADED],
    "hanging, dripping": [Fault.HANG, Fault.DRIP],
    "cut, ended early": [Fault.CUT, Fault.EARLY_END, Fault.MID_STREAM_ERROR],
    "blocked": [Fault.BLOCKED_PROMPT, Fault.SAFETY, Fault.ESCALATION, Fault.RECITATION],
    "truncated": [Fault.MAX_TOKENS, Fault.MAX_TOKENS_EMPTY, Fault.INPUT_TOO_LONG],
    "refused forms": [Fault.STRICT_V1, Fault.MODEL_MOVED, Fault.STORE_REFUSED],
    "empty, broken": [Fault.EMPTY_BODY, Fault.BROKEN_BODY],
    "wrong options": [Fault.NOT_JSON, Fault.FOUR_OPTIONS, Fault.REPEATED_OPTIONS],
    "no image, unknown finish": [Fault.NO_IMAGE, Fault.UNKNOWN_FINISH],
}


@dataclass(frozen=True)
class Crowd:
    """An API and an emulator, each on a port, and one author."""

    http: httpx.AsyncClient
    emulator: Emulator
    gateway: Gateway
    author: Person

    def spoil(self, share: float, *kinds: str) -> None:
        """Give `share` of the calls a fault of each of these kinds."""
        self.emulator.faults.clear()
        for kind in kinds:
            for fault in KINDS[kind]:
                self.emulator.faults.turn_on(fault, share=share / len(KINDS[kind]))

    async def generate(self) -> tuple[Counter[str], float]:
        """Run all generations concurrently; return the outcomes and the longest duration."""
        steps = islice(cycle([*STEPS, "stream"]), GENERATIONS)
        ended = await asyncio.gather(*(self._one(step) for step in steps))
        return Counter(outcome for outcome, _ in ended), max(seconds for _, seconds in ended)

    async def _one(self, step: str) -> tuple[str, float]:
        streamed = step == "stream"
        document, given = STEPS["generateBlog" if streamed else step]
        headers = {"Authorization": f"Bearer {self.author.token}"}
        if streamed:
            document, headers["Accept"] = STREAM, "text/event-stream"
        body = {"query": document, "variables": {"input": given}}
        started = perf_counter()
        response = await self.http.post("/graphql", json=body, headers=headers)
        seconds = perf_counter() - started
        text = response.text
        if streamed:
            lines = [line for line in text.splitlines() if line.startswith("data: {")]
            text = lines[-1].removeprefix("data:")
        return _outcome(json.loads(text)), seconds


def _outcome(answer: dict[str, Any]) -> str:
    assert "errors" not in answer, answer
    (last,) = answer["data"].values()
    if last["__typename"].endswith("Success"):
        return "success"
    assert last["__typename"] == "GenerationFailedError", last
    assert last["message"].endswith(".")
    return last["reason"]


@asynccontextmanager
async def gathered(services: Services) -> AsyncGenerator[Crowd]:
    """Open a crowd; check after the block that no connection or task is left."""
    tasks = asyncio.all_tasks()
    emulator = Emulator()
    async with listening(emulator) as gemini:
        gateway = Gateway(
            text_model="gemini-3.5-flash-lite",
            image_model="gemini-nano-banana-2.1",
            base_url=f"{address_of(gemini)}/v1",
            limits=LIMITS,
        )
        # Excludes the slow import of the client from the durations.
        await gateway.client()
        # One author makes all requests.
        settings = adjusted(services.settings, max_operations_per_client=GENERATIONS)
        app = create_app(replace(services, gateway=gateway, settings=settings))
        async with listening(app) as server:
            unbounded = httpx.Limits(max_connections=None, max_keepalive_connections=0)
            async with httpx.AsyncClient(
                base_url=address_of(server), limits=unbounded, timeout=600
            ) as http:
                author = await Api(http, services).make_user()
                yield Crowd(http, emulator, gateway, author)
            await _until_none(server.server_state.connections, "the client")
        assert gateway.queue.running == 0
        await gateway.close()
        await _until_none(gemini.server_state.connections, "the gateway")
        assert emulator.running == 0
    assert not (left := asyncio.all_tasks() - tasks), left


async def _until_none(connections: set[Any], whose: str) -> None:
    # A server notices closed connections with a delay.
    for _ in range(3_000):
        if not connections:
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"{whose} leaves connections")
