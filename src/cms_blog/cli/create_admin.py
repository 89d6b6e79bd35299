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
    admin = add(
        "create-admin", help="make the admin's account, before anybody else signs up with it"
    )
    admin.add_argument("--email", help="the address; ADMIN_EMAIL where it is left out")
    admin.add_argument("--name", default="Admin", help="the name that authors see")
    admin.add_argument(
        "--password-stdin", action="store_true", help="read the password from standard input"
    )
    admin.set_defaults(command=_create_admin)


def _create_admin(arguments: argparse.Namespace) -> None:
    settings = load_settings()
    email = arguments.email or settings.admin_email
    if email is None:
        raise CmsError("Say which address: --email, or ADMIN_EMAIL in the settings.")
    password = read_password("Password for the admin: ", from_stdin=arguments.password_stdin)

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
            with audit.telling("create_admin", email=signup.email, client="command line") as entry:
                user = await create_account(signup, Role.ADMIN, passwords=passwords)
                entry.actor = user.oid
        print(f"{user.email} is an admin now. Log in with it.")

    run(create, settings)


def read_password(prompt: str, *, from_stdin: bool) -> str:
    """A password from standard input, or typed twice at the terminal.

    Raises:
        CmsError: it was typed in two ways.
    """
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass(prompt)
    if getpass.getpass("The same again: ") != password:
        raise CmsError("The two passwords are not the same. Nothing was done.")
    return password
