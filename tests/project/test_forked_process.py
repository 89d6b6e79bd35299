"""Processes that tests fork behave like processes that Python starts."""

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE, STDOUT
from pathlib import Path

import pytest
from forked_process import create_subprocess_exec

REPORT = """
import os, signal, sys
print(__name__, sys.argv, os.getcwd(), sys.path[0], os.environ["COLOUR"])
print(os.getsid(0) == os.getpid(), os.getpgrp() == os.getpid(), os.environ.get("PATH"))
print(signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM), signal.SIGCHLD)
print(sys.stdin.readline(), end="")
print("error", file=sys.stderr)
"""
WAIT = "print(flush=True); __import__('time').sleep(600)"


async def outputs(
    folder: Path, code: str, *, session: bool = False
) -> list[tuple[int | None, bytes, bytes]]:
    """Run the code in a forked process and in a started one."""
    found: list[tuple[int | None, bytes, bytes]] = []
    for create in (asyncio.create_subprocess_exec, create_subprocess_exec):
        process = await create(
            *(sys.executable, "-c", code, "argument"),
            cwd=folder,
            env={"COLOUR": "green"},
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            start_new_session=session,
        )
        out, err = await process.communicate(b"input\n")
        found.append((process.returncode, out, err))
    return found


@pytest.mark.parametrize("session", [False, True])
async def test_arguments_environment_folder_and_streams_are_the_given_ones(
    tmp_path: Path, session: bool
):
    forked, started = await outputs(tmp_path, REPORT, session=session)
    assert forked == started
    assert forked[1].endswith(b"input\n")


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("", 0),
        ("import sys; sys.exit(3)", 3),
        ("import os; os._exit(4)", 4),
        ("import sys; sys.exit('reason')", 1),
        ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", -signal.SIGTERM),
        ("import atexit; atexit.register(print, 'the end')", 0),
    ],
)
async def test_exit_status_and_last_output_are_reported(tmp_path: Path, code: str, status: int):
    forked, started = await outputs(tmp_path, code)
    assert forked == started
    assert forked[0] == status


async def test_an_uncaught_error_is_printed(tmp_path: Path):
    (status, _, err), _ = await outputs(tmp_path, "1 / 0")
    assert status == 1
    assert err.endswith(b"ZeroDivisionError: division by zero\n")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
async def test_signals_reach_the_process(number: signal.Signals):
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", WAIT, stdout=PIPE, stderr=STDOUT
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"\n"
    assert process.returncode is None
    process.send_signal(number)
    assert await process.wait() == process.returncode == -number
    process.kill()


async def test_its_own_processes_are_forked_and_end_with_its_pipe(tmp_path: Path):
    code = """if True:
        import asyncio, sys
        async def main():
            start = asyncio.create_subprocess_exec
            process = await start(sys.executable, "-c", "input()", stdin=asyncio.subprocess.PIPE)
            print(start.__module__, process.pid, flush=True)
            await asyncio.sleep(600)
        asyncio.run(main())
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, stdout=PIPE, cwd=tmp_path
    )
    assert process.stdout is not None
    module, _ = (await process.stdout.readline()).split()
    assert module == b"forked_process"
    process.kill()
    # The end of the output: the process and its own have ended.
    async with asyncio.timeout(60):
        assert await process.stdout.read() == b""
    await process.wait()
