"""The settings of webhooks."""

from base64 import b64encode

import pytest

from cms_blog.settings import Settings, SettingsError, load_settings


def key(size: int, letter: bytes = b"k") -> str:
    return "whsec_" + b64encode(letter * size).decode()


def settings_of(**given: object) -> Settings:
    return load_settings(_env_file=None, **given)


def problems(**given: object) -> list[str]:
    try:
        settings_of(**given)
    except SettingsError as error:
        return error.lines
    return []


@pytest.mark.parametrize(
    ("secret", "accepted"),
    [
        (key(24), True),
        (key(64), True),
        (f"{key(24)} , {key(32)}", True),
        (key(23), False),
        (key(65), False),
        (key(24).removeprefix("whsec_"), False),
        (f"{key(24)},{key(24)},{key(24)}", False),
        (f"{key(24)},", False),
        (key(24)[:-1] + "!", False),
        ("whsec_" + "ä" * 32, False),
    ],
)
def test_a_secret_is_one_or_two_keys_of_standard_webhooks(secret: str, *, accepted: bool):
    wrong = "WEBHOOK_SECRET: write it as whsec_KEY, or as whsec_KEY,whsec_PREVIOUS, in base64"
    assert problems(webhook_secret=secret) == ([] if accepted else [wrong])


def test_the_keys_are_kept_without_spaces():
    secret = settings_of(webhook_secret=f" {key(24)} , {key(32)} ").webhook_secret
    assert secret is not None
    assert secret.get_secret_value() == f"{key(24)},{key(32)}"


@pytest.mark.parametrize(
    "url",
    [
        *("hooks.example.com", "ftp://hooks.example.com/", "https://", "https:///path"),
        *("https://user:password@hooks.example.com/", "https://hooks.example.com/#part"),
        *("https://hooks.example.com:0/", "https://hooks.example.com:65536/", "https://[::1/"),
        *("https://hooks.example.com/a b", "https://hooks.example.com/ä", "http://a\x00b/"),
    ],
)
def test_urls_that_are_no_receiver_are_refused_and_not_repeated(url: str):
    (line,) = problems(webhook_urls=f"https://a.example/,{url}", webhook_secret=key(24))
    assert line == "WEBHOOK_URLS: URL 2 is invalid; write it as https://HOST/PATH"


def test_at_most_ten_different_urls_are_possible():
    urls = [f"https://hooks.example.com/{number}?token=a%20b" for number in range(11)]
    kept = settings_of(webhook_urls=" , ".join(urls[:10]), webhook_secret=key(24)).webhook_urls
    assert [url.get_secret_value() for url in kept] == urls[:10]
    assert problems(webhook_urls=",".join(urls)) == [
        "WEBHOOK_URLS: at most 10 URLs are possible",
    ]
    assert problems(webhook_urls=f"{urls[0]},{urls[0]}") == ["WEBHOOK_URLS: a URL is repeated"]


def test_urls_need_a_secret():
    assert problems(webhook_urls="https://hooks.example.com/") == [
        "WEBHOOK_SECRET: must be set if WEBHOOK_URLS is set"
    ]


@pytest.mark.parametrize(
    ("env", "given", "allowed"),
    [
        ("dev", None, True),
        ("prod", None, False),
        ("dev", False, False),
        ("prod", True, True),
    ],
)
def test_private_addresses_are_allowed_in_development_or_if_set(
    env: str, given: bool | None, *, allowed: bool
):
    settings = settings_of().model_copy(update={"env": env, "webhook_allow_private": given})
    assert settings.private_webhooks_allowed is allowed
