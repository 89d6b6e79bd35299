"""Mails of a server that is killed while it sends them, and of a restored backup."""

import asyncio
import signal
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cli_process import command
from mail_server import MailServer, mail_server
from pymongo import AsyncMongoClient
from pymongo.asynchronous.collection import AsyncCollection
from server_process import serving, signed_up

from cms_blog.database.embedded import process as embedded

LOST, REPEATED = "lost@example.com", "repeated@example.com"
SEND = "mutation { sendVerificationEmail { __typename } }"
# The copy has the same secret, so that its sessions are valid.
SECRET = {"JWT_SECRET": "0123456789abcdef0123456789abcdef"}


@asynccontextmanager
async def users_in(folder: Path) -> AsyncGenerator[AsyncCollection[dict[str, Any]]]:
    async with (
        embedded.running(folder / "data") as uri,
        AsyncMongoClient[dict[str, Any]](uri, tz_aware=True) as client,
    ):
        yield client["cms_blog"]["users"]


async def all_of(users: AsyncCollection[dict[str, Any]]) -> list[dict[str, Any]]:
    return await users.find().sort("_id").to_list()


async def killed_while_sending(folder: Path, post: MailServer, env: dict[str, str]) -> str:
    """Kill a server whose mails have no reply; return the session of an account.

    One mail was received, and the other one accepted.
    """
    async with serving(folder, **env) as server, asyncio.timeout(120):
        token = await signed_up(server, LOST)
        await signed_up(server, REPEATED)
        await post.begun.wait()
        await post.arrived(1)
        database = server.database_pid
        await server.ended(signal.SIGKILL)
        assert await server.database_is_gone(database)
    return token


@pytest.mark.slow
async def test_a_killed_server_loses_no_mail_and_a_restored_backup_repeats_none(tmp_path: Path):
    original, copy = tmp_path / "original", tmp_path / "copy"
    original.mkdir()
    copy.mkdir()
    async with mail_server() as post:
        env = SECRET | {
            "SMTP_URL": f"smtp://127.0.0.1:{post.port}",
            "MAIL_FROM": "blog@example.com",
            "FRONTEND_URL": "https://example.com",
        }
        post.slow, post.unanswered = {LOST}, {REPEATED}
        token = await killed_while_sending(original, post, env)
        assert post.recipients() == [REPEATED]
        post.slow, post.unanswered = set(), set()

        backup = str(tmp_path / "backup.tar")
        made = await command(original, "backup", backup, **SECRET)
        assert made.status == 0, made.err
        restored = await command(copy, "restore", backup, **SECRET)
        assert restored.status == 0, restored.err

        async with users_in(original) as users:
            for user in await users.find().to_list():
                (entry,) = user["outbox"]
                # The lease of the attempt that was killed.
                assert entry["attempts"] == 1
                assert user["outbox_due"] == entry["not_before"] > datetime.now(UTC)
            past = datetime.now(UTC) - timedelta(seconds=1)
            due = {"outbox.$[].not_before": past, "outbox_due": past}
            await users.update_many({}, {"$set": due})
        async with serving(original, **env) as server:
            await post.arrived(3)
            await server.ended(signal.SIGTERM)
        assert post.recipients() == [LOST, REPEATED, REPEATED]
        ids = [mail["Message-ID"] for mail in post.received if mail["To"] == REPEATED]
        assert len(set(ids)) == 1

        post.received.clear()
        async with serving(copy, **env) as server:
            # It would be sent after the mails that waited.
            await server.execute(SEND, token)
            await post.arrived(1)
            await server.ended(signal.SIGTERM)
        assert post.recipients() == [LOST]
    async with users_in(original) as kept, users_in(copy) as copied:
        assert await all_of(copied) == await all_of(kept)
        assert await kept.find_one({"outbox": {"$exists": True}}) is None
