"""Serving: the application on a port, from the first request to the last."""

import asyncio
import gc
import os
import signal
import socket
import threading
from collections.abc import Callable
from typing import override

import uvicorn

from cms_blog import logs
from cms_blog.app import create_app, open_services
from cms_blog.connections import Connection, bounded_connections, bounded_sockets
from cms_blog.context import Services
from cms_blog.settings import Settings
from cms_blog.startup import allow_open_files, announce, listen

# What those who were cut off have for their answers, and all else for its end.
_ANSWER_SECONDS = 1
_END_SECONDS = 2
# Until idle connections have ended by themselves, as they do at any time.
_KEEP_ALIVE_SECONDS = 5
_LOOK_SECONDS = 0.05


async def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT, then finish the running requests and end.

    Raises:
        CmsError: the port can't be had.
        embedded.EmbeddedDatabaseError, pymongo.errors.PyMongoError: there is no database.
    """
    logs.configure(settings)
    listener = listen(settings)
    # With PORT=0, the one that it turned out to be: images are given URLs with it.
    settings = settings.model_copy(update={"port": listener.getsockname()[1]})
    async with open_services(settings) as services:
        await Server(services, lambda: announce(settings)).take_requests(listener)


class Server(uvicorn.Server):
    """uvicorn's server, which says when it serves, and ends in order."""

    def __init__(self, services: Services, on_serving: Callable[[], None]) -> None:
        self._drain = services.drain
        self._settings = settings = services.settings
        self._on_serving = on_serving
        super().__init__(
            uvicorn.Config(
                create_app(services),
                loop="none",
                http=bounded_connections(settings, self._drain),
                ws=bounded_sockets(settings),
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                forwarded_allow_ips=settings.forwarded_allow_ips,
                timeout_keep_alive=_KEEP_ALIVE_SECONDS,
                ws_max_size=settings.max_body_bytes,
                timeout_graceful_shutdown=settings.drain_seconds + _ANSWER_SECONDS,
            )
        )

    async def take_requests(self, *listeners: socket.socket) -> None:
        """Serve on the sockets until a signal ends it."""
        allow_open_files(self._settings.max_connections)
        # uvicorn raises the signal again when it has ended; the database has to be ended then.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        # What is there now stays for good: the collector need not look at it again and again.
        gc.collect()
        gc.freeze()
        await self.serve(list(listeners))

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Take requests, and say so."""
        await super().startup(sockets)
        self._on_serving()

    @override
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Send clients elsewhere, finish the requests that are running, for so long."""
        self.leave()
        await self._wait(self._settings.drain_delay_seconds)
        await self.finish(sockets)

    def leave(self) -> None:
        """Say to load balancers that the node is not ready, and to clients to go there."""
        self._drain.unready = True
        self._say_goodbye()

    async def finish_in_peace(self) -> None:
        """Finish where others go on with the port: who is idle goes in their own time."""
        self._say_goodbye()
        self._drain.end()
        # Until the timers, which were set at any time before, have all gone off.
        await self._wait(_KEEP_ALIVE_SECONDS + 1, while_connected=True)
        await self.finish()

    def _say_goodbye(self) -> None:
        self._drain.leaving = True
        for connection in list(self.server_state.connections):
            if isinstance(connection, Connection):
                connection.answer_last()

    async def finish(self, sockets: list[socket.socket] | None = None) -> None:
        """Take nothing new, and end when what runs is done, or cut off."""
        self._say_goodbye()
        seconds = self._settings.drain_seconds
        # A thread can't be cut off, and Python waits for it: a heavy hash takes half a minute.
        # The embedded database ends with this process in any case.
        end = threading.Timer(seconds + _END_SECONDS, os._exit, [0])
        end.daemon = True
        end.start()
        self._drain.end()
        asyncio.get_running_loop().call_later(seconds, self._drain.cut)
        await super().shutdown(sockets)

    async def _wait(self, seconds: float, *, while_connected: bool = False) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        # A second Ctrl-C does not wait.
        while loop.time() < until and not self.force_exit:
            if while_connected and not self.server_state.connections:
                return
            await asyncio.sleep(_LOOK_SECONDS)
