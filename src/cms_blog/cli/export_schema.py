"""`cms-blog export-schema`."""

import argparse
from pathlib import Path

from cms_blog.cli.commands import AddCommand


def register(add: AddCommand) -> None:
    """Add the command."""
    export = add("export-schema", help="export the GraphQL schema as SDL or HTML")
    export.add_argument(
        "path",
        nargs="?",
        type=Path,
        help="output file; HTML if it ends in .html, else SDL. Default: SDL to standard output",
    )
    export.set_defaults(command=_export_schema)


def _export_schema(arguments: argparse.Namespace) -> None:
    from cms_blog.graphql.pages.reference import reference
    from cms_blog.schema import schema_text
    from cms_blog.settings import Settings

    sdl = schema_text()
    if arguments.path is None:
        print(sdl)
    elif arguments.path.suffix == ".html":
        arguments.path.write_text(reference(sdl, Settings.model_fields["app_name"].default))
    else:
        arguments.path.write_text(f"{sdl}\n")
