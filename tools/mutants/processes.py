"""Runs work in forks of this process, which has all modules imported."""

import os
import pickle
import resource
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import Any

_OUTPUT = "/dev/null"


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
    """Whether `work` returns True in a fork, within a CPU limit and ten times that in wall time."""
    pid = os.fork()
    if pid == 0:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(cpu_seconds * 10)
        mute()
        passed = False
        try:
            passed = work()
        except BaseException:  # a mutant may raise anything, anywhere
            traceback.print_exc()
        finally:
            _leave(0 if passed else 1)
    _, status = os.waitpid(pid, 0)
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    return status == 0


def mute() -> None:
    """Discard the output of this process."""
    output = os.open(_OUTPUT, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(output, stream)


def _leave(code: int) -> Any:
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # pyright: ignore[reportPrivateUsage] - a fork must not run its parent's exits
