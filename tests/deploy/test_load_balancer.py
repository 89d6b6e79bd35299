"""Two nodes behind Caddy with the shipped Caddyfile: features that a proxy can break."""

import asyncio
import json
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from api import BRIEF, PASSWORD
from free_ports import free_port
from PIL import Image
from server_process import SIGNUP, Server, serving, signed_up
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from cms_blog.database.embedded import process as embedded
from cms_blog.server.run import KEEP_ALIVE_SECONDS

CADDY = Path(__file__).parent / ".venv" / "bin" / "caddy"
CADDYFILE = Path(__file__).parents[2] / "deploy" / "caddy" / "Caddyfile"
COMPOSE = Path(__file__).parents[2] / "compose.yaml"
COUNT = "{ publishedBlogs { totalCount } }"
STATS = "{ dashboardStats { total } }"
UPLOAD = """
  mutation Upload($file: Upload!) {
    uploadImage(input: {file: $file}) {
      ... on UploadImageSuccess { image { url } }
      ... on UserError { message }
    }
  }
"""
WRITE = """
  subscription Write($input: GenerateBlogInput!) {
    generateBlog(input: $input) {
      __typename
      ... on BlogDelta { markdown }
      ... on UserError { message }
    }
  }
"""
POST = {
    "brief": BRIEF,
    "selectedIdea": "Tomatoes in pots",
    "title": "Balcony tomatoes",
    "introMarkdown": "They grow.",
    # The stream has a piece for each block of the text.
    "outline": [f"Part {number}" for number in range(1, 21)],
}


@dataclass
class Site:
    """The proxy's URL, its environment, and the nodes behind it."""

    url: str
    env: dict[str, str]
    nodes: list[Server]
    token: str

    def client(self, **headers: str) -> httpx.AsyncClient:
        """Return a new signed-in client."""
        given = {"authorization": f"Bearer {self.token}"} | headers
        return httpx.AsyncClient(base_url=self.url, headers=given, timeout=30)


@pytest.fixture(scope="module")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    url = f"http://127.0.0.1:{free_port()}"
    async with AsyncExitStack() as stack:
        shared = {
            "MONGODB_URI": await stack.enter_async_context(embedded.running(folder / "data")),
            "JWT_SECRET": "a secret that both nodes have in common",
            "UPLOADS_URL": str(folder / "uploads"),
            "PUBLIC_BASE_URL": url,
            "LIMITS": json.dumps(
                {
                    "public_cache_seconds": 0,
                    "rate_limit_signups": "2/hour",
                    "drain_delay_seconds": 2,
                }
            ),
            "FORWARDED_ALLOW_IPS": "127.0.0.1",
            # The pipe is not read: one log line per request would fill it.
            "LOG_LEVEL": "WARNING",
        }
        nodes: list[Server] = []
        for name in ("one", "two"):
            (folder / name).mkdir()
            nodes.append(await stack.enter_async_context(serving(folder / name, **shared)))
        at = " ".join(str(node.http.base_url).removeprefix("http://").strip("/") for node in nodes)
        env = {
            "SITE_ADDRESS": url,
            "API_NODES": at,
            "HOME": str(folder),
            # Caddy's admin port is fixed.
            "CADDY_ADMIN": f"unix/{folder}/caddy.sock",
        }
        log = stack.enter_context((folder / "caddy.log").open("w"))
        caddy = await asyncio.create_subprocess_exec(
            *(CADDY, "run", "--config", CADDYFILE, "--adapter", "caddyfile"),
            env=os.environ | env,
            stderr=log,
        )
        try:
            async with httpx.AsyncClient(base_url=url) as http, asyncio.timeout(120):
                while not await answers(http):
                    assert caddy.returncode is None, (folder / "caddy.log").read_text()
                    await asyncio.sleep(0.05)
            yield Site(url, os.environ | env, nodes, await signed_up(nodes[0]))
        finally:
            caddy.terminate()
            await caddy.wait()


async def answers(http: httpx.AsyncClient) -> bool:
    with suppress(httpx.HTTPError):
        return (await http.get("/health")).status_code == 200
    return False


async def asked(http: httpx.AsyncClient, query: str, **variables: Any) -> Any:
    answer = await http.post("/graphql", json={"query": query, "variables": variables})
    return answer.json()["data"]


async def test_operator_endpoints_are_not_public(site: Site):
    async with site.client() as http:
        for path in ("/ready", "/metrics", "/metrics/x"):
            answer = await http.get(path)
            assert (answer.status_code, answer.content) == (404, b"")
        assert await asked(http, COUNT) == {"publishedBlogs": {"totalCount": 0}}
    for node in site.nodes:
        assert (await node.http.get("/ready")).status_code == 200
        assert await is_healthy(node)


def test_idle_connections_are_abandoned_before_a_node_closes_them():
    (seconds,) = re.findall(r"^\t+keepalive (\d+)s$", CADDYFILE.read_text(), re.MULTILINE)
    assert int(seconds) < KEEP_ALIVE_SECONDS


async def is_healthy(node: Server) -> bool:
    """Run the health check of `compose.yaml` on a node."""
    (script,) = set(re.findall(r"- (from urllib.*/ready.*)", COMPOSE.read_text()))
    script = script.replace("8000", str(node.http.base_url.port))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", script), stderr=asyncio.subprocess.DEVNULL
    )
    return await process.wait() == 0


