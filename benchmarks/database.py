"""The database of a benchmark: the embedded engine in a separate process, or BENCH_MONGODB_URI.

The embedded server uses small cursor ids, but Node's driver requires 64-bit ones, so they are
converted here. No password is required, because the peers don't support one.
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
    """Yield BENCH_MONGODB_URI, or the URI of an embedded database that runs during the block."""
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
    """Kind of the database, for a report."""
    given = os.environ.get("BENCH_MONGODB_URI") == uri
    return "a MongoDB" if given else "the embedded engine in a separate process"


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
