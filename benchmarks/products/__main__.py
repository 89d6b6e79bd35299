"""Measure this server beside Payload and Strapi, each with its embedded database.

make bench-products

The CPU of all processes of a server is counted, its embedded database included.
"""

import argparse
import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import chart, load, report, seed
from benchmarks.products import own
from benchmarks.products.adapters import PAYLOAD, STRAPI
from benchmarks.products.product import check, installed_mb, requests, started
from benchmarks.products.requests import CLIENTS, WORKLOADS
from benchmarks.servers import Wrong
from benchmarks.whole import Whole

_STARTS = 3


@dataclass
class Subject:
    """A server with its requests, the check of a response, and its figures by workload."""

    server: Whole
    requests: Mapping[str, Sequence[Any]]
    check: Callable[[Any, bytes, int], None]
    installed_mb: float
    cpu_ms: dict[str, list[float]] = field(
        default_factory=lambda: defaultdict[str, list[float]](list)
    )
    rss_mb: float = 0

    def measure(self, workload: str, seconds: float) -> None:
        """Verify the responses, and measure the CPU of a request."""
        asked = self.requests[workload]
        for client, request in enumerate(asked):
            bodies = [self._right(request, client) for _ in range(2)]
            request.learn(bodies)
        before = self.server.settled_cpu()
        latencies, _ = load.apply(self.server, asked, CLIENTS, seconds)
        used = self.server.settled_cpu() - before
        self.cpu_ms[workload].append(used / len(latencies) * 1_000)

    def _right(self, request: Any, client: int) -> bytes:
        status, raw = request.call()
        if status != request.status:
            raise Wrong(f"{self.server.name} {request.workload}: {status} {raw[:600]!r}")
        self.check(request, raw, client)
        return raw


def _subjects(stack: ExitStack) -> list[Subject]:
    def folder() -> Path:
        return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cms-blog-")))

    server = own.started(folder())
    stack.callback(server.stop)
    _restarted(server)
    subjects = [Subject(server, own.requests(server), own.check, own.installed_mb())]
    for product in (PAYLOAD, STRAPI):
        other, authors, oldest = started(product, folder(), stack)
        _restarted(other)
        asked = requests(product, other, authors, oldest)
        subjects.append(Subject(other, asked, check(product), installed_mb(product)))
        print(f"seeded: {product.name}", flush=True)
    return subjects


def _restarted(server: Whole) -> None:
    """Measure starts with the data. Requests made before have an old port."""
    server.started.clear()
    for _ in range(_STARTS):
        server.stop()
        server.start()


def _measured(subjects: list[Subject], rounds: int, seconds: float) -> None:
    for workload in WORKLOADS:
        for subject in subjects:
            subject.measure(workload, seconds)
            # That was the warm-up.
            subject.cpu_ms[workload].clear()
    for number in range(rounds):
        first = number % len(subjects)
        for workload in WORKLOADS:
            for subject in subjects[first:] + subjects[:first]:
                subject.measure(workload, seconds)
        print(f"round {number + 1} of {rounds}", flush=True)
    for subject in subjects:
        subject.rss_mb = subject.server.rss_mb()


def _chart(subjects: list[Subject]) -> str:
    def panel(heading: str, values: Sequence[float]) -> chart.Panel:
        names = [subject.server.name for subject in subjects]
        return chart.Panel(
            heading,
            [
                chart.Bar(name, value, report.digits(value), chart.kind_of(name))
                for name, value in zip(names, values, strict=True)
            ],
        )

    panels = [
        panel(f"{title}: CPU, ms", [median(s.cpu_ms[workload]) for s in subjects])
        for workload, title in WORKLOADS.items()
    ]
    panels.append(panel("memory after the load, MB", [s.rss_mb for s in subjects]))
    title = "Whole products, all processes counted (each figure has its own scale)"
    return chart.write("products", title, panels)


def _section(subjects: list[Subject], args: argparse.Namespace) -> str:
    rows = [
        [f"{title}: CPU, ms", *(report.digits(median(s.cpu_ms[workload])) for s in subjects)]
        for workload, title in WORKLOADS.items()
    ]
    rows += [
        ["start to the first response, s", *(f"{median(s.server.started):.1f}" for s in subjects)],
        ["memory after the load, MB", *(f"{s.rss_mb:.0f}" for s in subjects)],
        ["installed, MB", *(f"{s.installed_mb:.0f}" for s in subjects)],
    ]
    how = (
        f"`make bench-products` (`--rounds {args.rounds} --seconds {args.seconds:g}`): "
        f"{report.machine()}. {seed.BLOGS:,} posts of 6 KB, {CLIENTS} connections, medians of "
        f"{args.rounds} interleaved rounds; load average at the end: {os.getloadavg()[0]:.1f}."
    )
    table = report.table(["", *(s.server.name for s in subjects)], rows)
    return "\n\n".join([how, _chart(subjects), table])


def main() -> None:
    """Measure, and write the figures into docs/explanation/performance.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=1.5, help="duration of each measurement")
    args = parser.parse_args()
    with ExitStack() as stack:
        try:
            subjects = _subjects(stack)
            _measured(subjects, args.rounds, args.seconds)
        except Wrong as error:
            sys.exit(f"FAILED: {error}")
        text = _section(subjects, args)
    report.write_section("products", text)


if __name__ == "__main__":
    main()
