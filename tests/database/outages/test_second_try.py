"""A command whose connection is lost is retried without an error for the client.

As the driver does it for its cursors, whose tries it has tests for.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, override

import pytest
from beanie import init_beanie  # pyright: ignore[reportUnknownVariableType] - Beanie leaves the database's type open
from mongo_process import Relay, database_server
from pymongo import AsyncMongoClient
from pymongo.errors import ServerSelectionTimeoutError
from server_process import Server, serving, signed_up

from cms_blog.database.document import StoredDocument

pytestmark = pytest.mark.slow


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


class Setup(NamedTuple):
    """A server whose database is behind a relay, and the header of a user."""

    server: Server
    relay: CuttingRelay
    headers: dict[str, str]

    async def code(self, query: str) -> object:
        """Send the query; return the code of the error, or None."""
        answer = await self.server.http.post(
            "/graphql", json={"query": query}, headers=self.headers
        )
        errors = answer.json().get("errors")
        return errors[0]["extensions"]["code"] if errors else None


@pytest.fixture(scope="module")
async def setup(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Setup]:
    folder = tmp_path_factory.mktemp("relay")
    async with database_server(folder / "elsewhere") as database:
        relay = CuttingRelay(database.port)
        async with (
            relay.running() as port,
            serving(
                folder,
                MONGODB_URI=database.uri.replace(str(database.port), str(port)),
                LIMITS='{"mongodb_timeout_seconds": 2}',
            ) as server,
        ):
            headers = {"Authorization": f"Bearer {await signed_up(server)}"}
            yield Setup(server, relay, headers)


@COMMANDS
async def test_a_read_is_retried_until_its_timeout(setup: Setup, command: bytes, query: str):
    codes: list[object] = []
    for cuts in (0, 1, 2, 1_000):
        setup.relay.cuts[command] = cuts
        codes.append(await setup.code(query))
        assert (setup.relay.cuts[command] == 0) is (cuts < 1_000)
    setup.relay.cuts[command] = 0
    assert codes == [None, None, None, "UNAVAILABLE"]


@COMMANDS
async def test_a_read_that_times_out_is_not_retried(setup: Setup, command: bytes, query: str):
    setup.relay.hang, setup.relay.hung = command, 0
    try:
        assert await setup.code(query) == "UNAVAILABLE"
    finally:
        setup.relay.hang = None
    assert setup.relay.hung == 1


async def test_a_read_waits_once_for_server_selection(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
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
