"""One of several processes that serve on one port: the child's side of `supervisor.py`.

It reads one line of JSON, `{connections, settings}`, answers one line, `{}` when it takes requests
or `{error}`, and from then on does what it reads. At the end of its input it ends: its parent died.
"""

import asyncio
import io
import json
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any, cast, override

from cms_blog import logs
from cms_blog.app import open_services
from cms_blog.commands import run
from cms_blog.context import Services
from cms_blog.errors import CmsError
from cms_blog.handover import Arrivals, Order
from cms_blog.server import Server
from cms_blog.settings import Settings, SettingsError, load_settings

# What a loop that does not react any more is given beyond its own time.
_STUCK_SECONDS = 4


class _Server(Server):
    """One server of several. Its parent ends it: a service manager's signal goes to them all."""

    def __init__(self, services: Services, outlet: socket.socket) -> None:
        super().__init__(services, _answer)
        self._outlet = outlet
        self._retires = False

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Take requests from connections that are handed over."""
        self._arrivals = Arrivals(self._outlet, self._protocol)
        await super().startup(sockets)

    def _protocol(self) -> asyncio.Protocol:
        make = cast("Callable[..., asyncio.Protocol]", self.config.http_protocol_class)
        return make(config=self.config, server_state=self.server_state, app_state={})

    @override
    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Not by a signal."""

    def obey(self, order: str) -> None:
        """Do as the parent says; an empty order is the parent's own end."""
        if order == Order.LEAVE:
            self.leave()
            return
        self._retires = order == Order.RETIRE
        self.should_exit = True

    @override
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish what has come here, too, while nobody was looking."""
        await self._arrivals.end()
        if self._retires:
            await self.finish_in_peace()
        else:
            await self.finish()


def main() -> None:
    """Serve until the parent says otherwise, or dies."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    # Unbuffered: a thread that waits in a buffered one would hold its lock when Python ends.
    orders = io.FileIO(sys.stdin.fileno(), closefd=False)
    config: dict[str, Any] = json.loads(orders.readline() or b"null") or sys.exit(1)
    try:
        settings = load_settings(**config["settings"])
        logs.configure(settings)
        outlet = socket.socket(fileno=config["connections"])
        run(lambda settings: _serve(settings, outlet, orders), settings)
    except (SettingsError, CmsError) as error:
        _answer(error=str(error))
        sys.exit(1)


async def _serve(settings: Settings, outlet: socket.socket, orders: io.FileIO) -> None:
    async with open_services(settings, beside_server=True) as services:
        server = _Server(services, outlet)
        loop = asyncio.get_running_loop()

        def listen_to_parent() -> None:
            order = None
            # It may still die while we end.
            while order != "":
                order = orders.readline().decode().strip()
                with suppress(RuntimeError):
                    # But where the loop has ended already.
                    loop.call_soon_threadsafe(server.obey, order)
            time.sleep(settings.drain_seconds + _STUCK_SECONDS)
            os._exit(1)

        threading.Thread(target=listen_to_parent, daemon=True).start()
        await server.take_requests()


def _answer(**answer: object) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
