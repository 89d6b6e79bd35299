"""`cms-blog serve`: uvicorn with the settings, in this process or in WORKERS processes."""

import asyncio
import logging
import os
import signal
import socket
import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from importlib import import_module
from tempfile import TemporaryDirectory
from typing import override

import uvicorn
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from cms_blog.blogs.content.checks.style_guide import read_style_guide
from cms_blog.database.embedded import process as embedded
from cms_blog.errors import CmsError
from cms_blog.observability import logging as logs
from cms_blog.observability.metrics import FOLDER
from cms_blog.server.jwt_secret import jwt_secret
from cms_blog.server.signals import LEAVE
from cms_blog.server.startup import allow_open_files, announce, listen
from cms_blog.settings import Settings

# Time for cancelled requests to send their error responses.
_RESPONSE_SECONDS = 1
# Longer than the idle timeout of load balancers (deploy/caddy/Caddyfile), which must close first.
KEEP_ALIVE_SECONDS = 5
# Workers that do not respond to health checks for this time are replaced.
_HUNG_SECONDS = 10
# Time for a new worker to accept requests.
_START_SECONDS = 60


async def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT, then shut down gracefully.

    Raises:
        CmsError: the port is not available, or the application does not start.
        embedded.EmbeddedDatabaseError, SettingsError
    """
    logs.configure(settings)
    with listen(settings) as listener:
        # PORT=0 selects a free port; the application uses it in URLs.
        settings = settings.model_copy(update={"port": listener.getsockname()[1]})
        os.environ["PORT"] = str(settings.port)
        # Created before the application starts, so that a failure is reported once.
        jwt_secret(settings)
        read_style_guide(settings.style_guide)
        allow_open_files(settings.limits.max_connections)
        async with _database(settings):
            if settings.workers > 1:
                await _serve_in_workers(settings, listener)
            else:
                await _serve_here(settings, listener)


@asynccontextmanager
async def _database(settings: Settings) -> AsyncGenerator[None]:
    """Run the embedded database unless MONGODB_URI is set; the application connects to it."""
    if settings.mongodb_uri is None:
        # The workers of several processes import the application themselves.
        importing = asyncio.create_task(_imported()) if settings.workers == 1 else None
        async with embedded.running(settings.data_dir):
            if importing is not None:
                await importing
            yield
    else:
        yield


async def _imported() -> None:
    """Import the application in a thread, while the embedded database starts."""
    await asyncio.to_thread(import_module, "cms_blog.asgi")


def _config(settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        "cms_blog.asgi:app",
        loop="uvloop",
        http="cms_blog.server.connections:Connection",
        ws="cms_blog.server.connections:SocketConnection",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=settings.forwarded_allow_ips,
        workers=settings.workers,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_worker_healthcheck=_HUNG_SECONDS,
        timeout_graceful_shutdown=settings.drain_seconds + _RESPONSE_SECONDS,
        ws_max_size=settings.limits.max_body_bytes,
    )


async def _serve_here(settings: Settings, listener: socket.socket) -> None:
    # uvicorn raises the signal again after the shutdown, before the database is stopped.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    server = _Server(_config(settings), lambda: announce(settings))
    try:
        await server.serve([listener])
    except SystemExit:
        raise CmsError("The server did not start.") from None


class _Server(uvicorn.Server):
    """uvicorn's server with a callback that runs when it accepts requests."""

    def __init__(self, config: uvicorn.Config, on_started: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_started = on_started

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_started()


async def _serve_in_workers(settings: Settings, listener: socket.socket) -> None:
    # uvicorn logs the deaths and replacements of workers here.
    logging.getLogger("uvicorn").setLevel(settings.log_level)
    # prometheus_client aggregates the metrics of the workers in this folder.
    with TemporaryDirectory(prefix="cms-blog-metrics-") as folder:
        os.environ[FOLDER] = folder
        workers = _Workers(settings, listener)
        # The event loop of this thread supervises the embedded database.
        await asyncio.to_thread(workers.run)
    if any(process.exitcode == STARTUP_FAILURE for process in workers.processes):
        raise CmsError("A worker did not start.")


class _Workers(Multiprocess):
    """uvicorn's process manager with the shutdown sequence of `Drain`."""

    def __init__(self, settings: Settings, listener: socket.socket) -> None:
        super().__init__(_config(settings), [listener])
        self._settings = settings
        self._had_terminal = _has_terminal()
        self._skip_delay = threading.Event()
        # uvicorn handles signals only between health checks, and not during a rolling restart.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_stop)

    def _on_stop(self, *_: object) -> None:
        # The second signal skips the delay.
        (self._skip_delay if self.should_exit.is_set() else self.should_exit).set()

    @override
    def run(self) -> None:
        """Supervise the workers; kill them after an error, for example if the terminal is closed.

        Otherwise this process would wait for them when it exits.
        """
        try:
            super().run()
        finally:
            for process in self.processes:
                process.kill()

    @override
    def init_processes(self) -> None:
        """Start the workers; announce the server when they accept requests."""
        super().init_processes()
        workers = self.processes
        if all(worker.wait_until_ready(_START_SECONDS, self.should_exit) for worker in workers):
            announce(self._settings)
        else:
            self._skip_delay.set()

    @override
    def restart_all(self) -> None:
        """Replace the workers one by one, hung ones first: uvicorn would wait for them to exit."""
        self.keep_subprocess_alive()
        # uvicorn uses one setting for starting and for live workers, which respond sooner.
        self.config.timeout_worker_healthcheck = _START_SECONDS
        super().restart_all()
        self.config.timeout_worker_healthcheck = _HUNG_SECONDS

    @override
    def handle_hup(self) -> None:
        """Restart, or stop if the terminal was closed."""
        if self._had_terminal and not _has_terminal():
            self.should_exit.set()
        else:
            super().handle_hup()

    @override
    def terminate_all(self) -> None:
        """Report not ready for `drain_delay_seconds`, close the port, then stop the workers."""
        for process in self.processes:
            if process.exitcode is None and process.pid is not None:
                os.kill(process.pid, LEAVE)
        self._skip_delay.wait(self._settings.limits.drain_delay_seconds)
        for listener in self.sockets:
            listener.close()
        super().terminate_all()


def _has_terminal() -> bool:
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True
