"""Measure this server and its peers on one database, in interleaved rounds. See README.md.

make bench                          the floor, Mercurius and this server, three runs
make bench PEERS=mercurius,ariadne ROUNDS=5
"""

import argparse
import os
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from pymongo import MongoClient
from pymongo.database import Database

from benchmarks import database, gemini, load, renderers, report, seed
from benchmarks.asking import TOKENS, Request, requests_for
from benchmarks.checks import Checker, check_refusals
from benchmarks.dialects import WORKLOADS
from benchmarks.servers import ENVIRONMENTS, PEERS, Server, Wrong, ours, peer, with_gemini

type Raw = dict[str, Any]

CONNECTIONS = 16
# V8 needs thousands of requests to warm up; CPython does not.
_WARMER_NODE = 3


@dataclass
class Measured:
    """Rounds of one server by workload, and its memory at the end."""

    rounds: dict[str, list[report.Round]] = field(
        default_factory=lambda: defaultdict[str, list[report.Round]](list)
    )
    rss_mb: float = 0


class Bench:
    """One run: all servers are started, verified, warmed up and measured in turn."""

    def __init__(
        self,
        servers: list[Server],
        data: Database[Raw],
        seconds: float,
        workloads: Sequence[str] = WORKLOADS,
    ) -> None:
        self._servers, self._data, self._seconds = servers, data, seconds
        self._checker = Checker(data)
        self._workloads = tuple(workloads)
        # Empty lists: workloads that a server does not have.
        self._requests: dict[tuple[str, str], list[Request]] = {}

    def run(self, rounds: int) -> dict[str, Measured]:
        """Measure all servers and return their figures by name.

        Raises:
            Wrong: a server returns a wrong response.
        """
        measured = {server.name: Measured() for server in self._servers}
        try:
            for server in self._servers:
                server.start()
                self._prepare(server)
                print(f"right: {server.name}", flush=True)
            for number in range(rounds):
                first = number % len(self._servers)
                for workload in self._workloads:
                    for server in self._servers[first:] + self._servers[:first]:
                        if not self._requests[server.name, workload]:
                            continue
                        row = self._measure(server, workload)
                        measured[server.name].rounds[workload].append(row)
                print(f"round {number + 1} of {rounds}", flush=True)
            for server in self._servers:
                measured[server.name].rss_mb = server.rss_mb()
                for workload in self._workloads:
                    self._verify(self._requests[server.name, workload])
        finally:
            for server in self._servers:
                server.stop()
        return measured

    def _prepare(self, server: Server) -> None:
        for workload in self._workloads:
            requests = requests_for(server, workload, self._data)
            self._requests[server.name, workload] = requests
            bodies = self._verify(requests)
            again = self._verify(requests)
            for request, *answers in zip(requests, bodies, again, strict=True):
                request.learn(answers)
        mine, queue = (self._requests[server.name, workload][0] for workload in ("W1", "W4"))
        check_refusals(server, mine, queue, TOKENS)
        for workload in self._workloads:
            seconds = self._seconds * (_WARMER_NODE if server.node else 1)
            if requests := self._requests[server.name, workload]:
                load.apply(server, requests, CONNECTIONS, seconds)

    def _verify(self, requests: list[Request]) -> list[bytes]:
        """Send each request once and compare the response with the database."""
        bodies: list[bytes] = []
        for request in requests:
            if request.saves:
                self._checker.reopen(request)
            status, raw = request.call()
            self._checker.check(request, status, raw)
            request.learn_revision(raw)
            bodies.append(raw)
        return bodies

    def _measure(self, server: Server, workload: str) -> report.Round:
        requests = self._requests[server.name, workload]
        if requests[0].saves:
            # The other servers save in the same blogs.
            for request in requests:
                self._checker.reopen(request)
        before = server.settled_cpu()
        latencies, elapsed = load.apply(server, requests, CONNECTIONS, self._seconds)
        used = server.settled_cpu() - before
        if requests[0].saves:
            for request in requests:
                self._checker.check_saved(request)
        count = len(latencies)
        return report.Round(
            cpu_ms=used / count * 1_000,
            per_second=count / elapsed,
            p50_ms=latencies[count // 2] * 1_000,
            p99_ms=latencies[int(count * 0.99)] * 1_000,
        )


def _servers(uri: str, gemini_url: str, peers: list[str]) -> list[Server]:
    model = with_gemini(gemini_url)
    return [
        *(peer(name, uri, database.NAME) for name in peers),
        ours(uri, database.NAME, **model),
        # Without the cache of users, as the peers do it.
        ours(uri, database.NAME, report.WITHOUT_CACHES, SESSION_CACHE_SECONDS="0", **model),
    ]


def _run(args: argparse.Namespace) -> report.Run:
    with (
        database.running() as uri,
        MongoClient[Raw](uri) as client,
        gemini.running() as gemini_url,
    ):
        seed.fill(client, database.NAME)
        servers = _servers(uri, gemini_url, args.peers.split(","))
        measured = Bench(servers, client[database.NAME], args.seconds).run(args.rounds)
        return report.Run(
            rounds={name: dict(found.rounds) for name, found in measured.items()},
            rss_mb={name: found.rss_mb for name, found in measured.items()},
            renderers=renderers.measured(seed.texts()[100].markdown, ENVIRONMENTS / "tools"),
            gemini_client_ms=gemini.client_ms(gemini_url),
            load_average=os.getloadavg()[0],
        )


def main() -> None:
    """Measure and write docs/explanation/performance.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", default="floor-asgi,mercurius", help=f"of {', '.join(PEERS)}")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1, help="duration of each measurement")
    parser.add_argument(
        "--dry", action="store_true", help="print the report, and write only the chart"
    )
    args = parser.parse_args()
    runs: list[report.Run] = []
    started = time.time()
    for number in range(args.runs):
        try:
            runs.append(_run(args))
        except Wrong as error:
            sys.exit(f"FAILED: {error}")
        print(f"run {number + 1} of {args.runs}, {time.time() - started:.0f} s", flush=True)
        medians = {
            name: {
                workload: round(median(r.cpu_ms for r in rows), 2) for workload, rows in by.items()
            }
            for name, by in runs[-1].rounds.items()
        }
        print(medians, flush=True)
    how = (
        f"{CONNECTIONS} connections, {args.seconds:g} s per measurement, medians of "
        f"{args.rounds} interleaved rounds"
    )
    command = f"make bench PEERS={args.peers} RUNS={args.runs} ROUNDS={args.rounds}"
    text = report.peers_section(runs, command, how)
    if args.dry:
        print(text)
    else:
        report.write_section("peers", text)


if __name__ == "__main__":
    main()
