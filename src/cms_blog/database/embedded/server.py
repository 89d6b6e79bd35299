"""Server process of the embedded database; run as `python -m`, stopped by end of input.

It reads one line of JSON, `{folder, user, password, port}`, writes one line, `{port}` or `{error}`,
and stops at the end of its standard input: its parent closed it or died. Port 0 selects a free
port.
"""

import asyncio
import json
import os
import signal
import sqlite3
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cms_blog.database.embedded.locks import Locked, held

# Time for the server of a killed parent to stop.
_PREDECESSOR_SECONDS = 10
_CLOSE_SECONDS = 5


class _Parent:
    """Watches the standard input and calls `on_end` when it ends."""

    def __init__(self) -> None:
        self.on_end: Callable[[], object] = lambda: os._exit(0)
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while os.read(sys.stdin.fileno(), 1024):
            pass
        self.on_end()
        # A hanging command must not delay the exit. Acknowledged writes are on the disk.
        time.sleep(_CLOSE_SECONDS)
        os._exit(1)


def main() -> None:
    """Serve until the standard input ends."""
    # The parent stops this process after its last request. Service managers signal both.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    config: dict[str, Any] = json.loads(sys.stdin.buffer.readline() or b"null") or sys.exit(1)
    parent = _Parent()
    folder = Path(config["folder"])
    try:
        with held(folder / "server.lock", wait_seconds=_PREDECESSOR_SECONDS):
            path = folder / "mongoeco.sqlite"
            user = config["user"], config["password"]
            asyncio.run(_serve(path, user, config.get("port", 0), parent))
    except Locked as locked:
        _answer(error=f"process {locked.pid} still holds {folder}")
        sys.exit(1)
    except (OSError, sqlite3.Error) as error:
        # SQLite raises exactly this class for a corrupt file.
        is_broken = type(error) is sqlite3.DatabaseError
        advice = "; restore a backup, or move the folder to start with an empty database"
        _answer(error=f"{error}{advice if is_broken else ''}")
        sys.exit(1)
    except Exception as error:
        _answer(error=repr(error))
        raise


async def _serve(path: Path, user: tuple[str, str], port: int, parent: _Parent) -> None:
    # Slow to import, so only once the lock is held.
    from mongoeco.wire.auth import WireAuthUser
    from mongoeco.wire.proxy import AsyncMongoEcoProxyServer

    from cms_blog.database.embedded.codec import share_immutable_values
    from cms_blog.database.embedded.engine import Engine

    share_immutable_values()
    server = AsyncMongoEcoProxyServer(
        engine=Engine(str(path)),
        # Every local user can connect to loopback.
        auth_users=(WireAuthUser(*user, mechanisms=("SCRAM-SHA-256",)),),
        port=port,
    )
    async with server:
        ended = asyncio.Event()
        loop = asyncio.get_running_loop()
        parent.on_end = lambda: loop.call_soon_threadsafe(ended.set)
        _answer(port=server.address.port)
        await ended.wait()


def _answer(**answer: object) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
