"""Starts processes of the project by forking one that has imported the application.

Starting `cms-blog serve` takes 1.8 s of CPU, and its database 1.2 s, mostly for imports.
`install` replaces `asyncio.create_subprocess_exec`: this interpreter with `-c CODE`, or with `-m`
and a module of the project, is forked by `fork_server`; any other command starts as usual. The fork
has the given arguments, environment, folder, streams and session, ends like `python -m`, and starts
its own processes in the same way.
"""

import asyncio
import atexit
import json
import os
import signal
import socket
import subprocess
import sys
from asyncio import StreamReader, StreamReaderProtocol, StreamWriter
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process
from contextlib import suppress
from pathlib import Path
from typing import Any, override

import forked_command

_MODULES = {"cms_blog", "cms_blog.database.embedded.server"}
_GIVE_UP_SECONDS = 60

create_subprocess_exec = asyncio.create_subprocess_exec
# The socket of the fork server, once it runs.
_servers: list[socket.socket] = []


def install(*servers: socket.socket) -> None:
    """Start processes from a running fork server; without one, the first process starts it."""
    _servers[:] = servers
    asyncio.create_subprocess_exec = _create


def shell_command(folder: Path) -> dict[str, Any]:
    """Write the program `cms-blog` to a folder for the path of a shell; return options to start it.

    Shell scripts can't call `create_subprocess_exec`: this program sends their commands.
    """
    server = _servers[0] if _servers else _start_server()
    program, script = folder / "cms-blog", Path(forked_command.__file__)
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -I -S {script} "$@"\n')
    program.chmod(0o755)
    env = {forked_command.SERVER: str(server.fileno()), "PATH": f"{folder}:{os.environ['PATH']}"}
    return {"pass_fds": [server.fileno()], "env": env}


async def _create(*command: Any, **options: Any) -> Process:
    env = dict(options.get("env") or os.environ)
    if not _is_forked([str(part) for part in command], env):
        return await create_subprocess_exec(*command, **options)
    request = {
        "command": [str(part) for part in command[1:]],
        "env": env,
        "folder": str(options.get("cwd") or Path.cwd()),
        "session": options.get("start_new_session", False),
    }
    pipes, streams = _streams(*(options.get(name) for name in ("stdin", "stdout", "stderr")))
    status, reports = os.pipe()
    server = _servers[0] if _servers else _start_server()
    streams.append(reports)
    socket.send_fds(server, [json.dumps(request).encode()], [*streams, server.fileno()])
    for descriptor in streams:
        os.close(descriptor)
    stdin, stdout, stderr = pipes
    return _Forked(
        status := await _reader(status),
        int(await status.readline()),
        None if stdin is None else await _writer(stdin),
        None if stdout is None else await _reader(stdout),
        None if stderr is None else await _reader(stderr),
    )


def _is_forked(command: list[str], env: dict[str, str]) -> bool:
    return (
        command[0] == sys.executable
        and (command[1] == "-c" or (command[1] == "-m" and command[2] in _MODULES))
        # Python reads its own variables when it starts.
        and all(env[name] == os.environ.get(name) for name in env if name.startswith("PYTHON"))
    )


def _start_server() -> socket.socket:
    server, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    script, number = Path(__file__).with_name("fork_server.py"), theirs.fileno()
    process = subprocess.Popen([sys.executable, script, str(number)], pass_fds=[number])
    theirs.close()
    atexit.register(process.wait, _GIVE_UP_SECONDS)
    atexit.register(server.close)
    _servers.append(server)
    return server


def _streams(*wanted: int | None) -> tuple[list[int | None], list[int]]:
    """Return our ends of the pipes, and the standard streams of the process."""
    pipes: list[int | None] = []
    streams: list[int] = []
    for number, stream in enumerate(wanted):
        ours = None
        if stream == PIPE:
            ends = os.pipe()
            ours, theirs = reversed(ends) if number == 0 else ends
        elif stream == DEVNULL:
            theirs = os.open(os.devnull, os.O_RDWR)
        elif stream == STDOUT:
            theirs = os.dup(streams[1])
        else:
            theirs = os.dup(number if stream is None else stream)
        pipes.append(ours)
        streams.append(theirs)
    return pipes, streams


async def _reader(descriptor: int) -> StreamReader:
    reader, pipe = StreamReader(), os.fdopen(descriptor, "rb", buffering=0)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: StreamReaderProtocol(reader), pipe)
    return reader


async def _writer(descriptor: int) -> StreamWriter:
    loop, pipe = asyncio.get_running_loop(), os.fdopen(descriptor, "wb", buffering=0)
    transport, protocol = await loop.connect_write_pipe(
        lambda: StreamReaderProtocol(StreamReader()), pipe
    )
    return StreamWriter(transport, protocol, None, loop)


class _Forked(Process):
    """A process whose end the fork server reports."""

    def __init__(self, status: StreamReader, pid: int, *streams: Any) -> None:
        self.pid = pid
        self.stdin, self.stdout, self.stderr = streams
        self._end = asyncio.create_task(status.read())

    @property
    @override
    def returncode(self) -> int | None:
        return int(self._end.result()) if self._end.done() else None

    @override
    async def wait(self) -> int:
        return int(await asyncio.shield(self._end))

    @override
    def send_signal(self, signal: int) -> None:
        if self.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal)

    @override
    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    @override
    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    @override
    async def communicate(self, input: Any = None) -> tuple[Any, Any]:
        if self.stdin is not None:
            self.stdin.write(input or b"")
            self.stdin.close()
        reading = [
            asyncio.sleep(0) if stream is None else stream.read()
            for stream in (self.stdout, self.stderr)
        ]
        out, err, _ = await asyncio.gather(*reading, self.wait())
        return out, err
