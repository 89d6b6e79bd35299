"""`cms-blog try-gemini` and `cms-blog emulate-gemini`."""

import argparse

from cms_blog.cli.commands import AddCommand, run
from cms_blog.errors import CmsError
from cms_blog.settings import load_settings


def register(add: AddCommand) -> None:
    """Add the commands."""
    trial = add(
        "try-gemini", help="run all generation steps; print their durations, tokens and costs"
    )
    trial.set_defaults(command=_try_gemini)

    emulate = add("emulate-gemini", help="serve the offline emulator of Gemini's API")
    emulate.add_argument("--host", default="127.0.0.1")
    emulate.add_argument("--port", type=int, default=8081, help="0 picks a free port")
    emulate.add_argument("--fault", action="append", default=[], help="see `serve --gemini-fault`")
    emulate.set_defaults(command=_emulate_gemini)


def _try_gemini(_: argparse.Namespace) -> None:
    from cms_blog.cli.try_gemini import try_gemini

    run(try_gemini, load_settings())


def _emulate_gemini(arguments: argparse.Namespace) -> None:
    import uvicorn

    from cms_blog.generation.emulator.app import OFFLINE_PACE, Emulator
    from cms_blog.generation.emulator.faults import Switch

    try:
        faults = [Switch.parse(fault) for fault in arguments.fault]
    except ValueError as error:
        raise CmsError(str(error)) from None
    emulator = Emulator(faults=faults, pace=OFFLINE_PACE)
    uvicorn.run(
        emulator, host=arguments.host, port=arguments.port, lifespan="off", server_header=False
    )
