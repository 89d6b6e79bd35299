"""API version and optional fields that the endpoint accepts for each model.

google-genai calls v1 by default. It is unverified whether v1 accepts all fields of our requests
and serves all models, so a refused request is repeated on v1beta. The process remembers the form
that was accepted.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import structlog

from cms_blog.generation.gemini.errors import is_closed_model, unknown_fields

if TYPE_CHECKING:
    from google.genai.errors import APIError
    from google.genai.types import GenerateContentConfig

log = structlog.stdlib.get_logger(__name__)

_FALLBACK = "v1beta"
_NOT_FOUND = 404
_URL = re.compile(r"(.*?)(?:/(v\d+[a-z0-9]*))?")


@dataclass(frozen=True, slots=True)
class _Form:
    """Form of requests. Without `version`, the client's default is used."""

    version: str | None
    # Whether requests ask Gemini not to store them.
    store: bool = True

    def applied(self, config: "GenerateContentConfig") -> "GenerateContentConfig":
        from google.genai.types import HttpOptions

        options = HttpOptions(api_version=self.version) if self.version else None
        store = False if self.store else None
        return config.model_copy(update={"store": store, "http_options": options})

    def after(self, error: "APIError") -> "_Form | None":
        """Return the form to repeat a refused request in; None if no other form can help."""
        unknown = unknown_fields(error)
        elsewhere = error.code == _NOT_FOUND and not is_closed_model(error)
        if (elsewhere or unknown - {"store"}) and self.version != _FALLBACK:
            return replace(self, version=_FALLBACK)
        if "store" in unknown and self.store:
            return replace(self, store=False)
        return None


class Endpoint:
    """The endpoint of one process; `url` can end with a version of the API."""

    def __init__(self, url: str) -> None:
        found = _URL.fullmatch(url.rstrip("/"))
        # The pattern matches every URL.
        self.base_url, version = found.groups() if found else (url, None)
        self._default = _Form(version)
        # By model: there are two.
        self._forms: dict[str, _Form] = {}
        self._warned = False

    async def request[T](
        self,
        model: str,
        config: "GenerateContentConfig",
        send: "Callable[[GenerateContentConfig], Awaitable[T]]",
    ) -> T:
        """Send a request. If its form is refused, repeat it in the form that may be accepted.

        Refused requests are not billed.

        Raises:
            the errors of `send`
        """
        from google.genai.errors import APIError

        form = self._forms.get(model, self._default)
        while True:
            try:
                answer = await send(form.applied(config))
            except APIError as error:
                following = form.after(error)
                if following is None:
                    raise
                form = following
            else:
                self._remember(model, form)
                return answer

    def _remember(self, model: str, form: _Form) -> None:
        self._forms[model] = form
        if form.version != self._default.version and not self._warned:
            self._warned = True
            log.warning(
                "generation.api_version",
                model=model,
                version=form.version,
                hint=f"Gemini accepts requests only on {form.version}: set GEMINI_BASE_URL="
                f"{self.base_url}/{form.version} to avoid a refused request after each start",
            )
