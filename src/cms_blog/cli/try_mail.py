"""`cms-blog try-mail`."""

import argparse
from typing import TYPE_CHECKING

from bson import ObjectId

from cms_blog.cli.commands import AddCommand, load_settings, run
from cms_blog.errors import CmsError

if TYPE_CHECKING:
    from cms_blog.settings import Settings

_TIMEOUT_SECONDS = 30


def register(add: AddCommand) -> None:
    """Add the command."""
    command = add("try-mail", help="send a trial mail, to check SMTP_URL and MAIL_FROM")
    command.add_argument("--to", required=True, metavar="ADDRESS", help="recipient")
    command.set_defaults(command=_try_mail)


def _try_mail(arguments: argparse.Namespace) -> None:
    given: str = arguments.to

    async def send(settings: "Settings") -> None:
        from cms_blog.observability import logging
        from cms_blog.validation.email_address import InvalidEmail, normalise_email

        logging.configure(settings)
        try:
            address = normalise_email(given, special_use=settings.special_use_domains)
        except InvalidEmail:
            raise CmsError(f"{given} is not an e-mail address, or has a reserved domain.") from None
        await _send(settings, address)

    run(send, load_settings())


async def _send(settings: "Settings", address: str) -> None:
    """Send the mail.

    Raises:
        CmsError: no mail is configured, or the SMTP server did not accept it.
    """
    import asyncio

    from aiosmtplib import SMTPException

    from cms_blog.mail.messages import MailKind, Message
    from cms_blog.mail.rendering import Renderer
    from cms_blog.mail.transport import transport_for

    transport = transport_for(settings)
    if transport is None:
        raise CmsError("No mail is configured: set SMTP_URL, MAIL_FROM and FRONTEND_URL.")
    message = Message(address, MailKind.TRIAL)
    mail = Renderer.from_settings(settings).render(message, str(ObjectId()))
    try:
        async with asyncio.timeout(_TIMEOUT_SECONDS):
            await transport.send(mail)
    except TimeoutError:
        raise CmsError(
            f"The SMTP server did not accept the mail within {_TIMEOUT_SECONDS} seconds. Check the "
            "host and the port in SMTP_URL."
        ) from None
    except (SMTPException, OSError) as error:
        raise CmsError(f"The mail was not sent: {error}") from None
    if settings.smtp_url is not None:
        print(f"The SMTP server accepted the mail to {address}.")
