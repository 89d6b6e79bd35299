"""`cms-blog create-admin`, beside a running server."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

from api import PASSWORD
from server_process import Server, serving, signed_up

VIEWER = "{ viewer { email role user { name } } }"
NEW = "correct horse battery"


async def create_admin(folder: Path, *options: str, password: str = "") -> tuple[int | None, str]:
    """Run the command; return its exit status and output."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cms_blog", "create-admin", *options),
        cwd=folder,
        env={"PATH": os.environ["PATH"], "LIMITS": '{"argon2_memory_kib": 8192}'},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate(f"{password}\n".encode())
    return process.returncode, said.decode()


async def viewer(server: Server, token: str) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {token}"}
    answer = await server.http.post("/graphql", json={"query": VIEWER}, headers=headers)
    return answer.json()["data"]["viewer"]


async def test_an_existing_account_is_promoted_with_its_name_password_and_sessions(tmp_path: Path):
    async with serving(tmp_path, SESSION_CACHE_SECONDS="0") as server:
        token = await signed_up(server, "ada@example.com")
        before = await viewer(server, token)
        assert before["role"] == "USER"

        status, said = await create_admin(
            tmp_path, "--email", "Ada@Example.com", "--password-stdin", password=PASSWORD
        )
        assert status == 1
        assert "An account with ada@example.com already exists. Repeat the command with" in said
        assert await viewer(server, token) == before

        status, said = await create_admin(tmp_path, "--email", "Ada@Example.com", "--promote")
        assert status == 0
        assert "ada@example.com is an admin." in said
        (audit,) = (line for line in said.splitlines() if "set_account_role" in line)
        assert "@" not in audit
        assert await viewer(server, token) == before | {"role": "ADMIN"}

        status, said = await create_admin(tmp_path, "--email", "bob@example.com", "--promote")
        assert status == 1
        assert "No account has the e-mail address bob@example.com." in said
        status, said = await create_admin(
            tmp_path, "--email", "bob@example.com", "--password-stdin", password=NEW
        )
        assert status == 0
        assert "Created the admin bob@example.com." in said
