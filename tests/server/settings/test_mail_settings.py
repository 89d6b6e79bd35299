"""Settings of mails: the SMTP server, the sender, and links."""

import pytest
from checked_settings import problems

from cms_blog.settings import load_settings


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
