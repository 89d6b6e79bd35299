"""Sends at least 20,000 generated requests to a server; fails on an internal error.

`make fuzz`. Everything is counted in the server's own log, which has a line for each request and an
error with its traceback for each fault, masked or not.
"""

import asyncio
import json
import os
import random
import re
import sys
import tempfile
from collections import Counter
from http import HTTPStatus
from pathlib import Path

from api import BRIEF
from server_process import Server, serving, signed_up

HERE = Path(__file__).parent
ADMIN = "admin@example.com"
LEAST = 20_000
# Per root field (about thirty) and per caller (three).
EXAMPLES = int(os.environ.get("EXAMPLES", "250"))
ROUTE_REQUESTS = 2_000
RATES = {f"RATE_LIMIT_{what}": "10000000/minute" for what in ("REQUESTS", "GENERATIONS")} | {
    "LIMITS": json.dumps(
        {f"rate_limit_{what}": "10000000/minute" for what in ("refused", "signups", "uploads")}
    )
}
SAVE = """
  mutation Save($input: SaveBlogInput!) {
    saveBlog(input: $input) {
      ... on SaveBlogSuccess { blog { id author { id } } }
    }
  }
"""
REQUEST_PUBLISH = "mutation ($id: ID!) { requestPublish(id: $id) { __typename } }"

_REQUEST = re.compile(r"\] request\b.*\bpath=/graphql\b.*\bstatus=(\d+)")


async def count(server: Server) -> tuple[Counter[int], list[str]]:
    """Collect the statuses of all requests and the log lines of internal errors."""
    statuses: Counter[int] = Counter()
    faults: list[str] = []
    assert server.process.stderr is not None
    async for raw in server.process.stderr:
        line = raw.decode(errors="replace")
        if found := _REQUEST.search(line):
            statuses[int(found[1])] += 1
        elif any(sign in line for sign in ("[error", "[critical", "Traceback")):
            faults.append(line)
    return statuses, faults


async def known_ids(server: Server, token: str) -> list[str]:
    """Create an author and ten blogs, some of them pending; return their ids."""
    ids: list[str] = []
    for number in range(10):
        given = {"brief": BRIEF, "title": f"Title {number}", "markdown": "# A\n\nText."}
        blog = (await server.execute(SAVE, token, input=given))["blog"]
        ids += [blog["id"], blog["author"]["id"]]
        if number % 2:
            await server.execute(REQUEST_PUBLISH, token, id=blog["id"])
    return sorted(set(ids))


async def fuzz(server: Server, ids: list[str], token: str) -> int:
    """Run schemathesis as one caller; return its exit status."""
    as_caller = ("--header", f"Authorization: Bearer {token}") if token else ()
    arguments = (
        *("run", f"{server.http.base_url}/graphql", "--max-examples", str(EXAMPLES)),
        *("--checks", "no_fault_of_the_server", "--continue-on-failure", "--no-color"),
        *("--generation-database", "none", "--suppress-health-check", "all", "--warnings", "off"),
        # Excluded, because it would revoke the caller's session.
        *("--exclude-name", "Mutation.logoutEverywhere"),
        *as_caller,
    )
    process = await asyncio.create_subprocess_exec(
        str(HERE / ".venv" / "bin" / "schemathesis"),
        *arguments,
        cwd=HERE,
        env=os.environ | {"SCHEMATHESIS_HOOKS": "hooks", "KNOWN_IDS": " ".join(ids)},
    )
    return await process.wait()


# Beginnings of the routes other than GraphQL, and parts that they are continued with.
ROUTES = (
    *("/feed.xml", "/feed.json", "/feeds/tags/", "/feeds/authors/", "/sitemap.xml", "/sitemap-"),
    *("/robots.txt", "/uploads/", f"/uploads/{'a' * 32}.png", f"/uploads/{'a' * 32}.gif.640.webp"),
    *("/mail/unsubscribe?token=", "/export?ticket="),
)
PARTS = (
    *(
        "",
        ".xml",
        ".640.webp",
        ".0640.webp",
        "1.xml",
        "%00",
        "%ff",
        "%2e%2e",
        "%2F",
        "..",
        "/",
        "?",
        "#",
        "%ED%A0%80",
        "a" * 999,
    ),
    *("%E2%80%AE", "%F0%9F%92%A9", "$ne", "[]", "-1", "9" * 99, "'", "%0d%0aX: y", "VXNlcjo="),
)
CONDITIONS = ("If-None-Match", "If-Modified-Since", "Range", "Accept", "Accept-Encoding", "Origin")
VALUES = ("*", '"x"', "W/", "bytes=9-1", "Sun, 31 Feb 2024 25:00:00 +9999", "gzip;q=x", "9" * 999)


async def fuzz_routes(server: Server) -> None:
    """Send random paths and headers to the routes other than GraphQL."""
    choose = random.Random(0)
    for _ in range(ROUTE_REQUESTS):
        path = choose.choice(ROUTES) + "".join(choose.choices(PARTS, k=choose.randrange(3)))
        names = choose.sample(CONDITIONS, choose.randrange(3))
        headers = {name: choose.choice(VALUES) for name in names}
        response = await server.http.request(
            choose.choice(("GET", "HEAD", "OPTIONS")), path, headers=headers
        )
        assert response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR, (path, headers)


async def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        async with serving(Path(folder), **RATES, ADMIN_EMAIL=ADMIN) as server:
            counting = asyncio.create_task(count(server))
            author, admin = await signed_up(server), await signed_up(server, ADMIN)
            ids = await known_ids(server, author)
            failed = [await fuzz(server, ids, token) for token in ("", author, admin)]
            await fuzz_routes(server)
            server.process.terminate()
            statuses, faults = await counting
    told = f"{statuses.total():,} requests; by status: {dict(sorted(statuses.items()))}\n"
    sys.stdout.write(told + "".join(faults))
    fine = not any(failed) and not faults and statuses.total() >= LEAST
    return 0 if fine and max(statuses) < 500 else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
