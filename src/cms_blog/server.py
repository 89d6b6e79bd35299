"""Serving: the application on a port, from the first line on the terminal to the last request."""

import errno
import gc
import os
import resource
import signal
import socket
import sys
import threading
from typing import override

import structlog
import uvicorn

from cms_blog import logs
from cms_blog.app import create_app, open_services
from cms_blog.connections import bounded_connections
from cms_blog.errors import CmsError
from cms_blog.settings import Settings

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

# From the signal on: until requests that still run are cut off, and until nothing is waited for
# any more. Supervisors grant ten seconds.
_DRAIN_SECONDS = 6
_END_SECONDS = 8


async def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT, then finish the running requests and end.

    Raises:
        CmsError: the port can't be had.
        embedded.EmbeddedDatabaseError, pymongo.errors.PyMongoError: there is no database.
    """
    logs.configure(settings)
    listener = _listen(settings)
    _allow_open_files(settings.max_connections)
    # With PORT=0, the one that it turned out to be: images are given URLs with it.
    settings = settings.model_copy(update={"port": listener.getsockname()[1]})
    async with open_services(settings) as services:
        config = uvicorn.Config(
            create_app(services),
            loop="none",
            http=bounded_connections(settings),
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            ws_max_size=settings.max_body_bytes,
            timeout_graceful_shutdown=_DRAIN_SECONDS,
        )
        # uvicorn raises the signal again when it has ended; the database has to be ended then.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        # What is there now stays for good: the collector need not look at it again and again.
        gc.collect()
        gc.freeze()
        await _Server(config, settings).serve([listener])


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family)
    except OSError as error:
        at = f"{settings.host}:{settings.port}"
        if error.errno == errno.EADDRINUSE:
            message = f"Something else listens on {at} already: stop it, or set PORT."
        else:
            # Behind it, Python tells the address once more.
            reason = str(error.strerror or error).partition(" (while")[0]
            message = f"Can't listen on {at}: {reason}. Set HOST to an address of this machine."
        raise CmsError(message) from None


def _allow_open_files(connections: int) -> None:
    # The usual 1,024 are fewer than the connections that we take; what else is open is some 100.
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + 500
    if soft < wanted and soft != resource.RLIM_INFINITY:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


class _Server(uvicorn.Server):
    """uvicorn's server, which says where it is."""

    def __init__(self, config: uvicorn.Config, settings: Settings) -> None:
        super().__init__(config)
        self._settings = settings

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Take requests, and say so."""
        await super().startup(sockets)
        if self._settings.env == "dev":
            print(_banner(self._settings), file=sys.stderr, flush=True)  # noqa: T201 - it is for the person at the terminal
        else:
            offline = self._settings.offline
            _log.info("serving", at=self._settings.address, offline_generation=offline)

    @override
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish the requests that are running, for so long."""
        # A thread can't be cut off, and Python waits for it: a heavy hash takes half a minute.
        # The embedded database ends with this process in any case.
        end = threading.Timer(_END_SECONDS, os._exit, [0])
        end.daemon = True
        end.start()
        await super().shutdown(sockets)


def _banner(settings: Settings) -> str:
    at = settings.address
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
