"""Delivery to an SMTP server over a socket, with TLS, and to files."""

import ssl
from pathlib import Path
from typing import Any

import pytest
import trustme
from adjusted_settings import settings_with
from aiosmtplib import SMTPException
from mail_server import mail_server
from structlog.testing import capture_logs

from cms_blog.mail.messages import MailKind, Message
from cms_blog.mail.rendering import Rendered, Renderer
from cms_blog.mail.transport import FileTransport, SmtpTransport, transport_for

RENDERER = Renderer("Our Blog <blog@example.com>", "Our Blog", "https://example.com")
LINK = "https://example.com/reset-password#token=secret.token"


def rendered(to: str = "ada@example.com", key: str = "1.2", **values: Any) -> Rendered:
    values = {"name": "Ada", "url": LINK} | values
    return RENDERER.render(Message(to, MailKind.PASSWORD_RESET, values), key)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make OpenSSL trust the CA, as the operator of a private one does."""
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))


@pytest.mark.usefixtures("trusted")
async def test_smtps_delivers_over_tls_with_the_password(authority: trustme.CA):
    async with mail_server(tls=authority, auth=True) as server:
        url = f"smtps://us%40er:p%40ss%3A@localhost:{server.port}"
        await SmtpTransport(url).send(rendered())
    assert server.protected == [True]
    assert server.logins == [("us@er", "p@ss:")]
    (envelope,) = server.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == ("blog@example.com", ["ada@example.com"])
    assert server.received[0]["Message-ID"] == "<1.2@example.com>"


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("query", ["", "?starttls=required"])
async def test_starttls_is_used_if_it_is_offered(authority: trustme.CA, query: str):
    async with mail_server(starttls=authority) as server:
        await SmtpTransport(f"smtp://localhost:{server.port}{query}").send(rendered())
    assert server.protected == [True]


@pytest.mark.usefixtures("trusted")
async def test_the_password_is_sent_after_starttls_only(authority: trustme.CA):
    async with mail_server(starttls=authority, auth=True) as server:
        await SmtpTransport(f"smtp://ada:secret@localhost:{server.port}").send(rendered())
    assert (server.protected, server.logins) == ([True], [("ada", "secret")])


@pytest.mark.parametrize(
    "url", ["smtp://ada:secret@localhost:{}", "smtp://localhost:{}?starttls=required"]
)
async def test_nothing_is_sent_without_the_required_starttls(url: str):
    async with mail_server(auth=True) as server:
        with pytest.raises(SMTPException):
            await SmtpTransport(url.format(server.port)).send(rendered())
    assert (server.received, server.logins) == ([], [])


async def test_a_certificate_of_an_unknown_authority_is_refused(authority: trustme.CA):
    async with mail_server(tls=authority) as server:
        with pytest.raises((ssl.SSLError, SMTPException)):
            await SmtpTransport(f"smtps://localhost:{server.port}").send(rendered())
    async with mail_server(starttls=authority) as other:
        with pytest.raises((ssl.SSLError, SMTPException)):
            await SmtpTransport(f"smtp://localhost:{other.port}").send(rendered())
    assert server.received == other.received == []


@pytest.mark.usefixtures("trusted")
async def test_a_certificate_for_another_name_is_refused(authority: trustme.CA):
    async with mail_server(tls=authority) as server:
        with pytest.raises((ssl.SSLError, SMTPException)):
            await SmtpTransport(f"smtps://127.0.0.1:{server.port}").send(rendered())
    assert server.received == []


@pytest.mark.parametrize("offered", [True, False])
async def test_mail_is_not_encrypted_if_configured_or_not_offered(
    authority: trustme.CA, *, offered: bool
):
    query = "?starttls=never" if offered else ""
    async with mail_server(starttls=authority if offered else None) as server:
        await SmtpTransport(f"smtp://127.0.0.1:{server.port}{query}").send(rendered())
    assert server.protected == [False]


async def test_addresses_are_sent_in_ascii_if_possible_and_else_with_smtputf8():
    async with mail_server() as server:
        transport = SmtpTransport(f"smtp://127.0.0.1:{server.port}")
        await transport.send(rendered("ada@bücher.example"))
        await transport.send(rendered("adä@bücher.example"))
    sent = [each.rcpt_tos for each in server.envelopes]
    assert sent == [["ada@xn--bcher-kva.example"], ["adä@xn--bcher-kva.example"]]
    assert [each.smtp_utf8 for each in server.envelopes] == [False, True]


async def test_in_development_each_mail_is_a_file_that_the_log_names(tmp_path: Path):
    transport = FileTransport(tmp_path / "mail")
    with capture_logs() as logs:
        for _ in range(2):
            await transport.send(rendered())
        await transport.send(rendered(key="3.4"))
    files = sorted((tmp_path / "mail").iterdir())
    assert [file.name for file in files] == ["1.2.eml", "3.4.eml"]
    assert {file.stat().st_mode & 0o777 for file in (*files, tmp_path / "mail")} == {0o600, 0o700}
    assert files[0].read_bytes().startswith(b"From: Our Blog <blog@example.com>\r\n")
    assert [each["file"] for each in logs] == [str(files[0]), str(files[0]), str(files[1])]
    assert "secret.token" not in str(logs)


@pytest.mark.parametrize(
    ("env", "smtp_url", "kind"),
    [
        ("dev", None, FileTransport),
        ("dev", "smtp://localhost", SmtpTransport),
        ("prod", "smtp://localhost", SmtpTransport),
        ("prod", None, type(None)),
    ],
)
def test_the_settings_choose_the_transport(env: str, smtp_url: str | None, kind: type):
    given = {"mail_from": "blog@example.com", "frontend_url": "https://example.com"}
    settings = settings_with(smtp_url=smtp_url, **given).model_copy(update={"env": env})
    assert type(transport_for(settings)) is kind
