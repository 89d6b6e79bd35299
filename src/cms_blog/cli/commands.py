"""Common parts of the commands of `cms-blog`.

Each module of this package has a function `register`, which adds its commands: a parser with the
default `command`, a function of the parsed arguments. `main.py` lists the modules. Commands import
their dependencies when they run, so that the help text is fast.
"""

import argparse
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cms_blog.settings import Settings

# `add_parser` of argparse's subparsers.
type AddCommand = Callable[..., argparse.ArgumentParser]


def load_settings(**given: Any) -> "Settings":
    """Return the settings: see `settings.load_settings`."""
    from cms_blog import settings

    return settings.load_settings(**given)


def run(command: "Callable[[Settings], Awaitable[None]]", settings: "Settings") -> None:
    """Run an asynchronous command in a new event loop.

    Raises:
        CmsError: also if the database is unreachable.
    """
    import asyncio

    import uvloop
    from pymongo.errors import PyMongoError

    async def main() -> None:
        try:
            await command(settings)
        except PyMongoError as error:
            from cms_blog.database.client import unreachable

            raise unreachable(error) from None

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
