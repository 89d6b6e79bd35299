"""Every command and program of the documentation is run by a test, or marked with the reason."""

import re
from pathlib import Path

import pytest
from documentation_blocks import blocks, runner
from graphql import parse, validate
from served_schema import served_schema

PROJECT = Path(__file__).parents[2]
# `generated` has the reference, whose examples are those of the schema.
PAGES = sorted(
    path for path in PROJECT.glob("docs/**/*.md") if not {"_build", "generated"} & set(path.parts)
)
# The other languages are output, configuration and markup.
EXECUTABLE = {"sh", "bash", "ts", "tsx", "js", "python", "graphql"}


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_snippet_has_a_test_or_a_reason(page: Path):
    test = runner(page.read_text("utf-8"))
    executable = [block for block in blocks(page) if block.language in EXECUTABLE]
    unmarked = [block.text for block in executable if not block.not_run]
    assert bool(unmarked) == bool(test), unmarked or "the marker `snippets` has nothing to mark"
    if test:
        assert page.stem in sources(PROJECT / test), f"{test} does not name the page"
    for block in executable:
        for path in re.findall(r"tests/[\w./-]*\w", block.not_run):
            assert (PROJECT / path).exists(), path


def sources(test: Path) -> str:
    """Text of a test, with that of its parser of pages."""
    parser = test.parent / "snippets.js"
    return test.read_text() + (parser.read_text() if parser.exists() else "")


def test_the_query_of_responsive_images_is_valid(project: Path):
    schema = served_schema()
    found = blocks(project / "docs/how-to/api/responsive-images.md")
    (query,) = [block.text for block in found if block.language == "graphql"]
    assert validate(schema, parse(query)) == []
