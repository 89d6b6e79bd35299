"""Serving: the application on a port, from the first line on the terminal to the last request."""

import gc
import signal
import sys
from typing import TYPE_CHECKING

import uvicorn

from cms_blog import logs
from cms_blog.app import create_app, open_services
from cms_blog.settings import Settings

if TYPE_CHECKING:
    from socket import socket

# With the embedded database's own end, less than the ten seconds that a supervisor grants.
_DRAIN_SECONDS = 6


async def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT, then finish the running requests and end.

    Raises:
        embedded.EmbeddedDatabaseError, pymongo.errors.PyMongoError: there is no database.
    """
    logs.configure(settings)
    async with open_services(settings) as services:
        config = uvicorn.Config(
            create_app(services),
            host=settings.host,
            port=settings.port,
            loop="none",
            http="httptools",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_DRAIN_SECONDS,
        )
        # uvicorn raises the signal again when it has ended; the database has to be ended then.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        # What is there now stays for good: the collector need not look at it again and again.
        gc.collect()
        gc.freeze()
        await _Server(config, settings).serve()


class _Server(uvicorn.Server):
    """uvicorn's server, which says where it is."""

    def __init__(self, config: uvicorn.Config, settings: Settings) -> None:
        super().__init__(config)
        self._settings = settings

    async def startup(self, sockets: "list[socket] | None" = None) -> None:
        """Open the port, and say so."""
        await super().startup(sockets)
        if self.started:
            port = self.servers[0].sockets[0].getsockname()[1]
            print(_banner(self._settings, port), file=sys.stderr, flush=True)  # noqa: T201


def _banner(settings: Settings, port: int) -> str:
    at = f"http://{settings.host}:{port}"
    if settings.mongodb_uri is None:
        database = f"embedded, in {settings.data_dir}/   (set MONGODB_URI to use your MongoDB)"
    else:
        database = f"MongoDB, database {settings.mongodb_db}   (MONGODB_URI)"
    if settings.offline:
        generation = "offline emulator   (set GEMINI_API_KEY to write with Gemini)"
    else:
        generation = (
            f"Gemini, {settings.gemini_text_model} and {settings.gemini_image_model}"
            "   (GEMINI_API_KEY)"
        )
    return (
        f"\n  {settings.app_name} is at {at}\n\n"
        f"  GraphiQL    {at}/graphql\n"
        f"  Database    {database}\n"
        f"  Generation  {generation}\n\n"
        "  Stop with Ctrl-C.\n"
    )
