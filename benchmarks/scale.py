"""Whether a list costs the same whatever there is of blogs, and on each of its pages.

python -m benchmarks.scale --blogs 100 1000 10000
"""

import argparse
import asyncio
import json
from dataclasses import dataclass, replace
from http import HTTPStatus
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
from cms_blog.app import create_app, open_services
from cms_blog.settings import load_settings

type Raw = dict[str, Any]

# Few, so that even the smallest series has a full page for each.
_AUTHORS = 5
_LISTS = {"W1": "blogs", "W4": "adminQueue"}
_SECONDS = 3
_PAGE = 5


@dataclass(frozen=True)
class Cost:
    """What a request costs the server, in ms of CPU, and whoever waits for it alone."""

    cpu_ms: float
    wall_ms: float


class _Counter(monitoring.CommandListener):
    """Counts what is sent to MongoDB by clients that are made from now on."""

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


def _cost(server: Server, request: Request) -> Cost:
    status, raw = server.call(request.ask.method, request.path, request.body(), request.token)
    assert status == HTTPStatus.OK, raw
    request.learn([raw])
    alone, _ = load.apply(server, [request], 1, _SECONDS)
    before = server.settled_cpu()
    latencies, _ = load.apply(server, [request], 8, _SECONDS)
    used = server.settled_cpu() - before
    return Cost(used / len(latencies) * 1_000, alone[len(alone) // 2] * 1_000)


def _on_page(request: Request, server: Server, page: int) -> Request | None:
    """The same request on a later page; None where the list does not go so far."""
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


async def _commands(uri: str, requests: list[Request]) -> list[int]:
    """How many commands each request sends where nothing is kept from one to the next."""
    counter = _Counter()
    monitoring.register(counter)
    settings = load_settings(
        mongodb_uri=uri,
        mongodb_db=database.NAME,
        jwt_secret=SECRET,
        session_cache_seconds=0,
        rate_limit_requests="1000000/minute",
    )
    counts: list[int] = []
    async with open_services(settings) as services:
        transport = httpx.ASGITransport(create_app(services))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            # The first one twice: what a server that starts asks for is no part of it.
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


def _series(uri: str, data: Database[Raw]) -> list[str]:
    """The row of the table for the data that is there."""
    server = ours(uri, database.NAME)
    server.start()
    try:
        checker = Checker(data)
        firsts = [requests_for(server, workload, data)[0] for workload in _LISTS]
        for first in firsts:
            checker.check(first, *server.call("POST", "/graphql", first.body(), first.token))
        pages = [_on_page(first, server, _PAGE) for first in firsts]
        costs = [
            _cost(server, request) if request else None
            for pair in zip(firsts, pages, strict=True)
            for request in pair
        ]
    finally:
        server.stop()
    commands = asyncio.run(_commands(uri, firsts))
    count = data.command("count", "blogs")["n"]
    row = [f"{count:,}", *map(str, commands)]
    for cost in costs:
        row += [report.digits(cost.cpu_ms), report.digits(cost.wall_ms)] if cost else ["", ""]
    return row


def _walls(uri: str, data: Database[Raw]) -> str:
    """How long a request that is alone takes, with the data that is there."""
    server = ours(uri, database.NAME)
    server.start()
    try:
        requests = [requests_for(server, workload, data)[0] for workload in ("W1", "W3", "W4")]
        costs = {request.workload: _cost(server, request) for request in requests}
    finally:
        server.stop()
    return ", ".join(f"{name} {report.digits(cost.wall_ms)} ms" for name, cost in costs.items())


def main() -> None:
    """Measure, and write the series into docs/performance.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--blogs", type=int, nargs="+", default=[100, 1_000, 10_000])
    args = parser.parse_args()
    rows: list[list[str]] = []
    for count in args.blogs:
        with database.running() as uri, MongoClient[Raw](uri) as client:
            seed.fill(client, database.NAME, count, _AUTHORS)
            rows.append(_series(uri, client[database.NAME]))
            print(rows[-1], flush=True)
    with database.running() as uri, MongoClient[Raw](uri) as client:
        seed.fill(client, database.NAME)
        data = client[database.NAME]
        size = _mean_size(uri)
        walls = _walls(uri, data)
    head = ["blogs", "W1: commands", "W4: commands"]
    for name in _LISTS:
        for page in (1, _PAGE):
            head += [f"{name}, page {page}: CPU", "wall"]
    how = (
        f"{report.machine()}. CPU of the server with eight connections, wall time of a request "
        "that is alone, both in ms; the commands where nothing is kept from one request to "
        f"the next. {_AUTHORS} authors own the blogs."
    )
    alone = (
        f"With {seed.BLOGS:,} blogs of {size / 1_000:.0f} KB each and {seed.USERS} authors, a "
        f"request that is alone is answered after: {walls}."
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
