"""`cms-blog export-schema`."""

import argparse
from pathlib import Path

from cms_blog.cli.commands import AddCommand


def register(add: AddCommand) -> None:
    """Add the command."""
    export = add("export-schema", help="export the GraphQL schema as SDL")
    export.add_argument("path", nargs="?", type=Path, help="output file. Default: standard output")
    export.set_defaults(command=_export_schema)


def _export_schema(arguments: argparse.Namespace) -> None:
    from cms_blog.schema import schema_text

    if arguments.path is None:
        print(schema_text())
    else:
        arguments.path.write_text(f"{schema_text()}\n")
