"""The child's side: one server over one folder, until its standard input ends.

It reads one line of JSON `{folder, user, password}`, answers one line `{port}` or `{error}`, and
ends at the end of its input: its parent closed it, or died.
"""

import asyncio
import json
import os
import signal
import sys
import threading
from pathlib import Path

from cms_blog.embedded.locks import Locked, held

# What a server whose parent was just killed may need to end.
_PREDECESSOR_SECONDS = 10
_CLOSE_SECONDS = 5


def main() -> None:
    """Serve until the standard input ends."""
    # The parent ends us, after its last request; a service manager's signal goes to us both.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    config: dict[str, str] = json.loads(sys.stdin.buffer.readline() or b"null") or sys.exit(1)
    folder = Path(config["folder"])
    try:
        with held(folder / "server.lock", wait_seconds=_PREDECESSOR_SECONDS):
            asyncio.run(_serve(folder / "mongoeco.sqlite", config["user"], config["password"]))
    except Locked as locked:
        _answer(error=f"process {locked.pid} still holds {folder}")
        sys.exit(1)
    except Exception as error:
        _answer(error=f"{type(error).__name__}: {error}")
        raise


async def _serve(path: Path, user: str, password: str) -> None:
    # Heavy, so not before the lock is ours.
    from mongoeco.wire.auth import WireAuthUser
    from mongoeco.wire.proxy import AsyncMongoEcoProxyServer

    from cms_blog.embedded.engine import Engine

    ended = asyncio.Event()
    server = AsyncMongoEcoProxyServer(
        engine=Engine(str(path)),
        # Loopback is open to every user of the machine.
        auth_users=(WireAuthUser(user, password, mechanisms=("SCRAM-SHA-256",)),),
    )
    async with server:
        loop = asyncio.get_running_loop()
        threading.Thread(target=_await_end_of_input, args=(loop, ended), daemon=True).start()
        _answer(port=server.address.port)
        await ended.wait()


def _await_end_of_input(loop: asyncio.AbstractEventLoop, ended: asyncio.Event) -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    loop.call_soon_threadsafe(ended.set)
    # A command that never ends must not keep us: what was acknowledged is on the disk.
    threading.Event().wait(_CLOSE_SECONDS)
    os._exit(1)


def _answer(**answer: object) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
