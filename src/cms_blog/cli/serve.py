"""`cms-blog serve`."""

import argparse
import os

from cms_blog.cli.commands import AddCommand, load_settings, run


def register(add: AddCommand) -> None:
    """Add the command."""
    serve = add("serve", help="run the server (settings: see .env.example)")
    serve.add_argument("--host", help="overrides HOST")
    serve.add_argument("--port", type=int, help="overrides PORT; 0 picks a free port")
    serve.add_argument(
        "--gemini-fault",
        action="append",
        metavar="FAULT",
        help="fault of the offline emulator, for example overloaded:10%% (GEMINI_FAULTS)",
    )
    serve.set_defaults(command=_serve)


def _serve(arguments: argparse.Namespace) -> None:
    faults = ",".join(arguments.gemini_fault) if arguments.gemini_fault else None
    given = {"HOST": arguments.host, "PORT": arguments.port, "GEMINI_FAULTS": faults}
    # Worker processes read the settings from the environment, so the options are passed in it.
    os.environ |= {name: str(value) for name, value in given.items() if value is not None}
    settings = load_settings()
    from cms_blog.server.run import serve

    run(serve, settings)
