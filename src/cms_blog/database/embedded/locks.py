"""File locks that the kernel drops when their holder dies, however it dies."""

import fcntl
import os
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

_RETRY_SECONDS = 0.02


class Locked(Exception):
    """Somebody else holds the lock; `pid` is who, where it could be read."""

    def __init__(self, path: Path, pid: int | None) -> None:
        super().__init__(str(path))
        self.pid = pid


@contextmanager
def held(path: Path, *, wait_seconds: float = 0) -> Generator[None]:
    """Hold the lock file at `path`, and write our pid into it for the next one to read.

    Child processes don't inherit it: it ends with this process, or with the block.

    Raises:
        Locked: it was not free within `wait_seconds`.
    """
    give_up = time.monotonic() + wait_seconds
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= give_up:
                    raise Locked(path, _pid_in(file)) from None
                time.sleep(_RETRY_SECONDS)
        os.truncate(file, 0)
        os.pwrite(file, b"%d\n" % os.getpid(), 0)
        # The file stays: removing it would let two processes lock two files of one name.
        yield
    finally:
        os.close(file)


def _pid_in(file: int) -> int | None:
    text = os.pread(file, 32, 0)
    return int(text) if text.strip().isdigit() else None
