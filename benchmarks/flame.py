"""Flame graph of this server with one workload, and CPU shares by function.

python -m benchmarks.flame W1

py-spy inspects the running server, which requires root on some systems.
"""

import argparse
import subprocess
import tempfile
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pymongo import MongoClient

from benchmarks import database, load, seed
from benchmarks.asking import requests_for
from benchmarks.dialects import WORKLOADS
from benchmarks.servers import ENVIRONMENTS, Server, ours

type Raw = dict[str, Any]

_CONNECTIONS = 16
_RATE = 500
_TOP = 40
_MOST = 800


def _shares(samples: str) -> tuple[Counter[str], Counter[str]]:
    """Samples per thousand by function: inclusive and exclusive."""
    inside: Counter[str] = Counter()
    itself: Counter[str] = Counter()
    total = 0
    for line in samples.splitlines():
        stack, _, count = line.rpartition(" ")
        frames = stack.split(";")
        total += int(count)
        itself[frames[-1]] += int(count)
        # Without line numbers: one entry per function.
        for frame in {frame.rpartition(":")[0] + ")" for frame in frames}:
            inside[frame] += int(count)
    for counter in (inside, itself):
        for name in counter:
            counter[name] = round(counter[name] * 1_000 / total)
    return inside, itself


@contextmanager
def _recorded(server: Server, kind: str, path: Path, seconds: int) -> Generator[None]:
    command = [
        str(ENVIRONMENTS / "tools" / "bin" / "py-spy"),
        *("record", "--pid", str(server.pid), "--duration", str(seconds), "--rate", str(_RATE)),
        *("--format", kind, "--output", str(path)),
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as spy:
        yield
        _, told = spy.communicate()
    if spy.returncode:
        raise SystemExit(f"py-spy could not inspect the server:\n{told.decode()}")


def main() -> None:
    """Record and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("workload", choices=WORKLOADS, nargs="?", default="W1")
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--to", type=Path, default=Path(tempfile.gettempdir()))
    args = parser.parse_args()
    raw, graph = args.to / f"{args.workload}.txt", args.to / f"{args.workload}.svg"
    with database.running() as uri, MongoClient[Raw](uri) as client:
        seed.fill(client, database.NAME)
        server = ours(uri, database.NAME)
        server.start()
        try:
            requests = requests_for(server, args.workload, client[database.NAME])
            for request in requests:
                body = request.body()
                request.learn([server.call("POST", request.path, body, request.token)[1]])
            load.apply(server, requests, _CONNECTIONS, 2)
            for kind, path in (("raw", raw), ("flamegraph", graph)):
                with _recorded(server, kind, path, args.seconds):
                    load.apply(server, requests, _CONNECTIONS, args.seconds + 2)
        finally:
            server.stop()
    inside, itself = _shares(raw.read_text())
    for title, counter in (("in it and below", inside), ("in itself", itself)):
        print(f"\n{title}, of all samples:")
        # Functions that contain all samples carry no information.
        shown = [(name, share) for name, share in counter.most_common() if share < _MOST]
        for name, share in shown[:_TOP]:
            print(f"{share / 10:6.1f} %  {name}")
    print(f"\n{graph}")


if __name__ == "__main__":
    main()
