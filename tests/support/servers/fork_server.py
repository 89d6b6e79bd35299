"""Forks a process that has imported the application, for `forked_process`; run as a script.

Each message on its socket is a request: JSON of `{command, env, folder, session}` with the three
standard streams, a pipe for the process id and the exit status, and the socket for further
requests. The server has no thread, no event loop and no connection, and ends with the last process
that can send requests.
"""

import gc
import json
import os
import runpy
import signal
import socket
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

MAX_REQUEST_BYTES = 200_000
_DESCRIPTORS = 5
# Without modules that read the environment when they are imported, such as prometheus_client.
_IMPORTS = (
    *("cms_blog.asgi", "cms_blog.cli.main", "cms_blog.server.run", "cms_blog.server.connections"),
    *("cms_blog.database.embedded.engine", "mongoeco.wire.auth", "mongoeco.wire.proxy"),
    *("google.genai", "uvicorn.lifespan.on", "uvloop", "forked_process"),
)


def main(requests: socket.socket) -> None:
    """Answer requests; run the command in the fork for it."""
    for name in _IMPORTS:
        import_module(name)
    # The collector would copy the pages of all objects.
    gc.collect()
    gc.freeze()
    interrupted = signal.signal(signal.SIGINT, signal.SIG_IGN)
    running: set[int] = set()
    while True:
        request, descriptors, _, _ = socket.recv_fds(requests, MAX_REQUEST_BYTES, _DESCRIPTORS)
        if not request:
            break
        pid = os.fork()
        if pid == 0:
            requests.close()
            # A shell starts commands in the background with SIGINT ignored.
            signal.signal(signal.SIGINT, interrupted)
            _serve(json.loads(request), *descriptors)
            return
        for descriptor in descriptors:
            os.close(descriptor)
        running.add(pid)
        running -= {pid for pid in running if os.waitpid(pid, os.WNOHANG)[0]}
    for pid in running:
        os.waitpid(pid, 0)


def _serve(request: dict[str, Any], *descriptors: int) -> None:
    """Run the command in a child process; report its id and its exit status."""
    *streams, reports, requests = descriptors
    pid = os.fork()
    if pid == 0:
        os.close(reports)
        _run(request, streams, requests)
        return
    # Signals from the terminal are for the command.
    os.setsid()
    for descriptor in (*streams, requests):
        os.close(descriptor)
    # Unless the process that sent the request has ended.
    with suppress(BrokenPipeError):
        os.write(reports, f"{pid}\n".encode())
    _, status = os.waitpid(pid, 0)
    with suppress(BrokenPipeError):
        os.write(reports, str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


def _run(request: dict[str, Any], streams: list[int], requests: int) -> None:
    """Do what Python does between its start and the end of the command."""
    import forked_process

    for number, descriptor in enumerate(streams):
        os.dup2(descriptor, number)
        os.close(descriptor)
    if request["session"]:
        os.setsid()
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["env"])
    os.set_inheritable(requests, False)
    forked_process.install(socket.socket(fileno=requests))
    option, code, *arguments = request["command"]
    sys.argv = [option, *arguments]
    sys.path[0] = ""
    if option == "-m":
        sys.path[0] = str(Path.cwd())
        runpy.run_module(code, run_name="__main__", alter_sys=True)
    else:
        exec(code, {"__name__": "__main__"})


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
