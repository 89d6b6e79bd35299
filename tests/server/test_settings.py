"""The settings: `.env.example` is true, and what is wrong stops the start in plain words."""

import asyncio
import re
from base64 import b64encode
from pathlib import Path

import pytest

from cms_blog.limits import Limits
from cms_blog.server.jwt_secret import jwt_secret
from cms_blog.settings import EXAMPLE_SECRET, Settings, SettingsError, load_settings

GOOD_SECRET = "0123456789abcdef0123456789abcdef"
WEBHOOK_KEY = "whsec_" + b64encode(b"k" * 24).decode()
URI = "mongodb://someone:s3cret-in-uri@db.example.com"
# The least that production starts with.
PRODUCTION = {
    "ENV": "prod",
    "JWT_SECRET": GOOD_SECRET,
    "MONGODB_URI": URI,
    "PUBLIC_BASE_URL": "https://blog.example.com",
    "GENERATION": "offline",
}


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither the machine's variables nor a `.env` of the project's folder."""
    monkeypatch.chdir(tmp_path)
    for name in (*Settings.model_fields, *Limits.model_fields):
        monkeypatch.delenv(name.upper(), raising=False)


def problems(**environment: str) -> list[str]:
    """Return the lines of the error for these variables; empty if the start succeeds."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        try:
            load_settings()
        except SettingsError as error:
            return error.lines
    return []


def test_the_example_file_lists_each_setting_once_with_its_default_and_a_comment(project: Path):
    lines = (project / ".env.example").read_text().splitlines()
    given = {line.partition("=")[0]: line.partition("=")[2] for line in lines if "=" in line[:40]}
    given = {name: value for name, value in given.items() if name[0] != "#"}
    assert sorted(given) == sorted(name.upper() for name in Settings.model_fields)
    assert len(given) == sum(1 for line in lines if re.match(r"[A-Z_0-9]+=", line))
    for name, field in Settings.model_fields.items():
        assert (given[name.upper()] == "") == (field.default in (None, (), Limits())), name
        assert re.match(r"# [^-]", lines[lines.index(f"{name.upper()}={given[name.upper()]}") - 1])
    assert load_settings(_env_file=project / ".env.example") == load_settings()


def test_settings_of_the_first_design_keep_their_names():
    first = {
        *("APP_NAME", "ENV", "MONGODB_URI", "MONGODB_DB", "JWT_SECRET", "JWT_EXPIRES_MINUTES"),
        *("ADMIN_EMAIL", "CORS_ORIGINS", "PUBLIC_BASE_URL"),
        *("GEMINI_API_KEY", "GEMINI_TEXT_MODEL", "GEMINI_IMAGE_MODEL"),
    }
    assert first <= {name.upper() for name in Settings.model_fields}


def test_empty_values_are_unset():
    assert problems(**{name.upper(): "" for name in Settings.model_fields}) == []


# What a number, a switch or a rate does not show; None takes any text, as far as the settings go.
WRONG = {
    "APP_NAME": "x" * 81,
    "ENV": "production",
    "HOST": None,
    "PORT": "65536",
    "LOG_LEVEL": "LOUD",
    "DATA_DIR": None,
    "UPLOADS_URL": "ftp://example.com/images",
    "UPLOADS_PUBLIC_URL": "cdn.example.com",
    "MONGODB_URI": "localhost:27017",
    "MONGODB_DB": "a/b",
    "JWT_SECRET": "short",
    "JWT_SECRET_PREVIOUS": "short",
    "ADMIN_EMAIL": "admin",
    "CORS_ORIGINS": "https://a.example, nonsense",
    "FORWARDED_ALLOW_IPS": "10.0.0.1/8",
    "PUBLIC_BASE_URL": "blog.example.com",
    "TRUSTED_DOCUMENTS": None,
    "STYLE_GUIDE": None,
    "WEBHOOK_QUERY": None,
    "RATE_LIMIT_STORAGE": "file://counts",
    "GEMINI_API_KEY": None,
    "GEMINI_TEXT_MODEL": None,
    "GEMINI_IMAGE_MODEL": None,
    "GEMINI_BASE_URL": "generativelanguage",
    "FRONTEND_URL": "example.com",
    "SMTP_URL": "mail.example.com",
    "MAIL_FROM": "blog",
    "GEMINI_FAULTS": None,
}


@pytest.mark.parametrize("name", [name.upper() for name in Settings.model_fields])
def test_a_malformed_value_is_reported_in_one_line_with_its_setting(name: str):
    wrong = WRONG.get(name, "nonsense")
    if wrong is None:
        assert problems(**{name: "x"}) == []
        return
    (line,) = problems(**{name: wrong})
    assert line.startswith(f"{name}: ")
    assert "\n" not in line


