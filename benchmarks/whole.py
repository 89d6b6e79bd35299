"""CPU of the server and its embedded database together, beside another version of the source.

python -m benchmarks.whole --before FOLDER

FOLDER is a work tree of the other version with a virtual environment. Both versions run at the same
time, each with a database of its own, and are measured in turn.
"""

import argparse
import os
import subprocess
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any, override

from benchmarks import load, report, seed
from benchmarks.asking import Request
from benchmarks.dialects import BRIEF, OURS, Ask, Dialect
from benchmarks.servers import SECRET, Server, Wrong

type Raw = dict[str, Any]

_CONNECTIONS = 8
_ROOT = Path(__file__).parent.parent
_DATABASE = "whole"
_SEED = (
    "import sys; from pymongo import MongoClient; from benchmarks import seed; "
    f"seed.fill(MongoClient(sys.argv[1]), {_DATABASE!r}, int(sys.argv[2]))"
)
_LIST = "query Mine { blogs(first: 20) { nodes { id title status createdAt author { name }%s } } }"
_EXCERPT = " content { excerpt wordCount readingMinutes }"
_CREATE = """
    mutation Create($input: SaveBlogInput!) {
      saveBlog(input: $input) {
        ... on SaveBlogSuccess { blog { id status updatedAt revision } }
        ... on UserError { message }
      }
    }"""
_TITLES = {
    "list": "20 newest posts of an author",
    "excerpt": "the same with excerpt",
    "W2": "one post",
    "W3": "counts by status",
    "W4": "20 oldest of the review queue",
    "W5": "save of 6 KB",
    "create": "create with 6 KB",
}


def _asks() -> dict[str, Ask]:
    created: Raw = {"brief": BRIEF, "title": "A new post", "markdown": seed.texts()[0].markdown}
    return OURS.asks | {
        "list": Ask(body={"query": _LIST % ""}),
        "excerpt": Ask(body={"query": _LIST % _EXCERPT}),
        "create": Ask(body={"query": _CREATE, "variables": {"input": created}}),
    }


class Create(Request):
    """A request that creates a post, with a number in its text."""

    _numbers = count(1)

    @property
    @override
    def saves(self) -> bool:
        return True

    @override
    def body(self) -> bytes:
        return self._body.replace(b"A new post", b"A %08d" % next(self._numbers))


@dataclass
class Whole(Server):
    """A server that starts its own embedded database."""

    started: list[float] = field(default_factory=list[float])

    @override
    def start(self) -> None:
        begin = time.perf_counter()
        super().start()
        while not self.answers():
            if self.process is None or self.process.poll() is not None:
                raise Wrong(f"{self.name} ended\n{self.log()}")
            time.sleep(0.01)
        self.started.append(time.perf_counter() - begin)

    def answers(self) -> bool:
        """Whether it can answer requests."""
        with suppress(OSError):
            return self.call("GET", "/ready", b"", None)[0] == 200  # noqa: PLR2004 - the status OK
        return False

    @override
    def cpu(self) -> float:
        return sum(map(_cpu_of, self.pids()))

    def pids(self) -> list[int]:
        """Ids of the server and of all its descendants."""
        found = [self.pid]
        for pid in found:
            with suppress(FileNotFoundError):
                tasks = Path(f"/proc/{pid}/task").iterdir()
                children = [(task / "children").read_text().split() for task in tasks]
                found += [int(child) for each in children for child in each]
        return found

    @override
    def rss_mb(self) -> float:
        return sum(map(_rss_of, self.pids()))


