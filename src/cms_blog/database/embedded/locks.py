"""File locks that the kernel releases when the holding process ends, also after a crash."""

import fcntl
import os
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

_RETRY_SECONDS = 0.02


class Locked(Exception):
    """Another process holds the lock; `pid` is None if its id can't be read."""

    def __init__(self, path: Path, pid: int | None) -> None:
        super().__init__(str(path))
        self.pid = pid


@contextmanager
def held(path: Path, *, wait_seconds: float = 0) -> Generator[None]:
    """Hold the lock file at `path`, which contains this process's id for error messages.

    Child processes don't inherit the lock. It is released with the block or this process.

    Raises:
        Locked: the lock was not released within `wait_seconds`.
    """
    deadline = time.monotonic() + wait_seconds
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise Locked(path, _pid_in(file)) from None
                time.sleep(_RETRY_SECONDS)
        os.truncate(file, 0)
        os.pwrite(file, b"%d\n" % os.getpid(), 0)
        # Not removed: otherwise, two processes could lock two files with the same name.
        yield
    finally:
        os.close(file)


def _pid_in(file: int) -> int | None:
    text = os.pread(file, 32, 0)
    return int(text) if text.strip().isdigit() else None
