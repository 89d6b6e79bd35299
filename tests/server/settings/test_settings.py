"""The settings: `.env.example` is true, and what is wrong stops the start in plain words."""

import re
from pathlib import Path

import pytest
from checked_settings import problems

from cms_blog.limits import Limits
from cms_blog.settings import Settings, load_settings


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
