"""Several processes on one port: the parent, which holds the port and the embedded database.

It serves nothing itself: it hands each connection to one of its workers (`worker.py`) in turn, and
while any of them is there none is lost. Those that die are started again. SIGHUP has one after
another replaced, SIGTERM and SIGINT end them all.
"""

import asyncio
import os
import signal
import socket
import time
from collections.abc import AsyncGenerator, Coroutine, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import structlog

from cms_blog import embedded, logs
from cms_blog.handover import Door, Order
from cms_blog.metrics import forget_process
from cms_blog.settings import Settings, jwt_secret
from cms_blog.startup import announce, listen
from cms_blog.worker_process import Worker, WorkerFailed

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

# What a worker needs to end beyond what the settings give its requests.
_END_SECONDS = 12
# Deaths of the last minute make the next start wait, longer and longer.
_REMEMBERED_SECONDS = 60
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 30


async def supervise(settings: Settings, given: Mapping[str, Any]) -> None:
    """Serve with WORKERS processes until SIGTERM or SIGINT, then have them end in order.

    `given` is what the command line says in place of the environment.

    Raises:
        CmsError: the port can't be had, or a worker does not start.
        embedded.EmbeddedDatabaseError, SettingsError
    """
    logs.configure(settings)
    with listen(settings) as listener:
        settings = settings.model_copy(update={"port": listener.getsockname()[1]})
        # Made now where there is none, so that a folder that can't hold it is told of once.
        jwt_secret(settings)
        async with _database(settings):
            given = {**given, "port": settings.port}
            # Where the workers count together; see metrics.py.
            with TemporaryDirectory(prefix="cms-blog-metrics-") as folder:
                await Supervisor(settings, listener, given, Path(folder)).run()


@asynccontextmanager
async def _database(settings: Settings) -> AsyncGenerator[None]:
    if settings.mongodb_uri is None:
        # The workers find it as any command does that runs beside a server.
        async with embedded.running(settings.data_dir):
            yield
    else:
        yield


class Supervisor:
    """Keeps so many workers, until it is told to stop."""

    def __init__(
        self,
        settings: Settings,
        listener: socket.socket,
        given: Mapping[str, Any],
        metrics: Path,
    ) -> None:
        self._settings = settings
        self._door = Door(listener)
        self._given = given
        self._metrics = metrics
        # All that live, those too that are being replaced.
        self._workers: set[Worker] = set()
        self._watching: set[asyncio.Task[None]] = set()
        self._deaths: list[float] = []
        self._stop = asyncio.Event()
        self._restart = asyncio.Event()
        self._restarts = 0
        self._had_terminal = _has_terminal()

    async def run(self) -> None:
        """Start the workers and see to them, until a signal ends them.

        Raises:
            WorkerFailed: one of the first does not start.
        """
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._told_to_stop)
        loop.add_signal_handler(signal.SIGHUP, self._hung_up)
        working = asyncio.create_task(self._work())
        stopping = asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if working.done():
                working.result()
            await self._end_all()
        finally:
            tasks = {working, stopping, *self._watching}
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            await asyncio.gather(*(worker.kill() for worker in self._workers))

    def _told_to_stop(self) -> None:
        if self._stop.is_set():
            # A second Ctrl-C does not wait.
            for worker in self._workers:
                worker.process.kill()
        self._stop.set()

    def _hung_up(self) -> None:
        """SIGHUP: by hand it asks for new workers, by a terminal that was closed for the end."""
        if self._had_terminal and not _has_terminal():
            self._stop.set()
        else:
            self._restarts += 1
            self._restart.set()

    async def _work(self) -> None:
        wanted = range(self._settings.workers)
        for started in await asyncio.gather(*(self._add() for _ in wanted), return_exceptions=True):
            # They fail for one reason, which is told once.
            if isinstance(started, BaseException):
                raise started
        announce(self._settings)
        while await self._restart.wait():
            self._restart.clear()
            await self._replace_all()

    async def _add(self) -> None:
        while True:
            restarts = self._restarts
            worker = await Worker.start(self._given, self._metrics)
            if restarts == self._restarts:
                break
            # What it has been started with was to be replaced meanwhile.
            await worker.kill()
        self._workers.add(worker)
        self._door.add(worker.inlet)
        self._soon(self._watch(worker))

    def _soon(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._watching.add(task)
        task.add_done_callback(self._watching.discard)

    async def _watch(self, worker: Worker) -> None:
        status = await worker.process.wait()
        self._workers.discard(worker)
        self._door.remove(worker.inlet)
        worker.inlet.close()
        forget_process(self._metrics, worker.process.pid)
        if worker.wanted and not self._stop.is_set():
            _log.error("worker_died", pid=worker.process.pid, status=status)
            await self._add_again()

    async def _add_again(self) -> None:
        """Start a worker in a dead one's place: at once at first, then with longer pauses."""
        while True:
            now = time.monotonic()
            self._deaths = [death for death in self._deaths if death > now - _REMEMBERED_SECONDS]
            self._deaths.append(now)
            await asyncio.sleep(min(_FIRST_PAUSE * 2 ** (len(self._deaths) - 1), _LONGEST_PAUSE))
            try:
                await self._add()
            except WorkerFailed as failed:
                _log.error("worker_not_started", reason=failed.message)
            else:
                return

    async def _replace_all(self) -> None:
        """Put a new worker in the place of each, one after another."""
        for old in list(self._workers):
            # Should it die meanwhile, the new one is there for it.
            old.wanted = False
            try:
                await self._add()
            except WorkerFailed as failed:
                _log.error("restart_given_up", reason=failed.message)
                old.wanted = True
                if old.process.returncode is not None:
                    self._soon(self._add_again())
                return
            self._door.remove(old.inlet)
            await old.end(Order.RETIRE, self._settings.drain_seconds + _END_SECONDS)
        _log.info("workers_replaced")

    async def _end_all(self) -> None:
        for worker in self._workers:
            worker.tell(Order.LEAVE)
        if self._watching:
            # Shorter where a second signal has ended them all.
            await asyncio.wait(self._watching, timeout=self._settings.drain_delay_seconds)
        self._door.close()
        patience = self._settings.drain_seconds + _END_SECONDS
        await asyncio.gather(*(worker.end(Order.STOP, patience) for worker in self._workers))


def _has_terminal() -> bool:
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True
