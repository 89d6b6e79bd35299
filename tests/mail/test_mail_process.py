"""Mail of a running server."""

import asyncio
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from api import BRIEF
from cli_process import command
from server_process import serving, signed_up

SAVE = """
  mutation Save($input: SaveBlogInput!) {
    saveBlog(input: $input) { ... on SaveBlogSuccess { blog { id } } }
  }
"""
REQUEST = "mutation Send($id: ID!) { requestPublish(id: $id) { __typename } }"


@pytest.mark.slow
async def test_a_change_leads_to_a_mail_at_once_which_the_log_names(tmp_path: Path):
    env = {"ADMIN_EMAIL": "admin@example.com"}
    async with serving(tmp_path, **env) as server, server.draining_output():
        await signed_up(server, "admin@example.com")
        token = await signed_up(server, "ada@example.com")
        given = {"brief": BRIEF, "title": "Tomatoes", "markdown": "# Tomatoes\n\nText.\n"}
        blog = (await server.execute(SAVE, token, input=given))["blog"]
        await server.execute(REQUEST, token, id=blog["id"])
        folder = tmp_path / "data" / "mail"
        async with asyncio.timeout(30):
            while not any("mail.written" in line for line in server.lines):  # noqa: ASYNC110 - another process writes it
                await asyncio.sleep(0.05)
    (file,) = folder.iterdir()
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert (mail["To"], mail["Subject"]) == ("admin@example.com", "1 post waits for review")
    (line,) = (line for line in server.lines if "mail.written" in line)
    assert f"data/mail/{file.name}" in line
    url = mail["List-Unsubscribe"].strip("<>")
    assert not any(url.partition("token=")[2] in each for each in server.lines)


async def test_production_without_an_smtp_server_sends_no_trial_mail(tmp_path: Path):
    production = {
        "ENV": "prod",
        "JWT_SECRET": "0123456789abcdef0123456789abcdef",
        "MONGODB_URI": "mongodb://127.0.0.1:1",
        "PUBLIC_BASE_URL": "https://blog.example.com",
        "GENERATION": "offline",
    }
    refused = await command(tmp_path, "try-mail", "--to", "ada@example.com", **production)
    assert refused.status == 1
    assert refused.err == "No mail is configured: set SMTP_URL, MAIL_FROM and FRONTEND_URL.\n"
