"""`cms-blog serve`."""

import argparse
import os

from cms_blog.cli.commands import AddCommand, run
from cms_blog.settings import load_settings


def register(add: AddCommand) -> None:
    """Add the command."""
    serve = add("serve", help="serve the API (settings: see .env.example)")
    serve.add_argument("--host", help="in place of HOST")
    serve.add_argument("--port", type=int, help="in place of PORT; 0 takes a free one")
    serve.add_argument(
        "--gemini-fault",
        action="append",
        metavar="FAULT",
        help="what goes wrong with the offline Gemini, as overloaded:10%% (GEMINI_FAULTS)",
    )
    serve.set_defaults(command=_serve)


def _serve(arguments: argparse.Namespace) -> None:
    faults = ",".join(arguments.gemini_fault) if arguments.gemini_fault else None
    given = {"HOST": arguments.host, "PORT": arguments.port, "GEMINI_FAULTS": faults}
    # The application reads its settings where it is loaded, which may be another process.
    os.environ |= {name: str(value) for name, value in given.items() if value is not None}
    settings = load_settings()
    from cms_blog.server.run import serve

    run(serve, settings)
