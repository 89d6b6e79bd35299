"""The command line: `cms-blog COMMAND`."""

import argparse
import os
import sys
from collections.abc import Callable
from importlib.metadata import version

from cms_blog.cli import (
    audit,
    backup,
    export_schema,
    images,
    migrate,
    serve,
    try_mail,
    webhooks,
)
from cms_blog.cli.accounts import create_admin, invite, set_password
from cms_blog.cli.gemini import commands as gemini
from cms_blog.errors import CmsError, SettingsError

# In the order of the help text.
_COMMANDS = (
    serve,
    create_admin,
    set_password,
    invite,
    migrate,
    export_schema,
    images,
    backup,
    gemini,
    try_mail,
    webhooks,
    audit,
)

_UNUSABLE = 2


def main(argv: list[str] | None = None) -> None:
    """Run one command. The exit status is 1 on failure, and 2 for invalid settings or arguments."""
    arguments = parser().parse_args(argv)
    command: Callable[[argparse.Namespace], None] = arguments.command
    try:
        command(arguments)
        sys.stdout.flush()
    except SettingsError as error:
        for line in error.lines:
            print(f"Setting {line}", file=sys.stderr)
        sys.exit(_UNUSABLE)
    except CmsError as error:
        print(error.message, file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:
        # The reader of the output has ended, for example `head`. What is buffered can't be written.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def parser[P: argparse.ArgumentParser](kind: Callable[..., P] = argparse.ArgumentParser) -> P:
    """Return the parser of the command line; parsers of commands have the same type."""
    top = kind(
        prog="cms-blog", description="GraphQL server for blogs that are written with Gemini."
    )
    top.add_argument("--version", action="version", version=f"%(prog)s {version('cms-blog')}")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    for module in _COMMANDS:
        module.register(commands.add_parser)
    return top
