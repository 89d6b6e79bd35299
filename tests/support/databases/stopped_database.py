"""Stops the embedded database of a running server."""

import os
import signal
from collections.abc import Generator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from cms_blog.database.embedded.locks import Locked, held

_WAIT_SECONDS = 0.2


@contextmanager
def stopped(data_dir: Path) -> Generator[None]:
    """Kill the database; none can start in the folder during the block, which holds its lock.

    The next process may get the lock first, so it is killed, too.
    """
    lock = data_dir / "database" / "server.lock"
    with ExitStack() as stack:
        while True:
            pid = lock.read_text().strip()
            if pid.isdigit():
                with suppress(ProcessLookupError):
                    os.kill(int(pid), signal.SIGKILL)
            with suppress(Locked):
                stack.enter_context(held(lock, wait_seconds=_WAIT_SECONDS))
                break
        yield
