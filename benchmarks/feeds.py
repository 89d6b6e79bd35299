"""Peak memory of the server for feeds and sitemaps, with different numbers of published posts.

python -m benchmarks.feeds --posts 1000 100000

The posts are in the embedded database, which is a process of its own. Seeding a hundred thousand
takes minutes. Linux only.
"""

import argparse
import asyncio
import gzip
import re
import tempfile
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from itertools import batched
from pathlib import Path
from typing import Any

import httpx
from pymongo import AsyncMongoClient

from benchmarks import seed
from benchmarks.servers import Server, ours
from cms_blog.blogs.content.markdown import RENDERER, render
from cms_blog.database.embedded import process as embedded
from cms_blog.graphql.types.node_ids import encode_id

_DATABASE = "feeds"
_BATCH = 500
_TAG = "Garden"
# A hundred thousand minutes are 70 days, so no post is scheduled for later.
_FIRST = datetime(2026, 1, 1, tzinfo=UTC)
_ENTRY = re.compile(rb'<(?:loc|item|entry)\b|"date_published"')
_TEXT = render("A short post.\n\n" + "It has some *words*, and a [link](/about). " * 20)


def _posts(count: int) -> Iterator[dict[str, Any]]:
    for number, blog in enumerate(seed.blogs(count)):
        at, slug = _FIRST + timedelta(minutes=number), f"post-{number}"
        yield blog | {
            "status": "published",
            "slug": slug,
            "slugs": [slug],
            "tags": [_TAG],
            "tag_keys": [_TAG.lower()],
            "published_at": at,
            "first_published_at": at,
            "approved_at": at,
            "final_blog": {"markdown": "", "html": _TEXT.html, "renderer": RENDERER, "excerpt": ""},
        }


async def _seed(uri: str, count: int) -> None:
    async with AsyncMongoClient[dict[str, Any]](uri) as client:
        database = client[_DATABASE]
        await database["users"].insert_many(seed.users())
        for batch in batched(_posts(count), _BATCH, strict=False):
            await database["blogs"].insert_many(batch)


def _peak_mb(server: Server) -> float:
    status = Path(f"/proc/{server.pid}/status").read_text()
    (kilobytes,) = re.findall(r"VmHWM:\s+(\d+)", status)
    return int(kilobytes) * 1_024 / 1e6


def _reset_peak(server: Server) -> None:
    # proc_pid_clear_refs(5): the peak is the current size again.
    Path(f"/proc/{server.pid}/clear_refs").write_text("5")


async def _ready(http: httpx.AsyncClient) -> None:
    while (await http.get("/ready")).status_code != HTTPStatus.OK:  # noqa: ASYNC110 - of another process, which signals nothing
        await asyncio.sleep(1)


async def _measure(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with embedded.running(Path(folder)) as uri:
            # The first server creates the indexes, as in a product. The second begins with little
            # memory in use.
            async with _serving(uri):
                began = time.monotonic()
                await _seed(uri, count)
                print(f"{count:,} posts, stored in {time.monotonic() - began:.0f} s", flush=True)
            async with _serving(uri) as server:
                await _request_all(server)


@asynccontextmanager
async def _serving(uri: str) -> AsyncGenerator[Server]:
    server = ours(uri, _DATABASE)
    await asyncio.to_thread(server.start)
    try:
        async with httpx.AsyncClient(base_url=f"http://{server.host}", timeout=600) as http:
            await _ready(http)
        yield server
    finally:
        await asyncio.to_thread(server.stop)


async def _request_all(server: Server) -> None:
    author = encode_id("User", seed.user_id(0))
    paths = ["/feed.xml", "/feed.json", f"/feeds/tags/{_TAG}.xml", f"/feeds/authors/{author}.xml"]
    paths += ["/sitemap.xml", "/sitemap-1.xml", "/sitemap-2.xml"]
    async with httpx.AsyncClient(base_url=f"http://{server.host}", timeout=600) as http:
        print(
            "| Document | Entries | Bytes | gzipped | CPU | Memory | Peak |\n"
            "|---|---:|---:|---:|---:|---:|---:|"
        )
        for path in paths:
            _reset_peak(server)
            before, cpu = server.rss_mb(), server.cpu()
            response = await http.get(path)
            if response.status_code == HTTPStatus.NOT_FOUND:
                continue
            size = len(response.raise_for_status().content)
            entries = len(_ENTRY.findall(response.content))
            zipped = len(gzip.compress(response.content))
            print(
                f"| `{path}` | {entries:,} | {size:,} | {zipped:,} | {server.cpu() - cpu:.2f} s "
                f"| {before:.0f} MB | {_peak_mb(server):.0f} MB |",
                flush=True,
            )


def main() -> None:
    """Measure each number of posts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, nargs="+", default=[1_000, 100_000])
    for count in parser.parse_args().posts:
        asyncio.run(_measure(count))


if __name__ == "__main__":
    main()
