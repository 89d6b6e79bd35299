"""The API with an emulator of Gemini whose faults can be switched on."""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any

import httpx
from api import Api, Person
from generation_documents import STEPS, STREAM
from starlette.applications import Starlette

from cms_blog.accounts.budgets import Budgets
from cms_blog.accounts.documents import UserDocument
from cms_blog.context import Services
from cms_blog.generation.emulator.app import Emulator
from cms_blog.generation.emulator.transport import InProcessTransport
from cms_blog.generation.gemini.gateway import Gateway
from cms_blog.generation.gemini.resilience import CallLimits
from cms_blog.server.app import create_app

# Without a delay between attempts. The timeouts are long: a busy machine must not cause one.
LIMITS = CallLimits(first_backoff=0.01, breaker_failures=10_000)
# For calls that never end.
HASTY_LIMITS = replace(
    LIMITS, step_seconds=0.5, image_seconds=0.5, first_piece_seconds=0.3, idle_seconds=0.3
)


@dataclass
class StepOutcome:
    """Result of a step, with the number of calls and the duration in milliseconds."""

    typename: str
    reason: str | None
    message: str | None
    retry_after: int | None
    calls: int
    milliseconds: float
    deltas: int = 0
    last: dict[str, Any] | None = None


class EmulatorApp:
    """An API with a controllable emulator of Gemini."""

    def __init__(self, app: Starlette, api: Api, emulator: Emulator, gateway: Gateway) -> None:
        self.app = app
        self.api = api
        self.emulator = emulator
        self.gateway = gateway

    async def run(self, step: str, author: Person, **changes: Any) -> StepOutcome:
        """Run a step by the name of its mutation, or `stream` for the subscription."""
        calls, started = self.emulator.calls, perf_counter()
        events = [event async for event in self.events(step, author, **changes)]
        last = events[-1]
        return StepOutcome(
            typename=last["__typename"],
            reason=last.get("reason"),
            message=last.get("message"),
            retry_after=last.get("retryAfterSeconds"),
            calls=self.emulator.calls - calls,
            milliseconds=(perf_counter() - started) * 1000,
            deltas=len(events) - 1,
            last=last,
        )

    async def events(
        self, step: str, author: Person, **changes: Any
    ) -> AsyncGenerator[dict[str, Any]]:
        """Yield the result of a mutation, or the events of the stream."""
        if step != "stream":
            document, given = STEPS[step]
            yield await self.api.execute(document, {"input": given | changes}, as_user=author)
            return
        variables = {"input": STEPS["generateBlog"][1]} | changes
        response = await self.api.http.post(
            "/graphql",
            json={"query": STREAM, "variables": variables},
            headers={"Authorization": f"Bearer {author.token}", "Accept": "text/event-stream"},
        )
        for event in response.text.replace("\r\n", "\n").split("\n\n"):
            for line in event.splitlines():
                if line.startswith("data:") and len(line) > len("data: "):
                    answer = json.loads(line.removeprefix("data:"))
                    assert "errors" not in answer, answer
                    yield answer["data"]["generateBlog"]


async def written(lab: EmulatorApp, run_id: str, author: Person) -> None:
    """Wait until a streamed post is written, also without a client."""
    user = await UserDocument.find_one(UserDocument.email == author.email)
    assert user is not None
    draft = lab.gateway.drafts.find(run_id, user.oid)
    assert draft is not None
    assert draft.writer is not None
    async with asyncio.timeout(30):
        await asyncio.wait({draft.writer})


@asynccontextmanager
async def opened(
    services: Services,
    *,
    limits: CallLimits = LIMITS,
    budgets: Budgets | None = None,
    pace: float = 0,
    pause: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> AsyncGenerator[EmulatorApp]:
    """Open an application with a new emulator."""
    emulator = Emulator(pace=pace, pause=pause)
    gateway = Gateway(
        text_model="gemini-3.5-flash-lite",
        image_model="gemini-nano-banana-2.1",
        transport=InProcessTransport(emulator),
        limits=limits,
        budgets=budgets,
    )
    # Excludes the slow import of the client from the durations.
    await gateway.client()
    app = create_app(replace(services, gateway=gateway))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    try:
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as http:
            yield EmulatorApp(app, Api(http, services), emulator, gateway)
    finally:
        await gateway.close()
