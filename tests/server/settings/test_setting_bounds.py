"""The default, the lowest and the highest value of each number among the settings and limits."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, SecretStr, ValidationError

from cms_blog.limits import Limits
from cms_blog.settings import Settings

# Default, lowest and highest value. The lowest value of a duration that must be positive is 0.001.
SETTINGS: Mapping[str, tuple[float, float, float]] = {
    "port": (8_000, 0, 65_535),
    "workers": (1, 1, 256),
    "drain_seconds": (6, 0, 3_600),
    "jwt_expires_minutes": (1_440, 1, 525_600),
    "session_cache_seconds": (5, 0, 60),
    "generation_daily_usd_per_user": (2, 0.01, 2_000),
}
LIMITS: Mapping[str, tuple[float, float, float]] = {
    "max_body_bytes": (1_000_000, 1_000, 100_000_000),
    "max_json_depth": (32, 4, 500),
    "body_timeout_seconds": (15, 0.001, 3_600),
    "max_batch_operations": (10, 1, 100),
    "max_upload_files": (4, 1, 100),
    "max_upload_bytes": (16_000_000, 1_000, 1_000_000_000),
    "upload_timeout_seconds": (120, 0.001, 3_600),
    "max_uploads": (12, 1, 1_000),
    "max_query_characters": (12_000, 1_000, 100_000_000),
    "max_query_tokens": (800, 100, 100_000),
    "max_query_definitions": (100, 1, 10_000),
    "max_query_merges": (5_000, 0, 1_000_000),
    "max_query_depth": (12, 1, 100),
    "max_query_aliases": (50, 0, 10_000),
    "max_query_root_fields": (20, 1, 1_000),
    "max_query_directives": (50, 0, 10_000),
    "max_query_cost": (20_000, 10, 10_000_000),
    "query_timeout_seconds": (25, 0.001, 3_600),
    "mutation_timeout_seconds": (180, 0.001, 3_600),
    "subscription_timeout_seconds": (600, 0.001, 86_400),
    "max_operations_per_client": (100, 1, 10_000),
    "argon2_memory_kib": (65_536, 8_192, 4_194_304),
    "argon2_iterations": (3, 1, 100),
    "mongodb_timeout_seconds": (20, 0.001, 3_600),
    "drain_delay_seconds": (0, 0, 3_600),
    "max_connections": (2_000, 1, 1_000_000),
    "client_patience_seconds": (10, 0.001, 3_600),
    "max_header_bytes": (65_536, 1_024, 10_000_000),
    "max_sockets_per_client": (100, 1, 10_000),
    "max_subscriptions_per_socket": (20, 1, 1_000),
    "socket_init_timeout_seconds": (10, 0.001, 600),
    "heartbeat_seconds": (15, 0.001, 600),
    "public_cache_seconds": (5, 0, 3_600),
    "document_cache_characters": (500_000, 0, 100_000_000),
    "persisted_query_characters": (2_000_000, 0, 100_000_000),
    "webhook_timeout_seconds": (15, 0.001, 300),
    "webhook_requests_per_receiver": (4, 1, 100),
}
# A setting without a default has None.
BUDGETS = {"generation_daily_usd": (0.01, 1_000_000)}
POSITIVE = 0.001


def rows() -> Iterator[Any]:
    for model, table in ((Settings, SETTINGS), (Limits, LIMITS)):
        for name, (_, lowest, highest) in table.items():
            yield pytest.param(model, name, lowest, highest, id=name)
    for name, (lowest, highest) in BUDGETS.items():
        yield pytest.param(Settings, name, lowest, highest, id=name)


def value_of(model: type[BaseModel], name: str, value: float) -> object:
    """Return the validated value of the field."""
    given: dict[str, Any] = {name: value}
    if model is Settings:
        given["_env_file"] = None
    return getattr(model(**given), name)


def settings_of(**fields: object) -> Settings:
    """Return settings with these fields, without the checks of production."""
    return Settings(_env_file=None).model_copy(update=fields)  # pyright: ignore[reportCallIssue] - pydantic-settings takes it


@pytest.mark.parametrize(("model", "name", "lowest", "highest"), [*rows()])
def test_numbers_are_accepted_from_the_lowest_to_the_highest(
    model: type[BaseModel], name: str, lowest: float, highest: float
):
    is_integer = model.model_fields[name].annotation is int
    step = 1 if is_integer else 0.001
    assert value_of(model, name, lowest) == lowest
    assert value_of(model, name, highest) == highest
    below = 0 if lowest == POSITIVE else lowest - step
    for outside in (below, highest + step, float("nan"), float("inf")):
        with pytest.raises(ValidationError):
            value_of(model, name, outside)


@pytest.mark.parametrize(("model", "table"), [(Settings, SETTINGS), (Limits, LIMITS)])
def test_each_number_has_its_default_and_is_listed(
    model: type[BaseModel], table: Mapping[str, tuple[float, float, float]]
):
    numbers = {
        name: field.default
        for name, field in model.model_fields.items()
        if field.annotation is int or field.annotation is float
    }
    assert numbers == {name: default for name, (default, _, _) in table.items()}


def test_other_limits_have_their_defaults():
    other = Limits().model_dump(exclude={*LIMITS})
    assert other == {
        "rate_limit_refused": "600/minute",
        "rate_limit_signups": "60/hour",
        "rate_limit_links": "3/hour",
        "rate_limit_invitations": "50/day",
        "rate_limit_uploads": "120/hour",
        "rate_limit_exports": "20/hour",
        "compiled_plans": True,
    }


@pytest.mark.parametrize(("values", "name"), [(settings_of(), "port"), (Limits(), "max_uploads")])
def test_settings_and_limits_are_read_only(values: Settings | Limits, name: str):
    with pytest.raises(ValidationError, match="frozen"):
        setattr(values, name, 1)


def test_limits_have_no_other_names():
    unknown: dict[str, Any] = {"max_upload": 1}
    with pytest.raises(ValidationError, match="not permitted"):
        Limits(**unknown)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("blog.example.com", "http://blog.example.com:8000"),
        ("::1", "http://[::1]:8000"),
    ],
)
def test_the_address_of_an_ipv6_host_has_brackets(host: str, address: str):
    settings = Settings(_env_file=None, host=host)  # pyright: ignore[reportCallIssue] - pydantic-settings takes it
    assert settings.address == address
    assert settings.base_url == address


@pytest.mark.parametrize(
    ("env", "token", "collector", "observed"),
    [
        ("dev", None, None, True),
        ("prod", None, None, False),
        ("prod", "0123456789abcdef", None, True),
        ("prod", None, "https://collector.example.com", True),
    ],
)
def test_metrics_and_traces_are_collected_if_someone_can_read_them(
    env: str, token: str | None, collector: str | None, *, observed: bool
):
    fields: Any = {"env": env, "metrics_token": token, "otel_exporter_otlp_endpoint": collector}
    # `model_copy` does not run the checks of production.
    settings = Settings(_env_file=None).model_copy(update=fields)  # pyright: ignore[reportCallIssue] - pydantic-settings takes it
    assert settings.observed is observed


def test_other_settings_have_their_defaults():
    given = {
        name: field.default
        for name, field in Settings.model_fields.items()
        if name not in SETTINGS and field.default is not None
    }
    storage: SecretStr = given.pop("rate_limit_storage")
    assert storage.get_secret_value() == "memory://"
    assert given == {
        "app_name": "AI Blog CMS",
        "env": "dev",
        "host": "127.0.0.1",
        "log_level": "INFO",
        "data_dir": Path("data"),
        "uploads_url": "uploads",
        "mongodb_db": "cms_blog",
        "signups": "open",
        "site_post_path": "/posts/{slug}",
        "forwarded_allow_ips": "127.0.0.1,::1",
        "require_other_approver": True,
        "publish_provenance": False,
        "cors_origins": (),
        "webhook_urls": (),
        "gemini_faults": (),
        "limits": Limits(),
        "graphiql": True,
        "rate_limit_requests": "1200/minute",
        "rate_limit_generations": "120/hour",
        "gemini_text_model": "gemini-3.5-flash-lite",
        "gemini_image_model": "gemini-nano-banana-2.1",
        "gemini_base_url": "https://generativelanguage.googleapis.com",
    }


@pytest.mark.parametrize(
    ("name", "longest", "refused"),
    [
        ("app_name", "x" * 80, ["", "x" * 81]),
        ("mongodb_db", "Az09_-" + "x" * 32, ["", "x" * 39, "a.b", "ä"]),
        ("metrics_token", "x" * 16, ["x" * 15]),
        *((name, "x", [""]) for name in ("app_name", "host", "gemini_text_model")),
        ("gemini_image_model", "x", [""]),
    ],
)
def test_texts_have_a_length(name: str, longest: str, refused: list[str]):
    fields: dict[str, Any] = {name: longest}
    Settings(_env_file=None, **fields)  # pyright: ignore[reportCallIssue] - pydantic-settings takes it
    for text in refused:
        fields = {name: text}
        with pytest.raises(ValidationError):
            Settings(_env_file=None, **fields)  # pyright: ignore[reportCallIssue] - pydantic-settings takes it


@pytest.mark.parametrize("env", ["dev", "prod"])
def test_development_allows_more_by_default(env: str):
    settings = settings_of(env=env)
    assert settings.special_use_domains is (env == "dev")
    assert settings.introspection_allowed is (env == "dev")
    for allowed in (True, False):
        assert settings_of(env=env, introspection=allowed).introspection_allowed is allowed


@pytest.mark.parametrize(
    ("fields", "frontend", "site"),
    [
        ({}, "http://127.0.0.1:5180", "http://127.0.0.1:5190"),
        ({"env": "prod"}, "http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ({"env": "prod", "public_base_url": "https://a.org"}, "https://a.org", "https://a.org"),
        ({"frontend_url": "https://b.org"}, "https://b.org", "https://b.org"),
        ({"env": "prod", "frontend_url": "https://b.org"}, "https://b.org", "https://b.org"),
        ({"site_url": "https://c.org"}, "http://127.0.0.1:5180", "https://c.org"),
    ],
)
def test_the_front_end_and_the_site_have_defaults(
    fields: dict[str, object], frontend: str, site: str
):
    settings = settings_of(**fields)
    assert (settings.frontend, settings.site) == (frontend, site)
    assert settings.link_to("login", "a.b") == f"{frontend}/login#token=a.b"


def test_a_preview_link_needs_a_front_end():
    page = "https://site.example.com/draft"
    assert settings_of().preview_link("a.b") is None
    assert settings_of(frontend_preview_url=page).preview_link("a.b") == f"{page}#token=a.b"
    with_frontend = settings_of(frontend_url="https://b.org")
    assert with_frontend.preview_link("a.b") == "https://b.org/preview#token=a.b"


@pytest.mark.parametrize("env", ["dev", "prod"])
def test_private_receivers_are_allowed_in_development_by_default(env: str):
    assert settings_of(env=env).private_webhooks_allowed is (env == "dev")
    for allowed in (True, False):
        given = settings_of(env=env, webhook_allow_private=allowed)
        assert given.private_webhooks_allowed is allowed
