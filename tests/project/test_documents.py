"""Links, make targets, file paths, decisions and dependencies in the documentation."""

import re
import tomllib
from pathlib import Path

import pytest
from tools.reference.pages import all_pages

PROJECT = Path(__file__).parents[2]
PACKAGE = PROJECT / "src" / "cms_blog"
# `make docs` writes these and checks their links.
GENERATED = PROJECT / "docs" / "reference" / "generated"
DOCUMENTS = [
    *PROJECT.glob("*.md"),
    *(path for path in PROJECT.glob("docs/**/*.md") if not path.is_relative_to(GENERATED)),
]
# The changelog names the files of earlier versions.
CURRENT_DOCUMENTS = [path for path in DOCUMENTS if path.name != "CHANGELOG.md"]
DECISIONS = sorted((PROJECT / "docs" / "decisions").glob("[0-9]*.md"))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_link_targets_exist(document: Path):
    for target in re.findall(r"\]\((.+?)\)", document.read_text()):
        if not target.startswith("https://"):
            name, _, fragment = target.partition("#")
            path = (document.parent / name).resolve() if name else document
            if path.is_relative_to(GENERATED):
                assert str(path.relative_to(GENERATED).with_suffix("")) in all_pages(), target
                continue
            assert path.exists(), target
            assert not fragment or fragment in anchors(path), target


def anchors(document: Path) -> set[str]:
    """GitHub's ids of the headings of a Markdown file."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", CURRENT_DOCUMENTS, ids=lambda path: path.name)
def test_named_files_and_folders_exist(document: Path):
    assert missing_paths(document.read_text()) == []


def missing_paths(text: str) -> list[str]:
    """Source paths in a document that exist neither in the package nor in the repository.

    Checked are Python files, paths below `src/`, and folders in backticks. A path starts at the
    repository or at the package. A file name without a folder has to exist somewhere below them.
    """
    text = re.sub(r"\]\(.+?\)", "]", text)
    source_file = r"(?<![\w./*-])(?:[\w.-]+/)*[\w-]+\.py\b"
    named = re.findall(rf"{source_file}|(?<![\w./-])src/[\w./-]*\w", text)
    # Paths that begin with a slash are URLs; these two folders are created by the server.
    named += [
        path
        for path in re.findall(r"`((?:[\w.-]+/)+)`", text)
        if path.partition("/")[0] not in {"data", "uploads"}
    ]
    return [path for path in dict.fromkeys(named) if not exists(path)]


def exists(path: str) -> bool:
    if "/" in path:
        return (PROJECT / path).exists() or (PACKAGE / path).exists()
    folders = (PACKAGE, *(PROJECT / name for name in ("tests", "tools", "benchmarks", "examples")))
    return any(True for folder in folders for _ in folder.rglob(path))


def test_missing_paths_are_found():
    text = (
        "`blogs/service.py`, `service.py` and src/cms_blog/cli, but `blogs/gone.py` and `gone.py`."
    )
    assert missing_paths(text) == ["blogs/gone.py", "gone.py"]
    assert missing_paths("`graphql/types/`, `graph/`, src/gone, `/uploads/`") == [
        "src/gone",
        "graph/",
    ]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_named_make_targets_exist(document: Path):
    targets = set(re.findall(r"^([a-z0-9-]+):", (PROJECT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z0-9-]+)`", document.read_text())) <= targets


def test_decisions_are_numbered_without_gaps_and_their_titles_match():
    numbers = [int(path.name[:4]) for path in DECISIONS]
    assert numbers == list(range(1, len(DECISIONS) + 1))
    for number, path in zip(numbers, DECISIONS, strict=True):
        assert path.read_text().startswith(f"# {number}. ")


def test_every_dependency_has_a_line_and_every_line_a_dependency():
    declared = tomllib.loads((PROJECT / "pyproject.toml").read_text())
    sections = {
        "At run time": declared["project"]["dependencies"],
        "For development": declared["dependency-groups"]["dev"],
    }
    page = (PROJECT / "docs" / "decisions" / "0006-dependencies.md").read_text()
    for heading, requirements in sections.items():
        table = page.split(f"## {heading}")[1].split("##")[0]
        named = re.findall(r"^\| ([a-z0-9-]+) \|", table, re.MULTILINE)
        wanted = [re.match(r"[a-z0-9-]+", requirement) for requirement in requirements]
        assert sorted(named) == sorted(match[0] for match in wanted if match)
