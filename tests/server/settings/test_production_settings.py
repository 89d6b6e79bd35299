"""Settings that production requires, and those that it refuses."""

import re
from pathlib import Path

import pytest
from checked_settings import GOOD_SECRET, PRODUCTION, problems, without

from cms_blog.settings import EXAMPLE_SECRET, load_settings


@pytest.mark.parametrize(
    ("secret", "message"),
    [
        (None, "must be set if ENV=prod"),
        ("", "must be set if ENV=prod"),
        ("x" * 31, "must have at least 32 bytes"),
        (EXAMPLE_SECRET, "is the example from .env.example; generate your own secret"),
    ],
)
def test_production_needs_a_secret_of_its_own(secret: str | None, message: str):
    given = {} if secret is None else {"JWT_SECRET": secret}
    assert problems(**without("JWT_SECRET"), **given) == [f"JWT_SECRET: {message}"]


@pytest.mark.parametrize("previous", ["x" * 31, EXAMPLE_SECRET])
def test_the_previous_secret_has_the_same_requirements(previous: str):
    (line,) = problems(**PRODUCTION, JWT_SECRET_PREVIOUS=previous)
    assert line.startswith("JWT_SECRET_PREVIOUS: ")
    assert problems(**PRODUCTION, JWT_SECRET_PREVIOUS=GOOD_SECRET[::-1]) == []


def test_the_refused_example_secret_is_that_of_the_example_file(project: Path):
    assert EXAMPLE_SECRET in (project / ".env.example").read_text()
    assert problems(JWT_SECRET=EXAMPLE_SECRET) == []


MISSING = {
    "JWT_SECRET": "JWT_SECRET: must be set if ENV=prod",
    "MONGODB_URI": "MONGODB_URI: must be set if ENV=prod",
    "PUBLIC_BASE_URL": "PUBLIC_BASE_URL: must be set if ENV=prod",
    "GENERATION": "GEMINI_API_KEY: must be set if ENV=prod, unless GENERATION=offline",
}


@pytest.mark.parametrize("name", MISSING)
def test_required_settings_are_required_in_production_only(name: str):
    assert problems(**PRODUCTION) == []
    assert problems(**without(name)) == [MISSING[name]]
    assert problems(**without(name, "ENV")) == []


def test_production_reports_all_missing_settings():
    assert problems(ENV="prod") == list(MISSING.values())


def test_the_guide_names_the_settings_that_production_requires(project: Path):
    guide = (project / "docs" / "how-to" / "deployment" / "production.md").read_text()
    needed = guide.partition("## Settings")[2].partition("stops the start")[0]
    named = set(re.findall(r"`([A-Z_]+)(?:=\w+)?`", needed))
    assert named == {*PRODUCTION, *KEY, "GENERATION_DAILY_USD"}


KEY = {"GEMINI_API_KEY": "a key"}


@pytest.mark.parametrize("env", ["dev", "prod"])
@pytest.mark.parametrize(
    ("given", "offline"),
    [
        (KEY, False),
        (KEY | {"GENERATION": "offline"}, True),
        ({"GENERATION": "offline"}, True),
    ],
)
def test_generation_is_offline_if_configured_or_without_a_key(
    monkeypatch: pytest.MonkeyPatch, env: str, given: dict[str, str], offline: bool
):
    given = without("GENERATION") | {"ENV": env, "GENERATION_DAILY_USD": "10"} | given
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    assert load_settings().offline is offline


def test_production_with_a_key_needs_a_budget():
    given = without("GENERATION") | KEY
    assert problems(**given) == [
        "GENERATION_DAILY_USD: must be set if ENV=prod, to limit the cost of Gemini"
    ]
    assert problems(**given, GENERATION_DAILY_USD="10") == []
    assert problems(**given, GENERATION="offline") == []
    assert problems(**(given | {"ENV": "dev"})) == []


def test_development_origins_are_allowed_in_development_only():
    local = {
        *("http://localhost:5173", "http://127.0.0.1:5173"),
        *("http://localhost:5180", "http://127.0.0.1:5180"),
    }
    assert set(load_settings().allowed_origins) == local
    mine = load_settings(cors_origins="https://a.example")
    assert mine.allowed_origins == ("https://a.example",)
    given = {name.lower(): value for name, value in PRODUCTION.items()}
    assert load_settings(**given).allowed_origins == ()
