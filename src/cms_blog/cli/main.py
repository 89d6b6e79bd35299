"""The command line: `cms-blog COMMAND`."""

import argparse
import sys
from collections.abc import Callable

from cms_blog.cli import (
    backup,
    create_admin,
    export_schema,
    gemini,
    images,
    migrate,
    serve,
    set_password,
)
from cms_blog.errors import CmsError
from cms_blog.settings import SettingsError

# In the order in which the help lists them.
_COMMANDS = (
    serve,
    create_admin,
    set_password,
    migrate,
    export_schema,
    images,
    backup,
    gemini,
)

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
    for module in _COMMANDS:
        module.register(commands.add_parser)
    return parser
