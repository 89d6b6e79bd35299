"""Deployment files as data, and the settings that they result in."""

import json
import re
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cms_blog.settings import Settings

ROOT = Path(__file__).parents[2]
TOOLS = Path(__file__).parent / ".venv" / "bin"
VERSION = re.findall(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)[0]
# Environment variables that libraries read.
_OTHERS = {
    *("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "AWS_ENDPOINT_URL"),
    "PATH",
}


def run_checks(mode: str, given: object = None) -> Any:
    """Run `check_configuration.py`, whose libraries are in the environment of the tools."""
    script = Path(__file__).with_name("check_configuration.py")
    output = subprocess.check_output(
        [TOOLS / "python", script, mode, ROOT], input=json.dumps(given), text=True
    )
    return json.loads(output)


@cache
def _all_documents() -> dict[str, list[Any]]:
    return run_checks("read")


def documents(path: str | Path) -> list[Any]:
    """Return the documents of a YAML file below the root. Callers must not change them."""
    return _all_documents()[str((ROOT / path).resolve().relative_to(ROOT))]


def compose() -> Any:
    """Return the content of `compose.yaml`."""
    return documents("compose.yaml")[0]


def workflows() -> dict[str, Any]:
    """Return the workflows, by name of the file."""
    paths = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
    return {path.name: documents(path)[0] for path in paths}


def env_file(path: Path) -> dict[str, str]:
    """Return the variables of a file with a line NAME=VALUE for each."""
    lines = [line for line in path.read_text().splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def image_environment() -> dict[str, str]:
    """Return the variables that the image sets."""
    final = (ROOT / "Dockerfile").read_text().rpartition("\nFROM ")[2].replace("\\\n", " ")
    (line,) = re.findall(r"^ENV (.*)", final, re.MULTILINE)
    return dict(pair.split("=", 1) for pair in line.split())


def settings(environment: dict[str, str]) -> Settings:
    """Return the settings for these environment variables."""
    unknown = {name.lower() for name in environment.keys() - _OTHERS} - Settings.model_fields.keys()
    assert not unknown
    with pytest.MonkeyPatch.context() as patch:
        for name in Settings.model_fields:
            patch.delenv(name.upper(), raising=False)
        for name, value in environment.items():
            patch.setenv(name, value)
        return Settings(_env_file=None)  # pyright: ignore[reportCallIssue] - pydantic-settings takes it
