"""`cms-blog set-password`."""

import argparse
from typing import TYPE_CHECKING

from cms_blog.cli.accounts.audited import audited
from cms_blog.cli.accounts.create_admin import read_password
from cms_blog.cli.commands import AddCommand, load_settings, run
from cms_blog.errors import CmsError

if TYPE_CHECKING:
    from cms_blog.settings import Settings


def register(add: AddCommand) -> None:
    """Add the command."""
    command = add("set-password", help="reset an account's password and revoke its sessions")
    command.add_argument("--email", required=True, help="e-mail address of the account")
    command.add_argument(
        "--password-stdin", action="store_true", help="read the password from standard input"
    )
    command.set_defaults(command=_set_password)


def _set_password(arguments: argparse.Namespace) -> None:
    settings = load_settings()
    password = read_password("New password: ", from_stdin=arguments.password_stdin)

    async def reset(settings: "Settings") -> None:
        from cms_blog.accounts.credentials import Passwords
        from cms_blog.accounts.service import reset_password

        email: str = arguments.email
        async with audited(settings) as audit:
            with audit.recording("set_password", email=email, client="command line") as entry:
                passwords = Passwords.from_settings(settings)
                user = await reset_password(email, password, passwords=passwords)
                if user is None:
                    raise CmsError(f"No account has the e-mail address {email}.")
                entry.actor = user.oid
        print(f"Changed the password of {user.email} and revoked all sessions.")

    run(reset, settings)
