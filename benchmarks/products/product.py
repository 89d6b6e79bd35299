"""A product as a server: its start, its data by its own API, and its requests."""

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, override

from benchmarks import seed
from benchmarks.dialects import REST
from benchmarks.products.adapters import Product
from benchmarks.products.requests import (
    CLIENTS,
    WORKLOADS,
    Asked,
    Author,
    called,
    new_post,
    newest,
    numbers_of,
    post,
)
from benchmarks.servers import ENVIRONMENTS, SECRET, Wrong
from benchmarks.whole import Whole

_FAILURE = 400
_COMMANDS = {
    "Payload": [
        "node",
        "node_modules/next/dist/bin/next",
        "start",
        "-H",
        "127.0.0.1",
        "-p",
        "$PORT",
    ],
    "Strapi": ["node", "node_modules/@strapi/strapi/bin/strapi.js", "start"],
}


@dataclass
class Running(Whole):
    """A running product, which is ready when `ready` responds."""

    ready: str = ""

    @override
    def answers(self) -> bool:
        with suppress(OSError):
            return self.call("GET", self.ready, b"", None)[0] < _FAILURE
        return False


def _folder(product: Product) -> Path:
    return ENVIRONMENTS / product.name.lower()


def started(
    product: Product, data: Path, stack: ExitStack
) -> tuple[Running, list[Author], Mapping[int, Any]]:
    """Start a product and create all posts. Returns its authors, and ids of posts by number."""
    file = data / "data.db"
    empty = _folder(product) / "empty.db"
    if empty.exists():
        shutil.copy(empty, file)
    server = Running(
        name=product.name,
        dialect=REST,
        command=_COMMANDS[product.name],
        folder=_folder(product),
        environment={
            "NODE_ENV": "production",
            "SECRET": SECRET,
            "DATABASE_URI": f"file:{file}",
            "DATABASE_FILE": str(file),
            "NEXT_TELEMETRY_DISABLED": "1",
            "STRAPI_TELEMETRY_DISABLED": "true",
        },
        ready=product.ready,
    )
    stack.callback(server.stop)
    server.start()
    authors = [product.signed_up(server, number) for number in range(seed.USERS)]

    def create(author: int) -> dict[int, Any]:
        made: dict[int, Any] = {}
        # In order: lists are sorted by the time of creation.
        for number in numbers_of(author):
            body = product.made(post(number), authors[author])
            authorization = f"{product.scheme} {authors[author].token}"
            made[number] = product.id_of(called(server, product.create_path, body, authorization))
        return made

    ids: dict[int, Any] = {}
    with ThreadPoolExecutor(CLIENTS) as pool:
        for made in pool.map(create, range(seed.USERS)):
            ids |= made
    return server, authors, ids


def requests(
    product: Product, server: Running, authors: Sequence[Author], ids: Mapping[int, Any]
) -> dict[str, list[Asked]]:
    """The requests of each workload."""
    found: dict[str, list[Asked]] = {name: [] for name in WORKLOADS}
    for client in range(CLIENTS):
        author, other = authors[client], authors[client + CLIENTS]
        paths = product.paths(author, ids[numbers_of(client)[-1]])
        for workload, path in paths.items():
            authorization = f"{product.scheme} {author.token}"
            found[workload].append(Asked(workload, server, path, authorization))
        # Users whose posts are in no measured list.
        body = product.made(new_post(), other)
        authorization = f"{product.scheme} {other.token}"
        asked = Asked(
            "create", server, product.create_path, authorization, body, product.created_status
        )
        found["create"].append(asked)
    return found


def check(product: Product) -> Callable[[Asked, bytes, int], None]:
    """Return the function that compares a response with the data."""

    def compare(request: Asked, raw: bytes, client: int) -> None:
        answer: Any = json.loads(raw)
        match request.workload:
            case "list" | "excerpt":
                excerpts = request.workload == "excerpt"
                rows = product.rows(answer)
                got: Any = [(row["title"], row["excerpt"] if excerpts else "") for row in rows]
                right: Any = newest(client, excerpts=excerpts)
            case "W2":
                got = product.one(answer)["markdown"].strip()
                right = post(numbers_of(client)[-1])["markdown"].strip()
            case "W3":
                got, right = sum(answer.values()), len(numbers_of(client))
            case _:
                got, right = bool(product.id_of(answer)), True
        if got != right:
            raise Wrong(f"{request.server.name} {request.workload}: {raw[:600]!r}")

    return compare


def installed_mb(product: Product) -> float:
    """Size of the packages of a product, without Node."""
    files = (_folder(product) / "node_modules").rglob("*")
    return sum(path.stat().st_size for path in files if path.is_file()) / 1e6
