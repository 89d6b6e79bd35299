"""Settings of the server, read from the environment and from `.env`."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from pydantic_settings.exceptions import SettingsError as UnreadableSetting

from cms_blog.errors import SettingsError
from cms_blog.limits import Limits
from cms_blog.validation.setting_errors import LIMITS_FORM, lines_of, moved
from cms_blog.validation.setting_types import (
    Email,
    HttpUrl,
    Listed,
    Mailbox,
    MongoUri,
    Origins,
    PostPath,
    ProxyAddresses,
    RateLimitUri,
    Rates,
    SmtpUrl,
    UploadsUrl,
    WebhookSecrets,
    WebhookUrls,
)

# Origins of front ends in development: Vite's default port and the example's.
DEV_ORIGINS = tuple(
    f"http://{host}:{port}" for port in (5173, 5180) for host in ("localhost", "127.0.0.1")
)
# The example of a site, in development.
DEV_SITE = "http://127.0.0.1:5190"

# RFC 7518, section 3.2: an HS256 key is at least as long as the hash's output.
MIN_SECRET_BYTES = 32
MICRO_USD = 1_000_000
EXAMPLE_SECRET = "change-me-to-at-least-32-random-characters"  # noqa: S105 - refused below


class Settings(BaseSettings):
    """Settings of the server. `.env.example` documents them; a test keeps both equal."""

    model_config = SettingsConfigDict(
        frozen=True, env_file=".env", extra="forbid", env_ignore_empty=True
    )

    app_name: str = Field("AI Blog CMS", min_length=1, max_length=80)
    env: Literal["dev", "prod"] = "dev"
    host: str = Field("127.0.0.1", min_length=1)
    port: int = Field(8000, ge=0, le=65535)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    # Worker processes; see server/run.py.
    workers: int = Field(1, ge=1, le=256)
    # Graceful shutdown: time for running requests, after `drain_delay_seconds` of limits.py.
    drain_seconds: int = Field(6, ge=0, le=3_600)

    # Folder of the embedded database and of the generated secret.
    data_dir: Path = Path("data")
    # Storage of images, a folder or a bucket, and the prefix of their public URLs.
    uploads_url: UploadsUrl = "uploads"
    uploads_public_url: HttpUrl | None = None

    mongodb_uri: MongoUri | None = None
    mongodb_db: str = Field("cms_blog", pattern=r"^[A-Za-z0-9_-]{1,38}$")

    jwt_secret: SecretStr | None = None
    # Its tokens are accepted as well, during a rotation of the secret.
    jwt_secret_previous: SecretStr | None = None
    jwt_expires_minutes: int = Field(1440, ge=1, le=525_600)
    # Lifetime of cached users; see accounts/user_cache.py.
    session_cache_seconds: float = Field(5, ge=0, le=60)
    admin_email: Email | None = None
    # Who may create an account: everyone, invited people, or `cms-blog create-admin` only.
    signups: Literal["open", "invite", "closed"] = "open"

    # See `allowed_origins` for the default in development.
    cors_origins: Origins = ()
    public_base_url: HttpUrl | None = None
    # The front end that links lead to; see `link_to`.
    frontend_url: HttpUrl | None = None
    # Its page of previews; by default `/preview` of `frontend_url`.
    frontend_preview_url: HttpUrl | None = None
    # The site that shows published posts, and the path of a post; see site/links.py.
    site_url: HttpUrl | None = None
    site_post_path: PostPath = "/posts/{slug}"
    # Proxies whose X-Forwarded-For and X-Forwarded-Proto headers are trusted.
    forwarded_allow_ips: ProxyAddresses = "127.0.0.1,::1"

    # Without it: files in DATA_DIR/mail in development, no mail in production.
    smtp_url: SmtpUrl | None = None
    mail_from: Mailbox | None = None

    # Receivers of events; URLs may contain secrets. Deliveries are signed with each key.
    webhook_urls: WebhookUrls = ()
    webhook_secret: WebhookSecrets | None = None
    # File with the GraphQL document of the data in an event.
    webhook_query: Path | None = None
    webhook_allow_private: bool | None = None

    # Whether a blog of an admin must be approved by another admin, if there is one.
    require_other_approver: bool = True
    # Shows everyone how much of a published text is generated; see `Blog.provenance`.
    publish_provenance: bool = False
    graphiql: bool = True
    introspection: bool | None = None
    trusted_documents: Path | None = None
    limits: Limits = Limits()

    # Rates in the notation `10/minute; 100/hour`.
    rate_limit_storage: RateLimitUri = SecretStr("memory://")
    rate_limit_requests: Rates = "1200/minute"
    rate_limit_generations: Rates = "120/hour"

    # Bearer token of /metrics. Without it: open to this machine in development, else disabled.
    metrics_token: Annotated[SecretStr, Field(min_length=16)] | None = None
    # URL of an OpenTelemetry collector; see observability/tracing.py.
    otel_exporter_otlp_endpoint: HttpUrl | None = None

    # Uses the emulator even if there is a key. Production requires it if there is no key.
    generation: Literal["offline"] | None = None
    gemini_api_key: SecretStr | None = None
    gemini_text_model: str = Field("gemini-3.5-flash-lite", min_length=1)
    gemini_image_model: str = Field("gemini-nano-banana-2.1", min_length=1)
    gemini_base_url: HttpUrl = "https://generativelanguage.googleapis.com"
    # Style guide of the site; see blogs/content/checks/style_guide.py.
    style_guide: Path | None = None
    # Faults of the offline emulator, for example `overloaded:10%`.
    gemini_faults: Listed = ()
    # Spending limits for Gemini per day (UTC): of all users together, and of each user.
    generation_daily_usd: (
        Annotated[float, Field(ge=0.01, le=1_000_000, allow_inf_nan=False)] | None
    ) = None
    # The API returns micro-dollars as 32-bit integers.
    generation_daily_usd_per_user: float = Field(2, ge=0.01, le=2_000, allow_inf_nan=False)

    @model_validator(mode="after")
    def _fit_for_production(self) -> Self:
        wrong: list[str] = []
        for name in ("jwt_secret", "jwt_secret_previous"):
            secret: SecretStr | None = getattr(self, name)
            if secret is None:
                continue
            if len(secret.get_secret_value().encode()) < MIN_SECRET_BYTES:
                wrong.append(f"{name.upper()}: must have at least {MIN_SECRET_BYTES} bytes")
            elif self.env == "prod" and secret.get_secret_value() == EXAMPLE_SECRET:
                example = "is the example from .env.example; generate your own secret"
                wrong.append(f"{name.upper()}: {example}")
        if self.env == "prod":
            wrong += self._missing_in_production()
        if self.smtp_url is not None:
            wrong += self._missing_for_mail()
        if self.webhook_urls and self.webhook_secret is None:
            wrong.append("WEBHOOK_SECRET: must be set if WEBHOOK_URLS is set")
        if wrong:
            raise ValueError("\n".join(wrong))
        return self

    def _missing_in_production(self) -> Iterator[str]:
        for name in ("jwt_secret", "mongodb_uri", "public_base_url"):
            if getattr(self, name) is None:
                yield f"{name.upper()}: must be set if ENV=prod"
        if self.offline and self.generation is None:
            yield "GEMINI_API_KEY: must be set if ENV=prod, unless GENERATION=offline"
        if not self.offline and self.generation_daily_usd is None:
            yield "GENERATION_DAILY_USD: must be set if ENV=prod, to limit the cost of Gemini"

    def _missing_for_mail(self) -> Iterator[str]:
        for name in ("mail_from", "frontend_url"):
            if getattr(self, name) is None:
                yield f"{name.upper()}: must be set if SMTP_URL is set"

    @property
    def sends_mail(self) -> bool:
        """Whether mail is sent, or written to files in development."""
        return self.smtp_url is not None or self.env == "dev"

    @property
    def frontend(self) -> str:
        """URL of the front end, without a trailing slash.

        The default is the example front end in development, and otherwise this server's URL.
        """
        return self.frontend_url or (DEV_ORIGINS[-1] if self.env == "dev" else self.base_url)

    @property
    def site(self) -> str:
        """URL of the site that shows published posts, without a trailing slash."""
        example = DEV_SITE if self.env == "dev" and self.frontend_url is None else None
        return self.site_url or example or self.frontend

    @property
    def private_webhooks_allowed(self) -> bool:
        """Whether receivers of events may have private addresses; by default in development."""
        allowed = self.webhook_allow_private
        return self.env == "dev" if allowed is None else allowed

    def link_to(self, page: str, token: str) -> str:
        """Return the link to a page of the front end, for example `login`, with a token.

        The token is in the fragment, which browsers don't send: no log of a server records it.
        """
        return f"{self.frontend}/{page}#token={token}"

    def preview_link(self, token: str) -> str | None:
        """Return the link to the page that shows previews; None without a front end."""
        if self.frontend_preview_url is not None:
            return f"{self.frontend_preview_url}#token={token}"
        return None if self.frontend_url is None else self.link_to("preview", token)

    @property
    def address(self) -> str:
        """URL of the address that this server listens on, without a trailing slash."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def base_url(self) -> str:
        """Public URL of this server, without a trailing slash."""
        return self.public_base_url or self.address

    @property
    def allowed_origins(self) -> tuple[str, ...]:
        """Origins of other sites whose pages may call the API."""
        return self.cors_origins or (DEV_ORIGINS if self.env == "dev" else ())

    @property
    def uploads_address(self) -> str:
        """Prefix of the public URLs of images, without a trailing slash."""
        return self.uploads_public_url or f"{self.base_url}/uploads"

    @property
    def special_use_domains(self) -> bool:
        """Whether addresses at domains such as `site.test` are valid: in development only."""
        return self.env == "dev"

    @property
    def introspection_allowed(self) -> bool:
        """Whether all clients may use introspection; by default in development only."""
        return self.env == "dev" if self.introspection is None else self.introspection

    @property
    def observed(self) -> bool:
        """Whether metrics are readable or traces are exported."""
        readable = self.env == "dev" or self.metrics_token is not None
        return readable or self.otel_exporter_otlp_endpoint is not None

    @property
    def user_micro_usd(self) -> int:
        """Daily limit of generation for each user, in micro-dollars."""
        return round(self.generation_daily_usd_per_user * MICRO_USD)

    @property
    def site_micro_usd(self) -> int | None:
        """Daily limit of generation for this process, in micro-dollars; None: no limit."""
        if self.generation_daily_usd is None:
            return None
        # Workers without a shared counter get equal shares.
        return round(self.generation_daily_usd * MICRO_USD) // (
            self.workers if self.counts_apart else 1
        )

    @property
    def counts_apart(self) -> bool:
        """Whether each worker process has its own counters."""
        return self.workers > 1 and self.rate_limit_storage.get_secret_value() == "memory://"

    @property
    def offline(self) -> bool:
        """Whether the built-in emulator replaces Gemini."""
        return self.generation == "offline" or self.gemini_api_key is None


def load_settings(**overrides: Any) -> Settings:
    """Read the settings. Precedence: `overrides`, the environment, `.env`.

    Raises:
        SettingsError: a setting is unknown, malformed or missing.
    """
    if former := [name for name in Limits.model_fields if name.upper() in os.environ]:
        raise SettingsError([f"{name.upper()}: {moved(name)}" for name in former])
    try:
        return Settings(**overrides)
    except UnreadableSetting:
        raise SettingsError(["LIMITS: " + LIMITS_FORM]) from None
    except ValidationError as error:
        lines = [line for each in error.errors() for line in lines_of(each)]
        raise SettingsError(lines) from None
