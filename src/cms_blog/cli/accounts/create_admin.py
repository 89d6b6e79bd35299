"""`cms-blog create-admin`."""

import argparse
import getpass
import sys

from cms_blog.cli.commands import AddCommand, run
from cms_blog.errors import CmsError
from cms_blog.server.jwt_secret import jwt_secret
from cms_blog.settings import Settings, load_settings


def register(add: AddCommand) -> None:
    """Add the command."""
    admin = add("create-admin", help="create an account with the role admin")
    admin.add_argument("--email", help="e-mail address; default: ADMIN_EMAIL")
    admin.add_argument("--name", default="Admin", help="display name; default: Admin")
    admin.add_argument(
        "--password-stdin", action="store_true", help="read the password from standard input"
    )
    admin.set_defaults(command=_create_admin)


def _create_admin(arguments: argparse.Namespace) -> None:
    settings = load_settings()
    email = arguments.email or settings.admin_email
    if email is None:
        raise CmsError("An e-mail address is required: pass --email or set ADMIN_EMAIL.")
    password = read_password("Password of the new admin: ", from_stdin=arguments.password_stdin)

    async def create(settings: Settings) -> None:
        from cms_blog.accounts.credentials import Passwords
        from cms_blog.accounts.documents import Role
        from cms_blog.accounts.service import create_account, validate_signup
        from cms_blog.database.client import opened
        from cms_blog.database.indexes import indexed, indexes_of
        from cms_blog.observability import logging
        from cms_blog.observability.audit import AuditTrail
        from cms_blog.server.documents import DOCUMENTS

        given = {"name": arguments.name, "email": email, "password": password}
        signup = validate_signup(given, special_use=settings.special_use_domains)
        passwords = Passwords.from_settings(settings)
        logging.configure(settings)
        audit = AuditTrail(jwt_secret(settings))
        async with (
            opened(settings, DOCUMENTS, beside_server=True),
            indexed(indexes_of(DOCUMENTS)),
        ):
            with audit.recording(
                "create_admin", email=signup.email, client="command line"
            ) as entry:
                user = await create_account(signup, Role.ADMIN, passwords=passwords)
                entry.actor = user.oid
        print(f"Created the admin {user.email}.")

    run(create, settings)


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
