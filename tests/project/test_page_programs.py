"""Commands of the first tutorial, and the program of the Python guide, with their output."""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from api import PASSWORD
from documentation_blocks import Block, blocks
from server_process import serving, signed_up
from shell_programs import needs_curl_and_jq

PAGES = ("docs/tutorials/curl.md", "docs/how-to/clients/python.md")


async def run(folder: Path, *command: str) -> str:
    """Run a command, which must succeed without a complaint; return its output."""
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        env={"PATH": os.environ["PATH"], "LIMITS": '{"argon2_memory_kib": 8192}'},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complained = await process.communicate()
    assert (process.returncode, complained.decode()) == (0, ""), said.decode()
    return said.decode()


def tutorial_script(found: list[Block], url: str) -> str:
    """All commands as one script; the output of each goes to a file."""
    scripts = [block.text for block in found if block.language == "sh" and not block.not_run]
    text = "\n".join(f"{{\n{each}}} > {place}.out" for place, each in enumerate(scripts))
    # Complaints of `create-admin` are its audit line.
    text = text.replace(".venv/bin/cms-blog", f"2>admin.log {sys.executable} -m cms_blog")
    return "set -euo pipefail\n" + text.replace("http://127.0.0.1:8000", url)


@pytest.mark.slow
@needs_curl_and_jq
async def test_the_tutorial_publishes_a_post(tmp_path: Path, project: Path):
    found = blocks(project / PAGES[0])
    async with serving(tmp_path) as server:
        url = str(server.http.base_url).rstrip("/")
        await run(tmp_path, "bash", "-c", tutorial_script(found, url))
        shown = [json.loads(block.text) for block in found if block.language == "json"]
        outputs = texts(tmp_path)
    printed = [json.loads(text) for text in outputs if text.startswith('{"data"')]
    assert printed == shown
    published: dict[str, Any] = json.loads(outputs[-1])["data"]["publishedBlogs"]["nodes"][0]
    assert published["author"] == {"name": "Ada"}
    assert published["content"]["wordCount"] > 100


def texts(folder: Path) -> list[str]:
    """Outputs of the commands, in order."""
    return [
        path.read_text() for path in sorted(folder.glob("*.out"), key=lambda path: int(path.stem))
    ]


@pytest.mark.slow
async def test_the_python_program_prints_the_documented_lines(tmp_path: Path, project: Path):
    program, printed = blocks(project / PAGES[1])
    async with serving(tmp_path) as server:
        await signed_up(server)
        url = str(server.http.base_url).rstrip("/")
        source = program.text.replace("http://127.0.0.1:8000", url)
        (tmp_path / "program.py").write_text(source.replace("correct horse", PASSWORD))
        assert await run(tmp_path, sys.executable, "program.py") == printed.text
