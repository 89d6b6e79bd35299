"""`cms-blog invite`, with a running server."""

import asyncio
import os
import sys
from pathlib import Path

import pytest
from mailed_links import USES, token_in
from server_process import serving, signed_up

from cms_blog.mail.messages import MailKind

ADMIN = "admin@example.com"


async def invite(folder: Path, *arguments: str) -> tuple[int | None, str]:
    """Run the command; return its exit status and output."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cms_blog", "invite", *arguments),
        cwd=folder,
        env={"PATH": os.environ["PATH"], "ADMIN_EMAIL": ADMIN},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return process.returncode, said.decode()


@pytest.mark.slow
async def test_invite_prints_a_link_that_creates_the_account(tmp_path: Path):
    async with serving(tmp_path, ADMIN_EMAIL=ADMIN) as server:
        status, said = await invite(tmp_path, "--email", "grace@example.com")
        assert (status, said.splitlines()[-1]) == (
            1,
            f"No admin has the e-mail address {ADMIN}.",
        )
        await signed_up(server, ADMIN)
        status, said = await invite(tmp_path, "--email", "Grace@example.com", "--role", "admin")
        assert status == 0
        token = token_in(said.splitlines()[-1])
        # The audit line contains neither the address nor the token.
        (audit,) = (line for line in said.splitlines() if "invite_user" in line)
        assert "@" not in audit
        assert token not in audit
        # The argument `token` of `execute` is that of a session.
        accept = USES[MailKind.INVITATION].replace("$token", "$link")
        accepted = await server.execute(accept, link=token)
        assert accepted["session"]["viewer"]["email"] == "grace@example.com"
        status, said = await invite(tmp_path, "--email", "grace@example.com")
        assert status == 1
        assert "An account with grace@example.com already exists." in said
