"""The database of a benchmark: the embedded engine as a process of its own, or one that is given.

The embedded server names cursors with small numbers, and Node's driver takes nothing but 64-bit
ones. Here they are made so, and anybody on the machine may connect: the peers know no password.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, override

NAME = "cms_blog_benchmark"


@contextmanager
def running() -> Generator[str]:
    """The URI of BENCH_MONGODB_URI, or of an embedded database of its own while the block runs."""
    if uri := os.environ.get("BENCH_MONGODB_URI"):
        yield uri
        return
    with tempfile.TemporaryDirectory(prefix="cms-blog-database-") as folder:
        command = [sys.executable, "-m", "benchmarks.database", folder]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            try:
                yield process.stdout.readline().strip()
            finally:
                process.terminate()


def described(uri: str) -> str:
    """What kind of database it is, for a report."""
    given = os.environ.get("BENCH_MONGODB_URI") == uri
    return "a MongoDB" if given else "the embedded engine, a process of its own"


async def _serve(folder: Path) -> None:
    from bson.int64 import Int64
    from mongoeco.wire import proxy
    from mongoeco.wire.cursors import WireCursorStore

    from cms_blog.database.embedded.engine import Engine

    def long(result: dict[str, Any]) -> dict[str, Any]:
        cursor: dict[str, Any] | None = result.get("cursor")
        if cursor:
            cursor["id"] = Int64(cursor["id"])
        return result

    class Store(WireCursorStore):
        @override
        def materialize_command_result(self, *args: Any, **named: Any) -> dict[str, Any]:
            return long(super().materialize_command_result(*args, **named))

        @override
        def get_more(self, *args: Any, **named: Any) -> dict[str, Any]:
            return long(super().get_more(*args, **named))

    proxy.__dict__["WireCursorStore"] = Store
    engine = Engine(str(folder / "benchmark.sqlite"))
    async with proxy.AsyncMongoEcoProxyServer(engine=engine, host="127.0.0.1", port=0) as server:
        sys.stdout.write(f"mongodb://127.0.0.1:{server.address.port}/?directConnection=true\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(Path(sys.argv[1])))
