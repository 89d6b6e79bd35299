"""A thousand concurrent clients of one process for a minute: errors, memory, latency.

python -m benchmarks.soak
"""

import argparse
import resource
import threading
import time
from typing import Any

from pymongo import MongoClient
from pymongo.database import Database

from benchmarks import database, load, report, seed
from benchmarks.asking import Request
from benchmarks.servers import Server, ours

type Raw = dict[str, Any]

# Requests of each client in turn; one of a hundred clients saves instead.
_MIX = ("W1", "W2", "W3", "W1", "W2")
_SAVING = 100
# The embedded engine serves some hundred requests per second, so clients wait for it.
_PATIENCE = {
    "LIMITS": '{"query_timeout_seconds": 60, "mutation_timeout_seconds": 60, '
    '"mongodb_timeout_seconds": 60}',
}


def _requests(server: Server, data: Database[Raw], clients: int) -> list[Request]:
    """Requests of all clients: client `n` sends every `clients`-th, starting at `n`."""
    readers: list[list[Request]] = []
    savers: list[Request] = []
    for number in range(seed.USERS):
        user = seed.user_id(number)
        mine = data["blogs"].find({"author_id": user, "status": "published"}).limit(1)
        published = next(iter(mine))
        own = {
            name: Request(server, name, user, published if name == "W2" else None)
            for name in set(_MIX)
        }
        readers.append([own[name] for name in _MIX])
        # The oldest blog, which is in no list that is read.
        drafts = data["blogs"].find({"author_id": user, "status": "saved"}).sort("_id", 1)
        text = seed.texts()[number].markdown
        savers.append(Request(server, "W5", user, next(iter(drafts.limit(1))), text))
    for request in [*savers, *(one for asked in readers for one in asked)]:
        raw = server.call("POST", request.path, request.body(), request.token)[1]
        request.learn([raw])
    return [
        savers[n // _SAVING] if n % _SAVING == 0 else readers[n % seed.USERS][turn]
        for turn in range(len(_MIX))
        for n in range(clients)
    ]


class _Memory(threading.Thread):
    """Samples the server's memory every second."""

    def __init__(self, server: Server) -> None:
        super().__init__(daemon=True)
        self.seen: list[float] = []
        self._server = server
        self.over = False

    def run(self) -> None:
        while not self.over:
            self.seen.append(self._server.rss_mb())
            time.sleep(1)


def main() -> None:
    """Measure, and write the figures into docs/explanation/performance.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=1_000, help="at most 1,000")
    parser.add_argument("--seconds", type=int, default=60)
    args = parser.parse_args()
    # Each client needs a file descriptor on both sides.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with database.running() as uri, MongoClient[Raw](uri) as client:
        seed.fill(client, database.NAME)
        server = ours(uri, database.NAME, **_PATIENCE)
        server.start()
        try:
            requests = _requests(server, client[database.NAME], args.clients)
            load.apply(server, requests[:: len(_MIX)], 16, 2)
            memory = _Memory(server)
            memory.start()
            latencies, elapsed = load.apply(server, requests, args.clients, args.seconds)
            memory.over = True
        finally:
            server.stop()
    count = len(latencies)
    p50, p99 = latencies[count // 2] * 1_000, latencies[int(count * 0.99)] * 1_000
    marks = [memory.seen[int((len(memory.seen) - 1) * part / 4)] for part in range(5)]
    text = (
        f"{report.machine()}. {args.clients:,} connections of {seed.USERS} users for "
        f"{args.seconds} s, each with one outstanding request, most of which wait for the "
        "database; one of a hundred saves 6 KB, the others read W1, W2 and "
        f"W3. All timeouts are 60 s instead of 10 s to 180 s.\n\n"
        f"{count:,} responses ({count / elapsed:.0f} per second), all verified, no "
        f"error. Median latency {p50:,.0f} ms, 99th percentile {p99:,.0f} ms: "
        f"{p99 / p50:.1f} times as long. Memory at the start, after each quarter and at the end, "
        "in MB: " + ", ".join(f"{mark:.0f}" for mark in marks) + "."
    )
    report.write_section("soak", text)


if __name__ == "__main__":
    main()
