"""The wheel is complete, and the installed package serves outside of the repository."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest
from server_process import serving

QUERY = "{ publishedBlogs { totalCount } }"


@pytest.fixture(scope="module")
def wheel(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory"]
    subprocess.run([*build, folder], cwd=project, check=True, capture_output=True)
    (path,) = folder.iterdir()
    return path


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with the installed wheel, which precedes the package of this environment."""
    folder = tmp_path_factory.mktemp("site")
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*install, "--target", folder, wheel], check=True, capture_output=True)
    asked = [sys.executable, "-c", "import cms_blog; print(cms_blog.__file__)"]
    found = subprocess.check_output(asked, env={"PYTHONPATH": str(folder)}, text=True)
    assert Path(found).is_relative_to(folder)
    return folder


def test_all_requirements_are_locked(project: Path):
    """The image and the releases install locked packages only."""
    needed = tomllib.loads((project / "pyproject.toml").read_text())
    for lock, requirements in (
        ("requirements.lock", needed["project"]["dependencies"]),
        ("requirements-dev.lock", needed["dependency-groups"]["dev"]),
    ):
        locked = set(re.findall(r"^([\w.-]+)==", (project / lock).read_text(), re.MULTILINE))
        names = {re.split(r"[\[<>=~!]", requirement)[0] for requirement in requirements}
        assert names - locked == set(), lock


def test_the_wheel_holds_each_file_of_the_source(project: Path, wheel: Path):
    source = project / "src"
    expected = {
        str(path.relative_to(source))
        for path in source.rglob("*")
        # `ready` is a stamp of the Makefile.
        if path.is_file() and path.suffix != ".pyc" and path.name != "ready"
    }
    packed = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert packed == expected


@pytest.mark.slow
async def test_the_installed_wheel_serves_outside_of_the_repository(
    project: Path, site: Path, tmp_path: Path
):
    made = project / "src" / "cms_blog" / "graphql" / "pages" / "assets" / "graphiql.js"
    assert (site / "bin" / "cms-blog").exists()
    async with serving(tmp_path, PYTHONPATH=str(site)) as server:
        assert await server.execute(QUERY) == {"totalCount": 0}
        page = await server.http.get("/graphql", headers={"accept": "text/html"})
        assert page.status_code == 200
        loaded = re.findall(r'(?:src|href)="(/graphiql/[^"]+)"', page.text)
        # Without npm, the page shows a message instead of GraphiQL.
        assert ("/graphiql/lib/graphiql.js" in loaded) == made.exists()
        for path in loaded:
            assert (await server.http.get(path)).status_code == 200, path
