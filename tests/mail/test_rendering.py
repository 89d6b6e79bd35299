"""Mails from templates: headers, text and HTML."""

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

import pytest
from selectolax.lexbor import LexborHTMLParser

from cms_blog.mail.messages import MailKind, Message
from cms_blog.mail.rendering import Renderer

APPROVED = MailKind.BLOG_APPROVED
RENDERER = Renderer("blog@example.com", "Tom & Co", "https://example.com")
# Values that must neither become markup nor headers.
EVIL = "<b onclick=x>&amp; {{ 7 * 7 }}\r\nBcc: eve@example.com"
URL = "https://example.com/page#token=aa.bb-cc_dd"
UNSUBSCRIBE = "https://api.example.com/mail/unsubscribe?token=" + "x" * 300
VALUES: dict[MailKind, dict[str, Any]] = {
    MailKind.PASSWORD_RESET: {"name": EVIL, "url": URL},
    MailKind.VERIFY_EMAIL: {"url": URL, "email": "ada@example.com"},
    MailKind.CONFIRM_NEW_EMAIL: {"url": URL, "email": "ada@example.com"},
    MailKind.EMAIL_CHANGE_REQUESTED: {"name": EVIL, "new_email": "eve@example.com"},
    MailKind.EMAIL_CHANGED: {"name": EVIL, "new_email": "eve@example.com"},
    MailKind.INVITATION: {
        "inviter": EVIL,
        "role": "user",
        "url": URL,
        "expires_on": datetime(2026, 12, 4, tzinfo=UTC),
    },
    MailKind.REVIEW_REQUESTS: {"name": EVIL, "waiting": 2, "url": URL},
    MailKind.BLOG_APPROVED: {"name": EVIL, "title": EVIL, "url": URL},
    MailKind.BLOG_SCHEDULED: {
        "name": EVIL,
        "title": EVIL,
        "url": URL,
        "publish_at": datetime(2026, 12, 4, 9, 5, tzinfo=UTC),
    },
    MailKind.BLOG_REJECTED: {
        "name": EVIL,
        "title": EVIL,
        "url": URL,
        "feedback": EVIL,
        "is_published": False,
    },
    MailKind.NOTE_ADDED: {
        "name": EVIL,
        "title": EVIL,
        "url": URL,
        "notes": [(EVIL, EVIL)],
        "more": 0,
    },
    MailKind.TRIAL: {},
}


def render(kind: MailKind, unsubscribe_url: str | None = None, **values: Any) -> EmailMessage:
    message = Message("ada@example.com", kind, VALUES[kind] | values, unsubscribe_url)
    content = RENDERER.render(message, "1.2").content
    return message_from_bytes(content, policy=policy.default)


def part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return cast("str", body.get_content())


@pytest.mark.parametrize("kind", MailKind)
def test_every_mail_has_a_subject_text_and_html_without_injected_content(kind: MailKind):
    mail = render(kind, UNSUBSCRIBE)
    assert set(mail.keys()) == {
        *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version"),
        *("List-Unsubscribe", "List-Unsubscribe-Post", "Content-Type"),
    }
    assert mail["From"] == "Tom & Co <blog@example.com>"
    assert mail["Message-ID"] == "<1.2@example.com>"
    assert mail["List-Unsubscribe"] == f"<{UNSUBSCRIBE}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text, html = part(mail, "plain"), part(mail, "html")
    assert mail["Subject"].strip()
    for written in (mail["Subject"], text, html):
        assert "49" not in written
    assert "Tom & Co" in text
    assert "&amp;amp;" not in text
    assert UNSUBSCRIBE in text
    page = LexborHTMLParser(html)
    assert page.css("[onclick], script, b") == []
    links = {node.attributes["href"] for node in page.css("a")}
    assert links - {"https://example.com", UNSUBSCRIBE} <= {URL}
    if "url" in VALUES[kind]:
        assert (URL in links, URL in text) == (True, True)


def test_values_are_escaped_in_html_and_literal_in_text():
    mail = render(MailKind.NOTE_ADDED)
    assert "<b onclick=x>&amp; {{ 7 * 7 }}" in part(mail, "plain")
    assert "&lt;b onclick=x&gt;&amp;amp; {{ 7 * 7 }}" in part(mail, "html")
    assert mail["Subject"] == f"New note on {' '.join(EVIL.split())}"


def test_mails_that_are_always_sent_have_no_unsubscribe_link():
    mail = render(MailKind.PASSWORD_RESET)
    assert "List-Unsubscribe" not in mail
    assert "unsubscribe" not in part(mail, "html") + part(mail, "plain")


@pytest.mark.parametrize(
    ("kind", "values", "subject"),
    [
        (MailKind.REVIEW_REQUESTS, {"waiting": 1}, "1 post waits for review"),
        (MailKind.REVIEW_REQUESTS, {"waiting": 2}, "2 posts wait for review"),
        (MailKind.NOTE_ADDED, {"title": "T", "more": 1}, "New notes on T"),
        (MailKind.BLOG_SCHEDULED, {"title": "T"}, "Scheduled: T"),
        (MailKind.BLOG_APPROVED, {"title": "Ä" * 120}, f"Published: {'Ä' * 120}"),
    ],
)
def test_subjects(kind: MailKind, values: dict[str, Any], subject: str):
    assert render(kind, **values)["Subject"] == subject


@pytest.mark.parametrize("title", ["Ж" * 200, "Ж" * 100 + " " + "b" * 100, "漢字 " * 60])
def test_words_of_a_subject_in_other_scripts_have_a_valid_length(title: str):
    message = Message(
        "ada@example.com", MailKind.BLOG_APPROVED, VALUES[APPROVED] | {"title": title}
    )
    content = RENDERER.render(message, "1.2").content
    words = re.findall(rb"=\?utf-8\?.*?\?=", content.partition(b"\r\n\r\n")[0])
    # RFC 2047, section 2.
    assert max(map(len, words)) <= 75
    subject = message_from_bytes(content, policy=policy.default)["Subject"]
    assert subject == f"Published: {title.strip()}"


@pytest.mark.parametrize(
    ("address", "sent_to"),
    [
        ("ada@straße.example", "ada@xn--strae-oqa.example"),
        ("ada@βόλος.example", "ada@xn--nxasmm1c.example"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ("änne@bücher.example", "änne@xn--bcher-kva.example"),
        # Domains that an early release stored.
        ("ada@" + "ü" * 80 + ".example", "ada@" + "ü" * 80 + ".example"),
        ("ada@localhost", "ada@localhost"),
    ],
)
def test_a_mail_goes_to_the_domain_of_the_account_and_no_similar_one(address: str, sent_to: str):
    rendered = RENDERER.render(Message(address, MailKind.TRIAL, {}), "1.2")
    assert rendered.recipient == sent_to
    assert f"\r\nTo: {sent_to}\r\n".encode() in rendered.content


def test_lines_are_short_enough_for_every_server():
    message = Message("ada@example.com", MailKind.BLOG_REJECTED, VALUES[MailKind.BLOG_REJECTED])
    content = RENDERER.render(message, "1.2").content
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert b"\n" not in content.replace(b"\r\n", b"")
