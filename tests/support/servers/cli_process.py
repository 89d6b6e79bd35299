"""Runs `cms-blog COMMAND` in a separate process."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import NamedTuple


class CommandResult(NamedTuple):
    """Exit status and output of a command."""

    status: int | None
    out: str
    err: str


async def begin(folder: Path, *arguments: str, **env: str) -> asyncio.subprocess.Process:
    """Start a command in `folder` with a minimal environment."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cms_blog", *arguments),
        cwd=folder,
        env=kept | env,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def command(folder: Path, *arguments: str, **env: str) -> CommandResult:
    """Run a command and wait for its end."""
    process = await begin(folder, *arguments, **env)
    out, err = await process.communicate()
    return CommandResult(process.returncode, out.decode(), err.decode())


async def killed(process: asyncio.subprocess.Process) -> bool:
    """Kill a command; return whether it was still running."""
    running = process.returncode is None
    if running:
        process.kill()
    await process.communicate()
    return running and process.returncode == -signal.SIGKILL