def _rss_of(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _cpu_of(pid: int) -> float:
    stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")


def server_of(source: Path, name: str, data: Path) -> Whole:
    settings = {"MONGODB_URI": "", "MONGODB_DB": _DATABASE, "DATA_DIR": str(data)}
    limits = {"RATE_LIMIT_REQUESTS": "1000000000/minute", "GENERATION": "offline"}
    return Whole(
        name=name,
        dialect=Dialect(global_ids=True, asks=_asks()),
        command=[str(source / ".venv" / "bin" / "python"), "-m", "cms_blog", "serve"],
        folder=data,
        environment={"JWT_SECRET": SECRET, **settings, **limits},
    )


def seeded(server: Whole, source: Path, blogs: int) -> None:
    """Fill the database of the server with its own version of the source, and restart it."""
    server.start()
    uri = (server.folder / "database" / "uri").read_text()
    python = server.command[0]
    subprocess.run([python, "-c", _SEED, uri, str(blogs)], cwd=source, check=True)
    server.stop()
    for _ in range(3):
        server.start()
        server.stop()
    server.start()


def requests_of(server: Whole, workload: str) -> list[Request]:
    """Requests of eight admins, each with a post of its own where one is needed."""
    found: list[Request] = []
    for number in range(_CONNECTIONS):
        user = seed.user_id(number)
        if workload == "create":
            found.append(Create(server, workload, user, None))
            continue
        status = {"W2": "published", "W5": "saved"}.get(workload)
        blog = next(_own(user, status)) if status else None
        markdown = seed.texts()[number].markdown
        found.append(Request(server, workload, user, blog, markdown))
    return found


def _own(user: object, status: str) -> Iterator[Raw]:
    for blog in seed.blogs(400):
        if blog["author_id"] == user and blog["status"] == status:
            yield blog


def _measure(server: Whole, requests: Sequence[Request], seconds: float) -> tuple[float, float]:
    """CPU of a request in ms, and requests per second."""
    for request in requests:
        status, raw = server.call("POST", request.path, request.body(), request.token)
        if status != 200 or b'"errors"' in raw or b'"message"' in raw:  # noqa: PLR2004
            raise Wrong(f"{server.name}: {raw[:600]!r}")
        request.learn([raw])
    before = server.settled_cpu()
    latencies, elapsed = load.apply(server, requests, _CONNECTIONS, seconds)
    return (server.settled_cpu() - before) / len(latencies) * 1_000, len(latencies) / elapsed


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--before", type=Path, help="a work tree of the other version")
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=1.5)
    parser.add_argument("--blogs", type=int, default=seed.BLOGS)
    parser.add_argument("--workloads", nargs="+", default=[*_TITLES])
    args = parser.parse_args()
    sources = {"before": args.before, "now": _ROOT} if args.before else {"now": _ROOT}
    with ExitStack() as stack:
        servers: dict[str, Whole] = {}
        for name, source in sources.items():
            data = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cms-blog-")))
            servers[name] = server = server_of(source.resolve(), name, data)
            stack.callback(server.stop)
            seeded(server, source, args.blogs)
        costs = _rounds(servers, args)
    rows = [
        [title, *_cells(costs, name, [*servers])]
        for name, title in _TITLES.items()
        if name in args.workloads
    ]
    starts = [report.digits(median(server.started)) for server in servers.values()]
    rows.append(["start to readiness, s", *[c for s in starts for c in (s, "")], ""])
    head = ["", *[c for name in servers for c in (f"{name}: CPU, ms", "per second")], "ratio"]
    print(f"{report.machine()}\n\n{report.table(head, rows)}")


def _rounds(servers: Mapping[str, Whole], args: Any) -> Mapping[tuple[str, str], list[Any]]:
    costs: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for number in range(args.rounds):
        for workload in args.workloads:
            order = [*servers] if number % 2 else [*servers][::-1]
            for name in order:
                server = servers[name]
                measured = _measure(server, _kept(server, workload), args.seconds)
                costs[name, workload].append(measured)
    return costs


_made: dict[tuple[str, str], list[Request]] = {}


def _kept(server: Whole, workload: str) -> list[Request]:
    """The requests of a server, which know the revisions of their posts."""
    key = server.name, workload
    if key not in _made:
        _made[key] = requests_of(server, workload)
    return _made[key]


def _cells(
    costs: Mapping[tuple[str, str], list[tuple[float, float]]], workload: str, names: Sequence[str]
) -> list[str]:
    cells: list[str] = []
    for name in names:
        cells += [report.digits(median(c[n] for c in costs[name, workload])) for n in (0, 1)]
    pairs = zip(costs[names[0], workload], costs[names[-1], workload], strict=True)
    return [*cells, f"{median(now[0] / before[0] for before, now in pairs):.2f}"]


if __name__ == "__main__":
    main()