LIMITS_FORM = 'LIMITS: write it as JSON, for example {"max_query_depth": 15}'


@pytest.mark.parametrize(
    ("given", "lines"),
    [
        ('{"max_query_depth": 100}', []),
        ("max_query_depth=15", [LIMITS_FORM]),
        ("[]", [LIMITS_FORM]),
        (
            '{"max_depth": 3}',
            ["LIMITS: max_depth: is not a limit; docs/explanation/reliability.md lists the limits"],
        ),
        (
            '{"max_query_depth": 101, "rate_limit_refused": "often"}',
            [
                "LIMITS: max_query_depth: 101 is too large; the maximum is 100",
                "LIMITS: rate_limit_refused: write it as 10/minute; 100/hour",
            ],
        ),
    ],
)
def test_limits_are_replaced_by_one_json_object(given: str, lines: list[str]):
    assert problems(LIMITS=given) == lines


def test_a_replaced_limit_leaves_the_others(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LIMITS", '{"max_query_depth": 15}')
    assert load_settings().limits == Limits(max_query_depth=15)


@pytest.mark.parametrize("name", Limits.model_fields)
def test_a_former_setting_stops_the_start_and_names_its_limit(name: str, tmp_path: Path):
    line = f'{name.upper()}: is now part of LIMITS: LIMITS={{"{name}": …}}'
    assert problems(**{name.upper(): "1"}) == [line]
    (tmp_path / ".env").write_text(f"{name.upper()}=1\n")
    assert problems() == [line]


def test_there_are_at_most_51_settings():
    # 45 of the server, and six of delivery: two of the site and four of webhooks.
    assert len(Settings.model_fields) <= 51


def test_all_invalid_settings_are_reported_at_once():
    lines = problems(PORT="x", ENV="production", JWT_EXPIRES_MINUTES="0", CORS_ORIGINS="a")
    names = [line.partition(":")[0] for line in lines]
    assert names == ["ENV", "PORT", "JWT_EXPIRES_MINUTES", "CORS_ORIGINS"]


def test_a_name_in_the_file_that_is_no_setting_stops_the_start(tmp_path: Path):
    (tmp_path / ".env").write_text("MONGO_URI=mongodb://localhost\nPORT=9000\n")
    assert problems() == ["MONGO_URI: is not a setting; .env.example lists all settings"]


def test_arguments_win_over_the_environment_and_that_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / ".env").write_text("PORT=1001\nHOST=file.example\nAPP_NAME=File\n")
    monkeypatch.setenv("PORT", "1002")
    monkeypatch.setenv("HOST", "environment.example")
    settings = load_settings(port=1003)
    assert (settings.port, settings.host, settings.app_name) == (
        1003,
        "environment.example",
        "File",
    )


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


def without(*names: str) -> dict[str, str]:
    return {name: value for name, value in PRODUCTION.items() if name not in names}


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


@pytest.mark.parametrize(
    ("name", "most"),
    [("GENERATION_DAILY_USD", "1000000"), ("GENERATION_DAILY_USD_PER_USER", "2000")],
)
def test_a_budget_is_a_cent_at_least(name: str, most: str):
    for value in ("0.01", most):
        assert problems(**{name: value}) == []
    for value in ("0", "0.009", f"{most}.01", "-1", "1,5"):
        (line,) = problems(**{name: value})
        assert line.startswith(f"{name}: ")
    for value in ("nan", "inf"):
        assert problems(**{name: value}) == [f"{name}: {value} is not a finite number"]


def test_budgets_are_counted_in_micro_dollars():
    settings = load_settings()
    assert (settings.user_micro_usd, settings.site_micro_usd) == (2_000_000, None)
    settings = load_settings(generation_daily_usd=0.29, generation_daily_usd_per_user=0.07)
    assert (settings.user_micro_usd, settings.site_micro_usd) == (70_000, 290_000)


@pytest.mark.parametrize(
    ("workers", "storage", "apart", "share"),
    [
        (1, "memory://", False, 10_000_000),
        (2, "memory://", True, 5_000_000),
        (3, "memory://", True, 3_333_333),
        (3, "redis://localhost", False, 10_000_000),
    ],
)
def test_workers_without_shared_storage_divide_the_budget(
    workers: int, storage: str, apart: bool, share: int
):
    settings = load_settings(workers=workers, rate_limit_storage=storage, generation_daily_usd=10)
    assert settings.counts_apart is apart
    assert settings.site_micro_usd == share


