"""Measure this server without single optimisations, in interleaved rounds.

python -m benchmarks.devices

Each variant lacks one of them: by a setting if there is one, else by `without.py`.
"""

import argparse
import os
import sys
from statistics import median
from typing import Any

from pymongo import MongoClient

from benchmarks import chart, database, report, seed
from benchmarks.run import CONNECTIONS, Bench, Measured
from benchmarks.servers import HERE, Server, Wrong, ours

type Raw = dict[str, Any]

_WORKLOADS = ("W1", "W2", "W3", "W4", "W6")
_SETTINGS = {
    "cached users": {"SESSION_CACHE_SECONDS": "0"},
    "compiled plans": {"LIMITS": '{"compiled_plans": false}'},
    "cached documents": {"LIMITS": '{"document_cache_characters": 0}'},
    "cached public responses": {"LIMITS": '{"public_cache_seconds": 0}'},
}
_WITHOUT = {"fast path for one root field": "shortcuts", "projections": "projections"}


def _servers(uri: str) -> list[Server]:
    changed = [ours(uri, database.NAME, name, **settings) for name, settings in _SETTINGS.items()]
    for name, device in _WITHOUT.items():
        server = ours(uri, database.NAME, name, PYTHONPATH=str(HERE.parent))
        server.command = [sys.executable, "-m", "benchmarks.devices.without", device, "serve"]
        changed.append(server)
    return [ours(uri, database.NAME), *changed]


def _ratio(measured: dict[str, Measured], name: str, workload: str) -> float:
    """Median of the ratios of each round to the default configuration."""
    pairs = zip(
        measured[name].rounds[workload], measured[report.OURS].rounds[workload], strict=True
    )
    return median(one.cpu_ms / base.cpu_ms for one, base in pairs)


def _chart(ratios: dict[str, dict[str, float]]) -> str:
    panels = [
        chart.Panel(
            workload,
            [chart.Bar(report.OURS, 1, "1.00", "own")]
            + [
                chart.Bar(name, row[workload], f"{row[workload]:.2f}", "variant")
                for name, row in ratios.items()
            ],
        )
        for workload in _WORKLOADS
    ]
    title = "CPU per request without one optimisation, relative to this server"
    return chart.write("devices", title, panels)


def main() -> None:
    """Measure, and write the figures into docs/explanation/performance.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.8, help="duration of each measurement")
    args = parser.parse_args()
    with database.running() as uri, MongoClient[Raw](uri) as client:
        seed.fill(client, database.NAME)
        servers = _servers(uri)
        try:
            bench = Bench(servers, client[database.NAME], args.seconds, _WORKLOADS)
            measured = bench.run(args.rounds)
        except Wrong as error:
            sys.exit(f"FAILED: {error}")
    names = [server.name for server in servers[1:]]
    ratios = {name: {w: _ratio(measured, name, w) for w in _WORKLOADS} for name in names}
    rows = [[name, *(f"{value:.2f}" for value in row.values())] for name, row in ratios.items()]
    base = measured[report.OURS].rounds
    defaults = [report.digits(median(one.cpu_ms for one in base[w])) for w in _WORKLOADS]
    how = (
        f"`python -m benchmarks.devices --rounds {args.rounds} --seconds {args.seconds:g}`: "
        f"{report.machine()}. {CONNECTIONS} connections; medians of the ratios of each of "
        f"{args.rounds} interleaved rounds; load average at the end: {os.getloadavg()[0]:.1f}. "
        "CPU per request without one optimisation, relative to the default configuration:"
    )
    table = report.table(
        ["without", *_WORKLOADS], [*rows, ["this server: CPU per request, ms", *defaults]]
    )
    report.write_section("devices", "\n\n".join([how, _chart(ratios), table]))


if __name__ == "__main__":
    main()
