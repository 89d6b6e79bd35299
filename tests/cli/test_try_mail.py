"""`cms-blog try-mail`."""

from pathlib import Path

import pytest
from cli_process import command
from mail_server import mail_server

MAIL = {"MAIL_FROM": "blog@example.com", "FRONTEND_URL": "https://example.com"}


async def test_a_trial_mail_is_sent_through_the_smtp_server(tmp_path: Path):
    async with mail_server() as server:
        url = f"smtp://127.0.0.1:{server.port}"
        sent = await command(tmp_path, "try-mail", "--to", "Ada@Example.com", SMTP_URL=url, **MAIL)
        assert sent.out == "The SMTP server accepted the mail to ada@example.com.\n", sent.err
        (mail,) = server.received
        assert (mail["To"], mail["From"]) == ("ada@example.com", "AI Blog CMS <blog@example.com>")
        server.refused = {"eva@example.com"}
        refused = await command(
            tmp_path, "try-mail", "--to", "eva@example.com", SMTP_URL=url, **MAIL
        )
    assert refused.status == 1
    assert refused.err.startswith("The mail was not sent: ")
    assert "550" in refused.err
    assert "Traceback" not in refused.err


async def test_in_development_without_an_smtp_server_the_mail_is_a_file(tmp_path: Path):
    written = await command(tmp_path, "try-mail", "--to", "ada@example.com")
    assert written.status == 0
    (file,) = (tmp_path / "data" / "mail").iterdir()
    assert f"data/mail/{file.name}" in written.err


@pytest.mark.parametrize("address", ["ada", "", "ada@example.com, eva@example.com"])
async def test_the_recipient_is_one_address(tmp_path: Path, address: str):
    refused = await command(tmp_path, "try-mail", "--to", address)
    assert (refused.status, refused.out) == (1, "")
    assert refused.err == f"{address} is not an e-mail address, or has a reserved domain.\n"
