"""This server as a product, with its embedded database."""

import json
from importlib.metadata import PackageNotFoundError, PackagePath, distribution
from pathlib import Path
from typing import Any

from benchmarks import report, seed, whole
from benchmarks.asking import Request
from benchmarks.products.requests import CLIENTS, WORKLOADS, newest, numbers_of, post
from benchmarks.servers import HERE, Wrong
from benchmarks.whole import Create, Whole

_LOCK = HERE.parent / "requirements-run.lock"


def started(folder: Path) -> Whole:
    """Start this server with the benchmark's data."""
    server = whole.server_of(HERE.parent, report.OURS, folder)
    whole.seeded(server, HERE.parent, seed.BLOGS)
    return server


def requests(server: Whole) -> dict[str, list[Request]]:
    """The requests of each workload."""
    return {name: [_request(server, name, n) for n in range(CLIENTS)] for name in WORKLOADS}


def _request(server: Whole, workload: str, client: int) -> Request:
    if workload == "create":
        # Users whose posts are in no measured list.
        return Create(server, workload, seed.user_id(client + CLIENTS), None)
    author = seed.user_id(client)
    blog = {"_id": seed.blog_id(numbers_of(client)[-1]), "revision": 1, "slug": ""}
    return Request(server, workload, author, blog if workload == "W2" else None)


def check(request: Request, raw: bytes, client: int) -> None:
    """Compare a response with the data.

    Raises:
        Wrong: it differs.
    """
    data: Any = json.loads(raw).get("data") or {}
    match request.workload:
        case "list" | "excerpt":
            excerpts = request.workload == "excerpt"
            got: Any = [
                (node["title"], node["content"]["excerpt"] if excerpts else "")
                for node in data["blogs"]["nodes"]
            ]
            right: Any = newest(client, excerpts=excerpts)
        case "W2":
            got = data["blog"]["content"]["markdown"]
            right = post(numbers_of(client)[-1])["markdown"]
        case "W3":
            got, right = data["dashboardStats"]["total"], len(numbers_of(client))
        case _:
            got, right = data["saveBlog"]["blog"]["status"], "SAVED"
    if got != right:
        raise Wrong(f"{request.server.name} {request.workload}: {raw[:600]!r}")


def installed_mb() -> float:
    """Size of the packages that `make run` installs, without Python."""
    lines = [line for line in _LOCK.read_text().splitlines() if line[:1].isalnum()]
    paths = (
        Path(str(file.locate()))
        for line in lines
        for file in _files(line.partition("==")[0].partition("[")[0])
    )
    return sum(path.stat().st_size for path in paths if path.is_file()) / 1e6


def _files(name: str) -> list[PackagePath]:
    try:
        return distribution(name).files or []
    except PackageNotFoundError:
        # A package of another platform.
        return []
