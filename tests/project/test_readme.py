"""The README and first pages: their commands are run, and tables are compared with the code."""

import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from free_ports import free_port
from graphql import OperationDefinitionNode, parse, validate
from served_schema import served_schema

PROJECT = Path(__file__).parents[2]
README = (PROJECT / "README.md").read_text()
PRODUCTION = (PROJECT / "docs" / "how-to" / "deployment" / "production.md").read_text()
FLOW = (PROJECT / "docs" / "reference" / "flow.md").read_text()
MAX_README_LINES = 90
# Stamps of the set-up, which is not repeated here.
SET_UP = ["-o", ".venv/ready", "-o", "src/cms_blog/graphql/pages/assets/ready"]
# Files that the environment is made from.
INSTALLED = ["pyproject.toml", "requirements-dev.lock"]
NOT_OF_A_CLONE = {".git", ".env", "data", "uploads"}


def blocks(language: str) -> list[str]:
    text = README + PRODUCTION
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def commands(beginning: str) -> list[str]:
    """The commands with this beginning."""
    return [block.strip() for block in blocks("sh") if block.startswith(beginning)]


@dataclass(frozen=True)
class Clone:
    """A folder like a fresh clone after its set-up, and the port of its server."""

    folder: Path
    port: int

    @property
    def environment(self) -> dict[str, str]:
        # Without the developer's settings.
        return {"PATH": os.environ["PATH"], "HOME": str(self.folder), "PORT": str(self.port)}

    def start(self, command: str, **options: Any) -> subprocess.Popen[str]:
        """Start one of the README's commands."""
        first, *rest = command.replace("8000", str(self.port)).split(" ", 1)
        text = " ".join([first, *(SET_UP if first == "make" else []), *rest])
        return subprocess.Popen(
            ["/bin/sh", "-c", f"exec {text}"],
            cwd=self.folder,
            env=self.environment,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            **options,
        )

    def run(self, command: str, given: str = "") -> tuple[int, str, str]:
        """Run a command; return its exit code, output and errors."""
        process = self.start(command)
        out, errors = process.communicate(given, timeout=60)
        return process.returncode, out, errors


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    # Otherwise `make run` would install the clone into this environment.
    installed = (PROJECT / ".venv/ready").stat().st_mtime
    if any((PROJECT / name).stat().st_mtime > installed for name in INSTALLED):
        pytest.fail("The environment is out of date: run `make setup`.")
    folder = tmp_path_factory.mktemp("clone")
    for entry in PROJECT.iterdir():
        if entry.name not in NOT_OF_A_CLONE:
            (folder / entry.name).symlink_to(entry)
    return Clone(folder, free_port())


@pytest.fixture(scope="module")
def server(clone: Clone) -> Generator[Clone]:
    """The clone with a running server, started by the README's command."""
    process = clone.start("make run", start_new_session=True)
    try:
        wait_for(f"http://127.0.0.1:{clone.port}/ready", process)
        yield clone
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.communicate(timeout=20)


def wait_for(url: str, process: subprocess.Popen[str]) -> None:
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        assert process.poll() is None, process.communicate()
        try:
            if httpx.get(url, trust_env=False).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise TimeoutError(url)


# -- commands


def test_every_command_has_a_test():
    tried = [*commands("make"), *commands("curl"), *commands(".venv/bin/cms-blog")]
    assert len(tried) == len(blocks("sh"))
    # `make pictures` and the tests of the Studio run what `make studio` does.
    assert commands("make") == ["make run", "make studio", "make demo"]
    # `make test` is this test run.
    assert "`make test`" in README


def test_the_readme_is_short():
    assert len(README.splitlines()) <= MAX_README_LINES


@pytest.mark.slow
def test_the_demo_can_be_repeated(server: Clone):
    for _ in range(2):
        status, out, errors = server.run("make demo")
        assert (status, errors) == (0, "")
        assert re.findall(r"^ ?(\d+)  ", out, re.MULTILINE) == [str(n) for n in range(1, 23)]
        assert "PUBLISHED as composting-without-a-garden" in out
        # Colours are for terminals only.
        assert "\033" not in out
        # The beginning of a token.
        assert "eyJ" not in out


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_query_returns_the_documented_response(server: Clone):
    # The query reads the post published by the demo.
    assert server.run("make demo")[0] == 0
    for command, answer in zip(commands("curl"), blocks("json"), strict=True):
        status, out, _ = server.run(command)
        assert (status, json.loads(out)) == (0, json.loads(answer))


@pytest.mark.slow
def test_an_admin_is_created_beside_the_server(server: Clone):
    (command,) = (c for c in commands(".venv/bin") if "create-admin" in c)
    status, out, _ = server.run(f"{command} --password-stdin", "a long password\n")
    assert (status, out) == (0, "Created the admin admin@example.com.\n")
    login = 'mutation { login(input: {email: "admin@example.com", password: "a long password"})'
    body = {"query": login + " { ... on LoginSuccess { session { viewer { role } } } } }"}
    url = f"http://127.0.0.1:{server.port}/graphql"
    answer = httpx.post(url, json=body, trust_env=False).json()
    assert answer["data"]["login"]["session"]["viewer"]["role"] == "ADMIN"


@pytest.mark.slow
def test_try_gemini_runs_offline(clone: Clone):
    (command,) = (c for c in commands(".venv/bin") if "try-gemini" in c)
    status, out, errors = clone.run(command)
    assert (status, errors) == (0, "")
    assert out.startswith("OFFLINE")


def test_the_demo_reports_a_missing_server_in_one_line(clone: Clone):
    command = f".venv/bin/python examples/walkthrough.py http://127.0.0.1:{free_port()}"
    status, out, errors = clone.run(command)
    assert (status, out) == (1, "")
    assert re.fullmatch(r"Before the first step: there is no server at .*\n", errors)


def test_the_demos_operations_are_valid_and_all_used():
    text = (PROJECT / "examples" / "walkthrough.graphql").read_text()
    scripts = ("walkthrough.py", "editorial.py")
    script = "".join((PROJECT / "examples" / name).read_text() for name in scripts)
    document = parse(text)
    assert validate(served_schema(), document) == []
    for definition in document.definitions:
        assert isinstance(definition, OperationDefinitionNode)
        assert definition.name is not None
        assert re.search(rf'\.(call|follow)\(\s*"{definition.name.value}"', script)


# -- tables


def rows() -> list[list[str]]:
    """Cells of the table of the flow, without its header."""
    lines = [line for line in FLOW.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_every_operation_of_the_flow_is_one_of_the_api():
    schema = served_schema()
    fields = {
        field
        for type_ in (schema.query_type, schema.mutation_type)
        for field in (type_.fields if type_ else ())
    }
    named = {name for row in rows() for name in re.findall(r"`(\w+)`", row[1] + row[2])}
    # These belong to no step.
    rest = {
        *("viewer", "node", "blog", "generationService"),
        *("renewSession", "changePassword", "logoutEverywhere"),
    }
    assert named == fields - rest
