"""The command line: `cms-blog COMMAND`."""

import argparse
import asyncio
import getpass
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from cms_blog.errors import CmsError
from cms_blog.settings import Settings, SettingsError, load_settings

_UNUSABLE = 2


def main(argv: list[str] | None = None) -> None:
    """Run one command. Exits with 1 when it fails, with 2 when it can't be started."""
    arguments = _parser().parse_args(argv)
    command: Callable[[argparse.Namespace], None] = arguments.command
    try:
        command(arguments)
    except SettingsError as error:
        for line in error.lines:
            print(f"Setting {line}", file=sys.stderr)
        sys.exit(_UNUSABLE)
    except CmsError as error:
        print(error.message, file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="cms-blog", description="The GraphQL server for blogs written with Gemini's help."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    serve = commands.add_parser("serve", help="serve the API (settings: see .env.example)")
    serve.add_argument("--host", help="in place of HOST")
    serve.add_argument("--port", type=int, help="in place of PORT; 0 takes a free one")
    serve.add_argument(
        "--gemini-fault",
        action="append",
        metavar="FAULT",
        help="what goes wrong with the offline Gemini, as overloaded:10%% (GEMINI_FAULTS)",
    )
    serve.set_defaults(command=_serve)

    admin = commands.add_parser(
        "create-admin", help="make the admin's account, before anybody else signs up with it"
    )
    admin.add_argument("--email", help="the address; ADMIN_EMAIL where it is left out")
    admin.add_argument("--name", default="Admin", help="the name that authors see")
    admin.add_argument(
        "--password-stdin", action="store_true", help="read the password from standard input"
    )
    admin.set_defaults(command=_create_admin)

    export = commands.add_parser("export-schema", help="write the API's schema as SDL")
    export.add_argument("path", nargs="?", type=Path, help="a file; standard output without")
    export.set_defaults(command=_export_schema)

    trial = commands.add_parser(
        "try-gemini", help="run the seven generation steps, with their times and tokens"
    )
    trial.set_defaults(command=_try_gemini)

    emulate = commands.add_parser(
        "emulate-gemini", help="serve the offline Gemini alone, for any client of Gemini's API"
    )
    emulate.add_argument("--host", default="127.0.0.1")
    emulate.add_argument("--port", type=int, default=8081, help="0 takes a free one")
    emulate.add_argument("--fault", action="append", default=[], help="as serve's --gemini-fault")
    emulate.set_defaults(command=_emulate_gemini)
    return parser


def _serve(arguments: argparse.Namespace) -> None:
    from cms_blog.server import serve

    faults = tuple(arguments.gemini_fault) if arguments.gemini_fault else None
    given = {"host": arguments.host, "port": arguments.port, "gemini_faults": faults}
    settings = load_settings(**{name: value for name, value in given.items() if value is not None})
    _run(serve, settings)


def _create_admin(arguments: argparse.Namespace) -> None:
    settings = load_settings()
    email = arguments.email or settings.admin_email
    if email is None:
        raise CmsError("Say which address: --email, or ADMIN_EMAIL in the settings.")
    password = _read_password(from_stdin=arguments.password_stdin)

    async def create(settings: Settings) -> None:
        from cms_blog.accounts.credentials import Passwords
        from cms_blog.accounts.documents import Role
        from cms_blog.accounts.operations import Signup, create_account
        from cms_blog.database import opened
        from cms_blog.inputs import check

        given = {"name": arguments.name, "email": email, "password": password}
        signup = check(Signup, given)
        passwords = Passwords.from_settings(settings)
        async with opened(settings, beside_server=True):
            user = await create_account(signup, Role.ADMIN, passwords=passwords)
        print(f"{user.email} is an admin now. Log in with it.")

    _run(create, settings)


def _read_password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password for the admin: ")
    if getpass.getpass("The same again: ") != password:
        raise CmsError("The two passwords are not the same. Nothing was done.")
    return password


def _export_schema(arguments: argparse.Namespace) -> None:
    from cms_blog.schema import create_schema

    sdl = create_schema().as_str() + "\n"
    if arguments.path is None:
        sys.stdout.write(sdl)
    else:
        arguments.path.write_text(sdl)


def _try_gemini(_: argparse.Namespace) -> None:
    from cms_blog.generation.trial import try_gemini

    _run(try_gemini, load_settings())


def _emulate_gemini(arguments: argparse.Namespace) -> None:
    from cms_blog.generation.emulator.standalone import serve

    try:
        serve(arguments.host, arguments.port, arguments.fault)
    except ValueError as error:
        raise CmsError(str(error)) from None


def _run(command: Callable[[Settings], Awaitable[None]], settings: Settings) -> None:
    import uvloop
    from pymongo.errors import PyMongoError

    async def run() -> None:
        try:
            await command(settings)
        except PyMongoError as error:
            raise CmsError(f"The database does not answer: {str(error)[:300]}") from None

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run())
