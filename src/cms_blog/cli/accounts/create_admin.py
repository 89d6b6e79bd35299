"""`cms-blog create-admin`."""

import argparse
import getpass
import sys
from typing import TYPE_CHECKING

from cms_blog.cli.accounts.audited import audited
from cms_blog.cli.commands import AddCommand, load_settings, run
from cms_blog.errors import CmsError

if TYPE_CHECKING:
    from cms_blog.settings import Settings


def register(add: AddCommand) -> None:
    """Add the command."""
    admin = add("create-admin", help="create an account with the role admin, or promote one")
    admin.add_argument("--email", help="e-mail address; default: ADMIN_EMAIL")
    admin.add_argument("--name", default="Admin", help="display name; default: Admin")
    admin.add_argument(
        "--password-stdin", action="store_true", help="read the password from standard input"
    )
    admin.add_argument(
        "--promote",
        action="store_true",
        help="make the existing account an admin; its name and password stay",
    )
    admin.set_defaults(command=_create_admin)


def _create_admin(arguments: argparse.Namespace) -> None:
    settings = load_settings()
    email = arguments.email or settings.admin_email
    if email is None:
        raise CmsError("An e-mail address is required: pass --email or set ADMIN_EMAIL.")
    if arguments.promote:
        run(lambda settings: _promote(settings, email), settings)
    else:
        password = read_password("Password of the new admin: ", from_stdin=arguments.password_stdin)
        given = {"name": arguments.name, "email": email, "password": password}
        run(lambda settings: _create(settings, given), settings)


async def _create(settings: "Settings", given: dict[str, str]) -> None:
    from cms_blog.accounts.credentials import Passwords
    from cms_blog.accounts.documents import Role
    from cms_blog.accounts.service import EmailTaken, create_account, validate_signup

    signup = validate_signup(given, special_use=settings.special_use_domains)
    passwords = Passwords.from_settings(settings)
    async with audited(settings) as audit:
        with audit.recording("create_admin", email=signup.email, client="command line") as entry:
            try:
                user = await create_account(signup, Role.ADMIN, passwords=passwords)
            except EmailTaken:
                raise CmsError(
                    f"An account with {signup.email} already exists. "
                    "Repeat the command with --promote to make it an admin."
                ) from None
            entry.actor = user.oid
    print(f"Created the admin {user.email}.")


async def _promote(settings: "Settings", email: str) -> None:
    from cms_blog.accounts.documents import Role
    from cms_blog.accounts.lookup import by_email
    from cms_blog.administration.service import set_role

    async with audited(settings) as audit:
        with audit.recording(
            "set_account_role", email=email, role=Role.ADMIN.value, client="command line"
        ) as entry:
            found = await by_email(email)
            if found is None:
                raise CmsError(f"No account has the e-mail address {email}.")
            user = await set_role(found.oid, Role.ADMIN)
            entry.actor = user.oid
    print(f"{user.email} is an admin.")


def read_password(prompt: str, *, from_stdin: bool) -> str:
    """Read a password from standard input, or twice from the terminal.

    Raises:
        CmsError: the two entries differ.
    """
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass(prompt)
    if getpass.getpass("Repeat the password: ") != password:
        raise CmsError("The passwords do not match. Nothing was changed.")
    return password
