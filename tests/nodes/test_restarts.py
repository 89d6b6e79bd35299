"""Graceful shutdown of a node: readiness, and requests in progress."""

import asyncio
import logging
import signal
from pathlib import Path

import httpx
from client_load import Load
from generation_documents import STEPS
from node_cluster import cluster, until
from round_robin_proxy import Proxy
from server_process import serving
from server_process import signed_up as author_of
from server_requests import SlowUpload, saved
from test_killed import signed_up
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

_log = logging.getLogger(__name__)

DELAY = '{"drain_delay_seconds": 1}'
PROTOCOL = Subprotocol("graphql-transport-ws")


async def test_rolling_restarts_behind_a_load_balancer_fail_no_request(tmp_path: Path):
    async with cluster(tmp_path, LIMITS=DELAY) as made:
        author = await signed_up(made, "author")
        async with (
            Proxy([node.port for node in made.nodes]).running() as proxy,
            Load([proxy.url], author.token).running(8) as load,
        ):
            for node in list(made.nodes):
                await load.done(50)
                assert await made.end(node, signal.SIGTERM) == 0
                await made.add(node.port)
                await proxy.sees(node.port)
            await load.done(50)
        _log.info("a rolling restart: %d answers, %d failures", load.answers, len(load.failures))
        assert load.failures == []
        assert load.saved == await saved(made.nodes[0].server, author.token)


async def test_a_restarting_node_is_unready_but_accepts_requests(tmp_path: Path):
    async with serving(tmp_path, LIMITS=DELAY, LOG_LEVEL="WARNING") as server:
        http, url = server.http, server.http.base_url
        health = await http.get("/health")
        assert "connection" not in health.headers
        ending = asyncio.create_task(server.ended(signal.SIGTERM))

        async def unready() -> bool:
            return (await http.get("/ready")).status_code == 503

        await until(unready)
        assert (await http.get("/ready")).json() == {"status": "restarting"}
        # On an existing connection and on a new one.
        async with httpx.AsyncClient(base_url=url) as new_client:
            for client in (http, new_client):
                answer = await client.post("/graphql", json={"query": "{ viewer { email } }"})
                assert answer.json() == {"data": {"viewer": None}}
                assert answer.headers["connection"] == "close"
        status = await ending
        assert status == 0


async def test_requests_after_the_shutdown_timeout_get_unavailable(tmp_path: Path):
    limits = {"DRAIN_SECONDS": "1", "GEMINI_FAULTS": "hang", "LOG_LEVEL": "WARNING"}
    async with serving(tmp_path, **limits) as server:
        token = await author_of(server)
        document, given = STEPS["generateIdeas"]
        body = {"query": document, "variables": {"input": given}}
        headers = {
            "Authorization": f"Bearer {token}",
            "Accept": "application/graphql-response+json",
        }
        hanging = asyncio.create_task(server.http.post("/graphql", json=body, headers=headers))
        upload = SlowUpload()
        sending = asyncio.create_task(upload.send(server, token))
        await upload.begun.wait()
        await server.http.get("/health")
        url = str(server.http.base_url).replace("http", "ws", 1) + "/graphql"
        async with connect(url, subprotocols=[PROTOCOL]) as idle:
            status = await server.ended(signal.SIGTERM)
            await idle.wait_closed()
            assert idle.close_code == 1012
        assert status == 0
        cancelled = await hanging
        assert cancelled.status_code == 503
        assert cancelled.headers["retry-after"] == "1"
        assert cancelled.json()["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
        sending.cancel()
    assert "Exception in ASGI application" not in "".join(server.lines)
