"""What the documents say about each other, the dependencies and the make targets is so."""

import re
import tomllib
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
DOCUMENTS = [*PROJECT.glob("*.md"), *PROJECT.glob("docs/**/*.md")]
DECISIONS = sorted((PROJECT / "docs" / "decisions").iterdir())


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path):
    for target in re.findall(r"\]\((.+?)\)", document.read_text()):
        if not target.startswith("https://"):
            assert (document.parent / target.partition("#")[0]).exists(), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_targets_that_are_named_are_those_of_the_makefile(document: Path):
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z-]+)`", document.read_text())) <= targets


def test_decisions_are_numbered_without_gaps_and_by_their_titles():
    numbers = [int(path.name[:4]) for path in DECISIONS]
    assert numbers == list(range(1, len(DECISIONS) + 1))
    for number, path in zip(numbers, DECISIONS, strict=True):
        assert path.read_text().startswith(f"# {number}. ")


def test_there_is_a_line_for_each_dependency_and_no_other():
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
