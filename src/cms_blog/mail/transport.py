"""Delivery of rendered mails: to an SMTP server, or to files in development."""

import asyncio
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import unquote, urlsplit

import structlog

from cms_blog.mail.rendering import Rendered
from cms_blog.settings import Settings

if TYPE_CHECKING:
    from aiosmtplib import SMTP

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

# RFC 8314, section 3.3; RFC 6409, section 3.1.
_SMTPS_PORT = 465
_SUBMISSION_PORT = 587
# After it the mail is delivered, so a server that does not respond to QUIT delays nothing.
_QUIT_SECONDS = 2


class Transport(Protocol):
    """Delivers mails."""

    async def send(self, mail: Rendered) -> None:
        """Deliver the mail.

        Raises:
            any error: the mail was not delivered, or it is unknown whether it was.
        """
        ...


def transport_for(settings: Settings) -> Transport | None:
    """Return the transport of the settings; None if no mail is sent."""
    if settings.smtp_url is not None:
        return SmtpTransport(settings.smtp_url.get_secret_value())
    return FileTransport(settings.data_dir / "mail") if settings.env == "dev" else None


class SmtpTransport:
    """Submits each mail in a session of its own; certificates are verified.

    Args:
        url: `smtps://` uses TLS from the start. `smtp://` uses STARTTLS if the server offers it; it
            is required with a password or `?starttls=required`, and not used with `never`.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._tls = parts.scheme == "smtps"
        self._host = parts.hostname or ""
        self._port = parts.port or (_SMTPS_PORT if self._tls else _SUBMISSION_PORT)
        self._user = None if parts.username is None else unquote(parts.username)
        self._password = None if parts.password is None else unquote(parts.password)
        self._start_tls = _start_tls(parts.query, with_password=parts.password is not None)

    async def send(self, mail: Rendered) -> None:
        """Deliver the mail; the caller sets the timeout.

        Raises:
            aiosmtplib.SMTPException, OSError
        """
        client = self._client()
        try:
            await client.connect()
            options = ["SMTPUTF8"] if mail.utf8 else []
            await client.sendmail(mail.sender, mail.recipient, mail.content, mail_options=options)
            with suppress(Exception):
                async with asyncio.timeout(_QUIT_SECONDS):
                    await client.quit()
        finally:
            client.close()

    def _client(self) -> "SMTP":
        from aiosmtplib import SMTP

        return SMTP(
            hostname=self._host,
            port=self._port,
            username=self._user,
            password=self._password,
            use_tls=self._tls,
            start_tls=False if self._tls else self._start_tls,
            # The caller's timeout covers the whole session.
            timeout=None,
        )


def _start_tls(query: str, *, with_password: bool) -> bool | None:
    """Return whether STARTTLS is used; None: if the server offers it."""
    if query == "starttls=never":
        return False
    return True if with_password or query == "starttls=required" else None


class FileTransport:
    """Writes each mail to a file, `.eml`, which mail programs open."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def send(self, mail: Rendered) -> None:
        """Write the mail; a repeated one replaces its file.

        Raises:
            OSError
        """
        path = await asyncio.to_thread(self._write, mail)
        _log.info("mail.written", file=str(path))

    def _write(self, mail: Rendered) -> Path:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / f"{mail.message_id.strip('<>').partition('@')[0]}.eml"
        # For the owner alone, because mails have links that grant access.
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(opened, "wb") as file:
            file.write(mail.content)
        return path
