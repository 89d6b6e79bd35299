"""`cms-blog export-schema`."""

import argparse
import sys
from pathlib import Path

from cms_blog.commands import AddCommand


def register(add: AddCommand) -> None:
    """Add the command."""
    export = add("export-schema", help="write the API's schema as SDL")
    export.add_argument("path", nargs="?", type=Path, help="a file; standard output without")
    export.set_defaults(command=_export_schema)


def _export_schema(arguments: argparse.Namespace) -> None:
    from cms_blog.schema import create_schema

    sdl = create_schema().as_str() + "\n"
    if arguments.path is None:
        sys.stdout.write(sdl)
    else:
        arguments.path.write_text(sdl)
