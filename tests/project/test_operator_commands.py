"""The commands of the guides for operators run beside a server, and succeed."""

import asyncio
from pathlib import Path

import pytest
from documentation_blocks import blocks
from forked_process import shell_command
from server_process import serving, signed_up
from shell_programs import needs_curl_and_jq

# In the order in which their commands depend on each other.
PAGES = (
    "how-to/operations/backup",
    "how-to/deployment/images",
    "how-to/operations/upgrade",
    "how-to/operations/mail",
    "how-to/operations/observability",
    "how-to/operations/incidents",
    "reference/audit-trail",
)
ADMIN = "admin@example.com"
SETTINGS = {"ADMIN_EMAIL": ADMIN, "METRICS_TOKEN": "a-token-of-the-test", "LOG_FORMAT": "json"}
# A log in JSON, with a line of each event that the commands select.
LOG = """{"event": "audit", "action": "suspend_account", "timestamp": "2026-11-28T00:00:00Z"}
{"event": "request", "client": "203.0.113.7", "request_id": "1"}
"""
SAVE = """
  mutation Save($input: SaveBlogInput!) {
    saveBlog(input: $input) { ... on SaveBlogSuccess { blog { id } } }
  }
"""
BRIEF = {"focusOrNiche": "Pots", "targetedKeyword": "tomatoes", "targetedAudience": "all"}


def commands(project: Path) -> str:
    """One script of all commands that are not marked."""
    found = [block for page in PAGES for block in blocks(project / "docs" / f"{page}.md")]
    script = [block.text for block in found if block.language == "sh" and not block.not_run]
    assert len(script) >= 15
    # What an operator copies from another folder.
    script.insert(1, "cp backups/2026-11-23.tar .\n")
    return "set -euo pipefail\nset -x\n" + "".join(script)


@pytest.mark.slow
@needs_curl_and_jq
async def test_the_commands_succeed(tmp_path: Path, project: Path):
    (tmp_path / "server.log").write_text(LOG)
    (tmp_path / "backups").mkdir()
    async with serving(tmp_path, **SETTINGS) as server:
        token = await signed_up(server, ADMIN)
        post = {"brief": BRIEF, "title": "Tomatoes", "markdown": "Text."}
        assert await server.execute(SAVE, token, input=post)
        # The metrics count errors from the first one on.
        await server.http.post("/graphql", json={"query": "{ dashboardStats { total } }"})
        url = str(server.http.base_url).rstrip("/")
        script = commands(project).replace("http://127.0.0.1:8000", url)
        (tmp_path / "bin").mkdir()
        options = shell_command(tmp_path / "bin")
        process = await asyncio.create_subprocess_exec(
            *("bash", "-c", script.replace("/backups/", "backups/")),
            cwd=tmp_path,
            **options | {"env": SETTINGS | options["env"]},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()[-2_000:]