@pytest.mark.parametrize(
    ("name", "replacement"),
    [
        (
            "GEMINI_API_VERSION",
            "a version at the end of GEMINI_BASE_URL, for example https://HOST/v1beta",
        ),
        ("GENERATION_DAILY_TOKENS", "GENERATION_DAILY_USD_PER_USER, in US dollars"),
        ("MONGODB_MAX_POOL_SIZE", "the option maxPoolSize of MONGODB_URI"),
        ("MONGODB_MIN_POOL_SIZE", "the option minPoolSize of MONGODB_URI"),
    ],
)
def test_a_replaced_setting_stops_the_start_and_names_its_replacement(
    tmp_path: Path, name: str, replacement: str
):
    (tmp_path / ".env").write_text(f"{name}=200000\n")
    assert problems() == [f"{name}: was replaced by {replacement}"]


def test_generation_is_offline_in_development_by_default():
    assert load_settings().offline is True


def test_trusted_proxies_can_be_set_in_the_file(tmp_path: Path):
    assert load_settings().forwarded_allow_ips == "127.0.0.1,::1"
    for given, kept in {
        "10.0.0.7, 10.1.0.0/16 ,fd00::/8": "10.0.0.7,10.1.0.0/16,fd00::/8",
        " * ": "*",
    }.items():
        (tmp_path / ".env").write_text(f"FORWARDED_ALLOW_IPS={given}\n")
        assert load_settings().forwarded_allow_ips == kept


@pytest.mark.parametrize("given", ["proxy", "10.0.0.256", "10.0.0.0/33", "10.0.0.7,", "*,10.0.0.7"])
def test_proxies_that_can_never_match_are_refused(given: str):
    assert problems(FORWARDED_ALLOW_IPS=given) == [
        "FORWARDED_ALLOW_IPS: write it as 10.0.0.7, 10.1.0.0/16 or as * alone"
    ]


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


def test_a_secret_is_counted_in_bytes():
    assert problems(JWT_SECRET="ü" * 16) == []


def test_the_generated_secret_file_is_private(tmp_path: Path):
    settings = load_settings(data_dir=tmp_path / "data")
    secret = jwt_secret(settings)
    kept = tmp_path / "data" / "jwt-secret"
    assert len(secret) >= 32
    assert kept.read_text() == secret
    assert kept.stat().st_mode & 0o777 == 0o600
    assert jwt_secret(settings) == secret
    assert jwt_secret(load_settings(data_dir=tmp_path / "other")) != secret
    assert [path.name for path in kept.parent.iterdir()] == ["jwt-secret"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("uploads", "uploads"),
        ("/var/lib/cms-blog/images/", "/var/lib/cms-blog/images"),
        ("/", "/"),
        ("s3://bucket", "s3://bucket"),
        ("gs://bucket/some/images/", "gs://bucket/some/images"),
        ("az://container/images", "az://container/images"),
    ],
)
def test_images_are_stored_in_a_folder_or_a_bucket(given: str, kept: str):
    assert load_settings(uploads_url=given).uploads_url == kept


@pytest.mark.parametrize(
    "url",
    [
        *(
            "s3://",
            "s3:///images",
            "S3://bucket",
            "s3://key:secret@bucket",
            "s3://bucket?key=secret",
        ),
        *("s3://bucket//images", "https://bucket.s3.amazonaws.com", "file:///images", "s3://a b"),
    ],
)
def test_other_storage_urls_and_urls_with_a_secret_are_refused(url: str):
    (line,) = problems(UPLOADS_URL=url)
    assert line.startswith("UPLOADS_URL: write it as a folder, or as s3://BUCKET/PREFIX")
    assert "secret" not in line


def test_image_urls_follow_the_settings():
    assert load_settings(port=1).uploads_address == "http://127.0.0.1:1/uploads"
    given = {"public_base_url": "https://blog.example.com"}
    assert load_settings(**given).uploads_address == "https://blog.example.com/uploads"
    cdn = load_settings(**given, uploads_public_url="https://cdn.example.com/images/")
    assert cdn.uploads_address == "https://cdn.example.com/images"


async def test_concurrent_first_starts_generate_one_secret(tmp_path: Path):
    for attempt in range(10):
        settings = load_settings(data_dir=tmp_path / str(attempt))
        made = await asyncio.gather(*(asyncio.to_thread(jwt_secret, settings) for _ in range(8)))
        assert len(set(made)) == 1


def test_a_configured_secret_is_not_stored(tmp_path: Path):
    settings = load_settings(data_dir=tmp_path / "data", jwt_secret=GOOD_SECRET)
    assert jwt_secret(settings) == GOOD_SECRET
    assert not (tmp_path / "data").exists()


