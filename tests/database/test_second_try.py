"""A command whose connection is lost is retried without an error for the client.

As the driver does it for its cursors, whose tries it has tests for.
"""

import asyncio
import logging
from contextlib import suppress
from pathlib import Path
from typing import Any, override

import pytest
from beanie import init_beanie  # pyright: ignore[reportUnknownVariableType] - Beanie leaves the database's type open
from mongo_process import Relay, database_server
from pymongo import AsyncMongoClient
from pymongo.errors import ServerSelectionTimeoutError
from server_process import serving, signed_up

from cms_blog.database.document import StoredDocument


class CuttingRelay(Relay):
    """Relay to a database that closes connections on which one of the `cuts` is sent."""

    def __init__(self, port: int) -> None:
        self._behind = port
        # Parts of what is sent, each with how often it is to be cut off.
        self.cuts: dict[bytes, int] = {}
        # A part of what is not passed on, so that no answer comes; and how often it was sent.
        self.hang: bytes | None = None
        self.hung = 0

    @override
    async def forward(self, client: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
        behind, commands = await asyncio.open_connection("127.0.0.1", self._behind)
        back = asyncio.create_task(self._pass_on(behind, answers))
        await self._pass_on(client, commands, cutting=True)
        answers.close()
        await back

    async def _pass_on(
        self,
        source: asyncio.StreamReader,
        target: asyncio.StreamWriter,
        *,
        cutting: bool = False,
    ) -> None:
        with suppress(ConnectionError):
            while data := await source.read(65_536):
                for part in [part for part in self.cuts if cutting and part in data]:
                    if self.cuts[part]:
                        self.cuts[part] -= 1
                        target.close()
                        return
                if cutting and self.hang is not None and self.hang in data:
                    self.hung += 1
                    continue
                target.write(data)
                await target.drain()
        target.close()


class _Document(StoredDocument):
    pass


COMMANDS = pytest.mark.parametrize(
    ("command", "query"),
    [
        (b"aggregate", "{ dashboardStats { total } }"),
        (b"\x02count", "{ blogs { totalCount } }"),
    ],
)


@COMMANDS
async def test_a_read_is_tried_twice_and_no_more(tmp_path: Path, command: bytes, query: str):
    async with database_server(tmp_path / "elsewhere") as database:
        relay = CuttingRelay(database.port)
        async with (
            relay.running() as port,
            serving(
                tmp_path, MONGODB_URI=database.uri.replace(str(database.port), str(port))
            ) as server,
        ):
            headers = {"Authorization": f"Bearer {await signed_up(server)}"}
            codes: list[object] = []
            for cuts in (0, 1, 2):
                relay.cuts[command] = cuts
                answer = await server.http.post("/graphql", json={"query": query}, headers=headers)
                errors = answer.json().get("errors")
                codes.append(errors[0]["extensions"]["code"] if errors else None)
                assert relay.cuts[command] == 0
            assert codes == [None, None, "UNAVAILABLE"]


@COMMANDS
async def test_a_read_that_is_not_answered_in_time_is_not_tried_again(
    tmp_path: Path, command: bytes, query: str
):
    async with database_server(tmp_path / "elsewhere") as database:
        relay = CuttingRelay(database.port)
        async with (
            relay.running() as port,
            serving(
                tmp_path,
                MONGODB_URI=database.uri.replace(str(database.port), str(port)),
                MONGODB_TIMEOUT_SECONDS="2",
            ) as server,
        ):
            headers = {"Authorization": f"Bearer {await signed_up(server)}"}
            relay.hang = command
            answer = await server.http.post("/graphql", json={"query": query}, headers=headers)
            assert answer.json()["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
            assert relay.hung == 1


async def test_a_read_waits_for_a_server_once(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG, "pymongo.serverSelection")
    async with (
        database_server(tmp_path / "elsewhere") as database,
        AsyncMongoClient[Any](database.uri, timeoutMS=2_000) as client,
    ):
        await init_beanie(client.test, document_models=[_Document], skip_indexes=True)
        assert await _Document.answer("count", query={}) == {"n": 0, "ok": 1.0}
        await database.kill()
        # The first of the two notices the loss on its connection.
        for _ in range(2):
            caplog.clear()
            with pytest.raises(ServerSelectionTimeoutError):
                await _Document.answer("count", query={})
    waited = [line for line in caplog.messages if "Server selection failed" in line]
    assert len(waited) == 1
