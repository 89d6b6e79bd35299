"""One of several processes that serve on one port: the child's side of `supervisor.py`.

It reads one line of JSON, `{listener, settings}`, answers one line, `{}` when it takes requests or
`{error}`, and from then on does what it reads. At the end of its input it ends: its parent died.
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
from types import FrameType
from typing import Any, override

from cms_blog import logs
from cms_blog.app import open_services
from cms_blog.commands import run
from cms_blog.errors import CmsError
from cms_blog.server import Server
from cms_blog.settings import Settings, SettingsError, load_settings

# Another worker takes this one's place; or the whole node ends.
RETIRE = b"retire\n"
STOP = b"stop\n"

# What a loop that does not react any more is given beyond its own time.
_STUCK_SECONDS = 4


class _Server(Server):
    """One server of several. Its parent ends it: a service manager's signal goes to them all."""

    @override
    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Not by a signal."""

    def obey(self, order: bytes, settings: Settings) -> None:
        """End, as the parent says; an empty order is the parent's own end."""
        self.replaced = order == RETIRE
        if not order:
            # Nobody listens on the port any more but us.
            self._settings = settings.model_copy(update={"drain_delay_seconds": 0})
        self.should_exit = True


def main() -> None:
    """Serve until the parent says otherwise, or dies."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Unbuffered: a thread that waits in a buffered one would hold its lock when Python ends.
    orders = io.FileIO(sys.stdin.fileno(), closefd=False)
    config: dict[str, Any] = json.loads(orders.readline() or b"null") or sys.exit(1)
    try:
        settings = load_settings(**config["settings"])
        logs.configure(settings)
        listener = socket.socket(fileno=config["listener"])
        run(lambda settings: _serve(settings, listener, orders), settings)
    except (SettingsError, CmsError) as error:
        _answer(error=str(error))
        sys.exit(1)


async def _serve(settings: Settings, listener: socket.socket, orders: io.FileIO) -> None:
    async with open_services(settings, beside_server=True) as services:
        server = _Server(services, _answer)
        loop = asyncio.get_running_loop()

        def listen_to_parent() -> None:
            order = orders.readline()
            loop.call_soon_threadsafe(server.obey, order, settings)
            if not order:
                time.sleep(settings.drain_seconds + _STUCK_SECONDS)
                os._exit(1)
            # It may still die while we end.
            listen_to_parent()

        threading.Thread(target=listen_to_parent, daemon=True).start()
        await server.take_requests(listener)


def _answer(**answer: object) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