def test_a_secret_file_that_is_damaged_or_unwritable_is_reported(tmp_path: Path):
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match=r"^JWT_SECRET: can't be stored in .*File exists"):
        jwt_secret(load_settings(data_dir=tmp_path / "file"))
    (tmp_path / "jwt-secret").touch()
    with pytest.raises(SettingsError, match=r"^JWT_SECRET: .* contains no valid secret; delete it"):
        jwt_secret(load_settings(data_dir=tmp_path))


def test_secrets_are_not_shown():
    settings = load_settings(
        jwt_secret=GOOD_SECRET,
        jwt_secret_previous=GOOD_SECRET,
        mongodb_uri=URI,
        gemini_api_key="s3cret-key",
        rate_limit_storage="redis://:s3cret-redis@localhost",
        webhook_urls="https://hooks.example.com/s3cret",
        webhook_secret=WEBHOOK_KEY,
    )
    for shown in (repr(settings), str(settings), settings.model_dump_json()):
        assert GOOD_SECRET not in shown
        assert WEBHOOK_KEY not in shown
        assert "s3cret" not in shown
    lines = problems(
        MONGODB_URI="s3cret",
        RATE_LIMIT_STORAGE="s3cret",
        WEBHOOK_URLS="s3cret",
        WEBHOOK_SECRET="s3cret",
    )
    assert len(lines) == 4
    assert "s3cret" not in "".join(lines)


@pytest.mark.parametrize(
    ("url", "accepted"),
    [
        ("smtp://localhost", True),
        ("smtp://localhost:1025", True),
        ("smtps://mail.example.com/", True),
        ("smtps://user%40example.com:p%40ss@mail.example.com:465", True),
        ("smtp://[::1]:2525", True),
        ("smtp://localhost?starttls=required", True),
        ("smtp://localhost?starttls=never", True),
        ("smtps://localhost?starttls=never", False),
        ("smtp://localhost?tls=1", False),
        ("smtp://", False),
        ("smtp://localhost:0", False),
        ("smtp://localhost:70000", False),
        ("smtp://localhost/path", False),
        ("http://localhost", False),
        ("smtp://[::1", False),
    ],
)
def test_the_url_of_the_smtp_server(url: str, *, accepted: bool):
    wrong = "SMTP_URL: write it as smtps://USER:PASSWORD@HOST or smtp://HOST:PORT"
    mail = {"MAIL_FROM": "blog@example.com", "FRONTEND_URL": "https://example.com"}
    assert problems(SMTP_URL=url, **mail) == ([] if accepted else [wrong])


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Blog@Example.com", "blog@example.com"),
        ("Our Blog <blog@example.com>", "Our Blog <blog@example.com>"),
        ("Bücher <blog@bücher.example.com>", "Bücher <blog@bücher.example.com>"),
        ("blog", None),
        ("Blog <blog>", None),
        ("Blog, Ltd <blog@example.com>", None),
        ("Blog <a@example.com> <b@example.com>", None),
        ("a@example.com, b@example.com", None),
        ("Blog\r\nBcc: <a@example.com>", None),
    ],
)
def test_the_sender_is_one_address_with_or_without_a_name(given: str, kept: str | None):
    if kept is None:
        (line,) = problems(MAIL_FROM=given)
        assert line.startswith("MAIL_FROM: write it as ")
    else:
        assert load_settings(mail_from=given).mail_from == kept


def test_an_smtp_server_needs_a_sender_and_a_front_end():
    assert problems(SMTP_URL="smtp://localhost") == [
        "MAIL_FROM: must be set if SMTP_URL is set",
        "FRONTEND_URL: must be set if SMTP_URL is set",
    ]
    lines = problems(JWT_SECRET="short", SMTP_URL="smtp://localhost", MAIL_FROM="a@example.com")
    assert lines == [
        "JWT_SECRET: must have at least 32 bytes",
        "FRONTEND_URL: must be set if SMTP_URL is set",
    ]


@pytest.mark.parametrize(
    ("env", "smtp_url", "sends"),
    [("dev", None, True), ("prod", None, False), ("prod", "smtp://localhost", True)],
)
def test_production_sends_no_mail_without_an_smtp_server(
    env: str, smtp_url: str | None, *, sends: bool
):
    fields = {"env": env, "smtp_url": smtp_url}
    assert load_settings().model_copy(update=fields).sends_mail is sends


def test_links_have_their_token_in_the_fragment():
    assert load_settings().link_to("preview", "a.b") == "http://127.0.0.1:5180/preview#token=a.b"
    settings = load_settings(frontend_url="https://example.com/site/")
    assert settings.link_to("preview", "a.b") == "https://example.com/site/preview#token=a.b"
