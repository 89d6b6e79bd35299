"""The server without the extra `embedded`, as in the container: mongoeco is not installed."""

import asyncio
import os
import sys
import tomllib
from pathlib import Path

import pytest

pytestmark = pytest.mark.usefixtures("unforked")


async def ran(tmp_path: Path, *arguments: str, **env: str) -> tuple[int | None, str, str]:
    """Run a command in an environment that can't import mongoeco; return status and output."""
    hidden = tmp_path / "hidden"
    hidden.mkdir(exist_ok=True)
    (hidden / "sitecustomize.py").write_text("import sys\nsys.modules['mongoeco'] = None\n")
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "cms_blog",
        *arguments,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(hidden), "MONGODB_URI": "", **env},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    output, errors = await process.communicate()
    return process.returncode, output.decode(), errors.decode()


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [
        ("serve", "--port", "0"),
        ("migrate",),
        ("backup", "file"),
        ("create-admin", "--email", "a@example.org", "--promote"),
    ],
    ids=lambda arguments: arguments[0],
)
async def test_an_empty_uri_is_answered_with_one_line(tmp_path: Path, arguments: tuple[str, ...]):
    status, output, errors = await ran(tmp_path, *arguments)
    line = (
        "The embedded database is not installed. Set MONGODB_URI, or install it: "
        "pip install 'cms-blog[embedded]'"
    )
    assert (status, output, errors.splitlines()[-1:]) == (1, "", [line])
    assert "Traceback" not in errors
    assert not (tmp_path / "data" / "database").exists()


async def test_commands_without_database_work(project: Path, tmp_path: Path):
    status, output, errors = await ran(tmp_path, "export-schema")
    assert (status, errors) == (0, "")
    assert output == (project / "schema.graphql").read_text()


@pytest.mark.slow
async def test_a_configured_mongodb_is_used(tmp_path: Path):
    uri = "mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=100"
    status, _, errors = await ran(tmp_path, "migrate", MONGODB_URI=uri)
    assert status == 1
    assert errors.startswith("The database does not answer: ")


def test_the_container_has_no_embedded_database(project: Path):
    """The image installs requirements.lock; `make run` and development have the extra."""
    extra = tomllib.loads((project / "pyproject.toml").read_text())["project"]
    assert [name for name in extra["dependencies"] if name.startswith("mongoeco")] == []
    assert extra["optional-dependencies"]["embedded"] == ["mongoeco>=4.11,<4.12"]
    locks = ("requirements.lock", "requirements-run.lock", "requirements-dev.lock")
    locked = {name: "\nmongoeco==" in (project / name).read_text() for name in locks}
    assert locked == dict(zip(locks, (False, True, True), strict=True))
    packages = ("numpy", "usearch", "shapely", "numkong")
    image = (project / "requirements.lock").read_text()
    assert [name for name in packages if f"\n{name}==" in image] == []
