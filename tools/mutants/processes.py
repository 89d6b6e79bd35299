"""Runs work in forks of this process, which has all modules imported."""

import os
import pickle
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from select import select
from typing import Any

_OUTPUT = "/dev/null"
_POLL_SECONDS = 0.25


def in_fork[T](work: Callable[[], T]) -> T:
    """Run `work` in a fork and return its result.

    Raises:
        RuntimeError: the fork died; its output has the reason.
    """
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        try:
            result = pickle.dumps((work(), ""))
        except BaseException:  # a fork must not go on as its parent
            result = pickle.dumps((None, traceback.format_exc()))
        with open(writer, "wb") as pipe:  # noqa: PTH123 - a descriptor
            pipe.write(result)
        _leave(0)
    os.close(writer)
    with open(reader, "rb") as pipe:  # noqa: PTH123 - a descriptor
        sent = pipe.read()
    _, status = os.waitpid(pid, 0)
    if status or not sent:
        raise RuntimeError(f"a fork exited with status {status}")
    result, fault = pickle.loads(sent)
    if fault:
        raise RuntimeError(fault)
    return result


def passes(work: Callable[[], bool], *, cpu_seconds: int) -> bool:
    """Whether `work` returns True in a fork within limits.

    They are `cpu_seconds` of CPU time, as long asleep at a stretch, and ten times that asleep in
    all: a wait for a CPU does not count, however busy the machine is.
    """
    pid = os.fork()
    if pid == 0:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        # Only for a fork that outlives its parent.
        signal.alarm(cpu_seconds * 1_000)
        mute()
        passed = False
        try:
            passed = work()
        except BaseException:  # a mutant may raise anything, anywhere
            traceback.print_exc()
        finally:
            _leave(0 if passed else 1)
    _wait(pid, cpu_seconds)
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    return status == 0


def _wait(pid: int, seconds: int) -> None:
    """Wait until the process ends or has slept for too long, at a stretch or in all."""
    descriptor = os.pidfd_open(pid)
    try:
        used, asleep_for, until = 0, 0.0, time.monotonic() + seconds
        while not select([descriptor], [], [], _POLL_SECONDS)[0]:
            asleep, before, used = _is_asleep(pid), used, _cpu_ticks(pid)
            asleep_for += _POLL_SECONDS if asleep else 0
            if not asleep or used != before:
                until = time.monotonic() + seconds
            if time.monotonic() >= until or asleep_for >= seconds * 10:
                break
    finally:
        os.close(descriptor)


def _is_asleep(pid: int) -> bool:
    """Whether all threads of the process wait for something other than a CPU."""
    threads = Path(f"/proc/{pid}/task").glob("*/stat")
    try:
        return all(_stat(thread)[0] == "S" for thread in threads)
    except OSError:  # a thread has ended
        return False


def _cpu_ticks(pid: int) -> int:
    fields = _stat(Path(f"/proc/{pid}/stat"))
    return int(fields[11]) + int(fields[12])


def _stat(path: Path) -> list[str]:
    """Return the fields of proc_pid_stat(5) after the name: the first is the state."""
    return path.read_text().rpartition(") ")[2].split()


def mute() -> None:
    """Discard the output of this process."""
    output = os.open(_OUTPUT, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(output, stream)


def _leave(code: int) -> Any:
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # pyright: ignore[reportPrivateUsage] - a fork must not run its parent's exits
