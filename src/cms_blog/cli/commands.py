"""The commands of `cms-blog`, a module each or a few that belong together.

A module's `register` adds its commands to the command line: a parser each, with `command` among its
defaults, the function that takes what was parsed. `cli.py` lists the modules. What a command needs
beyond the parser is imported when it runs.
"""

import argparse
import asyncio
from collections.abc import Awaitable, Callable

from cms_blog.settings import Settings

# As `add_parser` of argparse's subparsers.
type AddCommand = Callable[..., argparse.ArgumentParser]


def run(command: Callable[[Settings], Awaitable[None]], settings: Settings) -> None:
    """Run an asynchronous command to its end.

    Raises:
        CmsError: also where the database does not answer.
    """
    import uvloop
    from pymongo.errors import PyMongoError

    async def to_its_end() -> None:
        try:
            await command(settings)
        except PyMongoError as error:
            from cms_blog.database.client import unreachable

            raise unreachable(error) from None

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(to_its_end())
