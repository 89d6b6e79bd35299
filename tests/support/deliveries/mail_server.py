"""An SMTP server on a real socket (aiosmtpd), with TLS and with faults."""

import asyncio
import ssl
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

REFUSED = "550 5.1.1 No such user"


class MailServer:
    """Keeps the mails that it accepts, and has the faults that a test sets."""

    def __init__(self) -> None:
        self.port = 0
        self.received: list[EmailMessage] = []
        self.envelopes: list[Envelope] = []
        # Whether TLS protected each mail.
        self.protected: list[bool] = []
        # User and password of each login.
        self.logins: list[tuple[str, str]] = []
        # Recipients that are refused; whose mail is accepted when `answering` is set.
        self.refused = set[str]()
        self.slow = set[str]()
        # Recipients whose mail is accepted, with a reply that is sent when `answering` is set.
        self.unanswered = set[str]()
        self.answering = asyncio.Event()
        # The content of a slow mail has arrived.
        self.begun = asyncio.Event()
        # Number of mails that are accepted, but whose reply is not sent.
        self.dying = 0
        self._arrived = asyncio.Condition()

    def recipients(self) -> list[str]:
        """The recipients of all mails, sorted."""
        return sorted(each["To"] for each in self.received)

    async def arrived(self, count: int) -> None:
        """Wait for `count` mails."""
        async with asyncio.timeout(20), self._arrived:
            await self._arrived.wait_for(lambda: len(self.received) >= count)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _: SMTP, __: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Accept or refuse a recipient."""
        if address in self.refused:
            return REFUSED
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Accept a mail."""
        if self.slow.intersection(envelope.rcpt_tos):
            self.begun.set()
            await self.answering.wait()
        content = cast("bytes", envelope.content)
        self.received.append(message_from_bytes(content, policy=policy.default))
        self.envelopes.append(envelope)
        self.protected.append(session.ssl is not None or _is_tls(server))
        async with self._arrived:
            self._arrived.notify_all()
        if self.unanswered.intersection(envelope.rcpt_tos):
            await self.answering.wait()
        if self.dying:
            self.dying -= 1
            cast("asyncio.WriteTransport", server.transport).abort()
        return "250 OK"

    def authenticate(self, *given: Any) -> AuthResult:
        """Accept any user and password."""
        login = cast("LoginPassword", given[-1])
        self.logins.append((login.login.decode(), login.password.decode()))
        return AuthResult(success=True)


def _is_tls(server: SMTP) -> bool:
    return cast("Any", server.transport).get_extra_info("sslcontext") is not None


@asynccontextmanager
async def mail_server(
    *, tls: trustme.CA | None = None, starttls: trustme.CA | None = None, auth: bool = False
) -> AsyncGenerator[MailServer]:
    """Run an SMTP server with the certificate of a CA for `localhost`: `tls` for SMTPS."""
    server, loop = MailServer(), asyncio.get_running_loop()

    def protocol() -> SMTP:
        return SMTP(
            server,
            hostname="mail.example.com",
            loop=loop,
            enable_SMTPUTF8=True,
            tls_context=None if starttls is None else _context(starttls),
            # aiosmtpd does not know that SMTPS protects the password. Without TLS, the server takes
            # a password in clear text, which no client may send.
            auth_require_tls=starttls is not None,
            authenticator=server.authenticate if auth else None,
        )

    ssl_context = None if tls is None else _context(tls)
    listening = await loop.create_server(protocol, "127.0.0.1", 0, ssl=ssl_context)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        server.answering.set()
        listening.close()


def _context(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)  # pyright: ignore[reportUnknownMemberType] - it also takes pyOpenSSL's context
    return context
