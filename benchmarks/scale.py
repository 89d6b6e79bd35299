"""Cost of lists with different numbers of blogs and on different pages.

python -m benchmarks.scale --blogs 100 1000 10000 100000

Each number has its own database and server. They are measured in turn, so that other load on the
machine affects all of them. Seeding a hundred thousand blogs takes ten minutes.
"""

import argparse
import asyncio
import json
from collections import defaultdict
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from statistics import median
from typing import Any, override

import httpx
from pymongo import MongoClient, monitoring
from pymongo.database import Database
from pymongo.monitoring import CommandFailedEvent, CommandStartedEvent, CommandSucceededEvent

from benchmarks import database, load, report, seed
from benchmarks.asking import Request, requests_for
from benchmarks.checks import Checker
from benchmarks.dialects import Ask
from benchmarks.servers import SECRET, Server, ours
from cms_blog.server.app import create_app, open_services
from cms_blog.settings import load_settings

type Raw = dict[str, Any]

# Few, so that each has a full page even in the smallest series.
_AUTHORS = 5
_LISTS = {"W1": "blogs", "W4": "adminQueue"}
_ROUNDS = 5
_SECONDS = 1
_PAGE = 5
_PLACES = [(workload, page) for workload in _LISTS for page in (1, _PAGE)]


@dataclass(frozen=True)
class Cost:
    """CPU time of the server for a request, and latency of a single request, in ms."""

    cpu_ms: float
    wall_ms: float


class _Counter(monitoring.CommandListener):
    """Counts the commands of MongoDB clients created later."""

    def __init__(self) -> None:
        self.commands: list[str] = []

    @override
    def started(self, event: CommandStartedEvent) -> None:
        self.commands.append(event.command_name)

    @override
    def succeeded(self, event: CommandSucceededEvent) -> None:
        pass

    @override
    def failed(self, event: CommandFailedEvent) -> None:
        pass


def _asked_once(server: Server, request: Request) -> bytes:
    """Send a request and learn its response, which later responses must equal."""
    status, raw = server.call(request.ask.method, request.path, request.body(), request.token)
    assert status == HTTPStatus.OK, raw
    request.learn([raw])
    return raw


