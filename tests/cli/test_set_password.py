"""`cms-blog set-password`, with a running server."""

import asyncio
import os
import sys
from pathlib import Path

from api import LOGIN, PASSWORD
from server_process import serving, signed_up

VIEWER = "{ viewer { email } }"


async def set_password(folder: Path, email: str, password: str) -> tuple[int | None, str]:
    """Run the command; return its exit status and output."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cms_blog", "set-password"),
        *("--email", email, "--password-stdin"),
        cwd=folder,
        env={"PATH": os.environ["PATH"], "LIMITS": '{"argon2_memory_kib": 8192}'},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate(f"{password}\n".encode())
    return process.returncode, said.decode()


async def test_set_password_changes_the_password_and_revokes_sessions(tmp_path: Path):
    async with serving(tmp_path, SESSION_CACHE_SECONDS="0") as server:
        token = await signed_up(server, "ada@example.com")

        async def log_in(password: str) -> str:
            result = await server.execute(LOGIN, email="ada@example.com", password=password)
            return result["__typename"]

        status, said = await set_password(tmp_path, "Ada@Example.com", "another horse")
        assert status == 0
        assert "Changed the password of ada@example.com and revoked all sessions." in said
        # The audit line contains neither the address nor the password.
        (audit,) = (line for line in said.splitlines() if "set_password" in line)
        assert "another horse" not in said
        assert "@" not in audit

        body = {"query": VIEWER}
        headers = {"Authorization": f"Bearer {token}"}
        answer = (await server.http.post("/graphql", json=body, headers=headers)).json()
        assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
        assert await log_in(PASSWORD) == "InvalidCredentialsError"
        assert await log_in("another horse") == "LoginSuccess"

        # Failed attempts change nothing.
        for email, password, told in (
            ("ada@example.com", "short", "newPassword: must have at least 8 characters"),
            (
                "unknown@example.com",
                "a third horse",
                "No account has the e-mail address unknown@example.com.",
            ),
        ):
            status, said = await set_password(tmp_path, email, password)
            assert (status, said.splitlines()[-1]) == (1, told)
        assert await log_in("another horse") == "LoginSuccess"