def noise() -> bytes:
    """Return an incompressible image of 4 MB; its transparency keeps it from becoming WebP."""
    file = BytesIO()
    Image.frombytes("RGBA", (1_200, 900), os.urandom(1_200 * 900 * 4)).save(file, "PNG")
    return file.getvalue()


async def uploaded(site: Site, data: bytes) -> httpx.Response:
    operations = json.dumps({"query": UPLOAD, "variables": {"file": None}})
    async with site.client(**{"apollo-require-preflight": "true"}) as http:
        return await http.post(
            "/graphql",
            data={"operations": operations, "map": '{"0": ["variables.file"]}'},
            files={"0": ("picture.png", data, "image/png")},
        )


async def test_image_is_uploaded_and_served_through_the_proxy(site: Site):
    answer = (await uploaded(site, noise())).json()["data"]["uploadImage"]
    assert answer["image"]["url"].startswith(f"{site.url}/uploads/")
    async with site.client() as http:
        found = await http.get(answer["image"]["url"])
    assert found.status_code == 200
    assert found.headers["content-type"] == "image/png"
    assert len(found.content) > 3_000_000


@pytest.mark.parametrize(
    "media_type", ["text/event-stream", 'multipart/mixed;subscriptionSpec="1.0"']
)
async def test_stream_is_not_buffered(site: Site, media_type: str):
    body = {"query": WRITE, "variables": {"input": POST}}
    async with (
        site.client(accept=media_type) as http,
        http.stream("POST", "/graphql", json=body) as answer,
    ):
        assert answer.headers["content-type"].startswith(media_type.partition(";")[0])
        arrived = [piece async for piece in answer.aiter_raw() if b"BlogDelta" in piece]
    # The emulator pauses after each chunk: a buffering proxy would combine several.
    assert len(arrived) > 20


async def reload(site: Site) -> None:
    """Reload the configuration, as after a change of the Caddyfile."""
    arguments = ("--force", "--config", CADDYFILE, "--adapter", "caddyfile")
    caddy = await asyncio.create_subprocess_exec(
        *(CADDY, "reload", *arguments, "--address", site.env["CADDY_ADMIN"]),
        env=site.env,
        stderr=asyncio.subprocess.PIPE,
    )
    _, errors = await caddy.communicate()
    assert caddy.returncode == 0, errors.decode()


async def test_websocket_is_proxied_and_outlives_a_reload_of_the_proxy(site: Site):
    async with connect(
        site.url.replace("http", "ws") + "/graphql",
        subprotocols=[Subprotocol("graphql-transport-ws")],
    ) as socket:
        payload = {"authorization": f"Bearer {site.token}"}
        await socket.send(json.dumps({"type": "connection_init", "payload": payload}))
        assert json.loads(await socket.recv())["type"] == "connection_ack"
        request = {"query": WRITE, "variables": {"input": POST}}
        await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": request}))
        kinds = [json.loads(await socket.recv())["type"]]
        await reload(site)
        while kinds[-1] == "next":
            kinds.append(json.loads(await socket.recv())["type"])
        assert kinds[-1] == "complete"
        assert len(kinds) > 20


async def signups(site: Site, address: str, *, prefix: str, times: int) -> list[str]:
    """Sign up repeatedly with forged forwarding headers; return the outcomes."""
    outcomes: list[str] = []
    for number in range(times):
        claim = f"203.0.113.{number}"
        claims = {"x-forwarded-for": claim, "x-real-ip": claim, "forwarded": f"for={claim}"}
        transport = httpx.AsyncHTTPTransport(local_address=address)
        async with httpx.AsyncClient(
            base_url=site.url, transport=transport, headers=claims, timeout=30
        ) as http:
            given = {"email": f"{prefix}{number}@example.com", "password": PASSWORD}
            body = {"query": SIGNUP, "variables": given}
            answer = (await http.post("/graphql", json=body)).json()
        errors = answer.get("errors", [{"extensions": {"code": "OK"}}])
        outcomes.append(errors[0]["extensions"]["code"])
    return outcomes


async def test_clients_cannot_forge_their_address(site: Site):
    # Each of the two nodes counts separately and accepts two.
    outcomes = await signups(site, "127.0.0.2", prefix="b", times=6)
    assert 2 <= outcomes.count("OK") <= 4
    assert set(outcomes) == {"OK", "RATE_LIMITED"}
    assert await signups(site, "127.0.0.3", prefix="c", times=1) == ["OK"]


async def test_node_restart_fails_no_request(site: Site):
    ending = site.nodes[1]
    seen: list[int] = []

    async def ask_on() -> None:
        async with site.client() as http:
            while ending.process.returncode is None:
                answer = await http.post("/graphql", json={"query": STATS})
                seen.append(answer.status_code)
                # Continuous load of four clients does not need a whole core.
                await asyncio.sleep(0.01)

    asking = [asyncio.create_task(ask_on()) for _ in range(4)]
    await asyncio.sleep(0.5)
    ending.process.send_signal(signal.SIGTERM)
    await asyncio.sleep(0.5)
    assert not await is_healthy(ending)
    status = await ending.process.wait()
    await asyncio.gather(*asking)
    assert status == 0
    assert len(seen) > 20
    assert set(seen) == {200}
    # The other node gets all requests now.
    async with site.client() as http:
        assert await asked(http, STATS) == {"dashboardStats": {"total": 0}}