def _cost(server: Server, request: Request) -> Cost:
    alone, _ = load.apply(server, [request], 1, _SECONDS)
    before = server.settled_cpu()
    latencies, _ = load.apply(server, [request], 8, _SECONDS)
    used = server.settled_cpu() - before
    return Cost(used / len(latencies) * 1_000, alone[len(alone) // 2] * 1_000)


@dataclass
class Scale:
    """A database with a number of blogs, its server, and the requests by list and page."""

    blogs: int
    server: Server
    commands: list[int]
    requests: dict[tuple[str, int], Request]
    costs: dict[tuple[str, int], list[Cost]] = field(
        default_factory=lambda: defaultdict[tuple[str, int], list[Cost]](list)
    )

    def measure(self, place: tuple[str, int]) -> None:
        """Measure one page of one list."""
        if place in self.requests:
            self.costs[place].append(_cost(self.server, self.requests[place]))

    def row(self) -> list[str]:
        """Row of the table, with medians."""
        cells = [f"{self.blogs:,}", *map(str, self.commands)]
        for place in _PLACES:
            costs = self.costs[place]
            if costs:
                cpu = median(cost.cpu_ms for cost in costs)
                wall = median(cost.wall_ms for cost in costs)
                cells += [report.digits(cpu), report.digits(wall)]
            else:
                cells += ["", ""]
        return cells


def _on_page(request: Request, server: Server, page: int) -> Request | None:
    """The request for a later page; None if the list is shorter."""
    name = _LISTS[request.workload]
    ask = request.ask
    query = ask.body["query"].replace("($first: Int!)", "($first: Int!, $after: String)")
    query = query.replace("(first: $first)", "(first: $first, after: $after)")
    asking = query.replace("nodes {", "pageInfo { endCursor hasNextPage } nodes {")
    variables = dict(ask.body["variables"])
    for _ in range(page - 1):
        body = json.dumps({"query": asking, "variables": variables}).encode()
        answer = json.loads(server.call("POST", "/graphql", body, request.token)[1])
        info = answer["data"][name]["pageInfo"]
        if not info["hasNextPage"]:
            return None
        variables["after"] = info["endCursor"]
    later: Ask = replace(ask, body={"query": query, "variables": variables})
    dialect = replace(server.dialect, asks={**server.dialect.asks, request.workload: later})
    return Request(replace(server, dialect=dialect), request.workload, request.user, None)


async def _commands(uri: str, name: str, requests: list[Request]) -> list[int]:
    """Number of commands per request without cached users."""
    counter = _Counter()
    monitoring.register(counter)
    settings = load_settings(
        mongodb_uri=uri,
        mongodb_db=name,
        jwt_secret=SECRET,
        session_cache_seconds=0,
        rate_limit_requests="1000000/minute",
    )
    counts: list[int] = []
    async with open_services(settings) as services:
        transport = httpx.ASGITransport(create_app(services))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            # The first one twice: commands of the start are not counted.
            for request in (requests[0], *requests):
                counter.commands.clear()
                headers = {
                    "Authorization": f"Bearer {request.token}",
                    "Content-Type": "application/json",
                }
                answer = await client.post("/graphql", content=request.body(), headers=headers)
                assert answer.status_code == HTTPStatus.OK, answer.text
                counts.append(len(counter.commands))
    return counts[1:]


@contextmanager
def _made(count: int) -> Generator[Scale]:
    name = f"{database.NAME}_{count}"
    with database.running() as uri, MongoClient[Raw](uri) as client:
        print(f"seeding {count:,} blogs", flush=True)
        seed.fill(client, name, count, _AUTHORS)
        server = ours(uri, name)
        server.start()
        try:
            data = client[name]
            firsts = {workload: requests_for(server, workload, data)[0] for workload in _LISTS}
            checker = Checker(data)
            requests: dict[tuple[str, int], Request] = {}
            for workload, page in _PLACES:
                request = _on_page(firsts[workload], server, page)
                if request is not None:
                    raw = _asked_once(server, request)
                    if page == 1:
                        checker.check(request, HTTPStatus.OK, raw)
                    requests[workload, page] = request
            commands = asyncio.run(_commands(uri, name, list(firsts.values())))
            yield Scale(data.command("count", "blogs")["n"], server, commands, requests)
        finally:
            server.stop()
            client.drop_database(name)


def _walls(uri: str, data: Database[Raw]) -> str:
    """Latency of single requests with the benchmark's data."""
    server = ours(uri, database.NAME)
    server.start()
    try:
        requests = [requests_for(server, workload, data)[0] for workload in ("W1", "W3", "W4")]
        for request in requests:
            _asked_once(server, request)
        costs = {request.workload: _cost(server, request) for request in requests}
    finally:
        server.stop()
    return ", ".join(f"{name} {report.digits(cost.wall_ms)} ms" for name, cost in costs.items())


def main() -> None:
    """Measure, and write the series into docs/explanation/performance.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--blogs", type=int, nargs="+", default=[100, 1_000, 10_000])
    args = parser.parse_args()
    with ExitStack() as stack:
        scales = [stack.enter_context(_made(count)) for count in args.blogs]
        for number in range(_ROUNDS):
            for place in _PLACES:
                for scale in scales:
                    scale.measure(place)
            print(f"round {number + 1} of {_ROUNDS}", flush=True)
        rows = [scale.row() for scale in scales]
    with database.running() as uri, MongoClient[Raw](uri) as client:
        seed.fill(client, database.NAME)
        data = client[database.NAME]
        size = _mean_size(uri)
        walls = _walls(uri, data)
    head = ["blogs", "W1: commands", "W4: commands"]
    for name, page in _PLACES:
        head += [f"{name}, page {page}: CPU", "wall"]
    how = (
        f"{report.machine()}. CPU of the server with eight connections, wall time of a single "
        "request, both in ms; commands without cached users. Medians of "
        f"{_ROUNDS} interleaved rounds. {_AUTHORS} authors own the blogs."
    )
    alone = (
        f"With {seed.BLOGS:,} blogs of {size / 1_000:.0f} KB each and {seed.USERS} authors, a "
        f"single request takes: {walls}."
    )
    text = "\n\n".join([how, report.table(head, rows), alone])
    report.write_section("scale", text)


def _mean_size(uri: str) -> int:
    from bson.raw_bson import RawBSONDocument

    with MongoClient[RawBSONDocument](uri, document_class=RawBSONDocument) as client:
        sizes = [len(blog.raw) for blog in client[database.NAME]["blogs"].find()]
    return sum(sizes) // len(sizes)


if __name__ == "__main__":
    main()
