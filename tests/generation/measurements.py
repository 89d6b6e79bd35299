"""Measurement of the latency and memory figures in docs/explanation/generation/failures.md.

Run `python tests/generation/measurements.py` with `tests` in PYTHONPATH.
"""

import asyncio
import gc
import logging
import resource
import sys
import warnings
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import structlog
from api import Api
from generation_crowd import KINDS, gathered
from httpx import ASGITransport, AsyncClient
from live_servers import events, served
from starlette.types import Message, Receive, Scope, Send

from cms_blog.context import Services
from cms_blog.generation.emulator.app import Emulator
from cms_blog.generation.gemini.gateway import Gateway
from cms_blog.server.app import create_app, open_services
from cms_blog.settings import Settings

ROUNDS = 100


class Timed:
    """An emulator that records when it sent the first piece of its latest answer."""

    def __init__(self, emulator: Emulator) -> None:
        self.sent_at = 0.0
        self._emulator = emulator

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        pieces = 0

        async def recording(message: Message) -> None:
            nonlocal pieces
            if message.get("body"):
                pieces += 1
                if pieces == 1:
                    self.sent_at = perf_counter()
            await send(message)

        await self._emulator(scope, receive, recording)


@asynccontextmanager
async def opened_services() -> AsyncGenerator[Services]:
    with TemporaryDirectory() as folder:
        settings = Settings(
            _env_file=None,  # pyright: ignore[reportCallIssue] - pydantic-settings takes it
            data_dir=Path(folder) / "data",
            uploads_url=f"{folder}/uploads",
            rate_limit_requests="1000000/minute",
            rate_limit_generations="1000000/minute",
        )
        async with open_services(settings) as services:
            yield services


async def first_deltas(services: Services) -> list[float]:
    """Measure milliseconds from Gemini's first piece to the client's first delta, over TCP."""
    gemini = Timed(Emulator(pace=0.05))
    async with served(gemini) as gemini_url:
        gateway = Gateway(
            text_model="gemini-3.5-flash-lite",
            image_model="gemini-nano-banana-2.1",
            base_url=f"{gemini_url}/v1",
        )
        app = create_app(replace(services, gateway=gateway))
        took: list[float] = []
        async with (
            served(app) as url,
            AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as http,
        ):
            author = await Api(http, services).make_user()
            for _ in range(ROUNDS + 1):
                async with aclosing(events(url, author)) as stream:
                    await anext(stream)
                    took.append((perf_counter() - gemini.sent_at) * 1000)
        await gateway.close()
        # The first call imports the client.
        return sorted(took[1:])


async def crowds(services: Services) -> None:
    """Print outcomes and memory of concurrent generations, for each kind of fault."""
    async with gathered(services) as crowd:
        for kind in KINDS:
            crowd.spoil(0.1, kind)
            _print_outcomes(f"10 % {kind}", *await crowd.generate())
        crowd.spoil(0.05, *KINDS)
        for number in range(1, 6):
            _print_outcomes(f"5 % of each, {number}", *await crowd.generate())
    _print(f"no calls or connections left; {_megabytes():.1f} MB\n")


def _print_outcomes(faults: str, outcomes: Counter[str], longest: float) -> None:
    counted = ", ".join(f"{number} {outcome}" for outcome, number in outcomes.most_common())
    _print(f"{faults}: {counted}; longest {longest:.1f} s; {_megabytes():.1f} MB\n")


def _megabytes() -> float:
    """Return the resident memory of this process (Linux)."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 1_000_000


def _print(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


async def main() -> None:
    """Run all measurements."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    warnings.filterwarnings("ignore", message=".*is not a valid FinishReason")
    async with opened_services() as services:
        took = await first_deltas(services)
        _print(
            f"first delta: median {median(took):.1f} ms, "
            f"95 % within {took[int(ROUNDS * 0.95)]:.1f} ms, all within {took[-1]:.1f} ms\n"
        )
        await crowds(services)


if __name__ == "__main__":
    asyncio.run(main())
