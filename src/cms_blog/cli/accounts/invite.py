"""`cms-blog invite`."""

import argparse
from typing import TYPE_CHECKING

from cms_blog.cli.accounts.audited import audited
from cms_blog.cli.commands import AddCommand, load_settings, run
from cms_blog.errors import CmsError

if TYPE_CHECKING:
    from cms_blog.settings import Settings


def register(add: AddCommand) -> None:
    """Add the command."""
    command = add("invite", help="invite a person to create an account, and print the link")
    command.add_argument("--email", required=True, help="e-mail address of the person")
    command.add_argument(
        "--role", choices=("user", "admin"), default="user", help="role; default: user"
    )
    command.add_argument("--by", help="e-mail address of the inviting admin; default: ADMIN_EMAIL")
    command.set_defaults(command=_invite)


def _invite(arguments: argparse.Namespace) -> None:
    settings = load_settings()
    by = arguments.by or settings.admin_email
    if by is None:
        raise CmsError("An inviting admin is required: pass --by or set ADMIN_EMAIL.")
    run(lambda settings: _invited(settings, by, arguments.email, arguments.role), settings)


async def _invited(settings: "Settings", by: str, email: str, role: str) -> None:
    from cms_blog.accounts.documents import Role
    from cms_blog.accounts.invitations.mails import INVITATION_PAGE
    from cms_blog.accounts.invitations.service import invitation_token, invite
    from cms_blog.accounts.links.tokens import LinkTokens
    from cms_blog.accounts.lookup import by_email
    from cms_blog.accounts.service import check_signups
    from cms_blog.mail.service import Mail
    from cms_blog.rate_limits import RateLimits
    from cms_blog.server.jwt_secret import jwt_secret

    rate_limits = RateLimits(settings)
    given = {"email": email, "role": Role(role)}
    async with audited(settings) as audit:
        with audit.recording("invite_user", email=email, client="command line", role=role) as entry:
            check_signups(settings, invited=True)
            inviter = await by_email(by)
            if inviter is None or inviter.role is not Role.ADMIN:
                raise CmsError(f"No admin has the e-mail address {by}.")
            entry.actor = inviter.oid
            made = await invite(
                inviter,
                given,
                # Its own counters; the server sends the mail.
                mail=Mail(available=settings.sends_mail),
                rate_limits=rate_limits,
                special_use=settings.special_use_domains,
            )
    await rate_limits.close()
    token = invitation_token(made, LinkTokens(jwt_secret(settings)), mailed=False)
    if settings.sends_mail:
        print(f"The server mails the invitation to {made.invitation.email}.")
    print(f"The link, which is valid for 7 days:\n{settings.link_to(INVITATION_PAGE, token.text)}")
