"""The server as a process of its own: what it survives, how it ends, what it says when it can't."""

import asyncio
import signal
import socket
from contextlib import suppress
from itertools import islice
from pathlib import Path

import httpx
import pytest
from api import PASSWORD
from server_process import SIGNUP, Server, Unavailable, refused, serving, signed_up
from server_requests import SlowUpload, save, saved
from stopped_database import stopped

PUBLISHED = "{ publishedBlogs { nodes { id } } }"


@pytest.mark.slow
async def test_a_server_killed_during_saves_loses_no_acknowledged_write(tmp_path: Path):
    acknowledged: set[str] = set()
    token = ""
    for _ in range(5):
        async with serving(
            tmp_path, LIMITS='{"max_operations_per_client": 1000}', LOG_LEVEL="WARNING"
        ) as server:
            token = token or await signed_up(server)
            database, killed = server.database_pid, asyncio.Event()
            saves = [asyncio.create_task(acknowledge(server, token, killed)) for _ in range(200)]
            for done in islice(asyncio.as_completed(saves), 40):
                assert await done
            killed.set()
            server.process.kill()
            acknowledged |= {blog for blog in await asyncio.gather(*saves) if blog}
            assert await server.database_is_gone(database)
    assert len(acknowledged) >= 5 * 40
    async with serving(tmp_path) as server:
        assert acknowledged <= await saved(server, token)


async def acknowledge(server: Server, token: str, killed: asyncio.Event) -> str | None:
    """Save a blog until the server acknowledges it and return its id; None if it is killed first.

    A busy server may answer UNAVAILABLE, or too late: it has not acknowledged the write then.
    """
    while not killed.is_set():
        with suppress(Unavailable, httpx.TransportError):
            return await save(server, token)
    return None


@pytest.mark.slow
@pytest.mark.usefixtures("unforked")
async def test_sigterm_finishes_running_requests_and_stops_the_database(tmp_path: Path):
    heavy = {"LIMITS": '{"argon2_memory_kib": 200000}', "DRAIN_SECONDS": "60"}
    async with serving(tmp_path, **heavy) as server:
        token = await signed_up(server)
        database, upload = server.database_pid, SlowUpload()
        slow = [
            asyncio.create_task(upload.send(server, token)),
            *(asyncio.create_task(signed_up(server, f"ada{n}@example.com")) for n in range(4)),
        ]
        await upload.begun.wait()
        # Behind the others: when this is answered, they have arrived.
        await server.http.get("/health")
        assert not any(task.done() for task in slow)
        ending = asyncio.create_task(server.ended(signal.SIGTERM))
        asyncio.get_running_loop().call_later(1, upload.may_end.set)
        typename, *tokens = await asyncio.gather(*slow)
        assert typename == "UploadImageSuccess"
        assert all(tokens)
        assert await ending == 0
        assert await server.database_is_gone(database)


@pytest.mark.slow
async def test_shutdown_has_a_timeout(tmp_path: Path):
    async with serving(tmp_path, DRAIN_SECONDS="1") as server:
        token = await signed_up(server)
        database, upload = server.database_pid, SlowUpload()
        endless = asyncio.create_task(upload.send(server, token))
        await upload.begun.wait()
        status = await server.ended(signal.SIGTERM)
        assert status == 0
        assert await server.database_is_gone(database)
        upload.may_end.set()
        with pytest.raises(httpx.TransportError):
            await endless


@pytest.mark.slow
async def test_a_missing_database_is_reported_and_restarted(tmp_path: Path):
    async with serving(tmp_path, LIMITS='{"mongodb_timeout_seconds": 2}') as server:
        token = await signed_up(server)
        with stopped(tmp_path / "data"):
            ready = await server.http.get("/ready")
            assert (ready.status_code, ready.json()["status"]) == (503, "database does not answer")
            assert (await server.http.get("/health")).status_code == 200
            response = await server.http.post("/graphql", json={"query": PUBLISHED})
            assert response.status_code == 503
            assert response.json()["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
        async with asyncio.timeout(60):
            while (await server.http.get("/ready")).status_code != 200:
                pass
        assert await saved(server, token) == set()
        database = server.database_pid
        assert await server.ended(signal.SIGINT) == 0
        assert await server.database_is_gone(database)


async def test_the_server_exits_cleanly_without_its_database(tmp_path: Path):
    async with serving(tmp_path) as server:
        with stopped(tmp_path / "data"):
            assert await server.ended(signal.SIGTERM) == 0


@pytest.mark.slow
@pytest.mark.usefixtures("unforked")
async def test_a_second_server_on_the_same_folder_names_the_owner(tmp_path: Path):
    async with serving(tmp_path) as server:
        status, said = await refused(tmp_path, "--port", "0")
        assert said == (
            "The database in data/database is in use by process "
            f"{server.process.pid}: stop it, or set DATA_DIR.\n"
        )
        assert status == 1
        assert (await server.http.get("/ready")).status_code == 200
        assert await server.ended(signal.SIGINT) == 0


async def test_a_busy_port_is_reported_in_one_line(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        status, said = await refused(tmp_path, PORT=str(port))
    assert said == (f"Another process already listens on 127.0.0.1:{port}: stop it, or set PORT.\n")
    assert status == 1
    assert not (tmp_path / "data").exists()


async def test_an_address_of_another_machine_is_reported_in_one_line(tmp_path: Path):
    status, said = await refused(tmp_path, "--host", "192.0.2.1", "--port", "0")
    assert (status, said.count("\n")) == (1, 1)
    assert said.startswith("Can't listen on 192.0.2.1:0: Cannot assign requested address. ")


@pytest.mark.slow
async def test_a_wrong_address_of_the_database_is_named_while_the_start_waits(tmp_path: Path):
    # The driver gives up after 3 s; the warning comes after 2 s.
    status, said = await refused(
        tmp_path,
        "--port",
        "0",
        MONGODB_URI="mongodb://127.0.0.1:1",
        LIMITS='{"mongodb_timeout_seconds": 3}',
    )
    assert status == 1
    warning, error = said.index("database_does_not_answer"), said.index("Connect call failed")
    assert warning < error
    assert "note='Check MONGODB_URI.' waiting_seconds=3" in said[warning:error]
    assert "If MONGODB_URI is set, check it." in said[error:]


@pytest.mark.usefixtures("unforked")
async def test_invalid_settings_are_reported_one_per_line(tmp_path: Path):
    (tmp_path / ".env").write_text("PORTT=1\nPORT=x\n")
    status, said = await refused(tmp_path, ENV="prod", CORS_ORIGINS="nonsense")
    assert status == 2
    assert [line.split(":")[0] for line in said.splitlines()] == [
        "Setting PORT",
        "Setting CORS_ORIGINS",
        "Setting PORTT",
    ]


@pytest.mark.parametrize(("proxies", "counted"), [("10.0.0.7", "together"), ("127.0.0.1", "apart")])
async def test_only_configured_proxies_are_trusted(tmp_path: Path, proxies: str, counted: str):
    (tmp_path / ".env").write_text(f"FORWARDED_ALLOW_IPS={proxies}\n")
    outcomes: list[bool] = []
    async with serving(tmp_path, LIMITS='{"rate_limit_signups": "1/hour"}') as server:
        for number in (1, 2):
            given = {"email": f"ada{number}@example.com", "password": PASSWORD}
            answer = await server.http.post(
                "/graphql",
                json={"query": SIGNUP, "variables": given},
                headers={"X-Forwarded-For": f"192.0.2.{number}"},
            )
            outcomes.append("errors" in answer.json())
    assert outcomes == [False, counted == "together"]
