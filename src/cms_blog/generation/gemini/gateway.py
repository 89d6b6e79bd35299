"""Gateway to Gemini: one google-genai client per process, with its limits and budgets.

Without an API key, the same client calls the emulator in `emulator/`, in process.
"""

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Self

import structlog

from cms_blog.accounts.budgets import Budgets
from cms_blog.blogs.content.checks.style_guide import StyleGuide, read_style_guide
from cms_blog.generation.drafts import Drafts
from cms_blog.generation.gemini.calls import track_response
from cms_blog.generation.gemini.endpoint import Endpoint
from cms_blog.generation.gemini.models import Family, family_of, warnings_for
from cms_blog.generation.gemini.resilience import CallLimits, CallQueue, CircuitBreaker
from cms_blog.generation.prompts import Prompt
from cms_blog.observability.telemetry import Telemetry
from cms_blog.settings import Settings, SettingsError

if TYPE_CHECKING:
    import httpx2
    from google.genai.client import AsyncClient

GEMINI = "https://generativelanguage.googleapis.com"

_CONNECT_SECONDS = 10

log = structlog.stdlib.get_logger(__name__)


class GenerationProvider(StrEnum):
    """Source of generated texts and images: Gemini, or the emulator."""

    GEMINI = "gemini"
    OFFLINE = "offline"


def _today() -> date:
    return datetime.now(UTC).date()


class Gateway:
    """Access to Gemini or to its emulator. `run.Run` makes the calls of one step through it."""

    def __init__(
        self,
        *,
        text_model: str,
        image_model: str,
        api_key: str = "offline",
        provider: GenerationProvider = GenerationProvider.GEMINI,
        base_url: str = GEMINI,
        transport: "httpx2.AsyncBaseTransport | None" = None,
        limits: CallLimits | None = None,
        budgets: Budgets | None = None,
        telemetry: Telemetry | None = None,
        style_guide: StyleGuide | None = None,
        today: Callable[[], date] = _today,
    ) -> None:
        self.text_model = text_model
        self.image_model = image_model
        self.provider = provider
        # None if calls are not charged.
        self.budgets = budgets
        self.limits = limits or CallLimits()
        self.style_guide = style_guide
        self.drafts = Drafts(background_seconds=self.limits.background_seconds)
        self.queue = CallQueue(self.limits)
        # Separate, because outages of a single model are common.
        self.text_breaker = CircuitBreaker(self.limits)
        self.image_breaker = CircuitBreaker(self.limits)
        self.telemetry = telemetry or Telemetry()
        self._register_gauges()
        # The clock of prices, of ends of life and of the date in prompts.
        self.today = today
        self.warnings = (
            warnings_for((text_model, image_model), today())
            if provider is GenerationProvider.GEMINI
            else ()
        )
        self._api_key = api_key
        self.endpoint = Endpoint(base_url)
        self._transport = transport
        self._opening = asyncio.Lock()
        self._http: httpx2.AsyncClient | None = None
        self._client: AsyncClient | None = None

    def family(self, model: str) -> Family:
        """Return the parameters and prices that apply to the model today."""
        return family_of(model, self.today())

    def completed(self, prompt: Prompt) -> Prompt:
        """Add what the server knows to a prompt: the date and the style guide."""
        guide = self.style_guide
        text = prompt.style_guide if guide is None else guide.text
        return replace(prompt, today=self.today(), style_guide=text)

    def _register_gauges(self) -> None:
        metrics = self.telemetry.metrics
        metrics.watch("cms_blog_generation_running", lambda: self.queue.running)
        metrics.watch("cms_blog_generation_waiting", lambda: self.queue.waiting)
        breakers = (self.text_breaker, self.image_breaker)
        metrics.watch(
            "cms_blog_generation_breaker_open", lambda: any(each.is_open for each in breakers)
        )

    @classmethod
    def from_settings(
        cls,
        settings: Settings,
        telemetry: Telemetry | None = None,
        budgets: Budgets | None = None,
    ) -> Self:
        """Create the gateway for the settings: to Gemini, or to the emulator without `budgets`.

        Raises:
            SettingsError: GEMINI_FAULTS contains an unknown fault, or STYLE_GUIDE is invalid.
        """
        style_guide = read_style_guide(settings.style_guide)
        if settings.gemini_api_key is not None and not settings.offline:
            gateway = cls(
                base_url=settings.gemini_base_url,
                text_model=settings.gemini_text_model,
                image_model=settings.gemini_image_model,
                budgets=budgets,
                api_key=settings.gemini_api_key.get_secret_value(),
                telemetry=telemetry,
                style_guide=style_guide,
            )
            for warning in gateway.warnings:
                log.warning("generation.model_ends", warning=warning)
            return gateway

        from cms_blog.generation.emulator.app import OFFLINE_PACE, Emulator
        from cms_blog.generation.emulator.faults import Switch
        from cms_blog.generation.emulator.transport import InProcessTransport

        try:
            faults = [Switch.parse(fault) for fault in settings.gemini_faults]
        except ValueError as error:
            raise SettingsError([f"GEMINI_FAULTS: {error}"]) from None
        emulator = Emulator(faults=faults, pace=OFFLINE_PACE)
        return cls(
            text_model=settings.gemini_text_model,
            image_model=settings.gemini_image_model,
            provider=GenerationProvider.OFFLINE,
            transport=InProcessTransport(emulator),
            telemetry=telemetry,
            style_guide=style_guide,
        )

    async def client(self) -> "AsyncClient":
        """Return the google-genai client. The first call takes about a second for its import."""
        async with self._opening:
            if self._client is None:
                await asyncio.to_thread(self._open)
        if self._client is None:
            raise RuntimeError("the client did not open")
        return self._client

    def _open(self) -> None:
        import httpx2
        from google import genai
        from google.genai.types import HttpOptions

        # Set explicitly: the client would use aiohttp if that is installed.
        self._http = httpx2.AsyncClient(
            transport=self._transport,
            # The other timeouts are set for each call; see `calls.py`.
            timeout=httpx2.Timeout(None, connect=_CONNECT_SECONDS),
            limits=httpx2.Limits(max_connections=self.limits.max_running + 8),
            event_hooks={"response": [track_response]},
        )
        # google-genai would load all certificates twice more, for a synchronous client and for
        # WebSockets, which are not used. This context trusts no certificate.
        unused = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        options = HttpOptions(
            base_url=self.endpoint.base_url,
            httpx_async_client=self._http,
            client_args={"verify": unused},
            async_client_args={"ssl": unused},
        )
        self._client = genai.Client(vertexai=False, api_key=self._api_key, http_options=options).aio

    async def close(self) -> None:
        """End the writing of drafts, then close all connections. Calls in progress fail."""
        await self.drafts.close()
        if self._client is not None:
            await self._client.aclose()
        if self._http is not None:
            await self._http.aclose()
        self._client = self._http = None
